#include "road/polygon.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace muster::road {

AreaTest::AreaTest(const geo::Geometry& area) {
  std::size_t sides = 0;
  for (const geo::Part& part : area.parts) {
    for (const geo::Path& ring : part) {
      sides += ring.size();
      for (const geo::Position p : ring) box_.add(point_at(p));
    }
  }
  rows_.resize(std::clamp<std::size_t>(sides / 4, 1, 4096));
  for (const geo::Part& part : area.parts) {
    for (const geo::Path& ring : part) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        const Point a = point_at(ring[i - 1]), b = point_at(ring[i]);
        const Side side{static_cast<double>(a.lon), static_cast<double>(a.lat),
                        static_cast<double>(b.lon), static_cast<double>(b.lat)};
        const std::size_t low = row(std::min(side.ay, side.by));
        const std::size_t high = row(std::max(side.ay, side.by));
        for (std::size_t r = low; r <= high; ++r) rows_[r].push_back(side);
      }
    }
  }
}

std::size_t AreaTest::row(double lat) const {
  const double span = std::max(1.0, static_cast<double>(box_.high.lat) - box_.low.lat);
  const double at = (lat - box_.low.lat) / span * static_cast<double>(rows_.size());
  return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(rows_.size() - 1)));
}

bool AreaTest::holds(double lon, double lat) const {
  if (lat < box_.low.lat || lat > box_.high.lat || lon < box_.low.lon || lon > box_.high.lon)
    return false;
  bool inside = false;
  for (const Side& side : rows_[row(lat)]) {
    if ((side.ay > lat) == (side.by > lat)) continue;
    if (lon < (side.bx - side.ax) * (lat - side.ay) / (side.by - side.ay) + side.ax)
      inside = !inside;
  }
  return inside;
}

void AreaTest::crossings(Side s, std::vector<double>& out) const {
  const std::size_t low = row(std::min(s.ay, s.by)), high = row(std::max(s.ay, s.by));
  const double dx = s.bx - s.ax, dy = s.by - s.ay;
  for (std::size_t r = low; r <= high; ++r) {
    for (const Side& side : rows_[r]) {
      const double ex = side.bx - side.ax, ey = side.by - side.ay;
      const double cross = dx * ey - dy * ex;
      if (cross == 0) continue;
      const double px = side.ax - s.ax, py = side.ay - s.ay;
      const double along = (px * ey - py * ex) / cross;
      const double other = (px * dy - py * dx) / cross;
      if (along >= 0 && along <= 1 && other >= 0 && other <= 1) out.push_back(along);
    }
  }
}

std::optional<std::pair<double, double>> AreaTest::stretch(const std::vector<Point>& line) const {
  // Lengths in the plane of the line's first latitude, as the edge's shares are meant.
  const double scale = std::cos(line.front().lat * 1e-7 * std::numbers::pi / 180);
  std::vector<double> along{0};
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double dx = (static_cast<double>(line[i].lon) - line[i - 1].lon) * scale;
    const double dy = static_cast<double>(line[i].lat) - line[i - 1].lat;
    along.push_back(along.back() + std::hypot(dx, dy));
  }
  double from = 2, to = -1;
  std::vector<double> cuts;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const Side s{static_cast<double>(line[i - 1].lon), static_cast<double>(line[i - 1].lat),
                 static_cast<double>(line[i].lon), static_cast<double>(line[i].lat)};
    cuts.assign({0, 1});
    crossings(s, cuts);
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t k = 1; k < cuts.size(); ++k) {
      const double middle = (cuts[k - 1] + cuts[k]) / 2;
      if (!holds(s.ax + middle * (s.bx - s.ax), s.ay + middle * (s.by - s.ay))) continue;
      const double length = along.back() > 0 ? along.back() : 1;
      const auto share = [&](double cut) {
        return (along[i - 1] + cut * (along[i] - along[i - 1])) / length;
      };
      from = std::min(from, share(cuts[k - 1]));
      to = std::max(to, share(cuts[k]));
    }
  }
  if (to < from) return std::nullopt;
  return std::pair(std::clamp(from, 0.0, 1.0), std::clamp(to, 0.0, 1.0));
}

}  // namespace muster::road
