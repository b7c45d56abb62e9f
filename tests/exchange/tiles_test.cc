// Tiles as clients see them: read by GDAL's MVT driver and by MapLibre's reader; each reader's own; fresh after an edit. Both engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <set>

#include "exchange/feature_city.h"
#include "support/process.h"

namespace muster::exchange {
namespace {

using app::Answer;
using ::testing::HasSubstr;
using ::testing::Not;

struct At {
  int z = 0;
  int x = 0;
  int y = 0;
  [[nodiscard]] std::string path(const std::string& layer) const {
    return "/tiles/" + layer + "/" + std::to_string(z) + "/" + std::to_string(x) + "/" + std::to_string(y) + ".mvt";
  }
};
double world_x(double lon, int z) { return (lon + 180) / 360 * std::pow(2, z); }
double world_y(double lat, int z) { return (1 - std::log(std::tan(std::numbers::pi / 4 + lat * std::numbers::pi / 360)) / std::numbers::pi) / 2 * std::pow(2, z); }
At tile_at(double lon, double lat, int z) { return {z, static_cast<int>(world_x(lon, z)), static_cast<int>(world_y(lat, z))}; }

class Tiles : public ::testing::TestWithParam<db::Engine> {
 protected:
  FeatureCity& at = FeatureCity::of(GetParam());
  test_support::TempFolder folder;

  Answer get(const std::string& path, const std::string& who = "duty", std::vector<std::pair<std::string, std::string>> headers = {}) {
    return at.city.ask({.who = who, .path = path, .headers = std::move(headers)});
  }
  std::string saved(const std::string& bytes, std::size_t number = 0) {
    const std::string file = (folder.path() / ("tile" + std::to_string(number) + ".mvt")).string();
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }
  /// Tiles as MapLibre's reader sees them, one after another; one process for all.
  json::Array decoded(const std::vector<std::string>& tiles) {
    std::vector<std::string> words{"node", std::string(MUSTER_SOURCE_DIR) + "/tests/exchange/decode_tile.mjs"};
    for (const std::string& bytes : tiles) words.push_back(saved(bytes, words.size()));
    const test_support::Ended ended = test_support::run_program(words);
    EXPECT_EQ(ended.code, 0);
    return ended.code == 0 ? json::parse(ended.out)->as_array() : json::Array(tiles.size());
  }
  json::Value decoded(const std::string& bytes) { return decoded(std::vector<std::string>{bytes})[0]; }
  std::string bytes_of(const std::string& layer, const At& where, const std::string& who = "duty") {
    const Answer answer = get(where.path(layer), who);
    EXPECT_EQ(answer.status, 200) << answer.body.substr(0, 300);
    return answer.body;
  }
  json::Value tile(const std::string& layer, const At& where, const std::string& who = "duty") {
    const Answer answer = get(where.path(layer), who);
    EXPECT_EQ(answer.status, 200) << answer.body.substr(0, 300);
    EXPECT_EQ(answer.headers.at("content-type"), "application/vnd.mapbox-vector-tile");
    return decoded(answer.body);
  }
  /// The same by GDAL, as GeoJSON in degrees.
  json::Value by_gdal(const std::string& bytes, const At& where, const std::string& layer) {
    const auto option = [](const char* name, int value) { return std::string(name) + "=" + std::to_string(value); };
    const test_support::Ended ended =
        test_support::run_program({"ogr2ogr", "-f", "GeoJSON", "-t_srs", "OGC:CRS84", "-lco", "COORDINATE_PRECISION=10", "-oo", "METADATA_FILE=", "-oo", "CLIP=NO", "-oo", option("X", where.x), "-oo",
                                   option("Y", where.y), "-oo", option("Z", where.z), "/vsistdout/", saved(bytes), layer});
    EXPECT_EQ(ended.code, 0);
    return *json::parse(ended.code == 0 ? ended.out : "{}");
  }
  std::map<std::string, std::int64_t> fids(const std::string& type) {
    std::map<std::string, std::int64_t> out;
    record::Query query;
    query.type = type;
    const auto all = at.city.installation().store->list_all(identity::Viewer::system("test"), query);
    for (const record::Record& each : *all) out[each.id] = each.fid;
    return out;
  }
  static std::int64_t count_in(const json::Value& layer) {
    std::int64_t points = 0;
    if (!layer["features"].is_array()) return 0;
    for (const json::Value& each : layer["features"].as_array()) points += each["properties"].integer("point_count", 1);
    return points;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Tiles, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Tiles, MapLibresReaderFindsEachPointWithItsIdAndWithinOneUnit) {
  const std::map<std::string, std::int64_t> ids = fids("store");
  std::set<std::string> seen;
  std::vector<std::string> tiles;
  for (int i = 0; i < kStores; i += 23) tiles.push_back(bytes_of("store", tile_at(grid_lon(i), grid_lat(i), 13)));
  const json::Array read = decoded(tiles);
  for (int i = 0; i < kStores; i += 23) {
    const At where = tile_at(grid_lon(i), grid_lat(i), 13);
    const json::Value& layer = read[static_cast<std::size_t>(i / 23)]["store"];
    EXPECT_EQ(layer.integer("version"), 2);
    EXPECT_EQ(layer.integer("extent"), 4096);
    for (const json::Value& each : layer["features"].as_array()) {
      EXPECT_EQ(each.integer("id"), ids.at(each["properties"].text("id")));
      EXPECT_EQ(each.integer("type"), 1);
      if (each["properties"].text("label") != "仓" + std::to_string(i)) continue;
      seen.insert(each["properties"].text("label"));
      EXPECT_EQ(each["properties"].text("kind"), i % 3 == 0 ? "relief" : "flood");
      EXPECT_EQ(each["properties"].text("counted_at"), "2020-05-01");
      const json::Array& point = each["geometry"].as_array()[0].as_array()[0].as_array();
      EXPECT_NEAR(point[0].as_double(), (world_x(grid_lon(i), 13) - where.x) * 4096, 1);
      EXPECT_NEAR(point[1].as_double(), (world_y(grid_lat(i), 13) - where.y) * 4096, 1);
    }
  }
  EXPECT_EQ(seen.size(), (kStores + 22) / 23U);
}

TEST_P(Tiles, GdalReadsTheSamePlacesAndIds) {
  const At where = tile_at(112.15, 30.10, 12);
  const Answer answer = get(where.path("store"));
  const json::Value read = by_gdal(answer.body, where, "store");
  const std::map<std::string, std::int64_t> ids = fids("store");
  const double unit = 360 / std::pow(2, 12) / 4096;
  std::set<std::string> names;
  ASSERT_TRUE(read["features"].is_array());
  for (const json::Value& each : read["features"].as_array()) {
    const json::Value& shown = each["properties"];
    EXPECT_EQ(shown.integer("mvt_id"), ids.at(shown.text("id")));
    const std::string label = shown.text("label");
    if (label.rfind("仓", 0) != 0) continue;
    const int i = std::stoi(label.substr(std::string("仓").size()));
    names.insert(label);
    EXPECT_NEAR(each["geometry"]["coordinates"].as_array()[0].as_double(), grid_lon(i), unit);
    EXPECT_NEAR(each["geometry"]["coordinates"].as_array()[1].as_double(), grid_lat(i), unit);
  }
  std::set<std::string> expected;
  for (int i = 0; i < kStores; ++i) {
    const At mine = tile_at(grid_lon(i), grid_lat(i), 12);
    if (mine.x == where.x && mine.y == where.y) expected.insert("仓" + std::to_string(i));
  }
  EXPECT_EQ(names, expected);
  EXPECT_GT(names.size(), 10U);
}

TEST_P(Tiles, GdalReadsAnAreaWithItsHoleWithinOneUnit) {
  const At where = tile_at(112.3, 29.9, 9);
  const Answer answer = get(where.path("polder"));
  const json::Value read = by_gdal(answer.body, where, "polder");
  ASSERT_EQ(read["features"].as_array().size(), 1U);
  const json::Value& geometry = read["features"].as_array()[0]["geometry"];
  const json::Array& rings = geometry.text("type") == "MultiPolygon" ? geometry["coordinates"].as_array()[0].as_array() : geometry["coordinates"].as_array();
  ASSERT_EQ(rings.size(), 2U);
  const double unit = 360 / std::pow(2, 9) / 4096;
  for (const json::Value& ring : rings) {
    EXPECT_EQ(ring.as_array().size(), 5U);
    for (const json::Value& each : ring.as_array()) {
      const bool outer = &ring == &rings[0];
      const double lon = each.as_array()[0].as_double();
      const double lat = each.as_array()[1].as_double();
      EXPECT_LE(std::min(std::abs(lon - (outer ? 112.2 : 112.25)), std::abs(lon - (outer ? 112.4 : 112.35))), unit) << lon;
      EXPECT_LE(std::min(std::abs(lat - (outer ? 29.8 : 29.85)), std::abs(lat - (outer ? 30.0 : 29.95))), unit) << lat;
    }
  }
}

TEST_P(Tiles, FarOutPointsStandTogetherAndNoneIsLost) {
  for (const int z : {0, 4, 7, 9, 11}) {
    std::int64_t total = 0;
    int features = 0;
    std::vector<std::string> tiles;
    const At low = tile_at(112.0, 31.0, z);
    const At high = tile_at(113.0, 29.5, z);
    for (int x = low.x; x <= high.x; ++x) {
      for (int y = low.y; y <= high.y; ++y) tiles.push_back(bytes_of("store", {z, x, y}));
    }
    for (const json::Value& read : decoded(tiles)) {
      const json::Value& layer = read["store"];
      total += count_in(layer);
      if (!layer["features"].is_array()) continue;
      features += static_cast<int>(layer["features"].as_array().size());
      for (const json::Value& each : layer["features"].as_array()) {
        const bool cluster = each["properties"].boolean("cluster");
        EXPECT_EQ(cluster, each["id"].is_null() || !each["properties"].as_object().has("label")) << json::write(each);
        EXPECT_EQ(cluster, each["properties"].as_object().has("point_count"));
      }
    }
    EXPECT_EQ(total, static_cast<std::int64_t>(fids("store").size())) << z;
    if (z <= 7) {
      EXPECT_LT(features, 10) << z;
    }
  }
}

TEST_P(Tiles, LinesAndAreasHaveOneLabelPointInTheWorldWhichLiesOnThem) {
  for (const std::string type : {"river", "polder"}) {
    int labels = 0;
    int tiles = 0;
    std::vector<At> places;
    std::vector<std::string> bytes;
    for (int x = tile_at(112.0, 31.0, 10).x; x <= tile_at(113.0, 29.5, 10).x; ++x) {
      for (int y = tile_at(112.0, 31.0, 10).y; y <= tile_at(113.0, 29.5, 10).y; ++y) {
        places.push_back({10, x, y});
        bytes.push_back(bytes_of(type, places.back()));
      }
    }
    const json::Array read = decoded(bytes);
    for (std::size_t i = 0; i < read.size(); ++i) {
      const json::Value& marks = read[i][type + "_label"]["features"];
      if (read[i].as_object().has(type)) ++tiles;
      if (!marks.is_array()) continue;
      for (const json::Value& each : marks.as_array()) {
        ++labels;
        EXPECT_EQ(each.integer("type"), 1);
        EXPECT_EQ(each["properties"].text("id"), type == "river" ? at.river : at.polder);
        if (type != "river") continue;
        const json::Array& point = each["geometry"].as_array()[0].as_array()[0].as_array();
        const double lon = (places[i].x + point[0].as_double() / 4096) / 1024 * 360 - 180;
        EXPECT_NEAR(lon, 112.5, 0.02) << "the middle of the river";
      }
    }
    EXPECT_EQ(labels, 1) << type;
    EXPECT_GT(tiles, 1) << type << " itself is in several tiles";
  }
}

TEST_P(Tiles, AnEditIsSeenWithTheNextLookAndUnchangedTilesAre304) {
  const At where = tile_at(112.77, 30.47, 14);
  const std::string id = at.add("store", "gongan", {{"name", "新瓦片仓"}, {"kind", "flood"}}, point_at(112.77, 30.47));
  const Answer first = get(where.path("store"));
  const std::string tag = first.headers.at("etag");
  EXPECT_EQ(first.headers.at("cache-control"), "private, no-cache");
  EXPECT_EQ(decoded(first.body)["store"]["features"].as_array()[0]["properties"].text("label"), "新瓦片仓");
  const Answer again = get(where.path("store"), "duty", {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(get(where.path("store")).body, first.body) << "from the cache";

  at.add("river", "city", {{"code", "XH2"}, {"name", "远河"}, {"kind", "river"}}, json::Value());
  EXPECT_EQ(get(where.path("store"), "duty", {{"If-None-Match", tag}}).status, 304) << "another register has changed";

  const Answer changed = at.city.ask({.who = "keeper", .method = "PATCH", .path = "/api/v1/records/store/" + id, .body = R"({"fields":{"name":"改名瓦片仓"}})", .headers = {{"If-Match", "\"1\""}}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  const Answer fresh = get(where.path("store"), "duty", {{"If-None-Match", tag}});
  EXPECT_EQ(fresh.status, 200);
  EXPECT_NE(fresh.headers.at("etag"), tag);
  EXPECT_EQ(decoded(fresh.body)["store"]["features"].as_array()[0]["properties"].text("label"), "改名瓦片仓");

  ASSERT_EQ(at.city.ask({.who = "keeper", .method = "DELETE", .path = "/api/v1/records/store/" + id, .body = R"({"reason":"测试"})"}).status, 200);
  EXPECT_EQ(get(where.path("store")).body, "") << "an empty tile";
}

TEST_P(Tiles, OneReadersTileIsNeverAnothers) {
  const At where = tile_at(112.9, 29.8, 9);
  const At grid = tile_at(112.1, 30.1, 9);
  for (int round = 0; round < 2; ++round) {  // the second from the cache
    EXPECT_THAT(get(where.path("store"), "jianli").body, HasSubstr("监利秘密仓库"));
    EXPECT_THAT(get(where.path("store"), "gongan").body, Not(HasSubstr("监利秘密仓库")));
    EXPECT_EQ(get(grid.path("store"), "jianli").body, "") << "no cluster either: its count would tell";
    EXPECT_NE(get(grid.path("store"), "gongan").body, "");
  }
  const std::string tag = get(where.path("store"), "jianli").headers.at("etag");
  EXPECT_EQ(get(where.path("store"), "gongan", {{"If-None-Match", tag}}).status, 200) << "a tag is of one scope";
  EXPECT_EQ(count_in(tile("store", {0, 0, 0}, "jianli")["store"]), 1);
  EXPECT_EQ(get(where.path("store"), "").status, 401);
  EXPECT_EQ(get("/tiles/store.json", "").status, 401);
  EXPECT_EQ(get(where.path("store"), "gone").status, 403);
}

TEST_P(Tiles, TileJsonNamesWhatATileHolds) {
  const json::Value points = get("/tiles/store.json", "jianli").json();
  EXPECT_EQ(points.text("tilejson"), "3.0.0");
  EXPECT_EQ(points["tiles"].as_array()[0].as_string(), at.city.address() + "/tiles/store/{z}/{x}/{y}.mvt");
  EXPECT_NEAR(points["bounds"].as_array()[0].as_double(), 112.9, 1e-9) << "of what the reader sees";
  EXPECT_EQ(points["vector_layers"].as_array()[0]["fields"].text("point_count"), "Number");
  const json::Value areas = get("/tiles/polder.json?ledger=real").json();
  ASSERT_EQ(areas["vector_layers"].as_array().size(), 2U);
  EXPECT_EQ(areas["vector_layers"].as_array()[1].text("id"), "polder_label");
  EXPECT_THAT(areas["tiles"].as_array()[0].as_string(), HasSubstr("?ledger=real"));
  const json::Value all = tile("polder", tile_at(112.3, 29.9, 9));
  for (const auto& [name, value] : all["polder"]["features"].as_array()[0]["properties"].as_object()) {
    EXPECT_TRUE(areas["vector_layers"].as_array()[0]["fields"].as_object().has(name)) << name;
  }
}

TEST_P(Tiles, WhatIsNoTileIs404) {
  for (const char* path : {"/tiles/store/23/0/0.mvt", "/tiles/store/3/8/0.mvt", "/tiles/store/3/0/-1.mvt", "/tiles/store/3/0/a.mvt", "/tiles/store/-1/0/0.mvt", "/tiles/dragon/0/0/0.mvt",
                           "/tiles/person/0/0/0.mvt", "/tiles/person.json", "/tiles/store/3/99999999999999999999/0.mvt"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

}  // namespace
}  // namespace muster::exchange
