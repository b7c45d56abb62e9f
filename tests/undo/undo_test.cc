// 撤销: the doer takes the last step back within ten seconds; both steps stay on record, and no limit is gained.
#include "undo/undo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clock/clock.h"
#include "errors/common.h"
#include "errors/undo.h"
#include "support/shipped_city.h"

namespace muster::undo {
namespace {

using test_support::need;

class Undo : public testing::TestWithParam<db::Engine> {
 protected:
  Undo() : city(GetParam()) {
    clock::attach(*city.store);
    attach(*city.store, city.time);
    city.time.set("2026-08-19T20:00:00+08:00");
    task = need(city.add(city.as("officer"), "task", {{"title", "封堵涵闸"}, {"kind", "other"}, {"person", city.ids["officer"]}, {"deadline", "2026-08-19T23:00:00+08:00"}}));
    city.time.advance(std::chrono::seconds(2));  // a clock starts once at an instant
  }
  std::vector<record::Record> clocks(const char* name) { return city.list("clock", {{"about", "eq", task.id}, {"name", "eq", name}}); }

  test_support::ShippedCity city;
  record::Record task;
};
INSTANTIATE_TEST_SUITE_P(Engines, Undo, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Undo, AnAcceptedTaskIsOpenAgainAndBothStepsAreOnRecord) {
  const auto due = clocks("accept").front().text("due_at");
  city.time.advance(std::chrono::minutes(7));
  need(city.move(city.as("officer"), task, "accept"));
  ASSERT_TRUE(city.now(task).has("accepted_at"));
  city.time.advance(std::chrono::seconds(9));
  need(city.move(city.as("officer"), task, "unaccept"));
  EXPECT_EQ(city.now(task).state, "read");
  EXPECT_FALSE(city.now(task).has("accepted_at"));
  EXPECT_FALSE(city.now(task).has("accepted_by"));
  EXPECT_GE(city.now(task).version, 3);
  const auto again = clocks("accept");
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again.front().state, "met");
  EXPECT_EQ(again.back().state, "running");
  EXPECT_EQ(again.back().text("due_at"), due) << "an undone step must not buy time";
}

TEST_P(Undo, IsTooLateAfterTenSeconds) {
  need(city.move(city.as("officer"), task, "accept"));
  city.time.advance(std::chrono::seconds(11));
  const auto late = city.move(city.as("officer"), task, "unaccept");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, error::kUndoTooLate);
  EXPECT_EQ(city.now(task).state, "accepted");
}

TEST_P(Undo, IsForWhoTookTheStepOnly) {
  need(city.move(city.as("officer"), task, "accept"));
  const auto other = city.move(city.as("leader"), task, "unaccept");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, error::kUndoNotYours);
  EXPECT_FALSE(city.move(city.as("gongan.duty"), task, "unaccept"));  // of another place: not theirs to know
  EXPECT_FALSE(city.move(test_support::ShippedCity::system(), task, "unaccept"));
}

TEST_P(Undo, EndsWhenSomebodyElseHasChangedTheRecord) {
  need(city.move(city.as("officer"), task, "accept"));
  need(city.move(city.as("leader"), task, "progress"));
  const auto late = city.move(city.as("officer"), task, "unaccept");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, error::kUndoNotYours);
}

TEST_P(Undo, OfAStepThatIsSaidToHaveHappenedEarlierCountsFromWhenItWasEntered) {
  record::Draft draft;
  draft.type = "task";
  draft.id = task.id;
  draft.move = "accept";
  city.time.advance(std::chrono::minutes(30));
  draft.occurred_at = city.time.now() - Millis{20 * 60'000};
  need(city.store->move(city.as("officer"), {}, draft));
  EXPECT_TRUE(city.move(city.as("officer"), task, "unaccept"));
}

TEST_P(Undo, AWrongStateIsRefusedByTheWorkflow) {
  const auto early = city.move(city.as("officer"), task, "unaccept");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, error::kWrongState);
}

TEST_P(Undo, AnAcknowledgedAlarmIsOpenAgainAlsoWhenAReadingFollowed) {
  const auto gauge = city.list("gauge").front();
  const auto alarm = need(city.add(test_support::ShippedCity::system(), "alarm",
                                   {{"gauge", gauge.id}, {"kind", "stage"}, {"stage_kind", "warning"}, {"value", 43.02}, {"since", format_time(city.time.now())}, {"rule", "沙市 警戒 43.00"}}, "city"));
  city.time.advance(std::chrono::seconds(2));
  need(city.move(city.as("officer"), alarm, "acknowledge"));
  city.time.advance(std::chrono::seconds(2));
  need(city.move(test_support::ShippedCity::system(), alarm, "follow", {{"value", 43.03}}));
  need(city.move(city.as("officer"), alarm, "unacknowledge"));
  EXPECT_EQ(city.now(alarm).state, "active");
  EXPECT_FALSE(city.now(alarm).has("acknowledged_by"));
}

}  // namespace
}  // namespace muster::undo
