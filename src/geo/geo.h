// Places: WGS 84 longitude, latitude in degrees, in this order. Lengths in metres on a sphere of
// the mean earth radius.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/json.h"

namespace muster::geo {

inline constexpr double kEarthRadiusM =
    6371008.8;  ///< mean radius R1 of the WGS 84 ellipsoid (IUGG), metres
inline constexpr std::size_t kMaxVertices = 100000;

struct Position {
  double lon = 0;  ///< degrees east, [-180, 180]
  double lat = 0;  ///< degrees north, [-90, 90]
  bool operator==(const Position&) const = default;
};

using Path = std::vector<Position>;
using Part = std::vector<Path>;  ///< rings of one polygon (outer first), or one path

/// A box without content has west > east.
struct Box {
  double west = 180;
  double south = 90;
  double east = -180;
  double north = -90;
  [[nodiscard]] bool empty() const { return west > east; }
  void add(Position position);
  bool operator==(const Box&) const = default;
};

enum class Kind { kPoint, kLine, kPolygon, kMultiPoint, kMultiLine, kMultiPolygon };

/// Every kind has the same shape: parts of paths of positions. A point is one path of one position,
/// a line one path, a polygon one part of closed rings; the multi kinds have any number of parts.
struct Geometry {
  Kind kind = Kind::kPoint;
  std::vector<Part> parts;

  [[nodiscard]] bool empty() const { return parts.empty(); }
  [[nodiscard]] bool is_area() const {
    return kind == Kind::kPolygon || kind == Kind::kMultiPolygon;
  }
  [[nodiscard]] bool is_line() const { return kind == Kind::kLine || kind == Kind::kMultiLine; }
  [[nodiscard]] bool is_point() const { return kind == Kind::kPoint || kind == Kind::kMultiPoint; }
  bool operator==(const Geometry&) const = default;
};

[[nodiscard]] Geometry point(Position position);
[[nodiscard]] Geometry line(Path path);
[[nodiscard]] Geometry polygon(Part rings);
[[nodiscard]] Geometry multi_polygon(std::vector<Part> parts);
[[nodiscard]] Geometry rectangle(const Box& box);
/// A polygon of `segments` vertices around a centre, on the sphere. radius_m >= 0.
[[nodiscard]] Geometry circle(Position centre, double radius_m, int segments = 64);
[[nodiscard]] std::string_view kind_name(Kind kind);  ///< as GeoJSON spells it: "LineString"

/// Ranges, at least 2 vertices per line, closed rings of at least 4, at most kMaxVertices.
/// kPositionOutOfRange, kSwappedCoordinates (a latitude beyond 90 that would be a longitude),
/// kRingNotClosed, kTooFewVertices, kTooManyVertices.
[[nodiscard]] Status check(const Geometry& geometry);
/// OGC simple features: rings that do not cross themselves or each other. kRingCrossesItself with
/// the place as `value`.
[[nodiscard]] Status check_simple(const Geometry& geometry);

// ---- forms (geojson.cc, wkb.cc)

/// A GeoJSON geometry object (RFC 7946 section 3.1, no collections), checked by `check`. Altitudes
/// are dropped. kGeometryKind, kBadGeometry, and what `check` refuses.
[[nodiscard]] Result<Geometry> from_geojson(const json::Value& value);
/// RFC 7946: outer rings counter-clockwise, holes clockwise.
[[nodiscard]] json::Value to_geojson(const Geometry& geometry);

/// OGC well-known binary, little-endian. Read: both byte orders, ISO and EWKB flags (Z, M and SRID
/// are dropped). The ranges are not checked. kBadGeometryBytes with the offset, kGeometryKind.
[[nodiscard]] std::string to_wkb(const Geometry& geometry);
[[nodiscard]] Result<Geometry> from_wkb(std::string_view bytes);
/// GeoPackage 1.3 clause 2.1.3 binary: "GP" header, envelope of four doubles, srs_id 4326, then
/// WKB.
[[nodiscard]] std::string to_gpkg(const Geometry& geometry);
[[nodiscard]] Result<Geometry> from_gpkg(std::string_view bytes);

// ---- measures (measure.cc)

[[nodiscard]] Box box_of(const Geometry& geometry);
[[nodiscard]] bool overlaps(const Box& a, const Box& b);  ///< touching counts
[[nodiscard]] bool contains(const Box& box, Position position);
[[nodiscard]] double distance_m(Position a, Position b);  ///< great circle (haversine)
/// From the position to the nearest point of the geometry; 0 inside an area. Exact to about 0.1 %
/// up to 100 km.
[[nodiscard]] double distance_m(const Geometry& geometry, Position position);
[[nodiscard]] double length_m(const Path& path);
[[nodiscard]] double length_m(
    const Geometry& geometry);  ///< lines; the outline of areas; 0 for points
/// Sphere with R1; formula of Chamberlain and Duquette, JPL Publication 07-03 (2007), equation 10.
/// Holes are subtracted.
[[nodiscard]] double area_m2(const Geometry& geometry);
/// Even-odd rule; the boundary belongs to the area. False for points and lines.
[[nodiscard]] bool contains(const Geometry& area, Position position);

// ---- along a line (line.cc)

enum class Side { kOn, kLeft, kRight };  ///< seen in the direction of the line

struct Nearest {
  Position at;            ///< on the line
  double along_m = 0;     ///< from the line's start
  double distance_m = 0;  ///< from the asked position
  Side side = Side::kOn;  ///< where the asked position lies
};

/// The position `metres` from the start of the path (not empty); outside [0, length] it is the
/// nearer end.
[[nodiscard]] Position along(const Path& path, double metres);
[[nodiscard]] Nearest nearest_on(const Path& path, Position position);  ///< path not empty
/// The stretch [from_m, to_m] of a path; reversed when from_m > to_m.
[[nodiscard]] Path stretch(const Path& path, double from_m, double to_m);

// ---- operations (geo.cc, GEOS)

[[nodiscard]] bool intersects(const Geometry& a, const Geometry& b);  ///< they share a point
/// Widened (or, an area, narrowed) by metres in a local projection about the geometry's centre;
/// empty when nothing is left.
[[nodiscard]] Geometry buffer(const Geometry& geometry, double metres);
[[nodiscard]] Geometry union_of(
    const std::vector<Geometry>& areas);  ///< empty when there are no areas
[[nodiscard]] Geometry simplify(const Geometry& geometry,
                                double tolerance_m);  ///< topology is kept
[[nodiscard]] Position centroid(const Geometry& geometry);
[[nodiscard]] Position label_point(const Geometry& geometry);  ///< surely on the geometry

// ---- other Chinese coordinate systems (shift.cc)

/// GCJ-02: AMap, Tencent; BD-09: Baidu. CGCS2000 is taken as WGS 84 (they differ by less than half
/// a metre).
enum class Crs { kWgs84, kGcj02, kBd09 };

/// The widely used formula (not officially published), good to a metre; its inverse is iterated to
/// 1e-10 degrees. Unchanged outside lon 72.004…137.8347, lat 0.8293…55.8271. Never apply it twice:
/// keep the source system beside the place.
[[nodiscard]] Position to_wgs84(Position position, Crs from);
[[nodiscard]] Position from_wgs84(Position position, Crs to);
[[nodiscard]] Geometry to_wgs84(Geometry geometry, Crs from);
[[nodiscard]] Geometry from_wgs84(Geometry geometry, Crs to);

}  // namespace muster::geo
