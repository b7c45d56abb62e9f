// Private to road: what a driver is told.
#pragma once

#include <vector>

#include "road/metric.h"

namespace muster::road {

[[nodiscard]] std::vector<Step> steps_of(const Metric& metric, const std::vector<RoutePart>& parts,
                                         geo::Position start, geo::Position end);

}  // namespace muster::road
