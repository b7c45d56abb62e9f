// Tiles of one register of small areas or points, made anew each time: from memory, from the database, and on PostgreSQL by PostGIS' own
// ST_AsMVT over the same rows. The peer has what it is best with: a table of its own in Web Mercator, a GiST index, rows in its order.
#include <fmt/format.h>

#include <sys/types.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <ostream>

#include "app/bench/bench.h"
#include "app/bench/own_installation.h"
#include "exchange/tiles/kept_layers.h"
#include "exchange/tiles/tile.h"

namespace muster::app::bench {
namespace {

namespace fs = std::filesystem;
using exchange::TileAddress;

/// The town of the benchmark: 50 by 44 km about its middle.
constexpr double kWest = 112.0, kSouth = 30.1, kWide = 0.52, kHigh = 0.396;
/// Radius of an area's eight corners, degrees: about 10 m.
constexpr double kRadius = 0.0001;
/// Steps of a sequence that spreads evenly (Roberts 2018, R2).
constexpr double kStepX = 0.7548776662466927, kStepY = 0.5698402909980532;

const char* type_of(const TilesOptions& options) { return options.points ? "store" : "safety_zone"; }

geo::Position middle_of(std::int64_t i) {
  const double x = static_cast<double>(i) * kStepX;
  const double y = static_cast<double>(i) * kStepY;
  return {kWest + kWide * (x - std::floor(x)), kSouth + kHigh * (y - std::floor(y))};
}

geo::Geometry octagon(geo::Position at) {
  geo::Path ring;
  for (int i = 0; i <= 8; ++i) {
    const double angle = (i % 8) * std::numbers::pi / 4;
    ring.push_back({at.lon + kRadius * std::cos(angle), at.lat + kRadius * std::sin(angle)});
  }
  ring.back() = ring.front();
  return geo::polygon({ring});
}

const std::string kColumns = "INSERT INTO {} (id, owner_node, ledger, version, jurisdiction_id, jpath, state, number, label, occurred_at, recorded_at, changed_at, created_by, changed_by, "
                             "model_version, unique_key, geom, west, south, east, north, f_name, f_kind{}) ";

// Rows straight into the table: what is measured is reading.
Status fill_sqlite(db::Connection& connection, const TilesOptions& options) {
  const std::string table = db::quote_name("r_" + std::string(type_of(options)));
  const std::string sql = fmt::format(fmt::runtime(kColumns), table, options.points ? "" : ", f_residents") +
                          "VALUES ($1, 'bench', 'real', 1, '', $2, '', '', $3, 0, 0, 0, '', '', '', $1, $4, $5, $6, $7, $8, $3, $9" + (options.points ? ")" : ", $10)");
  for (std::int64_t i = 1; i <= options.rows; ++i) {
    const geo::Position at = middle_of(i);
    const geo::Geometry shape = options.points ? geo::point(at) : octagon(at);
    const geo::Box box = geo::box_of(shape);
    db::Cells cells{"bench-" + std::to_string(i), "/42/10/" + std::to_string(i % 8 + 20), "点" + std::to_string(i), db::Blob{geo::to_gpkg(shape)},
                    box.west, box.south, box.east, box.north, i % 3 == 0 ? "safe_platform" : "safe_area"};
    if (!options.points) cells.emplace_back(i % 1000);
    if (const auto done = connection.execute(sql, cells); !done) return fail(done.error());
  }
  return {};
}

Status fill_postgres(db::Connection& connection, const TilesOptions& options) {
  const std::string table = "r_" + std::string(type_of(options));
  const auto share = [](double step) { return fmt::format("(i * {0}::float8 - floor(i * {0}::float8))", step); };
  const std::string middle = fmt::format("ST_SetSRID(ST_MakePoint({} + {} * {}, {} + {} * {}), 4326)", kWest, kWide, share(kStepX), kSouth, kHigh, share(kStepY));
  const std::string shape = options.points ? middle : fmt::format("ST_Buffer({}, {}, 'quad_segs=2')", middle, kRadius);
  // Indexes are made after the rows: ten of them, row by row, would take most of an hour of 3·10⁶.
  const db::Rows indexes = connection.query("SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1 AND indexname ~ '^i_'", {table});
  for (const db::Row& index : indexes) connection.run_script("DROP INDEX " + db::quote_name(index[0].text()) + ';');
  connection.run_script(fmt::format(fmt::runtime(kColumns), table, options.points ? "" : ", f_residents") +
                        "SELECT 'bench-' || i, 'bench', 'real', 1, '', '/42/10/' || (i % 8 + 20), '', '', '点' || i, 0, 0, 0, '', '', '', 'bench-' || i, g, ST_XMin(g), ST_YMin(g), ST_XMax(g), ST_YMax(g), "
                        "'点' || i, CASE WHEN i % 3 = 0 THEN 'safe_platform' ELSE 'safe_area' END" + (options.points ? "" : ", i % 1000") +
                        " FROM (SELECT i, " + shape + " AS g FROM generate_series(1, " + std::to_string(options.rows) + ") i) s;");
  for (const db::Row& index : indexes) connection.run_script(index[1].text() + ';');
  connection.run_script("CREATE TABLE bench_peer AS SELECT t.fid, t.id, t.label, t.f_name AS name, t.f_kind AS kind" + std::string(options.points ? "" : ", t.f_residents AS residents") +
                        ", t.ledger, t.jpath, t.deleted_at, ST_Transform(t.geom, 3857) AS geom FROM " + table + " t WHERE t.geom IS NOT NULL;"
                        "CREATE INDEX bench_peer_geom ON bench_peer USING gist (geom); CLUSTER bench_peer USING bench_peer_geom;");
  return {};
}

/// One county's officer, so that the predicate is a real one.
identity::Viewer county(const TilesOptions& options) {
  identity::Viewer viewer;
  viewer.grants.push_back({{"read"}, {type_of(options)}, "/42/10/22", false, "county_duty", "", ""});
  return viewer;
}
identity::Viewer whole_city(const TilesOptions& options) {
  identity::Viewer viewer = county(options);
  viewer.grants.front().path = "/";
  return viewer;
}

std::string by_postgis(db::Connection& connection, const TilesOptions& options, const exchange::LayerScope& scope, const TileAddress& tile) {
  db::Cells cells = scope.cells;
  std::string address;
  for (const std::int64_t each : {std::int64_t{tile.z}, tile.x, tile.y}) {
    cells.emplace_back(each);
    address += (address.empty() ? "$" : ", $") + std::to_string(cells.size()) + "::int";
  }
  const std::string sql = fmt::format(
      "SELECT ST_AsMVT(m, '{}', 4096, 'mvt', 'fid') FROM (SELECT t.fid, t.id, t.label, t.name, t.kind{}, ST_AsMVTGeom(t.geom, ST_TileEnvelope({}), 4096, 64, true) AS mvt "
      "FROM bench_peer t WHERE {} AND t.geom && ST_TileEnvelope({}, margin => 64.0 / 4096)) m",
      type_of(options), options.points ? "" : ", t.residents", address, scope.where, address);
  const auto row = connection.one(sql, cells);
  return row ? (*row)[0].blob() : std::string();
}

/// A square of tiles about the town's middle.
struct Block {
  int z = 0;
  int side = 1;
  [[nodiscard]] std::vector<TileAddress> tiles() const {
    const geo::Position at{kWest + kWide / 2, kSouth + kHigh / 2};
    const double all = std::pow(2.0, z);
    const auto x = static_cast<std::int64_t>((at.lon + 180) / 360 * all) - side / 2;
    const auto y = static_cast<std::int64_t>((1 - std::asinh(std::tan(at.lat * std::numbers::pi / 180)) / std::numbers::pi) / 2 * all) - side / 2;
    std::vector<TileAddress> out;
    for (int i = 0; i < side * side; ++i) out.push_back({z, x + i % side, y + i / side});
    return out;
  }
};

using Make = std::function<std::string(const TileAddress&)>;
struct Way {
  std::string name;
  Make make;
  std::vector<double> ms;
  std::size_t bytes = 0;
  double cpu_s = 0;  ///< of all rounds
};

/// CPU of this thread and, on PostgreSQL, of the process behind the connection, seconds.
class Cpu {
 public:
  explicit Cpu(db::Connection& connection) {
    if (connection.engine() == db::Engine::kPostgres) backend_ = static_cast<pid_t>((*connection.one("SELECT pg_backend_pid()::bigint"))[0].integer());
  }
  [[nodiscard]] double now() const {
    timespec own{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &own);
    return static_cast<double>(own.tv_sec) + static_cast<double>(own.tv_nsec) / 1e9 + (backend_ > 0 ? cpu_of(backend_) : 0);
  }

 private:
  pid_t backend_ = 0;
};

/// For an independent reader: at most 16 tiles of a block, by each way.
void save(const TilesOptions& options, const std::string& reader, const Way& way, const std::vector<TileAddress>& tiles) {
  for (std::size_t i = 0; i < tiles.size() && i < 16; ++i) {
    const TileAddress& at = tiles[i * std::max<std::size_t>(1, tiles.size() / 16)];
    std::ofstream(fs::path(options.save) / fmt::format("{}-{}-{}-{}.{}.mvt", reader, at.z, at.x, at.y, way.name), std::ios::binary) << way.make(at);
  }
}

json::Object measured(Cli& cli, const TilesOptions& options, const std::string& reader, const Block& block, std::vector<Way>& ways, const Cpu& cpu) {
  const std::vector<TileAddress> tiles = block.tiles();
  for (int i = 0; i < options.repeats; ++i) {
    for (Way& way : ways) {  // one beside the other, so that both feel what else the machine does
      way.bytes = 0;
      const double cpu_from = cpu.now();
      const double from = now_s();
      for (const TileAddress& tile : tiles) way.bytes += way.make(tile).size();
      way.ms.push_back((now_s() - from) * 1000);
      way.cpu_s += cpu.now() - cpu_from;
    }
  }
  json::Object out{{"reader", reader}, {"zoom", block.z}, {"tiles", tiles.size()}};
  if (!cli.json) cli.out << fmt::format("{:<7} z{:<2} {:>5} tiles", reader, block.z, tiles.size());
  for (Way& way : ways) {
    const Spread spread = spread_of(way.ms);
    const double cpu_ms = way.cpu_s * 1000 / options.repeats;
    if (!cli.json) cli.out << fmt::format("   {} p50 {:>8.2f} CPU {:>8.2f} ms {:>9} B", way.name, spread.p50, cpu_ms, way.bytes);
    out.set(way.name + "_cpu_ms", cpu_ms);
    out.set(way.name, to_json(spread));
    out.set(way.name + "_bytes", way.bytes);
    if (!options.save.empty()) save(options, reader, way, tiles);
  }
  if (!cli.json) cli.out << std::endl;
  return out;
}

/// From the start of an edit's transaction to the tile that shows it, in ms.
Result<double> edit_seen(Installation& open, exchange::KeptLayers& kept, const exchange::LayerScope& scope, const model::TypeDef& type, int round) {
  record::Query places;
  places.type = "jurisdiction";
  const auto found = open.store->list(identity::Viewer::system("bench"), places);
  if (!found || found->items.empty()) return fail(error::kNotFound, "jurisdiction", {{"what", "jurisdiction"}});
  const geo::Position at = middle_of(7 + round);
  record::Draft draft;
  draft.type = type.name;
  draft.jurisdiction_id = found->items.front().id;
  draft.fields = {{"name", "新" + std::to_string(round)}, {"kind", model::FieldKind::kChoice == type.field("kind")->kind ? open.store->model().dictionaries.find(type.field("kind")->of)->second.choices.front().value : "x"}};
  if (type.field("storage_area") != nullptr) draft.fields.set("storage_area", found->items.front().id);
  draft.geometry = geo::to_geojson(type.place == model::PlaceKind::kPoint ? geo::point(at) : octagon(at));
  const double from = now_s();
  const auto made = open.store->create(identity::Viewer::system("bench"), {}, draft);
  if (!made) return fail(made.error());
  const double all = std::pow(2.0, 14);
  const TileAddress tile{14, static_cast<std::int64_t>((at.lon + 180) / 360 * all),
                         static_cast<std::int64_t>((1 - std::asinh(std::tan(at.lat * std::numbers::pi / 180)) / std::numbers::pi) / 2 * all)};
  const std::string bytes = open.database->read([&](db::Connection& connection) {
    const auto layer = kept.find(connection, type, "real");
    return layer ? layer->tile(connection, scope, tile) : exchange::tile_of(connection, type, scope, tile);
  });
  const double ms = (now_s() - from) * 1000;
  if (bytes.find(made->id) == std::string::npos) return fail(error::kNotFound, "tile", {{"what", made->id}});
  return ms;
}

Status run(Cli& cli, const TilesOptions& options, Installation& open) {
  db::Database& database = *open.database;
  const bool postgis = database.engine() == db::Engine::kPostgres;
  double from = now_s();
  // Writing 3·10⁶ rows takes longer than measuring them: a database that holds the last row is used as it is.
  const bool there = database.read([&](db::Connection& c) {
    return c.one("SELECT 1 FROM " + db::quote_name("r_" + std::string(type_of(options))) + " WHERE id = $1", {"bench-" + std::to_string(options.rows)}).has_value();
  });
  if (!there) {
    if (const Status city = found_city(open, {}); !city) return city;
    const Status filled = database.write_with([&](db::Connection& c) { return postgis ? fill_postgres(c, options) : fill_sqlite(c, options); });
    if (!filled) return filled;
  }
  if (const Status analysed = database.write_with([](db::Connection& c) -> Status { c.run_script("ANALYZE;"); return {}; }); !analysed) return analysed;
  const double fill_s = now_s() - from;
  const model::TypeDef& type = *open.store->model().type(type_of(options));
  exchange::KeptLayers kept(database, static_cast<std::size_t>(options.kept_mb) << 20U);
  from = now_s();
  const auto find = [&] { return database.read([&](db::Connection& c) { return kept.find(c, type, "real"); }); };
  if (!find()) kept.settle();
  const auto layer = find();
  const double read_s = now_s() - from;
  if (!cli.json) cli.out << fmt::format("{} rows: written in {:.1f} s, read into memory in {:.2f} s, {:.0f} MB{}\n", options.rows, fill_s, read_s, static_cast<double>(kept.bytes()) / 1e6, layer ? "" : " (not kept)");
  json::Array rows;
  for (const std::string reader : {"city", "county"}) {
    const exchange::LayerScope scope = exchange::layer_scope(reader == "city" ? whole_city(options) : county(options), type, "real");
    for (const Block& block : {Block{0, 1}, {10, 1}, {12, 4}, {14, 16}, {16, 32}}) {
      database.read_with([&](db::Connection& c) {
        const Cpu cpu(c);
        std::vector<Way> ways;
        const auto wanted = [&](const char* way) { return std::ranges::find(options.ways, way) != options.ways.end(); };
        if (layer && wanted("memory")) ways.push_back({"memory", [&](const TileAddress& at) { return layer->tile(c, scope, at); }, {}, 0, 0});
        if (wanted("database")) ways.push_back({"database", [&](const TileAddress& at) { return exchange::tile_of(c, type, scope, at); }, {}, 0, 0});
        if (postgis && wanted("postgis")) ways.push_back({"postgis", [&](const TileAddress& at) { return by_postgis(c, options, scope, at); }, {}, 0, 0});
        rows.emplace_back(measured(cli, options, reader, block, ways, cpu));
      });
    }
  }
  std::vector<double> seen;
  for (int i = 0; i < options.repeats; ++i) {
    const auto ms = edit_seen(open, kept, exchange::layer_scope(whole_city(options), type, "real"), type, i);
    if (!ms) return fail(ms.error());
    seen.push_back(*ms);
  }
  const Spread edit = spread_of(seen);
  if (!cli.json) cli.out << fmt::format("edit to the tile that shows it: p50 {:.2f} ms, most {:.2f}\n", edit.p50, edit.max);
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"bench", "tiles"}, {"engine", postgis ? "postgres" : "sqlite"}, {"rows", options.rows}, {"read_s", read_s}, {"kept_bytes", kept.bytes()},
                                               {"blocks", std::move(rows)}, {"edit", to_json(edit)}});
  }
  return {};
}

}  // namespace

Status bench_tiles(Cli& cli, const TilesOptions& options) {
  const auto own = OwnInstallation::make(options.url);
  if (!own) return fail(own.error());
  return run(cli, options, (*own)->installation());
}

}  // namespace muster::app::bench
