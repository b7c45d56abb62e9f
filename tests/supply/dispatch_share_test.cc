// What is short is shared so that the smallest filled share is as large as it can be.
#include "supply/dispatch_share.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace muster::supply {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::nullopt_t kNo = std::nullopt;

Transport of(std::vector<double> capacity, std::vector<double> demand, std::vector<std::vector<std::optional<double>>> cost, bool whole = false) {
  return {std::move(capacity), std::move(demand), std::move(cost), whole};
}

TEST(FairShare, EnoughForAllIsGivenToAll) {
  EXPECT_THAT(fair_amounts(of({50, 50}, {30, 40}, {{1.0, 1.0}, {1.0, 1.0}})), ElementsAre(DoubleNear(30, 1e-3), DoubleNear(40, 1e-3)));
}

TEST(FairShare, OneStoreFillsTheSameShareOfEveryNeed) {
  EXPECT_THAT(fair_amounts(of({60}, {100, 20}, {{1.0, 1.0}})), ElementsAre(DoubleNear(50, 1e-3), DoubleNear(10, 1e-3)));
}

TEST(FairShare, WhoeverCanBeServedFromElsewhereLeavesTheSharedStoreToTheOthers) {
  // The second need reaches both stores, the first only the first one.
  EXPECT_THAT(fair_amounts(of({10, 10}, {10, 10}, {{1.0, 1.0}, {kNo, 1.0}})), ElementsAre(DoubleNear(10, 1e-3), DoubleNear(10, 1e-3)));
}

TEST(FairShare, WhatOneCannotUseGoesToTheNext) {
  // The first can get 2 of 10 at most; the two others share the rest of theirs alike.
  EXPECT_THAT(fair_amounts(of({2, 12}, {10, 10, 10}, {{1.0, kNo, kNo}, {kNo, 1.0, 1.0}})),
              ElementsAre(DoubleNear(2, 1e-3), DoubleNear(6, 1e-3), DoubleNear(6, 1e-3)));
}

TEST(FairShare, PiecesStayWholeAndNoneIsLost) {
  const std::vector<double> amounts = fair_amounts(of({10}, {7, 7, 7}, {{1.0, 1.0, 1.0}}, true));
  EXPECT_EQ(amounts[0] + amounts[1] + amounts[2], 10);
  for (const double amount : amounts) EXPECT_TRUE(amount == 3 || amount == 4) << amount;
}

TEST(FairShare, NobodyReachedGetsNothing) { EXPECT_THAT(fair_amounts(of({10}, {5}, {{kNo}})), ElementsAre(DoubleNear(0, 1e-3))); }

TEST(Cheapest, TakesTheNearestStoreFirst) {
  EXPECT_THAT(cheapest(of({30, 30}, {40}, {{20.0}, {10.0}}, true), {40}), ElementsAre(Flow{0, 0, 10}, Flow{1, 0, 30}));
}

TEST(Cheapest, SaysNothingWhenItCannotBeBrought) { EXPECT_THAT(cheapest(of({5}, {10}, {{1.0}}, true), {10}), IsEmpty()); }

TEST(Fullest, BringsMoreRatherThanCheaper) {
  // The second source reaches only the first sink; the first must take the far one.
  EXPECT_THAT(fullest(of({10, 10}, {10, 10}, {{1.0, 99.0}, {1.0, kNo}}, true)), ElementsAre(Flow{0, 1, 10}, Flow{1, 0, 10}));
}

// Every vector of whole amounts that two sources can bring to three sinks, by trying all splits.
bool can_bring(const Transport& t, const std::vector<int>& amounts) {
  for (int a = 0; a <= amounts[0]; ++a) {
    for (int b = 0; b <= amounts[1]; ++b) {
      for (int c = 0; c <= amounts[2]; ++c) {
        const int first[] = {a, b, c};
        bool fits = a + b + c <= t.capacity[0] && amounts[0] + amounts[1] + amounts[2] - a - b - c <= t.capacity[1];
        for (std::size_t j = 0; j < 3; ++j) {
          fits = fits && (first[j] == 0 || t.cost[0][j]) && (amounts[j] == first[j] || t.cost[1][j]);
        }
        if (fits) return true;
      }
    }
  }
  return false;
}

double smallest_share(const Transport& t, const std::vector<double>& amounts) {
  double smallest = 1;
  for (std::size_t j = 0; j < amounts.size(); ++j) smallest = std::min(smallest, amounts[j] / t.demand[j]);
  return smallest;
}

TEST(FairShare, NoOtherSharingHasALargerSmallestShare) {
  std::mt19937 random(5);
  const auto upto = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n + 1)); };
  for (int round = 0; round < 60; ++round) {
    Transport t = of({static_cast<double>(upto(6)), static_cast<double>(upto(6))}, {1.0 + upto(4), 1.0 + upto(4), 1.0 + upto(4)}, {{}, {}});
    for (auto& row : t.cost) {
      for (int j = 0; j < 3; ++j) row.push_back(upto(2) == 0 ? std::optional<double>() : std::optional<double>(1.0 + upto(9)));
    }
    const double fair = smallest_share(t, fair_amounts(t));
    double best = 0;
    for (int a = 0; a <= t.demand[0]; ++a) {
      for (int b = 0; b <= t.demand[1]; ++b) {
        for (int c = 0; c <= t.demand[2]; ++c) {
          if (can_bring(t, {a, b, c})) best = std::max(best, smallest_share(t, {1.0 * a, 1.0 * b, 1.0 * c}));
        }
      }
    }
    EXPECT_GE(fair, best - 1e-4) << round;
  }
}

}  // namespace
}  // namespace muster::supply
