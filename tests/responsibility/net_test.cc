// 责任网: works × roles on any day, with permission; who is responsible here; the publication sheet.
#include "responsibility/net.h"

#include <gmock/gmock.h>

#include "responsibility/here.h"
#include "responsibility/net_city.h"
#include "responsibility/sheet.h"

namespace muster::responsibility {
namespace {

using test_support::need;

class NetOfWorks : public NetCity {};
INSTANTIATE_TEST_SUITE_P(Engines, NetOfWorks, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(NetOfWorks, RolesFollowTheClassOfTheWork) {
  const Net all = net(system());
  EXPECT_EQ(cells(all, "section"), "administrative=held technical=held oversight=held");
  EXPECT_EQ(cells(all, "reservoir"), "administrative=held technical=gap:never patrol=gap:never");
  EXPECT_EQ(all.total.works, 2);
  EXPECT_EQ(all.total.due, 6);
  EXPECT_EQ(all.total.holes(), 2);
  EXPECT_EQ(all.by_county.at(ids.at("jiangling")).holes(), 0);
  EXPECT_EQ(all.by_county.at(ids.at("gongan")).holes(), 2);
  EXPECT_EQ(all.by_class.at("reservoir:small_1").holes(), 2);
  EXPECT_EQ(all.by_class.at("dike_section:jingjiang").due, 3);
}

TEST_P(NetOfWorks, IsAskedByTypeAndPlace) {
  EXPECT_EQ(net(system(), "2026-08-20T09:00:00+08:00", "reservoir").total.works, 1);
  EXPECT_EQ(net(system(), "2026-08-20T09:00:00+08:00", {}, "jiangling").total.works, 1);
  EXPECT_EQ(net(system(), "2026-08-20T09:00:00+08:00", "reservoir", "jiangling").total.works, 0);
}

TEST_P(NetOfWorks, KnowsWhoItWasOnAnyDay) {
  change("responsibility", ids["section technical"], {{"to", "2026-07-31"}, {"note", "调离"}});
  hold("next", "jiangling", "section", "technical", "ding", {{"from", "2026-08-15"}});
  const auto technical = [&](const std::string& at) { return net(system(), at).rows.front().cells.at(1); };
  EXPECT_EQ(technical("2026-07-15T12:00:00+08:00").people.front().person_name, "bao");
  EXPECT_EQ(technical("2026-08-10T12:00:00+08:00").why, "left");
  EXPECT_EQ(technical("2026-08-20T12:00:00+08:00").people.front().person_name, "ding");
  const Asked asked{.type = {}, .jurisdiction_id = {}, .works = {ids["section"]}, .at = time.now(), .now = time.now()};
  const auto gaps = looking(system(), [&](record::Unit& unit) { return gaps_of(unit, system(), asked, "2026-04-01", "2026-10-31"); });
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps.front().role, "technical");
  EXPECT_EQ(gaps.front().span, (Span{"2026-08-01", "2026-08-14"}));
}

TEST_P(NetOfWorks, SomeoneWhoLeavesAPostLeavesAGapAtOnce) {
  create("post", "post", "jiangling", {{"code", "engineer"}, {"title", "工程师"}, {"body", ids["hq_421024"]}});
  const std::string assignment = create("assigned", "assignment", "jiangling", {{"person", ids["bao"]}, {"post", ids["post"]}, {"kind", "holder"}, {"from", "2026-01-01"}});
  change("responsibility", ids["section technical"], {{"post", ids["post"]}});
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=held oversight=held");
  change("assignment", assignment, {{"to", "2026-08-19"}});
  EXPECT_EQ(cells(net(system()), "section"), "administrative=held technical=gap:left oversight=held");
}

TEST_P(NetOfWorks, MarksDoublesAndWhoCannotBeReached) {
  hold("second", "jiangling", "section", "administrative", "ding");
  change("person", ids["bao"], {{"contact_fails", 2}});
  change("person", ids["chen"], {{"contact_proved_at", "2026-01-01T09:00:00+08:00"}});
  EXPECT_EQ(cells(net(system()), "section"), "administrative=duplicate:several technical=unreachable:failing oversight=unreachable:stale");
  change("responsibility", ids["section oversight"], {{"liaison", ids["liaison"]}});
  EXPECT_EQ(cells(net(system()), "section"), "administrative=duplicate:several technical=unreachable:failing oversight=held");
}

TEST_P(NetOfWorks, ACountySeesItsOwnWorksAndCountsNoOthers) {
  const Net jiangling = net(as("jiangling.duty"));
  EXPECT_EQ(jiangling.total.works, 1);
  EXPECT_EQ(jiangling.total.holes(), 0);
  EXPECT_EQ(cells(jiangling, "reservoir"), "");
  EXPECT_FALSE(jiangling.by_county.contains(ids.at("gongan")));
  const Net gongan = net(as("gongan.duty"));
  EXPECT_EQ(cells(gongan, "section"), "");
  EXPECT_EQ(gongan.total.holes(), 2);
  EXPECT_EQ(net(as("officer")).total.works, 2);
  EXPECT_EQ(net(identity::Viewer{}).total.works, 0);  // a guest
}

TEST_P(NetOfWorks, TellsWhoIsResponsibleHere) {
  const auto here = need(works_at(*store, system(), {112.415, 30.046}));
  ASSERT_EQ(here.size(), 1U);
  EXPECT_EQ(here.front().work, ids["section"]);
  ASSERT_TRUE(here.front().stake);
  EXPECT_NEAR(static_cast<double>(*here.front().stake), 719'500, 150);  // half way from 721+000 to 718+000
  EXPECT_TRUE(need(works_at(*store, system(), {113.5, 30.04})).empty());
  EXPECT_TRUE(need(works_at(*store, as("gongan.duty"), {112.415, 30.046})).empty());
  EXPECT_EQ(need(works_at(*store, system(), {112.1001, 29.9001})).front().work, ids["reservoir"]);
}

TEST_P(NetOfWorks, TellsWhoIsResponsibleForAStake) {
  EXPECT_EQ(need(works_at_stake(*store, system(), 718'350, "")).size(), 1U);
  EXPECT_EQ(need(works_at_stake(*store, system(), 718'350, ids["dike"])).size(), 1U);
  EXPECT_TRUE(need(works_at_stake(*store, system(), 717'999, "")).empty());
  EXPECT_TRUE(need(works_at_stake(*store, as("gongan.duty"), 718'350, "")).empty());
}

TEST_P(NetOfWorks, TheSheetNamesEveryoneAndMarksWhatIsVacant) {
  const Net gongan = net(system(), "2026-08-20T09:00:00+08:00", "reservoir", "gongan");
  const Sheet zh = publication_sheet(gongan, *model, "公安县", "水库·小（1）型", "zh");
  EXPECT_EQ(zh.heading.front(), "公安县2026年防汛责任人公示表（水库·小（1）型）");
  EXPECT_THAT(zh.titles, testing::ElementsAre("序号", "工程", "桩号或所在地", "行政责任人", "职务", "技术责任人", "职务", "巡查责任人", "职务"));
  ASSERT_EQ(zh.rows.size(), 1U);
  EXPECT_EQ(zh.rows.front().at(1).text, "卷桥水库");
  EXPECT_EQ(zh.rows.front().at(3).text, "gong");
  EXPECT_FALSE(zh.rows.front().at(3).marked);
  EXPECT_EQ(zh.rows.front().at(5).text, "空缺");
  EXPECT_TRUE(zh.rows.front().at(5).marked);
  EXPECT_EQ(publication_sheet(gongan, *model, "Gongan", "Reservoirs", "en").rows.front().at(5).text, "vacant");
}

TEST_P(NetOfWorks, OnlyRowsWithHolesAreShownAndAllAreCounted) {
  const json::Object shown = to_json(net(system()), Only::kHoles);
  EXPECT_EQ(shown.find("rows")->as_array().size(), 1U);
  EXPECT_EQ(shown.find("totals")->integer("works"), 2);
  EXPECT_TRUE(to_json(net(system()), Only::kExpired).find("rows")->as_array().empty());
}

TEST_P(NetOfWorks, ProposesPeopleOfTheSameBodyWhoCanBeReached) {
  for (const char* name : {"bao", "ding"}) change("person", ids[name], {{"unit", ids["hq_421024"]}});
  change("responsibility", ids["section technical"], {{"to", "2026-07-31"}, {"note", "调离"}});
  const Net now = net(system());
  const Asked asked{.type = {}, .jurisdiction_id = {}, .works = {}, .at = time.now(), .now = time.now()};
  const Row& row = now.rows.front();
  const auto people = looking(system(), [&](record::Unit& unit) { return candidates(unit, system(), row.work, row.cells.at(1), asked); });
  ASSERT_FALSE(people.empty());
  EXPECT_THAT(people, testing::Contains(testing::Field(&Candidate::person, ids["ding"])));
  EXPECT_TRUE(people.front().same_unit);
  EXPECT_THAT(people, testing::Not(testing::Contains(testing::Field(&Candidate::person, ids["gong"]))));  // of another county
}

}  // namespace
}  // namespace muster::responsibility
