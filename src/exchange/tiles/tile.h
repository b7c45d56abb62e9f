// One tile of one register for one reader.
#pragma once

#include "exchange/layer.h"
#include "exchange/tiles/cut.h"

namespace muster::exchange {

/// At this level and further out, points that share a cell of 1/8 of a tile's side stand together as one cluster.
inline constexpr int kClusterUntil = 11;
/// Points further in are clustered in cells of 1/64 where a tile would hold more than this.
inline constexpr int kPointsMost = 20'000;
/// Of lines and areas the largest are given where a tile would hold more.
inline constexpr int kShapesMost = 10'000;

/// Fields that features of a tile carry beside id, label and state: the list columns that are no references, not personal, not structured.
[[nodiscard]] std::vector<const model::Field*> tile_fields(const model::TypeDef& type);

/// The tile's bytes: layer TYPE, and for lines and areas TYPE_label with one point in the whole world for each. Feature ids are record
/// fids; a cluster has none, but `cluster` true and `point_count`. Empty where the reader sees nothing.
[[nodiscard]] std::string tile_of(db::Connection& connection, const model::TypeDef& type, const LayerScope& scope, const TileAddress& tile);

}  // namespace muster::exchange
