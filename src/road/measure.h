// Measuring the engine: networks made up for it, and the time of every kind of question, each
// answer held against plain Dijkstra. `muster bench road` shows it, with other programs beside.
#pragma once

#include "road/road.h"

namespace muster::road {

// ---- made_up.cc

/// 100 m blocks; every 32nd line 90 km/h, every 8th 50 km/h, the rest 25 km/h, of which 12 % are
/// missing. Has far larger separators than real roads: the hard case for any hierarchy.
[[nodiscard]] Extract made_up_grid(int width, int height, unsigned seed = 1);

/// About `nodes` nodes, of which rather more than half lie on chains and in dead ends: towns of a
/// few hundred to tens of thousands of nodes with their own streets, joined by a hierarchy of
/// winding roads, cut by rivers that are crossed at few places.
[[nodiscard]] Extract made_up_plain(std::size_t nodes, unsigned seed = 1);

// ---- measure.cc

using Told = std::function<void(const std::string& what, double value)>;

/// Milliseconds of CPU time of this thread (medians), by question; "equal_to_dijkstra": whether
/// every answer compared was the same to the millisecond.
[[nodiscard]] json::Object measure(const MetricPtr& metric, const Told& told = {});

/// What a driver reaches from one state of the dump within a time, by plain Dijkstra, so that other
/// programs can be held against it; and how long either search took.
struct Ball {
  std::uint32_t source = 0;
  std::size_t states = 0;
  std::uint64_t sum_ms = 0;
  double dijkstra_ms = 0, sweep_ms = 0;
};
[[nodiscard]] std::vector<Ball> balls(const Metric& metric, std::size_t count,
                                      std::uint32_t budget_ms);

}  // namespace muster::road
