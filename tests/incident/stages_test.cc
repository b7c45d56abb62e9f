// 发现 → 接报 → 核实 → 第一措施 → 控制 → 坐哨观察 → 结案 (practice.md, dike incident), each time beside its limit.
#include "errors/common.h"
#include "incident/incident_city.h"

namespace muster::incident {
namespace {

using test_support::need;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

using Stages = IncidentCity;
INSTANTIATE_TEST_SUITE_P(Engines, Stages, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Stages, EachStageHasItsTimeAndMeetsItsClock) {
  const record::Record incident = closed();
  EXPECT_EQ(incident.state, "closed");
  const std::pair<const char*, int> times[] = {{"found_at", 0}, {"received_at", 5}, {"verified_at", 25}, {"first_measure_at", 50}, {"under_control_at", 110}, {"watched_at", 180}, {"closed_at", 1740}};
  for (const auto& [field, minute] : times) EXPECT_EQ(incident.text(field), at(minute)) << field;
  // Rule incident_limits: receive 10 min from finding, verify 25, first measure 55, control 120 from receipt, close 72 h from watching.
  struct Limit {
    const char* clock;
    int from;
    int limit;
  };
  for (const Limit& limit : {Limit{"receive", 0, 10}, {"verify", 5, 25}, {"first_measure", 5, 55}, {"control", 5, 120}, {"close", 180, 72 * 60}}) {
    const record::Record clock = clock_named(incident, limit.clock);
    EXPECT_EQ(clock.text("started_at"), at(limit.from)) << limit.clock;
    EXPECT_EQ(clock.text("due_at"), at(limit.from + limit.limit)) << limit.clock;
    EXPECT_EQ(clock.state, "met") << limit.clock;
    EXPECT_FALSE(clock.has("late_ms")) << limit.clock;
  }
}

TEST_P(Stages, TheTimelineWritesItselfWithTimesBesideLimits) {
  const record::Record incident = closed();
  const auto entries = city.list("event_entry", {{"about", "eq", incident.id}}, "entry_no");
  ASSERT_EQ(entries.size(), 7U);
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].integer("entry_no"), static_cast<std::int64_t>(i) + 1);
  EXPECT_THAT(timeline(incident), ElementsAre(StartsWith("发现：718+350 管涌"), "接报（限 20:10，早 5 分）", StartsWith("核实通过（限 20:30，早 5 分）："),
                                              "报第一措施（限 21:00，早 10 分）：围井反滤", StartsWith("报控制（限 22:05，早 15 分）"), "坐哨观察", HasSubstr("结案（限 ")));
}

TEST_P(Stages, AnEntryIsCorrectedByANewOneAndNeverChanged) {
  const record::Record incident = found();
  record::Record entry = city.list("event_entry").front();
  record::Draft draft;
  draft.type = entry.type;
  draft.id = entry.id;
  draft.fields = {{"text", "改写"}};
  EXPECT_EQ(code_of(city.store->update(city.as("director"), {}, draft)), error::kAppendOnly);
  const auto correction = need(city.add(city.as("officer"), "event_entry", {{"about", incident.id}, {"at", at(1)}, {"text", "更正：散浸"}, {"corrects", entry.id}}));
  EXPECT_EQ(city.now(entry).text("text"), entry.text("text"));
  EXPECT_EQ(correction.text("corrects"), entry.id);
}

TEST_P(Stages, NoStageIsLeftOutAndNoneIsTakenTwice) {
  const record::Record incident = found();
  const auto refused = [&](const char* move, json::Object fields) {
    return code_of(city.move(city.as("director"), incident, move, std::move(fields))) == error::kWrongState;
  };
  EXPECT_TRUE(refused("verify", {}));
  EXPECT_TRUE(refused("close", {{"conclusion", "x"}}));
  step(incident, "receive", 5);
  EXPECT_TRUE(refused("receive", {}));
  EXPECT_TRUE(refused("watch", {}));
  step(incident, "verify", 20);
  EXPECT_TRUE(refused("exclude", {{"false_because", "x"}}));
  step(incident, "measure", 30, {{"measures", "围井"}});
  step(incident, "control", 60);
  EXPECT_TRUE(refused("close", {{"conclusion", "x"}}));
  step(incident, "watch", 90);
  step(incident, "close", 120, {{"conclusion", "稳定"}}, "director");
  EXPECT_TRUE(refused("worsen", {{"measures", "x"}}));
}

TEST_P(Stages, WhatAStageNeedsIsAskedForByName) {
  const record::Record incident = found();
  step(incident, "receive", 5);
  const auto bare = city.move(city.as("officer"), incident, "measure");
  EXPECT_EQ(code_of(bare), error::kRequired);
  EXPECT_EQ(bare.error().field, "measures");
}

TEST_P(Stages, OnlyWhoMayClosesAndOnlyAtThePlace) {
  const record::Record incident = found();
  EXPECT_EQ(city.now(incident).jurisdiction_id, city.ids["jiangling"]);  // the section's county
  step(incident, "receive", 5, {}, "jiangling.duty");
  EXPECT_EQ(code_of(city.move(city.as("gongan.duty"), incident, "verify")), error::kNotAllowed);
  step(incident, "verify", 20);
  step(incident, "measure", 30, {{"measures", "围井"}});
  step(incident, "control", 60);
  step(incident, "watch", 90);
  EXPECT_EQ(code_of(city.move(city.as("officer"), incident, "close", {{"conclusion", "x"}})), error::kNotAllowed);
  EXPECT_EQ(city.store->get(city.as("gongan.duty"), "dike_incident", incident.id).error().code, error::kNotFound);
}

TEST_P(Stages, WhatTheRegistersKnowOfThePlaceIsFilledIn) {
  const record::Record incident = city.now(found());
  EXPECT_EQ(incident.text("section"), city.ids["section"]);
  EXPECT_EQ(incident.text("dike_class"), "jingjiang");
  EXPECT_EQ(incident.text("bank"), "left");
  EXPECT_EQ(incident.text("control_gauge"), city.ids["shashi"]);
  EXPECT_EQ(incident.number_of("ground_m"), 33.5);
  EXPECT_FALSE(incident.has("outer_stage_m"));  // no reading: not known, and not 0
  EXPECT_FALSE(incident.geometry.is_null());
}

TEST_P(Stages, TheOuterStageIsThatOfTheGaugeLessTheFallBetweenThem) {
  for (const auto& [time, value] : {std::pair{"2026-08-19T19:50:00+08:00", 43.05}, {"2026-08-19T20:00:00+08:00", 43.08}}) {
    ASSERT_EQ(service->receive(test_support::ShippedCity::system(), "real", {{"60112200", "stage_m", *parse_time(time), value}}).accepted, 1);
  }
  const record::Record incident = city.now(found());
  EXPECT_DOUBLE_EQ(incident.number_of("outer_stage_m"), 41.88);
  EXPECT_DOUBLE_EQ(incident.number_of("head_m"), 8.38);
  // A reading of yesterday does not tell the outer stage of today.
  EXPECT_FALSE(city.now(found({{"stake", 718500}, {"found_at", at(7 * 60)}})).has("outer_stage_m"));
  // What somebody measured stays.
  const record::Record measured = city.now(found({{"stake", 718900}, {"outer_stage_m", 41.5}}));
  EXPECT_DOUBLE_EQ(measured.number_of("outer_stage_m"), 41.5);
}

TEST_P(Stages, TheGradeIsSetWhenVerifiedAndRaisedWhenItWorsens) {
  const record::Record incident = found();
  step(incident, "receive", 5);
  EXPECT_EQ(step(incident, "verify", 20, {{"grade", "key"}, {"upward_grade", "large"}}).text("upward_grade"), "large");
  step(incident, "measure", 30, {{"measures", "围井"}});
  step(incident, "control", 60);
  const record::Record worse = step(incident, "worsen", 90, {{"measures", "二次围井"}, {"upward_grade", "major"}});
  EXPECT_EQ(worse.state, "first_measure");
  EXPECT_EQ(worse.text("upward_grade"), "major");
  EXPECT_THAT(timeline(incident).back(), HasSubstr("复发加重：二次围井"));
  EXPECT_EQ(worse.text("first_measure_at"), at(30));  // the first one was first
}

TEST_P(Stages, LateStaysLateWhateverIsWrittenAfterwards) {
  const record::Record incident = found();
  step(incident, "receive", 5);
  step(incident, "verify", 45);
  EXPECT_THAT(timeline(incident).back(), HasSubstr("（限 20:30，迟 15 分）"));
  record::Draft draft;
  draft.type = incident.type;
  draft.id = incident.id;
  draft.fields = {{"verified_at", at(20)}};
  need(city.store->update(city.as("officer"), {}, draft));
  const record::Record clock = clock_named(incident, "verify");
  EXPECT_EQ(clock.state, "met");
  EXPECT_EQ(clock.integer("late_ms"), Millis(std::chrono::minutes(15)).count());
  EXPECT_EQ(clock.text("met_at"), at(45));
  const Sources sources{*city.store, *service, city.time};
  const json::Object page = need(after_action(sources, city.as("officer"), "real", incident.id));
  EXPECT_EQ(json::Value(page).integer("late"), 1);
}

// The telephone brings news late: what was done at 20:20 and entered at 20:40 was done at 20:20, and both times stand in the record.
TEST_P(Stages, TheClaimedTimeCountsAndTheTimeOfEntryIsKept) {
  const record::Record incident = found();
  step(incident, "receive", 5);
  clock_to(40);
  record::Draft draft;
  draft.type = incident.type;
  draft.id = incident.id;
  draft.move = "verify";
  draft.occurred_at = *parse_time(at(20));
  const record::Record verified = need(city.store->move(city.as("officer"), {}, draft));
  EXPECT_EQ(verified.text("verified_at"), at(20));
  EXPECT_EQ(format_time(verified.changed_at), at(40));
  EXPECT_FALSE(clock_named(incident, "verify").has("late_ms"));
}

TEST_P(Stages, ClosingFreezesTheFiguresOfThatDay) {
  const record::Record incident = found();
  const auto task = need(city.add(test_support::ShippedCity::system(), "task", {{"title", "送砂石料"}, {"kind", "supply"}, {"about", incident.id}, {"goods", "sand_gravel"}, {"quantity", 60}}, "jiangling"));
  step(incident, "receive", 5);
  step(incident, "verify", 45);  // late
  step(incident, "measure", 50, {{"measures", "围井反滤"}});
  step(incident, "control", 110);
  step(incident, "watch", 180);
  const record::Record end = step(incident, "close", 1740, {{"conclusion", "稳定"}}, "director");
  const json::Value figures = *city.now(end).fields.find("figures");
  EXPECT_EQ(figures.integer("tasks"), 1);
  EXPECT_EQ(figures.integer("clocks_late"), 1);
  EXPECT_EQ(figures.number("gravel_m3"), 60);
  EXPECT_EQ(figures.text("frozen_at"), at(1740));
  need(city.move(test_support::ShippedCity::system(), city.now(task), "cancel", {{"reason", "未用"}}));
  need(city.add(test_support::ShippedCity::system(), "task", {{"title", "再送"}, {"kind", "supply"}, {"about", incident.id}, {"goods", "sand_gravel"}, {"quantity", 40}}, "jiangling"));
  EXPECT_EQ(json::write(*city.now(end).fields.find("figures")), json::write(figures));
  record::Draft draft;
  draft.type = end.type;
  draft.id = end.id;
  draft.fields = {{"count", 3}};
  EXPECT_EQ(code_of(city.store->update(city.as("director"), {}, draft)), error::kWrongState);
}

TEST_P(Stages, WhereNothingWasFoundTheClocksAndReportsAreNotOwed) {
  const record::Record incident = found();
  step(incident, "receive", 5);
  step(incident, "exclude", 15, {{"false_because", "雨后积水"}});
  for (const record::Record& clock : clocks(incident)) {
    EXPECT_EQ(clock.state, clock.text("name") == "receive" ? "met" : "cancelled") << clock.text("name");
  }
  for (const char* kind : {"first", "follow_up"}) {
    for (const record::Record& receipt : receipts(incident, kind)) EXPECT_EQ(receipt.state, "cancelled");
  }
  EXPECT_EQ(timeline(incident).back(), "查无险情：雨后积水");
}

TEST_P(Stages, APatrolsLineThatFoundNothingClosesItsShift) {
  const auto shift = need(city.add(test_support::ShippedCity::system(), "patrol_shift",
                                   {{"section", city.ids["section"]}, {"shift_start", at(-120)}, {"shift_end", at(0)}, {"due_at", at(15)}, {"from_stake", 718000}, {"to_stake", 721000}, {"stage_kind", "warning"}}, "jiangling"));
  const auto quiet = need(city.add(city.as("officer"), "line_report", {{"text", "正常，12人在岗"}, {"shift", shift.id}}, "jiangling"));
  EXPECT_EQ(city.now(shift).state, "reported");
  EXPECT_EQ(city.now(shift).text("result"), "nothing");
  EXPECT_EQ(city.now(shift).integer("people"), 12);
  EXPECT_EQ(city.now(quiet).state, "noted");
}

}  // namespace
}  // namespace muster::incident
