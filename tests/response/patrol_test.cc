#include <gmock/gmock.h>

#include "response/response_city.h"

namespace muster::response {
namespace {

using record::Record;
using std::chrono::hours;
using std::chrono::minutes;
using test_support::need;
using Patrols = ResponseCity;
INSTANTIATE_TEST_SUITE_P(Engines, Patrols, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Patrols, WithoutALevelInForceNobodyPatrols) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  PatrolPlanner planner(*store, time);
  ASSERT_TRUE(planner.run("real"));
  EXPECT_TRUE(list("patrol_shift").empty());
}

TEST_P(Patrols, AShiftPerIntervalForSectionsWhoseGaugeStandsAtDefence) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  signed_level("3");
  PatrolPlanner planner(*store, time);
  ASSERT_TRUE(planner.run("real"));
  auto shifts = list("patrol_shift");
  ASSERT_EQ(shifts.size(), 1U) << "the other section's gauge stands below";
  EXPECT_EQ(shifts.front().text("section"), ids["section"]);
  EXPECT_EQ(shifts.front().text("stage_kind"), "warning");
  const Millis interval{shifts.front().integer("interval")};
  ASSERT_TRUE(planner.run("real"));
  EXPECT_EQ(list("patrol_shift").size(), 1U) << "once per slot";
  time.advance(interval);
  ASSERT_TRUE(planner.run("real"));
  EXPECT_EQ(list("patrol_shift").size(), 2U);
}

TEST_P(Patrols, AShiftThatNobodyReportsEndsAsNotReportedAndItsClockIsNeverMet) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  signed_level("3");
  PatrolPlanner planner(*store, time);
  ASSERT_TRUE(planner.run("real"));
  const Record shift = list("patrol_shift").front();
  time.advance(Millis{shift.integer("interval")} * 2 + minutes(20));
  ASSERT_TRUE(planner.run("real"));
  EXPECT_EQ(now(shift).state, "lapsed");
  const auto clocks = list("clock", {{"about", "eq", shift.id}});
  ASSERT_EQ(clocks.size(), 1U);
  EXPECT_EQ(clocks.front().state, "missed");
  EXPECT_FALSE(clocks.front().has("met_at"));
}

TEST_P(Patrols, TheGuardTableCountsKilometresByStageAndPeopleAgainstTheDayBefore) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const auto report = [&](std::int64_t leaders, std::int64_t labour) {
    need(add(as("jiangling.duty"), "guard_report", {{"area", ids["jiangling"]}, {"at", format_time(time.now())}, {"leaders", leaders}, {"labour", labour}}, "jiangling"));
  };
  report(3, 100);
  time.advance(hours(25));
  report(5, 140);
  const Status looked = store->look(system(), "real", [&](record::Unit& unit) {
    const GuardTable table = need(guard_table(unit, unit.now()));
    EXPECT_EQ(table.rows.size(), 2U);
    for (const GuardRow& row : table.rows) {
      if (row.jurisdiction_id != ids["jiangling"]) {
        EXPECT_TRUE(row.km_over.empty() || row.km_over.at("warning") == 0);
        continue;
      }
      EXPECT_DOUBLE_EQ(row.km_over.at("defence"), 3.0);
      EXPECT_DOUBLE_EQ(row.km_over.at("warning"), 3.0);
      EXPECT_EQ(row.km_over.count("guarantee"), 0U);
      EXPECT_EQ(row.leaders, 5);
      EXPECT_EQ(row.labour, 140);
      EXPECT_EQ(row.change, 42);
    }
    return Status{};
  });
  EXPECT_TRUE(looked);
}

}  // namespace
}  // namespace muster::response
