// Private to road: which roads hang together.
#pragma once

#include <vector>

#include "road/network.h"

namespace muster::road {

struct Components {
  std::size_t count = 0;
  std::size_t small = 0;
  double usable_km = 0;
  double largest_share = 0;
  std::vector<std::uint64_t> small_edges;  ///< a bit per edge
  std::vector<std::uint64_t> snap_edges;   ///< a bit per edge: usable, of no small part, no barrier
};
/// Strongly connected components of the roads that a metric may use (Tarjan, SIAM J. Comput. 1(2),
/// 1972). Small: under a fiftieth of the largest and under 20 km; a car park cut off by a clipped
/// map, say. Points are not put on their roads.
[[nodiscard]] Components find_components(const Tables& t, std::span<const u32> arc_ms);

}  // namespace muster::road
