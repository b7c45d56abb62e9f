#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include <fmt/format.h>

#include "errors/road.h"
#include "road/metric.h"
#include "road/polygon.h"

namespace muster::road {
namespace {

constexpr double kTouchM = 30;  ///< how far a drawn line or point may lie beside its road

/// Directions of an edge that a condition holds for.
struct Ways {
  bool forward = true, backward = true;
};

/// A drawn line on an edge: its points there, and where the first and the last lie.
struct Hits {
  int count = 0;
  double first = 0, last = 0;
};

/// What is different on one edge.
struct Changed {
  std::array<Change, 2> change;          ///< with the way, against it
  double block_from = 2, block_to = -1;  ///< closed only there
};

class Applier {
 public:
  Applier(const Metric& base, const Conditions& conditions)
      : base_(base), network_(*base.network), t_(base.t()), conditions_(conditions) {}

  Result<MetricPtr> run() {
    out_ = std::make_shared<Metric>();
    out_->network = base_.network;
    out_->profile = base_.profile;
    out_->setting = setting_of(base_.profile->profile, conditions_);
    for (std::size_t i = 0; i < conditions_.list.size(); ++i) {
      if (auto done = apply(conditions_.list[i], i); !done) return fail(std::move(done).error());
    }
    weigh();
    out_->arc_ms = out_->own.arc_ms;
    out_->up_ms = out_->own.up_ms;
    out_->down_ms = out_->own.down_ms;
    return MetricPtr(out_);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> bad(std::size_t i, const std::string& reason) const {
    return fail(error::kRoadBadCondition, fmt::format("list.{}", i),
                {{"number", std::to_string(i + 1)}, {"reason", reason}});
  }

  [[nodiscard]] bool applies(const Condition& condition) const {
    const auto& names = condition.profiles;
    if (!names.empty() &&
        std::find(names.begin(), names.end(), base_.profile->profile.name) == names.end())
      return false;
    if (!conditions_.at) return true;
    return (!condition.from || *condition.from <= *conditions_.at) &&
           (!condition.to || *conditions_.at < *condition.to);
  }

  static bool value_is_right(const Condition& condition) {
    if (condition.effect == Effect::kClosed) return true;
    const double most = condition.effect == Effect::kSpeedFactor ? 10 : 1000;
    const bool zero = condition.effect == Effect::kWaterDepth;
    return std::isfinite(condition.value) && condition.value <= most &&
           (zero ? condition.value >= 0 : condition.value >= 0.01);
  }

  Status apply(const Condition& condition, std::size_t i) {
    if (!value_is_right(condition)) return bad(i, fmt::format("value: {}", condition.value));
    if (!condition.where && condition.ways.empty()) return bad(i, "where, ways");
    if (!applies(condition)) return {};
    index_ = static_cast<u32>(i);
    for (const std::int64_t way : condition.ways) {
      if (auto done = apply_way(condition, way); !done) return done;
    }
    if (!condition.where) return {};
    if (auto ok = geo::check(*condition.where); !ok) return fail(std::move(ok).error());
    if (condition.where->is_area())
      apply_area(condition);
    else
      apply_lines(condition);
    return {};
  }

  Status apply_way(const Condition& condition, std::int64_t way) {
    auto row = std::lower_bound(
        t_.edges_by_way.begin(), t_.edges_by_way.end(), way,
        [&](EdgeId edge, std::int64_t id) { return network_.way_of(edge).id < id; });
    if (row == t_.edges_by_way.end() || network_.way_of(*row).id != way)
      return fail(error::kRoadUnknownWay, fmt::format("list.{}.ways", index_),
                  {{"way", std::to_string(way)}});
    for (; row != t_.edges_by_way.end() && network_.way_of(*row).id == way; ++row)
      change(condition, *row, std::nullopt);
    return {};
  }

  void apply_area(const Condition& condition) {
    const AreaTest area(*condition.where);
    for (const EdgeId edge : edges_in(network_, area.box())) {
      if (const auto inside = area.stretch(network_.line(edge))) change(condition, edge, inside);
    }
  }

  /// Points every few metres of the drawn line, each put on its nearest road; a road that only one
  /// of many points falls on is crossed, not followed.
  void apply_lines(const Condition& condition) {
    for (const geo::Part& part : condition.where->parts) {
      for (const geo::Path& path : part) {
        std::map<EdgeId, Hits> hits;
        const double length = geo::length_m(path);
        const int steps = static_cast<int>(std::min(length / 10, 20000.0)) + 1;
        for (int i = 0; i <= steps; ++i) {
          const geo::Position at =
              path.size() == 1 ? path[0] : geo::along(path, length * i / steps);
          const auto near = nearest_edge(network_, at, kTouchM,
                                         [&](EdgeId edge) { return is_wanted(condition, edge); });
          if (!near) continue;
          Hits& on = hits[near->edge];
          if (on.count++ == 0) on.first = near->share;
          on.last = near->share;
        }
        for (const auto& [edge, on] : hits) {
          const double metres = t_.edges[edge].length_mm / 1000.0;
          if (path.size() > 1 && on.count < std::min(3.0, metres / 20)) continue;
          Ways ways;
          if (condition.along_only && on.first != on.last)
            ways = {.forward = on.first<on.last, .backward = on.first> on.last};
          change(condition, edge, {}, ways);
        }
      }
    }
  }

  [[nodiscard]] bool is_wanted(const Condition& condition, EdgeId edge) const {
    const WayKind& way = network_.kind_of(edge);
    const bool bridge = (way.flags & kBridge) != 0;
    if (condition.touches == Touches::kBridges && !bridge) return false;
    if (condition.touches == Touches::kNotBridges && bridge) return false;
    return ((way.forward | way.backward) & base_.profile->bit) != 0;
  }

  void change(const Condition& condition, EdgeId edge,
              const std::optional<std::pair<double, double>>& stretch, Ways ways = {}) {
    if (!is_wanted(condition, edge)) return;
    out_->touched.push_back({edge, index_});
    Changed& changed = changed_[edge];
    if (stretch && closes(condition)) {
      changed.block_from = std::min(changed.block_from, stretch->first);
      changed.block_to = std::max(changed.block_to, stretch->second);
      return;
    }
    if (ways.forward) change(condition, changed.change[0]);
    if (ways.backward) change(condition, changed.change[1]);
  }

  [[nodiscard]] bool closes(const Condition& condition) const {
    return condition.effect == Effect::kClosed ||
           (condition.effect == Effect::kWaterDepth &&
            condition.value > base_.profile->profile.wading_m);
  }

  void change(const Condition& condition, Change& c) const {
    const double value = condition.value;
    const auto lower = [](double& limit, double to) {
      limit = limit == 0 ? to : std::min(limit, to);
    };
    if (closes(condition)) {
      c.closed = true;
      return;
    }
    switch (condition.effect) {
      case Effect::kClosed:
        return;
      case Effect::kSpeedFactor:
        c.factor *= value;
        return;
      case Effect::kSpeedLimit:
        return lower(c.limit_kmh, value);
      case Effect::kSpeed:
        c.fixed_kmh = value;
        return;
      case Effect::kWeightLimit:
        return lower(c.weight_t, value);
      case Effect::kWaterDepth:
        // Through shallow water at a walking pace or little more.
        if (value > 0) lower(c.limit_kmh, value > 0.15 ? 10 : 20);
    }
  }

  [[nodiscard]] u32 ms_of(EdgeId edge, bool backward, const Change& change) const {
    return pass_ms(base_.profile->profile, base_.profile->bit, out_->setting,
                   network_.kind_of(edge), t_.edges[edge].length_mm, backward, &change);
  }

  void weigh() {
    Weights& own = out_->own;
    const bool everywhere = conditions_.vehicle.has_value() || conditions_.hour.has_value();
    if (everywhere) {
      own.arc_ms = arc_weights(t_, base_.profile->profile, base_.profile->bit, out_->setting);
    } else {
      own.arc_ms.assign(base_.arc_ms.begin(), base_.arc_ms.end());
      own.up_ms.assign(base_.up_ms.begin(), base_.up_ms.end());
      own.down_ms.assign(base_.down_ms.begin(), base_.down_ms.end());
    }
    std::vector<u32> arcs;
    for (const auto& [edge, changed] : changed_) weigh_edge(edge, changed, arcs);
    if (everywhere)
      customise_all(t_, own);
    else
      customise_some(network_, arcs, own);
  }

  void weigh_edge(EdgeId edge, const Changed& changed, std::vector<u32>& arcs) {
    const bool blocked = changed.block_from <= changed.block_to &&
                         !(changed.change[0].closed && changed.change[1].closed);
    Blocked row{edge, changed.block_from, changed.block_to, kNever, kNever};
    for (const bool backward : {false, true}) {
      const u32 ms = ms_of(edge, backward, changed.change[backward ? 1 : 0]);
      (backward ? row.backward_ms : row.forward_ms) = ms;
      network_.each_arc(edge, backward, [&](u32 arc, u32) {
        if (base_.is_banned(arc)) return;
        out_->own.arc_ms[arc] = blocked ? kNever : ms;
        arcs.push_back(arc);
      });
    }
    if (blocked) out_->blocked.push_back(row);
  }

  const Metric& base_;
  const Network& network_;
  const Tables& t_;
  const Conditions& conditions_;
  std::shared_ptr<Metric> out_;
  std::map<EdgeId, Changed> changed_;
  u32 index_ = 0;
};

}  // namespace

Result<MetricPtr> with(const MetricPtr& metric, const Conditions& conditions) {
  const MetricPtr& base = metric->base ? metric->base : metric;
  auto out = Applier(*base, conditions).run();
  if (!out) return out;
  auto own = std::const_pointer_cast<Metric>(*out);  // made above, not yet shared
  own->base = base;
  std::sort(own->touched.begin(), own->touched.end(),
            [](const TouchedEdge& a, const TouchedEdge& b) {
              return std::pair(a.edge, a.condition) < std::pair(b.edge, b.condition);
            });
  return out;
}

}  // namespace muster::road
