// A stage curve through given points that never overshoots them: monotone cubic interpolation.
#pragma once

#include <vector>

namespace muster::demo {

struct Knot {
  double hour = 0;   ///< from 2026-08-18 00:00 city time
  double value = 0;
};

/// Fritsch and Carlson, SIAM J. Numer. Anal. 17 (1980) 238–246. Outside the knots the nearest end holds.
/// @param knots at least two, ascending by hour
[[nodiscard]] double interpolate(const std::vector<Knot>& knots, double hour);

}  // namespace muster::demo
