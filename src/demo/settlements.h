// Towns and villages of the demonstration city as places that roads lead to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "demo/land.h"

namespace muster::demo {

/// Towns by township code: at their GeoNames position where that is known, spread over their
/// county otherwise. A sketch, not surveyed.
[[nodiscard]] std::map<std::string, Position> place_towns(const std::vector<County>& counties);

/// Each township, then each village in the order of its table: on dry land, nearer to its own town
/// than to others of the county. A sketch, the same each time.
[[nodiscard]] std::vector<Settlement> settlements(const std::vector<County>& counties,
                                                  const std::map<std::string, Position>& towns,
                                                  const Land& land);

}  // namespace muster::demo
