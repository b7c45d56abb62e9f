// Calling teams, experts and vehicles over HTTP: who is nearest and free, what rings, who answers, who is told that they need not come.
#include "supply/drawn_city.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The incident at C; the near team at B, the far one at D; a lorry at A.
class CallOutsApi : public DrawnCity {
 protected:
  CallOutsApi() : DrawnCity({"A-------B-------C",
                             "|               |",
                             "|               |",
                             "D---------------E"}) {
    for (const char* name : {"leader", "deputy", "expert", "driver"}) add(name, "person", {{"name", name}});
    add("near", "rescue_team", {{"name", "近队"}, {"kind", "flood"}, {"capabilities", json::Array{"filter_ring"}}, {"leader", ids["leader"]}, {"deputy", ids["deputy"]}}, point('B'));
    add("far", "rescue_team", {{"name", "远队"}, {"kind", "flood"}, {"capabilities", json::Array{"plugging"}}, {"ready_within", 1200000}}, point('D'));
    add("resting", "rescue_team", {{"name", "休整队"}, {"kind", "flood"}, {"readiness", "absent"}}, point('B'));
    add("geotech", "expert", {{"person", ids["expert"]}, {"fields_of_work", json::Array{"geotech"}}}, point('D'));
    add("lorry", "vehicle", {{"plate", "鄂D00001"}, {"kind", "truck"}, {"load_t", 8}, {"driver", ids["driver"]}}, point('A'));
    for (const char* name : {"incident", "other"}) {
      add(name, "dike_incident", {{"kind", "sand_boil"}, {"grade", "general"}, {"stake", 1000}, {"found_at", "2020-08-10T09:50:00+08:00"}}, point('C'));
    }
  }
  json::Value helpers(const std::string& about, json::Object more = {}) {
    more.set("about", ids[about]);
    const Answer answer = post("duty", "dispatch/helpers", more);
    if (answer.status != 200) throw std::runtime_error(answer.body);
    return answer.json();
  }
  static json::Value row(const json::Value& told, const char* list, const std::string& id) {
    for (const json::Value& one : told[list].as_array()) {
      if (one.text("id") == id) return one;
    }
    return {};
  }
  json::Value called(const std::string& who, json::Object more = {}) {
    more.set("about", ids["incident"]);
    more.set("helpers", json::Array{ids[who]});
    const Answer answer = post("duty", "dispatch/callouts", more);
    if (answer.status != 201) throw std::runtime_error(answer.body);
    return answer.json()["callouts"].as_array().front();
  }
  // What somebody does on the phone, or the clock; rights of both have tests of their own.
  void step(const std::string& call, const std::string& name, json::Object fields = {}) {
    record::Draft draft;
    draft.type = "callout";
    draft.id = call;
    draft.move = name;
    draft.fields = std::move(fields);
    const auto moved = city.installation().store->move(identity::Viewer::system("rule"), {}, draft);
    if (!moved) throw std::runtime_error(name + ": " + error_text(moved.error(), "en"));
  }
  json::Value only(const std::string& type, const std::string& filter) {
    const json::Value page = get("duty", "records/" + type + "?filter=" + filter).json();
    if (page["items"].as_array().size() != 1) throw std::runtime_error(json::write(page));
    return page["items"].as_array().front();
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, CallOutsApi, ::testing::Values(db::Engine::kSqlite, db::Engine::kPostgres), engine_of);

TEST_P(CallOutsApi, TheSoonestByRoadStandsFirstAndWhoCannotComeSaysWhy) {
  const json::Value told = helpers("incident");
  ASSERT_GE(told["helpers"].as_array().size(), 4U) << json::write(told);
  EXPECT_EQ(told["helpers"].as_array().front().text("label"), "近队");
  EXPECT_EQ(row(told, "helpers", ids["far"]).number("ready_min"), 20);
  EXPECT_EQ(row(told, "unavailable", ids["resting"]).text("why_not"), "not_ready");
  EXPECT_EQ(row(told, "helpers", ids["lorry"]).number("load_t"), 8);
  const json::Value rings = helpers("incident", {{"of", json::Array{"rescue_team"}}, {"capabilities", json::Array{"plugging"}}});
  ASSERT_EQ(rings["helpers"].as_array().size(), 1U);
  EXPECT_EQ(rings["helpers"].as_array().front().text("label"), "远队");
  // Whoever's road is under water does not come.
  const json::Value wet = helpers("incident", {{"drawn", json::Array{json::Object{{"type", "Feature"}, {"properties", json::Object{{"effect", "closed"}}}, {"geometry", square('B', 2e-3)}}}}});
  EXPECT_EQ(row(wet, "unavailable", ids["near"]).text("why_not"), "cut_off");
}

TEST_P(CallOutsApi, ACallRingsTheLeaderThenTheDeputyAndTheAnswerSaysWhenTheyAreThere) {
  const json::Value call = called("near", {{"text", "抢筑围井"}});
  EXPECT_EQ(call["fields"].text("person"), ids["leader"]);
  EXPECT_EQ(call["fields"].text("text"), "抢筑围井");
  EXPECT_EQ(call["fields"].text("helper"), ids["near"]);
  EXPECT_FALSE(call["fields"].text("arrive_at").empty());
  EXPECT_EQ(only("clock", "about:eq:" + call.text("id")).text("state"), "running");
  EXPECT_EQ(post("duty", "dispatch/callouts", {{"about", ids["incident"]}, {"helpers", json::Array{ids["near"]}}}).status, 409);
  step(call.text("id"), "miss");
  const json::Value next = only("callout", "rung:eq:2&filter=helper:eq:" + ids["near"]);
  EXPECT_EQ(next["fields"].text("person"), ids["deputy"]);
  EXPECT_EQ(next["fields"].text("text"), "抢筑围井") << "the words go on to the next";
  step(next.text("id"), "answer", {{"answer", "coming"}});
  const json::Value shown = row(helpers("incident"), "helpers", ids["near"])["call"];
  EXPECT_EQ(shown.text("state"), "answered");
  EXPECT_FALSE(shown.text("arrive_at").empty());
  EXPECT_EQ(row(helpers("other"), "unavailable", ids["near"]).text("why_not"), "called") << "a team that comes here is not free there";
}

TEST_P(CallOutsApi, WhoCannotComePassesTheCallOn) {
  const json::Value call = called("near");
  step(call.text("id"), "answer", {{"answer", "cannot"}});
  EXPECT_EQ(only("callout", "rung:eq:2&filter=helper:eq:" + ids["near"])["fields"].text("person"), ids["deputy"]);
}

TEST_P(CallOutsApi, AnExpertsAnswerStandsInTheRegisterOfExpertCalls) {
  const json::Value call = called("geotech", {{"text", "研判"}});
  EXPECT_EQ(only("expert_callout", "expert:eq:" + ids["geotech"]).text("state"), "asked");
  step(call.text("id"), "answer", {{"answer", "coming"}});
  EXPECT_EQ(only("expert_callout", "expert:eq:" + ids["geotech"]).text("state"), "accepted");
}

TEST_P(CallOutsApi, RecalledItRingsNoMoreAndWhoWasComingIsTold) {
  const json::Object back{{"about", ids["incident"]}, {"helpers", json::Array{ids["near"]}}, {"why", "险情已控制"}};
  EXPECT_EQ(post("duty", "dispatch/callouts/recall", back).status, 409) << "nothing to recall";
  const json::Value ringing = called("near");
  ASSERT_EQ(post("duty", "dispatch/callouts/recall", back).status, 200);
  EXPECT_EQ(only("callout", "helper:eq:" + ids["near"]).text("state"), "withdrawn");
  const json::Value again = called("near");
  step(again.text("id"), "answer", {{"answer", "coming"}});
  const Answer recalled = post("duty", "dispatch/callouts/recall", back);
  ASSERT_EQ(recalled.status, 200) << recalled.body;
  const json::Value told = recalled.json()["callouts"].as_array().front();
  EXPECT_EQ(told["fields"].text("recalls"), again.text("id"));
  EXPECT_EQ(told["fields"].text("person"), ids["leader"]);
  EXPECT_THAT(told["fields"].text("text"), HasSubstr("险情已控制"));
  EXPECT_EQ(row(helpers("other"), "helpers", ids["near"]).text("label"), "近队") << "free again";
  json::Object no_reason = back;
  no_reason.set("why", "");
  EXPECT_EQ(post("duty", "dispatch/callouts/recall", no_reason).status, 422);
}

TEST_P(CallOutsApi, AloneTheCallIsAboutTheTeamItself) {
  const Answer answer = post("duty", "dispatch/callouts", {{"at", place('C')}, {"to_text", "险情点"}, {"text", "集结"}, {"helpers", json::Array{ids["far"]}}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const json::Value call = answer.json()["callouts"].as_array().front();
  EXPECT_EQ(call["fields"].text("about"), ids["far"]);
  EXPECT_EQ(call["fields"].text("text"), "集结：险情点");
  EXPECT_EQ(call["fields"].text("channel"), "telephone") << "nobody on file answers for it";
}

TEST_P(CallOutsApi, AGuestAndAPersonOfTheWrongPlaceCallNobody) {
  const json::Object ask{{"about", ids["incident"]}, {"helpers", json::Array{ids["near"]}}};
  for (const char* path : {"dispatch/helpers", "dispatch/callouts", "dispatch/callouts/recall"}) EXPECT_EQ(post("", path, json::Object{}).status, 401) << path;
  EXPECT_EQ(post("jianli", "dispatch/helpers", json::Object{{"about", ids["incident"]}}).status, 404);
  const Answer wrong = post("jianli", "dispatch/callouts", ask);
  EXPECT_TRUE(wrong.status == 403 || wrong.status == 404) << wrong.body;
  EXPECT_EQ(row(helpers("incident"), "helpers", ids["near"])["call"].is_null(), true);
}

TEST_P(CallOutsApi, WhatCannotBeAnsweredIsRefusedWithTheField) {
  struct Case {
    const char* name;
    const char* path;
    json::Object body;
    int status;
    const char* says;
  };
  const Case cases[] = {
      {"no place", "dispatch/helpers", {}, 422, "no_place"},
      {"a register that is none", "dispatch/helpers", {{"about", ids["incident"]}, {"of", json::Array{"person"}}}, 400, "rescue_team"},
      {"nobody named", "dispatch/callouts", {{"about", ids["incident"]}}, 422, "helpers"},
      {"somebody unknown", "dispatch/callouts", {{"about", ids["incident"]}, {"helpers", json::Array{"x"}}}, 404, "not_found"},
      {"who is not ready", "dispatch/callouts", {{"about", ids["incident"]}, {"helpers", json::Array{ids["resting"]}}}, 409, "not_available"},
      {"no words alone", "dispatch/callouts", {{"at", place('C')}, {"helpers", json::Array{ids["near"]}}}, 422, "text"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    const Answer answer = post("duty", each.path, each.body);
    EXPECT_EQ(answer.status, each.status) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(each.says));
  }
}

}  // namespace
}  // namespace muster::app
