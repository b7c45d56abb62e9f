#include "exchange/tiles/cut.h"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

namespace muster::exchange {
namespace {

// Simplifying moves a line by at most this, rounding a vertex by at most half a unit along each axis: together less than one unit.
constexpr double kSimplifyUnits = 0.25;

class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  [[nodiscard]] GEOSContextHandle_t get() const { return handle_; }

 private:
  GEOSContextHandle_t handle_;
};
struct Destroy {
  GEOSContextHandle_t handle = nullptr;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
};
using Owned = std::unique_ptr<GEOSGeometry, Destroy>;

class Cutter {
 public:
  explicit Cutter(bool area) : area_(area) {}

  TileShape run(const geo::Geometry& flat) {
    Owned shape = load(flat);
    const double low = -kTileBuffer;
    const double high = kTileExtent + kTileBuffer;
    shape = valid(own(shape ? GEOSClipByRect_r(geos_.get(), shape.get(), low, low, high, high) : nullptr));
    if (!shape || GEOSisEmpty_r(geos_.get(), shape.get()) == 1) return {};
    Owned simple = own(area_ ? GEOSTopologyPreserveSimplify_r(geos_.get(), shape.get(), kSimplifyUnits) : GEOSSimplify_r(geos_.get(), shape.get(), kSimplifyUnits));
    Owned grid = own(simple ? GEOSGeom_setPrecision_r(geos_.get(), simple.get(), 1.0, 0) : nullptr);
    if (!grid) grid = own(GEOSGeom_setPrecision_r(geos_.get(), shape.get(), 1.0, 0));
    TileShape out;
    out.kind = area_ ? TileShape::Kind::kPolygon : TileShape::Kind::kLine;
    if (grid) take(grid.get(), out);
    return out;
  }

 private:
  Owned own(GEOSGeometry* geometry) { return Owned(geometry, Destroy{geos_.get()}); }
  Owned load(const geo::Geometry& flat) {
    const std::string wkb = geo::to_wkb(flat);
    GEOSWKBReader* reader = GEOSWKBReader_create_r(geos_.get());
    GEOSGeometry* loaded = GEOSWKBReader_read_r(geos_.get(), reader, reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size());
    GEOSWKBReader_destroy_r(geos_.get(), reader);
    return valid(own(loaded));
  }
  // Rounding and clipping ask for valid areas; registers hold what people drew.
  Owned valid(Owned shape) {
    if (!shape || !area_ || GEOSisValid_r(geos_.get(), shape.get()) == 1) return shape;
    return own(GEOSMakeValid_r(geos_.get(), shape.get()));
  }

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

  Geos geos_;
  bool area_;
};

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
  return Cutter(geometry.is_area()).run(flat);
}

}  // namespace muster::exchange
