#include "supply/evacuation.h"

#include <algorithm>
#include <cmath>

#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/evacuation_solve.h"
#include "supply/siting.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Viewer;

constexpr std::size_t kVillagesAtMost = 1000;
constexpr std::size_t kSheltersAtMost = 1000;

struct Placed {
  Record record;
  geo::Position at;
  std::int64_t count = 0;  // people of a village, room of a shelter
};

struct Field {
  std::vector<Placed> villages;
  std::vector<Placed> shelters;
  std::vector<std::string> without_place;
};

std::vector<std::string> ids_in(const json::Value& list) {
  std::vector<std::string> out;
  if (!list.is_array()) return out;
  for (const json::Value& id : list.as_array()) {
    if (id.is_string()) out.push_back(id.as_string());
  }
  return out;
}

Result<std::vector<Record>> all_of(record::Store& store, const Viewer& viewer, const std::string& type) {
  record::Query query;
  query.type = type;
  return store.list_all(viewer, query);
}

Status add_villages(record::Store& store, const Viewer& viewer, const json::Value& body, Field& out) {
  const std::vector<std::string> wanted = ids_in(body["villages"]);
  const std::string area = body.text("area");
  if (wanted.empty() && area.empty()) return fail(error::kRequired, "villages", {{"title", bilingual("村", "Villages")}});
  const auto rows = all_of(store, viewer, "storage_village");
  if (!rows) return fail(rows.error());
  for (const std::string& id : wanted) {
    if (std::none_of(rows->begin(), rows->end(), [&](const Record& row) { return row.id == id; })) return fail(error::kNotFound, "villages", {{"what", id}});
  }
  for (const Record& row : *rows) {
    const bool meant = wanted.empty() ? row.text("storage_area") == area : std::find(wanted.begin(), wanted.end(), row.id) != wanted.end();
    if (!meant) continue;
    if (const auto at = position_of(row)) {
      out.villages.push_back({row, *at, std::max<std::int64_t>(0, row.integer("people") - row.integer("outside"))});
    } else {
      out.without_place.push_back(row.label);
    }
  }
  if (out.villages.empty()) return fail(error::kNoPlace, "villages", {{"what", bilingual("村", "Villages")}});
  if (out.villages.size() > kVillagesAtMost) {
    return fail(error::kTooMany, "villages", {{"what", bilingual("村", "villages")}, {"limit", std::to_string(kVillagesAtMost)}});
  }
  return {};
}

bool takes_people(const Record& row) {
  if (row.type == "safety_zone") return true;
  const json::Value* safe = row.fields.find("flood_safe");
  return (row.state == "standby" || row.state == "open") && (safe == nullptr || !safe->is_bool() || safe->as_bool());
}

// Safety zones that lie in another flood-storage area are meant for its own people.
bool is_meant(const Record& row, const std::vector<std::string>& wanted, const Field& field) {
  if (!wanted.empty()) return std::find(wanted.begin(), wanted.end(), row.id) != wanted.end();
  if (row.type != "safety_zone") return true;
  return std::any_of(field.villages.begin(), field.villages.end(), [&](const Placed& village) { return village.record.text("storage_area") == row.text("storage_area"); });
}

Status add_shelters(record::Store& store, const Viewer& viewer, const json::Value& body, Field& out) {
  const std::vector<std::string> wanted = ids_in(body["shelters"]);
  for (const char* type : {"shelter", "safety_zone"}) {
    const auto rows = all_of(store, viewer, type);
    if (!rows) return fail(rows.error());
    for (const Record& row : *rows) {
      if (!takes_people(row) || !is_meant(row, wanted, out)) continue;
      const std::int64_t room = row.integer("capacity") - row.integer("occupancy");
      const auto at = position_of(row);
      if (room > 0 && at) out.shelters.push_back({row, *at, room});
    }
  }
  if (out.shelters.size() > kSheltersAtMost) {
    return fail(error::kTooMany, "shelters", {{"what", bilingual("避难场所", "shelters")}, {"limit", std::to_string(kSheltersAtMost)}});
  }
  return {};
}

std::vector<geo::Position> places_of(const std::vector<Placed>& list) {
  std::vector<geo::Position> out;
  for (const Placed& one : list) out.push_back(one.at);
  return out;
}

// What hangs on the village committee's door: where to, how, who helps.
json::Object sheet(const Record& village, const Record& shelter, const std::optional<road::Route>& route) {
  json::Object out;
  for (const char* field : {"households", "people", "frail", "livestock", "assembly", "means", "vehicles_needed", "leader", "township_leader", "loudspeaker"}) {
    if (const json::Value* value = village.fields.find(field)) out.set(field, *value);
  }
  for (const char* field : {"address", "manager", "ground_m", "facilities"}) {
    if (const json::Value* value = shelter.fields.find(field)) out.set(std::string("shelter_") + field, *value);
  }
  json::Array steps;
  if (route) {
    for (const road::Step& step : route->steps) {
      steps.emplace_back(json::Object{{"text", json::Object{{"zh", road::step_text(step, "zh")}, {"en", road::step_text(step, "en")}}},
                                      {"km", std::round(step.length_m / 100) / 10}});
    }
    out.set("line", geo::to_geojson(geo::line(route->line)));
  }
  out.set("steps", std::move(steps));
  return out;
}

json::Object shown(const Field& field, const Assignment& one, double minutes, const road::Metric& metric, bool sheets) {
  const Placed& village = field.villages[one.village];
  const Placed& shelter = field.shelters[one.shelter];
  const auto routes = road::route(metric, {.at = village.at}, {.at = shelter.at});
  std::optional<road::Route> route;
  if (routes) route = routes->front();
  json::Object out{{"village", village.record.id}, {"village_label", village.record.label}, {"village_at", to_json(village.at)}, {"shelter", shelter.record.id},
                   {"shelter_type", shelter.record.type}, {"shelter_label", shelter.record.label}, {"shelter_at", to_json(shelter.at)},
                   {"people", one.people}, {"min", std::round(minutes * 10) / 10}};
  if (route) out.set("km", std::round(route->length_m / 100) / 10);
  if (sheets) out.set("sheet", sheet(village.record, shelter.record, route));
  return out;
}

json::Array shown_shelters(const Field& field, const Evacuation& made) {
  std::vector<std::int64_t> taken(field.shelters.size(), 0);
  for (const Assignment& one : made.assignments) taken[one.shelter] += one.people;
  json::Array out;
  for (std::size_t s = 0; s < field.shelters.size(); ++s) {
    if (taken[s] == 0) continue;
    out.emplace_back(json::Object{{"shelter", field.shelters[s].record.id}, {"label", field.shelters[s].record.label}, {"room", field.shelters[s].count}, {"people", taken[s]}});
  }
  return out;
}

}  // namespace

Result<json::Object> evacuation(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const json::Value& body) {
  const std::string mode = body.text("mode", "road");
  if (mode != "road" && mode != "foot") return fail(error::kBadRequest, "mode", {{"reason", "road | foot"}});
  Field field;
  if (Status added = add_villages(parts.store, viewer, body, field); !added) return fail(added.error());
  if (Status added = add_shelters(parts.store, viewer, body, field); !added) return fail(added.error());
  std::vector<road::Condition> drawn;
  if (!body["drawn"].is_null()) {
    auto read = road::conditions_from_geojson(json::Object{{"type", "FeatureCollection"}, {"features", body["drawn"]}});
    if (!read) return fail(read.error());
    drawn = *std::move(read);
  }
  const auto metric = parts.ways(ledger, mode == "foot" ? "foot" : "car", parts.city.now(ledger), drawn);
  if (!metric) return fail(metric.error());
  EvacuationProblem problem;
  for (const Placed& one : field.villages) problem.people.push_back(one.count);
  for (const Placed& one : field.shelters) problem.capacity.push_back(one.count);
  auto minutes = drive_minutes(**metric, places_of(field.villages), places_of(field.shelters));
  if (!minutes) return fail(minutes.error());
  problem.minutes = *std::move(minutes);
  const Evacuation made = evacuate(problem);
  json::Array assignments, unplaced;
  std::vector<Record> named;
  for (const Assignment& one : made.assignments) {
    assignments.emplace_back(shown(field, one, *problem.minutes[one.village][one.shelter], **metric, body.boolean("sheets")));
    named.push_back(field.villages[one.village].record);
  }
  for (std::size_t v = 0; v < made.unplaced.size(); ++v) {
    if (made.unplaced[v] <= 0) continue;
    const bool reaches = std::any_of(problem.minutes[v].begin(), problem.minutes[v].end(), [](const auto& one) { return one.has_value(); });
    unplaced.emplace_back(json::Object{{"village", field.villages[v].record.id}, {"label", field.villages[v].record.label}, {"people", made.unplaced[v]},
                                       {"why", reaches ? "no_room" : "cut_off"}});
  }
  return json::Object{{"mode", mode}, {"assignments", std::move(assignments)}, {"unplaced", std::move(unplaced)}, {"shelters", shown_shelters(field, made)},
                      {"total_person_min", std::round(made.total_person_min)}, {"bound", std::round(made.bound_person_min)},
                      {"gap_share", std::round(made.gap_share() * 1e4) / 1e4}, {"split", static_cast<std::int64_t>(made.split)}, {"solver", solver_name()},
                      {"without_place", json::Array(field.without_place.begin(), field.without_place.end())}, {"refs", parts.store.labels(viewer, named)},
                      {"generated", road::is_generated(road::network_of(**metric))}, {"attribution", road::attribution(road::network_of(**metric))}};
}

}  // namespace muster::supply
