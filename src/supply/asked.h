// Private to supply: what bodies of requests on roads have in common.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "geo/geo.h"
#include "supply/circle_facts.h"
#include "supply/supply.h"

namespace muster::supply {

/// Minutes with one decimal.
[[nodiscard]] inline double minutes(std::uint32_t ms) {
  return std::round(static_cast<double>(ms) / 6000.0) / 10.0;
}
[[nodiscard]] inline json::Value place_json(geo::Position at) {
  return json::Array{at.lon, at.lat};
}

/// [lon, lat]; kBadRequest with the field. Swapped or outside the earth is refused by geo::check.
[[nodiscard]] Result<geo::Position> position_of(const json::Value& value, std::string_view field);
/// A number of minutes in (0, most]; kBadRequest.
[[nodiscard]] Result<std::uint32_t> budget_of(const json::Value& value, std::string_view field,
                                              double most_min = 24 * 60);
/// Drawn conditions: an array of GeoJSON features, a collection, one feature, or null.
[[nodiscard]] Result<std::vector<road::Condition>> drawn_of(const json::Value& drawn);
/// The profile named, or the first of the network.
[[nodiscard]] Result<std::string> profile_of(const Roads& roads, const json::Value& body);
/// What a body asks of all roads at once, beside what is drawn: member `roads_at` (an instant: closures and rush hours of
/// that time) and `speed_factor` (0.1 … 2, rain or fog). kBadTime, kBadRequest.
struct Weather {
  UtcTime at;
  std::vector<road::Condition> everywhere;
};
[[nodiscard]] Result<Weather> weather_of(const Roads& roads, UtcTime city_now, const json::Value& body);
/// The roads that a body asks for (profile, drawn, roads_at, speed_factor) at the ledger's present.
[[nodiscard]] Result<CircleRoads> roads_asked(Roads& roads, const record::CityTime& city,
                                              const std::string& ledger, const json::Value& body);

}  // namespace muster::supply
