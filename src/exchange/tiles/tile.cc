#include "exchange/tiles/tile.h"

#include <algorithm>

#include "record/box.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;
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
      : connection_(connection), type_(type), scope_(scope), tile_(tile), fields_(tile_fields(type)), layer_(type.name), labels_(type.name + "_label") {}

  std::string run() {
    if (type_.place == model::PlaceKind::kPoint) {
      if (tile_.z <= kClusterUntil || !single_points()) clusters(tile_.z <= kClusterUntil ? 8 : 64);
    } else {
      shapes();
    }
    std::string bytes;
    layer_.write_to(bytes);
    labels_.write_to(bytes);
    return bytes;
  }

 private:
  [[nodiscard]] std::string columns(const char* before, const char* after) const {
    std::string out;
    for (const char* name : {"fid", "id", "label", "state"}) out += (out.empty() ? "" : ", ") + (before + ("t." + std::string(name)) + after);
    for (const Field* field : fields_) out += ", " + (before + ("t." + db::quote_name(record::column_name(*field))) + after);
    return out;
  }

  /// Properties of a row whose columns begin with `columns`.
  [[nodiscard]] json::Object properties(const db::Row& row) const {
    json::Object out{{"id", row[1].text()}, {"label", row[2].text()}};
    if (!type_.states.empty()) out.set("state", row[3].text());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const db::Cell& cell = row[4 + i];
      if (cell.is_null()) continue;
      switch (record::column_kind(fields_[i]->kind)) {
        case record::ColumnKind::kText: out.set(fields_[i]->name, cell.text()); break;
        case record::ColumnKind::kReal: out.set(fields_[i]->name, cell.real()); break;
        case record::ColumnKind::kInteger:
          out.set(fields_[i]->name, fields_[i]->kind == FieldKind::kBoolean ? json::Value(cell.integer() != 0) : json::Value(cell.integer()));
          break;
      }
    }
    return out;
  }

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

  void add_point(const geo::Position& at, std::optional<std::int64_t> id, const json::Object& properties) {
    const auto point = point_on(tile_, at);
    if (point) layer_.add(id, {TileShape::Kind::kPoint, {{*point}}}, properties);
  }

  /// False when there are too many.
  bool single_points() {
    Statement statement = points_here();
    const std::string limit = statement.bind(std::int64_t{kPointsMost} + 1);
    const db::Rows rows = connection_.query("SELECT " + columns("", "") + ", t.west, t.south" + statement.from + " ORDER BY t.fid LIMIT " + limit, statement.cells);
    if (rows.size() > kPointsMost) return false;
    for (const db::Row& row : rows) add_point({row[row.size() - 2].real(), row.back().real()}, row[0].integer(), properties(row));
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
    const std::string sql = "SELECT " + columns("MIN(", ")") + ", AVG(t.west), AVG(t.south), COUNT(*), " + column + " AS gx, " + row_of + " AS gy" + statement.from +
                            " GROUP BY gx, gy ORDER BY gx, gy";
    for (const db::Row& row : connection_.query(sql, statement.cells)) {
      const std::size_t after = 4 + fields_.size();
      const geo::Position at{row[after].real(), row[after + 1].real()};
      const std::int64_t count = row[after + 2].integer();
      if (count == 1) {
        add_point(at, row[0].integer(), properties(row));
      } else {
        add_point(at, std::nullopt, json::Object{{"cluster", true}, {"point_count", count}});
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
    const std::string limit = statement.bind(std::int64_t{kShapesMost} + 1);
    const std::string_view geom = connection_.pick("t.geom", "ST_AsBinary(t.geom)");
    return connection_.query("SELECT " + columns("", "") + ", " + std::string(geom) + statement.from + " ORDER BY t.fid LIMIT " + limit, statement.cells);
  }

  void shapes() {
    double least = tile_.z < 15 ? 0.5 : 0;
    db::Rows rows = shape_rows(least);
    for (least = 2; rows.size() > kShapesMost; least *= 2) rows = shape_rows(least);
    for (const db::Row& row : rows) {
      const auto geometry = connection_.engine() == db::Engine::kSqlite ? geo::from_gpkg(row.back().blob()) : geo::from_wkb(row.back().blob());
      if (!geometry) continue;
      const TileShape shape = cut(tile_, *geometry);
      const auto label = point_on(tile_, label_position(*geometry));
      if (shape.empty() && !label) continue;
      const json::Object shown = properties(row);
      layer_.add(row[0].integer(), shape, shown);
      if (label) labels_.add(row[0].integer(), {TileShape::Kind::kPoint, {{*label}}}, shown);
    }
  }

  /// Of an area surely inside it; of a line the middle of its longest part.
  static geo::Position label_position(const geo::Geometry& geometry) {
    if (geometry.is_area()) return geo::label_point(geometry);
    const geo::Path* longest = nullptr;
    double length = -1;
    for (const geo::Part& part : geometry.parts) {
      for (const geo::Path& path : part) {
        const double metres = geo::length_m(path);
        if (metres <= length) continue;
        length = metres;
        longest = &path;
      }
    }
    return longest == nullptr ? geo::Position{} : geo::along(*longest, length / 2);
  }

  db::Connection& connection_;
  const TypeDef& type_;
  const LayerScope& scope_;
  TileAddress tile_;
  std::vector<const Field*> fields_;
  TileLayer layer_;
  TileLayer labels_;
};

}  // namespace

std::vector<const Field*> tile_fields(const TypeDef& type) {
  static const std::vector<std::string> kTaken{"id", "label", "state", "cluster", "point_count"};
  std::vector<const Field*> out;
  for (const std::string& name : type.list) {
    const Field* field = type.field(name);
    if (field == nullptr || field->personal || field->retired || std::ranges::find(kTaken, name) != kTaken.end()) continue;
    switch (field->kind) {
      case FieldKind::kText:
      case FieldKind::kNumber:
      case FieldKind::kInteger:
      case FieldKind::kMoney:
      case FieldKind::kChoice:
      case FieldKind::kBoolean:
      case FieldKind::kDate:
      case FieldKind::kStake: out.push_back(field); break;
      default: break;
    }
  }
  return out;
}

std::string tile_of(db::Connection& connection, const TypeDef& type, const LayerScope& scope, const TileAddress& tile) {
  return TileMaker(connection, type, scope, tile).run();
}

}  // namespace muster::exchange
