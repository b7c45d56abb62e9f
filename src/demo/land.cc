#include "demo/land.h"

#include <algorithm>
#include <cmath>

namespace muster::demo {
namespace {

constexpr double kWest = 111.15, kSouth = 29.35, kLonCell = 0.0006, kLatCell = 0.0005;
constexpr int kColumns = 5000, kRows = 2900;
// The dikes of this city stand 1000 m beside the line of the Yangtze.
constexpr double kYangtzeReach_m = 600, kBranchReach_m = 110;
constexpr double kStep_m = 40;

int column_of(double lon) { return static_cast<int>(std::floor((lon - kWest) / kLonCell)); }
int row_of(double lat) { return static_cast<int>(std::floor((lat - kSouth) / kLatCell)); }
std::size_t cell(int column, int row) {
  return static_cast<std::size_t>(row) * kColumns + static_cast<std::size_t>(column);
}
bool on_raster(int column, int row) {
  return column >= 0 && row >= 0 && column < kColumns && row < kRows;
}

/// Calls f every few metres of the path, its ends included.
template <class F>
void walk(const Path& path, F f) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Position a = path[i], b = path[i + 1];
    const int pieces = static_cast<int>(apart_m(a, b) / kStep_m) + 1;
    for (int k = i == 0 ? 0 : 1; k <= pieces; ++k) {
      const double t = static_cast<double>(k) / pieces;
      f({a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t});
    }
  }
}

}  // namespace

double apart_m(Position a, Position b) {
  return std::hypot((a.lon - b.lon) * kLonMetres, (a.lat - b.lat) * kLatMetres);
}

Position moved(Position from, double east_m, double north_m) {
  return {from.lon + east_m / kLonMetres, from.lat + north_m / kLatMetres};
}

Land::Land(const std::vector<County>& counties)
    : cells_(static_cast<std::size_t>(kColumns) * kRows, 0) {
  for (const County& county : counties) {
    if (!county.is_zone) fill(county.area, kInside);
  }
  for (const auto& [name, line] : waters()) {
    if (line.size() > 2 && line.front() == line.back()) {
      fill(geo::polygon({line}), kLake);
      stamp(line, 200, kLake);
    } else {
      const bool main = name == "长江";
      stamp(line, main ? kYangtzeReach_m : kBranchReach_m, main ? kYangtze : kBranch);
    }
  }
}

void Land::fill(const geo::Geometry& area, std::uint8_t kind) {
  const geo::Box box = geo::box_of(area);
  const int last = std::min(row_of(box.north) + 1, kRows);
  for (int row = std::max(0, row_of(box.south)); row < last; ++row) {
    const double lat = kSouth + (row + 0.5) * kLatCell;
    std::vector<double> cuts;
    for (const geo::Part& part : area.parts) {
      for (const Path& ring : part) {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          const Position a = ring[i], b = ring[i + 1];
          if ((a.lat <= lat) == (b.lat <= lat)) continue;
          cuts.push_back(a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon));
        }
      }
    }
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 0; i + 1 < cuts.size(); i += 2) {
      // Neighbours meet; a gap of a cell between two counties is none.
      const int to = std::min(column_of(cuts[i + 1]) + 1, kColumns - 1);
      for (int column = std::max(0, column_of(cuts[i]) - 1); column <= to; ++column)
        cells_[cell(column, row)] |= kind;
    }
  }
}

void Land::stamp(const Path& line, double radius_m, std::uint8_t kind) {
  const int across = static_cast<int>(radius_m / (kLonCell * kLonMetres)) + 1;
  const int up = static_cast<int>(radius_m / (kLatCell * kLatMetres)) + 1;
  walk(line, [&](Position at) {
    for (int row = row_of(at.lat) - up; row <= row_of(at.lat) + up; ++row) {
      for (int column = column_of(at.lon) - across; column <= column_of(at.lon) + across; ++column) {
        if (!on_raster(column, row)) continue;
        const Position middle{kWest + (column + 0.5) * kLonCell, kSouth + (row + 0.5) * kLatCell};
        if (apart_m(at, middle) <= radius_m + kStep_m) cells_[cell(column, row)] |= kind;
      }
    }
  });
}

std::uint8_t Land::at(Position place) const {
  const int column = column_of(place.lon), row = row_of(place.lat);
  return on_raster(column, row) ? cells_[cell(column, row)] : std::uint8_t{0};
}

bool Land::is_open(Position place, double around_m) const {
  const auto open = [this](Position p) { return at(p) == kInside; };
  if (!open(place)) return false;
  if (around_m <= 0) return true;
  for (int i = 0; i < 8; ++i) {
    const double angle = i * 0.785398;
    if (!open(moved(place, around_m * std::sin(angle), around_m * std::cos(angle)))) return false;
  }
  return true;
}

Position Land::nearest_open(Position place, double around_m) const {
  for (double far = 0; far < 8000; far += 150) {
    for (int i = 0; i < 24; ++i) {
      const double angle = i * 0.261799;
      const Position tried = moved(place, far * std::sin(angle), far * std::cos(angle));
      if (is_open(tried, around_m)) return tried;
      if (far == 0) break;
    }
  }
  return place;
}

Land::Crossing Land::along(const Path& path) const {
  Crossing out;
  walk(path, [&](Position place) {
    out.is_dry = out.is_dry && is_dry(place);
    out.has_branch = out.has_branch || (at(place) & kBranch) != 0;
  });
  return out;
}

}  // namespace muster::demo
