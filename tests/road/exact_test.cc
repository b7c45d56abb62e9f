// Every answer equals plain Dijkstra's on the same graph, to the millisecond.
#include <gtest/gtest.h>

#include <random>

#include "road/dijkstra.h"
#include "road/map.h"
#include "road/sweep.h"

namespace muster::road {
namespace {

using test::Map;

/// A jittered grid with holes, one-ways, speeds, and turn restrictions over nodes and ways.
Extract random_extract(std::mt19937& random, int width, int height, double restricted) {
  const auto chance = [&](double share) {
    return std::uniform_real_distribution<>(0, 1)(random) < share;
  };
  std::uniform_real_distribution<> jitter(-0.3, 0.3);
  const std::vector<std::string> classes = {"residential", "tertiary", "primary", "motorway_link"};
  Extract out;
  const auto id = [&](int x, int y) { return static_cast<std::int64_t>(y * width + x + 1); };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      out.nodes.emplace_back(id(x, y), test::cell(y + jitter(random), x + jitter(random)));
  }
  const auto join = [&](std::int64_t a, std::int64_t b) {
    ExtractWay way{static_cast<std::int64_t>(1000 + out.ways.size()), {a, b}, {}};
    way.tags.emplace_back("highway", classes[random() % classes.size()]);
    if (chance(0.15)) way.tags.emplace_back("oneway", chance(0.5) ? "yes" : "-1");
    if (chance(0.05)) way.tags.emplace_back("maxweight", "10");
    out.ways.push_back(std::move(way));
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (x + 1 < width && chance(0.85)) join(id(x, y), id(x + 1, y));
      if (y + 1 < height && chance(0.85)) join(id(x, y), id(x, y + 1));
      if (x + 1 < width && y + 1 < height && chance(0.05)) join(id(x, y), id(x + 1, y + 1));
    }
  }
  const auto ways_at = [&](std::int64_t node) {
    std::vector<const ExtractWay*> found;
    for (const ExtractWay& way : out.ways) {
      if (way.nodes.front() == node || way.nodes.back() == node) found.push_back(&way);
    }
    return found;
  };
  const int wanted = static_cast<int>(restricted * width * height);
  for (int i = 0; i < wanted; ++i) {
    const auto via = static_cast<std::int64_t>(1 + random() % out.nodes.size());
    const auto around = ways_at(via);
    if (around.size() < 2) continue;
    ExtractRestriction rule;
    rule.id = i + 1;
    const ExtractWay* from = around[random() % around.size()];
    const ExtractWay* middle = around[random() % around.size()];
    rule.from_way = from->id;
    rule.tags.emplace_back("restriction", chance(0.2) ? "only_straight_on" : "no_left_turn");
    if (chance(0.6) || middle == from) {
      rule.via_node = via;
      rule.to_way = around[random() % around.size()]->id;
    } else {
      const std::int64_t far =
          middle->nodes.front() == via ? middle->nodes.back() : middle->nodes.front();
      const auto beyond = ways_at(far);
      rule.via_ways = {middle->id};
      rule.to_way = beyond[random() % beyond.size()]->id;
      if (rule.to_way == middle->id) continue;
    }
    out.restrictions.push_back(std::move(rule));
  }
  return out;
}

std::vector<Seed> random_seeds(std::mt19937& random, u32 states, u32 lanes) {
  std::vector<Seed> out;
  for (u32 lane = 0; lane < lanes; ++lane) {
    const auto count = 1 + random() % 3;
    for (std::size_t i = 0; i < count; ++i)
      out.push_back(
          {static_cast<u32>(random() % states), lane, static_cast<u32>(random() % 60'000)});
  }
  return out;
}

void expect_equal_to_dijkstra(const Metric& metric, std::mt19937& random) {
  const auto n = static_cast<u32>(metric.t().states());
  Workspace workspace;
  for (const Direction direction : {Direction::kFrom, Direction::kTowards}) {
    for (const u32 lanes : {1U, kLanes}) {
      const auto seeds = random_seeds(random, n, lanes);
      const auto labels = workspace.run(ladder_of(metric, direction), seeds, lanes);
      for (u32 lane = 0; lane < lanes; ++lane) {
        std::vector<Seed> own;
        for (const Seed& seed : seeds) {
          if (seed.lane == lane) own.push_back(seed);
        }
        const auto expected = dijkstra(metric.t(), metric.arc_ms, own, direction);
        for (u32 v = 0; v < n; ++v) ASSERT_EQ(labels[v * lanes + lane], expected[v]) << v;
      }
    }
  }
}

TEST(RoadExact, SweepsEqualDijkstraOnRandomNetworksWithTurnRestrictions) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const int width = 3 + static_cast<int>(random() % 14);
    const int height = 2 + static_cast<int>(random() % 12);
    const auto network =
        test::network_of_extract(random_extract(random, width, height, seed % 2 == 0 ? 0.3 : 0));
    for (const std::string& profile : profile_names(*network)) {
      const auto metric = customise(network, profile);
      ASSERT_TRUE(metric);
      expect_equal_to_dijkstra(**metric, random);
    }
  }
}

TEST(RoadExact, WithinABudgetSweepsEqualDijkstraAndBeyondItNothingIsReached) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto network = test::network_of_extract(random_extract(random, 30, 30, 0.1));
    const auto metric = customise(network, "lorry");
    const auto n = static_cast<u32>((*metric)->t().states());
    Workspace workspace;
    const u32 budget = 60'000 + static_cast<u32>(random() % 300'000);
    for (const u32 lanes : {1U, kLanes}) {
      const auto seeds = random_seeds(random, n, lanes);
      const auto labels =
          workspace.run(ladder_of(**metric, Direction::kFrom), seeds, lanes, budget);
      std::vector<Seed> own;
      for (const Seed& each : seeds) {
        if (each.lane == 0) own.push_back(each);
      }
      const auto expected = dijkstra((*metric)->t(), (*metric)->arc_ms, own, Direction::kFrom);
      for (u32 v = 0; v < n; ++v) {
        if (expected[v] <= budget)
          ASSERT_EQ(labels[v * lanes], expected[v]) << v;
        else
          ASSERT_GT(labels[v * lanes], budget) << v;
      }
    }
  }
}

TEST(RoadExact, MatricesEqualDijkstraFromEachPlaceAsBuiltAndUnderConditions) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const Extract extract = random_extract(random, 20, 16, seed % 2 == 0 ? 0.2 : 0);
    const auto network = test::network_of_extract(extract);
    const MetricPtr built = *customise(network, seed % 3 == 0 ? "foot" : "lorry");
    Conditions conditions;
    for (int i = 0; i < 12; ++i)
      conditions.list.push_back({.ways = {extract.ways[random() % extract.ways.size()].id}});
    for (const MetricPtr& metric : {built, with(built, conditions).value_or(built)}) {
      std::uniform_real_distribution<> down(0, 16), right(0, 20);
      std::vector<Place> from, to;
      for (std::size_t i = 0; i < 21 + seed; ++i)
        from.push_back({.at = test::cell(down(random), right(random))});
      for (std::size_t i = 0; i < 3 * seed; ++i)
        to.push_back({.at = test::cell(down(random), right(random)),
                      .offset_ms = static_cast<u32>(random() % 9000)});
      const auto found = matrix(*metric, from, to);
      ASSERT_TRUE(found);
      for (std::size_t row = 0; row < from.size(); ++row) {
        std::vector<Seed> seeds, ends;
        add_seeds(*metric, found->from[row], Direction::kFrom, 0, 0, seeds);
        const auto label = dijkstra(metric->t(), metric->arc_ms, seeds, Direction::kFrom);
        for (std::size_t column = 0; column < to.size(); ++column) {
          const u32 along = along_edge_ms(*metric, found->from[row], found->to[column]);
          u32 least = along == kNever ? kNever : along + to[column].offset_ms;
          ends.clear();
          add_seeds(*metric, found->to[column], Direction::kTowards, to[column].offset_ms, 0, ends);
          for (const Seed& end : ends) least = std::min(least, label[end.state] + end.ms);
          ASSERT_EQ(found->at(row, column), least) << row << ' ' << column;
        }
      }
    }
  }
}

TEST(RoadExact, APartialUpdateEqualsCustomisingAnew) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto network = test::network_of_extract(random_extract(random, 60, 50, 0.1));
    const auto metric = customise(network, "car");
    const Tables& t = (*metric)->t();
    Weights some{{(*metric)->arc_ms.begin(), (*metric)->arc_ms.end()},
                 {(*metric)->up_ms.begin(), (*metric)->up_ms.end()},
                 {(*metric)->down_ms.begin(), (*metric)->down_ms.end()}};
    for (int round = 0; round < 4; ++round) {
      std::vector<u32> arcs;
      for (int i = 0; i < 30; ++i) {
        const auto arc = static_cast<u32>(random() % t.arc_head.size());
        arcs.push_back(arc);
        // Closed, slower, faster, reopened.
        some.arc_ms[arc] = random() % 3 == 0 ? kNever : static_cast<u32>(random() % 100'000);
      }
      customise_some(*network, arcs, some);
      Weights all{some.arc_ms, {}, {}};
      customise_all(t, all);
      ASSERT_EQ(some.up_ms, all.up_ms);
      ASSERT_EQ(some.down_ms, all.down_ms);
    }
  }
}

}  // namespace
}  // namespace muster::road
