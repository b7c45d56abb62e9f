// From labels of states to stretches of roads. On one edge the time is the least of a few cones:
// from its end a, from its end b, and from each source that lies on it.
#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <unordered_map>

#include <fmt/format.h>

#include "errors/road.h"
#include "road/area.h"
#include "road/metric.h"
#include "road/sweep.h"

namespace muster::road {
namespace {

/// Time along an edge: `ms` at share `at`, `whole` ms per edge in the direction of `sign`, as far
/// as share `end`.
struct Cone {
  double at = 0;
  double end = 1;
  u32 ms = 0;
  u32 whole = 0;
  [[nodiscard]] bool covers(double share) const {
    return share >= std::min(at, end) && share <= std::max(at, end);
  }
  [[nodiscard]] double ms_at(double share) const { return ms + std::abs(share - at) * whole; }
  /// How far a budget carries; `at` when not at all.
  [[nodiscard]] double reach(u32 budget) const {
    if (ms > budget) return at;
    const double carried = whole == 0 ? 1 : static_cast<double>(budget - ms) / whole;
    return at < end ? std::min(end, at + carried) : std::max(end, at - carried);
  }
};

struct Interval {
  double from, to;
};

/// Sorted and joined where they touch.
void unite(std::vector<Interval>& list) {
  std::sort(list.begin(), list.end(),
            [](const Interval& a, const Interval& b) { return a.from < b.from; });
  std::size_t kept = 0;
  for (const Interval& each : list) {
    if (each.to <= each.from) continue;
    if (kept > 0 && each.from <= list[kept - 1].to + 1e-9) {
      list[kept - 1].to = std::max(list[kept - 1].to, each.to);
    } else {
      list[kept++] = each;
    }
  }
  list.resize(kept);
}

std::vector<Interval> without(const std::vector<Interval>& list,
                              const std::vector<Interval>& less) {
  std::vector<Interval> out;
  for (Interval rest : list) {
    for (const Interval& cut : less) {
      if (cut.to <= rest.from || cut.from >= rest.to) continue;
      if (cut.from > rest.from) out.push_back({rest.from, cut.from});
      rest.from = cut.to;
    }
    if (rest.to > rest.from) out.push_back(rest);
  }
  return out;
}

/// Times at both ends of the edges that are reached; costs nothing for all the others.
class EndTimes {
 public:
  struct Ends {
    u32 a, b;
  };
  explicit EndTimes(std::size_t edges)
      : ends_(std::make_unique_for_overwrite<Ends[]>(edges)),  // NOLINT(modernize-avoid-c-arrays)
        seen_((edges + 63) / 64, 0) {}

  Ends& at(EdgeId edge) {
    std::uint64_t& word = seen_[edge >> 6];
    const std::uint64_t bit = std::uint64_t{1} << (edge & 63U);
    if ((word & bit) == 0) ends_[edge] = {kNever, kNever};
    word |= bit;
    return ends_[edge];
  }
  /// In ascending order.
  template <class F>
  void each(F f) const {
    for (u32 i = 0; i < seen_.size(); ++i) {
      for (std::uint64_t word = seen_[i]; word != 0; word &= word - 1) {
        const EdgeId edge = i * 64 + static_cast<u32>(std::countr_zero(word));
        f(edge, ends_[edge]);
      }
    }
  }

 private:
  std::unique_ptr<Ends[]> ends_;  // NOLINT(modernize-avoid-c-arrays): made without being filled
  std::vector<std::uint64_t> seen_;
};

class Reacher {
 public:
  Reacher(const Metric& metric, const ReachRequest& request)
      : metric_(metric), t_(metric.t()), request_(request), ends_(metric.t().edge_count()) {}

  Result<Reach> run() {
    if (auto ok = check(); !ok) return fail(std::move(ok).error());
    auto snaps = snap_all(metric_, request_.sources, "sources");
    if (!snaps) return fail(std::move(snaps).error());
    out_.sources = *std::move(snaps);
    out_.length_km.assign(request_.budgets_ms.size(), 0);
    label_edges();
    for (u32 i = 0; i < out_.sources.size(); ++i) {
      on_edge_[out_.sources[i].edge].push_back(i);
      ends_.at(out_.sources[i].edge);
    }
    ends_.each([&](EdgeId edge, EndTimes::Ends ends) { add_edge(edge, ends); });
    for (std::size_t i = 1; i < out_.length_km.size(); ++i)
      out_.length_km[i] += out_.length_km[i - 1];
    if (request_.areas.wanted)
      out_.areas = reached_areas(metric_, out_.parts, request_.budgets_ms.size(), request_.areas);
    return std::move(out_);
  }

 private:
  Status check() const {
    u32 before = 0;
    for (const u32 budget : request_.budgets_ms) {
      if (budget <= before || budget >= kNever)
        return fail(error::kRoadBadBudget, "budgets_ms", {{"value", fmt::format("{} ms", budget)}});
      before = budget;
    }
    if (before == 0) return fail(error::kRoadBadBudget, "budgets_ms", {{"value", "[]"}});
    return {};
  }

  /// Ends of edges with the time at which the edge is entered there (from), or at which the source
  /// is reached from there when the edge is left (towards).
  void label_edges() {
    std::vector<Seed> seeds;
    for (std::size_t i = 0; i < out_.sources.size(); ++i)
      add_seeds(metric_, out_.sources[i], request_.direction, request_.sources[i].offset_ms, 0,
                seeds);
    Workspace workspace;
    const u32 budget = request_.budgets_ms.back();
    const auto labels = workspace.run(ladder_of(metric_, request_.direction), seeds, 1, budget);
    const bool from = request_.direction == Direction::kFrom;
    for (u32 state = 0; state < t_.states(); ++state) {
      // Who starts on an edge has no history: towards, only arcs of plain states count.
      if (from ? labels[state] > budget : metric_.network->has_history(state)) continue;
      for (u32 arc = t_.first_arc[state]; arc < t_.first_arc[state + 1]; ++arc) {
        const u32 ms = from ? labels[state] : labels[t_.arc_head[arc]];
        if (ms > budget || !may_enter(arc)) continue;
        const bool backward = (t_.arc_edge[arc] & 1U) != 0;
        EndTimes::Ends& ends = ends_.at(t_.arc_edge[arc] >> 1);
        u32& end = backward == from ? ends.b : ends.a;
        end = std::min(end, ms);
      }
    }
  }

  bool may_enter(u32 arc) const {
    if (metric_.arc_ms[arc] < kNever) return true;
    return !metric_.blocked.empty() && !metric_.is_banned(arc) &&
           !metric_.times(t_.arc_edge[arc] >> 1).is_open();
  }

  void add_edge(EdgeId edge, EndTimes::Ends ends) {
    const auto sources = on_edge_.find(edge);
    if (metric_.network->kind_of(edge).road_class == kBarrierClass) return;
    const EdgeTimes times = metric_.times(edge);
    const bool from = request_.direction == Direction::kFrom;
    const u32 rightwards = from ? times.forward_ms : times.backward_ms;
    const u32 leftwards = from ? times.backward_ms : times.forward_ms;
    cones_.clear();
    const double from_a = times.is_open() ? 1 : times.block_from;
    const double from_b = times.is_open() ? 0 : times.block_to;
    if (ends.a < kNever && rightwards < kNever) cones_.push_back({0, from_a, ends.a, rightwards});
    if (ends.b < kNever && leftwards < kNever) cones_.push_back({1, from_b, ends.b, leftwards});
    if (sources != on_edge_.end()) {
      for (const u32 i : sources->second) add_source(i, times, rightwards, leftwards);
    }
    cut_into_bands(edge);
  }

  void add_source(u32 i, const EdgeTimes& times, u32 rightwards, u32 leftwards) {
    const double share = out_.sources[i].share;
    const u32 ms = request_.sources[i].offset_ms;
    const bool open = times.is_open();
    if (!open && share >= times.block_from && share <= times.block_to) return;
    if (rightwards < kNever)
      cones_.push_back(
          {share, !open && share < times.block_from ? times.block_from : 1, ms, rightwards});
    if (leftwards < kNever)
      cones_.push_back(
          {share, !open && share > times.block_to ? times.block_to : 0, ms, leftwards});
  }

  void cut_into_bands(EdgeId edge) {
    std::vector<Interval> before;
    for (std::size_t band = 0; band < request_.budgets_ms.size(); ++band) {
      std::vector<Interval> reached;
      for (const Cone& cone : cones_) {
        const double far = cone.reach(request_.budgets_ms[band]);
        reached.push_back({std::min(cone.at, far), std::max(cone.at, far)});
      }
      unite(reached);
      for (const Interval& piece : without(reached, before)) add_part(edge, piece, band);
      before = std::move(reached);
      if (before.size() == 1 && before[0].from <= 0 && before[0].to >= 1) return;
    }
  }

  void add_part(EdgeId edge, Interval piece, std::size_t band) {
    const auto from = static_cast<float>(piece.from), to = static_cast<float>(piece.to);
    if (!(from < to)) return;
    out_.parts.push_back({edge, from, to, least_ms(piece.from), least_ms(piece.to),
                          static_cast<std::uint16_t>(band)});
    out_.length_km[band] += t_.edges[edge].length_mm / 1e6 * (piece.to - piece.from);
  }

  u32 least_ms(double share) const {
    double least = kNever;
    for (const Cone& cone : cones_) {
      if (cone.covers(share)) least = std::min(least, cone.ms_at(share));
    }
    return static_cast<u32>(least);
  }

  const Metric& metric_;
  const Tables& t_;
  const ReachRequest& request_;
  Reach out_;
  EndTimes ends_;
  std::unordered_map<EdgeId, std::vector<u32>> on_edge_;
  std::vector<Cone> cones_;
};

}  // namespace

Result<Reach> reach(const Metric& metric, const ReachRequest& request) {
  return Reacher(metric, request).run();
}

}  // namespace muster::road
