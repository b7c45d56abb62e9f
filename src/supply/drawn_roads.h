// Private to supply: reached roads as a screen of a given zoom needs them, in a form of their own that is small. Values in, values out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "geo/geo.h"
#include "road/road.h"

namespace muster::supply {

/// Steps of the grid that a zoom is drawn on: half a pixel of a Web Mercator map with tiles of 512 pixels.
struct DrawnGrid {
  double west = 0, south = 0;    ///< origin
  double step_lon = 0, step_lat = 0;  ///< degrees
};
[[nodiscard]] DrawnGrid drawn_grid(const geo::Box& box, double zoom);

/// Lines of one band on the grid: x, y of the first point, then differences.
struct DrawnBand {
  std::vector<std::vector<std::int32_t>> lines;
};

/// The reached parts that meet the box, on the grid: each stretch once, in the smallest band that reaches it, stretches joined to long lines.
/// Nothing is further than one step from where it lies, and nothing reached that meets the box is left out.
[[nodiscard]] std::vector<DrawnBand> drawn_roads(const road::Network& network, const road::Reach& reach, std::size_t bands, const geo::Box& box,
                                                 const DrawnGrid& grid);

/// {"origin":[lon,lat],"step":[lon,lat],"bands":[[[x,y,dx,dy,…],…],…]}
[[nodiscard]] std::string drawn_text(const DrawnGrid& grid, const std::vector<DrawnBand>& bands);

}  // namespace muster::supply
