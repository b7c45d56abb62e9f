// A place counts as reached when the nearest road that the profile may use is one that was reached,
// no further away than the radius. The border to unreached roads therefore runs half way between:
// an area cannot jump a river whose other bank was not reached, nor a flooded street. Done on a
// raster, because its cost is known beforehand; unions of buffers of a hundred thousand roads take
// minutes.
#include "road/area.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "road/grid.h"

namespace muster::road {
namespace {

constexpr double kMetresPerUnit = geo::kEarthRadiusM * std::numbers::pi / 180 * 1e-7;
constexpr double kMaxCells = 1.5e6;

/// Raster over a box of the map.
struct Frame {
  double west = 0, south = 0;       ///< 1e-7 degrees
  double x_units = 1, y_units = 1;  ///< per cell
  double cell_m = 0;
  int width = 0, height = 0;

  [[nodiscard]] GridPoint to_grid(double lon, double lat) const {
    return {static_cast<float>((lon - west) / x_units),
            static_cast<float>((lat - south) / y_units)};
  }
  [[nodiscard]] geo::Position to_map(GridPoint p) const {
    return {(west + p.x * x_units) * 1e-7, (south + p.y * y_units) * 1e-7};
  }
};

Frame make_frame(const PointBox& box, const AreaOptions& options) {
  const double middle = (static_cast<double>(box.low.lat) + box.high.lat) / 2 * 1e-7;
  const double x_metres = kMetresPerUnit * std::cos(middle * std::numbers::pi / 180);
  const double wide =
      (static_cast<double>(box.high.lon) - box.low.lon) * x_metres + 4 * options.radius_m;
  const double high =
      (static_cast<double>(box.high.lat) - box.low.lat) * kMetresPerUnit + 4 * options.radius_m;
  Frame frame;
  frame.cell_m =
      std::max(options.cell_m > 0 ? options.cell_m : 25, std::sqrt(wide * high / kMaxCells));
  if (options.cell_m <= 0)
    frame.cell_m = std::max(frame.cell_m, std::min(options.radius_m / 8, 200.0));
  frame.width = static_cast<int>(wide / frame.cell_m) + 3;
  frame.height = static_cast<int>(high / frame.cell_m) + 3;
  frame.x_units = frame.cell_m / x_metres;
  frame.y_units = frame.cell_m / kMetresPerUnit;
  frame.west = box.low.lon - 2 * options.radius_m / x_metres - frame.x_units;
  frame.south = box.low.lat - 2 * options.radius_m / kMetresPerUnit - frame.y_units;
  return frame;
}

/// Points along a stretch of an edge, under a cell apart.
class Sampler {
 public:
  Sampler(const Network& network, const Frame& frame) : network_(network), frame_(frame) {}

  /// @param margin  cells kept clear at either end, so that an unreached road does not claim the
  ///                junction where it meets a reached one
  void put(EdgeId edge, double from, double to, float margin, NearestGrid& grid) {
    load(edge);
    const float low = static_cast<float>(from) * length_ + margin;
    const float high = static_cast<float>(to) * length_ - margin;
    if (low >= high) {
      if (margin > 0)
        put_at((low + high) / 2, grid);
      else
        put_at(low, grid);
      return;
    }
    const int steps = static_cast<int>((high - low) / 0.7F) + 1;
    for (int i = 0; i <= steps; ++i)
      put_at(low + (high - low) * static_cast<float>(i) / static_cast<float>(steps), grid);
  }

 private:
  void load(EdgeId edge) {
    if (edge == edge_) return;
    edge_ = edge;
    line_.clear();
    along_.clear();
    length_ = 0;
    for (const Point p : network_.line(edge)) {
      line_.push_back(frame_.to_grid(p.lon, p.lat));
      if (line_.size() > 1) {
        const GridPoint a = line_[line_.size() - 2], b = line_.back();
        length_ += std::hypot(b.x - a.x, b.y - a.y);
      }
      along_.push_back(length_);
    }
  }

  void put_at(float at, NearestGrid& grid) const {
    const auto next = std::lower_bound(along_.begin() + 1, along_.end() - 1, at);
    const auto i = static_cast<std::size_t>(next - along_.begin());
    const float span = along_[i] - along_[i - 1];
    const float share = span <= 0 ? 0 : std::clamp((at - along_[i - 1]) / span, 0.0F, 1.0F);
    const GridPoint a = line_[i - 1], b = line_[i];
    grid.put({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
  }

  const Network& network_;
  const Frame& frame_;
  EdgeId edge_ = kNever;
  std::vector<GridPoint> line_;
  std::vector<float> along_;
  float length_ = 0;
};

double area_of(const std::vector<GridPoint>& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const GridPoint a = ring[i], b = ring[(i + 1) % ring.size()];
    twice += static_cast<double>(a.x) * b.y - static_cast<double>(b.x) * a.y;
  }
  return twice / 2;
}

bool holds(const std::vector<GridPoint>& ring, GridPoint p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const GridPoint a = ring[i], b = ring[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
      inside = !inside;
  }
  return inside;
}

/// Drops vertices that stand within a twentieth of a cell of the line past them.
void straighten(std::vector<GridPoint>& ring) {
  std::vector<GridPoint> out;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const GridPoint a = out.empty() ? ring.back() : out.back();
    const GridPoint p = ring[i], b = ring[(i + 1) % ring.size()];
    const float dx = b.x - a.x, dy = b.y - a.y;
    const float length = std::hypot(dx, dy);
    const float off = length == 0 ? 1 : std::abs(dx * (p.y - a.y) - dy * (p.x - a.x)) / length;
    if (off > 0.05F || length > 40) out.push_back(p);
  }
  if (out.size() >= 3) ring = std::move(out);
}

geo::Geometry assemble(std::vector<std::vector<GridPoint>> rings, const Frame& frame,
                       double min_hole_m2) {
  struct Outer {
    std::vector<GridPoint> ring;
    double area;
    geo::Part part;
  };
  std::vector<Outer> outers;
  std::vector<std::vector<GridPoint>> holes;
  for (auto& ring : rings) {
    const double area = area_of(ring);
    if (area > 0)
      outers.push_back({std::move(ring), area, {}});
    else if (-area * frame.cell_m * frame.cell_m >= min_hole_m2)
      holes.push_back(std::move(ring));
  }
  std::sort(outers.begin(), outers.end(),
            [](const Outer& a, const Outer& b) { return a.area < b.area; });
  const auto path = [&](std::vector<GridPoint> ring) {
    straighten(ring);
    geo::Path out;
    for (const GridPoint p : ring) out.push_back(frame.to_map(p));
    out.push_back(out.front());
    return out;
  };
  for (Outer& outer : outers) outer.part.push_back(path(outer.ring));
  for (const auto& hole : holes) {
    const auto around = std::find_if(outers.begin(), outers.end(), [&](const Outer& outer) {
      return holds(outer.ring, hole.front());
    });
    if (around != outers.end()) around->part.push_back(path(hole));
  }
  std::vector<geo::Part> parts;
  parts.reserve(outers.size());
  for (Outer& outer : outers) parts.push_back(std::move(outer.part));
  return geo::multi_polygon(std::move(parts));
}

class Areas {
 public:
  Areas(const Metric& metric, const std::vector<ReachedPart>& parts, const AreaOptions& options)
      : metric_(metric), parts_(parts), options_(options) {
    for (const ReachedPart& part : parts) {
      for (const Point p : metric.network->line(part.edge)) box_.add(p);
    }
    frame_ = make_frame(box_, options);
    collect_roads();
  }

  geo::Geometry within(std::size_t band) const {
    const auto radius = static_cast<float>(options_.radius_m / frame_.cell_m);
    NearestGrid reached(frame_.width, frame_.height, radius);
    NearestGrid others(frame_.width, frame_.height, radius);
    Sampler sampler(*metric_.network, frame_);
    for (const ReachedPart& part : parts_) {
      if (part.band <= band) sampler.put(part.edge, part.from, part.to, 0, reached);
    }
    put_others(band, sampler, others);
    reached.spread();
    others.spread();
    std::vector<float> value(static_cast<std::size_t>(frame_.width) *
                             static_cast<std::size_t>(frame_.height));
    for (int y = 0; y < frame_.height; ++y) {
      for (int x = 0; x < frame_.width; ++x) {
        const float near = reached.distance(x, y);
        const bool rim = x == 0 || y == 0 || x + 1 == frame_.width || y + 1 == frame_.height;
        value[static_cast<std::size_t>(y) * static_cast<std::size_t>(frame_.width) +
              static_cast<std::size_t>(x)] =
            rim ? -1 : std::min(radius - near, others.distance(x, y) - near);
      }
    }
    return assemble(outlines(value, frame_.width, frame_.height), frame_, options_.min_hole_m2);
  }

 private:
  /// All roads of the profile's kind around, open today or not.
  void collect_roads() {
    PointBox wide = box_;
    const double cells = 2 * options_.radius_m / frame_.cell_m;
    const auto moved = [](std::int32_t from, double by) {
      return static_cast<std::int32_t>(std::clamp(from + by, -2e9, 2e9));
    };
    wide.low = {moved(box_.low.lon, -cells * frame_.x_units),
                moved(box_.low.lat, -cells * frame_.y_units)};
    wide.high = {moved(box_.high.lon, cells * frame_.x_units),
                 moved(box_.high.lat, cells * frame_.y_units)};
    for (const EdgeId edge : edges_in(*metric_.network, wide)) {
      const WayKind& way = metric_.network->kind_of(edge);
      const bool ours = ((way.forward | way.backward) & metric_.profile->bit) != 0;
      if (ours && way.road_class != kBarrierClass && !metric_.is_small(edge))
        roads_.push_back(edge);
    }
  }

  /// What is left of each road once the reached parts are taken away.
  void put_others(std::size_t band, Sampler& sampler, NearestGrid& grid) const {
    auto part = parts_.begin();
    for (const EdgeId edge : roads_) {
      while (part != parts_.end() && part->edge < edge) ++part;
      std::vector<std::pair<double, double>> taken;
      for (auto own = part; own != parts_.end() && own->edge == edge; ++own) {
        if (own->band <= band) taken.emplace_back(own->from, own->to);
      }
      std::sort(taken.begin(), taken.end());
      double from = 0;
      const auto put = [&](double to) {
        if (to - from > 1e-6) sampler.put(edge, from, to, 0.75F, grid);
      };
      for (const auto& [low, high] : taken) {
        put(low);
        from = high;
      }
      put(1);
    }
  }

  const Metric& metric_;
  const std::vector<ReachedPart>& parts_;
  const AreaOptions& options_;
  PointBox box_;
  Frame frame_;
  std::vector<EdgeId> roads_;
};

}  // namespace

std::vector<geo::Geometry> reached_areas(const Metric& metric,
                                         const std::vector<ReachedPart>& parts, std::size_t budgets,
                                         const AreaOptions& options) {
  std::vector<geo::Geometry> out;
  if (parts.empty()) {
    out.assign(budgets, geo::multi_polygon({}));
    return out;
  }
  const Areas areas(metric, parts, options);
  out.reserve(budgets);
  for (std::size_t band = 0; band < budgets; ++band) out.push_back(areas.within(band));
  return out;
}

}  // namespace muster::road
