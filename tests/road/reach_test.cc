// Reached parts, areas, matrices and routes on drawn and random maps.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "road/dijkstra.h"
#include "road/map.h"

namespace muster::road {
namespace {

using test::cell;
using test::draw;
using test::Map;
using test::network_of_map;

constexpr u32 kMsPerCell = 14'400;  ///< 100 m at 25 km/h, a car on a residential road

MetricPtr metric_of(const Map& map, const std::string& profile = "car") {
  return *customise(network_of_map(map), profile);
}

/// Cells of each way that are reached, by its letters.
std::map<std::string, double> reached(const Metric& metric, const Map& map, const Reach& reach) {
  std::map<std::string, double> out;
  for (const ReachedPart& part : reach.parts) {
    const std::int64_t id = edge_info(network_of(metric), part.edge).way_id;
    for (const auto& [name, way] : map.way_id) {
      if (way == id && name[0] < name[1]) {
        const double length = edge_info(network_of(metric), part.edge).length_m / 100;
        out[name] += std::round((part.to - part.from) * length * 20) / 20;
      }
    }
  }
  return out;
}

ReachRequest within(std::vector<Place> sources, double cells,
                    Direction direction = Direction::kFrom) {
  return {.sources = std::move(sources),
          .budgets_ms = {static_cast<u32>(cells * kMsPerCell)},
          .direction = direction,
          .areas = {.wanted = false}};
}

using Parts = std::map<std::string, double>;

TEST(RoadReach, RoadsAreCutWhereTheTimeEnds) {
  const Map map = draw({"A----B----C",  //
                        "     |", "     |", "     D"});
  const auto metric = metric_of(map);
  const auto found = reach(*metric, within({{.at = map.at.at('A')}}, 7));
  ASSERT_TRUE(found);
  EXPECT_EQ(reached(*metric, map, *found), (Parts{{"AB", 5}, {"BC", 2}, {"BD", 2}}));
  EXPECT_NEAR(found->length_km[0], 0.9, 0.01);
}

TEST(RoadReach, OneWaysLetThroughInOneDirection) {
  const Map map = draw({"A-->-B----C"});
  const auto metric = metric_of(map);
  EXPECT_EQ(reached(*metric, map, *reach(*metric, within({{.at = map.at.at('A')}}, 7))),
            (Parts{{"AB", 5}, {"BC", 2}}));
  EXPECT_EQ(reached(*metric, map, *reach(*metric, within({{.at = map.at.at('C')}}, 7))),
            (Parts{{"BC", 5}}));
  EXPECT_EQ(reached(*metric, map,
                    *reach(*metric, within({{.at = map.at.at('C')}}, 7, Direction::kTowards))),
            (Parts{{"AB", 2}, {"BC", 5}}));
}

TEST(RoadReach, ASourceInTheMiddleReachesBothWaysAndWaitsItsOffset) {
  const Map map = draw({"A---------B"});
  const auto metric = metric_of(map);
  const Place middle{.at = cell(0, 4), .offset_ms = 2 * kMsPerCell};
  const auto found = reach(*metric, within({middle}, 5));
  ASSERT_TRUE(found);
  EXPECT_EQ(reached(*metric, map, *found), (Parts{{"AB", 6}}));
  EXPECT_NEAR(found->parts[0].from, 0.1, 0.01);
  EXPECT_NEAR(found->parts[0].to, 0.7, 0.01);
}

TEST(RoadReach, EachBudgetAddsWhatTheSmallerOnesDidNotReach) {
  const Map map = draw({"A---------B"});
  const auto metric = metric_of(map);
  ReachRequest request = within({{.at = map.at.at('A')}}, 2);
  request.budgets_ms = {2 * kMsPerCell, 5 * kMsPerCell, 50 * kMsPerCell};
  const auto found = reach(*metric, request);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->parts.size(), 3U);
  EXPECT_NEAR(found->parts[0].to, 0.2, 0.01);
  EXPECT_NEAR(found->parts[1].from, 0.2, 0.01);
  EXPECT_NEAR(found->parts[2].to, 1, 0.01);
  EXPECT_NEAR(found->length_km[1], 0.5, 0.01);
  EXPECT_NEAR(found->length_km[2], 1.0, 0.01);
}

TEST(RoadReach, BudgetsThatDoNotAscendAreRefused) {
  const Map map = draw({"A---------B"});
  const auto metric = metric_of(map);
  for (const std::vector<u32>& bad : {std::vector<u32>{}, {0}, {5, 5}, {6, 5}, {kNever}}) {
    ReachRequest request = within({{.at = map.at.at('A')}}, 2);
    request.budgets_ms = bad;
    EXPECT_FALSE(reach(*metric, request));
  }
}

TEST(RoadReach, APointFarFromRoadsIsMovedAndToldOrRefused) {
  const Map map = draw({"A---------B"});
  const auto metric = metric_of(map);
  const auto near = reach(*metric, within({{.at = cell(3, 5)}}, 1));
  ASSERT_TRUE(near);
  EXPECT_NEAR(near->sources[0].moved_m, 300, 5);
  const auto far =
      reach(*metric, within({{.at = cell(3, 5)}, {.at = cell(3, 5), .max_snap_m = 200}}, 1));
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().field, "sources.1");
}

// A river between two roads that are joined by one bridge far away.
const std::vector<std::string> kRiver = {"A------------------B",  //
                                         "                   |", "                   |",
                                         "                   |", "                   |",
                                         "C------------------D"};

TEST(RoadReach, AnAreaDoesNotReachAcrossAnUnbridgedRiver) {
  const Map map = draw(kRiver);
  const auto metric = metric_of(map);
  ReachRequest request = within({{.at = map.at.at('A')}}, 10);
  request.areas = {.wanted = true, .radius_m = 400, .cell_m = 25};
  const auto found = reach(*metric, request);
  ASSERT_TRUE(found);
  const geo::Geometry& area = found->areas[0];
  EXPECT_TRUE(geo::contains(area, cell(0, 5)));
  EXPECT_TRUE(geo::contains(area, cell(1, 5)));
  EXPECT_FALSE(geo::contains(area, cell(3.2, 5))) << "nearer to the other bank";
  EXPECT_FALSE(geo::contains(area, cell(5, 5)));
  EXPECT_TRUE(geo::check(area));
  EXPECT_TRUE(geo::check_simple(area));
}

TEST(RoadReach, AnAreaHasAHoleWhereNothingWasReached) {
  const Map map = draw({"A---------B",  //
                        "|         |", "|         |", "|         |", "|         |", "|         |",
                        "|         |", "|         |", "|         |", "|         |", "C---------D"});
  const auto metric = metric_of(map);
  ReachRequest request = within({{.at = map.at.at('A')}}, 50);
  request.areas = {.wanted = true, .radius_m = 200, .cell_m = 20};
  const auto found = reach(*metric, request);
  ASSERT_TRUE(found);
  const geo::Geometry& area = found->areas[0];
  ASSERT_EQ(area.parts.size(), 1U);
  EXPECT_EQ(area.parts[0].size(), 2U);
  EXPECT_FALSE(geo::contains(area, cell(5, 5)));
  EXPECT_TRUE(geo::contains(area, cell(0, 5)));
  // 1.4 × 1.4 km with round corners, less 0.6 × 0.6 km.
  EXPECT_NEAR(geo::area_m2(area), 1.96e6 - 4 * (1 - 3.1416 / 4) * 4e4 - 0.36e6, 3e4);
}

TEST(RoadReach, EveryReachedRoadLiesInItsAreaAndUnreachedOnesDoNot) {
  std::mt19937 random(5);
  Map map = draw({"A---B---C---D",  //
                  "|   |   |   |", "|   |   |   |", "|   |   |   |", "E---F---G---H",
                  "|   |   |   |", "|   |   |   |", "|   |   |   |", "I---J---K---L"});
  const auto metric = metric_of(map);
  for (int round = 0; round < 20; ++round) {
    ReachRequest request = within(
        {{.at = cell(static_cast<double>(random() % 9), static_cast<double>(random() % 13))}},
        2 + static_cast<double>(random() % 10));
    request.areas = {.wanted = true, .radius_m = 150, .cell_m = 10, .min_hole_m2 = 0};
    const auto found = reach(*metric, request);
    ASSERT_TRUE(found);
    std::map<EdgeId, std::vector<ReachedPart>> by_edge;
    for (const ReachedPart& part : found->parts) by_edge[part.edge].push_back(part);
    for (EdgeId edge = 0; edge < edge_count(network_of(*metric)); ++edge) {
      for (double share = 0.05; share < 1; share += 0.1) {
        double clear = 1;  // to the nearest end of a reached part, as a share
        bool inside = false;
        for (const ReachedPart& part : by_edge[edge]) {
          inside = inside || (share >= part.from && share <= part.to);
          clear = std::min({clear, std::abs(share - part.from), std::abs(share - part.to)});
        }
        if (clear * 400 < 25) continue;  // two cells and a half
        const geo::Path line = edge_line(network_of(*metric), edge);
        const geo::Position at = geo::along(line, share * geo::length_m(line));
        EXPECT_EQ(geo::contains(found->areas[0], at), inside) << edge << ' ' << share;
      }
    }
  }
}

TEST(RoadMatrix, EveryCellEqualsDijkstraBetweenItsPoints) {
  Map map = draw({"A---B---C---D",  //
                  "|   |   v   |", "E-->F---G---H", "|   |   |   |", "I---J<--K---L"});
  map.forbid("EF", 'F', "FG");
  map.forbid_over("AB", {"BC"}, "CG");
  const auto metric = metric_of(map);
  std::mt19937 random(3);
  std::vector<Place> from, to;
  for (int i = 0; i < 40; ++i) {
    const auto place = [&] {
      return Place{.at = cell(static_cast<double>(random() % 400) / 100,
                              static_cast<double>(random() % 1200) / 100),
                   .offset_ms = static_cast<u32>(random() % 1000)};
    };
    from.push_back(place());
    to.push_back(place());
  }
  const auto found = matrix(*metric, from, to);
  ASSERT_TRUE(found);
  for (std::size_t row = 0; row < from.size(); ++row) {
    std::vector<Seed> seeds;
    add_seeds(*metric, found->from[row], Direction::kFrom, from[row].offset_ms, 0, seeds);
    const auto label = dijkstra(metric->t(), metric->arc_ms, seeds, Direction::kFrom);
    for (std::size_t column = 0; column < to.size(); ++column) {
      std::vector<Seed> ends;
      add_seeds(*metric, found->to[column], Direction::kTowards, to[column].offset_ms, 0, ends);
      u32 least = along_edge_ms(*metric, found->from[row], found->to[column]);
      if (least < kNever) least += from[row].offset_ms + to[column].offset_ms;
      for (const Seed& end : ends) least = std::min(least, label[end.state] + end.ms);
      EXPECT_EQ(found->at(row, column), least);
      // A route takes what the matrix says, and its parts join and add up.
      const auto way = route(*metric, from[row], to[column]);
      ASSERT_EQ(way.has_value(), least < kNever);
      if (!way) continue;
      EXPECT_EQ(way->front().ms, least);
      double length = 0;
      for (std::size_t i = 1; i < way->front().line.size(); ++i)
        length += geo::distance_m(way->front().line[i - 1], way->front().line[i]);
      EXPECT_NEAR(length, way->front().length_m, 1 + length / 500);
      EXPECT_LT(geo::distance_m(way->front().line.front(), found->from[row].at), 1);
      EXPECT_LT(geo::distance_m(way->front().line.back(), found->to[column].at), 1);
    }
  }
}

TEST(RoadMatrix, TheNearestAreSortedAndTheUnreachableLeftOut) {
  const Map map = draw({"A----B----C   D-----------------------------------------E"});
  const auto metric = metric_of(map);
  const std::vector<Place> from{
      {.at = map.at.at('C')}, {.at = map.at.at('B')}, {.at = map.at.at('E')}};
  const auto found = nearest(*metric, from, {{.at = map.at.at('A')}}, 3);
  ASSERT_TRUE(found);
  ASSERT_EQ((*found)[0].size(), 2U);
  EXPECT_EQ((*found)[0][0].from, 1U);
  EXPECT_NEAR((*found)[0][1].ms, 10 * kMsPerCell, 200);
  EXPECT_EQ((*nearest(*metric, from, {{.at = map.at.at('A')}}, 1))[0].size(), 1U);
}

TEST(RoadRoute, TellsItsTurnsInBothLanguages) {
  Map map = draw({"A----B----C",  //
                  "     |", "     D"});
  map.tags("AB").emplace_back("name", "江津路");
  map.tags("AB").emplace_back("name:en", "Jiangjin Road");
  map.tags("BD").emplace_back("name", "北京路");
  const auto metric = metric_of(map);
  const auto found = route(*metric, {.at = map.at.at('A')}, {.at = map.at.at('D')});
  ASSERT_TRUE(found);
  const auto& steps = found->front().steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(step_text(steps[0], "zh"), "出发，沿江津路行驶 500 米");
  EXPECT_EQ(step_text(steps[0], "en"), "Depart on Jiangjin Road, 500 m");
  EXPECT_EQ(step_text(steps[1], "zh"), "右转，沿北京路行驶 200 米");
  EXPECT_EQ(step_text(steps[1], "en"), "Turn right on 北京路, 200 m");
  EXPECT_EQ(steps[2].turn, Turn::kArrive);
}

TEST(RoadRoute, AlternativesDifferAndAreNotMuchSlower) {
  const Map map = draw({"A---B-------C---D",  //
                        "    |       |", "    E-------F", "    |       |", "    |       |",
                        "    |       |", "    |       |", "    |       |", "    G-------H"});
  const auto metric = metric_of(map);
  const auto found = route(*metric, {.at = map.at.at('A')}, {.at = map.at.at('D')}, 3);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U) << "by G is more than 1.4 times as long";
  EXPECT_NEAR((*found)[0].ms, 16 * kMsPerCell, 200);
  EXPECT_NEAR((*found)[1].ms, 20 * kMsPerCell, 200);
}

TEST(RoadRoute, NoWayIsRefusedWithBothPlaces) {
  const Map map = draw({"A----B----C   D-----------------------------------------E"});
  const auto found = route(*metric_of(map), {.at = map.at.at('A')}, {.at = map.at.at('E')});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().params.size(), 2U);
}

TEST(RoadReach, APlaceWhereRoadsMeetLiesOnEachOfThem) {
  // B lies at the end of a one-way road: who comes by another need not go round to drive along it.
  const Map map = draw({"A---B---C", "|   ^", "D---E"});
  const auto metric = *customise(network_of_map(map), "car");
  const auto ms = [&](char from, char to) {
    return matrix(*metric, {{.at = map.at.at(from)}}, {{.at = map.at.at(to)}})->ms[0];
  };
  const u32 four_cells = ms('A', 'B');
  EXPECT_NEAR(four_cells, 4 * 14'400, 200);
  EXPECT_EQ(ms('C', 'B'), ms('B', 'C'));
  EXPECT_EQ(ms('B', 'B'), 0U);
  EXPECT_NEAR(ms('B', 'E'), (4 + 2 + 4) * 14'400, 500) << "round by A and D, against no arrow";
  const auto way = route(*metric, {.at = map.at.at('C')}, {.at = map.at.at('B')});
  ASSERT_TRUE(way);
  EXPECT_NEAR((*way)[0].length_m, 400, 2);
  EXPECT_EQ((*way)[0].ms, ms('C', 'B'));
}

}  // namespace
}  // namespace muster::road
