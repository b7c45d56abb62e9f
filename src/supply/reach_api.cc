// What is reached by road, as a map draws it and as any client reads it.
#include <fmt/format.h>

#include "errors/road.h"
#include "supply/circle_ask.h"
#include "supply/drawn_roads.h"
#include "supply/reached.h"
#include "supply/routes.h"

namespace muster::supply {
namespace {

using app::ledger_of;
using net::Request;
using net::Response;

constexpr std::size_t kSourcesMost = 1000;
constexpr std::size_t kBudgetsMost = 12;
constexpr double kZoomMost = 20;

tl::unexpected<Error> bad(std::string_view field, const std::string& reason) {
  return fail(error::kBadRequest, std::string(field), {{"reason", reason}});
}

Result<std::vector<road::Place>> sources_of(const json::Value& list) {
  if (!list.is_array() || list.as_array().empty() || list.as_array().size() > kSourcesMost)
    return bad("sources", fmt::format("1 … {} × {{at: [lon, lat]}}", kSourcesMost));
  std::vector<road::Place> out;
  for (const json::Value& each : list.as_array()) {
    const std::string field = fmt::format("sources.{}", out.size());
    const auto at = position_of(each["at"], field + ".at");
    if (!at) return fail(at.error());
    road::Place place{.at = *at};
    if (!each["offset_min"].is_null() && each.number("offset_min") != 0) {
      const auto offset = budget_of(each["offset_min"], field + ".offset_min");
      if (!offset) return fail(offset.error());
      place.offset_ms = *offset;
    }
    out.push_back(place);
  }
  return out;
}

Result<std::vector<std::uint32_t>> budgets_of(const json::Value& list) {
  if (list.is_null()) return std::vector<std::uint32_t>{15 * 60'000, 30 * 60'000, 60 * 60'000};
  if (!list.is_array() || list.as_array().empty() || list.as_array().size() > kBudgetsMost)
    return bad("budgets_min", fmt::format("1 … {} × min", kBudgetsMost));
  std::vector<std::uint32_t> out;
  for (const json::Value& each : list.as_array()) {
    const auto budget = budget_of(each, "budgets_min");
    if (!budget) return fail(budget.error());
    out.push_back(*budget);
  }
  return out;
}

json::Value areas_json(const road::Reach& reach, const json::Array& budgets) {
  json::Array features;
  for (std::size_t band = 0; band < reach.areas.size(); ++band) {
    features.emplace_back(json::Object{
        {"type", "Feature"},
        {"geometry", geo::to_geojson(reach.areas[band])},
        {"properties", json::Object{{"band", band}, {"budget_min", budgets[band]}}}});
  }
  return json::Object{{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

// Sources on roads that are closed today start nothing.
struct Started {
  std::vector<road::Place> places;
  json::Array moved_m, cut_off;
};
Result<Started> started(const CircleRoads& roads, const std::vector<road::Place>& asked) {
  Started out;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Standing standing = stand(roads, asked[i].at, asked[i].offset_ms);
    if (!standing.on_roads) {
      Error error = road::snap(*roads.ordinary, asked[i].at).error();
      error.field = fmt::format("sources.{}", i);
      return fail(std::move(error));
    }
    out.moved_m.emplace_back(standing.place ? json::Value(std::round(geo::distance_m(asked[i].at, standing.place->at))) : json::Value());
    const auto today = standing.place ? road::snap(*roads.today, standing.place->at, standing.place->max_snap_m) : Result<road::Snap>(fail(error::kRoadTooFar));
    out.cut_off.emplace_back(!today || today->cut_off);
    if (standing.place) out.places.push_back(*standing.place);
  }
  return out;
}

// What a screen shows: zoom and the box of the map; the whole network without a box.
struct Screen {
  double zoom = 0;
  geo::Box box;
};
Result<std::optional<Screen>> screen_of(const json::Value& body, const road::Network& network) {
  if (body["zoom"].is_null()) return std::optional<Screen>();
  if (!body["zoom"].is_number() || !(body.number("zoom") >= 0) || body.number("zoom") > kZoomMost)
    return bad("zoom", fmt::format("0 … {}", kZoomMost));
  Screen out{body.number("zoom"), road::extent(network)};
  const json::Value& box = body["bbox"];
  if (box.is_null()) return std::optional(out);
  const bool four = box.is_array() && box.as_array().size() == 4 &&
                    std::ranges::all_of(box.as_array(), [](const json::Value& one) { return one.is_number(); });
  if (!four) return bad("bbox", "[west, south, east, north]");
  const auto side = [&](std::size_t i) { return box.as_array()[i].as_double(); };
  out.box = {side(0), side(1), side(2), side(3)};
  if (!(out.box.west < out.box.east && out.box.south < out.box.north)) return bad("bbox", "west < east, south < north");
  return std::optional(out);
}

Result<road::ReachRequest> reach_asked(const json::Value& body) {
  const auto sources = sources_of(body["sources"]);
  if (!sources) return fail(sources.error());
  const auto budgets = budgets_of(body["budgets_min"]);
  if (!budgets) return fail(budgets.error());
  const std::string direction = body.text("direction", "from");
  if (direction != "from" && direction != "towards") return bad("direction", "from, towards");
  road::ReachRequest out{.sources = *sources, .budgets_ms = *budgets};
  out.direction = direction == "from" ? road::Direction::kFrom : road::Direction::kTowards;
  out.areas.wanted = body.boolean("areas", true);
  return out;
}

std::string roads_text(const road::Network& network, const road::Reach& found, const std::vector<std::uint32_t>& budgets, const std::optional<Screen>& screen) {
  if (!screen) return R"("roads":)" + reached_roads(network, found, budgets);
  const DrawnGrid grid = drawn_grid(screen->box, screen->zoom);
  return R"("drawn_roads":)" + drawn_text(grid, drawn_roads(network, found, budgets.size(), screen->box, grid));
}

Result<Response> reach(const Request& request, app::Services& services, Roads& roads) {
  const auto start = std::chrono::steady_clock::now();
  const auto body = app::object_body(request, {"sources", "budgets_min", "profile", "direction", "drawn", "areas", "roads",
                                               "zoom", "bbox", "roads_at", "speed_factor"});
  if (!body) return fail(body.error());
  auto ask = reach_asked(*body);
  if (!ask) return fail(ask.error());
  const auto today = roads_asked(roads, services.city, ledger_of(request), *body);
  if (!today) return fail(today.error());
  const road::Network& network = road::network_of(*today->today);
  const auto screen = screen_of(*body, network);
  if (!screen) return fail(screen.error());
  auto sources = started(*today, ask->sources);
  if (!sources) return fail(sources.error());
  ask->sources = std::move(sources->places);
  road::Reach found;
  found.length_km.assign(ask->budgets_ms.size(), 0);
  if (!ask->sources.empty()) {
    auto reached = road::reach(*today->today, *ask);
    if (!reached) return fail(reached.error());
    found = *std::move(reached);
  }
  json::Array budgets_min, length_km;
  for (const std::uint32_t ms : ask->budgets_ms) budgets_min.emplace_back(minutes(ms));
  for (const double km : found.length_km) length_km.emplace_back(std::round(km * 10) / 10);
  json::Object out{{"budgets_min", budgets_min},
                   {"profile", road::profile_of(*today->today)},
                   {"direction", body->text("direction", "from")},
                   {"areas", areas_json(found, budgets_min)},
                   {"length_km", std::move(length_km)},
                   {"moved_m", std::move(sources->moved_m)},
                   {"cut_off", std::move(sources->cut_off)}};
  roads.sign(out);
  const std::string drawn = body->boolean("roads", true) ? roads_text(network, found, ask->budgets_ms, *screen)
                                                         : std::string(R"("roads":{"type":"FeatureCollection","features":[]})");
  out.set("took_ms", ms_since(start));
  // Written beside the rest: as values, a hundred thousand lines would take a second.
  std::string text = json::write(out);
  text.back() = ',';
  text += drawn;
  return Response::text(text + "}", "application/json; charset=utf-8");
}

}  // namespace

void add_reach_routes(net::Router& router, app::Services& services, Roads& roads) {
  router.add({net::Method::kPost, "/api/v1/roads/reach", "session",
              [&services, &roads](const Request& r) { return reach(r, services, roads); }});
}

}  // namespace muster::supply
