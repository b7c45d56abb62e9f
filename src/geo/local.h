// Private to geo: a plane in metres about an origin (equirectangular), good to about 0.1 % within
// 100 km.
#pragma once

#include <cmath>
#include <numbers>

#include "geo/geo.h"

namespace muster::geo {

struct Planar {
  double x = 0;
  double y = 0;
};

class LocalPlane {
 public:
  explicit LocalPlane(Position origin)
      : origin_(origin),
        metres_per_lon_(kMetresPerDegree * std::cos(origin.lat * std::numbers::pi / 180)) {}

  [[nodiscard]] Planar to(Position p) const {
    return {(p.lon - origin_.lon) * metres_per_lon_, (p.lat - origin_.lat) * kMetresPerDegree};
  }
  [[nodiscard]] Position from(Planar p) const {
    return {origin_.lon + p.x / metres_per_lon_, origin_.lat + p.y / kMetresPerDegree};
  }

 private:
  static constexpr double kMetresPerDegree = kEarthRadiusM * std::numbers::pi / 180;
  Position origin_;
  double metres_per_lon_;
};

/// Where on the segment a–b the position lies nearest, as a share in [0, 1].
[[nodiscard]] inline double nearest_share(Planar a, Planar b, Planar p) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double square = dx * dx + dy * dy;
  if (square == 0) return 0;
  return std::fmin(1, std::fmax(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
}

}  // namespace muster::geo
