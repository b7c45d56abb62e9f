// Turn restrictions, drawn; and against a search that remembers its whole history.
#include <gtest/gtest.h>

#include <map>
#include <queue>
#include <random>
#include <set>

#include "road/dijkstra.h"
#include "road/map.h"

namespace muster::road {
namespace {

using test::draw;
using test::Map;
using test::network_of_map;

MetricPtr metric_of(const Map& map, const std::string& profile = "car") {
  return *customise(network_of_map(map), profile);
}

/// Cells driven from letter to letter, one cell being 100 m at the class's speed; -1: no way.
int cells(const Metric& metric, const Map& map, char from, char to) {
  const auto found = matrix(metric, {{.at = map.at.at(from)}}, {{.at = map.at.at(to)}});
  if (!found || found->ms[0] == kNever) return -1;
  const double ms_per_cell = 100 * 3.6 / metric.profile->profile.kmh[11] * 1000;
  return static_cast<int>(std::lround(found->ms[0] / ms_per_cell));
}

// The letters A, E, G lie at the ends of dead ends, so that a point on one is on that road only.
const std::vector<std::string> kCross = {"    D---E",  //
                                         "    |   |", "A---B---C---F", "    |", "    G"};

TEST(RoadTurns, WithoutRestrictionsTheShortestWayIsDriven) {
  const Map map = draw(kCross);
  const auto metric = metric_of(map);
  EXPECT_EQ(cells(*metric, map, 'A', 'F'), 12);
  EXPECT_EQ(cells(*metric, map, 'A', 'G'), 6);
}

TEST(RoadTurns, ABannedTurnIsDrivenAround) {
  Map map = draw(kCross);
  map.forbid("AB", 'B', "BC", "no_straight_on");
  const auto metric = metric_of(map);
  // By D and E.
  EXPECT_EQ(cells(*metric, map, 'A', 'F'), 4 + 2 + 4 + 2 + 4);
  EXPECT_EQ(cells(*metric, map, 'G', 'F'), 2 + 8) << "another way in is not bound";
}

TEST(RoadTurns, AnOnlyRestrictionForbidsEveryOtherTurn) {
  Map map = draw(kCross);
  map.forbid("AB", 'B', "BG", "only_right_turn");
  const auto metric = metric_of(map);
  EXPECT_EQ(cells(*metric, map, 'A', 'G'), 6);
  // Down to G, round at its end, and back over B, which is then free.
  EXPECT_EQ(cells(*metric, map, 'A', 'F'), 4 + 2 + 2 + 8);
}

TEST(RoadTurns, ARestrictionOverAWayBindsOnlyWhoCameThatWay) {
  Map map = draw({"A---B---C---D",  //
                  "    |   |", "    E   F"});
  map.forbid_over("AB", {"BC"}, "CF", "no_right_turn");
  const auto metric = metric_of(map);
  EXPECT_EQ(cells(*metric, map, 'E', 'F'), 2 + 4 + 2);
  // A: down to E, round, and back; the history is then another one.
  EXPECT_EQ(cells(*metric, map, 'A', 'F'), 4 + 2 + 2 + 4 + 2);
}

TEST(RoadTurns, AnOnlyRestrictionOverAWayIsFollowedToItsEnd) {
  Map map = draw({"A---B---C---D",  //
                  "    |   |", "    E   F"});
  map.forbid_over("AB", {"BC"}, "CF", "only_right_turn");
  const auto metric = metric_of(map);
  EXPECT_EQ(cells(*metric, map, 'A', 'F'), 10);
  EXPECT_EQ(cells(*metric, map, 'A', 'D'), 4 + 4 + 2 + 2 + 4);
  EXPECT_EQ(cells(*metric, map, 'A', 'E'), 4 + 4 + 2 + 2 + 4 + 2);
  EXPECT_EQ(cells(*metric, map, 'E', 'D'), 2 + 8);
}

TEST(RoadTurns, BindWhomTheySay) {
  Map map = draw(kCross);
  map.forbid("AB", 'B', "BC", "no_straight_on");
  map.extract.restrictions[0].tags = {{"restriction:hgv", "no_straight_on"}};
  EXPECT_EQ(cells(*metric_of(map, "lorry"), map, 'A', 'F'), 16);
  EXPECT_EQ(cells(*metric_of(map, "car"), map, 'A', 'F'), 12);
  map.extract.restrictions[0].tags = {{"restriction", "no_straight_on"}, {"except", "psv; hgv"}};
  EXPECT_EQ(cells(*metric_of(map, "lorry"), map, 'A', 'F'), 12);
  EXPECT_EQ(cells(*metric_of(map, "car"), map, 'A', 'F'), 16);
  EXPECT_EQ(cells(*metric_of(map, "foot"), map, 'A', 'F'), 12);
}

TEST(RoadTurns, WhatCannotBeReadIsCountedNotGuessed) {
  Map map = draw(kCross);
  map.forbid("AB", 'D', "BC");  // the way does not touch the node
  map.forbid("AB", 'B', "DE");  // nor this one
  map.forbid("AB", 'B', "BC", "no_idea");
  map.extract.restrictions.back().tags = {{"restriction:conditional", "no_left_turn @ (Mo-Fr)"}};
  const test::Folder folder;
  const auto report = build(map.extract, folder.path());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->restrictions, 0U);
  EXPECT_EQ(report->restrictions_left_out, 3U);
}

// ---- against all histories

/// Least ms from the start of each directed edge to its end, searching over whole histories of up
/// to the longest restriction, with the rules taken as drawn.
class HistorySearch {
 public:
  HistorySearch(const Metric& metric, std::vector<std::vector<u32>> forbidden)
      : metric_(metric), forbidden_(std::move(forbidden)) {
    for (const auto& path : forbidden_) longest_ = std::max(longest_, path.size());
  }

  /// From edge `start` driven in its direction; ms at the end of every directed edge.
  std::map<u32, u32> run(u32 start) const {
    using History = std::vector<u32>;
    std::map<History, u32> seen;
    std::map<u32, u32> out;
    std::priority_queue<std::pair<u32, History>, std::vector<std::pair<u32, History>>,
                        std::greater<>>
        queue;
    queue.emplace(0, History{start});
    while (!queue.empty()) {
      auto [ms, history] = queue.top();
      queue.pop();
      if (!seen.emplace(history, ms).second) continue;
      out.try_emplace(history.back(), ms);
      for (u32 next = 0; next < 2 * metric_.t().edge_count(); ++next) {
        if (tail(next) != tail(history.back() ^ 1U) || weight(next) == kNever) continue;
        History longer = history;
        longer.push_back(next);
        if (is_forbidden(longer)) continue;
        if (longer.size() >= longest_) longer.erase(longer.begin());
        queue.emplace(ms + weight(next), longer);
      }
    }
    return out;
  }

 private:
  u32 tail(u32 directed) const {
    const Edge& edge = metric_.t().edges[directed >> 1];
    return (directed & 1U) != 0 ? edge.b : edge.a;
  }
  u32 weight(u32 directed) const {
    const EdgeTimes times = metric_.times(directed >> 1);
    return (directed & 1U) != 0 ? times.backward_ms : times.forward_ms;
  }
  bool is_forbidden(const std::vector<u32>& history) const {
    return std::any_of(forbidden_.begin(), forbidden_.end(), [&](const auto& path) {
      return path.size() <= history.size() &&
             std::equal(path.begin(), path.end(),
                        history.end() - static_cast<std::ptrdiff_t>(path.size()));
    });
  }
  const Metric& metric_;
  std::vector<std::vector<u32>> forbidden_;
  std::size_t longest_ = 2;
};

TEST(RoadTurns, StatesAnswerAsASearchOverWholeHistoriesDoes) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Map map = draw({"A---B---C---D",  //
                    "|   |   |   |", "E-->F---G---H", "|   |   |   |", "I---J<--K---L"});
    std::vector<std::string> names;
    for (const auto& [name, id] : map.way_id) {
      if (name[0] < name[1]) names.push_back(name);
    }
    std::vector<std::vector<std::string>> drawn;  // letters of the paths that are forbidden
    for (int i = 0; i < 10; ++i) {
      const std::string first = names[random() % names.size()];
      std::string path(first.rbegin(), first.rend());
      if (random() % 2 == 0) path = first;
      while (path.size() < 3 + random() % 2) {
        std::string next;
        for (const auto& [name, id] : map.way_id) {
          if (name[0] == path.back() && name[1] != path[path.size() - 2] && random() % 3 == 0)
            next = name;
        }
        if (!next.empty()) path.push_back(next[1]);
      }
      if (path.size() == 3)
        map.forbid(path.substr(0, 2), path[1], path.substr(1, 2), "no_left_turn");
      else
        map.forbid_over(path.substr(0, 2), {path.substr(1, 2)}, path.substr(2, 2), "no_u_turn");
      drawn.push_back({path});
    }
    const auto metric = metric_of(map);
    std::map<std::int64_t, u32> edge_of;
    for (u32 edge = 0; edge < metric->t().edge_count(); ++edge)
      edge_of[metric->network->way_of(edge).id] = edge;
    // Every way was drawn from left to right or from the top down, as its letters ascend.
    std::vector<std::vector<u32>> forbidden;
    for (const auto& row : drawn) {
      std::vector<u32> path;
      for (std::size_t i = 1; i < row[0].size(); ++i) {
        const std::string way = row[0].substr(i - 1, 2);
        path.push_back(edge_of[map.way_id[way]] << 1 | (way[0] > way[1] ? 1U : 0U));
      }
      forbidden.push_back(path);
    }
    const HistorySearch oracle(*metric, forbidden);
    for (u32 start = 0; start < 2 * metric->t().edge_count(); ++start) {
      const u32 arc = metric->network->plain_arc(start >> 1, (start & 1U) != 0);
      if (arc == kNever || metric->arc_ms[arc] == kNever) continue;
      const auto expected = oracle.run(start);
      const std::vector<Seed> seed_here{{metric->t().arc_head[arc], 0, 0}};
      const auto label = dijkstra(metric->t(), metric->arc_ms, seed_here, Direction::kFrom);
      std::map<u32, u32> found{{start, 0}};
      for (u32 state = 0; state < metric->t().states(); ++state) {
        for (u32 k = metric->t().first_arc[state]; k < metric->t().first_arc[state + 1]; ++k) {
          if (label[state] == kNever || metric->arc_ms[k] == kNever) continue;
          const auto [at, is_new] = found.try_emplace(metric->t().arc_edge[k], kNever);
          at->second = std::min(at->second, label[state] + metric->arc_ms[k]);
        }
      }
      ASSERT_EQ(found, expected) << start;
    }
  }
}

}  // namespace
}  // namespace muster::road
