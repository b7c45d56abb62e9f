// Private to supply: reached roads as text for a map.
#pragma once

#include <string>
#include <vector>

#include "road/road.h"

namespace muster::supply {

/// A GeoJSON FeatureCollection of the reached road parts: one MultiLineString per band and minute
/// (properties band, budget_min, from_min, to_min), so that a map of a whole city stays a few
/// megabytes. Positions have five decimals (a metre).
[[nodiscard]] std::string reached_roads(const road::Network& network, const road::Reach& reach,
                                        const std::vector<std::uint32_t>& budgets_ms);

}  // namespace muster::supply
