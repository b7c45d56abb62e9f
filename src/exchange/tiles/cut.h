// Places cut to a tile: Web Mercator, clipped, simplified, on the tile's grid.
#pragma once

#include <optional>

#include "exchange/tiles/mvt.h"
#include "geo/geo.h"

namespace muster::exchange {

inline constexpr int kZoomMost = 22;
inline constexpr double kMercatorLatitude = 85.0511287798066;  ///< where Web Mercator's square ends, degrees

/// A tile of the XYZ scheme: row 0 lies in the north.
struct TileAddress {
  int z = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  /// z within 0 … kZoomMost, x and y within 0 … 2^z - 1.
  [[nodiscard]] bool exists() const;
  /// Degrees of its sides, widened by `buffer` units of the tile (at most to Mercator's square).
  [[nodiscard]] geo::Box box(double buffer = 0) const;
};

/// In units of the tile, not rounded: Spherical Mercator, EPSG:3857.
struct TilePosition {
  double x = 0;
  double y = 0;
};
[[nodiscard]] TilePosition on_tile(const TileAddress& tile, geo::Position position);

/// The grid point of a position that lies in the tile, its north and west sides included; nothing for others. So each position of the
/// world lies in exactly one tile of a zoom level.
[[nodiscard]] std::optional<GridPoint> point_on(const TileAddress& tile, geo::Position position);

/// Units that lines and areas reach beyond the tile's sides, so that their outlines meet across them.
inline constexpr int kTileBuffer = 64;

/// A line or area clipped to the tile with its buffer, with each vertex within one unit of where it was; what becomes smaller than the grid
/// is empty. Areas stay valid: rings do not cross.
[[nodiscard]] TileShape cut(const TileAddress& tile, const geo::Geometry& geometry);
/// The same of a geometry whose positions are units of the tile already.
[[nodiscard]] TileShape cut_flat(geo::Geometry flat);

/// Most places are small and lie in a tile as a whole, so that nothing is to be cut.
inline constexpr std::size_t kPlainVertices = 64;
/// A line or the only ring of an area, rounded to the grid, of at most kPlainVertices: as `cut` would give it, or nothing where rounding
/// made rings cross, which `cut` repairs.
[[nodiscard]] std::optional<TileShape> plain_shape(bool area, std::vector<GridPoint> path);

/// Where the label stands: of an area surely inside it, of a line the middle of its longest part.
[[nodiscard]] geo::Position label_position(const geo::Geometry& geometry);

}  // namespace muster::exchange
