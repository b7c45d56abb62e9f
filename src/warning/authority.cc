// Who may issue what is a dated rule; whose warning it is never changes on the way.
#include <algorithm>

#include "warning/rules.h"

namespace muster::warning {
namespace {

using record::Change;
using record::Record;
using record::Unit;

bool lists(const json::Value& words, const std::string& word) {
  if (!words.is_array()) return false;
  return std::ranges::any_of(words.as_array(), [&](const json::Value& one) { return one.is_string() && one.as_string() == word; });
}

int rank_of(std::string_view level) {
  if (level == "basin") return 3;
  if (level == "city") return 2;
  if (level == "county" || level == "zone") return 1;
  return 0;
}

// A rule names a body by its code; one for each county by the code and the county's ("county_weather_421022").
bool is_authority(const Record& body, const std::string& authority) {
  return body.text("code") == authority || body.text("code").starts_with(authority + "_");
}

// The leading authority of a line and those that issue together with it.
std::vector<std::string> authorities_of(const json::Value& line) {
  std::vector<std::string> out{line.text("authority")};
  if (line["with"].is_array()) {
    for (const json::Value& code : line["with"].as_array()) out.push_back(code.is_string() ? code.as_string() : std::string());
  }
  return out;
}

bool covers_place(const json::Value& line, const Record& body, const Record& warning, int rank) {
  if (rank_of(line.text("area")) < rank) return false;
  if (line.text("area") != "county") return true;
  return warning.jpath == body.jpath || warning.jpath.starts_with(body.jpath + '/');
}

json::Array lines_for(const json::Value& rule, const Record& warning, int rank) {
  json::Array out;
  for (const json::Value& line : rule["authorities"].is_array() ? rule["authorities"].as_array() : json::Array()) {
    const bool fits = lists(line["hazards"], warning.text("hazard")) && lists(line["colours"], warning.text("colour"));
    if (fits && rank_of(line.text("area")) >= rank) out.push_back(line);
  }
  return out;
}

// The first line that lets a body issue the warning, alone or together with others.
std::optional<json::Value> line_of(const json::Value& rule, const std::optional<Record>& body, const Record& warning, int rank) {
  if (!body) return std::nullopt;
  for (const json::Value& line : lines_for(rule, warning, rank)) {
    const auto codes = authorities_of(line);
    const bool is_listed = std::ranges::any_of(codes, [&](const std::string& code) { return is_authority(*body, code); });
    if (is_listed && covers_place(line, *body, warning, rank)) return line;
  }
  return std::nullopt;
}

Status refuse(const Unit& unit, const Record& warning, const std::string& name, const std::string& authority) {
  return fail(error::kNotAuthorisedIssuer, "body",
              {{"name", name}, {"hazard", unit.model().word("hazard", warning.text("hazard"))},
               {"colour", unit.model().word("warning_colour", warning.text("colour"))}, {"authority", authority}});
}

std::string quoted(const std::vector<std::string>& titles) {
  std::string out;
  for (const std::string& title : titles) out += (out.empty() ? "" : "、") + title;
  return out.empty() ? bilingual("规则未定的单位", "nobody by the rule") : out;
}

Status holds_name(Unit& unit, const std::string& body_id, const char* field) {
  const auto& viewer = unit.viewer();
  if (viewer.is_system || std::ranges::find(viewer.names, body_id) != viewer.names.end()) return {};
  const auto body = unit.find("body", body_id);
  return fail(error::kWrongName, field, {{"name", body ? body->label : body_id}, {"reason", viewer.person_name}});
}

// Releasing needs the right to move warnings at the warning's own place: a role that only reads the whole city has none there.
Status check_place(const Unit& unit, const Change& change) {
  const auto& viewer = unit.viewer();
  const std::string& path = change.before.jpath;
  if (viewer.is_system || viewer.may("move", "warning", path) || viewer.may("move:" + change.move, "warning", path)) return {};
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", change.move}, {"type", bilingual("预警", "warning")}, {"who", bilingual("属地值班", "the duty room of the place")}});
}

}  // namespace

Status check_authority(Unit& unit, const Change& change) {
  if (change.move != "draft" && change.move != "approve" && change.move != "issue") return {};
  if (Status here = check_place(unit, change); !here) return here;
  const Record& warning = change.after;
  if (warning.text("origin") != "own") return refuse(unit, warning, bilingual("转发的预警", "a relayed warning"), warning.text("issuer"));
  const auto body = unit.find("body", warning.text("body"));
  const auto place = unit.find("jurisdiction", warning.jurisdiction_id);
  const auto rule = rule_body(unit, "issuing_authority");
  if (!rule) return fail(rule.error());
  const int rank = place ? rank_of(place->text("level")) : rank_of("city");
  std::vector<std::string> titles;
  for (const json::Value& line : lines_for(*rule, warning, rank)) titles.push_back(line["title"].text("zh") + " / " + line["title"].text("en"));
  if (!line_of(*rule, body, warning, rank)) return refuse(unit, warning, body ? body->label : "—", quoted(titles));
  return holds_name(unit, body->id, "body");
}

Result<std::vector<std::string>> joint_authorities(Unit& unit, const Record& warning) {
  const auto body = unit.find("body", warning.text("body"));
  const auto place = unit.find("jurisdiction", warning.jurisdiction_id);
  const auto rule = rule_body(unit, "issuing_authority");
  if (!rule) return fail(rule.error());
  const auto line = line_of(*rule, body, warning, place ? rank_of(place->text("level")) : rank_of("city"));
  auto out = line ? authorities_of(*line) : std::vector<std::string>();
  if (out.size() < 2) out.clear();
  return out;
}

Status name_own(Unit& unit, const Record& warning) {
  if (warning.text("origin") != "own") return {};
  record::Draft draft;
  draft.type = warning.type;
  draft.id = warning.id;
  const auto give = [&](const char* field, const std::string& value) {
    if (!warning.has(field) && !value.empty()) draft.fields.set(field, value);
  };
  give("identifier", warning.number);
  give("sent", format_time(std::chrono::floor<std::chrono::seconds>(unit.now())));
  if (const auto body = unit.find("body", warning.text("body"))) {
    give("sender", body->text("code"));
    give("issuer", body->text("name"));
    give("issuer_body", body->id);
  }
  if (draft.fields.empty()) return {};
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

Status check_name_kept(Unit& unit, const Change& change) {
  const Record& before = change.before;
  const Record& after = change.after;
  const bool is_relayed = before.text("origin") == "relayed";
  for (const char* field : {"origin", "sender", "identifier", "issuer", "cap_xml"}) {
    // An own draft may still change its wording, not what names it in the world.
    if ((is_relayed || before.state == "issued") && before.text(field) != after.text(field)) {
      return fail(error::kWrongName, field, {{"name", after.text(field)}, {"reason", bilingual("转发保留发布单位：" + before.text("issuer"), "a relayed warning keeps its issuer: " + before.text("issuer"))}});
    }
  }
  if (change.op != record::Op::kMove || (change.move != "review" && change.move != "relay")) return {};
  if (Status here = check_place(unit, change); !here) return here;
  // Relaying an own warning would pass by whoever may issue it.
  if (!is_relayed) return refuse(unit, after, after.text("issuer"), "draft → approve → issue");
  return change.move == "relay" ? holds_name(unit, after.text("relay_body"), "relay_body") : Status();
}

}  // namespace muster::warning
