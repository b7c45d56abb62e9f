// POST /api/v1/circle: which places the stores reach within the budget, from the order on; before and after what is drawn.
#include <algorithm>
#include <set>

#include "supply/circle_ask.h"
#include "supply/routes.h"

namespace muster::supply {
namespace {

using net::Request;
using net::Response;

// Each drawn feature alone is another circle; more of them than this are told together only.
constexpr std::size_t kAloneMost = 12;
constexpr std::size_t kClosuresMost = 30;

json::Value arrival_json(const CircleTask& task, const Arrival& arrival) {
  return json::Object{{"store", task.stores[arrival.store].id}, {"min", minutes(arrival.ms)}};
}

json::Value place_json(const Computed& computed, std::size_t index) {
  const CirclePlace& place = computed.task.places[index];
  const PlaceReach& reach = computed.circle.places[index];
  json::Array reached_by;
  for (std::size_t i = 0; i < reach.within; ++i) reached_by.push_back(arrival_json(computed.task, reach.arrivals[i]));
  return json::Object{{"id", place.id},
                      {"label", place.label},
                      {"jurisdiction", place.jurisdiction.empty() ? json::Value{} : json::Value(place.jurisdiction)},
                      {"people", place.people ? json::Value(*place.people) : json::Value{}},
                      {"at", position_json(place.at)},
                      {"covered", reach.within > 0},
                      {"reached", reached_name(reach.reached)},
                      {"first", reach.arrivals.empty() ? json::Value{} : arrival_json(computed.task, reach.arrivals.front())},
                      {"reached_by", std::move(reached_by)}};
}

json::Value stock_json(const std::vector<FreeStock>& stock) {
  json::Array out;
  for (const FreeStock& one : stock) {
    out.push_back(json::Object{{"goods", one.goods}, {"free", one.free}, {"unit", one.unit}, {"unfit", one.unfit}, {"reserved", one.reserved}});
  }
  return out;
}

struct OfStore {
  std::int64_t people = 0;
  std::size_t places = 0;
  std::int64_t alone_people = 0;  ///< whom no other store reaches in time
};

std::vector<OfStore> by_store(const Computed& computed) {
  std::vector<OfStore> out(computed.task.stores.size());
  for (std::size_t i = 0; i < computed.circle.places.size(); ++i) {
    const PlaceReach& reach = computed.circle.places[i];
    const std::int64_t people = computed.task.places[i].people.value_or(0);
    for (std::size_t one = 0; one < reach.within; ++one) {
      OfStore& store = out[reach.arrivals[one].store];
      ++store.places;
      store.people += people;
      store.alone_people += reach.within == 1 ? people : 0;
    }
  }
  return out;
}

json::Array stores_json(const Computed& computed) {
  const std::vector<OfStore> sums = by_store(computed);
  json::Array out;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const CircleStore& store = computed.task.stores[i];
    out.push_back(json::Object{{"id", store.id},
                               {"label", store.label},
                               {"kind", store.kind},
                               {"at", position_json(store.at)},
                               {"order_to_departure_min", json::Object{{"day", minutes(store.day_ms)}, {"night", minutes(store.night_ms)}}},
                               {"assumed", store.assumed},
                               {"covers_people", sums[i].people},
                               {"covers_places", sums[i].places},
                               {"alone_people", sums[i].alone_people},
                               {"stock", stock_json(store.stock)}});
  }
  return out;
}

void add_totals(json::Object& out, const CircleTotals& totals) {
  const bool known = totals.people > 0;
  out.set("total_people", known ? json::Value(totals.people) : json::Value{});
  out.set("covered_people", known ? json::Value(totals.covered_people) : json::Value{});
  out.set("covered_share", known ? json::Value(*totals.share()) : json::Value{});
  out.set("doubly_people", known ? json::Value(totals.doubly_people) : json::Value{});
  out.set("places_total", totals.places);
  out.set("places_covered", totals.covered_places);
  out.set("unknown_people", json::Object{{"places", totals.unknown_places}, {"uncovered", totals.unknown_uncovered}});
}

// Places covered on the roads of today and not on these.
json::Array lost_places(const CircleTask& task, const Circle& before, const Circle& after) {
  json::Array out;
  for (std::size_t i = 0; i < before.places.size(); ++i) {
    if (before.places[i].within > 0 && after.places[i].within == 0) out.emplace_back(task.places[i].id);
  }
  return out;
}

// What each drawn feature costs by itself. Together they may cost more: one may close the way round the other.
Result<json::Array> one_by_one(Roads& roads, const CircleRequest& request, const Computed& computed, const Circle& before) {
  json::Array out;
  for (std::size_t i = 0; i < request.drawn.size() && request.drawn.size() <= kAloneMost; ++i) {
    const auto metric = roads_of(roads, request, request.drawn[i]);
    if (!metric) return fail(metric.error());
    const auto alone = circle(*metric, computed.task);
    if (!alone) return fail(alone.error());
    out.push_back(json::Object{{"index", i},
                               {"lost_people", before.totals.covered_people - alone->totals.covered_people},
                               {"lost_places", lost_places(computed.task, before, *alone)}});
  }
  return out;
}

// On the roads of today, without what is drawn.
Result<Circle> circle_today(Roads& roads, const CircleRequest& request, const Computed& computed) {
  if (request.drawn.empty()) return computed.circle;
  const auto metric = roads_of(roads, request, {});
  if (!metric) return fail(metric.error());
  return circle(*metric, computed.task);
}

Status add_before(json::Object& out, Roads& roads, const CircleRequest& request, const Computed& computed) {
  const auto before = circle_today(roads, request, computed);
  if (!before) return fail(before.error());
  json::Object told;
  add_totals(told, before->totals);
  told.set("lost_places", lost_places(computed.task, *before, computed.circle));
  auto alone = one_by_one(roads, request, computed, *before);
  if (!alone) return fail(alone.error());
  told.set("drawn", std::move(*alone));
  out.set("before", std::move(told));
  return {};
}

// What each closure in force costs: whom the stores would reach besides, were it open.
Result<json::Array> closures_json(app::Services& services, Roads& roads, const CircleRequest& request, const Computed& computed, const Circle& today) {
  const auto conditions = roads.conditions(request.ask.ledger, request.profile, request.roads_at);
  if (!conditions) return fail(conditions.error());
  std::set<std::string> ids;
  for (const road::Condition& condition : *conditions) ids.insert(condition.id);
  auto open = roads_of(roads, request, {});
  if (!open) return fail(open.error());
  json::Array out;
  for (const std::string& id : ids) {
    const auto record = services.store.get(request.viewer, "road_closure", id);
    if (!record || out.size() >= kClosuresMost) continue;
    auto metric = roads.metric_without(id, request.ask.ledger, request.profile, request.roads_at, request.everywhere);
    if (!metric) return fail(metric.error());
    open->today = std::move(*metric);
    const auto without = circle(*open, computed.task);
    if (!without) return fail(without.error());
    out.push_back(json::Object{{"id", id}, {"label", record->label}, {"lost_people", without->totals.covered_people - today.totals.covered_people},
                               {"lost_places", lost_places(computed.task, *without, today)}});
  }
  return out;
}

json::Object heading(const CircleRequest& request) {
  return {{"ledger", request.ask.ledger},
          {"computed_at", format_time(request.city_now)},
          {"budget_min", request.budget_min},
          {"profile", request.profile},
          {"night", request.night},
          {"kind", request.ask.store_kind},
          {"level", request.ask.level},
          {"rule", json::Object{{"source", request.rule.source}, {"mark", request.rule.mark}}}};
}

Result<Response> post_circle(app::Services& services, Roads& roads, const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  const auto body = app::object_body(request, {"budget_min", "profile", "night", "kind", "stores", "level", "jurisdiction", "drawn", "roads_at", "speed_factor", "closures"});
  if (!body) return fail(body.error());
  const auto asked = circle_request(services, roads, request, *body);
  if (!asked) return fail(asked.error());
  const auto computed = compute(services, roads, *asked);
  if (!computed) return fail(computed.error());
  json::Object out = heading(*asked);
  add_totals(out, computed->circle.totals);
  json::Array places;
  for (std::size_t i = 0; i < computed->task.places.size(); ++i) places.push_back(place_json(*computed, i));
  json::Array not_covered;
  for (const std::size_t i : uncovered(computed->task, computed->circle)) not_covered.emplace_back(computed->task.places[i].id);
  json::Array left_out;
  for (const LeftOut& one : computed->left_out) left_out.push_back(json::Object{{"id", one.id}, {"label", one.label}, {"why", one.why}});
  out.set("places", std::move(places));
  out.set("uncovered", std::move(not_covered));
  out.set("stores", stores_json(*computed));
  out.set("stores_left_out", std::move(left_out));
  if (!asked->drawn.empty()) {
    if (Status added = add_before(out, roads, *asked, *computed); !added) return fail(added.error());
  }
  if (body->boolean("closures")) {
    const auto today = circle_today(roads, *asked, *computed);
    if (!today) return fail(today.error());
    auto costs = closures_json(services, roads, *asked, *computed, *today);
    if (!costs) return fail(costs.error());
    out.set("closures", std::move(*costs));
  }
  roads.sign(out);
  out.set("took_ms", ms_since(start));
  return Response::json(std::move(out));
}

}  // namespace

void add_circle_routes(net::Router& router, app::Services& services, Roads& roads) {
  router.add({net::Method::kPost, "/api/v1/circle", "session",
              [&services, &roads](const Request& request) { return post_circle(services, roads, request); }});
}

}  // namespace muster::supply
