// The city of the API tests with places to read: stores on a grid in 公安, one in 监利, a diagonal river, a polder with a hole.
#pragma once

#include "app/test_city.h"

namespace muster::exchange {

inline constexpr int kStores = 230;

struct FeatureCity {
  app::TestCity& city;
  std::string river{};   ///< from 112.0 30.0 to 113.0 31.0
  std::string polder{};  ///< 112.2 to 112.4 by 29.8 to 30.0, without its middle
  std::string other{};   ///< the store of 监利, far from the others

  static FeatureCity& of(db::Engine engine);
  /// A bearer token of an account, as a GIS program is given one.
  std::string token(const std::string& account);
  std::string add(const std::string& type, const std::string& place, json::Object fields, json::Value geometry, const std::string& occurred_at = "");
};

[[nodiscard]] inline json::Value point_at(double lon, double lat) { return json::Object{{"type", "Point"}, {"coordinates", json::Array{lon, lat}}}; }
[[nodiscard]] inline double grid_lon(int i) { return 112.05 + 0.01 * (i % 20); }
[[nodiscard]] inline double grid_lat(int i) { return 30.05 + 0.01 * (i / 20); }

}  // namespace muster::exchange
