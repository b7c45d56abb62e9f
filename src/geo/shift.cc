#include <cmath>
#include <numbers>

#include "geo/geo.h"

namespace muster::geo {
namespace {

using std::numbers::pi;

bool is_shifted_region(Position p) {
  return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

double lat_offset(double x, double y) {
  double sum = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::fabs(x));
  sum += 2.0 / 3 * (20 * std::sin(6 * pi * x) + 20 * std::sin(2 * pi * x));
  sum += 2.0 / 3 * (20 * std::sin(pi * y) + 40 * std::sin(pi * y / 3));
  return sum + 2.0 / 3 * (160 * std::sin(pi * y / 12) + 320 * std::sin(pi * y / 30));
}

double lon_offset(double x, double y) {
  double sum = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::fabs(x));
  sum += 2.0 / 3 * (20 * std::sin(6 * pi * x) + 20 * std::sin(2 * pi * x));
  sum += 2.0 / 3 * (20 * std::sin(pi * x) + 40 * std::sin(pi * x / 3));
  return sum + 2.0 / 3 * (150 * std::sin(pi * x / 12) + 300 * std::sin(pi * x / 30));
}

Position gcj02_of_wgs84(Position p) {
  constexpr double kA = 6378245.0;  // Krasovsky 1940
  constexpr double kEe = 0.00669342162296594323;
  const double x = p.lon - 105;
  const double y = p.lat - 35;
  const double lat = p.lat * pi / 180;
  const double m = 1 - kEe * std::sin(lat) * std::sin(lat);
  const double root = std::sqrt(m);
  return {p.lon + lon_offset(x, y) * 180 / (kA / root * std::cos(lat) * pi),
          p.lat + lat_offset(x, y) * 180 / (kA * (1 - kEe) / (m * root) * pi)};
}

Position wgs84_of_gcj02(Position gcj) {
  constexpr int kMaxSteps = 10;  // four are enough
  Position guess = gcj;
  for (int step = 0; step < kMaxSteps; ++step) {
    const Position forward = gcj02_of_wgs84(guess);
    const Position change{gcj.lon - forward.lon, gcj.lat - forward.lat};
    guess = {guess.lon + change.lon, guess.lat + change.lat};
    if (std::fabs(change.lon) < 1e-10 && std::fabs(change.lat) < 1e-10) break;
  }
  return guess;
}

constexpr double kBdAngle = pi * 3000 / 180;

Position bd09_of_gcj02(Position p) {
  const double z = std::hypot(p.lon, p.lat) + 0.00002 * std::sin(p.lat * kBdAngle);
  const double t = std::atan2(p.lat, p.lon) + 0.000003 * std::cos(p.lon * kBdAngle);
  return {z * std::cos(t) + 0.0065, z * std::sin(t) + 0.006};
}

Position gcj02_of_bd09(Position bd) {
  constexpr int kMaxSteps = 10;
  Position guess{bd.lon - 0.0065, bd.lat - 0.006};
  for (int step = 0; step < kMaxSteps; ++step) {
    const Position forward = bd09_of_gcj02(guess);
    const Position change{bd.lon - forward.lon, bd.lat - forward.lat};
    guess = {guess.lon + change.lon, guess.lat + change.lat};
    if (std::fabs(change.lon) < 1e-10 && std::fabs(change.lat) < 1e-10) break;
  }
  return guess;
}

template <class Shift>
Geometry shift_all(Geometry geometry, Shift shift) {
  for (Part& part : geometry.parts) {
    for (Path& path : part) {
      for (Position& position : path) position = shift(position);
    }
  }
  return geometry;
}

}  // namespace

Position to_wgs84(Position position, Crs from) {
  if (from == Crs::kWgs84 || !is_shifted_region(position)) return position;
  return wgs84_of_gcj02(from == Crs::kBd09 ? gcj02_of_bd09(position) : position);
}

Position from_wgs84(Position position, Crs to) {
  if (to == Crs::kWgs84 || !is_shifted_region(position)) return position;
  const Position gcj = gcj02_of_wgs84(position);
  return to == Crs::kBd09 ? bd09_of_gcj02(gcj) : gcj;
}

Geometry to_wgs84(Geometry geometry, Crs from) {
  return shift_all(std::move(geometry), [from](Position p) { return to_wgs84(p, from); });
}

Geometry from_wgs84(Geometry geometry, Crs to) {
  return shift_all(std::move(geometry), [to](Position p) { return from_wgs84(p, to); });
}

}  // namespace muster::geo
