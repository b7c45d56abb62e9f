#include <gmock/gmock.h>

#include "observation/river.h"

namespace muster::observation {
namespace {

using record::Record;
using std::chrono::hours;

class Forecasts : public River {
 protected:
  /// An issue of now: (hours ahead, value).
  Receipt issue(const std::vector<std::pair<int, double>>& values, const std::string& issuer = "荆江局") {
    std::vector<IncomingForecast> all;
    for (const auto& [ahead, value] : values) {
      IncomingForecast one;
      one.issuer = issuer;
      one.station = "60112200";
      one.issued_at = time.now();
      one.valid_at = time.now() + hours(ahead);
      one.value = value;
      all.push_back(one);
    }
    return service->receive_forecasts(as("gateway"), "real", all);
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Forecasts, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Forecasts, AnIssueThatPassesAHigherStageIsAnAlarmWithTheExpectedTime) {
  read(41.5);
  const Receipt receipt = issue({{12, 41.9}, {24, 42.6}, {36, 43.05}});
  EXPECT_EQ(receipt.accepted, 3);
  ASSERT_EQ(open("forecast").size(), 1U);
  const Record alarm = open("forecast").front();
  EXPECT_EQ(alarm.text("stage_kind"), "warning");
  EXPECT_EQ(alarm.instant("expected_at"), time.now() + hours(36));
  EXPECT_EQ(alarm.text("proposed_level"), "3");
  EXPECT_THAT(alarm.text("rule"), testing::HasSubstr("荆江局"));
}

TEST_P(Forecasts, TheNewestIssueCountsUpAndDown) {
  read(41.5);
  issue({{36, 43.05}});
  time.advance(hours(6));
  issue({{30, 42.4}});
  ASSERT_EQ(open("forecast").size(), 1U);
  EXPECT_EQ(open("forecast").front().text("stage_kind"), "defence");
  time.advance(hours(6));
  issue({{30, 41.4}});
  EXPECT_TRUE(open("forecast").empty());
  EXPECT_EQ(list("alarm", {{"kind", "eq", "forecast"}}).size(), 1U) << "one that stepped down and cleared";
}

TEST_P(Forecasts, WhatLiesBeyondTheHorizonOrBelowThePresentStageSaysNothing) {
  read(43.1);
  issue({{24, 43.4}, {80, 45.2}});
  EXPECT_TRUE(open("forecast").empty());
}

TEST_P(Forecasts, TheSameIssueTwiceIsOne) {
  read(41.5);
  issue({{36, 43.05}});
  const Receipt again = issue({{36, 43.05}});
  EXPECT_EQ(again.duplicate, 1);
  EXPECT_EQ(list("forecast").size(), 1U);
}

}  // namespace
}  // namespace muster::observation
