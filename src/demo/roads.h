// The generated road network of the demonstration city. No open extract of its roads could be had;
// a bureau replaces this by its own with `muster road build`.
#pragma once

#include <cstdint>

#include "road/road.h"

namespace muster::demo {

/// About 300,000 nodes: expressway, national, provincial, county, township and village roads, streets
/// of towns, dead ends of villages, roads on the dikes. The Yangtze is crossed by a few bridges and
/// ferries only. The same seed gives the same extract; it is marked as generated.
[[nodiscard]] road::Extract roads(std::uint64_t seed = 1);

}  // namespace muster::demo
