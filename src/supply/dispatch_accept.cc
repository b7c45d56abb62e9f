#include <algorithm>
#include <cmath>

#include "errors/change.h"
#include "errors/dispatch.h"
#include "supply/dispatch.h"
#include "supply/dispatch_lorries.h"
#include "supply/dispatch_need.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

constexpr std::size_t kOrdersAtMost = 50;

Status done(const Result<Record>& result) {
  if (!result) return fail(result.error());
  return {};
}

void copy_given(const json::Value& from, std::initializer_list<const char*> names, json::Object& into) {
  for (const char* name : names) {
    if (!from[name].is_null()) into.set(name, from[name]);
  }
}

// The store or pile, as far as the viewer may see it: nobody accepts from shelves that are none of theirs.
Result<Record> source_of(Unit& unit, const json::Value& order) {
  const bool pile = order.text("store").empty();
  const std::string type = pile ? "sand_stone_reserve" : "store";
  const std::string id = pile ? order.text("reserve") : order.text("store");
  if (id.empty()) return fail(error::kNoSource, "orders");
  auto source = unit.find(type, id);
  const auto& viewer = unit.viewer();
  if (!source || !viewer.may_record("read", *unit.model().type(type), source->jpath, source->id, source->fields)) {
    return fail(error::kNotFound, pile ? "reserve" : "store", {{"what", id}});
  }
  return *std::move(source);
}

Result<Record> new_order(Unit& unit, const json::Value& body, const NeedAsked& need, const std::string& first) {
  Draft draft;
  draft.type = "transfer_order";
  draft.jurisdiction_id = body.text("jurisdiction_id");
  if (draft.jurisdiction_id.empty()) {
    if (const auto about = find_any(unit, need.about)) draft.jurisdiction_id = about->jurisdiction_id;
  }
  if (const auto like = unit.find("transfer_order", first.empty() ? need.need : first)) draft.jurisdiction_id = like->jurisdiction_id;
  draft.geometry = geo::to_geojson(geo::point(need.at));
  draft.fields = {{"title", need.title}, {"to_text", need.to_text}, {"wanted_at", format_time(need.wanted_at)}};
  if (!need.about.empty()) draft.fields.set("about", need.about);
  if (!first.empty()) draft.fields.set("split_from", first);
  copy_given(body, {"needed_by", "to_body", "receiver", "receiver_phone", "return_by"}, draft.fields);
  return unit.create(draft);
}

// The line of the need that asked for these goods, or a new one.
Result<Record> line_for(Unit& unit, const Record& order, const json::Value& item, std::vector<Record>& waiting) {
  const auto found = std::find_if(waiting.begin(), waiting.end(), [&](const Record& line) { return line.text("goods") == item.text("goods"); });
  Draft draft;
  draft.type = "transfer_item";
  draft.fields = {{"ordered", item["quantity"]}};
  if (found != waiting.end()) {
    const auto factor = convert(item.number("quantity"), item.text("unit"), found->text("unit_name"), Lot{}.density_t_m3, item.text("goods"));
    if (!factor) return fail(factor.error());
    draft.id = found->id;
    draft.fields = {{"ordered", *factor}};
    waiting.erase(found);
    return unit.update_by_rule(draft);
  }
  draft.jurisdiction_id = order.jurisdiction_id;
  std::int64_t last = 0;
  for (const Record& line : lines_of(unit, order.id)) last = std::max(last, line.integer("line_no"));
  draft.fields = {{"order", order.id}, {"line_no", last + 1}, {"goods", item["goods"]}, {"unit_name", item["unit"]},
                  {"asked", item["quantity"]}, {"ordered", item["quantity"]}};
  copy_given(item, {"norm"}, draft.fields);
  return unit.create_by_rule(draft);
}

std::optional<Lot> lot_named(Unit& unit, const Record& source, const json::Value& item) {
  for (Lot& lot : lots_of(unit, item.text("goods"))) {
    const std::string& place = lot.store.empty() ? lot.reserve : lot.store;
    if (place == source.id && lot.batch == item.text("batch")) return std::move(lot);
  }
  return std::nullopt;
}

Status check_item(Unit& unit, const json::Value& item) {
  if (unit.model().dictionaries.at("goods").choice(item.text("goods")) == nullptr) return fail(error::kBadLine, "orders.items.goods", {{"reason", item.text("goods")}});
  if (!(item.number("quantity") > 0)) return fail(error::kBadLine, "orders.items.quantity", {{"reason", json::write(item["quantity"])}});
  if (item.text("unit").empty()) return fail(error::kBadLine, "orders.items.unit", {{"reason", "unit"}});
  return {};
}

Status hold_items(Unit& unit, const Record& order, const Record& source, const json::Value& items, UtcTime until) {
  std::vector<Record> waiting;
  for (Record& line : lines_of(unit, order.id)) {
    if (!line.has("reservation")) waiting.push_back(std::move(line));
  }
  for (const json::Value& item : items.as_array()) {
    if (Status sound = check_item(unit, item); !sound) return sound;
    const auto lot = lot_named(unit, source, item);
    if (!lot) return fail(error::kNotFound, "orders.items.batch", {{"what", item.text("batch", item.text("goods"))}});
    const auto quantity = convert(item.number("quantity"), item.text("unit"), lot->unit, lot->density_t_m3, unit.model().word("goods", lot->goods));
    if (!quantity) return fail(quantity.error());
    const auto line = line_for(unit, order, item, waiting);
    if (!line) return fail(line.error());
    if (Status held = hold(unit, order, *line, *lot, std::round(*quantity * 1e6) / 1e6, until); !held) return held;
  }
  // What the need asked and this store does not send comes by another order, or not at all.
  for (const Record& line : waiting) {
    Draft draft;
    draft.type = "transfer_item";
    draft.id = line.id;
    draft.fields = {{"ordered", 0}};
    if (Status set = done(unit.update_by_rule(draft)); !set) return set;
  }
  return {};
}

// The lorries of the proposal: the first leads, none serves two orders.
Status add_lorries(Unit& unit, const Record& order, const json::Value& asked, json::Object& fields) {
  const json::Value& list = asked["lorries"];
  if (!list.is_array() || list.as_array().empty()) return {};
  const auto busy = busy_vehicles(unit);
  json::Array more;
  for (const json::Value& one : list.as_array()) {
    const std::string id = one.is_string() ? one.as_string() : one.text("vehicle");
    const auto vehicle = unit.find("vehicle", id);
    const auto& viewer = unit.viewer();
    if (!vehicle || !viewer.may_record("read", *unit.model().type("vehicle"), vehicle->jpath, vehicle->id, vehicle->fields)) {
      return fail(error::kNotFound, "orders.lorries", {{"what", id}});
    }
    const auto taken = busy.find(id);
    if (taken != busy.end() && taken->second != order.id) return fail(error::kLorryTaken, "orders.lorries", {{"what", vehicle->label}});
    if (fields.find("vehicle") == nullptr) {
      fields.set("vehicle", id);
      if (vehicle->has("driver")) fields.set("driver", vehicle->text("driver"));
    } else {
      more.emplace_back(id);
    }
  }
  if (!more.empty()) fields.set("more_vehicles", std::move(more));
  if (asked["weight_t"].is_number()) fields.set("load_t", asked["weight_t"]);
  return {};
}

Status propose_order(Unit& unit, const Record& order, const Record& source, const json::Value& asked) {
  Draft draft;
  draft.type = "transfer_order";
  draft.id = order.id;
  draft.move = "propose";
  draft.fields = {{source.type == "store" ? "store" : "reserve", source.id}};
  if (source.has("keeper")) draft.fields.set("keeper", source.text("keeper"));
  const std::string shipper = source.text(source.type == "store" ? "body" : "owner");
  if (!shipper.empty()) draft.fields.set("shipper", shipper);
  if (!asked.text("why").empty()) draft.fields.set("why_store", asked.text("why"));
  if (!asked["km"].is_null()) draft.fields.set("road_km", asked["km"]);
  copy_given(asked, {"expected_at", "route"}, draft.fields);
  if (Status added = add_lorries(unit, order, asked, draft.fields); !added) return added;
  return done(unit.move(draft));
}

// Two people may accept out of one proposal's age: what it was made for is written with it.
Result<Record> order_for(Unit& unit, const json::Value& body, const NeedAsked& need, const std::string& first) {
  if (!first.empty() || need.need.empty()) return new_order(unit, body, need, first);
  auto order = unit.find("transfer_order", need.need);
  if (!order) return fail(error::kNotFound, "need", {{"what", need.need}});
  return *std::move(order);
}

// What was written, as it stands at the end.
json::Value written(Unit& unit, const std::vector<std::string>& orders) {
  json::Array shown, items, reservations;
  const auto add = [&unit](const Record& record, json::Array& list) { list.emplace_back(record::to_json(record, *unit.model().type(record.type))); };
  for (const std::string& id : orders) {
    if (const auto order = unit.find("transfer_order", id)) add(*order, shown);
    for (const Record& line : lines_of(unit, id)) add(line, items);
    for (const Record& held : unit.find_where("stock_reservation", {{"order", id}})) add(held, reservations);
  }
  return json::Object{{"orders", std::move(shown)}, {"items", std::move(items)}, {"reservations", std::move(reservations)}};
}

}  // namespace

Result<json::Value> accept(Unit& unit, const json::Value& body) {
  lock_stock(unit);
  const auto need = read_need(unit, unit.viewer(), body);
  if (!need) return fail(need.error());
  if (need->title.empty()) return fail(error::kRequired, "title", {{"title", bilingual("事由", "Title")}});
  if (need->to_text.empty()) return fail(error::kRequired, "to_text", {{"title", bilingual("送达地点", "Where to")}});
  const json::Value& orders = body["orders"];
  if (!orders.is_array() || orders.as_array().empty()) return fail(error::kRequired, "orders", {{"title", bilingual("方案", "Proposal")}});
  if (orders.as_array().size() > kOrdersAtMost) {
    return fail(error::kTooMany, "orders", {{"what", bilingual("调拨单", "orders")}, {"limit", std::to_string(kOrdersAtMost)}});
  }
  const auto rule = dispatch_rule(unit.model(), unit.now());
  if (!rule) return fail(rule.error());
  const UtcTime until = unit.now() + rule_span(*rule, "hold_proposal", std::chrono::hours(2));
  std::vector<std::string> made;
  for (const json::Value& asked : orders.as_array()) {
    if (!asked["items"].is_array() || asked["items"].as_array().empty()) return fail(error::kRequired, "orders.items", {{"title", bilingual("物资明细", "Items")}});
    const auto source = source_of(unit, asked);
    if (!source) return fail(source.error());
    const auto order = order_for(unit, body, *need, made.empty() ? std::string() : made.front());
    if (!order) return fail(order.error());
    made.push_back(order->id);
    if (Status held = hold_items(unit, *order, *source, asked["items"], until); !held) return fail(held.error());
    if (Status proposed = propose_order(unit, *order, *source, asked); !proposed) return fail(proposed.error());
  }
  return written(unit, made);
}

}  // namespace muster::supply
