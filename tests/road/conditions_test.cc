// Closures and conditions: felt at once, equal to a network built with them.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "errors/road.h"
#include "road/dijkstra.h"
#include "road/map.h"
#include "road/sweep.h"

namespace muster::road {
namespace {

using test::cell;
using test::draw;
using test::Map;
using test::network_of_map;

constexpr u32 kMsPerCell = 14'400;  ///< a car on a residential road

const std::vector<std::string> kRing = {"A----B----C",  //
                                        "     |    |", "     D----E"};

struct Drawn {
  Map map;
  MetricPtr metric;
  /// Cells from letter to letter, rounded; -1: no way.
  [[nodiscard]] double cells(char from, char to, const MetricPtr& under) const {
    const auto found = matrix(*under, {{.at = map.at.at(from)}}, {{.at = map.at.at(to)}});
    if (!found || found->ms[0] == kNever) return -1;
    return std::round(found->ms[0] / static_cast<double>(kMsPerCell) * 10) / 10;
  }
};

Drawn drawn(const std::vector<std::string>& rows, const std::string& profile = "car") {
  Drawn out{draw(rows), nullptr};
  out.metric = *customise(network_of_map(out.map), profile);
  return out;
}

geo::Geometry box(double top, double left, double bottom, double right) {
  const geo::Position a = cell(top, left), b = cell(bottom, right);
  return geo::rectangle({a.lon, b.lat, b.lon, a.lat});
}

Conditions closed(geo::Geometry where) {
  Conditions out;
  out.list.push_back({.where = std::move(where)});
  return out;
}

TEST(RoadConditions, AClosedWayIsDrivenAroundAndOpensAgain) {
  const Drawn d = drawn(kRing);
  EXPECT_EQ(d.cells('A', 'C', d.metric), 10);
  Conditions conditions;
  conditions.list.push_back({.ways = {d.map.way_id.at("BC")}});
  const auto shut = with(d.metric, conditions);
  ASSERT_TRUE(shut);
  EXPECT_EQ(d.cells('A', 'C', *shut), 14);
  EXPECT_EQ(touched(**shut).size(), 1U);
  EXPECT_EQ(d.cells('A', 'C', *with(*shut, {})), 10);
}

TEST(RoadConditions, AnAreaCutsRoadsWhereItBegins) {
  const Drawn d = drawn({"A---------B"});
  const auto wet = with(d.metric, closed(box(-1, 4, 1, 6)));
  ASSERT_TRUE(wet);
  EXPECT_EQ(d.cells('A', 'B', *wet), -1);
  const auto found = reach(**wet, {.sources = {{.at = d.map.at.at('A')}},
                                   .budgets_ms = {100 * kMsPerCell},
                                   .areas = {.wanted = false}});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->parts.size(), 1U);
  EXPECT_NEAR(found->parts[0].from, 0, 0.001);
  EXPECT_NEAR(found->parts[0].to, 0.4, 0.005);
  const auto back = reach(**wet, {.sources = {{.at = d.map.at.at('B')}},
                                  .budgets_ms = {2 * kMsPerCell},
                                  .direction = Direction::kTowards,
                                  .areas = {.wanted = false}});
  ASSERT_EQ(back->parts.size(), 1U);
  EXPECT_NEAR(back->parts[0].from, 0.8, 0.005);
}

TEST(RoadConditions, WhoStandsInTheWaterReachesNothingWhoStandsBesideItHisSide) {
  const Drawn d = drawn({"A---------B"});
  const auto wet = with(d.metric, closed(box(-1, 4, 1, 6)));
  const auto from = [&](double column) {
    return reach(**wet, {.sources = {{.at = cell(0, column)}},
                         .budgets_ms = {100 * kMsPerCell},
                         .areas = {.wanted = false}})
        ->length_km[0];
  };
  EXPECT_NEAR(from(3), 0.4, 0.01);
  EXPECT_EQ(from(5), 0);
  EXPECT_NEAR(from(9), 0.4, 0.01);
}

TEST(RoadConditions, APlaceOnAClosedRoadIsCutOffNotMovedToAnother) {
  const Drawn d = drawn({"A---B---C",  //
                         "    |   |", "    D---E"});
  Conditions conditions;
  conditions.list.push_back({.ways = {d.map.way_id.at("AB"), d.map.way_id.at("BC")}});
  const MetricPtr shut = *with(d.metric, conditions);
  struct Case {
    const char* what;
    double row, column;
    bool cut_off;
  };
  for (const Case& each : {Case{"in the middle of the closed road", 0.1, 6, true},
                           Case{"at its end, where another road begins", 0, 8, false},
                           Case{"at the dead end of one", 0, 0, true},
                           Case{"beside it, on an open one", 2, 6, false}}) {
    SCOPED_TRACE(each.what);
    const auto open = snap(*d.metric, cell(each.row, each.column));
    const auto now = snap(*shut, cell(each.row, each.column));
    ASSERT_TRUE(open && now);
    EXPECT_FALSE(open->cut_off);
    EXPECT_EQ(now->cut_off, each.cut_off);
    EXPECT_LE(geo::distance_m(now->at, open->at), 0.1);
    const auto times = matrix(*shut, {{.at = cell(each.row, each.column)}}, {{.at = cell(2, 5)}});
    EXPECT_EQ(times->ms[0] == kNever, each.cut_off);
    const auto way = route(*shut, {.at = cell(2, 5)}, {.at = cell(each.row, each.column)});
    EXPECT_EQ(way.has_value(), !each.cut_off);
    if (each.cut_off) {
      EXPECT_EQ(way.error().code, error::kRoadCutOff);
    }
  }
}

TEST(RoadConditions, BridgesCanBeSparedOrMeantAlone) {
  Map map = draw(kRing);
  map.tags("BC").emplace_back("bridge", "yes");
  const MetricPtr metric = *customise(network_of_map(map), "car");
  const Drawn d{map, metric};
  Conditions flood = closed(box(-0.5, 6, 2.5, 9));
  EXPECT_EQ(d.cells('A', 'C', *with(metric, flood)), -1);
  flood.list[0].touches = Touches::kNotBridges;
  EXPECT_EQ(d.cells('A', 'C', *with(metric, flood)), 10);
  flood.list[0].touches = Touches::kBridges;
  EXPECT_EQ(d.cells('A', 'C', *with(metric, flood)), 14);
}

TEST(RoadConditions, ADrawnLineTouchesTheRoadItFollows) {
  const Drawn d = drawn(kRing);
  const auto shut = with(d.metric, closed(geo::line({cell(0.1, 6), cell(0.1, 9)})));
  ASSERT_TRUE(shut);
  EXPECT_EQ(d.cells('A', 'C', *shut), 14);
  const auto point = with(d.metric, closed(geo::point(cell(0.1, 7))));
  EXPECT_EQ(d.cells('A', 'C', *point), 14);
}

struct EffectCase {
  const char* name;
  Effect effect;
  double value;
  double cells;  ///< from A to B, ten cells long
};

class RoadEffects : public testing::TestWithParam<EffectCase> {};

TEST_P(RoadEffects, ChangeTheTimeAsTheySay) {
  const Drawn d = drawn({"A---------B"});
  Conditions conditions = closed(box(-1, 4, 1, 6));
  conditions.list[0].effect = GetParam().effect;
  conditions.list[0].value = GetParam().value;
  EXPECT_EQ(d.cells('A', 'B', *with(d.metric, conditions)), GetParam().cells);
}

// A car drives 25 km/h here, weighs 2 t and wades 0.3 m.
INSTANTIATE_TEST_SUITE_P(Effects, RoadEffects,
                         testing::Values(EffectCase{"half", Effect::kSpeedFactor, 0.5, 20},
                                         EffectCase{"limit", Effect::kSpeedLimit, 12.5, 20},
                                         EffectCase{"no_limit", Effect::kSpeedLimit, 80, 10},
                                         EffectCase{"faster", Effect::kSpeed, 50, 5},
                                         EffectCase{"heavy", Effect::kWeightLimit, 1.5, -1},
                                         EffectCase{"light", Effect::kWeightLimit, 10, 10},
                                         EffectCase{"dry", Effect::kWaterDepth, 0, 10},
                                         EffectCase{"shallow", Effect::kWaterDepth, 0.2, 25},
                                         EffectCase{"deep", Effect::kWaterDepth, 0.31, -1}),
                         [](const auto& row) { return row.param.name; });

TEST(RoadConditions, HoldForTheirTimeAndTheirProfiles) {
  const Drawn d = drawn(kRing);
  Conditions conditions;
  conditions.list.push_back(
      {.ways = {d.map.way_id.at("BC")}, .from = from_millis(1000), .to = from_millis(2000)});
  EXPECT_EQ(d.cells('A', 'C', *with(d.metric, conditions)), 14) << "no instant given: all hold";
  for (const auto& [at, cells] : {std::pair(999, 10), {1000, 14}, {1999, 14}, {2000, 10}}) {
    conditions.at = from_millis(at);
    EXPECT_EQ(d.cells('A', 'C', *with(d.metric, conditions)), cells) << at;
  }
  conditions.at.reset();
  conditions.list[0].profiles = {"lorry"};
  EXPECT_EQ(d.cells('A', 'C', *with(d.metric, conditions)), 10);
}

TEST(RoadConditions, VehicleAndHourAreThoseOfTheJourney) {
  Map map = draw(kRing);
  map.tags("BC").emplace_back("maxweight", "10 t");
  map.tags("DE").emplace_back("hazmat", "no");
  const MetricPtr lorry = *customise(network_of_map(map), "lorry");
  const Drawn d{map, lorry};
  const double way_round = d.cells('A', 'C', lorry);
  Conditions light;
  light.vehicle = Vehicle{.weight_t = 8};
  EXPECT_LT(d.cells('A', 'C', *with(lorry, light)), way_round);
  Conditions hazmat;
  hazmat.vehicle = Vehicle{.weight_t = 18, .hazmat = true};
  EXPECT_EQ(d.cells('A', 'C', *with(lorry, hazmat)), -1);
  Conditions rush;
  rush.hour = 8;
  EXPECT_NEAR(d.cells('A', 'C', *with(lorry, rush)), way_round / 0.7, 0.2);
  rush.workday = false;
  EXPECT_EQ(d.cells('A', 'C', *with(lorry, rush)), way_round);
}

TEST(RoadConditions, WhatIsWrongIsRefusedWithItsNumber) {
  const Drawn d = drawn(kRing);
  Conditions conditions;
  conditions.list.push_back({.ways = {d.map.way_id.at("BC")}});
  conditions.list.push_back({.ways = {987654}});
  auto found = with(d.metric, conditions);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().field, "list.1.ways");
  conditions.list[1] = {};
  EXPECT_EQ(with(d.metric, conditions).error().field, "list.1");
  for (const double bad : {0.0, -1.0, double(NAN), 1e9}) {
    conditions.list[1] = {
        .effect = Effect::kSpeedFactor, .value = bad, .ways = {d.map.way_id.at("BC")}};
    EXPECT_FALSE(with(d.metric, conditions)) << bad;
  }
}

TEST(RoadConditions, RandomAreasEqualDijkstraOnTheSameArcs) {
  const Drawn d =
      drawn({"A---B---C---D", "|   |   v   |", "E-->F---G---H", "|   |   |   |", "I---J<--K---L"});
  std::mt19937 random(2);
  Workspace work;
  for (int round = 0; round < 50; ++round) {
    Conditions conditions;
    for (int i = 0; i < 3; ++i) {
      const double top = static_cast<double>(random() % 40) / 10,
                   left = static_cast<double>(random() % 120) / 10;
      conditions.list.push_back(
          {.effect = random() % 2 == 0 ? Effect::kClosed : Effect::kSpeedFactor,
           .value = 0.3,
           .where = box(top, left, top + 0.7, left + 1.5)});
    }
    const auto under = with(d.metric, conditions);
    ASSERT_TRUE(under);
    Weights all{{(*under)->arc_ms.begin(), (*under)->arc_ms.end()}, {}, {}};
    customise_all((*under)->t(), all);
    EXPECT_EQ(all.up_ms, (*under)->own.up_ms);
    EXPECT_EQ(all.down_ms, (*under)->own.down_ms);
    const std::vector<Seed> seeds{{static_cast<u32>(random() % (*under)->t().states()), 0, 5}};
    const auto label = work.run(ladder_of(**under, Direction::kTowards), seeds, 1);
    const auto expected = dijkstra((*under)->t(), (*under)->arc_ms, seeds, Direction::kTowards);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), label.begin()));
  }
}

TEST(RoadConditions, AreReadFromGeoJson) {
  const auto read = [](const char* text) { return conditions_from_geojson(*json::parse(text)); };
  const auto list = read(R"({"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":null,"properties":{"id":"桥","ways":[5,6],"effect":"weight_limit","value":10,
      "profiles":["lorry"],"from":"2020-08-10T02:00:00+08:00","touches":"bridges"}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[112,30]},"properties":null}]})");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].effect, Effect::kWeightLimit);
  EXPECT_EQ((*list)[0].ways, (std::vector<std::int64_t>{5, 6}));
  EXPECT_EQ((*list)[0].touches, Touches::kBridges);
  EXPECT_TRUE((*list)[0].from);
  EXPECT_EQ((*list)[1].effect, Effect::kClosed);
  EXPECT_EQ(read(R"({"type":"Point","coordinates":[112,30]})")->size(), 1U);
  for (const char* bad :
       {R"({"type":"FeatureCollection"})", R"({"type":"Feature","geometry":null,"properties":{}})",
        R"({"type":"Feature","geometry":null,"properties":{"ways":["5"]}})",
        R"({"type":"Feature","geometry":null,"properties":{"ways":[5],"effect":"dry"}})",
        R"({"type":"Feature","geometry":null,"properties":{"ways":[5],"effect":"speed"}})",
        R"({"type":"Feature","geometry":null,"properties":{"ways":[5],"from":"soon"}})",
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[30,112]}})", "7", "null"}) {
    EXPECT_FALSE(read(bad)) << bad;
  }
}

}  // namespace
}  // namespace muster::road
