#include <gtest/gtest.h>

#include "identity/access.h"
#include "support/test_database.h"

namespace muster::identity {
namespace {

using test_support::TestDatabase;

// Columns as the record module makes them for the shipped types person, post, assignment and body.
constexpr std::string_view kTables = R"sql(
CREATE TABLE r_person (id TEXT PRIMARY KEY, ledger TEXT, label TEXT, jurisdiction_id TEXT, jpath TEXT, deleted_at BIGINT, f_name TEXT);
CREATE TABLE r_body (id TEXT PRIMARY KEY, ledger TEXT, label TEXT, deleted_at BIGINT);
CREATE TABLE r_post (id TEXT PRIMARY KEY, ledger TEXT, label TEXT, jurisdiction_id TEXT, jpath TEXT, deleted_at BIGINT, f_title TEXT,
  f_body TEXT, f_names TEXT, f_roles TEXT, f_valid_from TEXT, f_valid_to TEXT);
CREATE TABLE r_assignment (id TEXT PRIMARY KEY, ledger TEXT, deleted_at BIGINT, f_person TEXT, f_post TEXT, f_kind TEXT,
  f_for_person TEXT, f_from TEXT, f_to TEXT);
INSERT INTO r_person VALUES ('wang', 'real', '王', 'j10', '/42/10', NULL, '王建国'), ('li', 'real', '李', 'j24', '/42/10/24', NULL, '李红'),
  ('gone', 'real', '去', 'j24', '/42/10/24', 5, '已删');
INSERT INTO r_body VALUES ('hq', 'real', '市防指', NULL), ('office', 'real', '市防办', NULL), ('county', 'real', '江陵县防指', NULL);
INSERT INTO r_post VALUES
  ('city_duty', 'real', '', 'j10', '/42/10', NULL, '值班员', 'office', '["hq","office"]', '["duty","unknown_role"]', NULL, NULL),
  ('county_head', 'real', '', 'j24', '/42/10/24', NULL, '县指挥长', 'county', NULL, '["commander"]', NULL, NULL),
  ('patrol', 'real', '', 'j101', '/42/10/24/101', NULL, '巡查员', 'county', NULL, '["patroller"]', NULL, '2020-07-31'),
  ('placeless', 'real', '', NULL, NULL, NULL, '无辖区', 'county', NULL, '["commander"]', NULL, NULL),
  ('abolished', 'real', '', 'j24', '/42/10/24', 5, '已撤', 'county', NULL, '["commander"]', NULL, NULL)
)sql";

std::shared_ptr<const model::Model> roles() {
  auto model = std::make_shared<model::Model>();
  const auto add = [&](std::string name, std::vector<model::Grant> grants) {
    model::Role role;
    role.name = name;
    role.grants = std::move(grants);
    model->roles[name] = role;
  };
  add("duty", {{.verbs = {"read"}, .types = {"*"}, .reach = "own"},
               {.verbs = {"create"}, .types = {"call_record"}, .reach = "city"}});
  add("commander", {{.verbs = {"read"}, .types = {"*"}, .reach = "own"},
                    {.verbs = {"move"}, .types = {"level_notice"}, .reach = "own"},
                    {.verbs = {"*"}, .types = {"consultation"}, .reach = "own"}});
  add("patroller", {{.verbs = {"read", "move"}, .types = {"task"}, .reach = "self"}});
  add("liaison", {{.verbs = {"read", "move"}, .types = {"callout"}, .reach = "self"}});
  return model;
}

UtcTime city(const char* text) { return *parse_time(text); }
const UtcTime kNow = city("2020-08-10T02:00:00+08:00");

class DirectoryOf : public ::testing::TestWithParam<db::Engine> {
 protected:
  DirectoryOf() : database_(GetParam()) {
    run(kTables);
    directory_ = Directory::make(*database_, roles());
  }
  void run(std::string_view sql) {
    const auto done = database_->write_with([&](db::Connection& c) -> Status {
      c.run_script(sql);
      return {};
    });
    EXPECT_TRUE(done);
  }
  void assign(const char* id, const char* person, const char* post, const char* kind,
              db::Cell from = "2020-01-01", db::Cell to = nullptr, db::Cell for_person = nullptr) {
    const auto done = database_->write([&](db::Connection& c) {
      return c.execute("INSERT INTO r_assignment VALUES ($1, 'real', NULL, $2, $3, $4, $5, $6, $7)",
                       {id, person, post, kind, for_person, from, to});
    });
    EXPECT_TRUE(done);
    directory_->invalidate();
  }
  std::string held(const char* person, UtcTime now = kNow) {
    std::string out;
    for (const auto& h : directory_->held(person, now)) out += (out.empty() ? "" : " ") + h.post;
    return out;
  }
  TestDatabase database_;
  std::unique_ptr<Directory> directory_;
};
INSTANTIATE_TEST_SUITE_P(Engines, DirectoryOf, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(DirectoryOf, APostGivesRightsInItsPlaceAndNamesToActIn) {
  assign("a1", "wang", "city_duty", "holder", "2020-01-01", "2020-12-31");
  const auto viewer = directory_->viewer("wangjg", "wang", "", kNow);
  ASSERT_TRUE(viewer);
  EXPECT_EQ(viewer->actor.account, "wangjg");
  EXPECT_EQ(viewer->actor.person, "wang");
  EXPECT_EQ(viewer->actor.post, "city_duty");
  EXPECT_EQ(viewer->actor.for_person, "");
  EXPECT_EQ(viewer->person_name, "王建国");
  EXPECT_EQ(viewer->home_path, "/42/10");
  EXPECT_EQ(viewer->names, (std::vector<std::string>{"office", "hq"}));
  EXPECT_TRUE(viewer->may("read", "dike_incident", "/42/10/24"));
  EXPECT_FALSE(viewer->may("read", "dike_incident", "/42/11"));
  EXPECT_FALSE(viewer->may("update", "dike_incident", "/42/10/24"));
  EXPECT_TRUE(viewer->may("create", "call_record", "/99"));
  const auto* why = viewer->why("read", "dike_incident", "/42/10/24");
  ASSERT_NE(why, nullptr);
  EXPECT_EQ(why->role, "duty");
  EXPECT_EQ(why->post, "city_duty");
  EXPECT_EQ(why->until, "2021-01-01T00:00:00+08:00");
}

TEST_P(DirectoryOf, APersonOfAnotherPlaceSeesNothingHere) {
  assign("a1", "li", "county_head", "holder");
  const auto viewer = directory_->viewer("li", "li", "", kNow);
  ASSERT_TRUE(viewer);
  EXPECT_TRUE(viewer->may("move:sign", "level_notice", "/42/10/24"));
  EXPECT_FALSE(viewer->may("read", "level_notice", "/42/10"));
  EXPECT_FALSE(viewer->may("read", "level_notice", "/42/10/22"));
}

TEST_P(DirectoryOf, AnUnknownReachGivesNothing) {
  auto model = std::make_shared<model::Model>();
  model::Role role;
  role.grants = {{.verbs = {"*"}, .types = {"*"}, .reach = "galaxy"}};
  model->roles["commander"] = role;
  directory_ = Directory::make(*database_, model);
  assign("a1", "li", "county_head", "holder");
  const auto viewer = directory_->viewer("li", "li", "", kNow);
  ASSERT_TRUE(viewer);
  EXPECT_FALSE(viewer->may("read", "task", "/42/10/24"));
  EXPECT_FALSE(viewer->may_somewhere("read", "task"));
}

TEST_P(DirectoryOf, APostWithoutAPlaceGivesNothing) {
  assign("a1", "li", "placeless", "holder");
  const auto viewer = directory_->viewer("li", "li", "", kNow);
  ASSERT_TRUE(viewer);
  EXPECT_FALSE(viewer->may("read", "task", ""));
  EXPECT_FALSE(viewer->may("read", "task", "/42/10/24"));
  EXPECT_FALSE(viewer->may_somewhere("read", "task"));
}

TEST_P(DirectoryOf, AnAssignmentCountsFromItsFirstToItsLastDayInTheCitysZone) {
  assign("a1", "wang", "city_duty", "holder", "2020-08-10", "2020-08-11");
  EXPECT_EQ(held("wang", city("2020-08-09T23:59:59+08:00")), "");
  EXPECT_EQ(held("wang", city("2020-08-10T00:00:00+08:00")), "city_duty");  // still the 9th in UTC
  EXPECT_EQ(held("wang", city("2020-08-11T23:59:59+08:00")), "city_duty");
  EXPECT_EQ(held("wang", city("2020-08-12T00:00:00+08:00")), "");
  const auto expired = directory_->viewer("wangjg", "wang", "", city("2020-08-12T00:00:00+08:00"));
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().code, error::kNoPost);
  EXPECT_EQ(expired.error().params, (Params{{"person", "王建国"}}));
}

TEST_P(DirectoryOf, RightsOfAnEarlierInstantAreThoseHeldThen) {
  assign("a1", "wang", "city_duty", "holder", "2020-01-01", "2020-08-09");
  EXPECT_FALSE(directory_->viewer("w", "wang", "", kNow));
  EXPECT_TRUE(directory_->viewer("w", "wang", "", city("2020-08-09T20:00:00+08:00")));
}

TEST_P(DirectoryOf, APostOutsideItsValidityOrDeletedGivesNothing) {
  assign("a1", "wang", "patrol", "holder");
  assign("a2", "wang", "abolished", "holder");
  EXPECT_EQ(held("wang", city("2020-07-31T12:00:00+08:00")), "patrol");
  EXPECT_EQ(held("wang"), "");
}

TEST_P(DirectoryOf, ADeletedPersonOrAnUnknownOneHoldsNothing) {
  assign("a1", "gone", "city_duty", "holder");
  EXPECT_EQ(held("gone"), "");
  EXPECT_EQ(directory_->viewer("x", "nobody", "", kNow).error().code, error::kNoPost);
}

TEST_P(DirectoryOf, ActsThroughTheChosenPostOnly) {
  assign("a1", "wang", "city_duty", "deputy");
  assign("a2", "wang", "county_head", "holder");
  EXPECT_EQ(held("wang"), "county_head city_duty");
  const auto first = directory_->viewer("w", "wang", "", kNow);
  EXPECT_EQ(first->actor.post, "county_head");
  EXPECT_FALSE(first->may("create", "call_record", "/42/10/24"));
  const auto chosen = directory_->viewer("w", "wang", "city_duty", kNow);
  EXPECT_EQ(chosen->home_path, "/42/10");
  EXPECT_TRUE(chosen->may("create", "call_record", "/42/10/24"));
  EXPECT_FALSE(chosen->may("move:sign", "level_notice", "/42/10/24"));
  EXPECT_EQ(directory_->viewer("w", "wang", "patrol", kNow).error().code, error::kNoPost);
}

TEST_P(DirectoryOf, ALiaisonReadsAsTheLeaderAnswersForHimAndCommandsNothing) {
  assign("a1", "wang", "county_head", "holder");
  assign("a2", "li", "county_head", "liaison", "2020-01-01", nullptr, "wang");
  const auto viewer = directory_->viewer("li", "li", "", kNow);
  ASSERT_TRUE(viewer);
  EXPECT_EQ(viewer->actor.person, "li");
  EXPECT_EQ(viewer->actor.for_person, "wang");
  EXPECT_TRUE(viewer->names.empty());
  EXPECT_TRUE(viewer->may("read", "level_notice", "/42/10/24"));
  EXPECT_TRUE(viewer->may("read", "consultation", "/42/10/24"));
  EXPECT_FALSE(viewer->may("move:sign", "level_notice", "/42/10/24"));
  EXPECT_FALSE(viewer->may("update", "consultation", "/42/10/24"));
  for (const auto& grant : viewer->grants) EXPECT_EQ(grant.role, "liaison");
  model::TypeDef callout;
  callout.name = "callout";
  model::Field person;
  person.name = "person";
  person.kind = model::FieldKind::kPerson;
  callout.fields = {person};
  EXPECT_TRUE(viewer->may_record("move:answer", callout, "/42/10/24", "c1", {{"person", "wang"}}));
  EXPECT_TRUE(viewer->may_record("move:answer", callout, "/42/10/24", "c1", {{"person", "li"}}));
  EXPECT_FALSE(
      viewer->may_record("move:answer", callout, "/42/10/24", "c1", {{"person", "other"}}));
  const auto posts = directory_->held("li", kNow);
  ASSERT_EQ(posts.size(), 1U);
  EXPECT_EQ(posts[0].kind, "liaison");
  EXPECT_EQ(posts[0].for_person, "wang");
  EXPECT_EQ(posts[0].roles, (std::vector<std::string>{"liaison"}));
}

TEST_P(DirectoryOf, SomeoneWhoIsBothHolderAndLiaisonOfAPostActsAsHolder) {
  assign("a1", "li", "county_head", "liaison", "2020-01-01", nullptr, "wang");
  assign("a2", "li", "county_head", "acting");
  const auto viewer = directory_->viewer("li", "li", "", kNow);
  EXPECT_EQ(viewer->actor.for_person, "");
  EXPECT_TRUE(viewer->may("move:sign", "level_notice", "/42/10/24"));
  EXPECT_EQ(directory_->held("li", kNow).size(), 1U);
}

TEST_P(DirectoryOf, ASelfGrantHasNoPlace) {
  assign("a1", "li", "patrol", "holder");
  const auto viewer = directory_->viewer("li", "li", "", city("2020-07-01T00:00:00+08:00"));
  ASSERT_TRUE(viewer);
  EXPECT_FALSE(viewer->may("read", "task", "/42/10/24/101"));
  EXPECT_TRUE(viewer->may_somewhere("move:finish", "task"));
}

TEST_P(DirectoryOf, UnreadableRolesGiveNone) {
  run("UPDATE r_post SET f_roles = 'not json' WHERE id = 'county_head'");
  assign("a1", "li", "county_head", "holder");
  const auto viewer = directory_->viewer("li", "li", "", kNow);
  ASSERT_TRUE(viewer);
  EXPECT_TRUE(viewer->grants.empty());
}

TEST_P(DirectoryOf, DescribesWhatIsHeld) {
  assign("a1", "wang", "city_duty", "acting");
  const auto posts = directory_->held("wang", kNow);
  ASSERT_EQ(posts.size(), 1U);
  EXPECT_EQ(posts[0].title, "值班员");
  EXPECT_EQ(posts[0].body, "office");
  EXPECT_EQ(posts[0].body_name, "市防办");
  EXPECT_EQ(posts[0].jurisdiction_id, "j10");
  EXPECT_EQ(posts[0].kind, "acting");
}

TEST_P(DirectoryOf, KeepsWhatItReadUntilToldThatItChanged) {
  assign("a1", "wang", "city_duty", "holder");
  EXPECT_EQ(held("wang"), "city_duty");
  run("UPDATE r_assignment SET deleted_at = 1");
  EXPECT_EQ(held("wang"), "city_duty");
  directory_->invalidate();
  EXPECT_EQ(held("wang"), "");
}

}  // namespace
}  // namespace muster::identity
