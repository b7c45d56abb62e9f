#include <gmock/gmock.h>

#include "warning/warning_city.h"

namespace muster::warning {
namespace {

using Authority = WarningCity;
INSTANTIATE_TEST_SUITE_P(Engines, Authority, testing::ValuesIn(test_support::engines()), test_support::engine_name);

struct Case {
  const char* name;
  const char* body;
  const char* hazard;
  const char* place;
  std::optional<ErrorCode> refused;
};

// 中国气象局令第16号第五条; 水情预警发布管理办法: who is listed issues, nobody else.
TEST_P(Authority, OnlyWhoIsListedForHazardColourAndAreaMayDraft) {
  const auto officer = person("officer", "duty_officer", "city", {"bureau", "weather"});
  for (const Case& c : {Case{"the weather office for the city", "weather", "gale", "city", std::nullopt},
                        Case{"the weather office for a county", "weather", "gale", "gongan", std::nullopt},
                        Case{"the bureau", "bureau", "gale", "city", error::kNotAuthorisedIssuer},
                        Case{"the weather office for a flood", "weather", "flood", "city", error::kNotAuthorisedIssuer},
                        Case{"a hazard that nobody is listed for", "weather", "earthquake", "city", error::kNotAuthorisedIssuer}}) {
    SCOPED_TRACE(c.name);
    const auto made = own(c.body, c.hazard, c.place);
    ASSERT_TRUE(made) << error_text(made.error(), "en");
    const auto moved = move(officer, *made, "draft");
    EXPECT_EQ(moved.has_value(), !c.refused) << (moved ? "" : error_text(moved.error(), "en"));
    EXPECT_EQ(now(*made).state, moved ? "drafted" : "received");
    if (!c.refused || moved) continue;
    EXPECT_EQ(moved.error().code, *c.refused);
  }
}

TEST_P(Authority, TheRefusalNamesWhoMayIssue) {
  const auto made = own("bureau", "flood", "city");
  const auto moved = move(person("officer", "duty_officer", "city", {"bureau"}), *made, "draft");
  ASSERT_FALSE(moved);
  EXPECT_THAT(error_text(moved.error(), "zh"), testing::AllOf(testing::HasSubstr("湖北省水文水资源中心"), testing::HasSubstr("长江水利委员会水文局"), testing::Not(testing::HasSubstr("气象台"))));
}

TEST_P(Authority, ANameThatIsNotHeldIsRefused) {
  const auto made = own("weather", "gale", "city");
  const auto moved = move(person("officer", "duty_officer", "city", {"bureau"}), *made, "draft");
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, error::kWrongName);
}

TEST_P(Authority, TwoPersonsReleaseAnOwnWarningAndItIsSentWhenIssued) {
  const auto made = own("weather", "gale", "city");
  const auto drafter = person("both", "flood_office", "city", {"weather"});
  ASSERT_TRUE(move(drafter, *made, "draft"));
  const auto alone = move(drafter, *made, "approve");
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, error::kTwoPerson);
  const auto leader = person("leader", "duty_leader", "city", {"weather"});
  ASSERT_TRUE(move(leader, *made, "approve"));
  time.advance(std::chrono::minutes(10));
  const auto issued = move(leader, *made, "issue");
  ASSERT_TRUE(issued) << error_text(issued.error(), "en");
  EXPECT_EQ(now(*made).text("sent"), "2026-08-19T20:10:00+08:00");
  EXPECT_EQ(now(*made).text("expires"), "2026-08-20T20:10:00+08:00");
}

TEST_P(Authority, ARelayedWarningKeepsItsIssuer) {
  const auto received = take(alert());
  const auto officer = person("officer", "duty_officer", "city", {"bureau"});
  for (const char* field : {"sender", "issuer", "identifier", "cap_xml"}) {
    SCOPED_TRACE(field);
    record::Draft draft;
    draft.type = "warning";
    draft.id = received->record.id;
    draft.fields = {{field, "荆州市应急管理局"}};
    const auto changed = store->update(officer, {}, draft);
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().code, error::kWrongName);
  }
  const auto drafted = move(officer, received->record, "draft", {{"body", ids["bureau"]}});
  ASSERT_FALSE(drafted);
  EXPECT_EQ(drafted.error().code, error::kNotAuthorisedIssuer);
}

TEST_P(Authority, AnOwnWarningCannotBeRelayedPastTheRule) {
  const auto made = own("bureau", "gale", "city");
  const auto moved = move(person("officer", "duty_officer", "city", {"bureau"}), *made, "review");
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, error::kNotAuthorisedIssuer);
}

TEST_P(Authority, AnOwnWarningIsNamedByItselfWhereNobodyTypedTheNames) {
  record::Draft draft;
  draft.type = "warning";
  draft.jurisdiction_id = ids.at("city");
  draft.fields = {{"origin", "own"}, {"hazard", "gale"}, {"colour", "yellow"}, {"headline", "大风黄色预警"}, {"text", "预计未来6小时有8级大风。"}};
  const auto drafter = person("drafter", "duty_officer", "city", {"weather"});
  const auto first = store->create(drafter, {}, draft);
  ASSERT_TRUE(first) << error_text(first.error(), "en");
  const auto second = store->create(drafter, {}, draft);
  ASSERT_TRUE(second) << error_text(second.error(), "en");
  EXPECT_EQ(now(*first).text("identifier"), first->number);
  EXPECT_NE(now(*first).text("identifier"), now(*second).text("identifier"));
  ASSERT_TRUE(move(drafter, *first, "draft", {{"body", ids["weather"]}}));
  EXPECT_EQ(now(*first).text("sender"), "city_weather");
  EXPECT_EQ(now(*first).text("issuer"), "荆州市气象台");
  EXPECT_EQ(now(*first).text("issuer_body"), ids["weather"]);
}

TEST_P(Authority, RelayingNeedsASecondPersonAHeldNameAndTheRightPlace) {
  const auto received = take(alert());
  const auto both = person("both", "flood_office", "city", {"bureau"});
  ASSERT_TRUE(move(both, received->record, "review"));
  const json::Object in_name{{"relay_body", ids["bureau"]}};
  const auto alone = move(both, received->record, "relay", in_name);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, error::kTwoPerson);
  const auto no_name = move(person("leader", "duty_leader", "city"), received->record, "relay", in_name);
  ASSERT_FALSE(no_name);
  EXPECT_EQ(no_name.error().code, error::kWrongName);
  EXPECT_FALSE(move(person("jianli", "county_duty", "jianli", {"bureau"}), received->record, "relay", in_name));
  const auto relayed = move(person("leader", "duty_leader", "city", {"bureau"}), received->record, "relay", in_name);
  ASSERT_TRUE(relayed) << error_text(relayed.error(), "en");
  EXPECT_EQ(relayed->text("sender"), "42100041600000");
}

}  // namespace
}  // namespace muster::warning
