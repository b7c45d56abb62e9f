#include "supply/dispatch_lorries.h"

#include <algorithm>
#include <cmath>

#include "supply/helpers.h"
#include "supply/lorries.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

bool lists(const json::Value& list, const std::string& word) {
  return list.is_array() && std::ranges::any_of(list.as_array(), [&](const json::Value& one) { return one.is_string() && one.as_string() == word; });
}

// Tonnes and cubic metres go by bulk density; everything else as its batch was weighed, or by the rule's line for that unit.
void add_goods(const json::Value& rule, const GoodsCarried& one, OrderCarried& out) {
  const json::Value& line = rule["goods"][one.goods];
  if (one.unit == "吨" || one.unit == "t") {
    out.weight_t += one.quantity;
    out.volume_m3 += one.quantity / one.density_t_m3;
  } else if (one.unit == "m³") {
    out.weight_t += one.quantity * one.density_t_m3;
    out.volume_m3 += one.quantity;
  } else if (const bool known = !line.is_null() && line.text("unit") == one.unit; known || one.unit_kg) {
    out.weight_t += one.quantity * one.unit_kg.value_or(line.number("kg")) / 1000;
    out.volume_m3 += one.quantity * one.unit_m3.value_or(known ? line.number("m3") : 0);
  } else {
    out.uncounted.push_back(one);
  }
}

bool may_carry(const json::Value& rule, const Record& lorry, const ToCarry& order) {
  const bool bulk = std::ranges::any_of(order.goods, [&](const GoodsCarried& one) { return lists(rule["bulk"], one.goods); });
  return lists(bulk ? rule["bulk_kinds"] : rule["kinds"], lorry.text("kind"));
}

std::vector<Helper> free_lorries(Unit& unit, const Viewer& viewer, const json::Value& rule) {
  HelperAsk ask;
  for (const json::Value& kind : rule["kinds"].is_array() ? rule["kinds"].as_array() : json::Array{}) ask.kinds.push_back(kind.as_string());
  std::vector<Helper> out = helpers_of(unit, viewer, "vehicle", ask);
  std::erase_if(out, [](const Helper& one) { return !one.why_not.empty() || !one.at || one.record.number_of("load_t") <= 0; });
  return out;
}

}  // namespace

std::map<std::string, std::string> busy_vehicles(Unit& unit) {
  std::map<std::string, std::string> out;
  for (const char* state : {"proposal", "ordered", "loading", "on_road"}) {
    for (const Record& order : unit.find_where("transfer_order", {{"state", state}}, 2000)) {
      if (order.state == "proposal" && unit.find_where("stock_reservation", {{"order", order.id}, {"state", "held"}}, 1).empty()) continue;
      for (const std::string& vehicle : vehicles_of(order)) out.emplace(vehicle, order.id);
    }
  }
  return out;
}

Result<std::vector<OrderCarried>> carry(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const std::string& profile,
                                        const std::vector<road::Condition>& drawn, const std::vector<ToCarry>& orders) {
  const UtcTime now = parts.city.now(ledger);
  const auto rule = parts.store.model().rule("goods_loads", city_day(now));
  if (!rule) return fail(rule.error());
  const json::Value& body = (*rule)->body;
  std::vector<OrderCarried> out(orders.size());
  std::vector<geo::Position> stores;
  LorryProblem problem;
  problem.one_lorry_min = body.number("one_lorry_costs_min", problem.one_lorry_min);
  for (std::size_t o = 0; o < orders.size(); ++o) {
    for (const GoodsCarried& one : orders[o].goods) add_goods(body, one, out[o]);
    problem.orders.push_back({out[o].weight_t, out[o].volume_m3});
    stores.push_back(orders[o].at);
  }
  std::vector<Helper> lorries;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    lorries = free_lorries(unit, viewer, body);
    return {};
  });
  if (!looked) return fail(looked.error());
  std::vector<geo::Position> from;
  for (const Helper& one : lorries) {
    from.push_back(*one.at);
    problem.lorries.push_back({one.record.number_of("load_t"), one.record.has("volume_m3") ? std::optional(one.record.number_of("volume_m3")) : std::nullopt});
  }
  const auto roads = parts.ways(ledger, profile, now, drawn);
  if (!roads) return fail(roads.error());
  auto minutes = drive_minutes(*roads, from, stores);
  if (!minutes) return fail(minutes.error());
  problem.minutes = *std::move(minutes);
  for (std::size_t l = 0; l < lorries.size(); ++l) {
    for (std::size_t o = 0; o < orders.size(); ++o) {
      if (!may_carry(body, lorries[l].record, orders[o])) problem.minutes[l][o] = std::nullopt;
    }
  }
  const LorryPlan made = assign_lorries(problem);
  for (std::size_t o = 0; o < orders.size(); ++o) {
    out[o].missing = made.missing[o];
    for (const std::size_t l : made.lorries[o]) out[o].lorries.push_back({lorries[l].record, *problem.minutes[l][o]});
  }
  return out;
}

void show_lorries(const OrderCarried& carried, json::Object& order) {
  json::Array lorries, uncounted;
  for (const LorrySent& one : carried.lorries) {
    json::Object shown{{"vehicle", one.record.id}, {"label", one.record.label}, {"load_t", one.record.number_of("load_t")}, {"min", std::round(one.min * 10) / 10}};
    for (const char* field : {"volume_m3", "driver", "kind"}) {
      if (const json::Value* value = one.record.fields.find(field)) shown.set(field, *value);
    }
    lorries.emplace_back(std::move(shown));
  }
  for (const GoodsCarried& one : carried.uncounted) uncounted.emplace_back(json::Object{{"goods", one.goods}, {"quantity", one.quantity}, {"unit", one.unit}});
  order.set("lorries", std::move(lorries));
  order.set("weight_t", std::round(carried.weight_t * 100) / 100);
  order.set("volume_m3", std::round(carried.volume_m3 * 10) / 10);
  order.set("lorries_missing", std::round(carried.missing * 1000) / 1000);
  if (!uncounted.empty()) order.set("uncounted", std::move(uncounted));
}

}  // namespace muster::supply
