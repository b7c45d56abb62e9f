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
  /// Square metres: comparing needs no root.
  [[nodiscard]] double to_box(const PointBox& box) const {
    const double dx = std::max({x(box.low.lon), -x(box.high.lon), 0.0});
    const double dy = std::max({y(box.low.lat), -y(box.high.lat), 0.0});
    return dx * dx + dy * dy;
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

/// Where on a line of points the plane's origin lies nearest.
struct Foot {
  double square = INFINITY;  ///< of the distance, m²
  std::size_t segment = 0;
  double share = 0;  ///< along the segment
};

Foot foot_on(const Plane& plane, Point a, Point b) {
  const double ax = plane.x(a.lon), ay = plane.y(a.lat);
  const double dx = plane.x(b.lon) - ax, dy = plane.y(b.lat) - ay;
  const double square = dx * dx + dy * dy;
  const double share = square == 0 ? 0 : std::clamp(-(ax * dx + ay * dy) / square, 0.0, 1.0);
  const double x = ax + share * dx, y = ay + share * dy;
  return {x * x + y * y, 0, share};
}

/// Called for every edge near a point: walks the stored points, copies none.
Foot foot_on_edge(const Network& network, const Plane& plane, EdgeId edge) {
  const Tables& t = network.t;
  const Edge& e = t.edges[edge];
  Foot best;
  Point last = t.junctions[e.a];
  std::size_t segment = 0;
  const auto visit = [&](Point next) {
    const Foot foot = foot_on(plane, last, next);
    if (foot.square < best.square) best = {foot.square, segment, foot.share};
    last = next;
    ++segment;
  };
  for (u32 k = e.first_point; k < t.edges[edge + 1].first_point; ++k) visit(t.points[k]);
  visit(t.junctions[e.b]);
  return best;
}

NearEdge near_edge(const Network& network, const Plane& plane, EdgeId edge, const Foot& foot) {
  const std::vector<Point> line = network.line(edge);
  const auto length = [&](std::size_t i) {
    return std::hypot(plane.x(line[i + 1].lon) - plane.x(line[i].lon),
                      plane.y(line[i + 1].lat) - plane.y(line[i].lat));
  };
  double before = 0, whole = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (i == foot.segment) before = whole + foot.share * length(i);
    whole += length(i);
  }
  const geo::Position a = position(line[foot.segment]), b = position(line[foot.segment + 1]);
  return {edge,
          whole == 0 ? 0 : std::clamp(before / whole, 0.0, 1.0),
          std::sqrt(foot.square),
          {a.lon + foot.share * (b.lon - a.lon), a.lat + foot.share * (b.lat - a.lat)}};
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
  if (!(max_m >= 0)) return std::nullopt;
  std::optional<EdgeId> best;
  Foot best_foot;
  double limit = max_m * max_m;
  using Item = std::pair<double, std::size_t>;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
  queue.emplace(plane.to_box(boxes.box(boxes.root())), boxes.root());
  while (!queue.empty() && queue.top().first <= limit) {
    const std::size_t i = queue.top().second;
    queue.pop();
    boxes.open(
        i,
        [&](std::size_t child) {
          const double square = plane.to_box(boxes.box(child));
          if (square <= limit) queue.emplace(square, child);
        },
        [&](EdgeId edge) {
          const Foot foot = foot_on_edge(network, plane, edge);
          // Of equally near ones the lower number, whatever the order of visits.
          if (foot.square > limit || (best && foot.square == limit && edge > *best) ||
              !usable(edge))
            return;
          best = edge;
          best_foot = foot;
          limit = foot.square;
        });
  }
  if (!best) return std::nullopt;
  return near_edge(network, plane, *best, best_foot);
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
