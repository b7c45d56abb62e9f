// A store in 江陵 with batches, a pile by the dike, a keeper, and a place to bring goods to; on either engine.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clock/clock.h"
#include "observation/observation.h"
#include "supply/dispatch.h"
#include "supply/orders.h"
#include "supply/positions.h"
#include "support/shipped_city.h"

namespace muster::supply {

class OrdersCity : public testing::TestWithParam<db::Engine> {
 protected:
  OrdersCity() : city(GetParam(), migrations()) {
    clock::attach(*city.store);
    attach_orders(*city.store);
    city.time.set("2026-08-19T20:00:00+08:00");
    city.appoint("keeper", "supply_keeper", "gongan", "hq_421022");
    city.appoint("reserves", "reserves_keeper", "city", "city_bureau");
    city.create("store", "store", "jiangling", {{"name", "郝穴防汛仓"}, {"kind", "flood"}, {"body", city.ids["city_bureau"]}, {"keeper", city.ids["keeper"]}}, at(112.40, 30.05));
    city.create("bags", "stock_item", "jiangling", {{"store", city.ids["store"]}, {"goods", "woven_bag"}, {"quantity", 1000}, {"unit_name", "条"}});
    batch("old", 300, "2026-12-31");
    batch("new", 500, "2027-12-31");
    city.create("pile", "sand_stone_reserve", "jiangling",
                {{"name", "718+200 碎石堆"}, {"kind", "gravel"}, {"section", city.ids["section"]}, {"stake", 718200}, {"quantity_m3", 100}, {"density_t_m3", 1.5}}, at(112.42, 30.04));
    city.create("lorry", "vehicle", "city", {{"plate", "鄂D00001"}, {"kind", "truck"}, {"tracker", "T1"}, {"load_t", 10}});
  }
  static json::Value at(double lon, double lat) { return json::Object{{"type", "Point"}, {"coordinates", json::Array{lon, lat}}}; }
  void batch(const std::string& name, double quantity, const std::string& expires_on, const std::string& condition = "good") {
    city.create(name, "stock_batch", "jiangling", {{"store", city.ids["store"]}, {"goods", "woven_bag"}, {"batch_no", name}, {"quantity", quantity},
                                                   {"unit_name", "条"}, {"expires_on", expires_on}, {"condition", condition}});
  }
  json::Object bags(double quantity, const std::string& batch_name = "") {
    json::Object item{{"goods", "woven_bag"}, {"quantity", quantity}, {"unit", "条"}};
    if (!batch_name.empty()) item.set("batch", city.ids[batch_name]);
    return item;
  }
  json::Object from_store(json::Array items) { return {{"store", city.ids["store"]}, {"items", std::move(items)}, {"why", "最近"}, {"km", 9.4}}; }
  json::Value body(json::Array orders, json::Object more = {}) {
    json::Object out{{"title", "围井用袋"}, {"to_text", "718+350 险情点"}, {"at", json::Array{112.42, 30.04}}, {"wanted_at", "2026-08-19T22:00:00+08:00"},
                     {"items", json::Array{bags(100)}}, {"jurisdiction_id", city.ids["jiangling"]}, {"orders", std::move(orders)}};
    for (const auto& [name, value] : more) out.set(name, value);
    return out;
  }
  Result<record::Outcome> try_accept(const json::Value& what, const std::string& who = "officer", const std::string& ledger = "real") {
    record::Intent intent;
    intent.ledger = ledger;
    return city.store->run(city.as(who), intent, [&](record::Unit& unit) { return accept(unit, what); });
  }
  /// The orders written, as they stand.
  std::vector<record::Record> accept_all(const json::Value& what, const std::string& who = "officer", const std::string& ledger = "real") {
    std::vector<record::Record> out;
    for (const record::Change& change : test_support::need(try_accept(what, who, ledger)).changes) {
      const bool known = std::any_of(out.begin(), out.end(), [&](const record::Record& one) { return one.id == change.after.id; });
      if (change.after.type == "transfer_order" && !known) out.push_back(now(change.after));
    }
    return out;
  }
  record::Record accepted(double quantity, const std::string& batch_name = "old") {
    return accept_all(body({from_store({bags(quantity, batch_name)})})).front();
  }
  record::Record now(const record::Record& record) { return city.now(record); }
  record::Record row(const std::string& type, const std::string& name) { return test_support::need(city.store->get(city.system(), type, city.ids[name])); }
  Result<record::Record> try_step(const record::Record& order, const std::string& move, const std::string& who, json::Object fields = {}) {
    identity::Viewer viewer = city.as(who);
    if (move == "order") viewer.actor.name_of = city.ids["city_bureau"];
    return city.move(viewer, order, move, std::move(fields));
  }
  record::Record step(const record::Record& order, const std::string& move, const std::string& who, json::Object fields = {}) {
    return test_support::need(try_step(order, move, who, std::move(fields)));
  }
  /// Ordered and on the road, with the counts of loading.
  record::Record on_road(const record::Record& order, json::Array lines = {}) {
    step(order, "order", "leader");
    step(order, "load", "keeper", {{"vehicle", city.ids["lorry"]}});
    json::Object fields;
    if (!lines.empty()) fields.set("lines", std::move(lines));
    return step(order, "depart", "keeper", std::move(fields));
  }
  std::vector<record::Record> in(const std::string& type, const std::string& field, const std::string& id, const std::string& ledger = "real") {
    record::Query query;
    query.type = type;
    query.ledger = ledger;
    query.filters = {{field, "eq", id}};
    query.sort = "fid";
    return test_support::need(city.store->list_all(city.system(), query));
  }
  std::vector<record::Record> lines(const record::Record& order) { return in("transfer_item", "order", order.id, order.ledger); }
  std::vector<record::Record> held(const record::Record& order) { return in("stock_reservation", "order", order.id, order.ledger); }
  std::vector<record::Record> moved(const record::Record& order) { return in("stock_movement", "order", order.id, order.ledger); }
  /// Free of all bags of the store, as the ledger sees them.
  double free_bags(const std::string& ledger = "real") {
    double sum = 0;
    (void)city.store->look(city.system(), ledger, [&](record::Unit& unit) -> Status {
      sum = 0;
      for (const Lot& lot : lots_of(unit, "woven_bag")) sum += lot.barred.empty() ? lot.free() : 0;
      return {};
    });
    return sum;
  }

  test_support::ShippedCity city;
};

template <class T>
ErrorCode code_of(const Result<T>& result) { return result ? ErrorCode{} : result.error().code; }

}  // namespace muster::supply
