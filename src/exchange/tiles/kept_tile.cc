// A tile from rows in memory.
#include <algorithm>
#include <boost/iterator/function_output_iterator.hpp>
#include <set>

#include "exchange/tiles/kept_rows.h"
#include "exchange/tiles/tile.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

using Rows = KeptLayer::Rows;

/// Rows that one reader may see.
class Sight {
 public:
  Sight(const Rows& rows, db::Connection& connection, const LayerScope& scope) {
    places_.reserve(rows.jpaths.size());
    for (const std::string& jpath : rows.jpaths) places_.push_back(scope.open_place(jpath) ? 1 : 0);
    if (scope.named.empty()) return;
    const std::string sql = "SELECT t.fid FROM " + db::quote_name(record::table_name(rows.type)) + " t WHERE " + scope.named;
    for (const db::Row& row : connection.query(sql, scope.named_cells)) named_.insert(row[0].integer());
  }
  [[nodiscard]] bool sees(const KeptRow& row) const { return places_[row.place] != 0 || (!named_.empty() && named_.contains(row.fid)); }

 private:
  std::vector<char> places_;
  std::set<std::int64_t> named_;
};

/// A tile's place in the world; units of the tile are world units × 2^-shift.
struct Frame {
  explicit Frame(const TileAddress& tile) : shift(20 - tile.z), size(std::int64_t{1} << (32 - tile.z)), x(tile.x * size), y(tile.y * size) {}

  [[nodiscard]] bool holds(World at) const { return at.x >= x && at.x < x + size && at.y >= y && at.y < y + size; }
  [[nodiscard]] GridPoint unit(World at) const {
    const std::int64_t half = shift == 0 ? 0 : std::int64_t{1} << (shift - 1);
    return {static_cast<std::int32_t>((at.x - x + half) >> shift), static_cast<std::int32_t>((at.y - y + half) >> shift)};
  }
  [[nodiscard]] geo::Position exact(World at) const {
    const auto per = static_cast<double>(std::int64_t{1} << shift);
    return {static_cast<double>(at.x - x) / per, static_cast<double>(at.y - y) / per};
  }
  /// Widened by units of the tile.
  [[nodiscard]] Rows::Box box(std::int64_t units) const {
    const auto clamped = [](std::int64_t v) { return static_cast<std::uint32_t>(std::clamp<std::int64_t>(v, 0, 0xFFFFFFFF)); };
    const std::int64_t more = units << shift;
    return {Rows::Point(clamped(x - more), clamped(y - more)), Rows::Point(clamped(x + size - 1 + more), clamped(y + size - 1 + more))};
  }

  int shift;
  std::int64_t size;
  std::int64_t x;
  std::int64_t y;
};

class Maker {
 public:
  Maker(const Rows& rows, const Sight& sight, const TileAddress& tile)
      : r_(rows), sight_(sight), tile_(tile), frame_(tile), layer_(rows.type.name, rows.form.names()), labels_(rows.type.name + "_label", rows.form.names()) {}

  std::string run() {
    if (r_.points()) {
      points();
    } else {
      shapes();
    }
    std::string bytes;
    layer_.write_to(bytes);
    labels_.write_to(bytes);
    return bytes;
  }

 private:
  /// Visible rows whose box touches the tile widened by `buffer` units.
  template <class Each>
  void visit(std::int64_t buffer, Each each) const {
    r_.tree.query(boost::geometry::index::intersects(frame_.box(buffer)), boost::make_function_output_iterator([&](const Rows::Entry& entry) {
                    const KeptRow& row = r_.rows[entry.second];
                    if (sight_.sees(row)) each(row);
                  }));
  }

  void points() {
    std::vector<const KeptRow*> here;
    visit(0, [&](const KeptRow& row) { here.push_back(&row); });
    if (tile_.z <= kClusterUntil || here.size() > kPointsMost) {
      clusters(here, tile_.z <= kClusterUntil ? kCellsFarOut : kCellsCloser);
      return;
    }
    for (const KeptRow* row : here) layer_.add(row->fid, frame_.unit(row->low), r_.properties_of(*row));
  }

  void clusters(const std::vector<const KeptRow*>& here, int cells) {
    struct Cell {
      std::int64_t count = 0;
      std::int64_t x = 0;  ///< sums of distances from the tile's corner
      std::int64_t y = 0;
      const KeptRow* last = nullptr;
    };
    const auto side = static_cast<std::int64_t>(cells);
    std::vector<Cell> all(static_cast<std::size_t>(side * side));
    for (const KeptRow* row : here) {
      const std::int64_t x = row->low.x - frame_.x;
      const std::int64_t y = row->low.y - frame_.y;
      Cell& cell = all[static_cast<std::size_t>(x * side / frame_.size * side + y * side / frame_.size)];
      ++cell.count;
      cell.x += x;
      cell.y += y;
      cell.last = row;
    }
    for (const Cell& cell : all) {
      if (cell.count == 0) continue;
      if (cell.count == 1) {
        layer_.add(cell.last->fid, frame_.unit(cell.last->low), r_.properties_of(*cell.last));
        continue;
      }
      const World middle{static_cast<std::uint32_t>(frame_.x + cell.x / cell.count), static_cast<std::uint32_t>(frame_.y + cell.y / cell.count)};
      layer_.add(std::nullopt, frame_.unit(middle), r_.form.cluster(cell.count));
    }
  }

  [[nodiscard]] static std::int64_t wide(const KeptRow& row) { return std::int64_t{row.high.x} - row.low.x; }
  [[nodiscard]] static std::int64_t high(const KeptRow& row) { return std::int64_t{row.high.y} - row.low.y; }

  void shapes() {
    const double least = tile_.z < kAllShapesFrom ? kLeastUnits : 0;
    const auto units = static_cast<std::int64_t>(least * static_cast<double>(std::int64_t{1} << frame_.shift));
    std::vector<const KeptRow*> here;
    visit(kTileBuffer, [&](const KeptRow& row) {
      if (std::max(wide(row), high(row)) >= units) here.push_back(&row);
    });
    if (here.size() > kShapesMost) {
      std::ranges::nth_element(here, here.begin() + kShapesMost, std::ranges::less{}, [](const KeptRow* row) { return std::pair(-wide(*row) - high(*row), row->fid); });
      here.resize(kShapesMost);
    }
    for (const KeptRow* row : here) {
      const std::string_view properties = r_.properties_of(*row);
      layer_.add(row->fid, shape_of(*row), properties);
      if (frame_.holds(row->label)) labels_.add(row->fid, frame_.unit(row->label), properties);
    }
  }

  [[nodiscard]] TileShape shape_of(const KeptRow& row) const {
    const std::uint32_t* word = r_.vertices.data() + row.geometry;
    const bool area = (word[0] & 1U) != 0;
    const std::uint32_t paths = *word++ / 2;
    const GridPoint low = frame_.unit(row.low);
    const GridPoint high = frame_.unit(row.high);
    const bool whole = low.x >= -kTileBuffer && low.y >= -kTileBuffer && high.x <= kTileExtent + kTileBuffer && high.y <= kTileExtent + kTileBuffer;
    if (whole && paths == 1 && *word / 2 <= kPlainVertices) {
      std::vector<GridPoint> path;
      path.reserve(*word / 2);
      for (std::uint32_t i = 0; i < *word / 2; ++i) path.push_back(frame_.unit({word[1 + 2 * i], word[2 + 2 * i]}));
      if (auto shape = plain_shape(area, std::move(path))) return *std::move(shape);
    }
    geo::Geometry flat;
    flat.kind = area ? geo::Kind::kMultiPolygon : geo::Kind::kMultiLine;
    for (std::uint32_t i = 0; i < paths; ++i) {
      const std::uint32_t length = *word / 2;
      if ((*word++ & 1U) != 0 || !area) flat.parts.emplace_back();
      geo::Path& path = flat.parts.back().emplace_back();
      path.reserve(length);
      for (std::uint32_t k = 0; k < length; ++k, word += 2) path.push_back(frame_.exact({word[0], word[1]}));
    }
    return cut_flat(std::move(flat));
  }

  const Rows& r_;
  const Sight& sight_;
  TileAddress tile_;
  Frame frame_;
  TileLayer layer_;
  TileLayer labels_;
};

}  // namespace

std::string KeptLayer::tile(db::Connection& connection, const LayerScope& scope, const TileAddress& tile) const {
  const std::shared_lock lock(rows_->mutex);
  const Sight sight(*rows_, connection, scope);
  return Maker(*rows_, sight, tile).run();
}

}  // namespace muster::exchange
