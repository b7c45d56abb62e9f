// Which store sends what, and why not the others.
#include "supply/dispatch_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors/dispatch.h"

namespace muster::supply {
namespace {

// A city of stores at minutes from the need; each holds woven bags unless told otherwise.
class City {
 public:
  City& store(const std::string& name, double quantity, std::optional<double> drive_min, const std::string& barred = "") {
    problem.places.push_back({name, "", name, 20});
    return lot(quantity, barred, "", "条").drive(drive_min);
  }
  City& lot(double quantity, const std::string& barred = "", const std::string& expires_on = "", const std::string& unit = "条", double held = 0,
            const std::string& batch = "") {
    Lot one;
    one.store = problem.places.back().store;
    one.batch = batch;
    one.goods = unit == "m³" ? "sand_gravel" : "woven_bag";
    one.unit = unit;
    one.book = quantity;
    one.held = held;
    one.barred = barred;
    one.expires_on = expires_on;
    problem.lots.push_back(one);
    problem.place_of_lot.push_back(problem.places.size() - 1);
    return *this;
  }
  Plan need(double quantity, double deadline_min, const std::string& unit = "条") {
    problem.now = *parse_time("2026-08-19T20:00:00+08:00");
    problem.needs.insert(problem.needs.begin(), {"围井", deadline_min, {{unit == "条" ? "woven_bag" : "sand_gravel", quantity, unit}}, drives});
    auto made = plan(problem);
    if (!made) throw std::runtime_error(error_text(made.error(), "en"));
    return *made;
  }
  City& rival(double quantity, double deadline_min) {
    problem.needs.push_back({"别处", deadline_min, {{"woven_bag", quantity, "条"}}, drives});
    return *this;
  }
  City& drive(std::optional<double> minutes) {
    drives.push_back(minutes);
    return *this;
  }

  PlanProblem problem;
  std::vector<std::optional<double>> drives;
};

std::string sends(const City& city, const Plan& plan) {
  std::string out;
  for (const PlanOrder& order : plan.orders) {
    out += (out.empty() ? "" : " ") + city.problem.places[order.place].label;
    for (const PlanLine& line : order.lines) out += ":" + number_text(line.quantity) + city.problem.lots[line.lot].batch;
  }
  return out;
}
std::string others(const City& city, const Plan& plan) {
  std::string out;
  for (const PlanOther& other : plan.others) out += (out.empty() ? "" : " ") + city.problem.places[other.place].label + "=" + std::string(why_not_name(other.why));
  return out;
}

TEST(DispatchPlan, TheStoreThatArrivesFirstSends) {
  City city;
  city.store("远", 500, 40).store("近", 500, 10);
  const Plan plan = city.need(300, 120);
  EXPECT_EQ(sends(city, plan), "近:300");
  EXPECT_EQ(plan.orders.front().arrive_min, 30);  // 20 to prepare and load, 10 on the road
  EXPECT_EQ(others(city, plan), "远=not_needed");
  EXPECT_TRUE(plan.unmet.empty());
}

TEST(DispatchPlan, SeveralStoresSendWhenOneIsNotEnough) {
  City city;
  city.store("远", 500, 40).store("近", 200, 10);
  EXPECT_EQ(sends(city, city.need(300, 120)), "近:200 远:100");
}

TEST(DispatchPlan, EveryStoreThatSendsNothingSaysWhy) {
  City city;
  city.store("近", 100, 10).store("封", 500, 12, "locked").store("过期", 500, 14, "expired").store("空", 0, 16).store("断", 500, {}).store("迟", 500, 110);
  const Plan plan = city.need(300, 120);
  EXPECT_EQ(sends(city, plan), "近:100");
  EXPECT_EQ(others(city, plan), "封=locked 过期=expired 空=none_free 迟=too_late 断=cut_off");
  ASSERT_EQ(plan.unmet.size(), 1U);
  EXPECT_EQ(plan.unmet.front().quantity, 200);
}

TEST(DispatchPlan, WhatExpiresFirstLeavesFirstAndHeldStockStays) {
  City city;
  city.problem.places.push_back({"仓", "", "仓", 20});
  city.lot(100, "", "2026-09-30", "条", 0, "甲").lot(100, "", "2027-01-31", "条", 60, "乙").lot(100, "", "", "条", 0, "丙").drive(10);
  EXPECT_EQ(sends(city, city.need(160, 120)), "仓:100甲:40乙:20丙");
}

TEST(DispatchPlan, WhatWillHaveExpiredOnArrivalIsNotSent) {
  City city;
  city.problem.places.push_back({"仓", "", "仓", 20});
  city.lot(100, "", "2026-08-19", "条", 0, "甲").drive(300);  // arrives on the 20th
  const Plan plan = city.need(50, 600);
  EXPECT_EQ(sends(city, plan), "");
  EXPECT_EQ(others(city, plan), "仓=expired");
}

TEST(DispatchPlan, StockIsSharedWithAnotherIncidentByTheSameShare) {
  City city;
  city.store("仓", 300, 10).rival(400, 120);
  const Plan plan = city.need(200, 120);
  EXPECT_EQ(sends(city, plan), "仓:100");
  ASSERT_EQ(plan.shares.size(), 1U);
  EXPECT_DOUBLE_EQ(plan.shares.front().share, 0.5);
  EXPECT_EQ(plan.shares.front().among, 2U);
}

TEST(DispatchPlan, AnIncidentThatTheStoreCannotReachInTimeTakesNoShare) {
  City city;
  city.store("仓", 300, 10).rival(400, 25);
  EXPECT_EQ(sends(city, city.need(300, 120)), "仓:300");
}

TEST(DispatchPlan, GravelIsAskedByTheTonneAndBookedByTheCubicMetre) {
  City city;
  city.problem.places.push_back({"仓", "", "仓", 20});
  city.lot(50, "", "", "m³").drive(10);
  const Plan plan = city.need(100, 120, "吨");
  EXPECT_EQ(sends(city, plan), "仓:80");  // 50 m³ at 1.6 t/m³
  EXPECT_EQ(plan.unmet.front().quantity, 20);
}

TEST(DispatchPlan, AUnitThatDoesNotConvertIsRefused) {
  City city;
  city.store("仓", 300, 10);
  city.problem.now = *parse_time("2026-08-19T20:00:00+08:00");
  city.problem.needs.push_back({"围井", 120, {{"woven_bag", 3, "吨"}}, city.drives});
  const auto made = plan(city.problem);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, error::kUnitsDiffer);
}

}  // namespace
}  // namespace muster::supply
