// One register of one ledger in memory, as tiles need it: projected, its properties encoded, in a tree of boxes. Shared by all readers; what
// one of them may see is decided row by row, as the tile is made. docs/design/features-and-tiles.md
#pragma once

#include <memory>
#include <stop_token>

#include "exchange/layer.h"
#include "exchange/tiles/cut.h"
#include "exchange/tiles/form.h"

namespace muster::exchange {

/// Thread-safe. It holds the rows with a place that are not deleted, as of one journal entry.
class KeptLayer {
 public:
  KeptLayer(const model::TypeDef& type, std::string ledger);
  ~KeptLayer();
  KeptLayer(const KeptLayer&) = delete;
  KeptLayer& operator=(const KeptLayer&) = delete;

  /// Reads all rows anew; before anybody else has it. False when they would take more than `bytes_most`, or on `stop`.
  [[nodiscard]] bool read(db::Connection& connection, std::size_t bytes_most, const std::stop_token& stop = {});
  /// Takes in what changed up to the snapshot of the connection. False when that is too much to do while somebody waits: read it anew.
  [[nodiscard]] bool renew(db::Connection& connection);
  [[nodiscard]] std::int64_t sequence() const;  ///< journal entry that it is as of
  [[nodiscard]] std::size_t bytes() const;      ///< about what it takes in memory

  /// Levels beyond this are finer than what is kept (9 mm at the equator).
  static constexpr int kZoomMost = 20;
  /// The tile's bytes, as tile_of gives them; the features of a tile in any order. @param tile.z at most kZoomMost
  [[nodiscard]] std::string tile(db::Connection& connection, const LayerScope& scope, const TileAddress& tile) const;

  class Rows;  ///< kept_rows.h

 private:
  std::unique_ptr<Rows> rows_;
};

}  // namespace muster::exchange
