// 值班快报 drafted from the record, signed by a second person, numbered and sent; 零报告 of each township with its clock.
#include "duty/brief.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clock/clock.h"
#include "errors/common.h"
#include "incident/incident.h"
#include "support/shipped_city.h"

namespace muster::duty {
namespace {

using test_support::need;
using testing::HasSubstr;

class Duty : public testing::TestWithParam<db::Engine> {
 protected:
  Duty() : city(GetParam(), observation::migrations()) {
    clock::attach(*city.store);
    incident::attach(*city.store);
    attach(*city.store);
    service = observation::Service::make(*city.database, *city.store, city.time);
  }
  Brief brief(const std::string& who, const std::string& day = "2026-08-20") {
    return need(draft_brief({*city.store, *service, city.time}, city.as(who), "real", *parse_date(day)));
  }
  json::Value board(const std::string& who, const std::string& day = "2026-08-19") {
    return json::Value(need(zero_board({*city.store, *service, city.time}, city.as(who), "real", *parse_date(day))));
  }
  void read(const std::string& at, double value) {
    ASSERT_EQ(service->receive(test_support::ShippedCity::system(), "real", {{"60112200", "stage_m", *parse_time(at), value}}).accepted, 1);
  }
  void set_level() {
    const auto notice = need(city.add(test_support::ShippedCity::system(), "level_notice",
                                      {{"title", "关于启动防汛三级响应的通知"}, {"body", city.ids["city_flood_office"]}, {"plan", "flood_city"}, {"kind", "start"}, {"level", "3"},
                                       {"text", "启动。"}, {"effective_at", format_time(city.time.now())}}, "city"));
    need(city.move(test_support::ShippedCity::system(), notice, "check"));
    need(city.move(test_support::ShippedCity::system(), notice, "sign"));
  }
  record::Record draft_record(const std::string& who, const std::string& day) {
    const Brief drafted = brief("officer", day);
    return need(city.add(city.as(who), "daily_brief", {{"title", drafted.title}, {"body", city.ids["city_bureau"]}, {"date", day}, {"kind", "duty"}, {"text", drafted.text}, {"due_at", format_time(drafted.due_at)}}));
  }

  test_support::ShippedCity city;
  std::unique_ptr<observation::Service> service;
};
INSTANTIATE_TEST_SUITE_P(Engines, Duty, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Duty, TheBriefSaysWhatTheRecordKnows) {
  city.time.set("2026-08-20T07:15:00+08:00");
  read("2026-08-19T07:00:00+08:00", 42.73);
  read("2026-08-20T07:00:00+08:00", 43.08);
  need(city.add(city.as("officer"), "dike_incident", {{"kind", "sand_boil"}, {"stake", 718350}, {"found_at", "2026-08-20T02:31:00+08:00"}, {"received_at", "2026-08-20T02:36:00+08:00"}}));
  need(city.add(city.as("officer"), "call_record", {{"began_at", "2026-08-20T02:36:00+08:00"}, {"topic", "dike_incident"}, {"caller", "巡查 4 组"}}));
  need(city.add(city.as("officer"), "call_record", {{"began_at", "2026-08-18T23:00:00+08:00"}, {"topic", "water"}}));  // of the day before
  set_level();
  const Brief drafted = brief("officer");
  EXPECT_EQ(format_time(drafted.from), "2026-08-19T08:00:00+08:00");
  EXPECT_EQ(format_time(drafted.to), "2026-08-20T07:15:00+08:00");  // not ahead of the city's time
  EXPECT_EQ(format_time(drafted.due_at), "2026-08-20T07:40:00+08:00");
  EXPECT_THAT(drafted.text, testing::AllOf(HasSubstr("沙市站07:00水位43.08米，超警戒0.08米，日涨0.35米"), HasSubstr("新发现1处"), HasSubstr("防汛三级响应"),
                                           HasSubstr("接报1起（险情1）"), HasSubstr("班表未录"), HasSubstr("无零报告任务")));
  EXPECT_EQ(json::Value(drafted.facts)["incidents"].integer("open"), 1);
}

TEST_P(Duty, WhatIsNotKnownIsSaidAndNotCountedAsNought) {
  city.time.set("2026-08-20T07:15:00+08:00");
  const Brief drafted = brief("officer");
  EXPECT_THAT(drafted.text, HasSubstr("沙市站未收到报汛"));
  EXPECT_THAT(drafted.text, testing::AllOf(HasSubstr("上堤人数未报"), testing::Not(HasSubstr("劳力0人"))));
  EXPECT_THAT(drafted.unknowns, testing::IsSupersetOf({"沙市站水位", "上堤人数", "值班人员"}));
}

TEST_P(Duty, ACountysBriefTellsNothingOfAnother) {
  city.time.set("2026-08-20T07:15:00+08:00");
  need(city.add(city.as("officer"), "dike_incident", {{"kind", "sand_boil"}, {"stake", 718350}, {"found_at", "2026-08-20T02:31:00+08:00"}}));
  EXPECT_THAT(brief("gongan.duty").text, HasSubstr("新发现0处"));
  EXPECT_THAT(brief("jiangling.duty").text, HasSubstr("新发现1处"));
}

TEST_P(Duty, AnotherPersonSignsItAndItIsNumberedAndSent) {
  city.time.set("2026-08-20T07:15:00+08:00");
  const auto record = draft_record("officer", "2026-08-20");
  EXPECT_EQ(city.now(record).text("drafted_by"), city.ids["officer"]);
  record::Draft edit;
  edit.type = record.type;
  edit.id = record.id;
  edit.fields = {{"text", city.now(record).text("text") + "另：无。"}};
  need(city.store->update(city.as("officer"), {}, edit));
  const auto alone = city.move(city.as("officer"), record, "sign");
  ASSERT_FALSE(alone);
  const auto signed_one = need(city.move(city.as("leader"), record, "sign"));
  EXPECT_EQ(city.now(signed_one).text("issue_no"), "2026年第1期");
  EXPECT_THAT(city.now(signed_one).text("text"), HasSubstr("另：无。"));
  const auto messages = city.list("message_out", {{"about", "eq", record.id}});
  ASSERT_EQ(messages.size(), 3U);  // rule duty_limits, brief_receivers
  EXPECT_THAT(messages.front().text("subject"), HasSubstr("2026年第1期"));
  city.time.set("2026-08-21T07:15:00+08:00");
  const auto next = draft_record("officer", "2026-08-21");
  need(city.move(city.as("leader"), next, "sign"));
  EXPECT_EQ(city.now(next).text("issue_no"), "2026年第2期");
}

TEST_P(Duty, ASecondBriefOfTheDayIsRefused) {
  city.time.set("2026-08-20T07:15:00+08:00");
  draft_record("officer", "2026-08-20");
  EXPECT_THROW(draft_record("officer", "2026-08-20"), std::runtime_error);
}

TEST_P(Duty, ZeroReportsAreOwedWhileALevelIsInForce) {
  ZeroReports chore(*city.store, city.time);
  city.time.set("2026-08-19T09:00:00+08:00");
  ASSERT_TRUE(chore.run("real"));
  EXPECT_TRUE(city.list("zero_report").empty());
  set_level();
  city.time.set("2026-08-19T09:10:00+08:00");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(chore.run("real"));
  ZeroReports another(*city.store, city.time);  // after a restart
  ASSERT_TRUE(another.run("real"));
  const auto owed = city.list("zero_report");
  ASSERT_EQ(owed.size(), 1U);  // one township in this city
  EXPECT_EQ(owed.front().text("due_at"), "2026-08-19T17:00:00+08:00");
  EXPECT_EQ(owed.front().text("person"), city.ids["buhe.duty"]);
  EXPECT_EQ(owed.front().jurisdiction_id, city.ids["buhe"]);
  ASSERT_EQ(city.list("clock", {{"about", "eq", owed.front().id}}).size(), 1U);
}

TEST_P(Duty, AMissingOneIsShownAndItsTownshipIsCalled) {
  ZeroReports chore(*city.store, city.time);
  city.time.set("2026-08-19T09:00:00+08:00");
  set_level();
  ASSERT_TRUE(chore.run("real"));
  const auto clocks = clock::Scheduler::start(*city.store, *city.database, city.time, city.time);
  EXPECT_FALSE(board("officer")["missing"].as_array().front()["late"].as_bool());
  city.time.set("2026-08-19T17:00:00+08:00");
  ASSERT_TRUE(clocks->fire_due());
  ASSERT_TRUE(clocks->fire_due());
  const auto calls = city.list("callout");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls.front().text("person"), city.ids["buhe.duty"]);
  city.time.set("2026-08-19T17:20:00+08:00");
  ASSERT_TRUE(clocks->fire_due());
  const json::Value missing = board("officer");
  EXPECT_EQ(missing.integer("due"), 1);
  EXPECT_EQ(missing.integer("reported"), 0);
  EXPECT_TRUE(missing["missing"].as_array().front()["late"].as_bool());
  EXPECT_EQ(missing["missing"].as_array().front().text("name"), "埠河镇");
  EXPECT_EQ(missing.integer("overdue"), 1);
  const json::Value& county = missing["counties"].as_array().front();
  EXPECT_EQ(county.text("name"), "公安县");
  EXPECT_EQ(county.integer("overdue"), 1);
  EXPECT_EQ(county["rows"].as_array().front().text("person"), city.ids["buhe.duty"]);
  EXPECT_TRUE(missing["refs"].as_object().has(city.ids["buhe.duty"]));
  // Another county neither owes nor sees it.
  EXPECT_EQ(board("jiangling.duty").integer("due"), 0);

  const auto owed = city.list("zero_report").front();
  EXPECT_FALSE(city.move(city.as("jiangling.duty"), owed, "report"));
  need(city.move(city.as("buhe.duty"), owed, "report", {{"nothing", true}, {"channel", "telephone"}}));
  clocks->stop();
  const json::Value done = board("officer");
  EXPECT_EQ(done.integer("reported"), 1);
  EXPECT_EQ(done.integer("reported_late"), 1);
  EXPECT_TRUE(done["missing"].as_array().empty());
  const json::Value& told = done["counties"].as_array().front()["rows"].as_array().front();
  EXPECT_EQ(told.text("channel"), "telephone");
  EXPECT_TRUE(told.boolean("late"));
  EXPECT_FALSE(told.as_object().has("text"));
}

TEST_P(Duty, WhoHasSomethingToReportSaysWhat) {
  ZeroReports chore(*city.store, city.time);
  city.time.set("2026-08-19T09:00:00+08:00");
  set_level();
  ASSERT_TRUE(chore.run("real"));
  const auto owed = city.list("zero_report").front();
  EXPECT_FALSE(city.move(city.as("buhe.duty"), owed, "report", {{"nothing", false}}));
  need(city.move(city.as("buhe.duty"), owed, "report", {{"nothing", false}, {"text", "转移12人"}}));
  EXPECT_EQ(board("officer").integer("something"), 1);
  const json::Value told = board("officer")["counties"].as_array().front()["rows"].as_array().front();
  EXPECT_TRUE(told.boolean("something"));
  EXPECT_EQ(told.text("text"), "转移12人");
}

}  // namespace
}  // namespace muster::duty
