// 换届批量替换: one intent ends what someone held and opens it for the successor; gaps appear at once; open tasks move.
#include <gmock/gmock.h>

#include "clock/clock.h"
#include "errors/common.h"
#include "responsibility/net_city.h"

namespace muster::responsibility {
namespace {

using test_support::need;

class Replace : public NetCity {
 protected:
  Replace() {
    clock::attach(*store);
    hold("section patrol", "jiangling", "section", "patrol", "bao");
    hold("past", "jiangling", "section", "administrative", "bao", {{"from", "2025-01-01"}, {"to", "2025-12-31"}});
  }
  Result<json::Value> asked(const identity::Viewer& viewer, const Replacement& replacement) {
    record::Intent intent;
    intent.kind = "net_replace";
    const auto outcome = store->run(viewer, intent, [&](record::Unit& unit) { return replace(unit, replacement); });
    if (!outcome) return fail(outcome.error());
    return outcome->answer;
  }
  Replacement leaves(const std::string& person, const std::string& with = {}, const std::string& from = "2026-08-20") {
    return {ids.at(person), with.empty() ? "" : ids.at(with), from, "调任市设计院"};
  }
  record::Record task(const std::string& person, const std::string& post = {}) {
    json::Object fields{{"title", "加密巡查"}, {"kind", "other"}, {"person", ids.at(person)}, {"unit", ids["hq_421024"]}};
    if (!post.empty()) fields.set("post", ids.at(post));
    return need(add(system(), "task", std::move(fields), "jiangling"));
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Replace, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Replace, WithoutASuccessorTheGapIsThereAtOnce) {
  const json::Value done = need(asked(as("director"), leaves("bao")));
  EXPECT_EQ(done.integer("ended"), 2);
  EXPECT_EQ(done.integer("opened"), 0);
  EXPECT_EQ(done.integer("holes"), 1);  // patrol is not due of a section
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=gap:left oversight=held");
  EXPECT_EQ(net(system(), "2026-08-19T12:00:00+08:00").rows.front().cells.at(1).people.front().person_name, "bao");
  EXPECT_EQ(need(store->get(system(), "responsibility", ids["section technical"])).text("note"), "调任市设计院");
  EXPECT_EQ(need(store->get(system(), "responsibility", ids["past"])).text("to"), "2025-12-31");
}

TEST_P(Replace, ASuccessorTakesWhatWasHeldAndNothingTwice) {
  hold("has it already", "jiangling", "section", "patrol", "ding");
  const json::Value done = need(asked(as("director"), leaves("bao", "ding")));
  EXPECT_EQ(done.integer("ended"), 2);
  EXPECT_EQ(done.integer("opened"), 1);
  EXPECT_EQ(done.integer("holes"), 0);
  const Net now = net(system());
  EXPECT_EQ(cells(now, "section"), "administrative=held technical=held oversight=held");
  EXPECT_EQ(now.rows.front().cells.at(1).people.front().person_name, "ding");
  EXPECT_EQ(now.rows.front().cells.at(1).people.front().from, "2026-08-20");
}

TEST_P(Replace, WhatHasNotBegunIsTakenBack) {
  hold("later", "jiangling", "section", "oversight", "ding", {{"from", "2026-09-01"}});
  const json::Value done = need(asked(as("director"), leaves("ding")));
  EXPECT_EQ(done.integer("removed"), 1);
  EXPECT_FALSE(store->get(system(), "responsibility", ids["later"]));
}

TEST_P(Replace, IsOneEntryOfTheJournal) {
  record::Intent intent;
  intent.id = "0198c2f0-0000-7000-8000-000000000001";
  const auto body = [&](record::Unit& unit) { return replace(unit, leaves("bao", "ding")); };
  const auto first = need(store->run(as("director"), intent, body));
  EXPECT_EQ(first.changes.size(), 4U);
  const auto again = need(store->run(as("director"), intent, body));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.answer.integer("opened"), 2);
  EXPECT_EQ(list("responsibility", {{"person", "eq", ids["ding"]}}).size(), 2U);
}

TEST_P(Replace, OpenTasksGoToTheSuccessor) {
  const auto open = task("bao");
  const auto done = task("bao");
  need(move(system(), done, "finish"));
  const json::Value answer = need(asked(as("director"), leaves("bao", "ding")));
  ASSERT_EQ(answer["tasks"].as_array().size(), 1U);
  EXPECT_EQ(now(open).text("person"), ids["ding"]);
  EXPECT_EQ(now(done).text("person"), ids["bao"]);
}

TEST_P(Replace, WithoutASuccessorTasksGoToTheDeputyElseToTheDutyRoom) {
  create("deputy post", "post", "jiangling", {{"code", "deputy"}, {"title", "副段长"}, {"body", ids["hq_421024"]}});
  create("deputy assigned", "assignment", "jiangling", {{"person", ids["chen"]}, {"post", ids["deputy post"]}, {"kind", "holder"}, {"from", "2026-01-01"}});
  create("chief post", "post", "jiangling", {{"code", "chief"}, {"title", "段长"}, {"body", ids["hq_421024"]}, {"deputy", ids["deputy post"]}});
  const auto by_post = task("bao", "chief post");
  create("shift", "duty_shift", "jiangling", {{"body", ids["hq_421024"]}, {"date", "2026-08-20"}, {"from", "2026-08-20T08:00:00+08:00"}, {"to", "2026-08-21T08:00:00+08:00"}, {"leader", ids["anna"]}, {"main", ids["jiangling.duty"]}});
  const auto plain = task("bao");
  need(asked(as("director"), leaves("bao")));
  EXPECT_EQ(now(by_post).text("person"), ids["chen"]);
  EXPECT_EQ(now(plain).text("person"), ids["jiangling.duty"]);
}

TEST_P(Replace, AheadOfTimeTasksStay) {
  const auto open = task("bao");
  need(asked(as("director"), leaves("bao", "ding", "2026-09-01")));
  EXPECT_EQ(now(open).text("person"), ids["bao"]);
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=held oversight=held");
  EXPECT_EQ(net(system(), "2026-09-01T00:00:00+08:00").rows.front().cells.at(1).people.front().person_name, "ding");
}

TEST_P(Replace, PostsAreEndedOnlyByWhomTheyAreGivenBy) {
  create("post", "post", "jiangling", {{"code", "engineer"}, {"title", "工程师"}, {"body", ids["hq_421024"]}, {"roles", json::Array{"admin"}}});
  const std::string assignment = create("assigned", "assignment", "jiangling", {{"person", ids["bao"]}, {"post", ids["post"]}, {"kind", "holder"}, {"from", "2026-01-01"}});
  const json::Value by_director = need(asked(as("director"), leaves("bao", "ding")));
  EXPECT_EQ(by_director["assignments_left"].as_array().size(), 1U);
  EXPECT_FALSE(need(store->get(system(), "assignment", assignment)).has("to"));
  EXPECT_TRUE(list("assignment", {{"person", "eq", ids["ding"]}}).empty());  // nobody becomes administrator by taking over a dike

  appoint("root", "admin", "city", "city_bureau");
  const json::Value by_admin = need(asked(as("root"), leaves("bao", "ding")));
  EXPECT_EQ(by_admin.integer("assignments_ended"), 1);
  EXPECT_EQ(need(store->get(system(), "assignment", assignment)).text("to"), "2026-08-19");
  EXPECT_EQ(list("assignment", {{"person", "eq", ids["ding"]}}).size(), 1U);
}

TEST_P(Replace, ALiaisonOfATermIsReplacedAndEarlierDaysStayTrue) {
  hold("signed for", "jiangling", "section", "patrol", "chen", {{"liaison", ids["liaison"]}});
  const json::Value done = need(asked(as("director"), leaves("liaison", "ding")));
  EXPECT_EQ(done.integer("liaisons_replaced"), 1);
  EXPECT_TRUE(done["liaisons_left"].as_array().empty());
  const auto liaison_on = [&](const std::string& day) {
    for (const record::Record& row : list("responsibility", {{"person", "eq", ids["chen"]}, {"role", "eq", "patrol"}})) {
      if (row.valid_on(day, "from", "to")) return row.text("liaison");
    }
    return std::string("nobody");
  };
  EXPECT_EQ(liaison_on("2026-08-19"), ids["liaison"]);
  EXPECT_EQ(liaison_on("2026-08-20"), ids["ding"]);
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=held oversight=held");
}

TEST_P(Replace, WithoutASuccessorATermGoesOnWithoutLiaison) {
  hold("signed for", "jiangling", "section", "patrol", "chen", {{"liaison", ids["liaison"]}});
  hold("ahead", "jiangling", "section", "patrol", "anna", {{"from", "2026-09-01"}, {"liaison", ids["liaison"]}});
  EXPECT_EQ(need(asked(as("director"), leaves("liaison"))).integer("liaisons_replaced"), 2);
  EXPECT_EQ(list("responsibility", {{"person", "eq", ids["chen"]}, {"role", "eq", "patrol"}}).size(), 2U);
  EXPECT_FALSE(need(store->get(system(), "responsibility", ids["ahead"])).has("liaison"));  // not begun: changed in place
  EXPECT_EQ(list("responsibility", {{"liaison", "eq", ids["liaison"]}}).size(), 1U);        // the days up to the 19th
}

TEST_P(Replace, AMemberBodysSecondLiaisonStepsUp) {
  create("member", "liaison", "city", {{"member", ids["city_bureau"]}, {"command", ids["hq_421024"]}, {"person", ids["bao"]}, {"deputy", ids["ding"]}, {"from", "2026-01-01"}});
  appoint("root", "admin", "city", "city_bureau");
  need(asked(as("root"), leaves("bao")));
  const auto rows = list("liaison", {{"from", "eq", "2026-08-20"}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().text("person"), ids["ding"]);
  EXPECT_FALSE(rows.front().has("deputy"));
  EXPECT_EQ(need(asked(as("root"), leaves("ding", {}, "2026-09-01"))).integer("liaisons_ended"), 1);
  EXPECT_EQ(need(store->get(system(), "liaison", rows.front().id)).text("to"), "2026-08-31");
}

TEST_P(Replace, ALeadersLiaisonIsReplacedAndSignsForTheLeadersSuccessor) {
  create("post", "post", "jiangling", {{"code", "head"}, {"title", "县长"}, {"body", ids["hq_421024"]}});
  const auto signs = [&](const std::string& key, const std::string& who, const std::string& leader) {
    create(key, "assignment", "jiangling", {{"person", ids[who]}, {"post", ids["post"]}, {"kind", "liaison"}, {"for_person", ids[leader]}, {"from", "2026-01-01"}});
  };
  signs("of anna", "liaison", "anna");
  appoint("root", "admin", "city", "city_bureau");
  need(asked(as("root"), leaves("liaison", "ding")));
  auto now_signing = list("assignment", {{"person", "eq", ids["ding"]}, {"for_person", "eq", ids["anna"]}});
  ASSERT_EQ(now_signing.size(), 1U);
  need(asked(as("root"), leaves("anna", "chen", "2026-08-21")));
  now_signing = list("assignment", {{"person", "eq", ids["ding"]}, {"for_person", "eq", ids["chen"]}});
  ASSERT_EQ(now_signing.size(), 1U);
  EXPECT_EQ(now_signing.front().text("from"), "2026-08-21");
}

TEST_P(Replace, TasksThatWentToTheLiaisonGoToTheSuccessor) {
  const auto open = task("chen");
  change("task", open.id, {{"liaison", ids["liaison"]}});
  need(asked(as("director"), leaves("liaison", "ding")));
  EXPECT_EQ(now(open).text("liaison"), ids["ding"]);
  EXPECT_EQ(now(open).text("person"), ids["chen"]);
  EXPECT_EQ(now(open).state, open.state);
}

TEST_P(Replace, LiaisonsOfOthersThatMayNotBeChangedAreNamed) {
  hold("signed for", "gongan", "reservoir", "technical", "gong", {{"liaison", ids["liaison"]}});
  const json::Value done = need(asked(as("jiangling.duty"), leaves("liaison")));
  EXPECT_EQ(done.integer("liaisons_replaced"), 0);
  ASSERT_EQ(done["liaisons_left"].as_array().size(), 1U);
  EXPECT_EQ(need(store->get(system(), "responsibility", ids["signed for"])).text("liaison"), ids["liaison"]);
}

TEST_P(Replace, IsRefusedWithoutRightReasonOrPerson) {
  struct Refused {
    const char* name;
    identity::Viewer who;
    Replacement asked;
    ErrorCode code;
  };
  const Refused cases[] = {
      {"a guest", identity::Viewer{}, leaves("bao"), error::kNotAllowed},
      {"another county", as("gongan.duty"), leaves("bao"), error::kNotAllowed},
      {"a county may end but not appoint", as("jiangling.duty"), leaves("bao", "ding"), error::kNotAllowed},
      {"no reason", as("director"), {ids["bao"], "", "2026-08-20", ""}, error::kRequired},
      {"no day", as("director"), {ids["bao"], "", "20 August", "调离"}, error::kBadDate},
      {"nobody", as("director"), {"0198c2f0-0000-7000-8000-00000000dead", "", "2026-08-20", "调离"}, error::kNoSuchReference},
      {"by themselves", as("director"), leaves("bao", "bao"), error::kNoSuchReference},
  };
  for (const Refused& one : cases) {
    SCOPED_TRACE(one.name);
    const auto answer = asked(one.who, one.asked);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, one.code);
  }
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=held oversight=held");
  EXPECT_EQ(need(asked(as("jiangling.duty"), leaves("bao"))).integer("ended"), 2);
}

}  // namespace
}  // namespace muster::responsibility
