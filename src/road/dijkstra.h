// Private to road: Dijkstra's algorithm on the search graph, the measure of every other answer.
#pragma once

#include <vector>

#include "road/metric.h"

namespace muster::road {

/// The least ms from the seeds to every state (kFrom), or from every state to them.
[[nodiscard]] std::vector<u32> dijkstra(const Tables& t, std::span<const u32> arc_ms,
                                        std::span<const Seed> seeds, Direction direction,
                                        u32 budget_ms = kNever - 1);

}  // namespace muster::road
