#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/geo.h"
#include "geo/local.h"

namespace muster::geo {
namespace {

Position between(Position a, Position b, double share) {
  return {a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

/// Sign of the turn from the direction a→b to p: positive on the left.
double turn(Planar a, Planar b, Planar p) {
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

Side side_of(double turned) {
  return turned == 0 ? Side::kOn : turned > 0 ? Side::kLeft : Side::kRight;
}

/// The side at a vertex between two segments: for a convex corner either segment would do; where
/// they disagree, the one whose direction is further from the position's decides.
Side side_at_vertex(Planar before, Planar at, Planar after, Planar p) {
  const double first = turn(before, at, p) / std::hypot(at.x - before.x, at.y - before.y);
  const double second = turn(at, after, p) / std::hypot(after.x - at.x, after.y - at.y);
  return side_of(std::fabs(first) >= std::fabs(second) ? first : second);
}

struct Found {
  std::size_t segment = 0;  // from vertex `segment` to the next
  double share = 0;
  double square = std::numeric_limits<double>::infinity();
};

Found find_segment(const Path& path, const LocalPlane& plane) {
  Found found;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Planar a = plane.to(path[i]);
    const Planar b = plane.to(path[i + 1]);
    const double share = nearest_share(a, b, {});
    const double x = a.x + (b.x - a.x) * share;
    const double y = a.y + (b.y - a.y) * share;
    if (const double square = x * x + y * y; square < found.square) found = {i, share, square};
  }
  return found;
}

Side find_side(const Path& path, const LocalPlane& plane, const Found& found) {
  const Planar a = plane.to(path[found.segment]);
  const Planar b = plane.to(path[found.segment + 1]);
  // A nearest vertex is found as the end of the segment before it, since the one after it is not
  // nearer.
  if (found.share == 1 && found.segment + 2 < path.size() &&
      path[found.segment + 1] != path[found.segment + 2]) {
    return side_at_vertex(a, b, plane.to(path[found.segment + 2]), {});
  }
  return side_of(turn(a, b, {}));
}

}  // namespace

Position along(const Path& path, double metres) {
  double left = metres;
  if (left <= 0) return path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {
    const double length = distance_m(path[i - 1], path[i]);
    if (left < length) return between(path[i - 1], path[i], left / length);
    left -= length;
  }
  return path.back();
}

Nearest nearest_on(const Path& path, Position position) {
  if (path.size() == 1) return {path.front(), 0, distance_m(path.front(), position), Side::kOn};
  const LocalPlane plane(position);
  const Found found = find_segment(path, plane);
  Nearest nearest;
  nearest.at = between(path[found.segment], path[found.segment + 1], found.share);
  for (std::size_t i = 0; i < found.segment; ++i)
    nearest.along_m += distance_m(path[i], path[i + 1]);
  nearest.along_m += found.share * distance_m(path[found.segment], path[found.segment + 1]);
  nearest.distance_m = distance_m(nearest.at, position);
  nearest.side = find_side(path, plane, found);
  return nearest;
}

Path stretch(const Path& path, double from_m, double to_m) {
  const double from = std::min(from_m, to_m);
  const double to = std::max(from_m, to_m);
  Path out{along(path, from)};
  double at = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    at += distance_m(path[i - 1], path[i]);
    if (at > from && at < to) out.push_back(path[i]);
  }
  out.push_back(along(path, to));
  if (from_m > to_m) std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace muster::geo
