#include "demo/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "demo/hydrograph.h"
#include "demo/inputs.h"

namespace muster::demo {
namespace {

UtcTime at(std::string_view text) { return *parse_time(text); }

TEST(Hydrograph, GoesThroughItsPointsAndNeverBeyondThem) {
  const std::vector<Knot> knots{{0, 1}, {2, 4}, {3, 4.5}, {7, 2}};
  for (const Knot& knot : knots) EXPECT_NEAR(interpolate(knots, knot.hour), knot.value, 1e-9);
  for (double hour = -1; hour < 9; hour += 0.05) {
    EXPECT_GE(interpolate(knots, hour), 1 - 1e-9);
    EXPECT_LE(interpolate(knots, hour), 4.5 + 1e-9);
  }
}

struct Case {
  const char* gauge;
  const char* at;
  double stage_m;
};
class StageAt : public testing::TestWithParam<Case> {};
TEST_P(StageAt, IsWhatTheNightTells) {
  EXPECT_DOUBLE_EQ(*value_at(GetParam().gauge, at(GetParam().at)), GetParam().stage_m);
}
INSTANTIATE_TEST_SUITE_P(Scenario, StageAt,
                         testing::Values(Case{"SHASHI", "2026-08-17T09:00:00+08:00", 42.00}, Case{"SHASHI", "2026-08-19T20:00:00+08:00", 42.97},
                                         Case{"SHASHI", "2026-08-19T22:50:00+08:00", 42.99}, Case{"SHASHI", "2026-08-19T23:00:00+08:00", 43.00},
                                         Case{"SHASHI", "2026-08-20T02:40:00+08:00", 43.04}, Case{"SHASHI", "2026-08-20T10:00:00+08:00", 43.10},
                                         Case{"ZHICHENG", "2026-08-20T02:40:00+08:00", 47.83}, Case{"SHISHOU", "2026-08-20T02:40:00+08:00", 38.52},
                                         Case{"JIANLI", "2026-08-19T20:00:00+08:00", 35.52}, Case{"JIANLI", "2026-08-20T02:40:00+08:00", 35.62},
                                         Case{"LUOSHAN", "2026-08-20T02:40:00+08:00", 31.74}));

TEST(Scenario, ShashiPeaksOnceAt4310AndFallsBelowWarningAfterwards) {
  double highest = 0;
  for (UtcTime t = scenario_start(); t <= scenario_end(); t += std::chrono::minutes(10)) highest = std::max(highest, *value_at("SHASHI", t));
  EXPECT_DOUBLE_EQ(highest, 43.10);
  EXPECT_LT(*value_at("SHASHI", scenario_end()), 42.00);
}

TEST(Scenario, EveryGoverningGaugeIsAboveDefenceStageAtTheStart) {
  std::map<std::string, double> defence;
  for (const Row& row : table("thresholds.csv")) {
    if (row.at("kind") == "defence" && row.at("valid_to").empty()) defence[row.at("gauge")] = to_number(row.at("value_m"));
  }
  for (const Row& row : table("reaches.csv")) EXPECT_GE(*value_at(row.at("gauge"), scenario_start()), defence.at(row.at("gauge"))) << row.at("gauge");
}

TEST(Scenario, MituosiIsSilentFromTenPastOneInTheNight) {
  EXPECT_TRUE(value_at("MITUOSI", at("2026-08-20T01:10:00+08:00")));
  EXPECT_FALSE(value_at("MITUOSI", at("2026-08-20T01:20:00+08:00")));
  EXPECT_FALSE(value_at("MITUOSI", at("2026-08-20T05:50:00+08:00")));
  EXPECT_TRUE(value_at("MITUOSI", at("2026-08-20T06:00:00+08:00")));
}

TEST(Scenario, TheNoonForecastIsTheFirstToSayThatShashiPassesItsWarningStageAndItIs36HoursAhead) {
  for (const FeedForecast& forecast : forecasts_between(scenario_history_from(), scenario_start())) {
    if (forecast.station != "SHASHI") continue;
    EXPECT_LT(forecast.value, 43.00);
  }
  const auto noon = forecasts_between(scenario_start(), at("2026-08-18T12:00:00+08:00"));
  const auto first = std::ranges::find_if(noon, [](const FeedForecast& f) { return f.station == "SHASHI" && f.kind == "series" && f.value >= 43.00; });
  ASSERT_NE(first, noon.end());
  EXPECT_EQ(first->valid_at - first->issued_at, std::chrono::hours(36));
}

TEST(Scenario, TheForecastOfTheEveningOfThe19thNamesThePeakAtTenInTheMorning) {
  const auto evening = forecasts_between(at("2026-08-19T17:00:00+08:00"), at("2026-08-19T18:00:00+08:00"));
  const auto peak = std::ranges::find_if(evening, [](const FeedForecast& f) { return f.station == "SHASHI" && f.kind == "peak"; });
  ASSERT_NE(peak, evening.end());
  EXPECT_EQ(peak->valid_at, at("2026-08-20T10:00:00+08:00"));
  EXPECT_DOUBLE_EQ(peak->value, 43.10);
}

TEST(Scenario, RainOfTheDayOfTheConsultationIsTheCountysFigure) {
  const std::map<std::string, double> expected{{"421087", 41}, {"421022", 36}, {"421003", 22}, {"421081", 33}, {"421024", 18}, {"421088", 27}, {"421083", 12}};
  for (const auto& [county, mm] : expected) {
    double sum = 0;
    for (int hour = 0; hour < 24; ++hour) sum += rain_mm(county, at("2026-08-19T20:00:00+08:00") - std::chrono::hours(hour));
    EXPECT_NEAR(sum, mm, 0.13) << county;
  }
}

TEST(Scenario, ReadingsOfAdjoiningSpansAreNeitherLostNorRepeated) {
  const UtcTime middle = at("2026-08-20T00:35:00+08:00");
  const UtcTime from = at("2026-08-19T20:00:00+08:00");
  const UtcTime to = at("2026-08-20T03:00:00+08:00");
  EXPECT_EQ(readings_between(from, middle).size() + readings_between(middle, to).size(), readings_between(from, to).size());
  EXPECT_EQ(forecasts_between(from, middle).size() + forecasts_between(middle, to).size(), forecasts_between(from, to).size());
}

TEST(Scenario, AForecastHasOneRowForEachValidTime) {
  std::set<std::tuple<std::string, UtcTime, UtcTime>> seen;
  for (const FeedForecast& f : forecasts_between(scenario_history_from(), scenario_end())) {
    EXPECT_TRUE(seen.insert({f.station, f.issued_at, f.valid_at}).second);
  }
}

TEST(Scenario, TheReplayedRecordPeaksInTheMorningOfThe20th) {
  EXPECT_DOUBLE_EQ(*value_at("REPLAY", at("2026-08-20T06:00:00+08:00")), 2229.2);
}

}  // namespace
}  // namespace muster::demo
