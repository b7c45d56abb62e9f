// The generated road network: its size, that it hangs together, and that water divides it.
#include "demo/roads.h"

#include <gtest/gtest.h>

#include <algorithm>


#include "demo/inputs.h"
#include "geo/geo.h"
#include "support/temp_folder.h"

namespace muster::demo {
namespace {

const road::Extract& extract() {
  static const road::Extract made = roads();
  return made;
}

std::string tag(const road::ExtractWay& way, const std::string& key) {
  for (const auto& [name, value] : way.tags) {
    if (name == key) return value;
  }
  return {};
}

geo::Position at(std::int64_t node) {
  const auto found = std::lower_bound(extract().nodes.begin(), extract().nodes.end(), node,
                                      [](const auto& row, std::int64_t id) { return row.first < id; });
  return found->second;
}

geo::Path yangtze() {
  for (const json::Value& feature : features("waters.geojson")) {
    if (feature["properties"].text("name") == "长江")
      return geo::from_geojson(feature["geometry"])->parts.front().front();
  }
  return {};
}

/// Whether the two segments cross.
bool cross(geo::Position a, geo::Position b, geo::Position c, geo::Position d) {
  const auto side = [](geo::Position p, geo::Position q, geo::Position r) {
    return (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon) > 0;
  };
  return side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b);
}

TEST(GeneratedRoads, AreOfTheSizeOfACity) {
  EXPECT_GT(extract().nodes.size(), 200'000U);
  EXPECT_LT(extract().nodes.size(), 500'000U);
  EXPECT_TRUE(extract().generated);
  EXPECT_NE(extract().attribution.find("生成路网"), std::string::npos);
  for (const char* highway : {"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"}) {
    EXPECT_TRUE(std::any_of(extract().ways.begin(), extract().ways.end(), [&](const auto& way) {
      return tag(way, "highway") == highway;
    })) << highway;
  }
}

TEST(GeneratedRoads, CrossTheYangtzeByFewBridgesAndFerriesOnly) {
  const geo::Path river = yangtze();
  ASSERT_GT(river.size(), 100U);
  int crossings = 0;
  for (const road::ExtractWay& way : extract().ways) {
    for (std::size_t i = 0; i + 1 < way.nodes.size(); ++i) {
      const geo::Position a = at(way.nodes[i]), b = at(way.nodes[i + 1]);
      for (std::size_t k = 0; k + 1 < river.size(); ++k) {
        if (std::max(a.lon, b.lon) < std::min(river[k].lon, river[k + 1].lon) ||
            std::min(a.lon, b.lon) > std::max(river[k].lon, river[k + 1].lon) ||
            !cross(a, b, river[k], river[k + 1]))
          continue;
        ++crossings;
        EXPECT_TRUE(tag(way, "bridge") == "yes" || tag(way, "route") == "ferry")
            << tag(way, "name") << " at " << a.lon << ' ' << a.lat;
      }
    }
  }
  EXPECT_GE(crossings, 3);
  EXPECT_LE(crossings, 20);
}

TEST(GeneratedRoads, HangTogetherForEveryVehicle) {
  const test_support::TempFolder folder;
  const auto report = road::build(extract(), (folder.path() / "roads").string());
  ASSERT_TRUE(report);
  for (const auto& profile : report->profiles) EXPECT_GT(profile.largest_share, 0.95) << profile.name;
  EXPECT_GE(report->ferries, 2U);
}

TEST(GeneratedRoads, OfOneSeedAreTheSame) {
  const road::Extract again = roads();
  ASSERT_EQ(again.nodes.size(), extract().nodes.size());
  ASSERT_EQ(again.ways.size(), extract().ways.size());
  EXPECT_TRUE(again.nodes == extract().nodes);
  for (std::size_t i = 0; i < again.ways.size(); ++i) {
    ASSERT_EQ(again.ways[i].nodes, extract().ways[i].nodes);
    ASSERT_EQ(again.ways[i].tags, extract().ways[i].tags);
  }
  EXPECT_FALSE(roads(2).nodes == extract().nodes);
}

}  // namespace
}  // namespace muster::demo
