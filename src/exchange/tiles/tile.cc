#include "exchange/tiles/tile.h"

#include <algorithm>

#include "record/box.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

using model::TypeDef;

/// With more rows than this in a tile, whoever may read them, the rows are read in the table's order and not one by one.
constexpr std::int64_t kManyInTile = 50'000;

/// A statement over the reader's rows, and its values.
struct Statement {
  Statement(const TypeDef& type, const LayerScope& scope)
      : from(" FROM " + db::quote_name(record::table_name(type)) + " t WHERE " + scope.where), cells(scope.cells) {}
  std::string bind(db::Cell cell) {
    cells.push_back(std::move(cell));
    return '$' + std::to_string(cells.size());
  }
  void also(const std::string& condition) { from += " AND " + condition; }

  std::string from;
  db::Cells cells;
};

class TileMaker {
 public:
  TileMaker(db::Connection& connection, const TypeDef& type, const LayerScope& scope, const TileAddress& tile)
      : connection_(connection), type_(type), scope_(scope), tile_(tile), form_(type), layer_(type.name, form_.names()), labels_(type.name + "_label", form_.names()) {}

  std::string run() {
    if (type_.place == model::PlaceKind::kPoint) {
      if (tile_.z <= kClusterUntil || !single_points()) clusters(tile_.z <= kClusterUntil ? kCellsFarOut : kCellsCloser);
    } else {
      shapes();
    }
    std::string bytes;
    layer_.write_to(bytes);
    labels_.write_to(bytes);
    return bytes;
  }

 private:
  [[nodiscard]] Statement in_box(const geo::Box& box) const {
    const record::BoxCorners corners{box.west, box.south, box.east, box.north};
    const bool many = record::count_in_box(connection_, type_, corners, kManyInTile + 1) > kManyInTile;
    Statement statement(type_, scope_);
    statement.also(record::box_condition(connection_.engine(), type_, corners, many ? record::BoxWay::kEach : record::BoxWay::kIndex,
                                         [&statement](db::Cell cell) { return statement.bind(std::move(cell)); }));
    return statement;
  }

  // Half-open, as point_on counts: a point belongs to one tile. The comparison in degrees may err by a rounding at the very edge, so it is
  // wider by far less than a unit and point_on decides.
  [[nodiscard]] Statement points_here() const {
    const geo::Box box = tile_.box(0.001);
    return in_box(box);
  }

  void add_point(const geo::Position& at, std::optional<std::int64_t> id, const std::string& properties) {
    const auto point = point_on(tile_, at);
    if (point) layer_.add(id, *point, properties);
  }

  /// False when there are too many.
  bool single_points() {
    Statement statement = points_here();
    const std::string limit = statement.bind(std::int64_t{kPointsMost} + 1);
    const db::Rows rows = connection_.query("SELECT " + form_.columns() + ", t.west, t.south" + statement.from + " ORDER BY t.fid LIMIT " + limit, statement.cells);
    if (rows.size() > kPointsMost) return false;
    for (const db::Row& row : rows) add_point({row[row.size() - 2].real(), row.back().real()}, row[0].integer(), form_.properties(row));
    return true;
  }

  void clusters(int cells) {
    const geo::Box box = tile_.box();
    Statement statement = points_here();
    const double per_lon = cells / (box.east - box.west);
    const double per_lat = cells / (box.north - box.south);
    const auto cell_of = [&](const std::string& distance, double per) {
      const std::string product = "(" + distance + ") * " + statement.bind(per);
      return std::string(connection_.engine() == db::Engine::kSqlite ? "CAST(" + product + " AS INTEGER)" : "CAST(trunc(" + product + ") AS BIGINT)");
    };
    const std::string column = cell_of("t.west - " + statement.bind(box.west), per_lon);
    const std::string row_of = cell_of(statement.bind(box.north) + " - t.south", per_lat);
    const std::string sql = "SELECT " + form_.columns("MIN(", ")") + ", AVG(t.west), AVG(t.south), COUNT(*), " + column + " AS gx, " + row_of + " AS gy" + statement.from +
                            " GROUP BY gx, gy ORDER BY gx, gy";
    for (const db::Row& row : connection_.query(sql, statement.cells)) {
      const std::size_t after = form_.column_count();
      const geo::Position at{row[after].real(), row[after + 1].real()};
      const std::int64_t count = row[after + 2].integer();
      if (count == 1) {
        add_point(at, row[0].integer(), form_.properties(row));
      } else {
        add_point(at, std::nullopt, form_.cluster(count));
      }
    }
  }

  [[nodiscard]] db::Rows shape_rows(double least_units) const {
    const geo::Box box = tile_.box(kTileBuffer);
    const geo::Box own = tile_.box();
    Statement statement = in_box(box);
    // What is smaller than the grid would vanish in the rounding; it is not read at all.
    const double share = least_units / kTileExtent;
    statement.also("(t.east - t.west >= " + statement.bind(share * (own.east - own.west)) + " OR t.north - t.south >= " +
                   statement.bind(share * (own.north - own.south)) + ")");
    const std::string limit = statement.bind(std::int64_t{kShapesMost});
    const std::string_view geom = connection_.pick("t.geom", "ST_AsBinary(t.geom)");
    return connection_.query("SELECT " + form_.columns() + ", " + std::string(geom) + statement.from +
                                 " ORDER BY t.east - t.west + t.north - t.south DESC, t.fid LIMIT " + limit, statement.cells);
  }

  void shapes() {
    const db::Rows rows = shape_rows(tile_.z < kAllShapesFrom ? kLeastUnits : 0);
    for (const db::Row& row : rows) {
      const auto geometry = connection_.engine() == db::Engine::kSqlite ? geo::from_gpkg(row.back().blob()) : geo::from_wkb(row.back().blob());
      if (!geometry) continue;
      const TileShape shape = cut(tile_, *geometry);
      const auto label = point_on(tile_, label_position(*geometry));
      if (shape.empty() && !label) continue;
      const std::string shown = form_.properties(row);
      layer_.add(row[0].integer(), shape, shown);
      if (label) labels_.add(row[0].integer(), *label, shown);
    }
  }

  db::Connection& connection_;
  const TypeDef& type_;
  const LayerScope& scope_;
  TileAddress tile_;
  TileForm form_;
  TileLayer layer_;
  TileLayer labels_;
};

}  // namespace

std::string tile_of(db::Connection& connection, const TypeDef& type, const LayerScope& scope, const TileAddress& tile) {
  return TileMaker(connection, type, scope, tile).run();
}

}  // namespace muster::exchange
