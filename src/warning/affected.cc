// Who is affected (叫应): duty rooms of the counties, and the responsible persons of works inside the area.
#include <algorithm>
#include <map>
#include <set>

#include "base/log.h"
#include "clock/ladder.h"
#include "geo/geo.h"
#include "warning/rules.h"

namespace muster::warning {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

constexpr int kMostRows = 20'000;

/// Someone to call.
struct Called {
  clock::Callee who;
  std::string unit;
  std::string role;
  std::string jurisdiction_id;
  std::string ladder;
  std::vector<std::string> works;  ///< labels
};

/// The area of a warning: its places by path, and its shape where one was drawn.
struct Extent {
  std::vector<std::string> paths;
  std::optional<geo::Geometry> shape;
  geo::Box box;
};

bool below(const std::string& jpath, const std::string& path) {
  return jpath == path || (jpath.size() > path.size() && jpath.starts_with(path) && jpath[path.size()] == '/');
}

Extent extent_of(Unit& unit, const Record& warning) {
  Extent out;
  const json::Value* areas = warning.fields.find("areas");
  if (areas != nullptr && areas->is_array()) {
    for (const json::Value& id : areas->as_array()) {
      const auto place = id.is_string() ? unit.find("jurisdiction", id.as_string()) : std::nullopt;
      if (place) out.paths.push_back(place->jpath);
    }
  }
  if (!warning.geometry.is_null()) {
    if (auto shape = geo::from_geojson(warning.geometry)) {
      out.box = geo::box_of(*shape);
      out.shape = std::move(*shape);
    }
  }
  // An own warning without a stated area is for the place that it is filed under.
  if (out.paths.empty() && !out.shape && warning.text("origin") == "own") out.paths.push_back(warning.jpath);
  return out;
}

bool inside(const Extent& extent, const Record& work) {
  if (extent.shape && !work.geometry.is_null()) {
    const auto at = geo::from_geojson(work.geometry);
    return at && geo::overlaps(extent.box, geo::box_of(*at)) && geo::intersects(*extent.shape, *at);
  }
  return std::ranges::any_of(extent.paths, [&](const std::string& path) { return below(work.jpath, path); });
}


bool lists(const json::Value& words, std::string_view word) {
  return words.is_array() && std::ranges::any_of(words.as_array(), [&](const json::Value& w) { return w.is_string() && w.as_string() == word; });
}

// Whoever is on duty in the room now, else whoever holds a duty post of the body.
clock::Callee duty_of(Unit& unit, const Record& body) {
  if (const auto duty = clock::on_duty(unit, body.id, "main")) return *duty;
  for (const Record& post : unit.find_where("post", {{"body", body.id}})) {
    const json::Value* roles = post.fields.find("roles");
    if (roles == nullptr || !lists(*roles, "county_duty")) continue;
    if (const auto holder = clock::holder_of_post(unit, post.id)) return *holder;
  }
  return {};
}

std::vector<Called> duty_rooms(Unit& unit, const Extent& extent) {
  std::vector<Called> out;
  for (const Record& body : unit.find_where("body", {{"kind", "county_flood_hq"}}, kMostRows)) {
    // A township's warning calls the room of its county as well.
    const bool touched = std::ranges::any_of(extent.paths, [&](const std::string& path) { return below(body.jpath, path) || below(path, body.jpath); });
    if (touched) out.push_back({duty_of(unit, body), body.id, {}, body.jurisdiction_id, "unit_duty", {}});
  }
  return out;
}

std::set<std::string> called_types(const json::Value& limits, const std::string& hazard) {
  std::set<std::string> out;
  if (!limits["works"].is_array()) return out;
  for (const json::Value& line : limits["works"].as_array()) {
    if (!lists(line["hazards"], hazard) || !line["types"].is_array()) continue;
    for (const json::Value& type : line["types"].as_array()) out.insert(type.as_string());
  }
  return out;
}

// One row per person: who answers for several works is called once, with all of them named.
void add_person(std::vector<Called>& out, std::map<std::string, std::size_t>& places, Called called) {
  const auto [found, is_new] = places.emplace(called.who.person, out.size());
  if (is_new) {
    out.push_back(std::move(called));
  } else {
    out[found->second].works.push_back(called.works.front());
  }
}

std::vector<Called> responsible_persons(Unit& unit, const Extent& extent, const std::set<std::string>& types) {
  std::vector<Called> out;
  if (types.empty()) return out;
  std::map<std::string, std::vector<Record>> by_work;
  const std::string day = format_date(city_day(unit.now()));
  for (Record& row : unit.find_where("responsibility", {}, kMostRows)) {
    if (row.valid_on(day, "from", "to")) by_work[row.text("work")].push_back(std::move(row));
  }
  std::map<std::string, std::size_t> places;
  for (const std::string& type : types) {
    for (const Record& work : unit.find_where(type, {}, kMostRows)) {
      const auto rows = by_work.find(work.id);
      if (rows == by_work.end() || !inside(extent, work)) continue;
      for (const Record& row : rows->second) {
        clock::Callee who = clock::callee_of_person(unit, row.text("person"));
        if (row.has("liaison")) who.liaison = row.text("liaison");
        if (row.has("post")) who.post = row.text("post");
        add_person(out, places, {std::move(who), {}, row.text("role"), work.jurisdiction_id, "responsible", {work.label}});
      }
    }
  }
  return out;
}

std::string text_for(const Record& warning, const Called& called) {
  std::string text = warning.text("headline");
  constexpr std::size_t kNamed = 3;
  for (std::size_t i = 0; i < std::min(called.works.size(), kNamed); ++i) text += (i == 0 ? "：" : "、") + called.works[i];
  if (called.works.size() > kNamed) text += " 等 " + std::to_string(called.works.size()) + " 处";
  return text;
}

// The channel of the ladder's first rung (rule ladders).
std::string channel_of(const Unit& unit, const std::string& ladder) {
  const auto body = rule_body(unit, "ladders");
  if (!body) return "telephone";
  const json::Value& rungs = (*body)["ladders"][ladder];
  return rungs.is_array() && !rungs.as_array().empty() ? rungs.as_array().front().text("channel", "telephone") : "telephone";
}

Status call(Unit& unit, const Record& warning, const Called& called, UtcTime due) {
  Draft draft;
  draft.type = "callout";
  draft.jurisdiction_id = called.jurisdiction_id;
  // Each of them must answer: a ladder of one's own, so that one answer does not withdraw the calls of the others.
  const std::string whose = called.unit.empty() ? called.who.person : called.unit;
  draft.fields = {{"about", warning.id}, {"text", text_for(warning, called)}, {"jurisdiction", called.jurisdiction_id},
                  {"channel", channel_of(unit, called.ladder)}, {"ladder", called.ladder + '/' + whose}, {"rung", 1},
                  {"sent_at", format_time(unit.now())}, {"due_at", format_time(due)}};
  for (const auto& [field, value] : {std::pair<const char*, const std::string&>{"person", called.who.person}, {"post", called.who.post},
                                     {"liaison", called.who.liaison}, {"unit", called.unit}, {"role", called.role}}) {
    if (!value.empty()) draft.fields.set(field, value);
  }
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

}  // namespace

Status call_affected(Unit& unit, const Record& warning) {
  if (warning.text("msg_type") == "Cancel") return {};  // the all-clear is relayed; nobody has to answer it
  const auto limits = rule_body(unit, "warning_limits");
  if (!limits) return fail(limits.error());
  const std::string colour = warning.text("colour").empty() ? "yellow" : warning.text("colour");
  const auto within = parse_duration((*limits)["callout"].text(colour, "60m"));
  if (!within) return fail(within.error());
  const Extent extent = extent_of(unit, warning);
  std::vector<Called> all = duty_rooms(unit, extent);
  std::set<std::string> persons;
  for (const Called& room : all) persons.insert(room.who.person);
  for (Called& person : responsible_persons(unit, extent, called_types(*limits, warning.text("hazard")))) {
    if (persons.insert(person.who.person).second) all.push_back(std::move(person));
  }
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, limits->integer("most_calls", 500)));
  if (all.size() > most) {
    log::warning("warning calls cut", {{"warning", warning.id}, {"affected", static_cast<std::int64_t>(all.size())}, {"called", static_cast<std::int64_t>(most)}});
    all.resize(most);
  }
  for (const Called& called : all) {
    if (Status made = call(unit, warning, called, unit.now() + *within); !made) return made;
  }
  return {};
}

}  // namespace muster::warning
