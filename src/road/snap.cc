#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>

#include <fmt/format.h>

#include "errors/road.h"
#include "road/metric.h"

namespace muster::road {
namespace {

constexpr double kMetresPerUnit = geo::kEarthRadiusM * std::numbers::pi / 180 * 1e-7;

/// A plane in metres about a position, for distances of a few kilometres.
struct Plane {
  explicit Plane(geo::Position centre)
      : origin(point_at(centre)),
        x_scale(kMetresPerUnit * std::cos(centre.lat * std::numbers::pi / 180)) {}
  [[nodiscard]] double x(std::int32_t lon) const {
    return (static_cast<double>(lon) - origin.lon) * x_scale;
  }
  [[nodiscard]] double y(std::int32_t lat) const {
    return (static_cast<double>(lat) - origin.lat) * kMetresPerUnit;
  }
  [[nodiscard]] double to_box(const PointBox& box) const {
    const double dx = std::max({x(box.low.lon), -x(box.high.lon), 0.0});
    const double dy = std::max({y(box.low.lat), -y(box.high.lat), 0.0});
    return std::hypot(dx, dy);
  }
  Point origin;
  double x_scale;
};

/// The packed tree of boxes: which level a box number lies on.
class Boxes {
 public:
  explicit Boxes(const Network& network) : boxes_(network.t.boxes), edges_(network.t.edge_count()) {
    std::size_t count = (edges_ + 7) / 8;
    std::size_t at = 0;
    while (true) {
      level_.push_back(at);
      at += count;
      if (count <= 1) break;
      count = (count + 7) / 8;
    }
    level_.push_back(at);
  }
  [[nodiscard]] std::size_t root() const { return boxes_.size() - 1; }
  [[nodiscard]] const PointBox& box(std::size_t i) const { return boxes_[i]; }
  /// Calls child(number of a box) or leaf(edge).
  template <class Child, class Leaf>
  void open(std::size_t i, Child child, Leaf leaf) const {
    if (i < level_[1]) {
      for (std::size_t e = i * 8; e < std::min(i * 8 + 8, edges_); ++e)
        leaf(static_cast<EdgeId>(e));
      return;
    }
    std::size_t level = 1;
    while (i >= level_[level + 1]) ++level;
    const std::size_t first = level_[level - 1] + (i - level_[level]) * 8;
    for (std::size_t c = first; c < std::min(first + 8, level_[level]); ++c) child(c);
  }

 private:
  std::span<const PointBox> boxes_;
  std::size_t edges_;
  std::vector<std::size_t> level_;
};

NearEdge nearest_on_edge(const Network& network, const Plane& plane, EdgeId edge) {
  const std::vector<Point> line = network.line(edge);
  NearEdge out{edge, 0, INFINITY, {}};
  double along = 0, best_along = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double ax = plane.x(line[i - 1].lon), ay = plane.y(line[i - 1].lat);
    const double dx = plane.x(line[i].lon) - ax, dy = plane.y(line[i].lat) - ay;
    const double square = dx * dx + dy * dy;
    const double share = square == 0 ? 0 : std::clamp(-(ax * dx + ay * dy) / square, 0.0, 1.0);
    const double distance = std::hypot(ax + share * dx, ay + share * dy);
    const double length = std::sqrt(square);
    if (distance < out.distance_m) {
      out.distance_m = distance;
      best_along = along + share * length;
      const geo::Position a = position(line[i - 1]), b = position(line[i]);
      out.at = {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
    }
    along += length;
  }
  out.share = along == 0 ? 0 : std::clamp(best_along / along, 0.0, 1.0);
  return out;
}

}  // namespace

std::vector<EdgeId> edges_in(const Network& network, const PointBox& wanted) {
  const Boxes boxes(network);
  const auto meet = [&](const PointBox& box) {
    return box.low.lon <= wanted.high.lon && box.high.lon >= wanted.low.lon &&
           box.low.lat <= wanted.high.lat && box.high.lat >= wanted.low.lat;
  };
  std::vector<EdgeId> out;
  std::vector<std::size_t> todo{boxes.root()};
  while (!todo.empty()) {
    const std::size_t i = todo.back();
    todo.pop_back();
    if (!meet(boxes.box(i))) continue;
    boxes.open(
        i, [&](std::size_t child) { todo.push_back(child); },
        [&](EdgeId edge) {
          PointBox own;
          for (const Point p : network.line(edge)) own.add(p);
          if (meet(own)) out.push_back(edge);
        });
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<NearEdge> nearest_edge(const Network& network, geo::Position position, double max_m,
                                     const std::function<bool(EdgeId)>& usable) {
  const Boxes boxes(network);
  const Plane plane(position);
  std::optional<NearEdge> best;
  double limit = max_m;
  using Item = std::pair<double, std::size_t>;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
  queue.emplace(plane.to_box(boxes.box(boxes.root())), boxes.root());
  while (!queue.empty() && queue.top().first <= limit) {
    const std::size_t i = queue.top().second;
    queue.pop();
    boxes.open(
        i,
        [&](std::size_t child) {
          const double distance = plane.to_box(boxes.box(child));
          if (distance <= limit) queue.emplace(distance, child);
        },
        [&](EdgeId edge) {
          const NearEdge near = nearest_on_edge(network, plane, edge);
          // Of equally near ones the lower number, whatever the order of visits.
          if (near.distance_m > limit ||
              (best && near.distance_m == best->distance_m && edge > best->edge) || !usable(edge))
            return;
          best = near;
          limit = near.distance_m;
        });
  }
  return best;
}

Result<Snap> snap(const Metric& metric, geo::Position position, double max_m) {
  const Network& network = *metric.network;
  const auto usable = [&](EdgeId edge) {
    return network.way_of(edge).road_class != kBarrierClass && !metric.is_small(edge) &&
           metric.times(edge).usable();
  };
  const auto near = nearest_edge(network, position, max_m, usable);
  if (!near)
    return fail(error::kRoadTooFar, {},
                {{"place", fmt::format("{:.5f},{:.5f}", position.lon, position.lat)},
                 {"max_m", fmt::format("{:.0f}", max_m)}});
  return Snap{near->edge, near->share, near->at, near->distance_m};
}

Result<std::vector<Snap>> snap_all(const Metric& metric, const std::vector<Place>& places,
                                   const char* what) {
  std::vector<Snap> out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto found = snap(metric, places[i].at, places[i].max_snap_m);
    if (!found) {
      found.error().field = fmt::format("{}.{}", what, i);
      return fail(std::move(found).error());
    }
    out.push_back(*found);
  }
  return out;
}

}  // namespace muster::road
