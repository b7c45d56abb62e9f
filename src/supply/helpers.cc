#include "supply/helpers.h"

#include <algorithm>
#include <cmath>

#include "errors/change.h"
#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/dispatch_lorries.h"
#include "supply/positions.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

constexpr int kRowsAtMost = 5000;
constexpr std::size_t kShownAtMost = 60;

bool has_any(const Record& record, const char* field, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  const json::Value* held = record.fields.find(field);
  if (held == nullptr || !held->is_array()) return false;
  return std::ranges::any_of(held->as_array(), [&](const json::Value& one) {
    return one.is_string() && std::ranges::find(wanted, one.as_string()) != wanted.end();
  });
}

bool can(const Record& record, const HelperAsk& ask) {
  if (record.type == "rescue_team") return has_any(record, "capabilities", ask.capabilities);
  if (record.type == "expert") return has_any(record, "fields_of_work", ask.expertise);
  return ask.kinds.empty() || std::ranges::find(ask.kinds, record.text("kind")) != ask.kinds.end();
}

bool is_true_or_unsaid(const Record& record, const char* field) {
  const json::Value* value = record.fields.find(field);
  return value == nullptr || !value->is_bool() || value->as_bool();
}

// By the register and the orders.
std::string why_not_ready(const Record& record, const std::string& today, const std::map<std::string, std::string>& busy) {
  if (record.type == "rescue_team") {
    const std::string readiness = record.text("readiness");
    if (readiness == "out") return "out";
    return readiness == "ready" || readiness == "standby" ? "" : "not_ready";
  }
  if (record.type == "expert") return is_true_or_unsaid(record, "available") && record.valid_on(today, "appointed_from", "appointed_to") ? "" : "not_ready";
  const std::string state = record.text("vehicle_state");
  if (state != "ready") return state;
  if (record.has("permit_to") && record.text("permit_to") < today) return "expired";
  return busy.contains(record.id) ? "on_order" : "";
}

// What somebody is called to is over when its record has ended.
bool is_over(Unit& unit, const std::string& about) {
  const auto record = find_any(unit, about);
  if (!record) return true;
  const model::TypeDef& type = *unit.model().type(record->type);
  const model::State* state = type.state(record->state);
  return state != nullptr && state->final;
}

std::string person_of(const Record& record) {
  return record.text(record.type == "rescue_team" ? "leader" : record.type == "expert" ? "person" : "driver");
}

std::optional<geo::Position> place_of(Unit& unit, const Record& record) {
  if (record.type == "vehicle") {
    const auto told = last_position(unit.connection(), unit.ledger(), record.id);
    const auto registered = record.instant("position_at");
    if (told && (!registered || told->time >= *registered)) return told->at;
    if (record.geometry.is_null()) {
      for (const char* base : {"store", "team"}) {
        if (const auto home = find_any(unit, record.text(base))) return position_of(*home);
      }
    }
  }
  return position_of(record);
}

std::vector<std::string> words_in(const json::Value& list) {
  std::vector<std::string> out;
  if (!list.is_array()) return out;
  for (const json::Value& one : list.as_array()) {
    if (one.is_string()) out.push_back(one.as_string());
  }
  return out;
}

json::Object shown_call(const Record& call) {
  json::Object out{{"id", call.id}, {"state", call.state}};
  for (const char* field : {"person", "rung", "sent_at", "due_at", "answered_at", "answered_by", "answer", "answer_text", "arrive_at", "missed_at", "recalled_at", "recalls"}) {
    if (const json::Value* value = call.fields.find(field)) out.set(field, *value);
  }
  return out;
}

struct Called {
  std::vector<Helper> all;
  geo::Position to;
  std::string label;
};

Result<Called> gather(Unit& unit, const Viewer& viewer, const json::Value& body) {
  Called out;
  HelperAsk ask{body.text("about"), words_in(body["capabilities"]), words_in(body["expertise"]), words_in(body["kinds"])};
  const auto about = find_any(unit, ask.about);
  if (!ask.about.empty() && (!about || !viewer.may_record("read", *unit.model().type(about->type), about->jpath, about->id, about->fields))) {
    return fail(error::kNotFound, "about", {{"what", ask.about}});
  }
  const auto place = about ? position_of(*about) : std::nullopt;
  if (!body["at"].is_null()) {
    const auto at = position_from(body["at"], "at");
    if (!at) return fail(at.error());
    out.to = *at;
  } else if (place) {
    out.to = *place;
  } else {
    return fail(error::kNoPlace, "at", {{"what", about ? about->label : bilingual("地点", "The place")}});
  }
  if (about) out.label = about->label;
  std::vector<std::string> types = words_in(body["of"]);
  if (types.empty()) types = {"rescue_team", "expert", "vehicle"};
  for (const std::string& type : types) {
    if (type != "rescue_team" && type != "expert" && type != "vehicle") return fail(error::kBadRequest, "of", {{"reason", "rescue_team, expert, vehicle"}});
    for (Helper& one : helpers_of(unit, viewer, type, ask)) out.all.push_back(std::move(one));
  }
  return out;
}

}  // namespace

json::Object helper_json(const Helper& one, std::optional<double> drive, UtcTime now) {
  json::Object out{{"id", one.record.id}, {"type", one.record.type}, {"label", one.record.label}, {"at", one.at ? to_json(*one.at) : json::Value()},
                   {"ready_min", std::round(one.ready_min * 10) / 10}, {"min", drive ? json::Value(std::round(*drive * 10) / 10) : json::Value()}};
  if (drive) out.set("arrive_at", format_time(now + Millis{static_cast<std::int64_t>(std::ceil(one.ready_min + *drive)) * 60'000}));
  if (!one.person.empty()) out.set("person", one.person);
  for (const char* field : {"kind", "people", "capabilities", "readiness", "fields_of_work", "unit", "rank", "call_order", "load_t", "volume_m3", "seats", "boats", "driver", "vehicle_state"}) {
    if (const json::Value* value = one.record.fields.find(field)) out.set(field, *value);
  }
  if (one.record.type == "rescue_team" && one.record.has("phone")) out.set("phone", one.record.text("phone"));
  if (!one.why_not.empty()) out.set("why_not", one.why_not);
  if (one.call) out.set("call", shown_call(*one.call));
  return out;
}

std::vector<Record> calls_of(Unit& unit, const std::string& helper) {
  std::vector<Record> out = unit.find_where("callout", {{"helper", helper}}, 200);
  std::ranges::stable_sort(out, [](const Record& a, const Record& b) {
    return std::pair(a.text("sent_at"), a.integer("rung")) > std::pair(b.text("sent_at"), b.integer("rung"));
  });
  return out;
}

bool binds(const Record& call) {
  if (call.has("recalls") || call.has("recalled_at") || call.state == "withdrawn") return false;
  return call.state != "answered" || call.text("answer") != "cannot";
}

std::vector<Helper> helpers_of(Unit& unit, const Viewer& viewer, const std::string& type, const HelperAsk& ask) {
  std::vector<Helper> out;
  const std::string today = format_date(city_day(unit.now()));
  const auto busy = type == "vehicle" ? busy_vehicles(unit) : std::map<std::string, std::string>{};
  for (Record& record : unit.find_where(type, {}, kRowsAtMost)) {
    if (!can(record, ask) || !viewer.may_record("read", *unit.model().type(type), record.jpath, record.id, record.fields)) continue;
    Helper one{.record = std::move(record), .at = {}, .ready_min = 0, .person = {}, .why_not = {}, .call = {}};
    one.at = place_of(unit, one.record);
    one.ready_min = static_cast<double>(one.record.integer("ready_within")) / 60'000;
    one.person = person_of(one.record);
    one.why_not = why_not_ready(one.record, today, busy);
    const std::string about = ask.about.empty() ? one.record.id : ask.about;
    for (Record& call : calls_of(unit, one.record.id)) {
      const bool here = call.text("about") == about;
      if (!here && one.why_not.empty() && binds(call) && call.state != "missed" && !is_over(unit, call.text("about"))) one.why_not = "called";
      if (here && !one.call) one.call = std::move(call);
    }
    out.push_back(std::move(one));
  }
  std::ranges::stable_sort(out, {}, [](const Helper& one) { return one.record.label; });
  return out;
}

Result<std::vector<std::optional<double>>> minutes_to(const DispatchParts& parts, const std::string& ledger, const std::vector<Helper>& helpers, geo::Position to,
                                                      const std::vector<road::Condition>& drawn) {
  std::vector<std::optional<double>> out(helpers.size());
  for (const char* profile : {"car", "lorry"}) {
    std::vector<geo::Position> from;
    std::vector<std::size_t> index;
    for (std::size_t i = 0; i < helpers.size(); ++i) {
      if (!helpers[i].at || (helpers[i].record.type == "vehicle") != (profile == std::string_view("lorry"))) continue;
      from.push_back(*helpers[i].at);
      index.push_back(i);
    }
    if (from.empty()) continue;
    const auto roads = parts.ways(ledger, profile, parts.city.now(ledger), drawn);
    if (!roads) return fail(roads.error());
    const auto minutes = drive_minutes(*roads, from, {to});
    if (!minutes) return fail(minutes.error());
    for (std::size_t i = 0; i < index.size(); ++i) out[index[i]] = (*minutes)[i].front();
  }
  return out;
}

Result<json::Object> helpers(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const json::Value& body) {
  Called called;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    auto read = gather(unit, viewer, body);
    if (!read) return fail(read.error());
    called = *std::move(read);
    return {};
  });
  if (!looked) return fail(looked.error());
  std::vector<road::Condition> drawn;
  if (!body["drawn"].is_null()) {
    auto read = road::conditions_from_geojson(json::Object{{"type", "FeatureCollection"}, {"features", body["drawn"]}});
    if (!read) return fail(read.error());
    drawn = *std::move(read);
  }
  const auto minutes = minutes_to(parts, ledger, called.all, called.to, drawn);
  if (!minutes) return fail(minutes.error());
  // Soonest first; who is called already stays in sight whatever the register says now.
  std::vector<std::size_t> order(called.all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto there_in = [&](std::size_t i) { return (*minutes)[i] ? called.all[i].ready_min + *(*minutes)[i] : 1e9; };
  std::ranges::stable_sort(order, {}, there_in);
  const UtcTime now = parts.city.now(ledger);
  json::Array shown_helpers, unavailable;
  std::vector<Record> named;
  for (const std::size_t i : order) {
    const Helper& one = called.all[i];
    const bool is_called = one.call && binds(*one.call);
    const bool comes = one.why_not.empty() && (*minutes)[i];
    json::Array& list = comes || is_called ? shown_helpers : unavailable;
    if (list.size() >= kShownAtMost) continue;
    json::Object row = helper_json(one, (*minutes)[i], now);
    if (one.why_not.empty() && !(*minutes)[i]) row.set("why_not", one.at ? "cut_off" : "no_position");
    list.emplace_back(std::move(row));
    named.push_back(one.record);
    if (one.call) named.push_back(*one.call);
  }
  json::Object out{{"at", to_json(called.to)}, {"label", called.label}, {"helpers", std::move(shown_helpers)}, {"unavailable", std::move(unavailable)},
                   {"refs", parts.store.labels(viewer, named)}, {"reckoned_at", format_time(now)}};
  if (const auto roads = parts.ways(ledger, "car", now, {})) {
    out.set("generated", road::is_generated(road::network_of(*roads->today)));
    out.set("attribution", road::attribution(road::network_of(*roads->today)));
  }
  return out;
}

}  // namespace muster::supply
