#include "telemetry/telemetry.h"

#include <gtest/gtest.h>

namespace muster::telemetry {
namespace {

const std::vector<Stage> kShashi{{"defence", 42.00, "d"}, {"warning", 43.00, "w"}, {"guarantee", 45.00, "g"}, {"record", 45.22, "r"}};
constexpr Millis kMinute{60'000};

std::vector<Reading> every_10_minutes(const std::vector<double>& values) {
  std::vector<Reading> out;
  for (std::size_t i = 0; i < values.size(); ++i) out.push_back({from_millis(0) + 10 * kMinute * static_cast<int>(i), values[i], kGood});
  return out;
}

// Test vectors of the standards digest (warnings-and-responses, section 8).
TEST(Stages, OfShashiAsInTheTestVectors) {
  struct Case {
    double value;
    const char* kind;
    double over_m;
  };
  for (const Case& c : {Case{41.99, nullptr, 0}, Case{42.25, "defence", 0.25}, Case{43.00, "warning", 0.00}, Case{44.99, "warning", 1.99},
                        Case{45.00, "guarantee", 0.00}, Case{45.23, "record", 0.01}}) {
    SCOPED_TRACE(c.value);
    const int stage = stage_of(kShashi, c.value);
    if (c.kind == nullptr) {
      EXPECT_EQ(stage, -1);
      continue;
    }
    ASSERT_GE(stage, 0);
    EXPECT_EQ(kShashi[static_cast<std::size_t>(stage)].kind, c.kind);
    EXPECT_DOUBLE_EQ(over(c.value, kShashi[static_cast<std::size_t>(stage)].value_m), c.over_m);
  }
}

TEST(Judge, RaisesWhenAStageIsReachedAndStepsUpAtTheNext) {
  EXPECT_EQ(judge(every_10_minutes({41.98, 42.00}), kShashi, {}, -1, false).stage_step, Step::kRaise);
  const Verdict up = judge(every_10_minutes({42.98, 43.00}), kShashi, {}, 0, false);
  EXPECT_EQ(up.stage_step, Step::kUp);
  EXPECT_EQ(up.stage, 1);
}

TEST(Judge, KeepsTheStageUntilItWasBelowForTheHoldTime) {
  struct Case {
    const char* name;
    std::vector<double> values;
    Step step;
    int stage;
  };
  const std::vector<Case> cases{
      {"just below", {43.01, 42.95}, Step::kNone, 1},
      {"below within the hysteresis", {43.01, 42.99, 42.99, 42.99, 42.99, 42.99, 42.99, 42.99, 42.99}, Step::kNone, 1},
      {"below for 50 minutes", {43.01, 42.9, 42.9, 42.9, 42.9, 42.9, 42.9}, Step::kNone, 1},
      {"below for 60 minutes", {43.01, 42.9, 42.9, 42.9, 42.9, 42.9, 42.9, 42.9}, Step::kDown, 0},
      {"touched again meanwhile", {43.01, 42.9, 42.9, 43.0, 42.9, 42.9, 42.9, 42.9}, Step::kNone, 1},
      {"below all", {43.01, 41.9, 41.9, 41.9, 41.9, 41.9, 41.9, 41.9}, Step::kClear, -1},
      {"below warning for the hold, below defence only now", {42.9, 42.9, 42.9, 42.9, 42.9, 42.9, 42.9, 41.9}, Step::kDown, 0}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Verdict verdict = judge(every_10_minutes(c.values), kShashi, {}, 1, false);
    EXPECT_EQ(verdict.stage_step, c.step);
    EXPECT_EQ(verdict.stage, c.stage);
  }
}

TEST(Judge, TakesTheRateOverTheWindowAndClearsItLower) {
  EXPECT_EQ(judge(every_10_minutes({40.0, 40.05, 40.10}), kShashi, {}, -1, false).rate_step, Step::kRaise);
  EXPECT_EQ(judge(every_10_minutes({40.0, 40.05}), kShashi, {}, -1, false).rate_step, Step::kNone);
  EXPECT_EQ(judge(every_10_minutes({40.0, 40.03, 40.07}), kShashi, {}, -1, true).rate_step, Step::kNone);
  EXPECT_EQ(judge(every_10_minutes({40.0, 40.01, 40.02}), kShashi, {}, -1, true).rate_step, Step::kClear);
}

TEST(Judge, AnIncredibleJumpStepsNothing) {
  auto recent = every_10_minutes({41.0, 45.0});
  recent.back().quality = quality_of(recent.back(), recent.front(), {}, recent.back().at);
  EXPECT_EQ(recent.back().quality, kJump);
  EXPECT_EQ(judge(recent, kShashi, {}, -1, false).stage_step, Step::kNone);
}

TEST(Quality, SaysLate) {
  const Reading reading{from_millis(0), 42.0, kManual};
  EXPECT_EQ(quality_of(reading, std::nullopt, {}, from_millis(0) + Millis{86'400'001}), kManual | kLate);
}

TEST(Silence, CountsFromTheIntervalAndItsGrace) {
  const UtcTime last = from_millis(0);
  EXPECT_FALSE(silent_since(last, 60 * kMinute, 30 * kMinute, last + 90 * kMinute));
  EXPECT_EQ(silent_since(last, 60 * kMinute, 30 * kMinute, last + 91 * kMinute), last + 90 * kMinute);
}

}  // namespace
}  // namespace muster::telemetry
