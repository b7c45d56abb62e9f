// Nothing is promised twice: by two at once, by hand, after its time, from a locked batch.
#include <barrier>
#include <thread>

#include "errors/change.h"
#include "errors/dispatch.h"
#include "supply/orders_city.h"

namespace muster::supply {
namespace {

using Promise = OrdersCity;
INSTANTIATE_TEST_SUITE_P(Engines, Promise, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Promise, TwoAtOnceNeverHoldTheSameStock) {
  constexpr int kPeople = 6;
  const identity::Viewer officer = city.as("officer");
  const json::Value what = body({from_store({bags(200, "new")})});  // 500 there: two fit
  std::barrier start(kPeople);
  std::vector<Result<record::Outcome>> results(kPeople, fail(error::kInternal));
  std::vector<std::jthread> people;
  for (int i = 0; i < kPeople; ++i) {
    people.emplace_back([&, i] {
      start.arrive_and_wait();
      results[static_cast<std::size_t>(i)] = city.store->run(officer, {}, [&](record::Unit& unit) { return accept(unit, what); });
    });
  }
  people.clear();
  int served = 0;
  for (const auto& result : results) {
    if (result) {
      ++served;
    } else {
      EXPECT_EQ(result.error().code, error::kStockPromised) << error_text(result.error(), "en");
    }
  }
  EXPECT_EQ(served, 2);
  EXPECT_EQ(row("stock_batch", "new").number_of("reserved"), 400);
  EXPECT_EQ(free_bags(), 600);
}

TEST_P(Promise, ARefusedAcceptLeavesNothingBehind) {
  EXPECT_EQ(code_of(try_accept(body({from_store({bags(200, "old")}), from_store({bags(200, "old")})}))), error::kStockPromised);
  EXPECT_TRUE(city.list("transfer_order").empty());
  EXPECT_TRUE(city.list("stock_reservation").empty());
  EXPECT_EQ(row("stock_batch", "old").number_of("reserved"), 0);
}

TEST_P(Promise, AReservationByHandIsHeldToTheSame) {
  const auto reserve = [&](double quantity) {
    return code_of(city.add(city.as("officer"), "stock_reservation",
                            {{"store", city.ids["store"]}, {"goods", "woven_bag"}, {"quantity", quantity}, {"unit_name", "条"},
                             {"reserved_at", "2026-08-19T20:00:00+08:00"}, {"valid_until", "2026-08-20T20:00:00+08:00"}}));
  };
  accepted(250);
  EXPECT_EQ(reserve(751), error::kStockPromised);
  EXPECT_EQ(reserve(750), ErrorCode{});
  EXPECT_EQ(free_bags(), 0);
  EXPECT_EQ(code_of(try_accept(body({from_store({bags(1, "new")})}))), error::kStockPromised);
}

TEST_P(Promise, WhatWasHeldTooLongIsFreeAndIsOrderedOnlyIfItIsStillThere) {
  const record::Record slow = accepted(300);
  city.time.set("2026-08-19T22:00:00+08:00");
  EXPECT_EQ(free_bags(), 1000);
  json::Value later = body({from_store({bags(300, "old")})}, {{"wanted_at", "2026-08-20T02:00:00+08:00"}});
  accept_all(later);
  EXPECT_EQ(code_of(try_step(slow, "order", "leader")), error::kStockPromised);
  EXPECT_EQ(now(slow).state, "proposal");
}

TEST_P(Promise, AnOrderKeepsItsStockUntilItShouldLongHaveArrived) {
  const record::Record order = accepted(300);
  step(order, "order", "leader");
  EXPECT_EQ(held(order)[0].text("valid_until"), "2026-08-20T10:00:00+08:00");  // twelve hours after the arrival wanted
  city.time.set("2026-08-20T02:00:00+08:00");
  EXPECT_EQ(free_bags(), 700);
}

TEST_P(Promise, LockedAndExpiredBatchesAreNeverHeld) {
  batch("locked", 100, "2027-12-31", "locked");
  batch("past", 100, "2026-08-18");
  for (const char* name : {"locked", "past"}) EXPECT_EQ(code_of(try_accept(body({from_store({bags(10, name)})}))), error::kStockLocked) << name;
}

TEST_P(Promise, MoreThanWasOrderedLeavesOnlyWhenItIsFree) {
  const record::Record order = accepted(100);
  accepted(150);
  step(order, "order", "leader");
  step(order, "load", "keeper", {{"vehicle", city.ids["lorry"]}});
  EXPECT_EQ(code_of(try_step(order, "depart", "keeper", {{"lines", json::Array{json::Object{{"line_no", 1}, {"loaded", 151}}}}})), error::kStockShort);
  EXPECT_EQ(held(order)[0].state, "held");
  step(order, "depart", "keeper", {{"lines", json::Array{json::Object{{"line_no", 1}, {"loaded", 150}}}}});
  EXPECT_EQ(row("stock_batch", "old").number_of("quantity"), 150);
  EXPECT_EQ(row("stock_batch", "old").number_of("reserved"), 150);
}

TEST_P(Promise, NobodyAcceptsFromShelvesThatAreNoneOfTheirs) {
  EXPECT_EQ(code_of(try_accept(body({from_store({bags(10, "old")})}), "gongan.duty")), error::kNotFound);
  EXPECT_EQ(code_of(try_accept(body({from_store({bags(10, "old")})}), "gateway")), error::kNotFound);
}

}  // namespace
}  // namespace muster::supply
