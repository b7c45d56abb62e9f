#include "demo/line.h"

#include <algorithm>
#include <cmath>

namespace muster::demo {

namespace {

constexpr double kMetresPerDegree = 111195.0;  // mean meridian degree of a sphere of 6371 km
constexpr double kShortening = 0.8660254;      // cosine of 30°

struct Metres {
  double x = 0;
  double y = 0;
};

Metres between(Position a, Position b) {
  return {(b.lon - a.lon) * kMetresPerDegree * kShortening, (b.lat - a.lat) * kMetresPerDegree};
}

Position moved(Position from, Metres by) {
  return {from.lon + by.x / (kMetresPerDegree * kShortening), from.lat + by.y / kMetresPerDegree};
}

double five_decimals(double degrees) { return std::round(degrees * 1e5) / 1e5; }

json::Value position_json(Position p) { return json::Array{five_decimals(p.lon), five_decimals(p.lat)}; }

json::Array positions_json(const Path& line) {
  json::Array out;
  for (const Position& p : line) out.push_back(position_json(p));
  return out;
}

}  // namespace

Path resampled(const Path& line, double step_m) {
  const double total = geo::length_m(line);
  const auto count = static_cast<std::size_t>(std::max(1.0, std::round(total / step_m)));
  Path out;
  for (std::size_t i = 0; i <= count; ++i) {
    out.push_back(geo::along(line, total * static_cast<double>(i) / static_cast<double>(count)));
  }
  return out;
}

Path smoothed(const Path& line, std::size_t radius) {
  Path out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::size_t reach = std::min({radius, i, line.size() - 1 - i});
    Position sum;
    for (std::size_t j = i - reach; j <= i + reach; ++j) {
      sum.lon += line[j].lon;
      sum.lat += line[j].lat;
    }
    const auto n = static_cast<double>(2 * reach + 1);
    out.push_back({sum.lon / n, sum.lat / n});
  }
  return out;
}

Path beside(const Path& line, double left_m) {
  Path out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Metres d = between(line[i == 0 ? 0 : i - 1], line[std::min(i + 1, line.size() - 1)]);
    const double step = std::hypot(d.x, d.y);
    out.push_back(step > 0 ? moved(line[i], {-d.y / step * left_m, d.x / step * left_m}) : line[i]);
  }
  return out;
}

Path to_path(const json::Array& coordinates) {
  Path out;
  for (const json::Value& pair : coordinates) out.push_back({pair.as_array()[0].as_double(), pair.as_array()[1].as_double()});
  return out;
}

json::Value point_json(Position place) { return json::Object{{"type", "Point"}, {"coordinates", position_json(place)}}; }

json::Value line_json(const Path& line) { return json::Object{{"type", "LineString"}, {"coordinates", positions_json(line)}}; }

json::Value polygon_json(const Path& ring) {
  return json::Object{{"type", "Polygon"}, {"coordinates", json::Array{positions_json(ring)}}};
}

}  // namespace muster::demo
