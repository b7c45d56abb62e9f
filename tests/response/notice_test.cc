#include <gmock/gmock.h>

#include <set>

#include "response/response_city.h"

namespace muster::response {
namespace {

using record::Record;
using test_support::need;
using Notices = ResponseCity;
INSTANTIATE_TEST_SUITE_P(Engines, Notices, testing::ValuesIn(test_support::engines()), test_support::engine_name);

template <class T>
ErrorCode refused(const Result<T>& result) {
  return result ? ErrorCode{} : result.error().code;
}

TEST_P(Notices, ADecisionThatChangesTheLevelDraftsTheNoticeInTheNameOfThePlan) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const Record notice = decided(open_consultations().front(), "3", "start");
  EXPECT_EQ(notice.text("body"), ids["city_flood_hq"]);
  EXPECT_EQ(notice.text("level"), "3");
  EXPECT_EQ(notice.text("kind"), "start");
  EXPECT_EQ(notice.text("title"), "关于启动防汛三级应急响应的通知");
  EXPECT_THAT(notice.text("text"), testing::AllOf(testing::HasSubstr("将过警戒"), testing::HasSubstr("8月19日20时")));
  EXPECT_FALSE(notice.has("document_no")) << "numbered when signed";
}

TEST_P(Notices, ADecisionThatKeepsTheLevelLeavesOnlyItsRecord) {
  alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  const Record consultation = open_consultations().front();
  need(move(as("city_flood_office_director"), consultation, "convene", {{"chair", ids["city_flood_deputy"]}}));
  need(move(as("city_flood_office_director"), consultation, "decide", {{"judgement", "稳"}, {"decision", "继续观察"}}));
  EXPECT_TRUE(list("level_notice").empty());
}

TEST_P(Notices, OnlyThePostThatThePlanNamesOrOneAboveItSigns) {
  alarm("stage", "guarantee", 45.0, {{"proposed_level", "1"}});
  const Record notice = decided(open_consultations().front(), "1", "start");
  need(move(as("city_water_engineer"), notice, "check"));
  EXPECT_EQ(refused(move(as("city_flood_deputy"), notice, "sign")), error::kWrongSigner);
  EXPECT_EQ(refused(move(as("officer"), notice, "sign")), error::kNotAllowed);
  EXPECT_EQ(now(notice).state, "checked");
  EXPECT_TRUE(list("task").empty());
  EXPECT_TRUE(move(as("city_flood_commander"), notice, "sign"));
}

TEST_P(Notices, TheConsultationIsSignedByItsNoticeAndByNothingElse) {
  alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  const Record consultation = open_consultations().front();
  const Record notice = decided(consultation, "4", "start");
  EXPECT_EQ(refused(move(as("city_flood_deputy"), now(consultation), "sign")), error::kNotAllowed);
  need(move(as("city_water_engineer"), notice, "check"));
  need(move(as("city_flood_deputy"), notice, "sign"));
  EXPECT_EQ(now(consultation).state, "signed");
  EXPECT_EQ(now(consultation).text("notice"), notice.id);
  EXPECT_EQ(now(consultation).text("signed_by"), ids["city_flood_deputy"]);
}

TEST_P(Notices, WhoCheckedDoesNotSign) {
  alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  const Record notice = decided(open_consultations().front(), "4", "start");
  ASSERT_EQ(refused(move(as("city_flood_deputy"), notice, "check")), error::kNotAllowed) << "a commander signs and does not check";
  need(move(as("city_water_engineer"), notice, "check"));
  EXPECT_EQ(refused(move(as("city_water_engineer"), notice, "sign")), error::kNotAllowed);
  EXPECT_TRUE(move(as("city_flood_deputy"), notice, "sign"));
}

TEST_P(Notices, ASignedNoticeIsNumberedInTheBodysSeriesAndOnlyOneIsInForce) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const Record third = signed_level("3");
  EXPECT_EQ(third.text("document_no"), "荆汛〔2026〕1号");
  EXPECT_EQ(third.text("signed_post"), ids["post city_flood_deputy"]);
  const Record second = signed_level("2", "raise");
  EXPECT_EQ(second.text("document_no"), "荆汛〔2026〕2号");
  EXPECT_EQ(now(third).state, "ended");
  EXPECT_EQ(now(third).text("replaced_by"), second.id);
  EXPECT_EQ(list("consultation", {{"state", "eq", "signed"}}).size(), 2U);
}

TEST_P(Notices, EachReceiptingBodyIsAskedOnceAndCounted) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const Record notice = signed_level("3");
  const auto receipts = list("receipt");
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_EQ(now(notice).integer("receipts_due"), 2);
  for (const Record& receipt : receipts) {
    const bool gongan = receipt.text("unit") == ids["hq_421022"];
    EXPECT_EQ(refused(move(as(gongan ? "jiangling.duty" : "gongan.duty"), receipt, "accept", {{"channel", "desk"}})), error::kNotAllowed)
        << "the receipt of another county";
    need(move(as(gongan ? "gongan.duty" : "jiangling.duty"), receipt, "accept", {{"channel", "telephone"}}));
  }
  EXPECT_EQ(now(notice).integer("receipts_met"), 2);
}

TEST_P(Notices, TasksGoToWhatTheControlGaugeGovernsAndNoFurther) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const Record notice = signed_level("3");
  std::set<std::string> sections;
  for (const Record& task : list("task", {{"about", "eq", notice.id}})) {
    if (task.has("section")) sections.insert(task.text("section"));
    EXPECT_TRUE(task.has("deadline") && task.has("clause")) << task.label;
  }
  EXPECT_EQ(sections, std::set<std::string>{ids["section"]});
}

TEST_P(Notices, ATaskThatNobodyCanBeFoundForIsSentWithoutAPersonAndSeen) {
  alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const Record notice = signed_level("3");
  const auto rows = [&] {
    std::vector<LintRow> out;
    const Status looked = store->look(system(), "real", [&](record::Unit& unit) {
      out = lint(unit, need(plan_of(unit.model(), "flood_city")));
      return Status{};
    });
    EXPECT_TRUE(looked);
    return out;
  }();
  ASSERT_FALSE(rows.empty());
  bool named = false;
  for (const LintRow& row : rows) {
    if (row.action.to.kind != Target::Kind::kPost || row.action.to.word != "city_supply_keeper") continue;
    named = true;
    ASSERT_EQ(row.missing.size(), 1U) << "no such post in this city";
    EXPECT_FALSE(row.missing.front().missing.empty());
  }
  EXPECT_TRUE(named);
  const auto unmanned = list("task", {{"about", "eq", notice.id}, {"person", "null", ""}});
  EXPECT_FALSE(unmanned.empty());
}

TEST_P(Notices, ALowerLevelWithdrawsWhatWasOrderedAndNotDone) {
  const Record first = alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  const Record notice = signed_level("3");
  const auto tasks = list("task", {{"about", "eq", notice.id}});
  ASSERT_GE(tasks.size(), 2U);
  need(move(system(), tasks.front(), "finish", {{"channel", "telephone"}}));
  by_rule(first, "clear");
  signed_level("", "end");
  EXPECT_EQ(now(tasks.front()).state, "done");
  for (std::size_t i = 1; i < tasks.size(); ++i) EXPECT_EQ(now(tasks[i]).state, "cancelled") << tasks[i].label;
  EXPECT_EQ(now(notice).state, "ended");
}

}  // namespace
}  // namespace muster::response
