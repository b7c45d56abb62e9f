// One text, several receivers, each with its own clock and receipt; the rule names the event that starts the clock (practice.md, Flood).
#include <map>

#include "errors/common.h"
#include "incident/incident_city.h"

namespace muster::incident {
namespace {

using test_support::need;

using Reports = IncidentCity;
INSTANTIATE_TEST_SUITE_P(Engines, Reports, testing::ValuesIn(test_support::engines()), test_support::engine_name);

record::Record send(test_support::ShippedCity& city, const record::Record& incident, const std::string& kind, int serial) {
  const auto report = need(city.add(city.as("officer"), "report", {{"title", kind + std::to_string(serial)}, {"kind", kind}, {"serial", serial}, {"about", incident.id}, {"text", "正文"}}));
  need(city.move(city.as("officer"), report, "submit"));
  need(city.move(city.as("leader"), report, "approve"));
  return need(city.move(city.as("officer"), report, "send"));
}

TEST_P(Reports, AStageCrossingStartsNoReportClock) {
  for (const auto& [time, value] : {std::pair{"2026-08-19T19:50:00+08:00", 43.05}, {"2026-08-19T20:00:00+08:00", 43.08}}) {
    ASSERT_EQ(service->receive(test_support::ShippedCity::system(), "real", {{"60112200", "stage_m", *parse_time(time), value}}).accepted, 1);
  }
  ASSERT_EQ(city.list("alarm").size(), 1U);
  EXPECT_TRUE(city.list("report_receipt").empty());
  for (const record::Record& clock : city.list("clock")) EXPECT_NE(clock.text("about_type"), "report_receipt");
}

TEST_P(Reports, WhatNobodyReceivedIsNotOwedYet) {
  const record::Record incident = found();
  EXPECT_TRUE(receipts(incident, "first").empty());
  step(incident, "receive", 5);
  EXPECT_EQ(receipts(incident, "first").size(), 4U);
}

TEST_P(Reports, FourReceiversHaveFourClocksFromTheReceiptEach) {
  const record::Record incident = found({{"received_at", at(3)}});  // typed during the call
  EXPECT_EQ(city.now(incident).state, "received");
  std::map<std::string, std::pair<std::string, std::string>> due;
  for (const record::Record& receipt : receipts(incident, "first")) {
    due[need(city.store->get(test_support::ShippedCity::system(), "body", receipt.text("receiver"))).text("code")] = {receipt.text("channel"), receipt.text("due_at")};
    const auto own = clocks(receipt);
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own.front().text("due_at"), receipt.text("due_at"));
    EXPECT_EQ(receipt.text("starts_at"), at(3));
  }
  const std::map<std::string, std::pair<std::string, std::string>> expected{{"province_flood_office", {"telephone", at(33)}},
                                                                           {"province_emergency_centre", {"telephone", at(33)}},
                                                                           {"city_committee_office", {"written", at(63)}},
                                                                           {"city_government_duty", {"telephone", at(33)}}};
  EXPECT_EQ(due, expected);
  EXPECT_EQ(receipts(incident, "follow_up").size(), 4U);
  EXPECT_EQ(receipts(incident, "follow_up").front().text("due_at"), at(78));
}

TEST_P(Reports, EachReceiverStopsItsOwnClockAndLateIsLate) {
  const record::Record incident = found({{"received_at", at(0)}});
  clock_to(20);
  send(city, incident, "first", 1);
  auto waiting = receipts(incident, "first");
  ASSERT_EQ(waiting.size(), 4U);
  clock_to(25);
  need(city.move(city.as("officer"), waiting[0], "acknowledge", {{"receipt_by", "省防办张某"}, {"receipt_no", "鄂汛2026-101"}}));
  clock_to(40);
  need(city.move(city.as("officer"), waiting[1], "acknowledge", {{"receipt_by", "李某"}}));
  EXPECT_FALSE(clocks(waiting[0]).front().has("late_ms"));
  EXPECT_EQ(clocks(waiting[1]).front().integer("late_ms"), Millis(std::chrono::minutes(10)).count());
  for (int i : {2, 3}) EXPECT_NE(clocks(waiting[static_cast<std::size_t>(i)]).front().state, "met");
  EXPECT_THAT(timeline(incident), testing::Contains("省防办接悉，接悉人 省防办张某"));
}

TEST_P(Reports, TheDrafterDoesNotApproveAndNothingLeavesUnapproved) {
  const record::Record incident = found({{"received_at", at(0)}});
  const auto report = need(city.add(city.as("leader"), "report", {{"title", "初报"}, {"kind", "first"}, {"about", incident.id}, {"text", "正文"}}));
  EXPECT_EQ(code_of(city.move(city.as("officer"), report, "send")), error::kWrongState);
  need(city.move(city.as("officer"), report, "submit"));
  EXPECT_EQ(code_of(city.move(city.as("officer"), report, "approve")), error::kNotAllowed);
  need(city.move(city.as("leader"), report, "approve"));
  need(city.move(city.as("officer"), report, "send"));
  EXPECT_EQ(city.list("message_out").size(), 1U);  // the written one; telephones are for people
}

TEST_P(Reports, TheNextFollowUpCountsFromTheReportBeforeIt) {
  const record::Record incident = found({{"received_at", at(0)}});
  clock_to(60);
  send(city, incident, "follow_up", 1);
  const auto all = receipts(incident, "follow_up");
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(all.back().integer("serial"), 2);
  EXPECT_EQ(all.back().text("starts_at"), at(60));
  EXPECT_EQ(all.back().text("due_at"), at(60 + 6 * 60));
}

TEST_P(Reports, ClosingOwesTheFinalReport) {
  const record::Record incident = closed();
  const auto final_ones = receipts(incident, "final");
  ASSERT_EQ(final_ones.size(), 4U);
  EXPECT_EQ(final_ones.front().text("starts_at"), incident.text("closed_at"));
  EXPECT_EQ(final_ones.front().text("due_at"), at(1740 + 24 * 60));
}

TEST_P(Reports, WhatIsNotKnownIsWrittenAsBeingVerifiedAndNeverAsNought) {
  const record::Record incident = city.now(found());
  const ReportDraft draft = draft_report(*city.model, incident, "荆江大堤 郝穴段", "", "first", {});
  EXPECT_THAT(draft.text, testing::AllOf(testing::HasSubstr("正在核实"), testing::Not(testing::HasSubstr("0厘米"))));
  EXPECT_THAT(draft.unknowns, testing::Contains("口径"));
}

}  // namespace
}  // namespace muster::incident
