// The circle from records on both engines: what a store can still send, what a day's snapshot keeps, and the figure made of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "road/map.h"
#include "statistics/figures.h"
#include "supply/circle_facts.h"
#include "supply/circle_snapshot.h"
#include "support/shipped_city.h"

namespace muster::supply {
namespace {

using road::test::draw;
using road::test::Map;
using test_support::need;
using testing::ElementsAre;
using testing::HasSubstr;

// 100 m a cell; a lorry makes 117 of them in the 35 minutes that preparing and loading leave.
Map drawn_map() {
  return draw({"A----------B" + std::string(120, '-') + "C",  //
               "           |",
               "           D"});
}
json::Value point(char name) {
  const geo::Position at = drawn_map().at.at(name);
  return json::Object{{"type", "Point"}, {"coordinates", json::Array{at.lon, at.lat}}};
}
json::Value around(char name) { return geo::to_geojson(geo::circle(drawn_map().at.at(name), 200, 12)); }

class CircleRecords : public testing::TestWithParam<db::Engine> {
 protected:
  CircleRecords() : city(GetParam()), roads(*city.store, built(folder.path())) {
    city.time.set("2026-08-19T10:00:00+08:00");
    city.create("store", "store", "gongan", {{"name", "公安库"}, {"kind", "relief"}}, point('A'));
    village("near", "埠河村", "gongan", "/42/10/22/100/201", 1200, 'B');
    village("far", "远村", "gongan", "/42/10/22/100/202", 300, 'C');
    village("over", "对岸村", "jiangling", "/42/10/24/101/201", std::nullopt, 'D');
  }
  static std::string built(const std::string& path) {
    need(road::build(drawn_map().extract, path));
    return path;
  }
  void village(const std::string& key, const char* name, const std::string& county, const std::string& path, std::optional<std::int64_t> people, char at) {
    json::Object fields{{"code", "4210" + std::to_string(code++)}, {"name", name}, {"level", "village"}, {"parent", city.ids.at(county)}, {"path", path}};
    if (people) fields.set("people", *people);
    city.create(key, "jurisdiction", "", std::move(fields), around(at));
  }
  void stock(const char* goods, double quantity, const char* unit) {
    city.create(goods, "stock_item", "gongan", {{"store", city.ids.at("store")}, {"goods", goods}, {"quantity", quantity}, {"unit_name", unit}});
  }
  std::string batch(const char* number, double quantity, json::Object more) {
    json::Object fields{{"store", city.ids.at("store")}, {"goods", "quilt"}, {"batch_no", number}, {"quantity", quantity}, {"unit_name", "床"}};
    for (const auto& [name, value] : more) fields.set(name, value);
    return city.create(number, "stock_batch", "gongan", std::move(fields));
  }
  void reserve(double quantity, const std::string& batch_id, const char* until, const std::string& ledger = "real") {
    record::Draft draft;
    draft.type = "stock_reservation";
    draft.jurisdiction_id = city.ids.at("gongan");
    draft.fields = {{"store", city.ids.at("store")}, {"goods", "quilt"}, {"quantity", quantity}, {"unit_name", "床"}, {"reserved_at", "2026-08-19T08:00:00+08:00"}, {"valid_until", until}};
    if (!batch_id.empty()) draft.fields.set("batch", batch_id);
    record::Intent intent;
    intent.ledger = ledger;
    need(city.store->create(city.system(), intent, draft));
  }
  FreeStock quilts(const std::string& ledger = "real") {
    const auto all = need(free_stock(*city.store, city.system(), ledger));
    return all.at(city.ids.at("store")).front();
  }
  CircleFacts facts(const std::string& who, CircleAsk ask) {
    const CircleRule rule = need(circle_rule(*city.model, city.time.now()));
    return need(circle_facts(*city.store, city.as(who), rule, ask));
  }
  static CircleAsk of_kind(const std::string& kind) {
    CircleAsk ask;
    ask.store_kind = kind;
    return ask;
  }
  static CircleAsk relief() { return of_kind("relief"); }
  json::Value snapshot(const std::string& who) { return need(take_snapshot(*city.store, city.time, roads, city.as(who), {})); }
  json::Value share(const std::string& who, const char* period = "2026-08") {
    statistics::Question question;
    question.name = "circle_covered_share";
    question.period = need(statistics::period_of(period));
    question.by = "jurisdiction";
    return json::Value(need(statistics::figure(*city.store, city.as(who), question)));
  }
  record::Record row(const char* county) {
    const auto rows = city.list("circle_snapshot", {{"jurisdiction_id", "eq", city.ids.at(county)}}, "-computed_at");
    return rows.empty() ? record::Record{} : rows.front();
  }

  int code = 22100201;
  road::test::Folder folder;
  test_support::ShippedCity city;
  Roads roads;
};
INSTANTIATE_TEST_SUITE_P(Engines, CircleRecords, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(CircleRecords, WhatIsExpiredLockedOrPromisedIsNotFree) {
  stock("quilt", 100, "床");
  EXPECT_EQ(quilts().free, 100);
  const std::string good = batch("good", 40, {{"condition", "good"}, {"expires_on", "2026-08-19"}});  // the last day still counts
  batch("old", 30, {{"condition", "good"}, {"expires_on", "2026-08-18"}});
  batch("locked", 20, {{"condition", "locked"}});
  EXPECT_EQ(quilts().book, 100);
  EXPECT_EQ(quilts().unfit, 50);
  EXPECT_EQ(quilts().free, 50);  // the good batch, and ten that no batch tells
  reserve(15, good, "2026-08-19T12:00:00+08:00");
  reserve(5, "", "2026-08-19T12:00:00+08:00");
  reserve(9, good, "2026-08-19T10:00:00+08:00");  // its time is over
  reserve(11, good, "2026-08-19T12:00:00+08:00", "scenario:flood");
  EXPECT_EQ(quilts().free, 30);
  EXPECT_EQ(quilts().reserved, 20);
  EXPECT_EQ(quilts("scenario:flood").free, 39);
}

TEST_P(CircleRecords, AStoreThatSendsNothingIsLeftOutAndWhyIsSaid) {
  const auto why = [&] { return facts("officer", relief()).left_out.at(0).why; };
  EXPECT_EQ(why(), "no_stock");
  stock("quilt", 10, "床");
  EXPECT_EQ(facts("officer", relief()).stores.size(), 1U);
  EXPECT_EQ(facts("officer", of_kind("flood")).left_out.at(0).why, "other_kind");
  record::Draft shut;
  shut.type = "store";
  shut.id = city.ids.at("store");
  shut.fields = {{"is_open", false}};
  need(city.store->update(city.system(), {}, shut));
  EXPECT_EQ(why(), "closed");
}

TEST_P(CircleRecords, OrderToDepartureIsTheStoresOwnElseTheRules) {
  stock("quilt", 10, "床");
  const CircleStore by_rule = facts("officer", relief()).stores.at(0);
  EXPECT_EQ(by_rule.day_ms, 25U * 60'000);
  EXPECT_EQ(by_rule.night_ms, 55U * 60'000);
  EXPECT_TRUE(by_rule.assumed);
  record::Draft told;
  told.type = "store";
  told.id = city.ids.at("store");
  told.fields = {{"prepare_min", 5}, {"load_min", 12}, {"manned", true}};
  need(city.store->update(city.system(), {}, told));
  const CircleStore own = facts("officer", relief()).stores.at(0);
  EXPECT_EQ(own.day_ms, 17U * 60'000);
  EXPECT_EQ(own.night_ms, 17U * 60'000);
  EXPECT_FALSE(own.assumed);
}

TEST_P(CircleRecords, NightIsOutsideWorkingHoursAndOnDaysOff) {
  const auto night = [&](const char* at) {
    const UtcTime now = parse_time(at).value();
    return is_night(*city.model, need(circle_rule(*city.model, now)), now);
  };
  EXPECT_FALSE(night("2026-08-19T08:00:00+08:00"));
  EXPECT_FALSE(night("2026-08-19T17:59:00+08:00"));
  EXPECT_TRUE(night("2026-08-19T18:00:00+08:00"));
  EXPECT_TRUE(night("2026-08-19T07:59:00+08:00"));
  EXPECT_TRUE(night("2026-08-22T10:00:00+08:00"));  // a Saturday
}

TEST_P(CircleRecords, ACountySeesItsOwnPlacesAndStores) {
  stock("quilt", 10, "床");
  EXPECT_EQ(facts("officer", relief()).places.size(), 3U);
  EXPECT_EQ(facts("gongan.duty", relief()).places.size(), 2U);
  const CircleFacts other = facts("jiangling.duty", relief());
  EXPECT_EQ(other.places.size(), 1U);
  EXPECT_TRUE(other.stores.empty());
  EXPECT_TRUE(other.left_out.empty());
}

TEST_P(CircleRecords, ATownshipsPeopleAreItsVillagesTogetherWhereAllAreKnown) {
  CircleAsk ask = relief();
  ask.level = "township";
  EXPECT_EQ(facts("officer", ask).places.at(0).people, 1500);
  village("more", "新村", "gongan", "/42/10/22/100/203", std::nullopt, 'B');
  EXPECT_EQ(facts("officer", ask).places.at(0).people, std::nullopt);
}

TEST_P(CircleRecords, TheTablesOfStorageAreasFillWhatAVillageDoesNotTell) {
  city.create("basin", "flood_storage_area", "gongan", {{"name", "荆江分洪区"}, {"rank", "national"}, {"authority", "长江防总"}});
  city.create("table", "storage_village", "over", {{"storage_area", city.ids.at("basin")}, {"people", 640}});
  const auto places = facts("officer", relief()).places;
  const auto found = std::ranges::find(places, std::string("对岸村"), &CirclePlace::label);
  ASSERT_NE(found, places.end());
  EXPECT_EQ(found->people, 640);
}

TEST_P(CircleRecords, ASnapshotKeepsOneRowPerCountyAndTheFigureIsMadeOfThem) {
  stock("quilt", 10, "床");
  city.appoint("relief", "relief_section", "city", "city_bureau");
  EXPECT_EQ(snapshot("relief").as_array().size(), 2U);
  EXPECT_EQ(row("gongan").integer("total_people"), 1500);
  EXPECT_EQ(row("gongan").integer("covered_people"), 1200);
  EXPECT_EQ(row("gongan").number_of("covered_pct"), 80);
  EXPECT_EQ(row("gongan").text("uncovered"), "远村");
  EXPECT_FALSE(row("jiangling").has("total_people"));  // unknown, not nought
  EXPECT_EQ(row("jiangling").integer("unknown_places"), 1);
  EXPECT_EQ(row("jiangling").integer("covered_places"), 1);  // by the other county's store
  EXPECT_EQ(share("officer").number("value"), 80);
  EXPECT_THAT(share("officer").text("rows_url"), HasSubstr("/records/circle_snapshot?"));
  EXPECT_EQ(share("gongan.duty").number("value"), 80);
  EXPECT_TRUE(share("jiangling.duty")["value"].is_null());
}

TEST_P(CircleRecords, OnlyTheReliefSectionTakesSnapshotsAndOnlyOfItsPlaces) {
  stock("quilt", 10, "床");
  const auto refused = take_snapshot(*city.store, city.time, roads, city.as("officer"), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, error::kNotAllowed);
  city.appoint("gongan.relief", "relief_section", "gongan", "hq_421022");
  EXPECT_EQ(snapshot("gongan.relief").as_array().size(), 1U);
  EXPECT_TRUE(row("jiangling").id.empty());
}

TEST_P(CircleRecords, TheDayIsKeptOnceFromTheRulesHourOn) {
  stock("quilt", 10, "床");
  CircleSnapshots chore(*city.store, city.time, roads);
  city.time.set("2026-08-20T06:59:00+08:00");
  ASSERT_TRUE(chore.run("real"));
  EXPECT_TRUE(city.list("circle_snapshot").empty());
  city.time.set("2026-08-20T09:00:00+08:00");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(chore.run("real"));
  CircleSnapshots after_restart(*city.store, city.time, roads);
  ASSERT_TRUE(after_restart.run("real"));
  EXPECT_EQ(city.list("circle_snapshot").size(), 2U);
}

// Water over the road on the second day: the figure falls, and its history keeps both.
TEST_P(CircleRecords, HistoryFollowsTheRoads) {
  stock("quilt", 10, "床");
  CircleSnapshots chore(*city.store, city.time, roads);
  city.time.set("2026-08-19T09:00:00+08:00");
  ASSERT_TRUE(chore.run("real"));
  record::Draft closure;
  closure.type = "road_closure";
  closure.jurisdiction_id = city.ids.at("gongan");
  closure.fields = {{"road", "甲乙路"}, {"kind", "closed"}, {"source_kind", "police"}, {"valid_from", "2026-08-19T20:00:00+08:00"}};
  const geo::Position a = drawn_map().at.at('A');
  const geo::Position b = drawn_map().at.at('B');
  closure.geometry = geo::to_geojson(geo::line({a, b}));
  need(city.move(city.as("officer"), need(city.store->create(city.system(), {}, closure)), "confirm"));
  city.time.set("2026-08-20T09:00:00+08:00");
  ASSERT_TRUE(chore.run("real"));
  EXPECT_EQ(row("gongan").integer("covered_people"), 0);
  EXPECT_EQ(row("gongan").integer("closures"), 1);
  EXPECT_EQ(row("gongan").text("uncovered"), "埠河村、远村");
  const json::Value figure = share("officer");
  EXPECT_EQ(figure.number("value"), 0);
  EXPECT_EQ(json::write(figure["history"]), R"([{"period":"2026-08-19","value":80},{"period":"2026-08-20","value":0}])");
}

}  // namespace
}  // namespace muster::supply
