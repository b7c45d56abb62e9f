// Kept answers: never those of another, never those of yesterday.
#include "app/kept.h"

#include <gtest/gtest.h>

#include "app/gate.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;

class SetWatch final : public db::Watch {
 public:
  explicit SetWatch(std::int64_t& value) : value_(value) {}
  [[nodiscard]] std::int64_t ask() override {
    if (value_ < 0) throw db::Failure("away");
    return value_;
  }
  [[nodiscard]] db::Engine engine() const override { return db::Engine::kSqlite; }

 private:
  std::int64_t& value_;
};

Caller person(const std::string& name, const std::string& path) {
  Caller who;
  who.signed_in = true;
  who.account = who.person = who.viewer.actor.person = name;
  who.until = from_millis(INT64_C(4102444800000));
  identity::ScopedGrant grant;
  grant.verbs = {"read"};
  grant.types = {"*"};
  grant.path = path;
  who.viewer.grants = {grant};
  return who;
}

struct Kept : ::testing::Test {
  std::int64_t journal = 7;
  std::int64_t accounts = 1;
  ManualTime wall{from_millis(1597024800000)};  // 2020-08-10T10:00:00+08:00
  KeptAnswers kept{std::make_unique<SetWatch>(journal), std::make_unique<SetWatch>(accounts), wall};
  int made = 0;

  static Request ask(const Caller& who, const std::string& target = "/api/v1/records/store") {
    Request request;
    request.method = net::Method::kGet;
    request.target = target;
    request.headers = {{"authorization", "Bearer mst_" + who.account}};
    request.context = std::make_shared<const Caller>(who);
    return request;
  }
  Response answer(const Request& request) {
    auto given = kept.answer(request, [this](const Request&) -> Result<Response> {
      return Response::json(json::Object{{"made", ++made}});
    });
    return *given;
  }
  /// As the gate does it ahead of the handler.
  void admit(const Request& request) {
    const auto marks = kept.marks(request);
    if (marks) kept.remember(request, *marks);
  }
  /// Admitted, answered, and ready from then on.
  Request known(const Caller& who) {
    const Request request = ask(who);
    admit(request);
    (void)answer(request);
    EXPECT_NE(kept.ready(request), nullptr);
    return request;
  }
};

const Caller kCity = person("duty", "/");
const Caller kCounty = person("gongan", "/42/10/22");

TEST_F(Kept, TheSameQuestionIsAnsweredOnceUntilTheJournalMovesOn) {
  EXPECT_EQ(answer(ask(kCity)).body, answer(ask(kCity)).body);
  EXPECT_EQ(made, 1);
  ++journal;
  EXPECT_EQ(answer(ask(kCity)).body, R"({"made":2})");
}

TEST_F(Kept, OtherRightsOtherTargetOtherLanguageAreOtherAnswers) {
  (void)answer(ask(kCity));
  (void)answer(ask(kCounty));
  EXPECT_EQ(made, 2);
  (void)answer(ask(kCity, "/api/v1/records/store?limit=1"));
  EXPECT_EQ(made, 3);
  Request english = ask(kCity);
  english.headers.emplace_back("accept-language", "en");
  (void)answer(english);
  EXPECT_EQ(made, 4);
}

TEST_F(Kept, WhoHoldsMoreIsAnsweredAnew) {
  (void)answer(ask(kCounty));
  struct Case {
    const char* name;
    std::function<void(identity::Viewer&)> change;
  };
  for (const Case& each : std::vector<Case>{
           {"person", [](auto& v) { v.actor.person = "other"; }},
           {"leader", [](auto& v) { v.actor.for_person = "leader"; }},
           {"post", [](auto& v) { v.actor.post = "post"; }},
           {"body", [](auto& v) { v.names = {"command"}; }},
           {"verb", [](auto& v) { v.grants[0].verbs.emplace_back("move"); }},
           {"type", [](auto& v) { v.grants[0].types = {"store"}; }},
           {"place", [](auto& v) { v.grants[0].path = "/42/10"; }},
           {"self", [](auto& v) { v.grants[0].self = true; }},
           {"role", [](auto& v) { v.grants[0].role = "admin"; }},
           {"a grant more", [](auto& v) { v.grants.push_back(v.grants[0]); }},
           {"system", [](auto& v) { v.is_system = true; }},
       }) {
    SCOPED_TRACE(each.name);
    Caller who = kCounty;
    each.change(who.viewer);
    const int before = made;
    (void)answer(ask(who));
    EXPECT_EQ(made, before + 1);
  }
}

TEST_F(Kept, TwoListsOfPartsAreNeverOneKey) {
  identity::Viewer one, two;
  one.names = {"ab", "c"};
  two.names = {"a", "bc"};
  EXPECT_NE(rights_of(one), rights_of(two));
  one.names = {"a"};
  one.grants.resize(1);
  two.names = {"a", ""};
  EXPECT_NE(rights_of(one), rights_of(two));
}

TEST_F(Kept, WhatLiesReadyIsForWhoIsKnown) {
  const Request request = known(kCity);
  EXPECT_EQ(kept.ready(request)->body, R"({"made":1})");
  EXPECT_EQ(kept.ready(ask(kCounty)), nullptr);
  Request guest = ask(kCity);
  guest.headers.clear();
  EXPECT_EQ(kept.ready(guest), nullptr);
  Request other_post = ask(kCity);
  other_post.headers.emplace_back("x-muster-post", "deputy");
  EXPECT_EQ(kept.ready(other_post), nullptr);
  Request drill = ask(kCity);
  drill.query = {{"ledger", "drill:1"}};
  EXPECT_EQ(kept.ready(drill), nullptr);
}

TEST_F(Kept, TwoKnownPeopleAreAnsweredEachHisOwn) {
  const Request city = known(kCity);
  const Request county = known(kCounty);
  EXPECT_EQ(kept.ready(city)->body, R"({"made":1})");
  EXPECT_EQ(kept.ready(county)->body, R"({"made":2})");
}

TEST_F(Kept, NothingLiesReadyAfterAnEntry) {
  const Request request = known(kCity);
  ++journal;
  EXPECT_EQ(kept.ready(request), nullptr);
}

TEST_F(Kept, NothingLiesReadyAfterAChangeOfAccounts) {
  const Request request = known(kCity);
  ++accounts;
  EXPECT_EQ(kept.ready(request), nullptr);
}

TEST_F(Kept, NothingLiesReadyBeyondTheEndOfASessionOfAMinuteAndOfADay) {
  struct Case {
    const char* name;
    std::int64_t start;
    UtcTime until;
    Millis passed;
  };
  const UtcTime never = from_millis(INT64_C(4102444800000));
  for (const Case& each : std::vector<Case>{
           {"session", 1597024800000, from_millis(1597024805000), Millis{5000}},
           {"minute", 1597024800000, never, std::chrono::minutes{1}},
           {"day", 1597075199000, never, Millis{1000}},  // one second before midnight in Jingzhou
       }) {
    SCOPED_TRACE(each.name);
    wall.set(from_millis(each.start));
    ++journal;
    kept.heard(journal);
    Caller who = kCity;
    who.until = each.until;
    const Request request = known(who);
    wall.advance(each.passed - Millis{1});
    EXPECT_NE(kept.ready(request), nullptr);
    wall.advance(Millis{1});
    EXPECT_EQ(kept.ready(request), nullptr);
  }
}

TEST_F(Kept, NobodyIsRememberedWhileRightsOfAnEntryHaveNotBeenHeard) {
  ++journal;
  const Request request = ask(kCity);
  EXPECT_FALSE(kept.marks(request));
  kept.heard(journal);
  EXPECT_TRUE(kept.marks(request));
}

TEST_F(Kept, WhoWasCheckedBeforeAnEntryIsNotKnownAfterIt) {
  const Request request = ask(kCity);
  const auto marks = kept.marks(request);
  ASSERT_TRUE(marks);
  ++journal;
  kept.heard(journal);
  (void)answer(request);
  kept.remember(request, *marks);
  EXPECT_EQ(kept.ready(request), nullptr);
}

TEST_F(Kept, AnAnswerReadWhileAnEntryWasMadeIsNotTakenForALaterOne) {
  (void)kept.answer(ask(kCity), [this](const Request&) -> Result<Response> {
    ++journal;
    return Response::json(json::Object{{"made", ++made}});
  });
  (void)answer(ask(kCity));
  EXPECT_EQ(made, 2);
}

TEST_F(Kept, RefusalsAreNotKept) {
  for (int i = 0; i < 2; ++i) {
    const auto refused = kept.answer(ask(kCity), [this](const Request&) -> Result<Response> {
      ++made;
      return fail(error::kNotFound);
    });
    EXPECT_FALSE(refused);
  }
  EXPECT_EQ(made, 2);
}

TEST_F(Kept, WithADatabaseThatIsAwayNothingIsKeptAndTheHandlerIsAsked) {
  const Request request = known(kCity);
  journal = -1;
  EXPECT_EQ(kept.ready(request), nullptr);
  EXPECT_FALSE(kept.marks(request));
  EXPECT_EQ(answer(request).body, R"({"made":2})");
}

TEST_F(Kept, TheTagFollowsTheContentAndBeginsWithTheVersionThatStandsThere) {
  const auto tag_of = [this](const std::string& body, const std::string& version) {
    ++journal;
    const auto given = kept.answer(ask(kCity), [&](const Request&) -> Result<Response> {
      Response response = Response::text(body, "application/json");
      if (!version.empty()) response.headers.emplace_back("ETag", version);
      return response;
    });
    return given->headers.front().second;
  };
  EXPECT_EQ(tag_of("a", ""), tag_of("a", ""));
  EXPECT_NE(tag_of("a", ""), tag_of("b", ""));
  EXPECT_EQ(tag_of("a", "").substr(0, 3), "W/\"");
  EXPECT_EQ(tag_of("a", "\"3\"").substr(0, 3), "\"3-");
  EXPECT_NE(tag_of("a", "\"3\""), tag_of("b", "\"3\""));
}

}  // namespace
}  // namespace muster::app
