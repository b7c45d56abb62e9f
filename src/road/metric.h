// Private to road: a profile under conditions.
#pragma once

#include <span>
#include <vector>

#include "road/network.h"
#include "road/weights.h"

namespace muster::road {

/// A road part with an impassable stretch in it: nobody passes, but its ends can be reached.
struct Blocked {
  EdgeId edge = 0;
  double from = 0, to = 1;              ///< shares of its length
  u32 forward_ms = 0, backward_ms = 0;  ///< for the whole length, were it open
};

/// How an edge is driven: ms for its whole length in either direction, and what is blocked.
struct EdgeTimes {
  u32 forward_ms = kNever, backward_ms = kNever;
  double block_from = 2, block_to = -1;  ///< from > to: open
  [[nodiscard]] bool is_open() const { return block_from > block_to; }
  [[nodiscard]] bool usable() const { return forward_ms < kNever || backward_ms < kNever; }
  /// Whether nobody starts or ends at this share of the length.
  [[nodiscard]] bool shut_at(double share) const {
    return !usable() || (share >= block_from && share <= block_to);
  }
};

class Metric {
 public:
  NetworkPtr network;
  const ProfileData* profile = nullptr;
  Setting setting{};
  std::span<const u32> arc_ms, up_ms, down_ms;
  std::vector<Blocked> blocked;  ///< by edge
  std::vector<TouchedEdge> touched;
  Weights own;     ///< what the spans point to, unless they point into the file
  MetricPtr base;  ///< the profile as built; null for that one itself

  [[nodiscard]] const Tables& t() const { return network->t; }
  [[nodiscard]] EdgeTimes times(EdgeId edge) const;
  /// Whether points are put on it: the profile, with the vehicle asked about, may drive on it when
  /// nothing is closed.
  [[nodiscard]] bool takes_points(EdgeId edge) const;
  [[nodiscard]] bool is_small(EdgeId edge) const {
    return (profile->small[edge >> 6] >> (edge & 63U) & 1U) != 0;
  }
  [[nodiscard]] bool is_banned(u32 arc) const;
};

/// ms from the beginning of a passage of `whole` ms to this share of it.
[[nodiscard]] u32 share_ms(u32 whole, double share);

/// A state reached after `ms`, in a lane of a sweep.
struct Seed {
  u32 state = 0;
  u32 lane = 0;
  u32 ms = 0;
};

/// Where a journey from (or towards) a point on an edge enters the graph.
void add_seeds(const Metric& metric, const Snap& snap, Direction direction, u32 offset_ms, u32 lane,
               std::vector<Seed>& out);

/// From one point to another on the same edge without leaving it; kNever when not possible.
[[nodiscard]] u32 along_edge_ms(const Metric& metric, const Snap& from, const Snap& to);

/// Snaps all; the field of a refusal is "what.number".
[[nodiscard]] Result<std::vector<Snap>> snap_all(const Metric& metric,
                                                 const std::vector<Place>& places,
                                                 const char* what);

/// Edges whose box meets the box given.
[[nodiscard]] std::vector<EdgeId> edges_in(const Network& network, const PointBox& box);
/// The nearest edge that `usable` lets pass, within max_m.
struct NearEdge {
  EdgeId edge = 0;
  double share = 0, distance_m = 0;
  geo::Position at;
};
[[nodiscard]] std::optional<NearEdge> nearest_edge(const Network& network, geo::Position position,
                                                   double max_m,
                                                   const std::function<bool(EdgeId)>& usable);

}  // namespace muster::road
