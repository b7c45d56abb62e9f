#include "record/box.h"

#include <vector>

#include "record/schema.h"

namespace muster::record {
namespace {

using model::TypeDef;
using Bind = std::function<std::string(db::Cell)>;

// The R*Tree holds fid, west, east, south, north in 32-bit floats, rounded outwards.
std::string tree_name(const TypeDef& type) { return "b_" + type.name; }

constexpr std::string_view kTree = R"sql(
CREATE VIRTUAL TABLE "b_{}" USING rtree(fid, west, east, south, north);
INSERT INTO "b_{}" SELECT fid, west, east, south, north FROM "r_{}" WHERE west IS NOT NULL;
CREATE TRIGGER "b_{}_new" AFTER INSERT ON "r_{}" WHEN NEW.west IS NOT NULL BEGIN
  INSERT INTO "b_{}" VALUES (NEW.fid, NEW.west, NEW.east, NEW.south, NEW.north); END;
CREATE TRIGGER "b_{}_moved" AFTER UPDATE OF west, east, south, north ON "r_{}"
  WHEN OLD.west IS NOT NEW.west OR OLD.east IS NOT NEW.east OR OLD.south IS NOT NEW.south OR OLD.north IS NOT NEW.north BEGIN
  DELETE FROM "b_{}" WHERE fid = OLD.fid;
  INSERT INTO "b_{}" SELECT NEW.fid, NEW.west, NEW.east, NEW.south, NEW.north WHERE NEW.west IS NOT NULL; END;
CREATE TRIGGER "b_{}_gone" AFTER DELETE ON "r_{}" BEGIN DELETE FROM "b_{}" WHERE fid = OLD.fid; END;
)sql";
constexpr std::string_view kGist = R"sql(CREATE INDEX "i_{}_geom" ON "r_{}" USING gist (geom);)sql";
// Of earlier releases: four columns of which only the first was of use.
constexpr std::string_view kDropOld = R"sql(DROP INDEX IF EXISTS "i_{}_box";)sql";

std::string for_type(std::string_view text, const TypeDef& type) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) != "{}") {
      out += text[at];
      continue;
    }
    out += type.name;
    ++at;
  }
  return out;
}

// One box, or the two that meet at 180°.
std::vector<BoxCorners> plain_boxes(const BoxCorners& box) {
  const auto& [west, south, east, north] = box;
  if (west <= east) return {box};
  return {{west, south, 180, north}, {-180, south, east, north}};
}

std::string touches(const std::string& alias, const BoxCorners& box, const Bind& bind) {
  const auto& [west, south, east, north] = box;
  return alias + ".west <= " + bind(east) + " AND " + alias + ".east >= " + bind(west) + " AND " + alias + ".south <= " + bind(north) + " AND " + alias +
         ".north >= " + bind(south);
}

// What the index alone says of one box.
std::string from_index(db::Engine engine, const TypeDef& type, const BoxCorners& box, const Bind& bind) {
  if (engine == db::Engine::kSqlite) return "SELECT b.fid FROM " + db::quote_name(tree_name(type)) + " b WHERE " + touches("b", box, bind);
  const auto& [west, south, east, north] = box;
  return "t.geom && ST_MakeEnvelope(" + bind(west) + ", " + bind(south) + ", " + bind(east) + ", " + bind(north) + ", 4326)";
}

}  // namespace

void make_box_index(db::Connection& connection, const TypeDef& type) {
  if (type.place == model::PlaceKind::kNone) return;
  const bool sqlite = connection.engine() == db::Engine::kSqlite;
  const auto there = connection.one(connection.pick("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
                                                    "SELECT 1 FROM pg_indexes WHERE schemaname = current_schema() AND indexname = $1"),
                                    {sqlite ? tree_name(type) : "i_" + type.name + "_geom"});
  if (there) return;
  connection.run_script(for_type(sqlite ? kTree : kGist, type));
  connection.run_script(for_type(kDropOld, type));
}

void drop_box_index(db::Connection& connection, const TypeDef& type) {
  if (type.place == model::PlaceKind::kNone) return;
  if (connection.engine() == db::Engine::kSqlite) {
    connection.run_script(for_type(R"sql(DROP TRIGGER IF EXISTS "b_{}_new"; DROP TRIGGER IF EXISTS "b_{}_moved"; DROP TRIGGER IF EXISTS "b_{}_gone";
                                         DROP TABLE IF EXISTS "b_{}";)sql", type));
  } else {
    connection.run_script(for_type(R"sql(DROP INDEX IF EXISTS "i_{}_geom";)sql", type));
  }
}

std::int64_t count_in_box(db::Connection& connection, const TypeDef& type, const BoxCorners& box, std::int64_t at_most) {
  db::Cells cells;
  const Bind bind = [&cells](db::Cell cell) {
    cells.push_back(std::move(cell));
    return '$' + std::to_string(cells.size());
  };
  std::int64_t count = 0;
  for (const BoxCorners& each : plain_boxes(box)) {
    cells.clear();
    std::string rows = from_index(connection.engine(), type, each, bind);
    if (connection.engine() == db::Engine::kPostgres) rows = "SELECT 1 FROM " + db::quote_name(table_name(type)) + " t WHERE " + rows;
    const std::string limit = bind(at_most - count);
    count += (*connection.one("SELECT COUNT(*) FROM (" + rows + " LIMIT " + limit + ") c", cells))[0].integer();
  }
  return count;
}

std::string box_condition(db::Engine engine, const TypeDef& type, const BoxCorners& box, BoxWay way, const Bind& bind) {
  std::string out;
  for (const BoxCorners& each : plain_boxes(box)) {
    std::string one = touches("t", each, bind);
    if (way == BoxWay::kIndex) {
      std::string index = from_index(engine, type, each, bind);
      if (engine == db::Engine::kSqlite) index = "t.fid IN (" + index + ')';
      one = index + " AND " + one;
    }
    out += (out.empty() ? "(" : " OR (") + one + ')';
  }
  return '(' + out + ')';
}

}  // namespace muster::record
