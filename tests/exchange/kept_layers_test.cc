// A register kept in memory gives the tiles that the database gives, to each reader what he may see, and follows each change. Both engines.
#include "exchange/tiles/kept_layers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <random>
#include <set>

#include "exchange/tiles/tile.h"
#include "support/small_city.h"

namespace muster::exchange {
namespace {

using identity::Viewer;
using record::Draft;
using record::Record;
using test_support::SmallCity;

const char* const kWaters = R"yaml(
type: pond
title: { zh: 塘, en: Pond }
group: water
place: area
label: "{name}"
list: [name, depth_m]
fields:
  name:    { kind: text, required: true, title: { zh: 名称, en: Name } }
  depth_m: { kind: number, title: { zh: 水深, en: Depth } }
  keeper:  { kind: person, index: true, title: { zh: 看护人, en: Keeper } }
  call:    { kind: text, personal: true, title: { zh: 电话, en: Telephone } }
---
type: brook
title: { zh: 溪, en: Brook }
group: water
place: line
label: "{name}"
list: [name]
fields:
  name: { kind: text, required: true, title: { zh: 名称, en: Name } }
)yaml";

struct Seen {
  int kind = 0;
  std::vector<std::uint32_t> geometry;
  std::map<std::string, std::string> properties;  ///< values as their messages
};
/// Features of a tile by layer and id; what has no id (a cluster) by where it stands.
using SeenTile = std::map<std::string, std::multimap<std::int64_t, Seen>>;

SeenTile seen_in(const std::string& bytes) {
  SeenTile out;
  protozero::pbf_reader tile(bytes);
  while (tile.next(3)) {
    protozero::pbf_reader layer = tile.get_message();
    std::string name;
    std::vector<std::string> keys, values, features;
    while (layer.next()) {
      if (layer.tag() == 1) name = layer.get_string();
      else if (layer.tag() == 2) features.push_back(layer.get_string());
      else if (layer.tag() == 3) keys.push_back(layer.get_string());
      else if (layer.tag() == 4) values.push_back(layer.get_string());
      else layer.skip();
    }
    EXPECT_EQ(std::set<std::string>(values.begin(), values.end()).size(), values.size()) << "a value stands once";
    for (const std::string& text : features) {
      protozero::pbf_reader feature(text);
      Seen seen;
      std::int64_t id = -1;
      std::vector<std::uint32_t> tags;
      while (feature.next()) {
        if (feature.tag() == 1) id = static_cast<std::int64_t>(feature.get_uint64());
        else if (feature.tag() == 3) seen.kind = feature.get_enum();
        else {
          auto& list = feature.tag() == 2 ? tags : seen.geometry;
          for (const std::uint32_t word : feature.get_packed_uint32()) list.push_back(word);
        }
      }
      for (std::size_t i = 0; i + 1 < tags.size(); i += 2) seen.properties[keys.at(tags[i])] = values.at(tags[i + 1]);
      out[name].emplace(id, std::move(seen));
    }
  }
  return out;
}

class Kept : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam(), test_support::small_model(kWaters)};
  Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");
  Viewer north_ = SmallCity::person("keeper", {"read"}, {"dam", "pond", "brook"}, "/jz/north");
  std::mt19937 random_{20200810};

  [[nodiscard]] const model::TypeDef& type(const std::string& name) const { return *city_.model->type(name); }
  double within(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
  Record make(const std::string& of, const std::string& name, const std::string& place, json::Value geometry, json::Object more = {}) {
    Draft draft = of == "dam" ? city_.dam(name, place) : Draft{};
    draft.type = of;
    draft.jurisdiction_id = place;
    draft.fields.set("name", name);
    for (auto& [key, value] : more) draft.fields.set(key, value);
    draft.geometry = std::move(geometry);
    const auto made = city_.store->create(chief_, {}, draft);
    EXPECT_TRUE(made.has_value()) << (made ? "" : error_text(made.error(), "en"));
    return made.value();
  }
  static json::Value point(double lon, double lat) { return geo::to_geojson(geo::point({lon, lat})); }
  /// A star of 5 to 12 corners, every third with a hole.
  json::Value star(int i, double lon, double lat, double size) {
    geo::Path ring, hole;
    const int corners = 5 + i % 8;
    for (int k = 0; k <= corners; ++k) {
      const double angle = 2 * 3.14159265358979 * (k % corners) / corners;
      const double far = size * (i % 2 == 0 || k % 2 == 0 ? 1 : 0.4);
      ring.push_back({lon + far * std::cos(angle), lat + far * std::sin(angle)});
      hole.push_back({lon + 0.2 * size * std::cos(angle), lat + 0.2 * size * std::sin(angle)});
    }
    ring.back() = ring.front();
    hole.back() = hole.front();
    return geo::to_geojson(i % 3 == 0 ? geo::polygon({ring, hole}) : geo::polygon({ring}));
  }
  void fill() {
    for (int i = 0; i < 60; ++i) {
      const std::string& place = i % 3 == 0 ? city_.north : city_.south;
      make("dam", "坝" + std::to_string(i), place, point(within(112.0, 112.6), within(30.0, 30.6)));
      make("pond", "塘" + std::to_string(i), place, star(i, within(112.0, 112.6), within(30.0, 30.6), i % 5 == 0 ? 0.1 : 0.0004), {{"depth_m", i % 4}, {"call", "13900000461"}});
      geo::Path path{{within(112.0, 112.6), within(30.0, 30.6)}};
      for (int k = 0; k < 3 + i * 2; ++k) path.push_back({path.back().lon + within(-0.004, 0.006), path.back().lat + within(-0.004, 0.006)});
      make("brook", "溪" + std::to_string(i), place, geo::to_geojson(geo::line(path)));
    }
  }
  std::string by_database(const std::string& of, const Viewer& viewer, const TileAddress& at) {
    return city_.database->read([&](db::Connection& c) { return tile_of(c, type(of), layer_scope(viewer, type(of), "real"), at); });
  }
  std::string by(KeptLayers& layers, const std::string& of, const Viewer& viewer, const TileAddress& at) {
    return city_.database->read([&](db::Connection& c) -> std::string {
      const auto layer = layers.find(c, type(of), "real");
      EXPECT_TRUE(layer) << of;
      return layer ? layer->tile(c, layer_scope(viewer, type(of), "real"), at) : "";
    });
  }
  static TileAddress tile_at(int z, double lon, double lat) {
    const double side = std::pow(2.0, z);
    return {z, static_cast<std::int64_t>((lon + 180) / 360 * side), static_cast<std::int64_t>((1 - std::asinh(std::tan(lat * 3.14159265358979 / 180)) / 3.14159265358979) / 2 * side)};
  }
  static std::vector<TileAddress> tiles() {
    std::vector<TileAddress> out{{0, 0, 0}, {6, 51, 26}, {20, 851240, 431080}};
    for (std::int64_t x = 0; x < 3; ++x) {
      for (std::int64_t y = 0; y < 3; ++y) {
        out.push_back({8, 207 + x - 1, 105 + y - 1});
        out.push_back({10, 830 + x, 420 + y});
        out.push_back({12, 3323 + x, 1683 + y});
        out.push_back({14, 13297 + x, 6737 + y});
      }
    }
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Kept, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

/// Paths of a feature's commands, closed where they are rings.
std::vector<std::vector<GridPoint>> paths_of(const Seen& seen) {
  std::vector<std::vector<GridPoint>> out;
  GridPoint at;
  for (std::size_t i = 0; i < seen.geometry.size();) {
    const std::uint32_t command = seen.geometry[i] & 7U;
    const std::uint32_t count = seen.geometry[i++] >> 3U;
    if (command == 7) out.back().push_back(out.back().front());
    for (std::uint32_t k = 0; command != 7 && k < count; ++k, i += 2) {
      if (command == 1) out.emplace_back();
      at = {at.x + protozero::decode_zigzag32(seen.geometry.at(i)), at.y + protozero::decode_zigzag32(seen.geometry.at(i + 1))};
      out.back().push_back(at);
    }
  }
  return out;
}
double distance(const GridPoint& p, const GridPoint& a, const GridPoint& b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double square = dx * dx + dy * dy;
  const double t = square == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}
/// The farthest that a vertex of one lies from the outline of the other.
double apart(const Seen& one, const Seen& two) {
  double most = 0;
  for (const auto& path : paths_of(one)) {
    for (const GridPoint& point : path) {
      double least = 1e9;
      for (const auto& other : paths_of(two)) {
        for (std::size_t i = 0; i < other.size(); ++i) least = std::min(least, distance(point, other[i], other[i + 1 < other.size() ? i + 1 : i]));
      }
      most = std::max(most, least);
    }
  }
  return most;
}
int extent(const Seen& seen) {
  GridPoint low{1 << 30, 1 << 30}, high{-(1 << 30), -(1 << 30)};
  for (const auto& path : paths_of(seen)) {
    for (const GridPoint& p : path) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  return std::max(high.x - low.x, high.y - low.y);
}

/// Each rounds by half a unit and simplifies by a quarter, so that a corner may lie two units apart; what is hardly larger than the grid may
/// vanish in one of them.
constexpr double kApartMost = 2;
constexpr int kHardly = 2;

void expect_same(const SeenTile& kept, const SeenTile& read, const std::string& where) {
  SCOPED_TRACE(where);
  std::set<std::string> layers;
  for (const SeenTile* each : {&kept, &read}) {
    for (const auto& [layer, features] : *each) layers.insert(layer);
  }
  const auto features_of = [](const SeenTile& tile, const std::string& layer) { return tile.contains(layer) ? tile.at(layer) : std::multimap<std::int64_t, Seen>{}; };
  // A label goes with its shape.
  const auto hardly = [&](const std::string& layer, std::int64_t id, const Seen& seen) {
    if (!layer.ends_with("_label")) return seen.kind != 1 && extent(seen) <= kHardly;
    int largest = 0;
    for (const SeenTile* each : {&kept, &read}) {
      const auto shapes = features_of(*each, layer.substr(0, layer.size() - 6));
      if (const auto shape = shapes.find(id); shape != shapes.end()) largest = std::max(largest, extent(shape->second));
    }
    return largest <= kHardly;
  };
  for (const std::string& layer : layers) {
    const auto ours = features_of(kept, layer);
    const auto theirs = features_of(read, layer);
    EXPECT_EQ(ours.count(-1), theirs.count(-1)) << "clusters of " << layer;
    for (const auto& [id, seen] : ours) {
      const auto other = theirs.find(id);
      if (id < 0) continue;
      if (other == theirs.end()) {
        EXPECT_TRUE(hardly(layer, id, seen)) << layer << ' ' << id << " only in memory";
        continue;
      }
      EXPECT_EQ(seen.kind, other->second.kind);
      EXPECT_EQ(seen.properties, other->second.properties) << layer << ' ' << id;
      EXPECT_LE(apart(seen, other->second), kApartMost) << layer << ' ' << id;
      EXPECT_LE(apart(other->second, seen), kApartMost) << layer << ' ' << id;
    }
    for (const auto& [id, seen] : theirs) {
      if (id >= 0 && !ours.contains(id)) {
        EXPECT_TRUE(hardly(layer, id, seen)) << layer << ' ' << id << " only in the database";
      }
    }
  }
}

TEST_P(Kept, TilesAreThoseOfTheDatabaseForEachReaderAtEachLevel) {
  fill();
  KeptLayers layers(*city_.database, 64U << 20);
  std::size_t features = 0;
  for (const std::string of : {"dam", "pond", "brook"}) {
    for (const Viewer& viewer : {chief_, north_, Viewer::system("test"), Viewer{}}) {
      for (const TileAddress& at : tiles()) {
        const SeenTile kept = seen_in(by(layers, of, viewer, at));
        expect_same(kept, seen_in(by_database(of, viewer, at)), of + " " + std::to_string(at.z) + "/" + std::to_string(at.x) + "/" + std::to_string(at.y) + " " + viewer.actor.person);
        for (const auto& [layer, found] : kept) features += found.size();
        if (viewer.grants.empty() && !viewer.is_system) {
          EXPECT_TRUE(kept.empty()) << "who may read nothing gets an empty tile";
        }
      }
    }
  }
  EXPECT_GT(features, 500U);
}

TEST_P(Kept, CountsInClustersAreOfWhatTheReaderMaySee) {
  fill();
  KeptLayers layers(*city_.database, 64U << 20);
  const auto count = [&](const Viewer& viewer) {
    std::int64_t points = 0;
    const auto seen = seen_in(by(layers, "dam", viewer, {0, 0, 0}));
    if (!seen.contains("dam")) return points;
    for (const auto& [id, each] : seen.at("dam")) {
      if (!each.properties.contains("point_count")) {
        ++points;
        continue;
      }
      protozero::pbf_reader value(each.properties.at("point_count"));
      EXPECT_TRUE(value.next(4));
      points += value.get_int64();
    }
    return points;
  };
  EXPECT_EQ(count(chief_), 60);
  EXPECT_EQ(count(north_), 20);
  EXPECT_EQ(count(Viewer{}), 0);
}

TEST_P(Kept, RowsThatNameTheReaderAreSeenWhereverTheyLie) {
  Viewer named;
  named.actor.person = "p-7";
  named.grants.push_back({{"read"}, {"pond"}, "", true, "keeper", "", ""});
  const Record other = make("pond", "别人塘", city_.south, star(1, 112.24, 30.3, 0.002));
  const Record own = make("pond", "自家塘", city_.south, star(1, 112.25, 30.3, 0.002));
  ASSERT_TRUE(city_.database->write_with([&](db::Connection& c) -> Status {
    c.run_script("UPDATE r_pond SET f_keeper = 'p-7' WHERE id = '" + own.id + "';");
    return {};
  }));
  KeptLayers layers(*city_.database, 64U << 20);
  const TileAddress at = tile_at(9, 112.25, 30.3);
  const auto seen = seen_in(by(layers, "pond", named, at));
  expect_same(seen, seen_in(by_database("pond", named, at)), "named");
  ASSERT_EQ(seen.at("pond").size(), 1U);
  EXPECT_EQ(seen.at("pond").begin()->first, own.fid);
  EXPECT_FALSE(seen.at("pond").contains(other.fid));
}

TEST_P(Kept, EachChangeIsThereWithTheNextQuestion) {
  KeptLayers layers(*city_.database, 64U << 20);
  const TileAddress here{14, 13299, 6747};
  const geo::Box box = here.box();
  const json::Value inside = point((box.west + box.east) / 2, (box.south + box.north) / 2);
  const auto ids = [&] {
    std::set<std::int64_t> out;
    const auto seen = seen_in(by(layers, "dam", chief_, here));
    if (seen.contains("dam")) {
      for (const auto& [id, each] : seen.at("dam")) out.insert(id);
    }
    return out;
  };
  EXPECT_TRUE(ids().empty());
  const Record first = make("dam", "一坝", city_.north, inside);
  EXPECT_EQ(ids(), std::set<std::int64_t>{first.fid});
  const Record second = make("dam", "二坝", city_.south, inside);
  EXPECT_EQ(ids(), (std::set<std::int64_t>{first.fid, second.fid}));
  Draft draft;
  draft.type = "dam";
  draft.id = first.id;
  draft.geometry = point(113.5, 31);
  ASSERT_TRUE(city_.store->update(chief_, {}, draft));
  EXPECT_EQ(ids(), std::set<std::int64_t>{second.fid});
  draft.geometry = inside;
  draft.fields = {{"name", "改名坝"}};
  ASSERT_TRUE(city_.store->update(chief_, {}, draft));
  const auto seen = seen_in(by(layers, "dam", chief_, here));
  EXPECT_NE(seen.at("dam").find(first.fid)->second.properties.at("label").find("改名坝"), std::string::npos);
  Draft gone;
  gone.type = "dam";
  gone.id = second.id;
  gone.reason = "拆除";
  ASSERT_TRUE(city_.store->remove(chief_, {}, gone));
  EXPECT_EQ(ids(), std::set<std::int64_t>{first.fid});
  for (const TileAddress& at : {here, TileAddress{0, 0, 0}}) expect_same(seen_in(by(layers, "dam", chief_, at)), seen_in(by_database("dam", chief_, at)), "at the end");
}

/// More rows than are read while somebody waits, straight into the table.
void crowd(db::Database& database, int rows) {
  ASSERT_TRUE(database.write_with([&](db::Connection& c) -> Status {
    const std::string numbers(c.pick("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ", "WITH n AS (SELECT i FROM generate_series(1, "));
    const std::string end(c.pick(") ", ") AS i) "));
    const std::string geom(c.pick("NULL", "ST_SetSRID(ST_MakePoint(112 + i / 10000.0, 30.3), 4326)"));
    c.run_script("INSERT INTO r_dam (id, owner_node, ledger, version, jurisdiction_id, jpath, state, number, label, occurred_at, recorded_at, changed_at, created_by, changed_by, "
                 "model_version, unique_key, geom, west, south, east, north, f_name) " + numbers + std::to_string(rows) + end +
                 "SELECT 'b' || i, 'n', 'real', 1, '', '/jz/north', 'sound', '', 'x' || i, 0, 0, 0, '', '', '', 'b' || i, " + geom + ", 112 + i / 10000.0, 30.3, 112 + i / 10000.0, 30.3, 'n' || i FROM n;");
    return {};
  }));
}

TEST_P(Kept, ALongRegisterIsReadBesideAndThenFollowed) {
  crowd(*city_.database, 3000);
  KeptLayers layers(*city_.database, 64U << 20);
  const auto find = [&] { return city_.database->read([&](db::Connection& c) { return layers.find(c, type("dam"), "real"); }); };
  EXPECT_FALSE(find()) << "its reader does not wait";
  layers.settle();
  EXPECT_TRUE(find());
  EXPECT_GT(layers.bytes(), 3000U * 50);
  EXPECT_LT(layers.bytes(), 3000U * 1000);
  for (const TileAddress& at : {tile_at(8, 112.1, 30.3), tile_at(12, 112.1, 30.3), tile_at(14, 112.1, 30.3)}) {
    expect_same(seen_in(by(layers, "dam", chief_, at)), seen_in(by_database("dam", chief_, at)), std::to_string(at.z));
  }
  const Record added = make("dam", "新坝", city_.north, point(112.2001, 30.3002));
  const TileAddress at = tile_at(14, 112.2001, 30.3002);
  EXPECT_TRUE(seen_in(by(layers, "dam", north_, at)).at("dam").contains(added.fid));
}

TEST_P(Kept, MemoryIsBoundedAndTheLongestUnusedIsLetGo) {
  fill();
  crowd(*city_.database, 3000);
  KeptLayers none(*city_.database, 300U << 10);
  const auto find = [&](KeptLayers& layers, const char* of) { return city_.database->read([&](db::Connection& c) { return layers.find(c, type(of), "real"); }); };
  EXPECT_FALSE(find(none, "dam"));
  none.settle();
  EXPECT_FALSE(find(none, "dam")) << "too long ever to be kept";
  EXPECT_TRUE(find(none, "pond")) << "others are";

  const auto size = [&](const char* of) {
    KeptLayers measured(*city_.database, 64U << 20);
    EXPECT_TRUE(find(measured, of));
    return measured.bytes();
  };
  const std::size_t pond = size("pond");
  const std::size_t brook = size("brook");
  const std::size_t room = std::max(pond, brook) + std::min(pond, brook) / 2;  // for one of them
  KeptLayers one(*city_.database, room);
  ASSERT_TRUE(find(one, "pond"));
  ASSERT_TRUE(find(one, "brook"));
  EXPECT_LE(one.bytes(), room);
  EXPECT_TRUE(find(one, "pond")) << "read again when it is asked for";
}

}  // namespace
}  // namespace muster::exchange
