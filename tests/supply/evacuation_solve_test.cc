// Villages to shelters: everybody who can be placed is, villages stay together where they can, and the gap is told.
#include "supply/evacuation_solve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace muster::supply {
namespace {

using testing::ElementsAre;

constexpr std::nullopt_t kNo = std::nullopt;

std::int64_t placed(const Evacuation& made) {
  return std::accumulate(made.assignments.begin(), made.assignments.end(), std::int64_t{0}, [](std::int64_t sum, const Assignment& a) { return sum + a.people; });
}

TEST(Evacuation, TheNearestShelterTakesAVillageWhole) {
  const Evacuation made = evacuate({{300, 200}, {500, 500}, {{10.0, 30.0}, {25.0, 5.0}}});
  EXPECT_THAT(made.assignments, ElementsAre(Assignment{0, 0, 300}, Assignment{1, 1, 200}));
  EXPECT_EQ(made.total_person_min, 300 * 10 + 200 * 5);
  EXPECT_EQ(made.gap_share(), 0);
}

TEST(Evacuation, AVillageStaysTogetherAlthoughSplittingWouldBeShorter) {
  // Splitting would put 100 of the first village beside the second at 10 minutes.
  const Evacuation made = evacuate({{300, 200}, {400, 300}, {{10.0, 20.0}, {10.0, 40.0}}});
  EXPECT_EQ(made.split, 0U);
  EXPECT_EQ(placed(made), 500);
  EXPECT_GE(made.gap_share(), 0);
  EXPECT_THAT(made.assignments, ElementsAre(Assignment{0, 1, 300}, Assignment{1, 0, 200}));
}

TEST(Evacuation, AVillageTooLargeForAnyShelterIsSplit) {
  const Evacuation made = evacuate({{900}, {500, 500}, {{10.0, 12.0}}});
  EXPECT_THAT(made.assignments, ElementsAre(Assignment{0, 0, 500}, Assignment{0, 1, 400}));
  EXPECT_EQ(made.split, 1U);
}

TEST(Evacuation, WhoHasNoRoomOrNoWayIsNamed) {
  const Evacuation made = evacuate({{300, 200}, {250}, {{10.0}, {kNo}}});
  EXPECT_EQ(made.unplaced, (std::vector<std::int64_t>{50, 200}));
  EXPECT_EQ(placed(made), 250);
}

// All ways to put whole villages into shelters.
double best_whole(const EvacuationProblem& p, std::size_t village, std::vector<std::int64_t> room) {
  if (village == p.people.size()) return 0;
  double best = 1e18;
  for (std::size_t s = 0; s < room.size(); ++s) {
    if (!p.minutes[village][s] || room[s] < p.people[village]) continue;
    room[s] -= p.people[village];
    best = std::min(best, static_cast<double>(p.people[village]) * *p.minutes[village][s] + best_whole(p, village + 1, room));
    room[s] += p.people[village];
  }
  return best;
}

TEST(Evacuation, NoWholeAssignmentIsShorterAndNoneBeatsTheBound) {
  std::mt19937 random(7);
  const auto upto = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n + 1)); };
  int compared = 0;
  for (int round = 0; round < 40; ++round) {
    EvacuationProblem p;
    for (int v = 0; v < 5; ++v) p.people.push_back(50 + upto(300));
    for (int s = 0; s < 3; ++s) p.capacity.push_back(300 + upto(500));
    for (int v = 0; v < 5; ++v) {
      std::vector<std::optional<double>> row;
      for (int s = 0; s < 3; ++s) row.push_back(upto(6) == 0 ? std::optional<double>() : std::optional<double>(5 + upto(60)));
      p.minutes.push_back(row);
    }
    const Evacuation made = evacuate(p);
    EXPECT_GE(made.total_person_min, made.bound_person_min - 1e-6) << round;
    std::vector<std::int64_t> taken(3, 0);
    for (const Assignment& one : made.assignments) taken[one.shelter] += one.people;
    for (std::size_t s = 0; s < 3; ++s) EXPECT_LE(taken[s], p.capacity[s]) << round;
    const double whole = best_whole(p, 0, p.capacity);
    if (whole > 1e17) continue;
    ++compared;
    EXPECT_NEAR(made.total_person_min, whole, whole * 2e-4) << round;
  }
  EXPECT_GT(compared, 10);
}

TEST(Evacuation, SplitAtWillNothingIsBetter) {
  EvacuationProblem problem;
  problem.people = {100, 100};
  problem.capacity = {150, 100};
  problem.minutes = {{10, 90}, {10, 90}};
  problem.split_at_will = true;
  const Evacuation made = evacuate(problem);
  EXPECT_EQ(made.gap_share(), 0);
  EXPECT_EQ(made.total_person_min, 150 * 10 + 50 * 90);
  problem.split_at_will = false;
  EXPECT_GT(evacuate(problem).total_person_min, made.total_person_min);
}

}  // namespace
}  // namespace muster::supply
