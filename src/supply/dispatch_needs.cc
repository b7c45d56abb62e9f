#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/dispatch.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

constexpr std::size_t kCandidates = 5;

// Somebody who could come.
struct Candidate {
  Record record;
  geo::Position at;
  double ready_min = 0;
  std::string called;  // state of a call that is out already
};

double times(const json::Value& row, const Record& incident) {
  if (row.text("per") == "count") return static_cast<double>(std::max<std::int64_t>(1, incident.integer("count", 1)));
  const double length = row.number("per_length_m");
  return length > 0 ? std::max(1.0, std::ceil(incident.number_of("length_m") / length)) : 1;
}

json::Object shown_need(const model::Model& model, const json::Value& row, const Record& incident, const json::Value& kind, const std::string& mark) {
  const double factor = times(row, incident);
  const auto norm = [&](const char* lang) {
    const std::string base = fmt::format("{}·{}：{:g} {}", model.word("incident_kind", incident.text("kind"), lang),
                                         model.word("local_grade", incident.text("grade"), lang), row.number("quantity"), row.text("unit"));
    return factor > 1 ? base + fmt::format(" × {:g}", factor) : base;
  };
  return {{"goods", row.text("goods")}, {"quantity", row.number("quantity") * factor}, {"unit", row.text("unit")},
          {"norm", json::Object{{"zh", norm("zh")}, {"en", norm("en")}}}, {"way", kind["way"]}, {"mark", mark}};
}

bool has_any(const Record& record, const char* field, const json::Value& wanted) {
  const json::Value* held = record.fields.find(field);
  if (held == nullptr || !held->is_array() || !wanted.is_array()) return false;
  return std::any_of(held->as_array().begin(), held->as_array().end(), [&](const json::Value& one) {
    return std::find(wanted.as_array().begin(), wanted.as_array().end(), one) != wanted.as_array().end();
  });
}

bool is_available(const Record& record, const std::string& today) {
  if (record.type == "rescue_team") return record.text("readiness") == "ready" || record.text("readiness") == "standby";
  const json::Value* available = record.fields.find("available");
  const bool free = available == nullptr || !available->is_bool() || available->as_bool();
  return free && record.valid_on(today, "appointed_from", "appointed_to");
}

std::vector<Candidate> candidates(Unit& unit, const Viewer& viewer, const char* type, const char* field, const json::Value& wanted, const std::string& about) {
  std::vector<Candidate> out;
  const std::string today = format_date(city_day(unit.now()));
  for (Record& record : unit.find_where(type, {}, 5000)) {
    if (!has_any(record, field, wanted) || !is_available(record, today)) continue;
    if (!viewer.may_record("read", *unit.model().type(type), record.jpath, record.id, record.fields)) continue;
    const auto at = position_of(record);
    if (!at) continue;
    Candidate one{.record = std::move(record), .at = *at, .ready_min = 0, .called = {}};
    one.ready_min = static_cast<double>(one.record.integer("ready_within")) / 60'000;
    if (one.record.type == "expert") {
      for (const Record& call : unit.find_where("expert_callout", {{"expert", one.record.id}, {"about", about}}, 1)) one.called = call.state;
    }
    out.push_back(std::move(one));
  }
  return out;
}

json::Object shown_candidate(const Candidate& one, double drive_min, UtcTime now, std::initializer_list<const char*> fields) {
  const double minutes = one.ready_min + drive_min;
  json::Object out{{"id", one.record.id}, {"type", one.record.type}, {"label", one.record.label}, {"at", to_json(one.at)},
                   {"ready_min", std::round(one.ready_min * 10) / 10}, {"min", std::round(drive_min * 10) / 10},
                   {"arrive_at", format_time(now + Millis{static_cast<std::int64_t>(std::ceil(minutes)) * 60'000})}};
  for (const char* field : fields) {
    if (const json::Value* value = one.record.fields.find(field)) out.set(field, *value);
  }
  if (!one.called.empty()) out.set("called", one.called);
  return out;
}

// Nearest in time, mustering included; who cannot come by road is left out.
json::Array nearest_of(const std::vector<Candidate>& all, const std::vector<std::vector<std::optional<double>>>& minutes, std::size_t first, UtcTime now,
                       std::initializer_list<const char*> fields) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (const auto drive = minutes[first + i].front()) order.emplace_back(all[i].ready_min + *drive, i);
  }
  std::stable_sort(order.begin(), order.end());
  json::Array out;
  for (const auto& [total, i] : order) {
    if (out.size() == kCandidates) break;
    out.emplace_back(shown_candidate(all[i], total - all[i].ready_min, now, fields));
  }
  return out;
}

}  // namespace

Result<json::Object> needs_of_incident(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const std::string& id) {
  const auto incident = parts.store.get(viewer, "dike_incident", id);
  if (!incident || incident->ledger != ledger) return fail(error::kNotFound, "incident", {{"what", bilingual("险情", "Dike incident")}});
  const auto at = position_of(*incident);
  if (!at) return fail(error::kNoPlace, "incident", {{"what", incident->label}});
  const UtcTime now = parts.city.now(ledger);
  const model::Model& model = parts.store.model();
  const auto rule = model.rule("incident_needs", city_day(now));
  const auto dispatch = dispatch_rule(model, now);
  if (!rule || !dispatch) return fail(!rule ? rule.error() : dispatch.error());
  const json::Value& kinds = (*rule)->body["kinds"];
  const json::Value& kind = kinds[incident->text("kind")].is_null() ? kinds["other"] : kinds[incident->text("kind")];
  const json::Value& norm = kind[incident->text("grade") == "key" ? "key" : "general"];
  json::Array items;
  if (norm["goods"].is_array()) {
    for (const json::Value& row : norm["goods"].as_array()) items.emplace_back(shown_need(model, row, *incident, kind, (*rule)->mark));
  }
  std::vector<Candidate> teams, experts;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    teams = candidates(unit, viewer, "rescue_team", "capabilities", norm["capabilities"], id);
    experts = candidates(unit, viewer, "expert", "fields_of_work", norm["expertise"], id);
    return {};
  });
  if (!looked) return fail(looked.error());
  const auto metric = parts.ways(ledger, "car", now, {});
  if (!metric) return fail(metric.error());
  std::vector<geo::Position> from;
  for (const auto* list : {&teams, &experts}) {
    for (const Candidate& one : *list) from.push_back(one.at);
  }
  const auto minutes = drive_minutes(**metric, from, {*at});
  if (!minutes) return fail(minutes.error());
  const UtcTime found = incident->instant("received_at").value_or(incident->instant("found_at").value_or(now));
  const UtcTime wanted = std::max(found + rule_span((*rule)->body, "wanted_within", std::chrono::hours(1)), now + std::chrono::minutes(30));
  return json::Object{{"incident", incident->id}, {"label", incident->label}, {"at", to_json(*at)}, {"wanted_at", format_time(wanted)},
                      {"items", std::move(items)},
                      {"teams_wanted", norm.integer("teams")}, {"capabilities", norm["capabilities"]},
                      {"teams", nearest_of(teams, *minutes, 0, now, {"kind", "people", "capabilities", "readiness", "phone", "leader"})},
                      {"experts_wanted", norm.integer("experts")}, {"expertise", norm["expertise"]},
                      {"experts", nearest_of(experts, *minutes, teams.size(), now, {"fields_of_work", "unit", "rank", "call_order", "person"})},
                      {"source", json::Object{{"zh", (*rule)->source.zh}, {"en", (*rule)->source.en}}}, {"mark", (*rule)->mark},
                      {"invented", (*rule)->body.boolean("invented")}};
}

}  // namespace muster::supply
