// From tags to speeds and access, and the files that are written.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>

#include "errors/road.h"
#include "road/map.h"
#include "road/metric.h"

namespace muster::road {
namespace {

using test::cell;
using test::draw;
using test::Folder;
using test::Map;
using test::network_of_map;

struct SpeedCase {
  const char* name;
  const char* profile;
  Tags tags;
  double kmh;            ///< with the way; 0: not allowed
  double backward = -1;  ///< -1: the same
};

class RoadTags : public testing::TestWithParam<SpeedCase> {};

TEST_P(RoadTags, GiveSpeedAndAccess) {
  const SpeedCase& row = GetParam();
  Map map = draw({"A----B"});
  map.tags("AB") = row.tags;
  const Folder folder;
  const auto report = build(map.extract, folder.path());
  if (!report) {
    EXPECT_EQ(row.kmh, 0);
    return;
  }
  const auto metric = *customise(*load(folder.path()), row.profile);
  const EdgeTimes times = metric->times(0);
  const double metres = metric->t().edges[0].length_mm / 1000.0;
  const auto kmh = [&](u32 ms) { return ms == kNever ? 0 : metres / ms * 3600; };
  EXPECT_NEAR(kmh(times.forward_ms), row.kmh, 0.01 + row.kmh / 500);
  EXPECT_NEAR(kmh(times.backward_ms), row.backward < 0 ? row.kmh : row.backward,
              0.01 + row.kmh / 500);
}

Tags road(const char* road_class, Tags more = {}) {
  more.emplace_back("highway", road_class);
  return more;
}

INSTANTIATE_TEST_SUITE_P(
    Tags, RoadTags,
    testing::Values(
        SpeedCase{"class_alone", "lorry", road("primary"), 55},
        SpeedCase{"expressway_is_oneway", "car", road("motorway"), 100, 0},
        SpeedCase{"not_on_foot", "foot", road("motorway"), 0},
        SpeedCase{"foot_ignores_oneway", "foot", road("residential", {{"oneway", "yes"}}), 4.5},
        SpeedCase{"against_the_way", "car", road("residential", {{"oneway", "-1"}}), 0, 25},
        SpeedCase{"roundabout", "car", road("residential", {{"junction", "roundabout"}}), 25, 0},
        SpeedCase{"oneway_no_wins", "car", road("motorway", {{"oneway", "no"}}), 100},
        SpeedCase{"tagged", "car", road("primary", {{"maxspeed", "40"}}), 36},
        SpeedCase{"mph", "car", road("primary", {{"maxspeed", "30 mph"}}), 48 * 0.9},
        SpeedCase{"tagged_by_direction", "car",
                  road("primary", {{"maxspeed:forward", "50"}, {"maxspeed:backward", "30"}}), 45,
                  27},
        SpeedCase{"unreadable_limit", "car", road("primary", {{"maxspeed", "CN:urban"}}), 60},
        SpeedCase{"lorry_has_its_own_limit", "lorry", road("motorway", {{"maxspeed", "120"}}), 80,
                  0},
        SpeedCase{"surface", "car", road("primary", {{"surface", "gravel"}}), 30},
        SpeedCase{"too_heavy", "lorry", road("primary", {{"maxweight", "10"}}), 0},
        SpeedCase{"heavy_enough", "lorry", road("primary", {{"maxweight", "20 t"}}), 55},
        SpeedCase{"kilograms", "lorry", road("primary", {{"maxweight", "3500 kg"}}), 0},
        SpeedCase{"too_low", "lorry", road("primary", {{"maxheight", "3.5 m"}}), 0},
        SpeedCase{"feet", "lorry", road("primary", {{"maxheight", "12'0\""}}), 0},
        SpeedCase{"feet_enough", "lorry", road("primary", {{"maxheight", "13'6\""}}), 55},
        SpeedCase{"too_narrow", "lorry", road("primary", {{"maxwidth", "2.2"}}), 0},
        SpeedCase{"car_fits", "car", road("primary", {{"maxheight", "2"}}), 60},
        SpeedCase{"private_road", "car", road("primary", {{"access", "private"}}), 0},
        SpeedCase{"ambulance_enters", "ambulance", road("primary", {{"access", "private"}}), 70},
        SpeedCase{"particular_wins", "lorry",
                  road("primary", {{"motor_vehicle", "no"}, {"hgv", "yes"}}), 55},
        SpeedCase{"no_lorries", "lorry", road("primary", {{"hgv", "no"}}), 0},
        SpeedCase{"one_direction_closed", "car",
                  road("primary", {{"motor_vehicle:backward", "no"}}), 60, 0},
        SpeedCase{"square", "foot", road("pedestrian", {{"area", "yes"}}), 0},
        SpeedCase{"footway", "car", road("footway"), 0},
        SpeedCase{"not_built", "car", road("construction"), 0},
        SpeedCase{"ferry_default", "lorry", {{"route", "ferry"}}, 10},
        // 500 m in six minutes.
        SpeedCase{"ferry_duration", "lorry", {{"route", "ferry"}, {"duration", "00:06"}}, 5},
        SpeedCase{"ferry_minutes", "lorry", {{"route", "ferry"}, {"duration", "3"}}, 10},
        SpeedCase{"ferry_iso", "lorry", {{"route", "ferry"}, {"duration", "PT6M"}}, 5},
        SpeedCase{"ferry_on_foot_only", "lorry", {{"route", "ferry"}, {"motor_vehicle", "no"}}, 0}),
    [](const auto& row) { return row.param.name; });

TEST(RoadBarriers, StopWhomTheyStopAndCostTheOthersTime) {
  Map map = draw({"A----B----C"});
  const auto ms = [&](const char* profile) {
    const auto metric = *customise(network_of_map(map), profile);
    const auto found = matrix(*metric, {{.at = map.at['A']}}, {{.at = map.at['C']}});
    return found ? found->ms[0] : kNever;
  };
  const u32 free = ms("car");
  map.extract.barriers = {{map.node_id['B'], {{"barrier", "bollard"}}}};
  EXPECT_EQ(ms("car"), kNever);
  EXPECT_LT(ms("foot"), kNever);
  map.extract.barriers = {{map.node_id['B'], {{"barrier", "gate"}}}};
  EXPECT_NEAR(ms("car"), free + 30'000 * 2, 2) << "in and out of the middle";
  map.extract.barriers = {{map.node_id['B'], {{"barrier", "gate"}, {"motor_vehicle", "private"}}}};
  EXPECT_EQ(ms("car"), kNever);
  map.extract.barriers = {{map.node_id['B'], {{"barrier", "bollard"}, {"access", "yes"}}}};
  EXPECT_EQ(ms("car"), free);
}

TEST(RoadProfiles, AreOverriddenKeyByKeyAndNewOnesBuildOnOthers) {
  const Map map = draw({"A----B"});
  const auto own = json::parse(
      R"({"lorry":{"kmh":{"residential":40}},"bus":{"like":"car","kmh":{"residential":30}}})");
  const auto network = network_of_map(map, *own);
  EXPECT_EQ(profile_names(*network),
            (std::vector<std::string>{"lorry", "car", "ambulance", "foot", "bus"}));
  const auto ms = [&](const char* profile) {
    return (*customise(network, profile))->times(0).forward_ms;
  };
  EXPECT_NEAR(ms("lorry"), 500 / 40.0 * 3600, 200);
  EXPECT_NEAR(ms("bus"), 500 / 30.0 * 3600, 200);
  EXPECT_FALSE(customise(network, "tank"));
}

TEST(RoadProfiles, WrongOnesAreRefusedByName) {
  const Map map = draw({"A----B"});
  for (
      const char* bad :
      {R"([])", R"({"lorry":{"kmh":{"goat_track":4}}})", R"({"lorry":{"kmh":{"track":-4}}})",
       R"({"lorry":{"max_kmh":"fast"}})", R"({"tank":{}})", R"({"../car":{"like":"car"}})",
       R"({"lorry":{"hours":[{"from":7,"to":30,"factor":1}]}})",
       R"({"a":{"like":"car"},"b":{"like":"car"},"c":{"like":"car"},"d":{"like":"car"},"e":{"like":"car"}})"}) {
    const Folder folder;
    const auto found = build(map.extract, folder.path(), *json::parse(bad));
    ASSERT_FALSE(found) << bad;
    EXPECT_EQ(found.error().code, error::kRoadBadProfile) << bad;
  }
}

TEST(RoadFiles, ADamagedFileIsRefused) {
  const Folder folder;
  ASSERT_TRUE(build(draw({"A----B----C"}).extract, folder.path()));
  ASSERT_TRUE(load(folder.path()));
  for (const char* name : {"network.road", "car.profile"}) {
    std::string whole;
    {
      std::ifstream in(folder.path(name), std::ios::binary);
      whole.assign(std::istreambuf_iterator<char>(in), {});
    }
    const auto put = [&](const std::string& bytes) {
      std::ofstream(folder.path(name), std::ios::binary) << bytes;
    };
    for (std::size_t i = 0; i < whole.size(); i += 1 + whole.size() / 97) {
      std::string bad = whole;
      bad[i] = static_cast<char>(bad[i] ^ 0x40);
      put(bad);
      EXPECT_FALSE(load(folder.path())) << name << ' ' << i;
      put(whole.substr(0, i));
      EXPECT_FALSE(load(folder.path())) << name << " cut at " << i;
    }
    put(whole);
    ASSERT_TRUE(load(folder.path()));
  }
}

TEST(RoadFiles, AProfileOfAnotherNetworkIsRefused) {
  const Folder one, two;
  ASSERT_TRUE(build(draw({"A----B----C"}).extract, one.path()));
  ASSERT_TRUE(build(draw({"A----B---C"}).extract, two.path()));
  std::filesystem::copy_file(two.path("car.profile"), one.path("car.profile"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(load(one.path()));
}

TEST(RoadFiles, AnEmptyFolderSaysWhatToDo) {
  const Folder folder;
  const auto found = load(folder.path());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, error::kRoadNetworkMissing);
}

TEST(RoadSnap, FindsTheNearestUsableRoadAsTryingAllDoes) {
  std::mt19937 random(11);
  Extract extract;
  for (int i = 0; i < 400; ++i) {
    const double y = static_cast<double>(random() % 1000) / 10,
                 x = static_cast<double>(random() % 1000) / 10;
    extract.nodes.emplace_back(2 * i + 1, cell(y, x));
    extract.nodes.emplace_back(2 * i + 2, cell(y + static_cast<double>(random() % 30) / 10, x + 2));
    extract.ways.push_back(
        {1000 + i, {2 * i + 1, 2 * i + 2}, {{"highway", i % 3 == 0 ? "footway" : "tertiary"}}});
  }
  const auto metric = *customise(test::network_of_extract(extract), "car");
  for (int i = 0; i < 300; ++i) {
    const geo::Position at = cell(static_cast<double>(random() % 1200) / 10 - 10,
                                  static_cast<double>(random() % 1200) / 10 - 10);
    double least = 1e9;
    for (EdgeId edge = 0; edge < edge_count(*metric->network); ++edge) {
      if (edge_info(*metric->network, edge).road_class == "footway") continue;
      least = std::min(least, geo::distance_m(geo::line(edge_line(*metric->network, edge)), at));
    }
    const auto found = snap(*metric, at, 1e5);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->moved_m, least, 0.5 + least / 500);
    EXPECT_NEAR(geo::distance_m(found->at, at), found->moved_m, 0.5 + least / 500);
    EXPECT_EQ(snap(*metric, at, least * 0.99 - 1).has_value(), false);
  }
}

TEST(RoadSnap, SmallPiecesThatHangNowhereAreLeftAside) {
  // A road of 40 km, and a street of 100 m beside it that a clipped map has cut off.
  Map map = draw({"A----B"});
  map.extract.nodes = {{1, cell(0, 0)}, {2, cell(0, 400)}, {3, cell(3, 50)}, {4, cell(3, 51)}};
  map.extract.ways = {{1, {1, 2}, road("primary")}, {2, {3, 4}, road("residential")}};
  const auto metric = *customise(network_of_map(map), "car");
  const auto found = snap(*metric, cell(3, 50.5));
  ASSERT_TRUE(found);
  EXPECT_EQ(edge_info(*metric->network, found->edge).way_id, 1);
  EXPECT_NEAR(found->moved_m, 300, 3);
}

}  // namespace
}  // namespace muster::road
