#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include <fmt/format.h>

#include "errors/road.h"
#include "road/path.h"
#include "road/steps.h"

namespace muster::road {
namespace {

constexpr double kMostTime = 1.4;
constexpr double kMostShared = 0.7;
constexpr u32 kPenalty = 4;  ///< a quarter of the time more for roads of routes already found

class Router {
 public:
  Router(const Metric& metric, const Place& from, const Place& to)
      : metric_(metric), network_(*metric.network), from_(from), to_(to) {}

  Result<std::vector<Route>> run(std::size_t alternatives) {
    auto snaps = snap_all(metric_, {from_}, "from");
    if (!snaps) return fail(std::move(snaps).error());
    start_ = snaps->front();
    snaps = snap_all(metric_, {to_}, "to");
    if (!snaps) return fail(std::move(snaps).error());
    end_ = snaps->front();
    for (const auto& [snap, what] : {std::pair(start_, "from"), std::pair(end_, "to")}) {
      if (snap.cut_off)
        return fail(error::kRoadCutOff, what,
                    {{"place", fmt::format("{:.5f},{:.5f}", snap.at.lon, snap.at.lat)}});
    }
    add_seeds(metric_, start_, Direction::kFrom, 0, 0, from_seeds_);
    add_seeds(metric_, end_, Direction::kTowards, 0, 0, to_seeds_);
    auto best = fastest();
    if (!best)
      return fail(error::kRoadNoRoute, {},
                  {{"from", fmt::format("{:.5f},{:.5f}", from_.at.lon, from_.at.lat)},
                   {"to", fmt::format("{:.5f},{:.5f}", to_.at.lon, to_.at.lat)}});
    out_.push_back(*std::move(best));
    if (alternatives > 0) add_others(alternatives);
    return std::move(out_);
  }

 private:
  std::optional<Route> fastest() const {
    const u32 along = along_edge_ms(metric_, start_, end_);
    const Path path = find_path(network_, {metric_.arc_ms, metric_.up_ms, metric_.down_ms},
                                from_seeds_, to_seeds_);
    if (along == kNever && path.ms == kNever) return std::nullopt;
    if (along <= path.ms) {
      Route route;
      route.parts.push_back(
          {start_.edge, static_cast<float>(start_.share), static_cast<float>(end_.share)});
      return finish(std::move(route), along);
    }
    return finish(route_of(path), path.ms);
  }

  /// The edge's part from the start to where the path begins, the path, and the last edge's part.
  Route route_of(const Path& path) const {
    Route route;
    route.parts.push_back(first_part(path));
    for (const u32 arc : path.arcs) {
      const u32 directed = metric_.t().arc_edge[arc];
      const bool backward = (directed & 1U) != 0;
      if (network_.kind_of(directed >> 1).road_class == kBarrierClass) continue;
      route.parts.push_back({directed >> 1, backward ? 1.F : 0.F, backward ? 0.F : 1.F});
    }
    route.parts.push_back(last_part(path));
    std::erase_if(route.parts, [](const RoutePart& part) { return part.from == part.to; });
    return route;
  }

  RoutePart first_part(const Path& path) const {
    const u32 state = from_seeds_[path.from_seed].state;
    // Of the two ways off the edge the one that this seed stands for.
    for (const bool backward : {false, true}) {
      const u32 arc = network_.plain_arc(start_.edge, backward);
      if (arc != kNever && metric_.t().arc_head[arc] == state && fits(backward, path))
        return {start_.edge, static_cast<float>(start_.share), backward ? 0.F : 1.F};
    }
    return {start_.edge, 0, 0};
  }
  [[nodiscard]] bool fits(bool backward, const Path& path) const {
    const EdgeTimes times = metric_.times(start_.edge);
    const u32 whole = backward ? times.backward_ms : times.forward_ms;
    if (whole == kNever) return false;
    const u32 driven = share_ms(whole, backward ? 1 - start_.share : start_.share);
    return whole - driven == from_seeds_[path.from_seed].ms;
  }

  RoutePart last_part(const Path& path) const {
    const Seed& seed = to_seeds_[path.to_seed];
    const u32 junction = network_.junction_of(seed.state);
    const EdgeTimes times = metric_.times(end_.edge);
    const Edge& edge = metric_.t().edges[end_.edge];
    const auto share = static_cast<float>(end_.share);
    // Arrived where the edge ends: nothing of it is driven.
    if ((junction == edge.a && end_.share == 0) || (junction == edge.b && end_.share == 1))
      return {end_.edge, share, share};
    if (junction == edge.a && times.forward_ms < kNever &&
        share_ms(times.forward_ms, end_.share) == seed.ms)
      return {end_.edge, 0, share};
    return {end_.edge, 1, share};
  }

  [[nodiscard]] double length_of(const RoutePart& part) const {
    return std::abs(static_cast<double>(part.to) - part.from) *
           metric_.t().edges[part.edge].length_mm / 1000;
  }

  Route finish(Route route, u32 ms) const {
    route.ms = ms + from_.offset_ms + to_.offset_ms;
    for (const RoutePart& part : route.parts) {
      const geo::Path line = edge_line(network_, part.edge, part.from, part.to);
      route.length_m += length_of(part);
      for (const geo::Position p : line) {
        if (route.line.empty() || !(route.line.back() == p)) route.line.push_back(p);
      }
    }
    route.steps = steps_of(metric_, route.parts, start_.at, end_.at);
    return route;
  }

  /// Roads of earlier routes are made slower and the search repeated (penalty method; Chen, Bell
  /// and Bogenberger, IEEE T-ITS 8(1), 2007); a partial update keeps that cheap.
  void add_others(std::size_t wanted) {
    Weights slowed{{metric_.arc_ms.begin(), metric_.arc_ms.end()},
                   {metric_.up_ms.begin(), metric_.up_ms.end()},
                   {metric_.down_ms.begin(), metric_.down_ms.end()}};
    Route last = out_.front();
    const u32 fastest_ms = last.ms;
    for (std::size_t tries = 0; tries < 4 * wanted + 4 && out_.size() <= wanted; ++tries) {
      slow_down(last, slowed);
      const Path path = find_path(network_, {slowed.arc_ms, slowed.up_ms, slowed.down_ms},
                                  from_seeds_, to_seeds_);
      if (path.ms == kNever) return;
      last = finish(route_of(path), real_ms(path));
      if (last.ms > kMostTime * fastest_ms) return;
      if (is_new(last)) out_.push_back(last);
    }
    std::sort(out_.begin() + 1, out_.end(),
              [](const Route& a, const Route& b) { return a.ms < b.ms; });
  }

  void slow_down(const Route& route, Weights& slowed) const {
    std::vector<u32> arcs;
    for (const RoutePart& part : route.parts) {
      for (const bool backward : {false, true}) {
        network_.each_arc(part.edge, backward, [&](u32 arc, u32) {
          if (slowed.arc_ms[arc] == kNever) return;
          slowed.arc_ms[arc] =
              std::min(kNever - 1, slowed.arc_ms[arc] + slowed.arc_ms[arc] / kPenalty + 1);
          arcs.push_back(arc);
        });
      }
    }
    customise_some(network_, arcs, slowed);
  }

  u32 real_ms(const Path& path) const {
    u32 ms = from_seeds_[path.from_seed].ms + to_seeds_[path.to_seed].ms;
    for (const u32 arc : path.arcs) ms += metric_.arc_ms[arc];
    return ms;
  }

  bool is_new(const Route& route) const {
    return std::all_of(out_.begin(), out_.end(), [&](const Route& other) {
      std::set<EdgeId> known;
      for (const RoutePart& part : other.parts) known.insert(part.edge);
      double shared = 0;
      for (const RoutePart& part : route.parts) {
        if (known.count(part.edge) != 0) shared += length_of(part);
      }
      return shared <= kMostShared * route.length_m;
    });
  }

  const Metric& metric_;
  const Network& network_;
  const Place& from_;
  const Place& to_;
  Snap start_, end_;
  std::vector<Seed> from_seeds_, to_seeds_;
  std::vector<Route> out_;
};

}  // namespace

Result<std::vector<Route>> route(const Metric& metric, const Place& from, const Place& to,
                                 std::size_t alternatives) {
  return Router(metric, from, to).run(std::min<std::size_t>(alternatives, 8));
}

}  // namespace muster::road
