// Private to supply: what the routes of the circle have in common: who asks for which circle, and on which roads.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "supply/asked.h"
#include "supply/circle_facts.h"
#include "supply/routes.h"

namespace muster::supply {

struct CircleRequest {
  record::Viewer viewer;
  UtcTime city_now;
  UtcTime roads_at;                          ///< of closures and rush hours
  std::vector<road::Condition> everywhere;  ///< rain or fog
  CircleRule rule;
  CircleAsk ask;
  int budget_min = 60;
  std::string profile;
  bool night = false;
  std::vector<std::vector<road::Condition>> drawn;  ///< per feature of the request

  [[nodiscard]] std::uint32_t budget_ms() const { return static_cast<std::uint32_t>(budget_min) * 60'000; }
  /// Order to departure of a store that tells no times of its own.
  [[nodiscard]] std::uint32_t to_departure_ms() const { return rule.prepare_ms + rule.load_ms + (night ? rule.call_in_ms : 0); }
};

/// The members budget_min, profile, night, kind, stores, level, jurisdiction, drawn, roads_at, speed_factor of a body, the rest by rule supply_circle; night as it is
/// now unless told. kOutOfRange (1 … 600 min, 50 drawn features), kBadValue, kBadRequest, and what road::conditions_from_geojson refuses.
[[nodiscard]] Result<CircleRequest> circle_request(const app::Services& services, const Roads& roads, const net::Request& request, const json::Value& body);

/// A circle with the stores and places that it was made of.
struct Computed {
  CircleTask task;
  std::vector<LeftOut> left_out;
  Circle circle;
};
[[nodiscard]] CircleTask circle_task(const CircleRequest& request, CircleFacts& facts);
[[nodiscard]] Result<CircleRoads> roads_of(Roads& roads, const CircleRequest& request, const std::vector<road::Condition>& drawn);
/// The circle on the roads of today and all that is drawn.
[[nodiscard]] Result<Computed> compute(app::Services& services, Roads& roads, const CircleRequest& request);
[[nodiscard]] std::vector<road::Condition> all_drawn(const CircleRequest& request);

[[nodiscard]] json::Value position_json(const std::optional<geo::Position>& at);  ///< [lon, lat] or null
[[nodiscard]] std::int64_t ms_since(std::chrono::steady_clock::time_point start);

}  // namespace muster::supply
