// The routes of the circle: a guest, a duty officer, people of the right and of the wrong place; refusals; a flood drawn on the map.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"
#include "road/map.h"
#include "support/postgres_cluster.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The store stands at A. The short way to C is over B; the one over D and E is too long for 30 minutes of which 25 pass before departure.
road::test::Map drawn_map() {
  return road::test::draw({"A----B----C------------------------------F",  //
                           "|         |",
                           "|         |",
                           "|         |",
                           "|         |",
                           "|         |",
                           "D---------E"});
}
geo::Position where(char name) {
  static const road::test::Map map = drawn_map();
  return map.at.at(name);
}
std::string at(char name) { return json::write(json::Array{where(name).lon, where(name).lat}); }
std::string closed(char from, char to) {
  return R"({"type":"Feature","properties":{"effect":"closed"},"geometry":{"type":"LineString","coordinates":[)" + at(from) + ',' + at(to) + "]}}";
}

// Founded once per engine: what a test adds disturbs no other.
struct Founded {
  explicit Founded(db::Engine engine)
      : city(engine, [](const std::string& data) {
          const auto built = road::build(drawn_map().extract, data + "/roads");
          if (!built) throw std::runtime_error(error_text(built.error(), "en"));
        }) {
    depot = make("store", "gongan", R"({"name":"公安救灾库","kind":"relief"})", R"({"type":"Point","coordinates":)" + at('A') + "}");
    make("stock_item", "gongan", R"({"store":")" + depot + R"(","goods":"quilt","quantity":100,"unit_name":"床"})");
    ids['B'] = village('B', "乙村", "gongan", "421022001", R"(,"people":1000)");
    ids['C'] = village('C', "丙村", "gongan", "421022002", R"(,"people":500)");
    ids['F'] = village('F', "己村", "gongan", "421022003", R"(,"people":200)");
    village('E', "监利秘密村", "jianli", "421023001", "");
  }
  std::string make(const std::string& type, const std::string& place, const std::string& fields, const std::string& geometry = "null") {
    const Answer made = city.ask({.who = "admin", .method = "POST", .path = "/api/v1/records/" + type,
                                  .body = R"({"jurisdiction_id":")" + city.id(place) + R"(","fields":)" + fields + R"(,"geometry":)" + geometry + "}"});
    if (made.status != 201) throw std::runtime_error(made.body);
    return made.json()["record"].text("id");
  }
  std::string village(char name, const std::string& title, const std::string& county, const std::string& code, const std::string& people) {
    const json::Value area = geo::to_geojson(geo::circle(where(name), 60, 8));
    return make("jurisdiction", county, R"({"code":")" + code + R"(","name":")" + title + R"(","level":"village","parent":")" + city.id(county) + '"' + people + "}", json::write(area));
  }
  static Founded& of(db::Engine engine) {
    test_support::PostgresCluster::shared();  // made first, so that it outlives the cities
    static std::map<db::Engine, std::unique_ptr<Founded>> made;
    auto& one = made[engine];
    if (one == nullptr) one = std::make_unique<Founded>(engine);
    return *one;
  }

  TestCity city;
  std::string depot;
  std::map<char, std::string> ids;
};

class CircleApi : public ::testing::TestWithParam<db::Engine> {
 protected:
  Answer post(const std::string& who, const std::string& path, const std::string& body = "{}") {
    return city.ask({.who = who, .method = "POST", .path = "/api/v1/" + path, .body = body});
  }
  json::Value answer(const std::string& who, const std::string& path, const std::string& body) {
    const Answer out = post(who, path, body);
    if (out.status != 200) throw std::runtime_error(out.body);
    return out.json();
  }

  Founded& founded = Founded::of(GetParam());
  TestCity& city = founded.city;
  std::map<char, std::string>& ids = founded.ids;
};
INSTANTIATE_TEST_SUITE_P(Engines, CircleApi, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

struct Row {
  const char* name;
  const char* who;
  const char* path;
  std::string body;
  int status;
  std::vector<std::string> holds{};
  std::vector<std::string> lacks{};
};

TEST_P(CircleApi, TellsEachWhatIsTheirs) {
  const std::string place = R"("at":)" + at('B');
  for (const Row& row : std::vector<Row>{
           {"a guest is told nothing", "", "circle", "{}", 401, {}, {"乙村"}},
           {"nor of sites", "", "circle/siting", "{}", 401},
           {"nor of shortfalls", "", "circle/shortfall", "{}", 401},
           {"nor may a guest write", "", "circle/snapshot", "{}", 401},
           {"the county sees its circle", "gongan", "circle", R"({"budget_min":30})", 200, {"乙村", "公安救灾库", R"("covered_people":1500)", "generated"}, {"监利秘密村"}},
           {"another county sees neither places nor stores", "jianli", "circle", "{}", 200, {"监利秘密村", R"("total_people":null)"}, {"乙村", "公安救灾库"}},
           {"whose store has nothing for them", "jianli", "circle/shortfall", R"({"affected":10,)" + place + "}", 200, {R"("arrives":[0,0,0,0])"}, {"公安救灾库"}},
           {"a store of another county is not there", "jianli", "circle", R"({"stores":["{depot}"]})", 404, {"not_found"}, {"公安救灾库"}},
           {"the wrong place keeps no snapshot", "gongan", "circle/snapshot", "{}", 403, {"not_allowed"}},
           {"an unknown member is refused", "duty", "circle", R"({"radius_km":30})", 422, {"unknown_field", "radius_km"}},
           {"a budget of nothing is refused", "duty", "circle", R"({"budget_min":0})", 422, {"out_of_range", "budget_min"}},
           {"a budget in words is refused", "duty", "circle", R"({"budget_min":"60"})", 422, {"out_of_range"}},
           {"a level that is none is refused", "duty", "circle", R"({"level":"province"})", 422, {"bad_value", "township"}},
           {"a profile that is none is refused", "duty", "circle", R"({"profile":"rocket"})", 422, {"road_unknown_profile", "lorry"}},
           {"night is yes or no", "duty", "circle", R"({"night":"yes"})", 422, {"bad_value", "night"}},
           {"a drawing that is none is refused", "duty", "circle", R"({"drawn":[{"type":"Feature","properties":{"effect":"magic"},"geometry":null}]})", 422, {"drawn.0"}},
           {"six sites are too many", "duty", "circle/siting", R"({"k":6})", 422, {"out_of_range"}},
           {"candidates are of three kinds", "duty", "circle/siting", R"({"candidates":"stars"})", 422, {"bad_value", "villages"}},
           {"people must be told", "duty", "circle/shortfall", R"({)" + place + "}", 422, {"out_of_range", "affected"}},
           {"and where they are", "duty", "circle/shortfall", R"({"affected":10})", 422, {"required"}},
           {"in a place that is there", "duty", "circle/shortfall", R"({"affected":{"nowhere":10}})", 404, {"not_found"}},
           {"hours ascend", "duty", "circle/shortfall", R"({"affected":10,"hours":[3,1],)" + place + "}", 422, {"out_of_range", "hours"}},
           {"norms are known ones", "duty", "circle/shortfall", R"({"affected":10,"norms":"generous",)" + place + "}", 422, {"bad_value", "planning"}},
       }) {
    SCOPED_TRACE(row.name);
    std::string body = row.body;
    if (const std::size_t found = body.find("{depot}"); found != std::string::npos) body.replace(found, 7, founded.depot);
    const Answer out = post(row.who, row.path, body);
    EXPECT_EQ(out.status, row.status) << out.body;
    for (const std::string& part : row.holds) EXPECT_THAT(out.body, HasSubstr(part));
    for (const std::string& part : row.lacks) EXPECT_THAT(out.body, Not(HasSubstr(part)));
  }
}

TEST_P(CircleApi, ShrinksByWhatIsDrawnAndSaysWhatItCost) {
  const json::Value before = answer("gongan", "circle", R"({"budget_min":30})");
  EXPECT_EQ(before.number("covered_share"), 1500.0 / 1700);
  EXPECT_EQ(before["uncovered"].as_array().size(), 1U);
  EXPECT_EQ(before["stores"].as_array().at(0)["order_to_departure_min"].number("day"), 25);
  const json::Value after = answer("gongan", "circle", R"({"budget_min":30,"drawn":[)" + closed('B', 'C') + ',' + closed('D', 'E') + "]}");
  EXPECT_EQ(after.integer("covered_people"), 1000);
  EXPECT_EQ(after["before"].integer("covered_people"), 1500);
  EXPECT_EQ(json::write(after["before"]["lost_places"]), R"([")" + ids['C'] + R"("])");
  const json::Array& alone = after["before"]["drawn"].as_array();
  ASSERT_EQ(alone.size(), 2U);
  EXPECT_EQ(alone[0].integer("lost_people"), 500);
  EXPECT_EQ(alone[1].integer("lost_people"), 0);
  for (const json::Value& place : after["places"].as_array()) {
    if (place.text("id") == ids['C']) {
      EXPECT_EQ(place.text("reached"), "cut_off");
    }
    if (place.text("id") == ids['B']) {
      EXPECT_NEAR(place["first"].number("min"), 26.5, 0.1);
    }
  }
}

TEST_P(CircleApi, SaysWhatEachClosureInForceCosts) {
  const auto closure = [&](char from, char to) {
    const std::string id = founded.make("road_closure", "gongan", R"({"road":"路","kind":"closed","source_kind":"police","valid_from":"2020-08-10T08:00:00+08:00"})",
                                        R"({"type":"LineString","coordinates":[)" + at(from) + ',' + at(to) + "]}");
    EXPECT_EQ(post("duty", "records/road_closure/" + id + "/moves/confirm").status, 200);
    return id;
  };
  const std::string bridge = closure('B', 'C');
  const std::string lane = closure('D', 'E');
  const json::Value out = answer("gongan", "circle", R"({"budget_min":30,"closures":true})");
  EXPECT_EQ(out.integer("covered_people"), 1000);
  std::map<std::string, std::int64_t> lost;
  for (const json::Value& one : out["closures"].as_array()) lost[one.text("id")] = one.integer("lost_people");
  EXPECT_EQ(lost, (std::map<std::string, std::int64_t>{{bridge, 500}, {lane, 0}}));
  for (const std::string& id : {bridge, lane}) EXPECT_EQ(post("duty", "records/road_closure/" + id + "/moves/reopen").status, 200);
  EXPECT_EQ(answer("gongan", "circle", R"({"budget_min":30})").integer("covered_people"), 1500);
}

TEST_P(CircleApi, IsSmallerByNight) {
  EXPECT_EQ(answer("gongan", "circle", R"({"budget_min":30,"night":true})").integer("covered_people"), 0);
  EXPECT_FALSE(answer("gongan", "circle", "{}").boolean("night", true));  // ten in the morning of a Monday
}

TEST_P(CircleApi, FindsWhereAFurtherStoreHelps) {
  const json::Value sites = answer("gongan", "circle/siting", R"({"budget_min":30,"k":2,"candidates":"villages"})");
  ASSERT_EQ(sites["chosen"].as_array().size(), 1U);  // a second one would help nobody
  const json::Value& chosen = sites["chosen"].as_array()[0];
  EXPECT_EQ(chosen.text("label"), "己村");
  EXPECT_EQ(chosen.integer("gain_people"), 200);
  EXPECT_EQ(sites.integer("covered_people"), 1700);
  EXPECT_TRUE(sites.boolean("optimal"));
  EXPECT_EQ(sites.number("gap_share", 1), 0);
  EXPECT_THAT(sites.text("solver"), HasSubstr("GLPK"));
}

TEST_P(CircleApi, MovesStockToAStoreThatStandsEmpty) {
  founded.make("store", "gongan", R"({"name":"空库","kind":"relief"})", R"({"type":"Point","coordinates":)" + at('F') + "}");
  const json::Value sites = answer("gongan", "circle/siting", R"({"budget_min":30,"candidates":"stores"})");
  ASSERT_EQ(sites["chosen"].as_array().size(), 1U);
  EXPECT_EQ(sites["chosen"].as_array()[0].text("label"), "空库");
  EXPECT_EQ(sites["chosen"].as_array()[0].text("type"), "store");
}

TEST_P(CircleApi, TellsTheShortfallByItemAndHour) {
  const json::Value out = answer("duty", "circle/shortfall", R"({"affected":{")" + ids['B'] + R"(":120,")" + ids['C'] + R"(":30},"hours":[0.3,1,24]})");
  const json::Value& quilt = out["items"].as_array().at(0);
  EXPECT_EQ(quilt.text("goods"), "quilt");
  EXPECT_EQ(quilt.integer("need"), 150);
  EXPECT_EQ(json::write(quilt["arrives"]), "[0,100,100]");
  EXPECT_EQ(json::write(quilt["shortfall"]), "[150,50,50]");
  EXPECT_EQ(quilt["norm"].text("mark"), "check");
  EXPECT_EQ(quilt["stores"].as_array().at(0).text("label"), "公安救灾库");
  founded.make("stock_item", "gongan", R"({"store":")" + founded.depot + R"(","goods":"water","quantity":3,"unit_name":"车"})");
  const std::string water = json::write(answer("duty", "circle/shortfall", R"({"affected":10,"norms":"sphere","at":)" + at('B') + "}"));
  EXPECT_THAT(water, HasSubstr(R"("uncounted":[{"store":")"));  // a unit that no norm knows is never added
  EXPECT_THAT(water, HasSubstr(R"("mark":"certain")"));
}

TEST_P(CircleApi, KeepsASnapshotThatTheFigureOpens) {
  const Answer kept = post("admin", "circle/snapshot");
  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_EQ(kept.json()["rows"].as_array().size(), 2U);
  const json::Value figure = city.ask({.who = "gongan", .path = "/api/v1/figures/circle_covered_share?period=2020-08"}).json();
  EXPECT_TRUE(figure["value"].is_null());  // its calibre begins in 2026
  // The daily chore may have kept its own beside it.
  const json::Value listed = city.ask({.who = "gongan", .path = "/api/v1/records/circle_snapshot"}).json();
  ASSERT_FALSE(listed["items"].as_array().empty());
  for (const json::Value& snapshot : listed["items"].as_array()) EXPECT_THAT(snapshot["fields"].text("uncovered"), Not(HasSubstr("监利"))) << json::write(snapshot);
  EXPECT_THAT(city.ask({.who = "jianli", .path = "/api/v1/records/circle_snapshot"}).body, Not(HasSubstr("乙村")));
}

TEST(CircleWithoutRoads, SaysHowToGetThem) {
  TestCity city(db::Engine::kSqlite);
  for (const char* path : {"circle", "circle/siting", "circle/snapshot"}) {
    SCOPED_TRACE(path);
    const Answer out = city.ask({.who = "admin", .method = "POST", .path = "/api/v1/" + std::string(path), .body = "{}"});
    EXPECT_EQ(out.status, 409) << out.body;
    EXPECT_THAT(out.body, HasSubstr("roads_not_ready"));
  }
}

}  // namespace
}  // namespace muster::app
