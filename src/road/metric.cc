#include "road/metric.h"

#include <algorithm>
#include <cmath>

#include "errors/road.h"

namespace muster::road {
EdgeTimes Metric::times(EdgeId edge) const {
  const auto at =
      std::lower_bound(blocked.begin(), blocked.end(), edge,
                       [](const Blocked& row, EdgeId wanted) { return row.edge < wanted; });
  if (at != blocked.end() && at->edge == edge)
    return {at->forward_ms, at->backward_ms, at->from, at->to};
  EdgeTimes out;
  const u32 with = network->plain_arc(edge, false);
  const u32 against = network->plain_arc(edge, true);
  if (with != kNever) out.forward_ms = arc_ms[with];
  if (against != kNever) out.backward_ms = arc_ms[against];
  return out;
}

bool Metric::takes_points(EdgeId edge) const {
  if (setting.vehicle == profile->profile.vehicle)
    return (profile->snap[edge >> 6] >> (edge & 63U) & 1U) != 0;
  const WayKind& way = network->kind_of(edge);
  if (is_small(edge) || way.road_class == kBarrierClass) return false;
  const auto passes = [&](bool backward) {
    return pass_ms(profile->profile, profile->bit, setting, way, t().edges[edge].length_mm,
                   backward) < kNever;
  };
  return passes(false) || passes(true);
}

bool Metric::is_banned(u32 arc) const {
  const auto& rows = t().banned;
  const auto at =
      std::lower_bound(rows.begin(), rows.end(), arc,
                       [](const BannedArc& row, u32 wanted) { return row.arc < wanted; });
  return at != rows.end() && at->arc == arc && (at->profiles & profile->bit) != 0;
}

u32 share_ms(u32 whole, double share) {
  return static_cast<u32>(std::llround(static_cast<double>(whole) * share));
}

namespace {

/// Who stands where roads meet stands on each of them, not only on the one he was put on.
void add_junction(const Metric& metric, const Snap& snap, const EdgeTimes& times, bool from,
                  u32 offset_ms, u32 lane, std::vector<Seed>& out) {
  if (times.shut_at(snap.share)) return;
  const Edge& edge = metric.t().edges[snap.edge];
  const u32 junction = snap.share == 0 ? edge.a : edge.b;
  out.push_back({junction, lane, offset_ms});
  if (from) return;
  metric.network->each_extra_state(junction, [&](u32 state) {
    out.push_back({state, lane, offset_ms});
  });
}

}  // namespace

void add_seeds(const Metric& metric, const Snap& snap, Direction direction, u32 offset_ms, u32 lane,
               std::vector<Seed>& out) {
  const Network& network = *metric.network;
  const EdgeTimes times = metric.times(snap.edge);
  const bool from = direction == Direction::kFrom;
  for (const bool backward : {false, true}) {
    const u32 whole = backward ? times.backward_ms : times.forward_ms;
    if (whole == kNever) continue;
    // The share of the edge between the point and where it is left (from) or entered (towards).
    const bool to_end_b = from != backward;
    const bool is_clear =
        times.is_open() || (to_end_b ? snap.share > times.block_to : snap.share < times.block_from);
    if (!is_clear) continue;
    const u32 until = share_ms(whole, backward ? 1 - snap.share : snap.share);
    const u32 ms = offset_ms + (from ? whole - until : until);
    if (ms >= kNever) continue;
    if (from) {
      out.push_back({metric.t().arc_head[network.plain_arc(snap.edge, backward)], lane, ms});
    } else {
      network.each_arc(snap.edge, backward, [&](u32 arc, u32 state) {
        if (!metric.is_banned(arc)) out.push_back({state, lane, ms});
      });
    }
  }
  if (snap.share == 0 || snap.share == 1)
    add_junction(metric, snap, times, from, offset_ms, lane, out);
}

u32 along_edge_ms(const Metric& metric, const Snap& from, const Snap& to) {
  if (from.edge != to.edge) return kNever;
  const EdgeTimes times = metric.times(from.edge);
  const double low = std::min(from.share, to.share), high = std::max(from.share, to.share);
  if (!times.is_open() && low <= times.block_to && high >= times.block_from) return kNever;
  u32 best = kNever;
  if (from.share <= to.share && times.forward_ms != kNever)
    best = share_ms(times.forward_ms, to.share) - share_ms(times.forward_ms, from.share);
  if (from.share >= to.share && times.backward_ms != kNever)
    best = std::min(best, share_ms(times.backward_ms, 1 - to.share) -
                              share_ms(times.backward_ms, 1 - from.share));
  return best;
}

Error unknown_profile(const Network& network, const std::string& profile) {
  std::string allowed;
  for (const std::string& name : profile_names(network))
    allowed += (allowed.empty() ? "" : ", ") + name;
  Error error;
  error.code = error::kRoadUnknownProfile;
  error.field = "profile";
  error.params = {{"profile", profile}, {"allowed", std::move(allowed)}};
  return error;
}

Result<MetricPtr> customise(NetworkPtr network, const std::string& profile) {
  const ProfileData* found = network->profile(profile);
  if (found == nullptr) return fail(unknown_profile(*network, profile));
  auto out = std::make_shared<Metric>();
  out->profile = found;
  out->setting = setting_of(found->profile, {});
  out->arc_ms = found->arc_ms;
  out->up_ms = found->up_ms;
  out->down_ms = found->down_ms;
  out->network = std::move(network);
  return MetricPtr(std::move(out));
}

const Network& network_of(const Metric& metric) { return *metric.network; }
const std::string& profile_of(const Metric& metric) { return metric.profile->profile.name; }
const std::vector<TouchedEdge>& touched(const Metric& metric) { return metric.touched; }

}  // namespace muster::road
