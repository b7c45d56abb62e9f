#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "errors/road.h"
#include "road/metric.h"
#include "road/space.h"

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
    while (true) {
      level_[levels_ + 1] = level_[levels_] + count;
      ++levels_;
      if (count <= 1) break;
      count = (count + 7) / 8;
    }
  }
  [[nodiscard]] std::size_t root() const { return boxes_.size() - 1; }
  [[nodiscard]] const PointBox& box(std::size_t i) const { return boxes_[i]; }
  struct Range {
    std::size_t first, end;
  };
  [[nodiscard]] bool is_leaf(std::size_t i) const { return i < level_[1]; }
  [[nodiscard]] Range edges(std::size_t leaf) const {
    return {leaf * 8, std::min(leaf * 8 + 8, edges_)};
  }
  [[nodiscard]] Range children(std::size_t i) const {
    std::size_t level = 1;
    while (i >= level_[level + 1]) ++level;
    const std::size_t first = level_[level - 1] + (i - level_[level]) * 8;
    return {first, std::min(first + 8, level_[level])};
  }

 private:
  std::span<const PointBox> boxes_;
  std::size_t edges_;
  std::size_t levels_ = 0;
  std::array<std::size_t, 16> level_{};  ///< where each level begins
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
  Foot best;
  Point last;
  std::size_t count = 0;
  network.t.each_point(edge, [&](Point next) {
    if (count > 0) {
      const Foot foot = foot_on(plane, last, next);
      if (foot.square < best.square) best = {foot.square, count - 1, foot.share};
    }
    last = next;
    ++count;
  });
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
    if (!boxes.is_leaf(i)) {
      const auto children = boxes.children(i);
      for (std::size_t child = children.first; child < children.end; ++child) todo.push_back(child);
      continue;
    }
    const auto edges = boxes.edges(i);
    for (std::size_t edge = edges.first; edge < edges.end; ++edge) {
      PointBox own;
      for (const Point p : network.line(static_cast<EdgeId>(edge))) own.add(p);
      if (meet(own)) out.push_back(static_cast<EdgeId>(edge));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

namespace {

/// Down through the boxes, the nearest of eight first; keeps its memory from one place to the next.
class Finder {
 public:
  explicit Finder(const Network& network) : network_(network), boxes_(network) {}

  template <class Usable>
  std::optional<NearEdge> nearest(geo::Position position, double max_m, const Usable& usable) {
    if (!(max_m >= 0)) return std::nullopt;
    const Plane plane(position);
    best_.reset();
    limit_ = max_m * max_m;
    open(plane, boxes_.root(), usable);
    if (!best_) return std::nullopt;
    return near_edge(network_, plane, *best_, best_foot_);
  }

 private:
  struct Candidate {
    EdgeId edge;
    Foot foot;
  };

  template <class Usable>
  void open(const Plane& plane, std::size_t box, const Usable& usable) {
    if (boxes_.is_leaf(box)) return visit(plane, boxes_.edges(box), usable);
    const Boxes::Range children = boxes_.children(box);
    std::array<double, 8> square{};
    square.fill(INFINITY);
    for (std::size_t child = children.first; child < children.end; ++child)
      square[child - children.first] = plane.to_box(boxes_.box(child));
    while (true) {
      // Most are beyond the limit once the nearest has been looked through: sorting would not pay.
      std::size_t nearest = 0;
      for (std::size_t i = 1; i < square.size(); ++i)
        nearest = square[i] < square[nearest] ? i : nearest;
      if (!(square[nearest] <= limit_) || square[nearest] == INFINITY) return;
      square[nearest] = INFINITY;
      open(plane, children.first + nearest, usable);
    }
  }

  /// Asking whether an edge is usable costs more than its distance: the nearest are asked first.
  template <class Usable>
  void visit(const Plane& plane, Boxes::Range edges, const Usable& usable) {
    const Tables& t = network_.t;
    for (std::size_t e = edges.first; e < edges.end; ++e) {
      __builtin_prefetch(&t.junctions[t.edges[e].a]);
      __builtin_prefetch(&t.junctions[t.edges[e].b]);
    }
    found_.clear();
    for (std::size_t e = edges.first; e < edges.end; ++e) {
      const Foot foot = foot_on_edge(network_, plane, static_cast<EdgeId>(e));
      if (is_better(static_cast<EdgeId>(e), foot)) found_.push_back({static_cast<EdgeId>(e), foot});
    }
    std::sort(found_.begin(), found_.end(), [](const Candidate& a, const Candidate& b) {
      return std::pair(a.foot.square, a.edge) < std::pair(b.foot.square, b.edge);
    });
    for (const Candidate& each : found_) {
      if (!is_better(each.edge, each.foot)) return;
      if (!usable(each.edge)) continue;
      best_ = each.edge;
      best_foot_ = each.foot;
      limit_ = each.foot.square;
      return;
    }
  }

  /// Of equally near ones the lower number, whatever the order of visits.
  [[nodiscard]] bool is_better(EdgeId edge, const Foot& foot) const {
    return foot.square < limit_ || (foot.square == limit_ && (!best_ || edge < *best_));
  }

  const Network& network_;
  Boxes boxes_;
  std::vector<Candidate> found_;
  std::optional<EdgeId> best_;
  Foot best_foot_;
  double limit_ = 0;
};

/// Puts places on the roads of a metric as they are on an ordinary day: a closure cuts a place off,
/// it does not move it.
class Snapper {
 public:
  explicit Snapper(const Metric& metric) : metric_(metric), finder_(*metric.network) {}

  Result<Snap> snap(geo::Position position, double max_m) {
    const auto near =
        finder_.nearest(position, max_m, [&](EdgeId edge) { return metric_.takes_points(edge); });
    if (!near)
      return fail(error::kRoadTooFar, {},
                  {{"place", fmt::format("{:.5f},{:.5f}", position.lon, position.lat)},
                   {"max_m", fmt::format("{:.0f}", max_m)}});
    Snap out{near->edge, near->share, near->at, near->distance_m};
    if (metric_.base == nullptr || !metric_.times(out.edge).shut_at(out.share)) return out;
    if (const auto open = open_at_junction(position, out)) return *open;
    out.cut_off = true;
    return out;
  }

 private:
  /// Where roads meet a place lies on all of them: one that is open serves.
  std::optional<Snap> open_at_junction(geo::Position position, const Snap& shut) {
    constexpr double kMeets_m = 1;
    const Edge& edge = metric_.t().edges[shut.edge];
    const double length_m = edge.length_mm / 1000.0;
    const bool at_a = shut.share * length_m <= kMeets_m;
    if (!at_a && (1 - shut.share) * length_m > kMeets_m) return std::nullopt;
    const u32 junction = at_a ? edge.a : edge.b;
    const auto serves = [&](EdgeId other) {
      const Edge& e = metric_.t().edges[other];
      if ((e.a != junction && e.b != junction) || !metric_.takes_points(other)) return false;
      return !metric_.times(other).shut_at(e.a == junction ? 0 : 1);
    };
    const auto near = finder_.nearest(position, shut.moved_m + kMeets_m, serves);
    if (!near) return std::nullopt;
    const double share = metric_.t().edges[near->edge].a == junction ? 0 : 1;
    const geo::Position at = muster::road::position(metric_.t().junctions[junction]);
    return Snap{near->edge, share, at, near->distance_m};
  }

  const Metric& metric_;
  Finder finder_;
};

}  // namespace

std::optional<NearEdge> nearest_edge(const Network& network, geo::Position position, double max_m,
                                     const std::function<bool(EdgeId)>& usable) {
  return Finder(network).nearest(position, max_m, usable);
}

Result<Snap> snap(const Metric& metric, geo::Position position, double max_m) {
  return Snapper(metric).snap(position, max_m);
}

Result<std::vector<Snap>> snap_all(const Metric& metric, const std::vector<Place>& places,
                                   const char* what) {
  // From place to place in the order of the curve that roads are stored along.
  std::vector<std::pair<u32, u32>> order;
  geo::Box box;
  for (const Place& place : places) box.add(place.at);
  const auto cell = [](double value, double low, double high) {
    return static_cast<u32>(65535 * (value - low) / std::max(high - low, 1e-9));
  };
  for (u32 i = 0; i < places.size(); ++i) {
    const geo::Position at = places[i].at;
    order.emplace_back(
        along_curve(cell(at.lon, box.west, box.east), cell(at.lat, box.south, box.north)), i);
  }
  std::sort(order.begin(), order.end());
  Snapper snapper(metric);
  std::vector<Snap> out(places.size());
  std::optional<std::pair<u32, Error>> first;
  for (const auto& [along, i] : order) {
    auto found = snapper.snap(places[i].at, places[i].max_snap_m);
    if (found)
      out[i] = *found;
    else if (!first || i < first->first)
      first.emplace(i, std::move(found).error());
  }
  if (!first) return out;
  first->second.field = fmt::format("{}.{}", what, first->first);
  return fail(std::move(first->second));
}

}  // namespace muster::road
