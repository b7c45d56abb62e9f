#include "supply/circle_snapshot.h"

#include <algorithm>
#include <set>

#include "base/id.h"
#include "supply/circle_facts.h"

namespace muster::supply {
namespace {

using record::Draft;
using record::Viewer;

constexpr std::size_t kNamesMost = 2000;  ///< of places not covered, in the text of one county

// What all rows of one snapshot share.
struct Taken {
  CircleRule rule;
  std::string ledger;
  UtcTime at;
  bool night = false;
  bool generated = false;
  std::size_t closures = 0;
  CircleTask task;
  Circle circle;
};

Result<Taken> take(record::Store& store, const record::CityTime& city, Roads& roads, const std::string& ledger) {
  Taken out;
  out.ledger = ledger;
  out.at = city.now(ledger);
  auto rule = circle_rule(store.model(), out.at);
  if (!rule) return fail(rule.error());
  out.rule = std::move(*rule);
  out.night = is_night(store.model(), out.rule, out.at);
  const auto metric = circle_roads(roads, ledger, out.rule.profile, out.at);
  if (!metric) return fail(metric.error());
  const auto conditions = roads.conditions(ledger, out.rule.profile, out.at);
  if (!conditions) return fail(conditions.error());
  std::set<std::string> closures;
  for (const road::Condition& condition : *conditions) closures.insert(condition.id);
  out.closures = closures.size();
  out.generated = road::is_generated(road::network_of(*metric->today));
  const CircleAsk ask{ledger, out.rule.store_kind, {}, out.rule.level, {}};
  auto facts = circle_facts(store, Viewer::system("rule"), out.rule, ask);
  if (!facts) return fail(facts.error());
  out.task = {std::move(facts->stores), std::move(facts->places), static_cast<std::uint32_t>(out.rule.budget_min) * 60'000, out.night};
  auto made = circle(*metric, out.task);
  if (!made) return fail(made.error());
  out.circle = std::move(*made);
  return out;
}

std::string names_of(const Taken& taken, const std::vector<std::size_t>& places) {
  std::string out;
  for (std::size_t i = 0; i < places.size() && i < kNamesMost; ++i) out += (i == 0 ? "" : "、") + taken.task.places[places[i]].label;
  return out;
}

// The places of one county.
struct County {
  CircleTotals totals;
  std::vector<std::size_t> uncovered;
};

void count(CircleTotals& totals, const CirclePlace& place, const PlaceReach& reach) {
  ++totals.places;
  totals.covered_places += reach.within > 0 ? 1 : 0;
  totals.unknown_places += place.people ? 0 : 1;
  const std::int64_t people = place.people.value_or(0);
  totals.people += people;
  totals.covered_people += reach.within > 0 ? people : 0;
  totals.doubly_people += reach.within > 1 ? people : 0;
}

std::map<std::string, County> by_county(const Taken& taken) {
  std::map<std::string, County> out;
  for (std::size_t i = 0; i < taken.task.places.size(); ++i) {
    const CirclePlace& place = taken.task.places[i];
    if (!place.jurisdiction.empty()) count(out[place.jurisdiction].totals, place, taken.circle.places[i]);
  }
  for (const std::size_t i : uncovered(taken.task, taken.circle)) {
    if (const std::string& county = taken.task.places[i].jurisdiction; !county.empty()) out[county].uncovered.push_back(i);
  }
  return out;
}

Draft row_of(const Taken& taken, const std::string& county_id, const County& county) {
  Draft draft;
  draft.type = "circle_snapshot";
  draft.jurisdiction_id = county_id;
  const CircleTotals& totals = county.totals;
  draft.fields = {{"computed_at", format_time(taken.at)},
                  {"on_day", format_date(city_day(taken.at))},
                  {"budget_min", taken.rule.budget_min},
                  {"profile", taken.rule.profile},
                  {"night", taken.night},
                  {"store_kind", taken.rule.store_kind},
                  {"level", taken.rule.level},
                  {"stores", taken.task.stores.size()},
                  {"places", totals.places},
                  {"covered_places", totals.covered_places},
                  {"unknown_places", totals.unknown_places},
                  {"closures", taken.closures},
                  {"roads_generated", taken.generated}};
  // A county of which nobody's number is known has no people to tell, not nought.
  if (totals.unknown_places < totals.places) {
    draft.fields.set("total_people", totals.people);
    draft.fields.set("covered_people", totals.covered_people);
    draft.fields.set("doubly_people", totals.doubly_people);
  }
  if (!county.uncovered.empty()) draft.fields.set("uncovered", names_of(taken, county.uncovered));
  return draft;
}

Result<json::Value> write(record::Unit& unit, const Taken& taken, bool by_rule) {
  json::Array ids;
  for (const auto& [county_id, county] : by_county(taken)) {
    const Draft draft = row_of(taken, county_id, county);
    const auto written = by_rule ? unit.create_by_rule(draft) : unit.create(draft);
    if (!written && !by_rule && written.error().code == error::kNotAllowed) continue;
    if (!written) return fail(written.error());
    ids.emplace_back(written->id);
  }
  return json::Value(std::move(ids));
}

// Whoever may write none of the rows is told so before anything is computed.
Status may_write(const record::Store& store, const Viewer& viewer) {
  if (viewer.is_system || viewer.may_somewhere("create", "circle_snapshot")) return {};
  const model::TypeDef* type = store.model().type("circle_snapshot");
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", bilingual("新建", "create")}, {"type", type == nullptr ? "" : bilingual(type->title)},
                                       {"who", bilingual("救灾和物资保障", "Relief and supplies")}});
}

}  // namespace

Result<json::Value> take_snapshot(record::Store& store, const record::CityTime& city, Roads& roads, const Viewer& viewer, const record::Intent& intent) {
  if (Status may = may_write(store, viewer); !may) return fail(may.error());
  const auto taken = take(store, city, roads, intent.ledger);
  if (!taken) return fail(taken.error());
  const auto outcome = store.run(viewer, intent, [&](record::Unit& unit) { return write(unit, *taken, viewer.is_system); });
  if (!outcome) return fail(outcome.error());
  return outcome->answer;
}

Status CircleSnapshots::run(const std::string& ledger) {
  if (!roads_.ready()) return {};
  const UtcTime now = city_.now(ledger);
  const std::string day = format_date(city_day(now));
  if (last_[ledger] == day) return {};
  const auto rule = circle_rule(store_.model(), now);
  if (!rule) return fail(rule.error());
  if (now - city_midnight(city_day(now)) < std::chrono::minutes{rule->snapshot_at_min}) return {};
  record::Intent intent;
  intent.id = derived_id("circle_snapshot/" + ledger + '/' + day);
  intent.kind = "circle.snapshot";
  intent.ledger = ledger;
  const auto rows = take_snapshot(store_, city_, roads_, Viewer::system("rule"), intent);
  if (!rows) return fail(rows.error());
  last_[ledger] = day;
  return {};
}

}  // namespace muster::supply
