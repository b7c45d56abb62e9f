// Further stores: the solver's choice against every choice there is.
#include "supply/siting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace muster::supply {
namespace {

std::int64_t covered(const SitingProblem& problem, const std::vector<std::size_t>& chosen) {
  std::set<std::uint32_t> places;
  for (const std::size_t candidate : chosen) places.insert(problem.covers[candidate].begin(), problem.covers[candidate].end());
  std::int64_t sum = 0;
  for (const std::uint32_t place : places) sum += problem.worth[place];
  return sum;
}

// Tries every choice of `left` further candidates.
std::int64_t best_of_all(const SitingProblem& problem, std::vector<std::size_t>& chosen, std::size_t from, std::size_t left) {
  std::int64_t best = covered(problem, chosen);
  for (std::size_t next = from; left > 0 && next < problem.covers.size(); ++next) {
    chosen.push_back(next);
    best = std::max(best, best_of_all(problem, chosen, next + 1, left - 1));
    chosen.pop_back();
  }
  return best;
}

SitingProblem random_problem(std::mt19937& random) {
  SitingProblem problem;
  problem.worth.resize(1 + random() % 14);
  for (std::int64_t& worth : problem.worth) worth = static_cast<std::int64_t>(random() % 4 == 0 ? 0 : random() % 900);
  problem.covers.resize(1 + random() % 9);
  const unsigned one_in = 1 + static_cast<unsigned>(random() % 5);
  for (auto& covers : problem.covers) {
    for (std::uint32_t place = 0; place < problem.worth.size(); ++place) {
      if (random() % one_in == 0) covers.push_back(place);
    }
  }
  problem.sites = 1 + random() % 5;
  return problem;
}

std::vector<std::size_t> candidates(const Siting& siting) {
  std::vector<std::size_t> out;
  for (const Site& site : siting.chosen) out.push_back(site.candidate);
  return out;
}

TEST(Siting, IsAsGoodAsTheBestOfAllChoices) {
  std::mt19937 random(20260819);
  for (int round = 0; round < 600; ++round) {
    SCOPED_TRACE(round);
    const SitingProblem problem = random_problem(random);
    const Siting siting = choose_sites(problem);
    std::vector<std::size_t> none;
    ASSERT_TRUE(siting.optimal());
    ASSERT_EQ(siting.gain, best_of_all(problem, none, 0, problem.sites));
    ASSERT_EQ(siting.gain, covered(problem, candidates(siting)));
    ASSERT_LE(siting.chosen.size(), problem.sites);
  }
}

TEST(Siting, FindsWhatTakingTheLargestFirstMisses) {
  // The largest single one (60) stands in the way of the two that cover everything.
  const SitingProblem problem{.worth = {25, 30, 25, 30}, .covers = {{1, 3}, {0, 1}, {2, 3}}, .sites = 2};
  const Siting siting = choose_sites(problem);
  EXPECT_EQ(siting.gain, 110);
  EXPECT_EQ(siting.bound, 110);
  EXPECT_EQ(siting.gap_share(), 0);
  EXPECT_EQ(siting.chosen, (std::vector<Site>{{1, 55}, {2, 55}}));
}

TEST(Siting, TellsWhatEachSiteAddsToThoseBeforeIt) {
  const SitingProblem problem{.worth = {10, 20, 40}, .covers = {{0, 1}, {1, 2}}, .sites = 2};
  EXPECT_EQ(choose_sites(problem).chosen, (std::vector<Site>{{1, 60}, {0, 10}}));
}

TEST(Siting, ChoosesNoneThatHelpsNobody) {
  EXPECT_TRUE(choose_sites({.worth = {}, .covers = {}, .sites = 3}).chosen.empty());
  EXPECT_TRUE(choose_sites({.worth = {0, 0}, .covers = {{0}, {0, 1}}, .sites = 2}).chosen.empty());
  const Siting one = choose_sites({.worth = {5}, .covers = {{0}, {0}}, .sites = 2});
  EXPECT_EQ(one.chosen, (std::vector<Site>{{0, 5}}));
  EXPECT_TRUE(one.optimal());
}

// A city's size, and no time: whatever has been found is given, with what might still be missing.
TEST(Siting, StatesItsGapWhenTimeEnds) {
  std::mt19937 random(7);
  SitingProblem problem;
  problem.worth.resize(600);
  for (std::int64_t& worth : problem.worth) worth = static_cast<std::int64_t>(300 + random() % 4000);
  problem.covers.resize(220);
  for (auto& covers : problem.covers) {
    for (std::uint32_t place = 0; place < problem.worth.size(); ++place) {
      if (random() % 9 == 0) covers.push_back(place);
    }
  }
  problem.sites = 5;
  problem.time_limit_ms = 1;
  const Siting siting = choose_sites(problem);
  EXPECT_EQ(siting.chosen.size(), 5U);
  EXPECT_EQ(siting.gain, covered(problem, candidates(siting)));
  EXPECT_FALSE(siting.optimal());
  EXPECT_GT(siting.bound, siting.gain);
  EXPECT_GT(siting.gap_share(), 0);
  EXPECT_LT(siting.gap_share(), 1);
}

TEST(Siting, NamesItsSolver) { EXPECT_EQ(solver_name().substr(0, 5), "GLPK "); }

}  // namespace
}  // namespace muster::supply
