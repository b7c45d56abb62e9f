// Tiles of one register of points, made anew each time; on PostgreSQL beside PostGIS' own ST_AsMVT over the same rows with a GiST index.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "app/bench/bench.h"
#include "app/installation.h"
#include "exchange/tiles/tile.h"

namespace muster::app::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kType = "store";

/// Rows straight into the table, on a grid with a step that never repeats, 1.2° by 1°: what is measured is reading.
Status fill(db::Database& database, std::int64_t rows) {
  return database.write_with([&](db::Connection& connection) -> Status {
    const bool sqlite = connection.engine() == db::Engine::kSqlite;
    const std::string numbers = sqlite ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(rows) + ") "
                                       : "WITH n AS (SELECT i FROM generate_series(1, " + std::to_string(rows) + ") AS i) ";
    const std::string lon = "111.4 + (i * 7919 % 1200007) / 1000000.0";
    const std::string lat = "29.5 + (i * 104729 % 1000003) / 1000000.0";
    const std::string geom = sqlite ? "NULL" : "ST_SetSRID(ST_MakePoint(" + lon + ", " + lat + "), 4326)";
    connection.run_script("INSERT INTO r_store (id, owner_node, ledger, version, jurisdiction_id, jpath, state, number, label, occurred_at, recorded_at, changed_at, created_by, "
                          "changed_by, model_version, unique_key, geom, west, south, east, north, f_name, f_kind) " +
                          numbers + "SELECT 'bench-' || i, 'bench', 'real', 1, '', '/42/10/' || (i % 8 + 20), '', '', '仓' || i, 0, 0, 0, '', '', '', 'bench-' || i, " + geom + ", " + lon +
                          ", " + lat + ", " + lon + ", " + lat + ", '仓' || i, CASE WHEN i % 3 = 0 THEN 'relief' ELSE 'flood' END FROM n;");
    if (!sqlite) connection.run_script("CREATE INDEX bench_geom ON r_store USING gist (geom);");
    connection.run_script("ANALYZE;");
    return {};
  });
}

/// One county's officer, so that the predicate is a real one.
identity::Viewer county() {
  identity::Viewer viewer;
  viewer.grants.push_back({{"read"}, {kType}, "/42/10/22", false, "county_duty", "", ""});
  return viewer;
}
identity::Viewer whole_city() {
  identity::Viewer viewer = county();
  viewer.grants.front().path = "/";
  return viewer;
}

std::size_t by_postgis(db::Connection& connection, const exchange::LayerScope& scope, const exchange::TileAddress& tile) {
  db::Cells cells = scope.cells;
  std::string envelope = "ST_TileEnvelope(";
  for (const std::int64_t each : {std::int64_t{tile.z}, tile.x, tile.y}) {
    cells.emplace_back(each);
    envelope += "$" + std::to_string(cells.size()) + "::int" + (cells.size() == scope.cells.size() + 3 ? ")" : ", ");
  }
  const auto row = connection.one("SELECT ST_AsMVT(m, 'store', 4096, 'mvt', 'fid') FROM (SELECT t.fid, t.id, t.label, t.f_name AS name, t.f_kind AS kind, ST_AsMVTGeom(ST_Transform(t.geom, 3857), " +
                                      envelope + ", 4096, 0) AS mvt FROM r_store t WHERE " + scope.where + " AND t.geom && ST_Transform(" + envelope + ", 4326)) m",
                                  cells);
  return row ? (*row)[0].blob().size() : 0;
}

struct Measured {
  std::vector<double> ms;
  std::size_t bytes = 0;
};

void timed(Measured& out, const std::function<std::size_t()>& make) {
  const double from = now_s();
  out.bytes = make();
  out.ms.push_back((now_s() - from) * 1000);
}

}  // namespace

Status bench_tiles(Cli& cli, const TilesOptions& options) {
  std::string folder = (fs::temp_directory_path() / "muster-tiles-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail(error::kStorageUnavailable, "", {{"reason", folder}});
  const WallTime wall;
  json::Array rows;
  {
    std::map<std::string, Effective> flags;
    if (!options.url.empty()) flags["storage.url"] = {options.url, "--db"};
    auto config = Config::load(folder, flags);
    if (!config) return fail(config.error());
    const auto open = open_installation(*std::move(config), wall, true);
    if (!open) return fail(open.error());
    db::Database& database = *(*open)->database;
    if (const Status filled = fill(database, options.rows); !filled) return filled;
    const model::TypeDef& type = *(*open)->store->model().type(kType);
    const bool postgis = database.engine() == db::Engine::kPostgres;
    for (const auto& [name, viewer] : {std::pair{"city", whole_city()}, std::pair{"county", county()}}) {
      const exchange::LayerScope scope = exchange::layer_scope(viewer, type, "real");
      for (const int z : {0, 8, 11, 12, 13, 14, 16}) {
        const auto side = static_cast<double>(std::int64_t{1} << z);
        const exchange::TileAddress tile{z, static_cast<std::int64_t>((112.0 + 180) / 360 * side), static_cast<std::int64_t>(0.41274 * side)};
        Measured ours, theirs;
        for (int i = 0; i < options.repeats; ++i) {
          timed(ours, [&] { return database.read([&](db::Connection& c) { return exchange::tile_of(c, type, scope, tile).size(); }); });
          if (postgis) timed(theirs, [&] { return database.read([&](db::Connection& c) { return by_postgis(c, scope, tile); }); });
        }
        json::Object row{{"reader", name}, {"zoom", z}, {"bytes", ours.bytes}, {"muster", to_json(spread_of(ours.ms))}};
        if (postgis) {
          row.set("postgis_bytes", theirs.bytes);
          row.set("postgis", to_json(spread_of(theirs.ms)));
        }
        if (!cli.json) {
          cli.out << fmt::format("{:<7} zoom {:>2}  muster p50 {:>8.2f} ms · p95 {:>8.2f} · {:>8} B", name, z, spread_of(ours.ms).p50, spread_of(ours.ms).p95, ours.bytes);
          if (postgis) cli.out << fmt::format("   ST_AsMVT p50 {:>8.2f} ms · {:>9} B", spread_of(theirs.ms).p50, theirs.bytes);
          cli.out << std::endl;
        }
        rows.emplace_back(std::move(row));
      }
    }
  }
  if (cli.json) cli.out << json::write_pretty(json::Object{{"bench", "tiles"}, {"engine", options.url.empty() ? "sqlite" : "postgres"}, {"rows", options.rows}, {"tiles", std::move(rows)}});
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return {};
}

}  // namespace muster::app::bench
