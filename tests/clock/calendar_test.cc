#include <gtest/gtest.h>

#include "clock/clock.h"
#include "model/model.h"

namespace muster {
namespace {

std::shared_ptr<const model::Model> shipped() { return model::load(model::shipped_sources()).value(); }

// Administrative Penalty Law art. 85: periods of up to seven days mean working days. Vectors of the standards digest.
TEST(WorkingDays, PenaltyLawArticle85HearingRequestWithinFive) {
  const auto due = clock::add_working_days(*shipped(), parse_time("2026-04-09T10:00:00+08:00").value(), 5);
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(format_time(*due), "2026-04-16T10:00:00+08:00");
}

TEST(WorkingDays, PlanFilingWithinTwenty) {
  const auto due = clock::add_working_days(*shipped(), parse_time("2026-03-02T09:00:00+08:00").value(), 20);
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(format_time(*due).substr(0, 10), "2026-03-30");
}

TEST(WorkingDays, CountAShiftedSundayAndSkipAHoliday) {
  // 2019: 28 April (Sunday) worked, 1-4 May free, 5 May (Sunday) worked.
  const auto due = clock::add_working_days(*shipped(), parse_time("2019-04-26T08:00:00+08:00").value(), 4);
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(format_time(*due).substr(0, 10), "2019-05-05");
}

TEST(WorkingDays, RefuseAYearWithoutCalendar) {
  const auto due = clock::add_working_days(*shipped(), parse_time("2035-03-02T09:00:00+08:00").value(), 1);
  ASSERT_FALSE(due.has_value());
  EXPECT_EQ(due.error().code, error::kCalendarMissing);
}

}  // namespace
}  // namespace muster
