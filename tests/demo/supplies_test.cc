// What circle, shortfall, dispatch, call-out and evacuation of the demonstration night stand on.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "demo/demo.h"
#include "demo/land.h"
#include "geo/geo.h"

namespace muster::demo {
namespace {

struct Made {
  json::Value fields;
  Position at;
};

std::map<std::string, Made> made(const std::string& type) {
  static const DemoCity city = make_city();
  std::map<std::string, Made> out;
  for (const Item& item : city.registers) {
    if (item.create.type != type) continue;
    Made one{item.create.fields, {}};
    if (item.create.geometry) one.at = geo::label_point(*geo::from_geojson(*item.create.geometry));
    out[item.create.id] = std::move(one);
  }
  return out;
}

TEST(DemoSupplies, StoresLieOnOpenLandAndTellTheirOwnTimesByDayAndNight) {
  const Land land(counties());
  std::map<bool, int> manned;
  for (const auto& [id, store] : made("store")) {
    SCOPED_TRACE(store.fields.text("name"));
    EXPECT_GT(store.fields.integer("prepare_min"), 0);
    EXPECT_GT(store.fields.integer("load_min"), 0);
    EXPECT_LE(store.fields.integer("prepare_min") + store.fields.integer("load_min"), 35);
    EXPECT_FALSE(store.fields.text("owner").empty());
    const std::string name = store.fields.text("name");
    EXPECT_TRUE(land.is_open(store.at) || name == "郝穴防汛仓" || name == "观音寺防汛仓");  // those two as the story tells
    ++manned[store.fields.boolean("manned")];
  }
  EXPECT_GE(manned[true], 5);
  EXPECT_GE(manned[false], 10);
}

TEST(DemoSupplies, BatchesAddUpToTheirStockAndOneIsExpiredOnPurpose) {
  std::map<std::string, double> in_batches;
  std::set<std::string> expired;
  for (const auto& [id, batch] : made("stock_batch")) {
    in_batches[batch.fields.text("store") + batch.fields.text("goods")] += batch.fields.number("quantity");
    EXPECT_LT(batch.fields.text("made_on"), "2026-08-18");
    if (batch.fields.text("expires_on") < "2027-02-01") expired.insert(batch.fields.text("batch_no"));
    EXPECT_EQ(batch.fields.text("condition") == "expired", batch.fields.text("expires_on") < "2026-08-18") << batch.fields.text("batch_no");
  }
  EXPECT_EQ(expired, (std::set<std::string>{"JY2014-03"}));
  std::set<std::string> relief;
  int below = 0;
  for (const auto& [id, item] : made("stock_item")) {
    const auto found = in_batches.find(item.fields.text("store") + item.fields.text("goods"));
    EXPECT_TRUE(found == in_batches.end() || std::abs(found->second - item.fields.number("quantity")) < 1e-9) << id;
    if (item.fields.number("quantity") < item.fields.number("minimum")) ++below;
    relief.insert(item.fields.text("goods") + ' ' + item.fields.text("unit_name"));
  }
  EXPECT_EQ(below, 2);
  for (const char* goods : {"water 箱", "food 箱", "tent 顶", "quilt 床", "sand_gravel m³", "sand_gravel 吨", "woven_bag 条", "geotextile m²"}) {
    EXPECT_TRUE(relief.contains(goods)) << goods;
  }
}

TEST(DemoSupplies, VehiclesHaveTrackersWeightsAndStandWhereRoadsLead) {
  std::set<std::string> trackers;
  std::map<std::string, int> kinds;
  const Land land(counties());
  for (const auto& [id, vehicle] : made("vehicle")) {
    SCOPED_TRACE(vehicle.fields.text("plate"));
    EXPECT_TRUE(trackers.insert(vehicle.fields.text("tracker")).second);
    EXPECT_FALSE(vehicle.fields.text("position_at").empty());
    EXPECT_GE(vehicle.fields.number("gross_t"), vehicle.fields.number("load_t"));
    EXPECT_GT(vehicle.fields.integer("seats"), 0);
    EXPECT_TRUE(vehicle.fields.boolean("invented"));
    EXPECT_TRUE(std::isfinite(vehicle.at.lon) && vehicle.at.lon > 111 && vehicle.at.lon < 114.2);
    ++kinds[vehicle.fields.text("kind")];
  }
  for (const char* kind : {"truck", "tipper", "ambulance", "bus", "assault_boat", "pump_truck", "comms"}) EXPECT_GT(kinds[kind], 1) << kind;
}

TEST(DemoSupplies, SheltersHoldWhatTheStandardAllows) {
  int unsafe = 0;
  for (const auto& [id, shelter] : made("shelter")) {
    SCOPED_TRACE(shelter.fields.text("name"));
    const std::map<std::string, double> standard{{"urgent", 0.5}, {"short", 2.0}, {"long", 4.5}};  // GB 51143-2015, table 4.2.3
    const double per_person = standard.at(shelter.fields.text("refuge_period"));
    EXPECT_DOUBLE_EQ(shelter.fields.number("area_per_person"), per_person);
    EXPECT_EQ(shelter.fields.integer("capacity"), static_cast<std::int64_t>(shelter.fields.number("effective_area_m2") / per_person));
    if (!shelter.fields.boolean("flood_safe")) ++unsafe;
  }
  EXPECT_GT(unsafe, 0);
  EXPECT_LT(unsafe, 20);
}

TEST(DemoSupplies, VillagesToBeMovedHaveMorePeopleThanTheirSafetyZonesHold) {
  std::map<std::string, std::int64_t> people;
  std::map<std::string, std::int64_t> room;
  const auto zones = made("safety_zone");
  for (const auto& [id, zone] : zones) room[zone.fields.text("storage_area")] += zone.fields.integer("capacity");
  for (const auto& [id, village] : made("storage_village")) {
    people[village.fields.text("storage_area")] += village.fields.integer("people");
    EXPECT_TRUE(zones.contains(village.fields.text("safety_zone")));
    EXPECT_GT(village.fields.integer("people"), village.fields.integer("frail") + village.fields.integer("outside"));
  }
  EXPECT_GE(people.size(), 6U);
  for (const auto& [area, count] : people) EXPECT_GT(count, room[area]);
}

TEST(DemoSupplies, SomeTeamsAndExpertsCannotComeSoThatTheNearestAvailableIsAsked) {
  std::map<std::string, int> readiness;
  for (const auto& [id, team] : made("rescue_team")) ++readiness[team.fields.text("readiness")];
  EXPECT_EQ(readiness, (std::map<std::string, int>{{"absent", 1}, {"out", 1}, {"ready", 40}, {"standby", 1}}));
  std::set<std::string> fields;
  int unavailable = 0;
  for (const auto& [id, expert] : made("expert")) {
    for (const json::Value& field : expert.fields["fields_of_work"].as_array()) fields.insert(field.as_string());
    if (!expert.fields.boolean("available")) ++unavailable;
  }
  EXPECT_EQ(fields.size(), 17U);  // every word of the dictionary
  EXPECT_EQ(unavailable, 2);
}

}  // namespace
}  // namespace muster::demo
