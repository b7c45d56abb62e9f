// Private to road: places in the order of a curve through the plane.
#pragma once

#include <cstdint>

namespace muster::road {

inline constexpr std::uint32_t kCurveBits = 16;

/// Position along the Hilbert curve through a square of 2^16 × 2^16 cells.
[[nodiscard]] std::uint32_t along_curve(std::uint32_t x, std::uint32_t y);

}  // namespace muster::road
