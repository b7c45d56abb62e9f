#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geo/geo.h"
#include "geo/local.h"

namespace muster::geo {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

double ring_area_m2(const Path& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const double dlon = (ring[i].lon - ring[i - 1].lon) * kRadians;
    sum += dlon * (2 + std::sin(ring[i - 1].lat * kRadians) + std::sin(ring[i].lat * kRadians));
  }
  return std::fabs(sum) * kEarthRadiusM * kEarthRadiusM / 2;
}

bool lies_on(Position a, Position b, Position p) {
  const double cross = (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon);
  return cross == 0 && std::min(a.lon, b.lon) <= p.lon && p.lon <= std::max(a.lon, b.lon) &&
         std::min(a.lat, b.lat) <= p.lat && p.lat <= std::max(a.lat, b.lat);
}

/// Whether the ray from p to the east crosses the segment; half-open in latitude, so a vertex
/// counts once.
bool is_crossed(Position a, Position b, Position p) {
  if ((a.lat > p.lat) == (b.lat > p.lat)) return false;
  return p.lon < a.lon + (p.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon);
}

bool part_contains(const Part& rings, Position p) {
  bool inside = false;
  for (const Path& ring : rings) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      if (lies_on(ring[i - 1], ring[i], p)) return true;
      if (is_crossed(ring[i - 1], ring[i], p)) inside = !inside;
    }
  }
  return inside;
}

}  // namespace

Box box_of(const Geometry& geometry) {
  Box box;
  for (const Part& part : geometry.parts) {
    for (const Path& path : part) {
      for (const Position& position : path) box.add(position);
    }
  }
  return box;
}

bool overlaps(const Box& a, const Box& b) {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

bool contains(const Box& box, Position p) {
  return box.west <= p.lon && p.lon <= box.east && box.south <= p.lat && p.lat <= box.north;
}

double distance_m(Position a, Position b) {
  const double half_lat = std::sin((b.lat - a.lat) * kRadians / 2);
  const double half_lon = std::sin((b.lon - a.lon) * kRadians / 2);
  const double h = half_lat * half_lat +
                   std::cos(a.lat * kRadians) * std::cos(b.lat * kRadians) * half_lon * half_lon;
  return 2 * kEarthRadiusM * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

double distance_m(const Geometry& geometry, Position position) {
  if (contains(geometry, position)) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (const Part& part : geometry.parts) {
    for (const Path& path : part) {
      if (!path.empty()) least = std::min(least, nearest_on(path, position).distance_m);
    }
  }
  return least;
}

double length_m(const Path& path) {
  double sum = 0;
  for (std::size_t i = 1; i < path.size(); ++i) sum += distance_m(path[i - 1], path[i]);
  return sum;
}

double length_m(const Geometry& geometry) {
  double sum = 0;
  for (const Part& part : geometry.parts) {
    for (const Path& path : part) sum += length_m(path);
  }
  return sum;
}

double area_m2(const Geometry& geometry) {
  if (!geometry.is_area()) return 0;
  double sum = 0;
  for (const Part& part : geometry.parts) {
    for (std::size_t i = 0; i < part.size(); ++i) sum += (i == 0 ? 1 : -1) * ring_area_m2(part[i]);
  }
  return sum;
}

bool contains(const Geometry& area, Position position) {
  return area.is_area() &&
         std::any_of(area.parts.begin(), area.parts.end(),
                     [position](const Part& part) { return part_contains(part, position); });
}

}  // namespace muster::geo
