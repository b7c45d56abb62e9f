#include "exchange/tiles/cut.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/geos.h"

namespace muster::exchange {
namespace {

// Simplifying moves a line by at most this, rounding a vertex by at most half a unit along each axis: together less than one unit.
constexpr double kSimplifyUnits = 0.25;

using Owned = geo::OwnedGeos;

class Cutter {
 public:
  explicit Cutter(bool area) : area_(area) {}

  TileShape run(const geo::Geometry& flat) {
    Owned shape = valid(geo::load(geos_, flat));
    const double low = -kTileBuffer;
    const double high = kTileExtent + kTileBuffer;
    shape = valid(own(shape ? GEOSClipByRect_r(geos_.get(), shape.get(), low, low, high, high) : nullptr));
    if (!shape || GEOSisEmpty_r(geos_.get(), shape.get()) == 1) return {};
    Owned simple = own(area_ ? GEOSTopologyPreserveSimplify_r(geos_.get(), shape.get(), kSimplifyUnits) : GEOSSimplify_r(geos_.get(), shape.get(), kSimplifyUnits));
    if (!simple) simple = std::move(shape);
    TileShape out;
    out.kind = area_ ? TileShape::Kind::kPolygon : TileShape::Kind::kLine;
    // Rounding could make the rings of areas cross; the corners of lines are rounded as they are taken.
    const Owned grid = area_ ? own(GEOSGeom_setPrecision_r(geos_.get(), simple.get(), 1.0, 0)) : std::move(simple);
    if (grid) take(grid.get(), out);
    return out;
  }

 private:
  Owned own(GEOSGeometry* geometry) { return geo::own(geos_, geometry); }
  // Rounding and clipping ask for valid areas; registers hold what people drew.
  Owned valid(Owned shape) { return area_ ? geo::made_valid(geos_, std::move(shape)) : std::move(shape); }

  void take(const GEOSGeometry* shape, TileShape& out) {
    switch (GEOSGeomTypeId_r(geos_.get(), shape)) {
      case GEOS_LINESTRING:
        if (!area_) take_line(shape, out);
        return;
      case GEOS_POLYGON:
        if (area_) take_polygon(shape, out);
        return;
      case GEOS_MULTILINESTRING:
      case GEOS_MULTIPOLYGON:
      case GEOS_GEOMETRYCOLLECTION:
        for (int i = 0; i < GEOSGetNumGeometries_r(geos_.get(), shape); ++i) take(GEOSGetGeometryN_r(geos_.get(), shape, i), out);
        return;
      default: return;  // what collapsed to a point
    }
  }

  [[nodiscard]] std::vector<GridPoint> points(const GEOSGeometry* line) {
    std::vector<GridPoint> out;
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(geos_.get(), line);
    unsigned size = 0;
    if (sequence == nullptr || GEOSCoordSeq_getSize_r(geos_.get(), sequence, &size) == 0) return out;
    for (unsigned i = 0; i < size; ++i) {
      double x = 0;
      double y = 0;
      GEOSCoordSeq_getXY_r(geos_.get(), sequence, i, &x, &y);
      const GridPoint point{static_cast<std::int32_t>(std::lround(x)), static_cast<std::int32_t>(std::lround(y))};
      if (out.empty() || out.back() != point) out.push_back(point);
    }
    return out;
  }
  void take_line(const GEOSGeometry* line, TileShape& out) {
    std::vector<GridPoint> path = points(line);
    if (path.size() > 1) out.paths.push_back(std::move(path));
  }
  std::vector<GridPoint> ring(const GEOSGeometry* line, bool outer) {
    std::vector<GridPoint> path = points(line);
    if (path.size() > 1 && path.front() == path.back()) path.pop_back();
    const std::int64_t area = path.size() < 3 ? 0 : twice_area(path);
    if (area == 0) return {};
    if ((area > 0) != outer) std::ranges::reverse(path);
    return path;
  }
  void take_polygon(const GEOSGeometry* polygon, TileShape& out) {
    std::vector<GridPoint> outer = ring(GEOSGetExteriorRing_r(geos_.get(), polygon), true);
    if (outer.empty()) return;
    out.paths.push_back(std::move(outer));
    for (int i = 0; i < GEOSGetNumInteriorRings_r(geos_.get(), polygon); ++i) {
      std::vector<GridPoint> hole = ring(GEOSGetInteriorRingN_r(geos_.get(), polygon, i), false);
      if (!hole.empty()) out.paths.push_back(std::move(hole));
    }
  }

  geo::Geos geos_;
  bool area_;
};

std::int64_t turn(const GridPoint& a, const GridPoint& b, const GridPoint& c) {
  return std::int64_t{b.x - a.x} * (c.y - b.y) - std::int64_t{b.y - a.y} * (c.x - b.x);
}
bool between(const GridPoint& a, const GridPoint& p, const GridPoint& b) {
  return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y && p.y <= std::max(a.y, b.y);
}
bool share_a_point(const GridPoint& a, const GridPoint& b, const GridPoint& c, const GridPoint& d) {
  const std::int64_t abc = turn(a, b, c), abd = turn(a, b, d), cda = turn(c, d, a), cdb = turn(c, d, b);
  const auto sign = [](std::int64_t v) { return (v > 0) - (v < 0); };
  if (sign(abc) * sign(abd) < 0 && sign(cda) * sign(cdb) < 0) return true;
  return (abc == 0 && between(a, c, b)) || (abd == 0 && between(a, d, b)) || (cda == 0 && between(c, a, d)) || (cdb == 0 && between(c, b, d));
}

// Turns one way, and round once: the direction changes from up to down and back only.
bool is_convex(const std::vector<GridPoint>& ring) {
  bool left = false, right = false;
  int changes = 0;
  const std::size_t n = ring.size();
  int upward = 0;
  for (std::size_t i = 0; i < 2 * n && changes < 8; ++i) {
    const GridPoint& a = ring[i % n];
    const GridPoint& b = ring[(i + 1) % n];
    const std::int64_t turned = turn(a, b, ring[(i + 2) % n]);
    left = left || turned < 0;
    right = right || turned > 0;
    if (turned == 0 && std::int64_t{b.x - a.x} * (ring[(i + 2) % n].x - b.x) + std::int64_t{b.y - a.y} * (ring[(i + 2) % n].y - b.y) < 0) return false;  // a spike
    const int now = b.y > a.y ? 1 : b.y < a.y ? -1 : 0;
    if (now != 0 && upward != 0 && now != upward) ++changes;
    if (now != 0) upward = now;
  }
  return left != right && changes <= 4;  // in two rounds
}

// No two sides share a point, but for neighbours their corner.
bool is_simple(const std::vector<GridPoint>& ring) {
  if (is_convex(ring)) return true;
  const std::size_t n = ring.size();
  for (std::size_t i = 0; i < n; ++i) {
    const GridPoint& a = ring[i];
    const GridPoint& b = ring[(i + 1) % n];
    const GridPoint& next = ring[(i + 2) % n];
    if (turn(a, b, next) == 0 && std::int64_t{b.x - a.x} * (next.x - b.x) + std::int64_t{b.y - a.y} * (next.y - b.y) < 0) return false;
    for (std::size_t j = i + 2; j < n; ++j) {
      if (i == 0 && j + 1 == n) continue;  // neighbours round the end
      if (share_a_point(a, b, ring[j], ring[(j + 1) % n])) return false;
    }
  }
  return true;
}

// Sutherland and Hodgman (1974), one side after the other. What falls into several pieces comes back with sides that lie on each other.
geo::Path clipped(geo::Path ring) {
  const auto one_side = [&ring](auto inside, auto meet) {
    geo::Path out;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const geo::Position& a = ring[i == 0 ? ring.size() - 1 : i - 1];
      const geo::Position& b = ring[i];
      if (inside(a) != inside(b)) out.push_back(meet(a, b));
      if (inside(b)) out.push_back(b);
    }
    ring = std::move(out);
  };
  for (const auto& [limit, above] : {std::pair{-kTileBuffer, true}, {kTileExtent + kTileBuffer, false}}) {
    const double at = limit;
    const bool low = above;
    one_side([&](const geo::Position& p) { return low ? p.lon >= at : p.lon <= at; },
             [&](const geo::Position& a, const geo::Position& b) { return geo::Position{at, a.lat + (at - a.lon) / (b.lon - a.lon) * (b.lat - a.lat)}; });
    one_side([&](const geo::Position& p) { return low ? p.lat >= at : p.lat <= at; },
             [&](const geo::Position& a, const geo::Position& b) { return geo::Position{a.lon + (at - a.lat) / (b.lat - a.lat) * (b.lon - a.lon), at}; });
  }
  return ring;
}

// The only path of a geometry, rounded: a line within the tile's reach, or a ring, clipped to it.
std::optional<std::vector<GridPoint>> plain_path(const geo::Geometry& flat) {
  if (flat.parts.size() != 1 || flat.parts[0].size() != 1 || flat.parts[0][0].size() > kPlainVertices) return std::nullopt;
  const geo::Path& path = flat.parts[0][0];
  const auto within = [](const geo::Position& at) {
    return at.lon >= -kTileBuffer && at.lon <= kTileExtent + kTileBuffer && at.lat >= -kTileBuffer && at.lat <= kTileExtent + kTileBuffer;
  };
  const bool whole = std::ranges::all_of(path, within);
  if (!whole && !flat.is_area()) return std::nullopt;
  std::vector<GridPoint> out;
  const auto round = [&out](const geo::Path& points) {
    for (const geo::Position& at : points) out.push_back({static_cast<std::int32_t>(std::lround(at.lon)), static_cast<std::int32_t>(std::lround(at.lat))});
  };
  round(whole ? path : clipped({path.begin(), path.end() - 1}));
  return out;
}

// The centre of gravity of a convex ring, which lies inside it; nothing for others and for what is next to nothing.
std::optional<geo::Position> centre_of_convex(const geo::Path& closed) {
  if (closed.size() < 4) return std::nullopt;
  const geo::Position& o = closed.front();
  bool left = false, right = false;
  double area = 0, x = 0, y = 0;
  for (std::size_t i = 0; i + 1 < closed.size(); ++i) {
    const geo::Position& a = closed[i];
    const geo::Position& b = closed[i + 1];
    const geo::Position& c = closed[i + 2 < closed.size() ? i + 2 : 1];
    const double turned = (b.lon - a.lon) * (c.lat - b.lat) - (b.lat - a.lat) * (c.lon - b.lon);
    left = left || turned < 0;
    right = right || turned > 0;
    const double twice = (a.lon - o.lon) * (b.lat - o.lat) - (b.lon - o.lon) * (a.lat - o.lat);
    // Seen from its first corner a convex ring goes round without turning back.
    if ((left && right) || (twice != 0 && area != 0 && (twice > 0) != (area > 0))) return std::nullopt;
    area += twice;
    x += twice * (a.lon + b.lon - 2 * o.lon);
    y += twice * (a.lat + b.lat - 2 * o.lat);
  }
  if (std::abs(area) < 1e-18) return std::nullopt;
  return geo::Position{o.lon + x / (3 * area), o.lat + y / (3 * area)};
}

double degrees_of_row(double row, double rows) {
  const double n = std::numbers::pi * (1 - 2 * row / rows);
  return std::atan(std::sinh(n)) * 180 / std::numbers::pi;
}

}  // namespace

bool TileAddress::exists() const {
  if (z < 0 || z > kZoomMost) return false;
  const std::int64_t side = std::int64_t{1} << z;
  return x >= 0 && x < side && y >= 0 && y < side;
}

geo::Box TileAddress::box(double buffer) const {
  const auto side = static_cast<double>(std::int64_t{1} << z);
  const double more = buffer / kTileExtent;
  const auto column = [&](double at) { return std::clamp(at, 0.0, side) / side * 360 - 180; };
  const auto row = [&](double at) { return degrees_of_row(std::clamp(at, 0.0, side), side); };
  const auto left = static_cast<double>(x);
  const auto top = static_cast<double>(y);
  return {column(left - more), row(top + 1 + more), column(left + 1 + more), row(top - more)};
}

TilePosition on_tile(const TileAddress& tile, geo::Position position) {
  const auto side = static_cast<double>(std::int64_t{1} << tile.z);
  const double lat = std::clamp(position.lat, -kMercatorLatitude, kMercatorLatitude) * std::numbers::pi / 180;
  const double column = (position.lon + 180) / 360 * side;
  const double row = (1 - std::asinh(std::tan(lat)) / std::numbers::pi) / 2 * side;
  return {(column - static_cast<double>(tile.x)) * kTileExtent, (row - static_cast<double>(tile.y)) * kTileExtent};
}

std::optional<GridPoint> point_on(const TileAddress& tile, geo::Position position) {
  const TilePosition at = on_tile(tile, position);
  if (at.x < 0 || at.y < 0 || at.x >= kTileExtent || at.y >= kTileExtent) return std::nullopt;
  return GridPoint{static_cast<std::int32_t>(std::lround(at.x)), static_cast<std::int32_t>(std::lround(at.y))};
}

std::optional<TileShape> plain_shape(bool area, std::vector<GridPoint> path) {
  path.erase(std::unique(path.begin(), path.end()), path.end());
  TileShape out;
  out.kind = area ? TileShape::Kind::kPolygon : TileShape::Kind::kLine;
  if (!area) {
    if (path.size() > 1) out.paths.push_back(std::move(path));
    return out;
  }
  while (path.size() > 1 && path.front() == path.back()) path.pop_back();
  const std::int64_t size = path.size() < 3 ? 0 : twice_area(path);
  if (size == 0 && path.size() < 4) return out;
  if (size == 0 || !is_simple(path)) return std::nullopt;
  if (size < 0) std::ranges::reverse(path);
  out.paths.push_back(std::move(path));
  return out;
}

TileShape cut(const TileAddress& tile, const geo::Geometry& geometry) {
  geo::Geometry flat = geometry;
  for (geo::Part& part : flat.parts) {
    for (geo::Path& path : part) {
      for (geo::Position& position : path) {
        const TilePosition at = on_tile(tile, position);
        position = {at.x, at.y};
      }
    }
  }
  return cut_flat(std::move(flat));
}

TileShape cut_flat(geo::Geometry flat) {
  const bool area = flat.is_area();
  if (auto path = plain_path(flat)) {
    if (auto shape = plain_shape(area, *std::move(path))) return *std::move(shape);
  }
  return Cutter(area).run(flat);
}

geo::Position label_position(const geo::Geometry& geometry) {
  if (geometry.is_area()) {
    const bool one_ring = geometry.parts.size() == 1 && geometry.parts[0].size() == 1;
    if (const auto centre = one_ring ? centre_of_convex(geometry.parts[0][0]) : std::nullopt) return *centre;
    return geo::label_point(geometry);
  }
  const geo::Path* longest = nullptr;
  double length = -1;
  for (const geo::Part& part : geometry.parts) {
    for (const geo::Path& path : part) {
      const double metres = geo::length_m(path);
      if (metres <= length) continue;
      length = metres;
      longest = &path;
    }
  }
  return longest == nullptr ? geo::Position{} : geo::along(*longest, length / 2);
}

}  // namespace muster::exchange
