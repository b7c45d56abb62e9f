#include "supply/evacuation.h"

#include <algorithm>
#include <cmath>

#include "supply/circle_facts.h"
#include "supply/evacuation_field.h"
#include "supply/evacuation_solve.h"
#include "supply/siting.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Viewer;

constexpr double kLineKept_m = 30;  ///< how true a way stays on paper

// What was worked out, before it is told.
struct Worked {
  EvacuationField field;
  EvacuationProblem problem;
  Evacuation made;
  CircleRoads roads;
};

template <class Placed>
std::vector<geo::Position> places_of(const std::vector<Placed>& list) {
  std::vector<geo::Position> out;
  for (const Placed& one : list) out.push_back(one.at);
  return out;
}

// What hangs on the village committee's door: where to, how, who helps.
json::Object sheet(const MovedVillage& village, const Record& shelter, const std::optional<road::Route>& route) {
  json::Object out;
  if (village.table) {
    for (const char* field : {"households", "people", "frail", "livestock", "assembly", "means", "vehicles_needed", "leader", "township_leader", "loudspeaker"}) {
      if (const json::Value* value = village.table->fields.find(field)) out.set(field, *value);
    }
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
  }
  out.set("steps", std::move(steps));
  return out;
}

json::Object shown(const Worked& worked, const Assignment& one, bool sheets) {
  const MovedVillage& village = worked.field.villages[one.village];
  const Refuge& shelter = worked.field.shelters[one.shelter];
  const auto route = drive(worked.roads, village.at, shelter.at);
  json::Object out{{"village", village.id}, {"village_label", village.label}, {"village_at", to_json(village.at)}, {"shelter", shelter.record.id},
                   {"shelter_type", shelter.record.type}, {"shelter_label", shelter.record.label}, {"shelter_at", to_json(shelter.at)},
                   {"people", one.people}, {"min", std::round(*worked.problem.minutes[one.village][one.shelter] * 10) / 10}};
  if (route) {
    out.set("km", std::round(route->length_m / 100) / 10);
    out.set("line", geo::to_geojson(geo::simplify(geo::line(route->line), kLineKept_m)));
  }
  if (sheets) out.set("sheet", sheet(village, shelter.record, route));
  return out;
}

json::Array shown_shelters(const Worked& worked) {
  std::vector<std::int64_t> taken(worked.field.shelters.size(), 0);
  for (const Assignment& one : worked.made.assignments) taken[one.shelter] += one.people;
  json::Array out;
  for (std::size_t s = 0; s < taken.size(); ++s) {
    if (taken[s] == 0) continue;
    const Refuge& shelter = worked.field.shelters[s];
    out.emplace_back(json::Object{{"shelter", shelter.record.id}, {"label", shelter.record.label}, {"at", to_json(shelter.at)}, {"room", shelter.room}, {"people", taken[s]}});
  }
  return out;
}

// Who has no place: too little room, no way, or nobody knows how many they are; then the nearest refuge is named.
json::Array unplaced(const Worked& worked) {
  json::Array out;
  for (std::size_t v = 0; v < worked.field.villages.size(); ++v) {
    const MovedVillage& village = worked.field.villages[v];
    if (village.people && worked.made.unplaced[v] <= 0) continue;
    const auto& minutes = worked.problem.minutes[v];
    std::size_t nearest = minutes.size();
    for (std::size_t s = 0; s < minutes.size(); ++s) {
      if (minutes[s] && (nearest == minutes.size() || *minutes[s] < *minutes[nearest])) nearest = s;
    }
    const char* why = nearest == minutes.size() ? "cut_off" : village.people ? "no_room" : "people_unknown";
    json::Object one{{"village", village.id}, {"label", village.label}, {"at", to_json(village.at)},
                     {"people", village.people ? json::Value(worked.made.unplaced[v]) : json::Value()}, {"why", why}};
    if (nearest < minutes.size()) one.set("nearest", json::Object{{"label", worked.field.shelters[nearest].record.label}, {"min", std::round(*minutes[nearest] * 10) / 10}});
    out.emplace_back(std::move(one));
  }
  return out;
}

Result<std::vector<road::Condition>> conditions_of(const json::Value& body, const EvacuationField& field) {
  std::vector<road::Condition> out;
  if (!body["drawn"].is_null()) {
    auto read = road::conditions_from_geojson(json::Object{{"type", "FeatureCollection"}, {"features", body["drawn"]}});
    if (!read) return read;
    out = *std::move(read);
  }
  // The water is there already: nobody drives through it.
  if (body.boolean("water") && field.water) out.push_back({.effect = road::Effect::kClosed, .where = field.water});
  return out;
}

Result<Worked> work(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const json::Value& body) {
  const std::string mode = body.text("mode", "road");
  if (mode != "road" && mode != "foot") return fail(error::kBadRequest, "mode", {{"reason", "road | foot"}});
  auto field = evacuation_field(parts.store, viewer, ledger, body);
  if (!field) return fail(field.error());
  const auto conditions = conditions_of(body, *field);
  if (!conditions) return fail(conditions.error());
  auto roads = parts.ways(ledger, mode == "foot" ? "foot" : "car", parts.city.now(ledger), *conditions);
  if (!roads) return fail(roads.error());
  Worked out{*std::move(field), {}, {}, *std::move(roads)};
  for (const MovedVillage& one : out.field.villages) out.problem.people.push_back(one.people.value_or(0));
  for (const Refuge& one : out.field.shelters) out.problem.capacity.push_back(one.room);
  auto minutes = drive_minutes(out.roads, places_of(out.field.villages), places_of(out.field.shelters));
  if (!minutes) return fail(minutes.error());
  out.problem.minutes = *std::move(minutes);
  out.problem.split_at_will = body.boolean("split");
  out.made = evacuate(out.problem);
  return out;
}

std::int64_t sum_of(const std::vector<Assignment>& list) {
  std::int64_t sum = 0;
  for (const Assignment& one : list) sum += one.people;
  return sum;
}

}  // namespace

Result<json::Object> evacuation(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const json::Value& body) {
  const auto worked = work(parts, viewer, ledger, body);
  if (!worked) return fail(worked.error());
  json::Array assignments;
  std::vector<Record> named;
  for (const Assignment& one : worked->made.assignments) {
    assignments.emplace_back(shown(*worked, one, body.boolean("sheets")));
    if (const auto& table = worked->field.villages[one.village].table) named.push_back(*table);
    named.push_back(worked->field.shelters[one.shelter].record);
  }
  const Evacuation& made = worked->made;
  const road::Network& network = road::network_of(*worked->roads.today);
  json::Object out{{"mode", body.text("mode", "road")}, {"assignments", std::move(assignments)}, {"unplaced", unplaced(*worked)}, {"shelters", shown_shelters(*worked)},
                   {"villages", static_cast<std::int64_t>(worked->field.villages.size())}, {"people", sum_of(made.assignments)},
                   {"total_person_min", std::round(made.total_person_min)}, {"bound", std::round(made.bound_person_min)},
                   {"gap_share", std::round(made.gap_share() * 1e4) / 1e4}, {"split", static_cast<std::int64_t>(made.split)}, {"solver", solver_name()},
                   {"without_place", json::Array(worked->field.without_place.begin(), worked->field.without_place.end())}, {"refs", parts.store.labels(viewer, named)},
                   {"generated", road::is_generated(network)}, {"attribution", road::attribution(network)}};
  if (worked->field.water) out.set("flood", geo::to_geojson(*worked->field.water));
  return out;
}

Result<Record> keep_evacuation(record::Unit& unit, const json::Value& body, const json::Object& told) {
  const json::Value answer(told);
  record::Draft draft;
  draft.type = "evacuation_plan";
  draft.jurisdiction_id = body.text("jurisdiction_id");
  if (const auto about = find_any(unit, body.text("about"))) {
    draft.fields.set("about", about->id);
    if (draft.jurisdiction_id.empty()) draft.jurisdiction_id = about->jurisdiction_id;
  }
  if (!answer["flood"].is_null()) draft.geometry = answer["flood"];
  std::int64_t without = 0;
  for (const json::Value& one : answer["unplaced"].as_array()) without += one.integer("people", 0);
  draft.fields.set("title", body.text("title"));
  draft.fields.set("mode", answer["mode"]);
  draft.fields.set("water", body.boolean("water"));
  draft.fields.set("villages", answer["villages"]);
  draft.fields.set("people", answer["people"]);
  draft.fields.set("without", without);
  draft.fields.set("gap_percent", std::round(answer.number("gap_share") * 1000) / 10);
  draft.fields.set("reckoned_at", format_time(unit.now()));
  json::Object plan;
  for (const char* member : {"assignments", "unplaced", "shelters", "total_person_min", "bound", "gap_share", "split", "solver", "without_place", "generated", "attribution"}) plan.set(member, answer[member]);
  draft.fields.set("plan", std::move(plan));
  return unit.create(draft);
}

}  // namespace muster::supply
