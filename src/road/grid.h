// Private to road: a raster of nearest points, and outlines of what is above zero in it.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/geo.h"

namespace muster::road {

struct GridPoint {
  float x = 0, y = 0;  ///< in cells
};

/// For every cell the distance in cells to the nearest of the points put in, within a few
/// hundredths, where that is at most the limit: each cell takes its neighbours' nearest points, in
/// two passes (Danielsson, "Euclidean distance mapping", CGIP 14, 1980, with exact positions
/// instead of cells).
class NearestGrid {
 public:
  NearestGrid(int width, int height, float limit);
  void put(GridPoint p);
  void spread();
  /// kFar beyond the limit.
  [[nodiscard]] float distance(int x, int y) const;

  static constexpr float kFar = 1e9F;

 private:
  void offer(int x, int y, std::size_t own, std::size_t from);
  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
           static_cast<std::size_t>(x);
  }
  int width_, height_;  ///< one cell more on each side, so that every cell has its neighbours
  float limit_;         ///< squared
  std::vector<float> square_;
  std::vector<GridPoint> nearest_;
};

/// Rings around the cells' corners with value > 0, by marching squares (Lorensen and Cline's idea
/// in the plane) with linear interpolation; the inside lies to the left. The rim must not be
/// positive.
[[nodiscard]] std::vector<std::vector<GridPoint>> outlines(const std::vector<float>& value,
                                                           int width, int height);

}  // namespace muster::road
