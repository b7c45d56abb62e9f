#include "supply/lorries.h"

#include <gtest/gtest.h>

#include <random>

namespace muster::supply {
namespace {

// What a choice leaves behind and costs; `of` is the order of each lorry, or none.
struct Outcome {
  double missing = 0;
  double cost = 0;
};
Outcome outcome_of(const LorryProblem& problem, const std::vector<int>& of) {
  Outcome out;
  for (std::size_t o = 0; o < problem.orders.size(); ++o) {
    double weight = 0, volume = 0;
    for (std::size_t l = 0; l < of.size(); ++l) {
      if (of[l] != static_cast<int>(o)) continue;
      const Lorry& lorry = problem.lorries[l];
      weight += problem.orders[o].weight_t > 0 ? std::min(1.0, lorry.load_t / problem.orders[o].weight_t) : 1;
      volume += problem.orders[o].volume_m3 > 0 && lorry.volume_m3 ? std::min(1.0, *lorry.volume_m3 / problem.orders[o].volume_m3) : 1;
      out.cost += problem.one_lorry_min + *problem.minutes[l][o];
    }
    out.missing += std::max(0.0, 1 - std::min(weight, volume));
  }
  return out;
}

std::vector<int> orders_of(const LorryProblem& problem, const LorryPlan& plan) {
  std::vector<int> out(problem.lorries.size(), -1);
  for (std::size_t o = 0; o < plan.lorries.size(); ++o) {
    for (const std::size_t l : plan.lorries[o]) {
      EXPECT_EQ(out[l], -1) << "a lorry serves one order";
      EXPECT_TRUE(problem.minutes[l][o].has_value()) << "and one that it can come to";
      out[l] = static_cast<int>(o);
    }
  }
  return out;
}

TEST(Lorries, TakeItAllWithTheFewestThenTheNearest) {
  LorryProblem problem;
  problem.orders = {{12, 20}};
  problem.lorries = {{8, 30}, {8, 30}, {15, 40}};
  problem.minutes = {{5}, {6}, {50}};
  EXPECT_EQ(assign_lorries(problem).lorries[0], std::vector<std::size_t>{2}) << "one lorry from further off, not two from nearby";
  problem.minutes[2][0] = 90;
  EXPECT_EQ(assign_lorries(problem).lorries[0], (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(assign_lorries(problem).missing[0], 0);
}

TEST(Lorries, LightGoodsFillTheBoxBeforeTheyReachTheWeight) {
  LorryProblem problem;
  problem.orders = {{2, 60}};
  problem.lorries = {{8, 30}, {8, 30}, {8, std::nullopt}};
  problem.minutes = {{1}, {2}, {300}};
  EXPECT_EQ(assign_lorries(problem).lorries[0].size(), 2U);
}

TEST(Lorries, WhatNoLorryTakesIsToldAsAShare) {
  LorryProblem problem;
  problem.orders = {{20, 0}};
  problem.lorries = {{5, std::nullopt}};
  problem.minutes = {{1}};
  EXPECT_NEAR(assign_lorries(problem).missing[0], 0.75, 1e-6);
  problem.minutes = {{std::nullopt}};
  EXPECT_EQ(assign_lorries(problem).missing[0], 1);
  EXPECT_TRUE(assign_lorries(problem).lorries[0].empty());
}

TEST(Lorries, AreTheBestOfAllChoices) {
  std::mt19937 random(20200810);
  const auto number = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  for (int round = 0; round < 200; ++round) {
    LorryProblem problem;
    const int orders = number(1, 3), lorries = number(1, 5);
    for (int o = 0; o < orders; ++o) problem.orders.push_back({static_cast<double>(number(0, 20)), static_cast<double>(number(0, 60))});
    for (int l = 0; l < lorries; ++l) {
      problem.lorries.push_back({static_cast<double>(number(2, 15)), number(0, 3) == 0 ? std::nullopt : std::optional(static_cast<double>(number(5, 40)))});
      auto& row = problem.minutes.emplace_back();
      for (int o = 0; o < orders; ++o) row.push_back(number(0, 4) == 0 ? std::nullopt : std::optional(static_cast<double>(number(1, 90))));
    }
    std::vector<int> of(static_cast<std::size_t>(lorries), -1);
    Outcome best{1e9, 1e9};
    const auto better = [](const Outcome& a, const Outcome& b) { return a.missing < b.missing - 1e-7 || (a.missing < b.missing + 1e-7 && a.cost < b.cost - 1e-7); };
    for (;;) {
      bool allowed = true;
      for (std::size_t l = 0; l < of.size(); ++l) allowed = allowed && (of[l] < 0 || problem.minutes[l][static_cast<std::size_t>(of[l])]);
      if (allowed && better(outcome_of(problem, of), best)) best = outcome_of(problem, of);
      std::size_t l = 0;
      while (l < of.size() && ++of[l] == orders) of[l++] = -1;
      if (l == of.size()) break;
    }
    const LorryPlan plan = assign_lorries(problem);
    const Outcome made = outcome_of(problem, orders_of(problem, plan));
    SCOPED_TRACE(round);
    EXPECT_NEAR(made.missing, best.missing, 1e-5);
    if (std::abs(made.missing - best.missing) < 1e-9) {
      EXPECT_NEAR(made.cost, best.cost, 1e-4);
    }
    double told = 0;
    for (const double share : plan.missing) told += share;
    EXPECT_NEAR(told, made.missing, 1e-4);
  }
}

}  // namespace
}  // namespace muster::supply
