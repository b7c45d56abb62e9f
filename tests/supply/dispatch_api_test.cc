// Dispatch over HTTP: from an incident's needs to goods on the road, and what a guest or a person of the wrong place does not see.
#include "base/id.h"
#include "supply/drawn_city.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The store of 公安 stands at A, the incident at C.
class DispatchApi : public DrawnCity {
 protected:
  DispatchApi() : DrawnCity({"A-------B-------C",
                             "|               |",
                             "|               |",
                             "D---------------E"}) {
    add("bags", "stock_item", {{"store", city.id("store")}, {"goods", "woven_bag"}, {"quantity", 4000}, {"unit_name", "条"}});
    add("gravel", "stock_item", {{"store", city.id("store")}, {"goods", "sand_gravel"}, {"quantity", 100}, {"unit_name", "m³"}});
    add("lorry", "vehicle", {{"plate", "鄂D00001"}, {"kind", "truck"}, {"tracker", "T1"}}, point('A'));
    add("team", "rescue_team", {{"name", "公安抢险队"}, {"kind", "flood"}, {"capabilities", json::Array{"filter_ring"}}, {"ready_within", 600000}}, point('D'));
    add("incident", "dike_incident", {{"kind", "sand_boil"}, {"grade", "general"}, {"stake", 1000}, {"count", 2}, {"found_at", "2020-08-10T09:50:00+08:00"}}, point('C'));
    add("gauge", "gauge", {{"code", "60112399"}, {"name", "孟家溪"}, {"min_physical", 20}, {"max_physical", 50}});
    add("polder", "polder", {{"name", "孟溪垸"}, {"kind", "ordinary"}, {"control_gauge", ids["gauge"]}});
    add("village", "storage_village", {{"storage_area", ids["polder"]}, {"people", 800}, {"outside", 100}}, point('C'));
    for (const auto& [name, room, at] : {std::tuple{"学校", 500, 'B'}, std::tuple{"礼堂", 400, 'D'}}) {
      add(name, "shelter", {{"name", name}, {"level", "township"}, {"space", "indoor"}, {"function", "comprehensive"}, {"duration", "short"}, {"capacity", room}}, point(at));
    }
  }

  json::Object need(double bags) {
    return {{"about", ids["incident"]}, {"title", "围井"}, {"to_text", "险情点"}, {"wanted_at", "2020-08-10T12:00:00+08:00"},
            {"items", json::Array{json::Object{{"goods", "woven_bag"}, {"quantity", bags}}}}};
  }
  json::Object proposal(const std::string& who, double bags) {
    const Answer answer = post(who, "dispatch/propose", need(bags));
    if (answer.status != 200) throw std::runtime_error(answer.body);
    json::Object out = need(bags);
    json::Array orders;
    const json::Value told = answer.json();
    for (const json::Value& order : told["orders"].as_array()) {
      json::Object one;
      for (const char* member : {"store", "expected_at", "km", "why", "items"}) one.set(member, order[member]);
      orders.emplace_back(std::move(one));
    }
    out.set("orders", std::move(orders));
    return out;
  }
  std::string accepted(double bags) {
    const Answer answer = post("duty", "dispatch/accept", proposal("duty", bags));
    if (answer.status != 201) throw std::runtime_error(answer.body);
    return answer.json()["orders"].as_array().front().text("id");
  }
  // The steps of others, taken by the system here: rights and stock have tests of their own.
  void step(const std::string& order, const std::string& name, json::Object fields = {}) {
    record::Draft draft;
    draft.type = "transfer_order";
    draft.id = order;
    draft.move = name;
    draft.fields = std::move(fields);
    const auto moved = city.installation().store->run(identity::Viewer::system("rule"), {}, [&](record::Unit& unit) -> Result<json::Value> {
      const auto done = unit.move_by_rule(draft);
      if (!done) return fail(done.error());
      return json::Value{};
    });
    if (!moved) throw std::runtime_error(name + ": " + error_text(moved.error(), "en"));
  }
  std::string on_road() {
    const std::string order = accepted(500);
    step(order, "order", {{"order_no", "荆防调〔2020〕1号"}, {"shipper", city.id("bureau")}});
    step(order, "load", {{"vehicle", ids["lorry"]}});
    step(order, "depart");
    return order;
  }
  Answer position(const std::string& who, char at, const std::string& time) {
    const json::Value where = place(at);
    return post(who, "positions", {{"positions", json::Array{json::Object{{"tracker", "T1"}, {"at", time}, {"lon", where.as_array()[0]}, {"lat", where.as_array()[1]}}}}});
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, DispatchApi, ::testing::Values(db::Engine::kSqlite, db::Engine::kPostgres), engine_of);

TEST_P(DispatchApi, AGuestIsTurnedAway) {
  for (const char* path : {"dispatch/propose", "dispatch/accept", "positions", "evacuation", "evacuation/plans", "dispatch/helpers", "dispatch/callouts", "dispatch/callouts/recall"}) EXPECT_EQ(post("", path, json::Object{}).status, 401) << path;
  for (const char* path : {"dispatch/board", "dispatch/needs?incident=x", "dispatch/orders/x", "dispatch/orders/x/card"}) EXPECT_EQ(get("", path).status, 401) << path;
}

TEST_P(DispatchApi, AProposalIsExplainedAcceptedOnceAndShownOnTheBoard) {
  const json::Value told = post("duty", "dispatch/propose", need(5000)).json();
  ASSERT_EQ(told["orders"].as_array().size(), 1U);
  const json::Value& order = told["orders"].as_array().front();
  EXPECT_EQ(order.text("store"), city.id("store"));
  EXPECT_EQ(order["items"].as_array().front().number("quantity"), 4000);
  EXPECT_NEAR(order.number("km"), 1.6, 0.05);
  EXPECT_THAT(order.text("why"), HasSubstr("备货装车"));
  EXPECT_EQ(told["unmet"].as_array().front().number("quantity"), 1000);

  const std::string key = new_id(from_millis(1597024800000));
  const json::Object what = proposal("duty", 1500);
  const Answer first = post("duty", "dispatch/accept", what, key);
  ASSERT_EQ(first.status, 201) << first.body;
  const Answer again = post("duty", "dispatch/accept", what, key);
  EXPECT_EQ(again.headers.at("x-muster-repeated"), "true");
  EXPECT_EQ(json::write(first.json()["orders"]), json::write(again.json()["orders"]));
  const std::string id = first.json()["orders"].as_array().front().text("id");
  EXPECT_EQ(first.json()["orders"].as_array().front().text("state"), "proposal");
  EXPECT_EQ(first.json()["reservations"].as_array().front().text("state"), "held");
  // Held stock is not promised to the next.
  EXPECT_EQ(post("duty", "dispatch/propose", need(5000)).json()["orders"].as_array().front()["items"].as_array().front().number("quantity"), 2500);
  const Answer board = get("gongan", "dispatch/board");
  EXPECT_THAT(board.body, HasSubstr(id));
  EXPECT_THAT(board.body, HasSubstr(R"("late":false)"));
}

TEST_P(DispatchApi, TheCardHasItsCodeAndTheRoute) {
  const std::string id = accepted(100);
  const json::Value card = get("duty", "dispatch/orders/" + id + "/card").json();
  EXPECT_EQ(card.text("qr"), "MUSTER:transfer_order:" + id);
  EXPECT_EQ(card["qr_rows"].as_array().size(), card["qr_rows"].as_array().front().as_string().size());
  EXPECT_NEAR(card["route"].number("km"), 1.6, 0.05);
  EXPECT_TRUE(card["route"].boolean("generated"));
  EXPECT_GE(card["route"]["steps"].as_array().size(), 2U);
}

TEST_P(DispatchApi, APersonOfTheWrongPlaceSeesAndDoesNothing) {
  const json::Object what = proposal("duty", 100);
  const std::string id = accepted(100);
  EXPECT_EQ(post("jianli", "dispatch/accept", what).status, 404);
  json::Object own = need(100);
  own.erase("about");
  own.set("at", place('C'));
  const Answer told = post("jianli", "dispatch/propose", own);
  EXPECT_EQ(told.status, 200);
  EXPECT_THAT(told.body, Not(HasSubstr("孟家溪")));
  EXPECT_THAT(told.body, HasSubstr(R"("orders":[],)"));
  EXPECT_THAT(get("jianli", "dispatch/board").body, Not(HasSubstr(id)));
  for (const std::string& path : {"dispatch/orders/" + id, "dispatch/orders/" + id + "/card", "dispatch/needs?incident=" + ids["incident"]}) {
    EXPECT_EQ(get("jianli", path).status, 404) << path;
  }
  EXPECT_EQ(post("jianli", "evacuation", {{"villages", json::Array{ids["village"]}}}).status, 404);
}

TEST_P(DispatchApi, ADrawnFloodCutsTheStoreOff) {
  json::Object what = need(100);
  what.set("drawn", json::Array{json::Object{{"type", "Feature"}, {"properties", json::Object{{"effect", "closed"}}},
                                             {"geometry", json::Object{{"type", "LineString"}, {"coordinates", json::Array{place('A'), place('B')}}}}},
                                json::Object{{"type", "Feature"}, {"properties", json::Object{{"effect", "closed"}}},
                                             {"geometry", json::Object{{"type", "LineString"}, {"coordinates", json::Array{place('D'), place('E')}}}}}});
  const Answer told = post("duty", "dispatch/propose", what);
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_THAT(told.body, HasSubstr(R"("why_not":"cut_off")"));
  EXPECT_THAT(told.body, HasSubstr(R"("orders":[],)"));
}

TEST_P(DispatchApi, APositionRenewsTheArrivalAndTellsIt) {
  const std::string id = on_road();
  const std::string before = get("duty", "dispatch/orders/" + id).json()["record"]["fields"].text("expected_at");
  EXPECT_THAT(position("jianli", 'B', "2020-08-10T10:00:00+08:00").body, HasSubstr("tracker_unknown"));
  const Answer taken = position("duty", 'B', "2020-08-10T10:00:00+08:00");
  EXPECT_EQ(taken.json().integer("accepted"), 1) << taken.body;
  EXPECT_THAT(taken.body, HasSubstr(id));
  const json::Value order = get("duty", "dispatch/orders/" + id).json();
  EXPECT_EQ(order["vehicle_at"], place('B'));
  EXPECT_LT(order["record"]["fields"].text("expected_at"), before);
  // An older one, and one from the future, are refused; the same again changes nothing.
  EXPECT_THAT(position("duty", 'A', "2020-08-10T09:59:00+08:00").body, HasSubstr("position_too_old"));
  EXPECT_THAT(position("duty", 'A', "2020-08-10T11:00:00+08:00").body, HasSubstr("position_ahead"));
  EXPECT_THAT(position("duty", 'B', "2020-08-10T10:01:00+08:00").body, HasSubstr(R"("orders":[])"));
  // Within the rule's distance it has arrived, and is received by whoever stands there.
  position("duty", 'C', "2020-08-10T10:04:00+08:00");
  EXPECT_EQ(get("duty", "dispatch/orders/" + id).json()["record"]["fields"].text("arrived_at"), "2020-08-10T10:04:00+08:00");
}

TEST_P(DispatchApi, AnIncidentNamesItsGoodsAndTheNearestTeam) {
  const json::Value told = get("duty", "dispatch/needs?incident=" + ids["incident"]).json();
  const json::Value& gravel = told["items"].as_array().front();
  EXPECT_EQ(gravel.text("goods"), "sand_gravel");
  EXPECT_EQ(gravel.number("quantity"), 90);  // 45 t for each of two
  EXPECT_EQ(gravel.text("mark"), "check");
  ASSERT_EQ(told["teams"].as_array().size(), 1U);
  EXPECT_EQ(told["teams"].as_array().front().text("label"), "公安抢险队");
  EXPECT_EQ(told["teams"].as_array().front().number("ready_min"), 10);
  EXPECT_TRUE(told.boolean("invented"));
}

TEST_P(DispatchApi, AVillageGoesToShelterAndItsSheetSaysHow) {
  const json::Value told = post("duty", "evacuation", {{"area", ids["polder"]}, {"mode", "foot"}, {"sheets", true}}).json();
  ASSERT_EQ(told["assignments"].as_array().size(), 2U) << json::write(told);  // 700 people, no shelter holds them all
  EXPECT_EQ(told["assignments"].as_array()[0].text("shelter_label"), "学校");
  EXPECT_EQ(told["assignments"].as_array()[0].integer("people"), 500);
  EXPECT_EQ(told["assignments"].as_array()[1].integer("people"), 200);
  EXPECT_TRUE(told["unplaced"].as_array().empty());
  EXPECT_EQ(told.number("gap_share"), 0);
  EXPECT_GE(told["assignments"].as_array()[0]["sheet"]["steps"].as_array().size(), 2U);
  const json::Value few = post("duty", "evacuation", {{"area", ids["polder"]}, {"mode", "road"}, {"shelters", json::Array{ids["学校"]}}}).json();
  EXPECT_EQ(few["unplaced"].as_array().front().integer("people"), 200);
  EXPECT_EQ(few["unplaced"].as_array().front().text("why"), "no_room");
}

TEST_P(DispatchApi, FromADrawnFloodTheVillagesInItGoToSheltersOutsideIt) {
  add("counted", "jurisdiction", {{"code", "421022001"}, {"name", "乙村"}, {"level", "village"}, {"parent", city.id("gongan")}, {"people", 300}}, square('C', 3e-4));
  add("uncounted", "jurisdiction", {{"code", "421022002"}, {"name", "丙村"}, {"level", "village"}, {"parent", city.id("gongan")}}, square('E', 3e-4));
  add("wet", "shelter", {{"name", "水中学校"}, {"level", "township"}, {"space", "indoor"}, {"function", "comprehensive"}, {"duration", "short"}, {"capacity", 9000}}, point('E'));
  // C and E are in the water, A, B and D are not.
  const json::Value flood = geo::to_geojson(geo::rectangle({map.at.at('B').lon + 2e-3, map.at.at('E').lat - 1e-3, map.at.at('C').lon + 1e-3, map.at.at('C').lat + 1e-3}));
  const json::Value told = post("duty", "evacuation", {{"flood", flood}, {"mode", "road"}, {"sheets", true}}).json();
  EXPECT_EQ(told.integer("villages"), 3) << json::write(told);
  EXPECT_EQ(told.integer("people"), 900) << "700 of the table and 300 counted, room for 900";
  const Answer text = post("duty", "evacuation", {{"flood", flood}, {"mode", "road"}});
  EXPECT_THAT(text.body, HasSubstr("乙村"));
  EXPECT_THAT(text.body, Not(HasSubstr("水中学校")));
  EXPECT_THAT(text.body, HasSubstr(R"("why":"people_unknown")"));
  for (const json::Value& one : told["assignments"].as_array()) EXPECT_EQ(one["line"].text("type"), "LineString");
  // When the water is there nobody drives out of it.
  const json::Value late = post("duty", "evacuation", {{"flood", flood}, {"mode", "road"}, {"water", true}}).json();
  EXPECT_TRUE(late["assignments"].as_array().empty());
  for (const json::Value& one : late["unplaced"].as_array()) EXPECT_EQ(one.text("why"), "cut_off");
  EXPECT_EQ(post("duty", "evacuation", {{"flood", point('A')}}).status, 400);
  EXPECT_EQ(post("duty", "evacuation", {{"flood", square('A', 1e-4)}}).status, 422) << "no village in it";
}

TEST_P(DispatchApi, APlanIsWorkedOutByTheServerKeptAndAdopted) {
  json::Object ask{{"area", ids["polder"]}, {"mode", "foot"}, {"title", "孟溪垸转移"}, {"about", ids["incident"]}};
  const Answer kept = post("duty", "evacuation/plans", ask);
  ASSERT_EQ(kept.status, 201) << kept.body;
  const json::Value record = kept.json()["record"];
  EXPECT_EQ(record["fields"].integer("people"), 700);
  EXPECT_EQ(record["fields"]["plan"]["assignments"].as_array().size(), 2U);
  EXPECT_GE(record["fields"]["plan"]["assignments"].as_array()[0]["sheet"]["steps"].as_array().size(), 2U);
  EXPECT_EQ(record.text("state"), "proposed");
  EXPECT_EQ(post("duty", "records/evacuation_plan/" + record.text("id") + "/moves/adopt", json::Object{}).status, 200);
  EXPECT_EQ(get("jianli", "records/evacuation_plan/" + record.text("id")).status, 404);
  ask.set("title", "");
  EXPECT_EQ(post("duty", "evacuation/plans", ask).status, 422);
  EXPECT_EQ(post("jianli", "evacuation/plans", json::Object{{"area", ids["polder"]}, {"mode", "foot"}, {"title", "x"}}).status, 404);
}

TEST_P(DispatchApi, LorriesAreAssignedByLoadAndNoneServesTwoOrders) {
  add("big", "vehicle", {{"plate", "鄂D00002"}, {"kind", "tipper"}, {"load_t", 20}}, point('B'));
  add("small", "vehicle", {{"plate", "鄂D00003"}, {"kind", "tipper"}, {"load_t", 8}}, point('A'));
  add("van", "vehicle", {{"plate", "鄂D00004"}, {"kind", "van"}, {"load_t", 30}}, point('A'));
  json::Object what = need(10);
  what.set("items", json::Array{json::Object{{"goods", "sand_gravel"}, {"quantity", 24}}});
  const json::Value order = post("duty", "dispatch/propose", what).json()["orders"].as_array().front();
  EXPECT_EQ(order.number("weight_t"), 24);
  ASSERT_EQ(order["lorries"].as_array().size(), 2U) << json::write(order) << " a van carries no gravel";
  EXPECT_EQ(order["lorries"].as_array().front().text("label"), "鄂D00003") << "the nearer one leads";
  EXPECT_EQ(order.number("lorries_missing"), 0);
  json::Object accept = what;
  json::Object mine;
  for (const char* member : {"store", "expected_at", "km", "items", "lorries", "weight_t"}) mine.set(member, order[member]);
  accept.set("orders", json::Array{mine});
  const Answer taken = post("duty", "dispatch/accept", accept);
  ASSERT_EQ(taken.status, 201) << taken.body;
  const json::Value fields = taken.json()["orders"].as_array().front()["fields"];
  EXPECT_EQ(fields.text("vehicle"), ids["small"]);
  EXPECT_EQ(fields["more_vehicles"].as_array().front().as_string(), ids["big"]);
  EXPECT_EQ(fields.number("load_t"), 24);
  EXPECT_TRUE(post("duty", "dispatch/propose", what).json()["orders"].as_array().front()["lorries"].as_array().empty()) << "both are taken";
  const Answer again = post("duty", "dispatch/accept", accept);
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("lorry_taken"));
}

TEST_P(DispatchApi, WhenTheArrivalSlipsWhoOrderedIsToldOnceUntilItSlipsFurther) {
  const std::string id = on_road();
  step(id, "progress", {{"expected_at", "2020-08-10T12:05:00+08:00"}});
  const auto told = [&] { return get("duty", "records/event_entry?filter=source:eq:" + id).json()["items"].as_array().size(); };
  EXPECT_EQ(told(), 0U) << "five minutes are not told";
  step(id, "progress", {{"expected_at", "2020-08-10T12:20:00+08:00"}});
  EXPECT_EQ(told(), 1U);
  step(id, "progress", {{"expected_at", "2020-08-10T12:25:00+08:00"}});
  EXPECT_EQ(told(), 1U);
  step(id, "progress", {{"expected_at", "2020-08-10T12:40:00+08:00"}});
  EXPECT_EQ(told(), 2U);
  const json::Value log = get("duty", "records/event_entry?filter=about:eq:" + ids["incident"]).json();
  EXPECT_THAT(json::write(log), HasSubstr("比要求迟 40 分钟"));
  EXPECT_EQ(get("duty", "dispatch/orders/" + id).json()["record"]["fields"].integer("late_told_min"), 40);
}

TEST_P(DispatchApi, WhatCannotBeAnsweredIsRefusedWithTheField) {
  const auto with = [this](const char* name, json::Value value) {
    json::Object out = need(10);
    out.set(name, std::move(value));
    return out;
  };
  struct Case {
    const char* name;
    const char* path;
    json::Object body;
    int status;
    const char* says;
  };
  const Case cases[] = {
      {"no items", "dispatch/propose", with("items", json::Array{}), 422, "items"},
      {"goods that are none", "dispatch/propose", with("items", json::Array{json::Object{{"goods", "gold"}, {"quantity", 1}}}), 422, "gold"},
      {"nothing wanted", "dispatch/propose", with("items", json::Array{json::Object{{"goods", "tent"}, {"quantity", 0}}}), 422, "quantity"},
      {"a unit that does not convert", "dispatch/propose", with("items", json::Array{json::Object{{"goods", "woven_bag"}, {"quantity", 1}, {"unit", "吨"}}}), 422, "units_differ"},
      {"no time", "dispatch/propose", with("wanted_at", ""), 422, "wanted_at"},
      {"a place that is none", "dispatch/propose", with("at", json::Array{1}), 400, "at"},
      {"swapped coordinates", "dispatch/propose", with("at", json::Array{30.05, 112.23}), 422, "swapped"},
      {"an unknown member", "dispatch/propose", with("where", "x"), 422, "unknown_field"},
      {"no orders", "dispatch/accept", need(10), 422, "orders"},
      {"no villages", "evacuation", {}, 422, "villages"},
      {"a way of going that is none", "evacuation", {{"villages", json::Array{ids["village"]}}, {"mode", "boat"}}, 400, "mode"},
      {"no positions", "positions", {}, 422, "positions"},
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
