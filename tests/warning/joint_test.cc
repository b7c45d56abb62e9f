// 联合发布: geological warnings are issued by natural resources together with the weather bureau (地质灾害防治条例第十七条).
#include <gmock/gmock.h>

#include "errors/warning.h"
#include "warning/warning_city.h"

namespace muster::warning {
namespace {

class Joint : public WarningCity {
 protected:
  Joint() {
    warning = *own("resources", "geological", "city");
    lead = person("leader", "duty_leader", "city", {"resources"});
  }
  void draft() {
    const auto drafted = move(person("drafter", "duty_officer", "city", {"resources"}), warning, "draft");
    ASSERT_TRUE(drafted) << error_text(drafted.error(), "en");
  }
  std::vector<record::Record> consents() {
    record::Query query;
    query.type = "warning_consent";
    query.filters = {{"warning", "eq", warning.id}};
    return store->list(record::Viewer::system("api"), query)->items;
  }
  Result<record::Record> consent(const record::Viewer& who, const std::string& name, json::Object fields = {}) {
    record::Draft draft;
    draft.type = "warning_consent";
    draft.id = consents().front().id;
    draft.move = name;
    draft.fields = std::move(fields);
    return store->move(who, {}, draft);
  }
  Result<record::Record> edit(json::Object fields) {
    record::Draft draft;
    draft.type = "warning";
    draft.id = warning.id;
    draft.fields = std::move(fields);
    return store->update(person("drafter", "duty_officer", "city", {"resources"}), {}, draft);
  }
  record::Viewer weatherman() { return person("weatherman", "joint_issuer", "city", {"weather"}); }

  record::Record warning;
  record::Viewer lead;
};
INSTANTIATE_TEST_SUITE_P(Engines, Joint, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Joint, ADraftNamesAllItsIssuersAndAsksTheOtherForConsent) {
  draft();
  EXPECT_EQ(now(warning).text("issuer"), "荆州市自然资源和规划局、荆州市气象台");
  EXPECT_EQ(now(warning).fields.find("joint_bodies")->as_array().size(), 2U);
  ASSERT_EQ(consents().size(), 1U);
  EXPECT_EQ(consents().front().text("body"), ids["weather"]);
  EXPECT_EQ(consents().front().state, "asked");
  record::Query clocks;
  clocks.type = "clock";
  clocks.filters = {{"about", "eq", consents().front().id}};
  const auto running = store->list(record::Viewer::system("api"), clocks);
  ASSERT_EQ(running->items.size(), 1U);
  EXPECT_EQ(running->items.front().text("rule"), "joint_consent_limits");
}

TEST_P(Joint, EitherAuthorityMayLeadAndTheOtherIsAsked) {
  const auto made = own("weather", "geological", "city");
  ASSERT_TRUE(move(person("drafter", "duty_officer", "city", {"weather"}), *made, "draft"));
  EXPECT_EQ(now(*made).text("issuer"), "荆州市气象台、荆州市自然资源和规划局");
}

TEST_P(Joint, AWarningOfOneAuthorityAsksNobody) {
  const auto made = own("weather", "gale", "city");
  ASSERT_TRUE(move(person("drafter", "duty_officer", "city", {"weather"}), *made, "draft"));
  EXPECT_EQ(now(*made).text("issuer"), "市气象台");
  EXPECT_FALSE(now(*made).has("joint_bodies"));
  ASSERT_TRUE(move(person("leader", "duty_leader", "city", {"weather"}), *made, "approve"));
  EXPECT_TRUE(move(person("leader", "duty_leader", "city", {"weather"}), *made, "issue"));
}

TEST_P(Joint, ItIsNotIssuedBeforeTheOtherHasConsented) {
  draft();
  ASSERT_TRUE(move(lead, warning, "approve"));
  const auto early = move(lead, warning, "issue");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, error::kJointConsentMissing);
  EXPECT_THAT(error_text(early.error(), "zh"), testing::HasSubstr("市气象台"));
  ASSERT_TRUE(consent(weatherman(), "give"));
  EXPECT_EQ(consents().front().text("signer"), "weatherman");
  const auto issued = move(lead, warning, "issue");
  EXPECT_TRUE(issued) << error_text(issued.error(), "en");
}

TEST_P(Joint, TheLeadingBodyStillReleasesByTwoPersons) {
  draft();
  ASSERT_TRUE(consent(weatherman(), "give"));
  const auto alone = move(person("drafter", "flood_office", "city", {"resources"}), warning, "approve");
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, error::kTwoPerson);
}

TEST_P(Joint, WhoDraftedDoesNotConsentForTheOtherBody) {
  draft();
  const auto both = consent(person("drafter", "duty_officer", "city", {"resources", "weather"}), "give", {{"signer", "drafter"}, {"channel", "telephone"}});
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().code, error::kTwoPerson);
}

struct Giver {
  const char* name;
  const char* who;
  const char* role;
  const char* place;
  const char* holds;
  json::Object fields;
  std::optional<ErrorCode> refused;
};
TEST_P(Joint, WhoMayConsent) {
  draft();
  const json::Object told{{"signer", "沈一白"}, {"channel", "telephone"}, {"document_no", "录音 2026-0819-07"}};
  for (const Giver& c : {Giver{"a duty post that says neither who nor how", "officer", "duty_officer", "city", "bureau", {}, error::kRequired},
                         Giver{"a duty post that does not say how", "officer", "duty_officer", "city", "bureau", {{"signer", "沈一白"}}, error::kRequired},
                         Giver{"a joint issuer of another body", "weatherman", "joint_issuer", "city", "resources", told, error::kJointNotYours},
                         Giver{"the duty room of a county", "jianli", "county_duty", "jianli", "weather", told, error::kNotAllowed},
                         Giver{"a duty post that recorded a telephone call", "officer", "duty_officer", "city", "bureau", told, std::nullopt}}) {
    SCOPED_TRACE(c.name);
    const auto given = consent(person(c.who, c.role, c.place, {c.holds}), "give", c.fields);
    EXPECT_EQ(given.has_value(), !c.refused) << (given ? "" : error_text(given.error(), "en"));
    if (c.refused && !given) {
      EXPECT_EQ(given.error().code, *c.refused) << error_text(given.error(), "en");
    }
    EXPECT_EQ(consents().front().state, given ? "given" : "asked");
  }
  EXPECT_EQ(consents().front().text("document_no"), "录音 2026-0819-07");
}

TEST_P(Joint, ChangedWordsMakeAConsentVoid) {
  draft();
  ASSERT_TRUE(consent(weatherman(), "give"));
  ASSERT_TRUE(edit({{"basis", "会商意见"}}));  // not what was consented to
  EXPECT_EQ(consents().front().state, "given");
  time.advance(std::chrono::minutes(5));
  const auto changed = edit({{"text", "未来24小时松滋、石首山区发生地质灾害风险高。"}});
  ASSERT_TRUE(changed) << error_text(changed.error(), "en");
  EXPECT_EQ(consents().front().state, "asked");
  EXPECT_FALSE(consents().front().has("signer"));
  ASSERT_TRUE(move(lead, warning, "approve"));
  EXPECT_FALSE(move(lead, warning, "issue"));
  ASSERT_TRUE(consent(weatherman(), "give"));
  EXPECT_TRUE(move(lead, warning, "issue"));
}

TEST_P(Joint, ARefusalSaysWhyAndStopsTheIssue) {
  draft();
  EXPECT_FALSE(consent(weatherman(), "refuse"));
  ASSERT_TRUE(consent(weatherman(), "refuse", {{"refused_why", "雨量预报已下调"}}));
  ASSERT_TRUE(move(lead, warning, "approve"));
  EXPECT_FALSE(move(lead, warning, "issue"));
}

TEST_P(Joint, AnAbandonedDraftAsksNobodyAnyMore) {
  draft();
  ASSERT_TRUE(move(lead, warning, "cancel", {{"ended_why", "雨势减弱"}}));
  EXPECT_EQ(consents().front().state, "withdrawn");
  EXPECT_FALSE(consent(weatherman(), "give"));
}

TEST_P(Joint, CapNamesAllIssuersInBothLanguages) {
  draft();
  ASSERT_TRUE(consent(weatherman(), "give"));
  ASSERT_TRUE(move(lead, warning, "approve"));
  ASSERT_TRUE(move(lead, warning, "issue"));
  const auto reply = ask(nullptr, net::Method::kGet, "/cap/" + warning.text("identifier") + ".xml");
  ASSERT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, testing::AllOf(testing::HasSubstr("<senderName>荆州市自然资源和规划局、荆州市气象台</senderName>"),
                                         testing::HasSubstr("<senderName>Natural Resources and Planning Bureau, Jingzhou Weather Office</senderName>")));
  EXPECT_THAT(reply.body, testing::HasSubstr("<sender>42100041600000</sender>"));
}

}  // namespace
}  // namespace muster::warning
