#include "clock/clock.h"

#include <gtest/gtest.h>

#include "support/small_city.h"

namespace muster {
namespace {

using record::Draft;
using record::Record;
using test_support::SmallCity;
constexpr Millis kMinute{60'000};

class Clocks : public ::testing::TestWithParam<db::Engine> {
 protected:
  Clocks() {
    clock::attach(*city_.store);
    dam_ = city_.store->create(chief_, {}, city_.dam("北坝", city_.north)).value();
  }
  void move(const char* name) {
    Draft draft;
    draft.type = "dam";
    draft.id = dam_.id;
    draft.move = name;
    const auto moved = city_.store->move(chief_, {}, draft);
    ASSERT_TRUE(moved.has_value()) << error_text(moved.error(), "en") << moved.error().cause;
  }
  // A scheduler made anew for each round: it keeps nothing that a restart could lose.
  int fire() { return clock::Scheduler::start(*city_.store, *city_.database, city_.time, city_.time)->fire_due().value_or(-1); }
  Record only_clock() {
    record::Query query;
    query.type = "clock";
    const auto page = city_.store->list(chief_, query);
    EXPECT_EQ(page->items.size(), 1U);
    return page->items.at(0);
  }
  std::size_t count(const char* state) {
    record::Query query;
    query.type = "clock";
    query.filters = {{"state", "eq", state}};
    return city_.store->list(chief_, query)->items.size();
  }

  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");
  Record dam_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Clocks, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Clocks, StartWithTheStateAndAreMetByLeavingIt) {
  move("leak");
  const Record started = only_clock();
  EXPECT_EQ(started.state, "running");
  EXPECT_EQ(started.text("due_at"), "2026-08-19T22:00:00+08:00");
  EXPECT_EQ(started.text("warn_at"), "2026-08-19T21:30:00+08:00");
  city_.time.advance(50 * kMinute);
  move("fix");
  const Record met = only_clock();
  EXPECT_EQ(met.state, "met");
  EXPECT_EQ(met.text("met_at"), "2026-08-19T20:50:00+08:00");
  EXPECT_FALSE(met.has("late_ms"));
}

TEST_P(Clocks, WarnFallDueAndFallLateOnceEach) {
  move("leak");
  fire();
  EXPECT_EQ(only_clock().state, "running");
  city_.time.advance(90 * kMinute);
  fire();
  EXPECT_EQ(only_clock().state, "warned");
  fire();
  EXPECT_EQ(only_clock().integer("step"), 1);
  city_.time.advance(30 * kMinute);
  fire();
  EXPECT_EQ(only_clock().state, "due");
  city_.time.advance(1 * kMinute);
  fire();
  EXPECT_EQ(only_clock().state, "late");
  EXPECT_EQ(only_clock().integer("step"), 3);
}

TEST_P(Clocks, StayLateAfterTheyAreMet) {
  move("leak");
  city_.time.advance(124 * kMinute);
  fire();
  move("fix");
  EXPECT_EQ(only_clock().state, "met");
  EXPECT_EQ(only_clock().integer("late_ms"), 240'000);
}

TEST_P(Clocks, CatchUpAfterALongStandstill) {
  move("leak");
  city_.time.advance(600 * kMinute);
  ASSERT_TRUE(city_.reopen().has_value());
  clock::attach(*city_.store);
  fire();
  EXPECT_EQ(only_clock().state, "late");
  EXPECT_EQ(fire(), 0);
}

TEST_P(Clocks, StandStillWhilePausedAndMoveTheirLimit) {
  move("leak");
  city_.time.advance(10 * kMinute);
  move("wait");
  EXPECT_EQ(only_clock().state, "paused");
  city_.time.advance(300 * kMinute);
  fire();
  EXPECT_EQ(only_clock().state, "paused");
  move("go_on");
  EXPECT_EQ(only_clock().state, "running");
  EXPECT_EQ(only_clock().text("due_at"), "2026-08-20T03:00:00+08:00");
  EXPECT_EQ(only_clock().integer("paused_ms"), 300 * 60'000);
}

TEST_P(Clocks, OfARecurrenceAreNewOnes) {
  move("leak");
  city_.time.advance(kMinute);
  move("fix");
  city_.time.advance(kMinute);
  move("leak");
  EXPECT_EQ(count("met"), 1U);
  EXPECT_EQ(count("running"), 1U);
}

}  // namespace
}  // namespace muster
