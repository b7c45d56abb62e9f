#include <gmock/gmock.h>

#include "observation/river.h"

namespace muster::observation {
namespace {

using record::Record;
using std::chrono::hours;
using std::chrono::minutes;
using Readings = River;
INSTANTIATE_TEST_SUITE_P(Engines, Readings, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Readings, AStageIsReachedByItsValueExactly) {  // warnings-and-responses section 4: 达到或超过
  read(41.99);
  EXPECT_TRUE(open().empty());
  const Receipt receipt = after(60, 42.00);
  ASSERT_EQ(receipt.alarms.size(), 1U);
  const Record alarm = open().front();
  EXPECT_EQ(alarm.id, receipt.alarms.front());
  EXPECT_EQ(alarm.text("stage_kind"), "defence");
  EXPECT_EQ(alarm.text("threshold"), ids["shashi defence"]);
  EXPECT_DOUBLE_EQ(alarm.number_of("over_m"), 0.0);
  EXPECT_EQ(alarm.text("proposed_level"), "4");
  EXPECT_EQ(alarm.instant("since"), time.now());
  EXPECT_THAT(alarm.text("rule"), testing::AllOf(testing::HasSubstr("沙市"), testing::HasSubstr("设防"), testing::HasSubstr("42.00")));
  EXPECT_EQ(alarm.fields.find("readings")->as_array().size(), 2U) << "it says from which readings";
}

struct Point {
  int minutes;
  double value;
  const char* stage;  ///< expected after it
};
struct Course {
  const char* name;
  std::vector<Point> points;
};

TEST_P(Readings, StepUpAtOnceAndDownOnlyWhenItHolds) {
  const std::vector<Course> courses{
      {"up two stages in one reading", {{0, 41.0, ""}, {60, 43.2, "warning"}}},
      {"below by less than the hysteresis keeps the stage", {{0, 42.0, "defence"}, {60, 41.99, "defence"}, {120, 41.99, "defence"}}},
      {"below for less than an hour keeps the stage", {{0, 42.0, "defence"}, {30, 41.9, "defence"}, {29, 41.9, "defence"}}},
      {"below for an hour clears", {{0, 42.0, "defence"}, {30, 41.9, "defence"}, {60, 41.9, ""}}},
      {"a touch upward begins the hour again", {{0, 42.0, "defence"}, {30, 41.9, "defence"}, {30, 42.0, "defence"}, {40, 41.9, "defence"}, {40, 41.9, "defence"}, {25, 41.9, ""}}},
      {"down one stage", {{0, 43.1, "warning"}, {60, 42.5, "warning"}, {60, 42.5, "defence"}}},
  };
  for (const Course& course : courses) {
    SCOPED_TRACE(course.name);
    for (const Record& alarm : open()) test_support::need(move(system(), alarm, "clear"));
    time.advance(hours(24 * 3));
    read(40.0);
    time.advance(hours(2));
    for (const Point& point : course.points) {
      after(point.minutes, point.value);
      EXPECT_EQ(stage(), point.stage) << "after " << point.minutes << " min at " << point.value;
      EXPECT_LE(open().size(), 1U) << "one per gauge and kind";
    }
  }
}

TEST_P(Readings, ARecurrenceIsANewAlarmAndTheOldOneKeepsItsPeak) {
  read(42.0);
  after(60, 42.6);
  after(60, 41.0);
  after(61, 41.0);
  ASSERT_TRUE(open().empty());
  after(60, 42.1);
  const auto all = list("alarm", {{"kind", "eq", "stage"}});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.front().state, "cleared");
  EXPECT_EQ(all.back().state, "active");
  EXPECT_NE(all.front().number, all.back().number);
}

TEST_P(Readings, AnAcknowledgedAlarmThatStepsUpMustBeAcknowledgedAgain) {
  read(42.0);
  test_support::need(move(as("officer"), open().front(), "acknowledge"));
  after(60, 43.0);
  EXPECT_EQ(open().front().state, "active");
  EXPECT_EQ(open().front().text("previous_kind"), "defence");
}

TEST_P(Readings, ALateReadingFillsTheRecordAndStepsNothing) {
  time.advance(hours(48));
  read(41.0);
  const Receipt receipt = read_at(time.now() - hours(30), 43.5);
  EXPECT_EQ(receipt.accepted, 1);
  EXPECT_TRUE(open().empty());
  const auto kept = service->readings("real", ids["shashi"], "stage_m", time.now() - hours(40), time.now(), 100);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_TRUE((kept.front().quality & telemetry::kLate) != 0);
  EXPECT_LT(kept.front().at, kept.back().at) << "by their own time, not by that of receipt";
}

TEST_P(Readings, TheSameReadingTwiceIsOneAndAnotherValueOfTheInstantIsRefusedUnlessItCorrects) {
  EXPECT_EQ(read(41.0).accepted, 1);
  const Receipt again = read(41.0);
  EXPECT_EQ(again.duplicate, 1);
  EXPECT_EQ(again.accepted, 0);
  EXPECT_EQ(refusal(read(41.5)), "duplicate");
  EXPECT_EQ(read(41.5, "60112200", telemetry::kCorrected).accepted, 1);
  const auto kept = service->readings("real", ids["shashi"], "stage_m", time.now() - hours(1), time.now(), 10);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_DOUBLE_EQ(kept.front().value, 41.5);
}

TEST_P(Readings, WhatCannotBeIsRefusedByItsIndexAndTheOthersAreKept) {
  const auto item = [&](const char* station, UtcTime at, double value) {
    Incoming reading;
    reading.station = station;
    reading.at = at;
    reading.value = value;
    return reading;
  };
  const Receipt receipt = service->receive(as("gateway"), "real", {item("60112200", time.now(), 41.0), item("99999999", time.now(), 41.0),
                                                                   item("60112200", time.now() + hours(1), 41.0), item("60112200", time.now() - minutes(5), 431.0)});
  EXPECT_EQ(receipt.accepted, 1);
  ASSERT_EQ(receipt.rejected.size(), 3U);
  EXPECT_EQ(receipt.rejected[0].index, 1U);
  EXPECT_EQ(receipt.rejected[0].error.code, error::kUnknownStation);
  EXPECT_EQ(receipt.rejected[1].error.code, error::kBadTime);
  EXPECT_EQ(receipt.rejected[2].error.code, error::kAbsurdValue);
}

TEST_P(Readings, AJumpIsKeptWithItsMarkAndRaisesNothing) {
  read(38.0);
  const Receipt receipt = after(10, 44.0);
  EXPECT_EQ(receipt.accepted, 1);
  EXPECT_TRUE(open().empty());
  const auto kept = service->readings("real", ids["shashi"], "stage_m", time.now(), time.now(), 10);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_TRUE((kept.front().quality & telemetry::kJump) != 0);
}

TEST_P(Readings, AFastRiseIsAnAlarmOfItsOwn) {
  read(38.0);
  for (const double value : {38.4, 38.8, 39.2}) after(60, value);
  ASSERT_EQ(open("rate").size(), 1U);
  EXPECT_NEAR(open("rate").front().number_of("rate_m_h"), 0.4, 0.001);
  for (const double value : {39.2, 39.2, 39.2}) after(60, value);
  EXPECT_TRUE(open("rate").empty());
}

TEST_P(Readings, WhoMayNotReportAtThePlaceIsRefused) {
  Incoming reading;
  reading.station = "60112200";
  reading.at = time.now();
  reading.value = 41;
  const Receipt receipt = service->receive(as("gongan.duty"), "real", {reading});
  EXPECT_EQ(receipt.accepted, 0);
  EXPECT_EQ(refusal(receipt), "not_allowed");
}

TEST_P(Readings, ASilentGaugeIsAnAlarmUntilItSpeaksAgain) {
  record::Draft watched;
  watched.type = "gauge";
  watched.id = ids["shashi"];
  watched.fields = {{"silent_watch", true}};
  test_support::need(store->update(system(), {}, watched));
  read(43.2);  // hourly from warning stage
  time.advance(minutes(80));
  ASSERT_EQ(service->watch_silence("real").value(), 0);
  time.advance(minutes(15));
  ASSERT_EQ(service->watch_silence("real").value(), 1);
  ASSERT_EQ(service->watch_silence("real").value(), 0) << "once";
  ASSERT_EQ(open("silent").size(), 1U);
  read(43.3);
  ASSERT_EQ(service->watch_silence("real").value(), 1);
  EXPECT_TRUE(open("silent").empty());
}

TEST_P(Readings, ThresholdsAreThoseOfTheReadingsDay) {
  record::Draft ends;
  ends.type = "threshold";
  ends.id = ids["shashi defence"];
  ends.fields = {{"valid_to", "2026-08-31"}};
  test_support::need(store->update(system(), {}, ends));
  create("higher defence", "threshold", "city", {{"gauge", ids["shashi"]}, {"kind", "defence"}, {"value_m", 42.5}, {"valid_from", "2026-09-01"}, {"source", "换线"}});
  read(42.2);
  EXPECT_EQ(stage(), "defence");
  time.set("2026-09-01T08:00:00+08:00");
  read(42.2);
  after(61, 42.2);
  EXPECT_EQ(stage(), "");
}

TEST_P(Readings, LowWaterIsJudgedOnItsOwnAxis) {
  create("shashi drought", "threshold", "city", {{"gauge", ids["shashi"]}, {"kind", "drought"}, {"value_m", 30.0}, {"valid_from", "2020-01-01"}, {"source", "旱警（演示）"}});
  read(30.4);
  EXPECT_TRUE(open("low").empty());
  after(60, 30.0);
  ASSERT_EQ(open("low").size(), 1U);
  EXPECT_THAT(open("low").front().text("rule"), testing::HasSubstr("≤"));
  EXPECT_EQ(open("low").front().text("proposed_level"), "4");
  after(60, 29.7);
  after(30, 30.01);
  EXPECT_EQ(open("low").size(), 1U) << "within the hysteresis";
  after(30, 30.3);
  after(60, 30.3);
  EXPECT_TRUE(open("low").empty());
  EXPECT_TRUE(open().empty()) << "nothing of high water";
}

}  // namespace
}  // namespace muster::observation
