// Kept answers behind the real routes, on both engines: an edit, a name beside it, a right and an account that change are felt by the
// very next read, although what was asked before lies ready.
#include <gtest/gtest.h>

#include "app/test_city.h"

namespace muster::app {
namespace {

class KeptRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  TestCity& city() { return TestCity::of(GetParam()); }
  std::string store() { return "/api/v1/records/store/" + city().id("store"); }

  /// Asked until the answer lies ready.
  Answer settled(const Ask& ask) {
    Answer last;
    for (int i = 0; i < 3; ++i) last = city().ask(ask);
    return last;
  }
  void change(const std::string& type, const std::string& id, json::Object fields) {
    record::Draft draft;
    draft.type = type;
    draft.id = id;
    draft.fields = std::move(fields);
    const auto done = city().installation().store->run(identity::Viewer::system("import"), {}, [&](record::Unit& unit) -> Result<json::Value> {
      const auto updated = unit.update_by_rule(draft);
      if (!updated) return fail(updated.error());
      return json::Value();
    });
    ASSERT_TRUE(done) << done.error().cause;
  }
  std::string first(const std::string& type, const std::string& field, const std::string& value) {
    record::Query query;
    query.type = type;
    query.filters = {{field, "eq", value}};
    const auto page = city().installation().store->list(identity::Viewer::system("import"), query);
    return page && !page->items.empty() ? page->items.front().id : std::string();
  }
};

TEST_P(KeptRoutes, AnEditIsSeenByTheVeryNextRead) {
  for (int i = 0; i < 5; ++i) {
    const std::string address = "工业路" + std::to_string(i) + "号";
    const Answer before = settled({.who = "keeper", .path = store()});
    ASSERT_EQ(before.status, 200) << before.body;
    (void)settled({.who = "duty", .path = "/api/v1/records/store"});
    const Answer edit = city().ask({.who = "keeper",
                                    .method = "PATCH",
                                    .path = store(),
                                    .body = json::write(json::Object{{"fields", json::Object{{"address", address}}}}),
                                    .headers = {{"If-Match", before.headers.at("etag")}}});
    ASSERT_EQ(edit.status, 200) << edit.body;
    EXPECT_NE(city().ask({.who = "duty", .path = "/api/v1/records/store"}).body.find(address), std::string::npos);
    EXPECT_NE(city().ask({.who = "keeper", .path = store()}).body.find(address), std::string::npos);
  }
}

TEST_P(KeptRoutes, ANameBesideTheRecordChangesItsTagThoughItsVersionStays) {
  const Answer before = settled({.who = "duty", .path = store()});
  const auto again = [&] { return city().ask({.who = "duty", .path = store(), .headers = {{"If-None-Match", before.headers.at("etag")}}}); };
  EXPECT_EQ(again().status, 304);
  change("person", city().id("person:keeper"), {{"name", "新管库员"}});
  const Answer after = again();
  EXPECT_EQ(after.status, 200);
  EXPECT_NE(after.body.find("新管库员"), std::string::npos);
  EXPECT_EQ(after.json()["record"].integer("version"), before.json()["record"].integer("version"));
  change("person", city().id("person:keeper"), {{"name", "keeper"}});
  EXPECT_EQ(again().status, 304);
}

TEST_P(KeptRoutes, TwoPeopleWithOtherRightsNeverShareAnAnswer) {
  const Ask mine{.who = "gongan", .path = "/api/v1/records/store"};
  Ask theirs = mine;
  theirs.who = "jianli";
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE(city().ask(mine).body.find("孟家溪秘密仓库"), std::string::npos);
    EXPECT_EQ(city().ask(theirs).body.find("孟家溪"), std::string::npos);
    EXPECT_EQ(city().ask({.who = "jianli", .path = store()}).status, 404);
    EXPECT_EQ(city().ask({.who = "", .path = mine.path}).status, 401);
  }
}

TEST_P(KeptRoutes, APostThatIsTakenAwayIsFeltAtOnceAndOneThatIsGivenToo) {
  const Ask ask{.who = "gongan", .path = "/api/v1/records/store"};
  const std::string held = first("assignment", "person", city().id("person:gongan"));
  ASSERT_FALSE(held.empty());
  ASSERT_EQ(settled(ask).status, 200);
  change("assignment", held, {{"to", "2020-08-01"}});
  EXPECT_EQ(city().ask(ask).status, 403);
  change("assignment", held, {{"to", nullptr}});
  EXPECT_EQ(settled(ask).status, 200);
  const std::string post = first("post", "code", "gongan");
  change("post", post, {{"roles", json::Array{"liaison"}}});
  EXPECT_EQ(city().ask(ask).body.find("孟家溪秘密仓库"), std::string::npos);
  change("post", post, {{"roles", json::Array{"county_duty"}}});
  EXPECT_NE(city().ask(ask).body.find("孟家溪秘密仓库"), std::string::npos);
}

TEST_P(KeptRoutes, AClosedAccountAndAnEndedSessionAreFeltAtOnce) {
  const Ask by_token{.who = "gongan", .path = "/api/v1/records/store"};
  Ask by_cookie = by_token;
  by_cookie.by_cookie = true;
  auto& access = *city().installation().access;
  ASSERT_EQ(settled(by_token).status, 200);
  ASSERT_EQ(settled(by_cookie).status, 200);
  ASSERT_TRUE(access.disable("gongan", true));
  EXPECT_EQ(city().ask(by_token).status, 401);
  EXPECT_EQ(city().ask(by_cookie).status, 401);
  ASSERT_TRUE(access.disable("gongan", false));
  city().sign_in("gongan");
  ASSERT_EQ(settled(by_token).status, 200);
  ASSERT_EQ(settled(by_cookie).status, 200);
  ASSERT_TRUE(access.end_session(city().session("gongan").token));
  EXPECT_EQ(city().ask(by_cookie).status, 401);
  EXPECT_EQ(city().ask(by_token).status, 200);
  city().sign_in("gongan");
}

TEST_P(KeptRoutes, TheSecondAnswerIsTheFirstAndAZippedOneIsForWhoTakesIt) {
  const Ask ask{.who = "duty", .path = "/api/v1/records/person"};
  const Answer one = settled(ask);
  EXPECT_EQ(one.body, city().ask(ask).body);
  EXPECT_EQ(one.headers.at("etag"), city().ask(ask).headers.at("etag"));
  Ask zipped = ask;
  zipped.headers = {{"Accept-Encoding", "gzip"}};
  const Answer small = settled(zipped);
  EXPECT_EQ(small.headers.at("content-encoding"), "gzip");
  EXPECT_LT(small.body.size(), one.body.size());
  EXPECT_EQ(city().ask(ask).headers.count("content-encoding"), 0U);
}

INSTANTIATE_TEST_SUITE_P(Engines, KeptRoutes, ::testing::Values(db::Engine::kSqlite, db::Engine::kPostgres),
                         [](const auto& each) { return each.param == db::Engine::kSqlite ? "Sqlite" : "Postgres"; });

}  // namespace
}  // namespace muster::app
