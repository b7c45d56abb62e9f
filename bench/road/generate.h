// Road networks made up for measuring: a jittered grid, and towns in a plain.
#pragma once

#include "road/road.h"

namespace muster::road::bench {

/// 100 m blocks; every 32nd line 90 km/h, every 8th 50 km/h, the rest 25 km/h, of which 12 % are
/// missing. Has far larger separators than real roads: the hard case for any hierarchy.
[[nodiscard]] Extract grid(int width, int height, unsigned seed = 1);

/// About `nodes` nodes, of which rather more than half lie on chains and in dead ends: towns of a
/// few hundred to tens of thousands of nodes with their own streets, joined by a hierarchy of
/// winding roads, cut by rivers that are crossed at few places.
[[nodiscard]] Extract plain(std::size_t nodes, unsigned seed = 1);

}  // namespace muster::road::bench
