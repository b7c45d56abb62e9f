#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/geo.h"
#include "geo/text.h"
#include "errors/geometry.h"

namespace muster::geo {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

Status check_position(Position p) {
  if (std::fabs(p.lon) <= 180 && std::fabs(p.lat) <= 90) return {};  // NaN falls through
  const bool swapped = std::fabs(p.lat) > 90 && std::fabs(p.lat) <= 180 && std::fabs(p.lon) <= 90;
  return fail(swapped ? error::kSwappedCoordinates : error::kPositionOutOfRange,
              "coordinates", {{"value", position_text(p)}});
}

Status check_path(const Path& path, const Geometry& geometry) {
  const std::size_t least = geometry.is_area() ? 4 : geometry.is_line() ? 2 : 1;
  if (path.size() < least) {
    return fail(error::kTooFewVertices, "coordinates",
                {{"kind", std::string(kind_name(geometry.kind))},
                 {"min", std::to_string(least)},
                 {"count", std::to_string(path.size())}});
  }
  for (const Position& position : path) {
    if (Status status = check_position(position); !status) return status;
  }
  if (geometry.is_area() && path.front() != path.back()) {
    return fail(error::kRingNotClosed, "coordinates",
                {{"first", position_text(path.front())}, {"last", position_text(path.back())}});
  }
  return {};
}

}  // namespace

std::string position_text(Position p) {
  return json::number_text(p.lon) + "," + json::number_text(p.lat);
}

void Box::add(Position position) {
  west = std::min(west, position.lon);
  east = std::max(east, position.lon);
  south = std::min(south, position.lat);
  north = std::max(north, position.lat);
}

Geometry point(Position position) { return {Kind::kPoint, {{{position}}}}; }
Geometry line(Path path) { return {Kind::kLine, {{std::move(path)}}}; }
Geometry polygon(Part rings) { return {Kind::kPolygon, {std::move(rings)}}; }
Geometry multi_polygon(std::vector<Part> parts) { return {Kind::kMultiPolygon, std::move(parts)}; }

Geometry rectangle(const Box& box) {
  return polygon({{{box.west, box.south},
                   {box.east, box.south},
                   {box.east, box.north},
                   {box.west, box.north},
                   {box.west, box.south}}});
}

Geometry circle(Position centre, double radius_m, int segments) {
  const double angle = radius_m / kEarthRadiusM;
  const double lat = centre.lat * kRadians;
  Path ring;
  for (int i = 0; i < segments; ++i) {
    const double bearing = -2 * std::numbers::pi * i / segments;  // counter-clockwise from north
    const double sine =
        std::sin(lat) * std::cos(angle) + std::cos(lat) * std::sin(angle) * std::cos(bearing);
    const double east = std::atan2(std::sin(bearing) * std::sin(angle) * std::cos(lat),
                                   std::cos(angle) - std::sin(lat) * sine);
    ring.push_back({std::remainder(centre.lon + east / kRadians, 360.0),
                    std::asin(std::clamp(sine, -1.0, 1.0)) / kRadians});
  }
  ring.push_back(ring.front());
  return polygon({std::move(ring)});
}

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kPoint:
      return "Point";
    case Kind::kLine:
      return "LineString";
    case Kind::kPolygon:
      return "Polygon";
    case Kind::kMultiPoint:
      return "MultiPoint";
    case Kind::kMultiLine:
      return "MultiLineString";
    case Kind::kMultiPolygon:
      return "MultiPolygon";
  }
  return "";
}

Status check(const Geometry& geometry) {
  const Path none;
  std::size_t vertices = 0;
  for (const Part& part : geometry.parts) {
    if (part.empty()) return check_path(none, geometry);
    for (const Path& path : part) {
      vertices += path.size();
      if (vertices > kMaxVertices) {
        return fail(error::kTooManyVertices, "coordinates",
                    {{"max", std::to_string(kMaxVertices)}});
      }
      if (Status status = check_path(path, geometry); !status) return status;
    }
  }
  return geometry.parts.empty() ? check_path(none, geometry) : Status{};
}

}  // namespace muster::geo
