// One tile of one register for one reader, from the database: while the register is not kept in memory (kept_layers.h).
#pragma once

#include "exchange/layer.h"
#include "exchange/tiles/cut.h"
#include "exchange/tiles/form.h"

namespace muster::exchange {

/// Cells along a tile's side in which points stand together; see kClusterUntil, kPointsMost.
inline constexpr int kCellsFarOut = 8;
inline constexpr int kCellsCloser = 64;
/// At this level and further out, points that share a cell of 1/8 of a tile's side stand together as one cluster.
inline constexpr int kClusterUntil = 11;
/// Points further in are clustered in cells of 1/64 where a tile would hold more than this.
inline constexpr int kPointsMost = 20'000;
/// What is smaller than this, in units of the tile, is left out, but from level 15 on.
inline constexpr double kLeastUnits = 0.5;
inline constexpr int kAllShapesFrom = 15;
/// Of lines and areas the largest are given where a tile would hold more.
inline constexpr int kShapesMost = 10'000;

/// The tile's bytes, read from the database: layer TYPE, and for lines and areas TYPE_label with one point in the whole world for each. Feature ids are record
/// fids; a cluster has none, but `cluster` true and `point_count`. Empty where the reader sees nothing.
[[nodiscard]] std::string tile_of(db::Connection& connection, const model::TypeDef& type, const LayerScope& scope, const TileAddress& tile);

}  // namespace muster::exchange
