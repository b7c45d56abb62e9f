// Roads in use: what is asked over HTTP, and that a road condition is felt by the next question.
#include "supply/drawn_city.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The short way from A to C is over B, the long one over D and E.
class RoadsApi : public DrawnCity {
 protected:
  RoadsApi() : DrawnCity({"A-------B-------C",
                          "|               |",
                          "|               |",
                          "|               |",
                          "|               |",
                          "D---------------E"}) {}

  double minutes(const std::string& from_to, const std::string& more = "") {
    const Answer answer = post("gongan", "roads/route",
                               R"({"from":)" + at(from_to[0]) + R"(,"to":)" + at(from_to[1]) + more + "}");
    if (answer.status != 200) throw std::runtime_error(answer.body);
    return answer.json()["routes"].as_array().front().number("min");
  }
  /// The id of a confirmed condition.
  std::string condition(const std::string& fields, const std::string& geometry) {
    const Answer made = post("duty", "records/road_closure",
                             R"({"fields":{"road":"甲乙路","source_kind":"police","valid_from":"2020-08-10T08:00:00+08:00",)" +
                                 fields + R"(},"geometry":)" + geometry + "}");
    if (made.status != 201) throw std::runtime_error(made.body);
    return made.json()["record"].text("id");
  }
  void move(const std::string& id, const std::string& name) {
    const Answer done = post("duty", "records/road_closure/" + id + "/moves/" + name, "{}");
    if (done.status != 200) throw std::runtime_error(done.body);
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, RoadsApi, ::testing::Values(db::Engine::kSqlite, db::Engine::kPostgres), engine_of);

TEST_P(RoadsApi, WithoutANetworkTheRemedyIsSaid) {
  TestCity& bare = TestCity::of(GetParam());
  EXPECT_THAT(bare.ask({.who = "gongan", .path = "/api/v1/roads"}).body, HasSubstr(R"("ready":false)"));
  const Answer answer = bare.ask({.who = "gongan", .path = "/api/v1/roads/closures"});
  EXPECT_EQ(answer.status, 409);
  EXPECT_THAT(answer.body, HasSubstr("muster road build"));
}

TEST_P(RoadsApi, AGuestIsTurnedAway) {
  for (const char* path : {"roads/reach", "roads/route", "roads/nearest"})
    EXPECT_EQ(post("", path, "{}").status, 401) << path;
  EXPECT_EQ(city.ask({.who = "", .path = "/api/v1/roads"}).status, 401);
  EXPECT_EQ(city.ask({.who = "", .path = "/api/v1/roads/closures"}).status, 401);
}

TEST_P(RoadsApi, TheNetworkSaysWhereItComesFrom) {
  const json::Value about = city.ask({.who = "gongan", .path = "/api/v1/roads"}).json();
  EXPECT_TRUE(about.boolean("ready"));
  EXPECT_EQ(about["mark"].text("zh"), "生成路网");
  EXPECT_EQ(about.text("attribution"), "drawn");
  EXPECT_EQ(about["profiles"].as_array().front()["title"].text("zh"), "救灾货车");
  EXPECT_GT(about.integer("edges"), 0);
}

TEST_P(RoadsApi, WhatCannotBeAnsweredIsRefusedWithTheField) {
  struct Case {
    const char* name;
    std::string path, body;
    int status;
    const char* says;
  };
  const std::string from_a = R"({"sources":[{"at":)" + at('A') + "}]";
  const std::string a_to_c = R"({"from":)" + at('A') + R"(,"to":)" + at('C');
  const Case cases[] = {
      {"no sources", "roads/reach", "{}", 400, "sources"},
      {"a source that is no place", "roads/reach", R"({"sources":[{"at":[1]}]})", 400, "sources.0.at"},
      {"a source far from any road", "roads/reach", R"({"sources":[{"at":[113.5,29.9]}]})", 422, "sources.0"},
      {"budgets that descend", "roads/reach", from_a + R"(,"budgets_min":[30,15]})", 422, "road_bad_budget"},
      {"a budget of nothing", "roads/reach", from_a + R"(,"budgets_min":[0]})", 400, "budgets_min"},
      {"a direction that is none", "roads/reach", from_a + R"(,"direction":"up"})", 400, "direction"},
      {"an unknown member", "roads/reach", from_a + R"(,"budget":15})", 422, "unknown_field"},
      {"a vehicle that is none", "roads/route", a_to_c + R"(,"profile":"dragon"})", 422, "lorry"},
      {"a drawing that is none", "roads/route", a_to_c + R"(,"drawn":[{"type":"Feature"}]})", 422, "road_bad_condition"},
      {"too many others", "roads/route", a_to_c + R"(,"alternatives":9})", 400, "alternatives"},
      {"a register that is none", "roads/nearest", R"({"to":)" + at('A') + R"(,"of":"person"})", 400, "rescue_team"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    const Answer answer = post("gongan", each.path, each.body);
    EXPECT_EQ(answer.status, each.status) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(each.says));
  }
}

TEST_P(RoadsApi, ReachIsRoadsByMinuteAndAreas) {
  const Answer answer = post("gongan", "roads/reach",
                             R"({"sources":[{"at":)" + at('A') + R"(,"offset_min":1}],"budgets_min":[2,60]})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::Value reach = answer.json();
  ASSERT_EQ(reach["length_km"].as_array().size(), 2U);
  EXPECT_NEAR(reach["length_km"].as_array()[1].as_double(), 4.2, 0.1);  // the whole drawing
  EXPECT_LT(reach["length_km"].as_array()[0].as_double(), 1.0);
  EXPECT_EQ(reach["areas"]["features"].as_array().size(), 2U);
  EXPECT_TRUE(reach.boolean("generated"));
  EXPECT_EQ(reach["moved_m"].as_array().front().as_double(), 0);
  for (const json::Value& feature : reach["roads"]["features"].as_array()) {
    const json::Value& p = feature["properties"];
    EXPECT_EQ(feature["geometry"].text("type"), "MultiLineString");
    EXPECT_GE(p.number("from_min"), 1);  // the store needs a minute before it leaves
    EXPECT_GE(p.number("to_min"), p.number("from_min"));
    EXPECT_LE(p.number("to_min"), p.number("budget_min"));
  }
}

TEST_P(RoadsApi, AConfirmedClosureIsFeltByTheNextQuestionUntilItIsLifted) {
  const double open = minutes("AC");
  const std::string id = condition(R"("kind":"closed")", line("AB"));
  EXPECT_EQ(minutes("AC"), open);  // reported, not confirmed
  move(id, "confirm");
  EXPECT_GT(minutes("AC"), open + 1);
  const json::Value shown = city.ask({.who = "gongan", .path = "/api/v1/roads/closures"}).json();
  ASSERT_EQ(shown["features"].as_array().size(), 1U);
  const json::Value& properties = shown["features"].as_array().front()["properties"];
  EXPECT_EQ(properties.text("id"), id);
  EXPECT_EQ(properties["roads"]["coordinates"].as_array().size(), 1U);
  move(id, "reopen");
  EXPECT_EQ(minutes("AC"), open);
  EXPECT_TRUE(city.ask({.who = "gongan", .path = "/api/v1/roads/closures"}).json()["features"].as_array().empty());
}

TEST_P(RoadsApi, AClosureHoldsWithinItsValidityByCityTime) {
  const double open = minutes("AC");
  const std::string id = condition(R"("kind":"closed","valid_to":"2020-08-10T12:00:00+08:00")", line("AB"));
  move(id, "confirm");
  EXPECT_GT(minutes("AC"), open);
  city.wall().set(*parse_time("2020-08-10T12:00:00+08:00"));
  EXPECT_EQ(minutes("AC"), open);
}

TEST_P(RoadsApi, EachKindDoesWhatItSays) {
  struct Case {
    const char* fields;
    bool lorry, car;  ///< is slower
  };
  const Case cases[] = {
      {R"("kind":"slow","speed_factor":0.1)", true, true},
      {R"("kind":"weight","weight_limit_t":10)", true, false},
      {R"("kind":"height","height_limit_m":3)", true, false},
      {R"("kind":"flooded","water_depth_m":0.4,"speed_factor":1)", true, true},
      {R"("kind":"open_only_rescue")", false, true},
      {R"("kind":"closed","rescue_passes":true)", false, true},
  };
  const double lorry = minutes("AC"), car = minutes("AC", R"(,"profile":"car")");
  for (const Case& each : cases) {
    SCOPED_TRACE(each.fields);
    const std::string id = condition(each.fields, line("AB"));
    move(id, "confirm");
    EXPECT_EQ(minutes("AC") > lorry, each.lorry);
    EXPECT_EQ(minutes("AC", R"(,"profile":"car")") > car, each.car);
    move(id, "reopen");
  }
}

TEST_P(RoadsApi, WaterIsPutOnRecordAsTheAreaThatItCoversAndABridgeAsItsPoint) {
  const double open = minutes("AC");
  // The middle of A–B, as shares of the way there.
  const std::string middle = line("AB");
  const json::Value ends = *json::parse(middle);
  const auto coordinate = [&](std::size_t end, std::size_t axis) { return ends["coordinates"].as_array()[end].as_array()[axis].as_double(); };
  const double lon = (coordinate(0, 0) + coordinate(1, 0)) / 2, lat = (coordinate(0, 1) + coordinate(1, 1)) / 2;
  const auto corner = [&](double dx, double dy) { return "[" + std::to_string(lon + dx) + "," + std::to_string(lat + dy) + "]"; };
  const std::string ring = corner(-2e-4, -2e-4) + "," + corner(2e-4, -2e-4) + "," + corner(2e-4, 2e-4) + "," + corner(-2e-4, -2e-4);
  for (const std::string& geometry : {R"({"type":"Polygon","coordinates":[[)" + ring + "]]}", R"({"type":"Point","coordinates":)" + corner(0, 0) + "}"}) {
    SCOPED_TRACE(geometry);
    const std::string id = condition(R"("kind":"flooded","water_depth_m":2,"speed_factor":0)", geometry);
    move(id, "confirm");
    EXPECT_GT(minutes("AC"), open);
    move(id, "reopen");
    EXPECT_EQ(minutes("AC"), open);
  }
}

TEST_P(RoadsApi, AClosureOfOneDirectionLeavesTheOther) {
  const double there = minutes("AC"), back = minutes("CA");
  move(condition(R"("kind":"closed","both_directions":false)", line("AB")), "confirm");
  EXPECT_GT(minutes("AC"), there);
  EXPECT_EQ(minutes("CA"), back);
}

TEST_P(RoadsApi, ADrawnClosureIsFeltAndNotKept) {
  const double open = minutes("AC");
  const std::int64_t head = city.journal_head();
  const std::string drawn = R"(,"drawn":[{"type":"Feature","properties":{"effect":"closed"},"geometry":)" + line("AB") + "}]";
  EXPECT_GT(minutes("AC", drawn), open);
  EXPECT_EQ(minutes("AC"), open);
  EXPECT_EQ(city.journal_head(), head);
}

TEST_P(RoadsApi, TheNearestAreThoseThatTheAskerMaySee) {
  const std::string ask = R"({"to":)" + at('C') + R"(,"of":"store","k":3})";
  const json::Value items = post("gongan", "roads/nearest", ask).json()["items"];
  ASSERT_EQ(items.as_array().size(), 1U);
  EXPECT_THAT(items.as_array().front().text("label"), HasSubstr("孟家溪"));
  EXPECT_GT(items.as_array().front().number("min"), 1);
  EXPECT_NEAR(items.as_array().front().number("straight_km"), 1.6, 0.1);
  const Answer elsewhere = post("jianli", "roads/nearest", ask);
  EXPECT_EQ(elsewhere.status, 200);
  EXPECT_THAT(elsewhere.body, Not(HasSubstr("孟家溪")));
}

TEST_P(RoadsApi, ABrokenFileIsRefusedWithTheWordAndTheOldNetworkStays) {
  EXPECT_EQ(post("gongan", "roads/build", "x").status, 403);
  EXPECT_EQ(city.ask({.who = "gongan", .path = "/api/v1/roads/build"}).status, 403);
  EXPECT_EQ(post("admin", "roads/build", "").status, 400);
  EXPECT_EQ(post("admin", "roads/build", "this is no PBF file").status, 422);
  const double before = minutes("AC");
  ASSERT_EQ(post("admin", "roads/build", std::string("\0\0\0\x0D\x0A\x09" "OSMHeader" "\x18\x7F" "cut short", 26)).status, 202);
  const auto last = [&] { return city.ask({.who = "admin", .path = "/api/v1/roads/build"}).json(); };
  json::Value job = last();
  while (job.text("state") == "running") job = last();
  EXPECT_EQ(job.text("state"), "failed");
  EXPECT_THAT(job["refused"].text("zh"), HasSubstr("损坏"));
  EXPECT_EQ(minutes("AC"), before);
}

TEST_P(RoadsApi, WhoeverLiesOnAClosedRoadIsCutOffNotMovedToTheNextOpenOne) {
  const auto moved = [&](const std::string& drawn) {
    return post("gongan", "roads/reach", R"({"sources":[{"at":)" + at('B') + R"(}],"budgets_min":[60],"areas":false)" + drawn + "}").json();
  };
  const std::string flood = R"(,"drawn":[{"type":"Feature","properties":{"effect":"closed"},"geometry":)" + json::write(square('B', 2e-3)) + "}]";
  EXPECT_GT(moved("")["length_km"].as_array().front().as_double(), 4);
  const json::Value cut = moved(flood);
  EXPECT_EQ(cut["length_km"].as_array().front().as_double(), 0);
  EXPECT_LT(cut["moved_m"].as_array().front().is_null() ? 0 : cut["moved_m"].as_array().front().as_double(), 100);
  const std::string to_b = R"({"from":)" + at('A') + R"(,"to":)" + at('B') + flood + "}";
  const Answer route = post("gongan", "roads/route", to_b);
  EXPECT_EQ(route.status, 422);
  EXPECT_THAT(route.body, HasSubstr("road_cut_off"));
  const json::Value near = post("gongan", "roads/nearest", R"({"to":)" + at('B') + R"(,"of":"store")" + flood + "}").json();
  EXPECT_TRUE(near["items"].as_array().front()["min"].is_null());
}

TEST_P(RoadsApi, ForAZoomReachIsLinesOnAGridThatHoldTheWholeDrawing) {
  const auto drawn = [&](const std::string& zoom) {
    return post("gongan", "roads/reach", R"({"sources":[{"at":)" + at('A') + R"(}],"budgets_min":[60],"areas":false,"zoom":)" + zoom + "}").json();
  };
  const json::Value fine = drawn("16");
  EXPECT_TRUE(fine["roads"].is_null());
  const json::Value& roads = fine["drawn_roads"];
  ASSERT_EQ(roads["bands"].as_array().size(), 1U);
  double length = 0;
  for (const json::Value& one : roads["bands"].as_array().front().as_array()) {
    geo::Path path;
    double x = 0, y = 0;
    const json::Array& n = one.as_array();
    for (std::size_t i = 0; i + 1 < n.size(); i += 2) {
      x += n[i].as_double();
      y += n[i + 1].as_double();
      path.push_back({roads["origin"].as_array()[0].as_double() + x * roads["step"].as_array()[0].as_double(),
                      roads["origin"].as_array()[1].as_double() + y * roads["step"].as_array()[1].as_double()});
    }
    length += geo::length_m(path);
  }
  EXPECT_NEAR(length / 1000, fine["length_km"].as_array().front().as_double(), 0.1);
  EXPECT_LT(json::write(drawn("9")["drawn_roads"]).size(), json::write(roads).size());
  const json::Value elsewhere = drawn(R"(16,"bbox":[110,29,110.1,29.1])");
  EXPECT_TRUE(elsewhere["drawn_roads"]["bands"].as_array().front().as_array().empty());
  EXPECT_EQ(post("gongan", "roads/reach", R"({"sources":[{"at":)" + at('A') + R"(}],"zoom":99})").status, 400);
  EXPECT_EQ(post("gongan", "roads/reach", R"({"sources":[{"at":)" + at('A') + R"(}],"zoom":9,"bbox":[1,2]})").status, 400);
}

TEST_P(RoadsApi, RainAndAnotherHourAreFeltByTheQuestionAlone) {
  const double dry = minutes("AC");
  EXPECT_NEAR(minutes("AC", R"(,"speed_factor":0.5)"), dry * 2, 0.2);
  EXPECT_EQ(minutes("AC"), dry);
  const std::string id = condition(R"("kind":"closed","valid_to":"2020-08-10T12:00:00+08:00")", line("AB"));
  move(id, "confirm");
  EXPECT_GT(minutes("AC"), dry);
  EXPECT_EQ(minutes("AC", R"(,"roads_at":"2020-08-10T12:30:00+08:00")"), dry);
  EXPECT_EQ(post("gongan", "roads/route", R"({"from":)" + at('A') + R"(,"to":)" + at('C') + R"(,"speed_factor":9})").status, 400);
  EXPECT_EQ(post("gongan", "roads/route", R"({"from":)" + at('A') + R"(,"to":)" + at('C') + R"(,"roads_at":"soon"})").status, 422);
}

}  // namespace
}  // namespace muster::app
