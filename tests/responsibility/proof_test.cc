// 联系方式证实: once before the season and on change; a real call or a receipt counts by itself; nobody is asked twice.
#include <gmock/gmock.h>

#include "responsibility/net_city.h"

namespace muster::responsibility {
namespace {

using test_support::need;

class ContactProof : public NetCity {
 protected:
  ContactProof() { appoint("holder", "responsible_person", "jiangling", "hq_421024"); }
  record::Record call(const std::string& who, json::Object more = {}) {
    json::Object fields{{"about", ids["section"]}, {"person", ids[who]}, {"channel", "telephone"}, {"sent_at", "2026-08-20T09:00:00+08:00"}};
    for (auto& [name, value] : more) fields.set(name, std::move(value));
    return need(add(system(), "callout", std::move(fields), "jiangling"));
  }
  std::vector<record::Record> proofs(const std::string& who) { return list("contact_proof", {{"person", "eq", ids[who]}}); }
  std::vector<ToAsk> asked(const identity::Viewer& viewer) {
    const Asked query{.type = {}, .jurisdiction_id = {}, .works = {}, .at = time.now(), .now = time.now()};
    return looking(viewer, [&](record::Unit& unit) { return to_ask(unit, viewer, query); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ContactProof, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(ContactProof, ACallAnsweredByThePersonRenewsIt) {
  const auto made = call("holder");
  need(move(as("holder"), made, "answer", {{"answer", "coming"}, {"answer_channel", "telephone"}}));
  ASSERT_EQ(proofs("holder").size(), 1U);
  EXPECT_EQ(proofs("holder").front().text("way"), "real_call");
  EXPECT_EQ(proofs("holder").front().text("evidence"), made.id);
  EXPECT_EQ(proofs("holder").front().text("valid_to"), "2027-02-16");  // 180 days
  EXPECT_EQ(person_now("holder").text("contact_proved_at"), "2026-08-20T09:00:00+08:00");
}

TEST_P(ContactProof, TheLiaisonsAnswerProvesBoth) {
  const auto made = call("anna", {{"liaison", ids["holder"]}});
  need(move(as("holder"), made, "answer", {{"answer", "noted"}, {"for_person", ids["anna"]}, {"answer_channel", "sms"}}));
  ASSERT_EQ(proofs("anna").size(), 1U);
  EXPECT_EQ(proofs("anna").front().text("way"), "liaison");
  EXPECT_EQ(proofs("anna").front().text("answered_by"), ids["holder"]);
  ASSERT_EQ(proofs("holder").size(), 1U);
  EXPECT_EQ(proofs("holder").front().text("way"), "receipt");
}

TEST_P(ContactProof, AnAnswerTakenDownByTheDeskCounts) {
  need(move(as("officer"), call("bao"), "answer", {{"answer", "coming"}, {"answer_channel", "telephone"}}));
  ASSERT_EQ(proofs("bao").size(), 1U);
  EXPECT_EQ(proofs("bao").front().text("proved_by"), ids["officer"]);
}

TEST_P(ContactProof, TwoFailedCallsMakeUnreachableAndAnAnswerMendsIt) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=held oversight=held");
    need(move(as("officer"), call("bao"), "answer", {{"answer", "unreached"}}));
  }
  EXPECT_EQ(person_now("bao").integer("contact_fails"), 2);
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=unreachable:failing oversight=held");
  need(move(as("officer"), call("bao"), "answer", {{"answer", "coming"}}));
  EXPECT_EQ(person_now("bao").integer("contact_fails"), 0);
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=held oversight=held");
}

TEST_P(ContactProof, ANightOfManyCallsIsWrittenOnce) {
  for (int i = 0; i < 5; ++i) need(move(as("holder"), call("holder"), "answer", {{"answer", "coming"}}));
  EXPECT_EQ(proofs("holder").size(), 1U);
  time.set("2026-08-21T09:00:00+08:00");
  need(move(as("holder"), call("holder"), "answer", {{"answer", "coming"}}));
  EXPECT_EQ(proofs("holder").size(), 2U);
}

TEST_P(ContactProof, AnAcceptedTaskAndACallTakenDownCount) {
  const auto task = need(add(system(), "task", {{"title", "上堤"}, {"kind", "other"}, {"person", ids["holder"]}}, "jiangling"));
  need(move(as("holder"), task, "accept", {{"channel", "phone_page"}}));
  EXPECT_EQ(proofs("holder").size(), 1U);
  need(add(as("officer"), "call_record", {{"began_at", "2026-08-20T08:50:00+08:00"}, {"topic", "water"}, {"caller", "chen"}, {"caller_person", ids["chen"]}}));
  ASSERT_EQ(proofs("chen").size(), 1U);
  EXPECT_EQ(proofs("chen").front().text("way"), "real_call");
}

TEST_P(ContactProof, AChangedNumberMustBeProvedAgain) {
  change("person", ids["bao"], {{"phone", "13911111111"}});
  EXPECT_FALSE(person_now("bao").has("contact_proved_at"));
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=unreachable:unproved oversight=held");
  change("person", ids["chen"], {{"job", "督查员"}});
  EXPECT_TRUE(person_now("chen").has("contact_proved_at"));
}

TEST_P(ContactProof, AWrongNumberIsNotTriedASecondTime) {
  need(add(as("jiangling.duty"), "contact_proof", {{"person", ids["bao"]}, {"at", "2026-08-20T08:00:00+08:00"}, {"way", "test_call"}, {"result", "wrong_number"}}, "jiangling"));
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=unreachable:failing oversight=held");
}

TEST_P(ContactProof, OneThatWasEnteredLateChangesNothing) {
  need(move(as("officer"), call("bao"), "answer", {{"answer", "coming"}}));
  need(add(as("officer"), "contact_proof", {{"person", ids["bao"]}, {"at", "2026-08-01T08:00:00+08:00"}, {"way", "test_call"}, {"result", "wrong_number"}}, "jiangling"));
  EXPECT_EQ(person_now("bao").integer("contact_fails"), 0);
}

TEST_P(ContactProof, WhoIsProvedIsNotAskedAndWhoWasTriedTodayIsMarked) {
  EXPECT_TRUE(asked(system()).empty());
  time.set("2027-05-10T09:00:00+08:00");
  EXPECT_THAT(asked(system()), testing::UnorderedElementsAre(testing::Field(&ToAsk::name, "anna"), testing::Field(&ToAsk::name, "bao"), testing::Field(&ToAsk::name, "chen"),
                                                             testing::Field(&ToAsk::name, "gong")));
  need(move(as("officer"), call("anna"), "answer", {{"answer", "coming"}}));
  need(move(as("officer"), call("bao"), "answer", {{"answer", "unreached"}}));
  for (const ToAsk& one : asked(system())) {
    EXPECT_NE(one.name, "anna");
    EXPECT_EQ(one.asked_at.has_value(), one.name == "bao") << one.name;
  }
  ASSERT_EQ(asked(as("gongan.duty")).size(), 1U);
  EXPECT_EQ(asked(as("gongan.duty")).front().name, "gong");
  EXPECT_TRUE(asked(identity::Viewer{}).empty());
}

TEST_P(ContactProof, OfAPastDayOnlyWhatWasKnownThenCounts) {
  need(move(as("officer"), call("bao"), "answer", {{"answer", "unreached"}}));
  need(move(as("officer"), call("bao"), "answer", {{"answer", "unreached"}}));
  time.set("2026-08-25T09:00:00+08:00");
  need(move(as("officer"), call("bao"), "answer", {{"answer", "coming"}}));
  EXPECT_EQ(cells(net(system(), "2026-08-24T12:00:00+08:00"), "section"), "administrative=held technical=unreachable:failing oversight=held");
  EXPECT_EQ(cells(net(system(), "2026-08-10T12:00:00+08:00"), "section"), "administrative=held technical=held oversight=held");
  EXPECT_EQ(cells(net(system(), "2026-08-25T09:00:00+08:00"), "section"), "administrative=held technical=held oversight=held");
}

TEST_P(ContactProof, AScenarioProvesNothing) {
  record::Draft draft;
  draft.type = "callout";
  draft.jurisdiction_id = ids["jiangling"];
  draft.fields = {{"about", ids["section"]}, {"person", ids["bao"]}, {"channel", "telephone"}, {"sent_at", "2026-08-20T09:00:00+08:00"}};
  record::Intent intent;
  intent.ledger = "scenario:flood";
  const auto made = need(store->create(system(), intent, draft));
  need(move(as("officer"), made, "answer", {{"answer", "coming"}}));
  EXPECT_TRUE(proofs("bao").empty());
}

}  // namespace
}  // namespace muster::responsibility
