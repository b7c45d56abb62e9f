// Private to road: one fastest path.
#pragma once

#include <vector>

#include "road/metric.h"
#include "road/weights.h"

namespace muster::road {

/// Weights that a path is searched with: a metric's, or its copy with penalties.
struct PathWeights {
  std::span<const u32> arc_ms, up_ms, down_ms;
};

struct Path {
  u32 ms = kNever;
  std::vector<u32> arcs;  ///< of the search graph, from a seed's state to a seed's state
  std::size_t from_seed = 0, to_seed = 0;  ///< which of the seeds it joins
};

/// The fastest path between two sets of seeds: both climb the elimination tree and meet at a common
/// ancestor. ms is kNever when they do not meet.
[[nodiscard]] Path find_path(const Network& network, const PathWeights& weights,
                             std::span<const Seed> from, std::span<const Seed> to);

}  // namespace muster::road
