#include <algorithm>
#include <array>

#include "geo/geo.h"
#include "errors/geometry.h"

namespace muster::geo {
namespace {

constexpr std::array kKinds = {Kind::kPoint,      Kind::kLine,      Kind::kPolygon,
                               Kind::kMultiPoint, Kind::kMultiLine, Kind::kMultiPolygon};

tl::unexpected<Error> bad_coordinates(const json::Value& found) {
  constexpr std::size_t kShown = 60;
  return fail(error::kBadGeometry, "coordinates",
              {{"reason", json::write(found).substr(0, kShown)}});
}

Result<Position> read_position(const json::Value& value) {
  if (!value.is_array() || value.as_array().size() < 2) return bad_coordinates(value);
  const json::Array& numbers = value.as_array();
  if (!std::all_of(numbers.begin(), numbers.end(),
                   [](const json::Value& n) { return n.is_number(); })) {
    return bad_coordinates(value);
  }
  return Position{numbers[0].as_double(), numbers[1].as_double()};
}

/// Reads an array with `read_item` for each of its items.
template <class Item>
Result<std::vector<Item>> read_list(const json::Value& value,
                                    Result<Item> (*read_item)(const json::Value&)) {
  if (!value.is_array()) return bad_coordinates(value);
  std::vector<Item> items;
  items.reserve(value.as_array().size());
  for (const json::Value& entry : value.as_array()) {
    Result<Item> item = read_item(entry);
    if (!item) return fail(std::move(item.error()));
    items.push_back(std::move(*item));
  }
  return items;
}

Result<Path> read_path(const json::Value& value) {
  return read_list<Position>(value, read_position);
}
Result<Part> read_rings(const json::Value& value) { return read_list<Path>(value, read_path); }
Result<Part> read_line(const json::Value& value) {
  return read_path(value).map([](Path path) { return Part{std::move(path)}; });
}
Result<Part> read_point(const json::Value& value) {
  return read_position(value).map([](Position position) { return Part{Path{position}}; });
}

Result<std::vector<Part>> read_parts(Kind kind, const json::Value& coordinates) {
  const auto one = [](Part part) { return std::vector<Part>{std::move(part)}; };
  switch (kind) {
    case Kind::kPoint:
      return read_point(coordinates).map(one);
    case Kind::kLine:
      return read_line(coordinates).map(one);
    case Kind::kPolygon:
      return read_rings(coordinates).map(one);
    case Kind::kMultiPoint:
      return read_list<Part>(coordinates, read_point);
    case Kind::kMultiLine:
      return read_list<Part>(coordinates, read_line);
    case Kind::kMultiPolygon:
      return read_list<Part>(coordinates, read_rings);
  }
  return bad_coordinates(coordinates);
}

json::Value write_position(Position p) { return json::Array{p.lon, p.lat}; }

json::Array write_path(const Path& path) {
  json::Array out;
  out.reserve(path.size());
  for (const Position& position : path) out.push_back(write_position(position));
  return out;
}

/// Twice the signed area in square degrees: positive counter-clockwise, 0 for a ring without an
/// inside.
double signed_area(const Path& ring) {
  double twice_area = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    twice_area -= (ring[i].lon - ring[i - 1].lon) * (ring[i].lat + ring[i - 1].lat);
  }
  return twice_area;
}

json::Value write_rings(const Part& rings) {
  json::Array out;
  for (std::size_t i = 0; i < rings.size(); ++i) {
    Path ring = rings[i];
    const double area = signed_area(ring);
    if (i == 0 ? area < 0 : area > 0) std::reverse(ring.begin(), ring.end());
    out.emplace_back(write_path(ring));
  }
  return out;
}

json::Value write_part(const Geometry& geometry, const Part& part) {
  if (geometry.is_area()) return write_rings(part);
  if (geometry.is_line()) return write_path(part.front());
  return write_position(part.front().front());
}

bool is_multi(Kind kind) {
  return kind == Kind::kMultiPoint || kind == Kind::kMultiLine || kind == Kind::kMultiPolygon;
}

}  // namespace

Result<Geometry> from_geojson(const json::Value& value) {
  const std::string type = value.text("type");
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&type](Kind k) { return kind_name(k) == type; });
  if (kind == kKinds.end()) {
    return fail(
        error::kGeometryKind, "type",
        {{"value", type},
         {"allowed", "Point, LineString, Polygon, MultiPoint, MultiLineString, MultiPolygon"}});
  }
  Result<std::vector<Part>> parts = read_parts(*kind, value["coordinates"]);
  if (!parts) return fail(std::move(parts.error()));
  Geometry geometry{*kind, std::move(*parts)};
  if (Status status = check(geometry); !status) return fail(std::move(status.error()));
  return geometry;
}

json::Value to_geojson(const Geometry& geometry) {
  json::Value coordinates = json::Array{};
  if (is_multi(geometry.kind)) {
    for (const Part& part : geometry.parts)
      coordinates.as_array().push_back(write_part(geometry, part));
  } else if (!geometry.empty()) {
    coordinates = write_part(geometry, geometry.parts.front());
  }
  return json::Object{{"type", kind_name(geometry.kind)}, {"coordinates", std::move(coordinates)}};
}

}  // namespace muster::geo
