// Coordinates as tables hold them: degrees, degrees-minutes-seconds, projected metres; and the system they are in.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "geo/geo.h"

namespace muster::exchange {

/// A system of coordinates as given by people: wgs84, cgcs2000, gcj02, bd09, epsg:4547 …
class Crs {
 public:
  virtual ~Crs() = default;
  /// kCrsUnknown. Empty reads as wgs84.
  static Result<std::unique_ptr<Crs>> of(std::string_view name);
  [[nodiscard]] virtual bool is_projected() const = 0;
  [[nodiscard]] virtual bool is_shift() const = 0;  ///< GCJ-02, BD-09: no file declares these
  /// @param x easting or longitude, @param y northing or latitude. Nothing where the projection has no answer.
  [[nodiscard]] virtual std::optional<geo::Position> to_wgs84(double x, double y) const = 0;
};

/// "112.2381", "112°14′17.2″E", "东经112度14分17秒", "112 14 17.2" in degrees, "S" and "W" negative; also plain metres.
/// Minutes and seconds below 60. Nothing when it is none of these.
[[nodiscard]] std::optional<double> parse_coordinate(std::string_view text);

/// Whether two GeoJSON geometries are the same to about a millimetre: files round what they hold.
[[nodiscard]] bool same_place(const json::Value& a, const json::Value& b);

/// A GeoJSON geometry with every position taken from `crs` to WGS 84. kCoordinateBad.
[[nodiscard]] Result<json::Value> moved(const json::Value& geometry, const Crs& crs);

}  // namespace muster::exchange
