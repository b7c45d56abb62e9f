// Systems of coordinates in which features are given out and boxes are taken (OGC API – Features – Part 2).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "geo/geo.h"

namespace muster::exchange {

inline constexpr std::string_view kCrs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// URIs that are served, CRS84 first: WGS 84, CGCS2000 (degrees, and its three-degree zones about 111° and 114° E, without and
/// with the zone's number in the easting), Web Mercator.
[[nodiscard]] const std::vector<std::string>& served_crs();

/// A box as a request gives it, in WGS 84.
struct AskedBox {
  std::array<double, 4> box{};  ///< west, south, east, north: surely around the asked area; west > east across 180°
  geo::Geometry area;           ///< the asked area itself
  bool is_box = true;           ///< they are the same: a box in degrees or Web Mercator
};

/// Axes come in the order that the system's authority lays down: latitude first for EPSG:4326 and 4490, northing first for the zones
/// of CGCS2000 (Part 2, requirement /req/crs/fc-bbox-crs-valid-value and note to clause 6.2). One thread at a time.
class OutCrs {
 public:
  virtual ~OutCrs() = default;
  /// kFeatureCrsUnknown. @param parameter named in the refusal: "crs", "bbox-crs"
  static Result<std::unique_ptr<OutCrs>> of(std::string_view uri, std::string_view parameter);
  [[nodiscard]] virtual const std::string& uri() const = 0;
  /// A GeoJSON geometry in WGS 84 with its positions in this system; null stays null. Metres are rounded to a tenth of a millimetre.
  [[nodiscard]] virtual json::Value out(const json::Value& geometry) const = 0;
  /// @param ordinates of both corners, in this system's order of axes: two each
  /// kFeatureParameterBad for corners in the wrong order, out of range, or where the projection has no answer.
  [[nodiscard]] virtual Result<AskedBox> in(const std::array<double, 4>& ordinates) const = 0;
};

}  // namespace muster::exchange
