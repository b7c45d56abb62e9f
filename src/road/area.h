// Private to road: areas around reached roads.
#pragma once

#include <vector>

#include "road/metric.h"

namespace muster::road {

/// One multipolygon per budget, each within the next.
[[nodiscard]] std::vector<geo::Geometry> reached_areas(const Metric& metric,
                                                       const std::vector<ReachedPart>& parts,
                                                       std::size_t budgets,
                                                       const AreaOptions& options);

}  // namespace muster::road
