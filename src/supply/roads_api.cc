#include <chrono>
#include <map>

#include <fmt/format.h>

#include "errors/road.h"
#include "supply/circle_ask.h"
#include "supply/nearest.h"
#include "supply/routes.h"

namespace muster::supply {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;

constexpr std::size_t kUploadMost = 64U << 20;  // larger ones: muster road build
constexpr std::int64_t kAlternativesMost = 4;
constexpr std::int64_t kNearestMost = 50;

tl::unexpected<Error> bad(std::string_view field, const std::string& reason) {
  return fail(error::kBadRequest, std::string(field), {{"reason", reason}});
}

// Where a journey may begin or end: on a road that is closed today none does (kRoadNoRoute).
Result<road::Place> joined(const CircleRoads& roads, geo::Position at, std::string_view field) {
  const Standing standing = stand(roads, at);
  if (standing.place) return *standing.place;
  if (standing.on_roads) return fail(error::kRoadNoRoute, std::string(field));
  const auto far = road::snap(*roads.ordinary, at);
  return fail(far ? Error{} : far.error());
}

json::Value route_json(const road::Route& route) {
  json::Array steps;
  for (const road::Step& step : route.steps) {
    steps.emplace_back(json::Object{{"text", json::Object{{"zh", road::step_text(step, "zh")},
                                                          {"en", road::step_text(step, "en")}}},
                                    {"km", std::round(step.length_m / 10) / 100},
                                    {"min", minutes(step.ms)},
                                    {"at", place_json(step.at)}});
  }
  return json::Object{{"min", minutes(route.ms)},
                      {"km", std::round(route.length_m / 100) / 10},
                      {"line", geo::to_geojson(geo::line(route.line))},
                      {"steps", std::move(steps)}};
}

Result<Response> route(const Request& request, app::Services& services, Roads& roads) {
  const auto start = std::chrono::steady_clock::now();
  const auto body =
      app::object_body(request, {"from", "to", "profile", "alternatives", "drawn", "roads_at",
                                 "speed_factor"});
  if (!body) return fail(body.error());
  const auto from = position_of((*body)["from"], "from");
  if (!from) return fail(from.error());
  const auto to = position_of((*body)["to"], "to");
  if (!to) return fail(to.error());
  const std::int64_t alternatives = body->integer("alternatives");
  if (alternatives < 0 || alternatives > kAlternativesMost)
    return bad("alternatives", fmt::format("0 … {}", kAlternativesMost));
  const auto asked = roads_asked(roads, services.city, ledger_of(request), *body);
  if (!asked) return fail(asked.error());
  const auto start_at = joined(*asked, *from, "from");
  const auto end_at = joined(*asked, *to, "to");
  if (!start_at || !end_at) return fail(!start_at ? start_at.error() : end_at.error());
  const auto found = road::route(*asked->today, *start_at, *end_at,
                                 static_cast<std::size_t>(alternatives));
  if (!found) return fail(found.error());
  json::Array routes;
  for (const road::Route& each : *found) routes.push_back(route_json(each));
  json::Object out{{"routes", std::move(routes)}, {"profile", road::profile_of(*asked->today)},
                   {"took_ms", ms_since(start)}};
  roads.sign(out);
  return Response::json(std::move(out));
}

Result<Response> nearest(const Request& request, app::Services& services, Roads& roads) {
  const auto body = app::object_body(request, {"to", "of", "k", "profile", "drawn"});
  if (!body) return fail(body.error());
  const auto to = position_of((*body)["to"], "to");
  if (!to) return fail(to.error());
  const std::int64_t k = body->integer("k", 5);
  if (k < 1 || k > kNearestMost) return bad("k", fmt::format("1 … {}", kNearestMost));
  const std::string ledger = ledger_of(request);
  const auto asked = roads_asked(roads, services.city, ledger, *body);
  if (!asked) return fail(asked.error());
  auto items = nearest_of(services.store, caller(request).viewer, *asked,
                          {ledger, body->text("of"), *to, static_cast<std::size_t>(k)});
  if (!items) return fail(items.error());
  json::Object out{{"items", *std::move(items)}, {"profile", road::profile_of(*asked->today)}};
  roads.sign(out);
  return Response::json(std::move(out));
}

/// Road parts that each closure touches, by the closure's id.
Result<std::map<std::string, geo::Geometry>> touched_roads(app::Services& services, Roads& roads,
                                                           const std::string& ledger,
                                                           const std::string& profile) {
  const UtcTime now = services.city.now(ledger);
  const auto network = roads.network();
  if (!network) return fail(network.error());
  const auto base = road::customise(*network, profile);
  if (!base) return fail(base.error());
  const auto list = roads.conditions(ledger, profile, now);
  if (!list) return fail(list.error());
  std::map<std::string, geo::Geometry> out;
  if (list->empty()) return out;
  road::Conditions conditions;
  conditions.list = *list;
  conditions.at = now;
  const auto metric = road::with(*base, conditions);
  if (!metric) return fail(metric.error());
  for (const road::TouchedEdge& touched : road::touched(**metric)) {
    geo::Geometry& lines = out[(*list)[touched.condition].id];
    lines.kind = geo::Kind::kMultiLine;
    lines.parts.push_back({road::edge_line(**network, touched.edge)});
  }
  return out;
}

Result<Response> closures(const Request& request, app::Services& services, Roads& roads) {
  const std::string ledger = ledger_of(request);
  const auto profile =
      profile_of(roads, json::Object{{"profile", request.param("profile").value_or("")}});
  if (!profile) return fail(profile.error());
  auto touched = touched_roads(services, roads, ledger, *profile);
  if (!touched) return fail(touched.error());
  record::Query query;
  query.type = "road_closure";
  query.ledger = ledger;
  query.filters = {{"state", "eq", "active"}};
  query.sort = "fid";
  const auto rows = services.store.list_all(caller(request).viewer, query);
  if (!rows) return fail(rows.error());
  const UtcTime now = services.city.now(ledger);
  json::Array features;
  for (const record::Record& row : *rows) {
    const auto from = row.instant("valid_from");
    const auto to = row.instant("valid_to");
    if ((from && now < *from) || (to && *to <= now)) continue;
    const auto lines = touched->find(row.id);
    json::Object properties{{"id", row.id}, {"label", row.label}};
    for (const char* field : {"road", "kind", "cause", "valid_from", "valid_to", "speed_factor",
                              "weight_limit_t", "height_limit_m", "water_depth_m",
                              "rescue_passes", "source_kind"}) {
      if (const json::Value* value = row.fields.find(field)) properties.set(field, *value);
    }
    properties.set("roads", lines == touched->end() ? json::Value()
                                                    : geo::to_geojson(lines->second));
    features.emplace_back(json::Object{
        {"type", "Feature"}, {"geometry", row.geometry}, {"properties", std::move(properties)}});
  }
  json::Object out{{"type", "FeatureCollection"}, {"profile", *profile},
                   {"features", std::move(features)}};
  roads.sign(out);
  return Response::json(std::move(out));
}

constexpr std::size_t kHeaderWithin = 64;  ///< bytes: length and type of the first blob (OSM PBF format)

Result<Response> build(const Request& request, app::Services& services, Roads& roads) {
  if (request.body.empty()) return bad("", "*.osm.pbf");
  // What is no PBF is said at once; a broken one while it is read.
  if (std::string_view(request.body).substr(0, kHeaderWithin).find("OSMHeader") == std::string_view::npos) {
    return fail(error::kRoadFileBroken, "", {{"file", "*.osm.pbf"}, {"reason", "OSMHeader"}});
  }
  const Status begun = roads.start_build(new_id(services.wall.now()), request.body,
                                         caller(request).account);
  if (!begun) return fail(begun.error());
  return Response::json(roads.last_build(), 202);
}

using Answer = Result<Response> (*)(const Request&, app::Services&, Roads&);

}  // namespace

void add_road_routes(net::Router& router, app::Services& services, Roads& roads) {
  using net::Method;
  const auto with = [&services, &roads](Answer answer) {
    return [&services, &roads, answer](const Request& r) { return answer(r, services, roads); };
  };
  router.add({Method::kGet, "/api/v1/roads", "session",
              [&roads](const Request&) -> Result<Response> { return Response::json(roads.about()); }});
  router.add({Method::kPost, "/api/v1/roads/build", "admin", with(build), kUploadMost});
  router.add({Method::kGet, "/api/v1/roads/build", "admin",
              [&roads](const Request&) -> Result<Response> { return Response::json(roads.last_build()); }});
  router.add({Method::kPost, "/api/v1/roads/route", "session", with(route)});
  router.add({Method::kPost, "/api/v1/roads/nearest", "session", with(nearest)});
  router.add({Method::kGet, "/api/v1/roads/closures", "session", with(closures)});
}

}  // namespace muster::supply
