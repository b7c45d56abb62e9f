// 方案 → 动用指令 → 装车 → 在途 → 签收 → 归还: what each step does to stock, in its own transaction.
#include "errors/change.h"
#include "errors/dispatch.h"
#include "supply/orders_city.h"

namespace muster::supply {
namespace {

using testing::ElementsAre;

using Orders = OrdersCity;
INSTANTIATE_TEST_SUITE_P(Engines, Orders, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Orders, AcceptingWritesTheOrderItsLinesAndWhatIsHeld) {
  const record::Record order = accepted(200);
  EXPECT_EQ(order.state, "proposal");
  EXPECT_EQ(order.text("store"), city.ids["store"]);
  EXPECT_EQ(order.text("keeper"), city.ids["keeper"]);
  EXPECT_EQ(order.text("shipper"), city.ids["city_bureau"]);
  ASSERT_EQ(lines(order).size(), 1U);
  EXPECT_EQ(lines(order)[0].number_of("ordered"), 200);
  EXPECT_EQ(lines(order)[0].text("batch"), city.ids["old"]);
  ASSERT_EQ(held(order).size(), 1U);
  EXPECT_EQ(held(order)[0].state, "held");
  EXPECT_EQ(held(order)[0].text("valid_until"), "2026-08-19T22:00:00+08:00");  // rule dispatch: two hours
  EXPECT_EQ(row("stock_batch", "old").number_of("reserved"), 200);
  EXPECT_EQ(row("stock_item", "bags").number_of("reserved"), 200);
  EXPECT_EQ(row("stock_batch", "old").number_of("quantity"), 300);
}

TEST_P(Orders, SeveralStoresMakeSeveralOrdersOfOneNeed) {
  json::Object pile{{"reserve", city.ids["pile"]}, {"items", json::Array{json::Object{{"goods", "sand_gravel"}, {"quantity", 30}, {"unit", "吨"}}}}};
  const auto orders = accept_all(body({from_store({bags(100, "old")}), pile}));
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(orders[1].text("split_from"), orders[0].id);
  EXPECT_EQ(orders[1].text("reserve"), city.ids["pile"]);
}

TEST_P(Orders, WhatDepartsLeavesTheBookAndTheReservation) {
  const record::Record order = accepted(200);
  const record::Record left = on_road(order, {json::Object{{"item", lines(order)[0].id}, {"loaded", 180}}});
  EXPECT_EQ(left.state, "on_road");
  EXPECT_EQ(lines(order)[0].number_of("loaded"), 180);
  EXPECT_EQ(row("stock_batch", "old").number_of("quantity"), 120);
  EXPECT_EQ(row("stock_batch", "old").number_of("reserved"), 0);
  EXPECT_EQ(row("stock_item", "bags").number_of("quantity"), 820);
  ASSERT_EQ(moved(order).size(), 1U);
  EXPECT_EQ(moved(order)[0].text("kind"), "issue");
  EXPECT_EQ(moved(order)[0].number_of("quantity"), 180);
  EXPECT_EQ(held(order)[0].state, "used");
  EXPECT_EQ(held(order)[0].number_of("used_quantity"), 180);
  EXPECT_EQ(row("vehicle", "lorry").text("vehicle_state"), "out");
  EXPECT_EQ(free_bags(), 820);
}

TEST_P(Orders, AReceiptThatDiffersSaysWhy) {
  const record::Record order = on_road(accepted(200));
  const json::Array lines_in{json::Object{{"line_no", 1}, {"received", 190}}};
  EXPECT_EQ(code_of(try_step(order, "receive", "jiangling.duty", {{"lines", lines_in}})), error::kVarianceUnexplained);
  EXPECT_EQ(now(order).state, "on_road");
  step(order, "receive", "officer", {{"lines", lines_in}, {"variance_why", "途中破损 10 条"}});
  EXPECT_EQ(now(order).state, "received");
  EXPECT_EQ(lines(order)[0].number_of("variance"), -10);
  EXPECT_EQ(row("vehicle", "lorry").text("vehicle_state"), "ready");
}

TEST_P(Orders, AReceiptWithoutCountsIsWhatWasLoaded) {
  const record::Record order = on_road(accepted(200));
  step(order, "receive", "officer");
  EXPECT_EQ(lines(order)[0].number_of("received"), 200);
  EXPECT_EQ(lines(order)[0].number_of("variance"), 0);
}

TEST_P(Orders, WhatIsGivenBackComesIntoTheBookAgain) {
  const record::Record order = on_road(accepted(200));
  step(order, "receive", "officer");
  const record::Record line = lines(order)[0];
  EXPECT_EQ(code_of(try_step(order, "give_back", "reserves", {{"lines", json::Array{json::Object{{"item", line.id}, {"returned", 50}}}}})), error::kVarianceUnexplained);
  step(order, "give_back", "reserves", {{"lines", json::Array{json::Object{{"item", line.id}, {"used", 150}, {"returned", 50}}}}});
  EXPECT_EQ(now(order).state, "returned");
  EXPECT_EQ(row("stock_batch", "old").number_of("quantity"), 150);
  EXPECT_EQ(row("stock_item", "bags").number_of("quantity"), 850);
  EXPECT_THAT(moved(order).back().text("kind"), "return");
}

TEST_P(Orders, CancellingFreesWhatIsHeldAndTakesBackWhatIsOnTheRoad) {
  const record::Record order = accepted(200);
  step(order, "cancel", "officer", {{"ended_why", "险情排除"}});
  EXPECT_EQ(held(order)[0].state, "released");
  EXPECT_EQ(row("stock_batch", "old").number_of("reserved"), 0);
  EXPECT_EQ(free_bags(), 1000);
  const record::Record second = on_road(accepted(200));
  EXPECT_EQ(free_bags(), 800);
  step(second, "cancel", "officer", {{"ended_why", "险情排除"}});
  EXPECT_EQ(free_bags(), 1000);
  EXPECT_EQ(row("stock_batch", "old").number_of("quantity"), 300);
}

TEST_P(Orders, APileIsOrderedByTheTonneAndBookedByTheCubicMetre) {
  const record::Record order = accept_all(body({json::Object{{"reserve", city.ids["pile"]},
                                                             {"items", json::Array{json::Object{{"goods", "sand_gravel"}, {"quantity", 90}, {"unit", "吨"}}}}}})).front();
  EXPECT_DOUBLE_EQ(row("sand_stone_reserve", "pile").number_of("reserved_m3"), 60);
  step(order, "order", "leader", {{"shipper", city.ids["city_bureau"]}});
  step(order, "load", "reserves", {{"vehicle", city.ids["lorry"]}});
  step(order, "depart", "reserves", {{"lines", json::Array{json::Object{{"line_no", 1}, {"loaded", 75}}}}});
  EXPECT_DOUBLE_EQ(row("sand_stone_reserve", "pile").number_of("quantity_m3"), 50);
  EXPECT_DOUBLE_EQ(row("sand_stone_reserve", "pile").number_of("reserved_m3"), 0);
  EXPECT_EQ(moved(order)[0].text("unit_name"), "m³");
}

TEST_P(Orders, ANeedWrittenByHandTakesFirstWhatExpiresFirst) {
  const record::Record need = test_support::need(city.add(city.as("officer"), "transfer_order", {{"title", "备料"}, {"to_text", "观音寺"}, {"wanted_at", "2026-08-19T23:00:00+08:00"}}));
  test_support::need(city.add(city.as("officer"), "transfer_item", {{"order", need.id}, {"line_no", 1}, {"goods", "woven_bag"}, {"unit_name", "条"}, {"asked", 700}}));
  EXPECT_EQ(code_of(try_step(need, "order", "leader", {{"shipper", city.ids["city_bureau"]}})), error::kNoSource);
  step(need, "order", "leader", {{"store", city.ids["store"]}, {"shipper", city.ids["city_bureau"]}});
  ASSERT_EQ(lines(need).size(), 2U);
  EXPECT_EQ(lines(need)[0].text("batch"), city.ids["old"]);
  EXPECT_EQ(lines(need)[0].number_of("ordered"), 300);
  EXPECT_EQ(lines(need)[1].text("batch"), city.ids["new"]);
  EXPECT_EQ(lines(need)[1].number_of("ordered"), 400);
}

TEST_P(Orders, AScenarioMovesNothingOfTheRegisterButItsOwnStockShrinks) {
  const record::Record order = accept_all(body({from_store({bags(200, "old")})}), "officer", "scenario:flood").front();
  EXPECT_EQ(free_bags("scenario:flood"), 800);
  EXPECT_EQ(free_bags(), 1000);
  on_road(order);
  EXPECT_EQ(row("stock_batch", "old").number_of("quantity"), 300);
  EXPECT_EQ(row("stock_batch", "old").number_of("reserved"), 0);
  EXPECT_EQ(moved(order).size(), 1U);
  EXPECT_EQ(free_bags("scenario:flood"), 800);
  EXPECT_EQ(free_bags(), 1000);
}

TEST_P(Orders, CountsThatCannotBeAreRefused) {
  const record::Record order = accepted(200);
  step(order, "order", "leader");
  const auto load = [&](json::Value lines_in) { return code_of(try_step(order, "load", "keeper", {{"lines", std::move(lines_in)}})); };
  EXPECT_EQ(load(json::Array{json::Object{{"line_no", 9}, {"loaded", 1}}}), error::kNoSuchLine);
  EXPECT_EQ(load(json::Array{json::Object{{"line_no", 1}, {"loaded", -1}}}), error::kBadLine);
  EXPECT_EQ(load(json::Array{json::Object{{"line_no", 1}, {"received", 1}}}), error::kUnknownField);
  EXPECT_EQ(load(json::Object{}), error::kBadLine);
}

TEST_P(Orders, TheKeeperOfAnotherCountyLoadsByNameAndNobodyElseThere) {
  city.appoint("other", "supply_keeper", "gongan", "hq_421022");
  const record::Record order = accepted(200);
  step(order, "order", "leader");
  EXPECT_EQ(code_of(try_step(order, "load", "other")), error::kNotAllowed);
  step(order, "load", "keeper");
  EXPECT_EQ(now(order).state, "loading");
}

TEST_P(Orders, WhoProposedDoesNotOrder) {
  const record::Record order = accept_all(body({from_store({bags(10, "old")})}), "director").front();
  EXPECT_EQ(code_of(try_step(order, "order", "director")), error::kWrongName);
  EXPECT_EQ(code_of(city.move(city.as("director"), order, "order")), error::kTwoPerson);
}

}  // namespace
}  // namespace muster::supply
