// Private to kept_layer.cc and kept_tile.cc: the rows of a layer that is kept in memory.
#pragma once

#define BOOST_ALLOW_DEPRECATED_HEADERS  // Boost 1.74 warns of headers of its own
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <shared_mutex>
#include <unordered_map>

#include "exchange/tiles/kept_layer.h"

namespace muster::exchange {

/// Where something lies in the square of Web Mercator: 2^32 units along each side, from its north-west corner.
struct World {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
};
[[nodiscard]] World world_of(geo::Position position);

struct KeptRow {
  std::int64_t fid = 0;
  World low;    ///< north-west corner of its box; of a point, the point
  World high;
  World label;  ///< of lines and areas
  std::uint32_t place = 0;       ///< of jpaths
  std::uint32_t geometry = 0;    ///< where it begins in vertices; points have none
  std::uint32_t properties = 0;  ///< where they begin in texts
  std::uint32_t properties_size = 0;
};

class KeptLayer::Rows {
 public:
  Rows(const model::TypeDef& type_of, std::string ledger_of) : type(type_of), ledger(std::move(ledger_of)), form(type) {}

  using Point = boost::geometry::model::d2::point_xy<std::uint32_t>;
  using Box = boost::geometry::model::box<Point>;
  using Entry = std::pair<Box, std::uint32_t>;  ///< a row's box and its place in rows
  using Tree = boost::geometry::index::rtree<Entry, boost::geometry::index::quadratic<16>>;

  [[nodiscard]] static Entry entry_of(const KeptRow& row, std::uint32_t at) { return {Box(Point(row.low.x, row.low.y), Point(row.high.x, row.high.y)), at}; }
  [[nodiscard]] bool points() const { return type.place == model::PlaceKind::kPoint; }
  [[nodiscard]] std::string_view properties_of(const KeptRow& row) const { return std::string_view(texts).substr(row.properties, row.properties_size); }

  const model::TypeDef& type;
  const std::string ledger;
  const TileForm form;

  mutable std::shared_mutex mutex;  ///< of all that follows
  std::int64_t sequence = 0;
  std::vector<KeptRow> rows;         ///< neighbours in the world stand near each other; some are no more, and in no tree
  std::vector<std::uint32_t> unused; ///< places in rows
  std::unordered_map<std::int64_t, std::uint32_t> by_fid;
  Tree tree;
  std::vector<std::uint32_t> vertices;  ///< per geometry: paths × 2, + 1 for an area; per path: length × 2, + 1 where it begins a part; x, y …
  std::string texts;                    ///< properties
  std::size_t written_as_read = 0;      ///< of vertices and texts; what changed since is appended and leaves gaps
  std::vector<std::string> jpaths;
  std::unordered_map<std::string, std::uint32_t> jpath_places;
};

}  // namespace muster::exchange
