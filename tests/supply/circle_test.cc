// The circle on drawn roads: order to departure, drive, budget; what a closure takes away; what a further store would add.
#include "supply/circle.h"

#include <gtest/gtest.h>

#include <random>

#include "road/map.h"

namespace muster::supply {
namespace {

using road::test::cell;
using road::test::draw;
using road::test::Map;

constexpr std::uint32_t kMsPerCell = 18'000;  ///< 100 m at 20 km/h, a lorry on a residential road
constexpr std::uint32_t kMinute = 60'000;

std::uint32_t cells(double count) { return static_cast<std::uint32_t>(count * kMsPerCell); }

CircleRoads lorry(const Map& map) {
  const auto metric = *road::customise(road::test::network_of_map(map), "lorry");
  return {metric, metric};
}

CircleStore store(const Map& map, char at, std::uint32_t day_ms = 0, std::uint32_t night_ms = 0) {
  return {.id = std::string(1, at), .label = std::string(1, at), .kind = "relief", .at = map.at.at(at), .day_ms = day_ms, .night_ms = night_ms};
}
CirclePlace place(const Map& map, char at, std::optional<std::int64_t> people) {
  return {.id = std::string(1, at), .label = std::string(1, at), .people = people, .at = map.at.at(at)};
}
Circle made(const CircleRoads& roads, const CircleTask& task) {
  auto out = circle(roads, task);
  EXPECT_TRUE(out.has_value());
  return out ? *out : Circle{};
}
std::vector<Reached> reached(const Circle& circle) {
  std::vector<Reached> out;
  for (const PlaceReach& place : circle.places) out.push_back(place.reached);
  return out;
}

// The vector of the digest in small: preparing 10 and loading 15 minutes leave 35 of 60 for the drive.
TEST(Circle, CountsFromTheOrderNotFromTheDeparture) {
  const Map map = draw({"A---------------------------------------------------------B-C"});
  const CircleTask task{.stores = {store(map, 'A', 25 * kMinute)},
                        .places = {place(map, 'B', 100), place(map, 'C', 50)},
                        .budget_ms = 25 * kMinute + cells(58.5)};
  const Circle circle = made(lorry(map), task);
  EXPECT_EQ(reached(circle), (std::vector{Reached::kCovered, Reached::kLate}));
  EXPECT_EQ(circle.totals.people, 150);
  EXPECT_EQ(circle.totals.covered_people, 100);
  EXPECT_NEAR(circle.places[1].arrivals.front().ms, 25 * kMinute + cells(60), 2000);
  EXPECT_EQ(circle.totals.share(), 100.0 / 150);
}

TEST(Circle, IsSmallerAtNightWherePeopleMustBeCalledIn) {
  const Map map = draw({"A----------B"});
  CircleTask task{.stores = {store(map, 'A', 25 * kMinute, 55 * kMinute)}, .places = {place(map, 'B', 100)}, .budget_ms = 30 * kMinute};
  EXPECT_EQ(made(lorry(map), task).totals.covered_people, 100);
  task.night = true;
  EXPECT_EQ(made(lorry(map), task).totals.covered_people, 0);
}

TEST(Circle, NeverTakesUnknownPeopleForNobody) {
  const Map map = draw({"A---B---------------C"});
  const CircleTask task{.stores = {store(map, 'A')}, .places = {place(map, 'B', std::nullopt), place(map, 'C', std::nullopt), place(map, 'A', 0)}, .budget_ms = cells(6)};
  const CircleTotals totals = made(lorry(map), task).totals;
  EXPECT_EQ(totals.unknown_places, 2U);
  EXPECT_EQ(totals.unknown_uncovered, 1U);
  EXPECT_EQ(totals.covered_places, 2U);
  EXPECT_EQ(totals.share(), std::nullopt);
}

TEST(Circle, SaysHowOftenAndByWhomAPlaceIsReached) {
  const Map map = draw({"A---B------C---D"});
  const CircleTask task{.stores = {store(map, 'A'), store(map, 'D')}, .places = {place(map, 'B', 10), place(map, 'C', 20)}, .budget_ms = cells(11.5)};
  const Circle circle = made(lorry(map), task);
  ASSERT_EQ(circle.places[0].arrivals.size(), 2U);
  EXPECT_EQ(circle.places[0].arrivals[0].store, 0U);
  EXPECT_EQ(circle.places[1].arrivals[0].store, 1U);
  EXPECT_EQ(circle.totals.doubly_people, 30);
  const CircleTask shorter{task.stores, task.places, cells(10.5), false};
  EXPECT_EQ(made(lorry(map), shorter).totals.doubly_people, 0);
  EXPECT_EQ(made(lorry(map), shorter).totals.covered_people, 30);
}

// A bridge closed: beyond it a place is cut off, another one is reached the long way round and too late.
TEST(Circle, TellsCutOffFromLate) {
  const Map map = draw({"A----B----C----D",  //
                        "|         |",
                        "E---------F"});
  const auto base = lorry(map);
  const CircleTask task{.stores = {store(map, 'A')}, .places = {place(map, 'B', 10), place(map, 'C', 20), place(map, 'D', 40)}, .budget_ms = cells(15.5)};
  EXPECT_EQ(made(base, task).totals.covered_people, 70);
  const auto closed = [&](const std::string& way) {
    return CircleRoads{*road::with(base.ordinary, {.list = {{.effect = road::Effect::kClosed, .ways = {map.way_id.at(way)}}}}), base.ordinary};
  };
  const Circle round = made(closed("BC"), task);
  EXPECT_EQ(reached(round), (std::vector{Reached::kCovered, Reached::kCovered, Reached::kLate}));
  EXPECT_EQ(round.totals.covered_people, 30);
  EXPECT_EQ(reached(made(closed("CD"), task))[2], Reached::kCutOff);
}

// Water over the roads around a store: nothing leaves it, though another road is open not far away.
TEST(Circle, SendsNothingFromAStoreThatIsClosedIn) {
  const Map map = draw({"A---B---C",  //
                        "",
                        "D-------E"});
  const auto base = lorry(map);
  const CircleTask task{.stores = {store(map, 'A')}, .places = {place(map, 'B', 10), place(map, 'E', 20)}, .budget_ms = cells(60)};
  const geo::Geometry water = geo::circle(map.at.at('A'), 150);
  const auto flooded = *road::with(base.ordinary, {.list = {{.effect = road::Effect::kClosed, .where = water}}});
  EXPECT_EQ(reached(made(base, task)), (std::vector{Reached::kCovered, Reached::kCutOff}));
  EXPECT_EQ(reached(made({flooded, base.ordinary}, task)), (std::vector{Reached::kCutOff, Reached::kCutOff}));
}

TEST(Circle, TellsPlacesWithoutRoadOrPosition) {
  const Map map = draw({"A---B"});
  const CircleTask task{.stores = {store(map, 'A')},
                        .places = {{.id = "far", .label = "far", .people = 7, .at = geo::Position{113, 30}}, {.id = "lost", .label = "lost", .people = 9}, place(map, 'B', 1)},
                        .budget_ms = cells(10)};
  EXPECT_EQ(reached(made(lorry(map), task)), (std::vector{Reached::kNoRoad, Reached::kNoPosition, Reached::kCovered}));
  EXPECT_EQ(made(lorry(map), task).totals.people, 17);
}

TEST(Circle, WithoutStoresReachesNobody) {
  const Map map = draw({"A---B"});
  const Circle circle = made(lorry(map), {.stores = {}, .places = {place(map, 'B', 5)}, .budget_ms = cells(10)});
  EXPECT_EQ(reached(circle), std::vector{Reached::kCutOff});
  EXPECT_EQ(circle.totals.share(), 0.0);
}

TEST(Circle, NamesTheUncoveredWithMostPeopleFirst) {
  const Map map = draw({"A----------B-C-D-E"});
  const CircleTask task{.stores = {store(map, 'A')}, .places = {place(map, 'C', 10), place(map, 'D', std::nullopt), place(map, 'B', 30), place(map, 'E', 30)}, .budget_ms = cells(2)};
  EXPECT_EQ(uncovered(task, made(lorry(map), task)), (std::vector<std::size_t>{2, 3, 0, 1}));
}

// A store that is added covers what was foretold, whatever the roads.
TEST(Circle, ForetellsWhatAFurtherStoreCovers) {
  const Map map = draw({"A---B--C----D---E",  //
                        "|      |    |   |",
                        "F------G>>>>H---I",
                        "|           |   ",
                        "J-----------K---L"});
  const auto metric = lorry(map);
  std::mt19937 random(5);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    CircleTask task{.stores = {}, .places = {}, .budget_ms = cells(3 + static_cast<double>(random() % 14))};
    for (const char name : std::string("ABCDEFGHIJKL")) task.places.push_back(place(map, name, 1 + static_cast<std::int64_t>(random() % 50)));
    task.stores.push_back(store(map, "ABCDEFGHIJKL"[random() % 12], cells(1)));
    const Circle before = made(metric, task);
    std::vector<geo::Position> candidates;
    for (const char name : std::string("ABCDEFGHIJKL")) candidates.push_back(map.at.at(name));
    const auto foretold = would_cover(metric, task, before, candidates, cells(2));
    ASSERT_TRUE(foretold.has_value());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      CircleTask more = task;
      more.stores.push_back(store(map, "ABCDEFGHIJKL"[i], cells(2)));
      const Circle after = made(metric, more);
      std::vector<std::uint32_t> gained;
      for (std::uint32_t p = 0; p < after.places.size(); ++p) {
        if (after.places[p].within > 0 && before.places[p].within == 0) gained.push_back(p);
      }
      ASSERT_EQ((*foretold)[i], gained);
    }
  }
}

}  // namespace
}  // namespace muster::supply
