#include "response/proposal.h"

#include <gmock/gmock.h>

#include "response/response_city.h"

namespace muster::response {
namespace {

using record::Record;
using std::chrono::hours;
using test_support::need;
using Proposals = ResponseCity;
INSTANTIATE_TEST_SUITE_P(Engines, Proposals, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Proposals, AnAlarmThatAdvisesALevelProposesAConsultationOnce) {
  const Record first = alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  ASSERT_EQ(open_consultations().size(), 1U);
  const Record proposed = open_consultations().front();
  EXPECT_EQ(proposed.text("plan"), "flood_city");
  EXPECT_EQ(proposed.text("proposed_level"), "4");
  EXPECT_EQ(proposed.text("body"), ids["city_flood_hq"]);
  EXPECT_EQ(proposed.text("chair_post"), ids["post city_flood_office_director"]);
  EXPECT_THAT(proposed.text("proposal"), testing::AllOf(testing::HasSubstr("沙市"), testing::HasSubstr("42.00"), testing::HasSubstr("启动四级")));
  need(move(as("officer"), first, "acknowledge"));
  EXPECT_EQ(open_consultations().size(), 1U);
}

TEST_P(Proposals, AWaitingProposalFollowsTheRiverUp) {
  const Record first = alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  by_rule(first, "step_up", {{"stage_kind", "warning"}, {"value", 43.01}, {"proposed_level", "3"}});
  ASSERT_EQ(open_consultations().size(), 1U);
  EXPECT_EQ(open_consultations().front().text("proposed_level"), "3");
}

TEST_P(Proposals, AProposalThatTheRiverHasOvertakenIsDroppedWithItsReason) {
  const Record first = alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  by_rule(first, "clear");
  EXPECT_TRUE(open_consultations().empty());
  const auto dropped = list("consultation", {{"state", "eq", "dropped"}});
  ASSERT_EQ(dropped.size(), 1U);
  EXPECT_FALSE(dropped.front().text("judgement").empty());
}

TEST_P(Proposals, AForecastAdvisesOnlyWithinTheRulesHorizon) {
  alarm("forecast", "warning", 43.1, {{"proposed_level", "3"}, {"expected_at", format_time(time.now() + hours(60))}});
  EXPECT_TRUE(open_consultations().empty());
  alarm("forecast", "warning", 43.1, {{"proposed_level", "3"}, {"expected_at", format_time(time.now() + hours(36))}});
  ASSERT_EQ(open_consultations().size(), 1U);
  EXPECT_THAT(open_consultations().front().text("proposal"), testing::HasSubstr("预计"));
}

TEST_P(Proposals, AnAlarmWithoutAdviceProposesNothing) {
  alarm("stage", "defence", 42.0);
  alarm("rate", "defence", 41.0, {{"proposed_level", "4"}});
  EXPECT_TRUE(open_consultations().empty());
}

TEST_P(Proposals, LoweringIsProposedWhenItHasLastedAsLongAsTheRuleSays) {
  const Record first = alarm("stage", "warning", 43.0, {{"proposed_level", "3"}});
  signed_level("3");
  LevelWatch watch(*store, time);
  time.advance(hours(30));
  by_rule(first, "step_down", {{"stage_kind", "defence"}, {"value", 42.5}, {"proposed_level", "4"}, {"step", "down"}, {"step_at", format_time(time.now())}});
  EXPECT_TRUE(open_consultations().empty()) << "not at once";
  time.advance(hours(5));
  ASSERT_TRUE(watch.run("real"));
  EXPECT_TRUE(open_consultations().empty()) << "not after five hours";
  time.advance(hours(1));
  ASSERT_TRUE(watch.run("real"));
  ASSERT_EQ(open_consultations().size(), 1U);
  EXPECT_EQ(open_consultations().front().text("current_level"), "3");
  EXPECT_EQ(open_consultations().front().text("proposed_level"), "4");
  time.advance(hours(1));
  ASSERT_TRUE(watch.run("real"));
  EXPECT_EQ(open_consultations().size(), 1U) << "proposed once";
}

TEST_P(Proposals, TheEndIsProposedWhenNothingAdvisesALevelAnyMore) {
  const Record first = alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  signed_level("4");
  by_rule(first, "clear");
  LevelWatch watch(*store, time);
  time.advance(hours(6));
  ASSERT_TRUE(watch.run("real"));
  ASSERT_EQ(open_consultations().size(), 1U);
  EXPECT_FALSE(open_consultations().front().has("proposed_level"));
  EXPECT_THAT(open_consultations().front().text("proposal"), testing::HasSubstr("终止四级"));
}

TEST_P(Proposals, AVerifiedBreachProposesLevelOne) {
  const Record found = need(add(as("officer"), "dike_incident",
                                {{"kind", "breach"}, {"section", ids["section"]}, {"stake", 718350}, {"found_at", format_time(time.now())},
                                 {"source", "patrol"}, {"side", "inner_toe"}}, "jiangling"));
  need(move(as("officer"), found, "receive"));
  EXPECT_TRUE(open_consultations().empty()) << "not before it is verified";
  need(move(as("officer"), found, "verify", {{"grade", "key"}}));
  ASSERT_EQ(open_consultations().size(), 1U);
  EXPECT_EQ(open_consultations().front().text("proposed_level"), "1");
  EXPECT_THAT(open_consultations().front().text("proposal"), testing::HasSubstr("已核实"));
}

TEST_P(Proposals, LowWaterProposesTheDroughtPlanBesideTheFloodPlan) {
  alarm("low", "drought", 29.9, {{"proposed_level", "4"}});
  ASSERT_EQ(open_consultations().size(), 1U);
  EXPECT_EQ(open_consultations().front().text("plan"), "drought_city");
  EXPECT_THAT(open_consultations().front().text("title"), testing::HasSubstr("抗旱"));
  alarm("stage", "defence", 42.0, {{"proposed_level", "4"}});
  EXPECT_EQ(open_consultations().size(), 2U);
}

}  // namespace
}  // namespace muster::response
