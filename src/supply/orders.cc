#include "supply/orders.h"

#include <algorithm>
#include <cmath>

#include "errors/dispatch.h"
#include "supply/orders_late.h"
#include "supply/orders_lines.h"

namespace muster::supply {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

constexpr double kTiny = 1e-6;

Status done(const Result<Record>& result) {
  if (!result) return fail(result.error());
  return {};
}

Status update(Unit& unit, const Record& record, json::Object fields) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.fields = std::move(fields);
  return done(unit.update_by_rule(draft));
}

Status move(Unit& unit, const Record& record, const char* name, json::Object fields) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.move = name;
  draft.fields = std::move(fields);
  return done(unit.move_by_rule(draft));
}

// --- reservations ---------------------------------------------------------------------------------------

Status on_reservation(Unit& unit, const Change& change) {
  const Record& reservation = change.after;
  lock_stock(unit);
  const bool more = change.op == Op::kCreate || (reservation.state == "held" && change.move != "use");
  if (more && reservation.state == "held") {
    if (Status fits = check_promised(unit, reservation); !fits) return fits;
  }
  return sum_reserved(unit, reservation);
}

bool still_holds(const Record& reservation, UtcTime now) {
  return reservation.state == "held" && reservation.instant("valid_until").value_or(now + Millis{1}) > now;
}

UtcTime hold_until(const Record& order, const json::Value& rule, UtcTime now) {
  return std::max(now, order.instant("wanted_at").value_or(now)) + rule_span(rule, "hold_after_order", std::chrono::hours(12));
}

bool is_from(const Lot& lot, const Record& order) {
  return order.has("reserve") ? lot.reserve == order.text("reserve") : !lot.store.empty() && lot.store == order.text("store");
}

double wanted(const Record& item) { return item.number_of("ordered", item.number_of("asked")); }

// The line stands for the first lot; what further lots give becomes further lines.
Status add_line(Unit& unit, const Record& order, const Record& like, const Lot& lot, double in_lot_unit, double quantity, UtcTime until) {
  std::int64_t last = 0;
  for (const Record& line : lines_of(unit, order.id)) last = std::max(last, line.integer("line_no"));
  Draft draft;
  draft.type = "transfer_item";
  draft.jurisdiction_id = order.jurisdiction_id;
  draft.fields = {{"order", order.id}, {"line_no", last + 1}, {"goods", like.text("goods")}, {"unit_name", like.text("unit_name")}, {"asked", 0}, {"ordered", quantity}};
  const auto line = unit.create_by_rule(draft);
  if (!line) return fail(line.error());
  return hold(unit, order, *line, lot, in_lot_unit, until);
}

// A line that names no lot takes those of its store in the order in which they should leave.
Status hold_line(Unit& unit, const Record& order, const Record& item, UtcTime until) {
  double rest = wanted(item);
  bool first = true;
  for (const Lot& lot : lots_of(unit, item.text("goods"))) {
    if (rest <= kTiny) break;
    if (!is_from(lot, order) || !lot.barred.empty() || lot.free() <= kTiny) continue;
    if (item.has("batch") && lot.batch != item.text("batch")) continue;
    const auto need = convert(rest, item.text("unit_name"), lot.unit, lot.density_t_m3, unit.model().word("goods", lot.goods));
    if (!need) return fail(need.error());
    const double taken = std::min(*need, lot.free());
    const double share = rest * taken / *need;
    if (first) {
      if (Status set = update(unit, item, {{"ordered", share}}); !set) return set;
    }
    Status held = first ? hold(unit, order, item, lot, taken, until) : add_line(unit, order, item, lot, taken, share, until);
    if (!held) return held;
    rest -= share;
    first = false;
  }
  if (rest <= kTiny) return {};
  const auto& goods = item.text("goods");
  return fail(error::kStockPromised, "quantity",
              {{"where", where_of(unit, order.text("store"), order.text("reserve"))},
               {"goods", bilingual(unit.model().word("goods", goods, "zh"), unit.model().word("goods", goods, "en"))},
               {"free", number_text(wanted(item) - rest)}, {"asked", number_text(wanted(item))}, {"unit", item.text("unit_name")}});
}

// Ordered stock stays held; what a proposal held too long ago is held anew, if it is still there.
Status hold_all(Unit& unit, const Record& order) {
  const auto rule = dispatch_rule(unit.model(), unit.now());
  if (!rule) return fail(rule.error());
  const UtcTime until = hold_until(order, *rule, unit.now());
  for (const Record& item : lines_of(unit, order.id)) {
    const auto reservation = unit.find("stock_reservation", item.text("reservation"));
    Status held = reservation && still_holds(*reservation, unit.now()) ? move(unit, *reservation, "extend", {{"valid_until", format_time(until)}})
                                                                       : hold_line(unit, order, item, until);
    if (!held) return held;
  }
  return {};
}

Status release_all(Unit& unit, const Record& order) {
  for (const Record& item : lines_of(unit, order.id)) {
    const auto reservation = unit.find("stock_reservation", item.text("reservation"));
    if (!reservation || reservation->state != "held") continue;
    if (Status freed = move(unit, *reservation, "release", {{"ended_why", "调拨单取消"}}); !freed) return freed;
  }
  return {};
}

// --- issue and return -----------------------------------------------------------------------------------

std::optional<Lot> lot_of(Unit& unit, const Record& order, const Record& item) {
  for (Lot& lot : lots_of(unit, item.text("goods"))) {
    if (is_from(lot, order) && lot.batch == item.text("batch")) return std::move(lot);
  }
  return std::nullopt;
}

// The register of the real city follows; in another ledger the movement alone tells.
Status change_book(Unit& unit, const Lot& lot, double by) {
  if (unit.ledger() != "real") return {};
  const auto add = [&](const Record& row, const char* field) {
    return update(unit, row, {{field, std::max(0.0, std::round((row.number_of(field) + by) * 1e6) / 1e6)}});
  };
  if (const auto pile = unit.find("sand_stone_reserve", lot.reserve)) return add(*pile, "quantity_m3");
  if (const auto batch = unit.find("stock_batch", lot.batch)) {
    if (Status changed = add(*batch, "quantity"); !changed) return changed;
  }
  for (const Record& item : unit.find_where("stock_item", {{"store", lot.store}, {"goods", lot.goods}}, 1)) return add(item, "quantity");
  return {};
}

Status write_movement(Unit& unit, const Record& order, const Lot& lot, const char* kind, double quantity) {
  const auto place = lot.store.empty() ? unit.find("sand_stone_reserve", lot.reserve) : unit.find("store", lot.store);
  Draft draft;
  draft.type = "stock_movement";
  draft.jurisdiction_id = place ? place->jurisdiction_id : order.jurisdiction_id;
  draft.fields = {{"goods", lot.goods}, {"kind", kind}, {"quantity", quantity}, {"unit_name", lot.unit}, {"at", format_time(unit.now())},
                  {"order", order.id}, {"counterpart", order.text("to_text").substr(0, 120)}};
  const std::pair<const char*, const std::string&> named[] = {{"store", lot.store}, {"reserve", lot.reserve}, {"batch", lot.batch}};
  for (const auto& [field, id] : named) {
    if (!id.empty()) draft.fields.set(field, id);
  }
  if (order.has("order_no")) draft.fields.set("basis", order.text("order_no"));
  if (!unit.viewer().is_system && unit.find("person", unit.viewer().actor.person)) draft.fields.set("by_person", unit.viewer().actor.person);
  return done(unit.create_by_rule(draft));
}

Status issue(Unit& unit, const Record& order, const Record& item) {
  const double loaded = item.number_of("loaded", wanted(item));
  const auto lot = lot_of(unit, order, item);
  if (!lot) return fail(error::kNoSource, "store");
  const auto quantity = convert(loaded, item.text("unit_name"), lot->unit, lot->density_t_m3, unit.model().word("goods", lot->goods));
  if (!quantity) return fail(quantity.error());
  double own = 0;
  if (const auto reservation = unit.find("stock_reservation", item.text("reservation")); reservation && reservation->state == "held") {
    if (still_holds(*reservation, unit.now())) own = reservation->number_of("quantity");
    if (Status used = move(unit, *reservation, "use", {{"used_quantity", *quantity}}); !used) return used;
  }
  // Goods in the hand beat a state on paper, but not what is promised to somebody else.
  const double available = lot->free() + own;
  if (*quantity > available + kTiny) {
    return fail(error::kStockShort, "lines",
                {{"where", where_of(unit, lot->store, lot->reserve)}, {"goods", bilingual(unit.model().word("goods", lot->goods, "zh"), unit.model().word("goods", lot->goods, "en"))},
                 {"free", number_text(available)}, {"asked", number_text(*quantity)}, {"unit", lot->unit}});
  }
  if (!item.has("loaded")) {
    if (Status set = update(unit, item, {{"loaded", loaded}}); !set) return set;
  }
  if (*quantity <= kTiny) return {};
  if (Status written = write_movement(unit, order, *lot, "issue", *quantity); !written) return written;
  return change_book(unit, *lot, -*quantity);
}

Status take_back(Unit& unit, const Record& order, const Record& item, double quantity) {
  const auto lot = lot_of(unit, order, item);
  if (!lot || quantity <= kTiny) return {};
  const auto in_lot = convert(quantity, item.text("unit_name"), lot->unit, lot->density_t_m3, unit.model().word("goods", lot->goods));
  if (!in_lot) return fail(in_lot.error());
  if (Status set = update(unit, item, {{"returned", quantity}}); !set) return set;
  if (Status written = write_movement(unit, order, *lot, "return", *in_lot); !written) return written;
  return change_book(unit, *lot, *in_lot);
}

Status set_vehicle(Unit& unit, const Record& order, const char* state) {
  if (unit.ledger() != "real") return {};
  for (const std::string& id : vehicles_of(order)) {
    const auto vehicle = unit.find("vehicle", id);
    if (!vehicle || vehicle->text("vehicle_state") == state) continue;
    if (Status set = update(unit, *vehicle, {{"vehicle_state", state}}); !set) return set;
  }
  return {};
}

// --- steps ----------------------------------------------------------------------------------------------

Status on_depart(Unit& unit, const Record& order) {
  lock_stock(unit);
  for (const Record& item : lines_of(unit, order.id)) {
    if (Status issued = issue(unit, order, item); !issued) return issued;
  }
  return set_vehicle(unit, order, "out");
}

// A reason given for an earlier step explains nothing of this one.
bool tells_why(const Change& change) {
  return change.after.has("variance_why") && change.after.text("variance_why") != change.before.text("variance_why");
}

Status on_give_back(Unit& unit, const Change& change) {
  const Record& order = change.after;
  lock_stock(unit);
  for (const Record& item : lines_of(unit, order.id)) {
    const double due = std::max(0.0, item.number_of("received") - item.number_of("used"));
    const double returned = item.number_of("returned", due);
    if (Status told = check_variance(unit, item, due, returned, tells_why(change)); !told) return told;
    if (Status back = take_back(unit, order, item, returned); !back) return back;
  }
  return {};
}

Status on_receive(Unit& unit, const Change& change) {
  const Record& order = change.after;
  for (const Record& item : lines_of(unit, order.id)) {
    const double loaded = item.number_of("loaded");
    const double received = item.number_of("received", loaded);
    if (Status told = check_variance(unit, item, loaded, received, tells_why(change)); !told) return told;
    if (item.has("received")) continue;
    if (Status set = update(unit, item, {{"received", received}}); !set) return set;
  }
  return set_vehicle(unit, order, "ready");
}

Status on_cancel(Unit& unit, const Record& order, const std::string& from) {
  if (from != "on_road") return release_all(unit, order);
  lock_stock(unit);
  for (const Record& item : lines_of(unit, order.id)) {
    if (Status back = take_back(unit, order, item, item.number_of("loaded")); !back) return back;
  }
  return set_vehicle(unit, order, "ready");
}

Status on_order(Unit& unit, const Change& change) {
  if (Status told = tell_late(unit, change); !told) return told;
  if (change.op != Op::kMove) return {};
  const Record& order = change.after;
  const std::string& move_name = change.move;
  if ((move_name == "propose" || move_name == "order") && !order.has("store") && !order.has("reserve")) return fail(error::kNoSource, "store");
  if (Status counted = take_counts(unit, change); !counted) return counted;
  if (move_name == "order") return hold_all(unit, order);
  if (move_name == "depart") return on_depart(unit, order);
  if (move_name == "receive") return on_receive(unit, change);
  if (move_name == "give_back") return on_give_back(unit, change);
  if (move_name == "cancel") return on_cancel(unit, order, change.before.state);
  return {};
}

}  // namespace

Status hold(Unit& unit, const Record& order, const Record& item, const Lot& lot, double quantity_in_lot_unit, UtcTime until) {
  const auto place = lot.store.empty() ? unit.find("sand_stone_reserve", lot.reserve) : unit.find("store", lot.store);
  Draft draft;
  draft.type = "stock_reservation";
  draft.jurisdiction_id = place ? place->jurisdiction_id : order.jurisdiction_id;
  draft.fields = {{"goods", lot.goods}, {"quantity", quantity_in_lot_unit}, {"unit_name", lot.unit}, {"order", order.id},
                  {"reserved_at", format_time(unit.now())}, {"valid_until", format_time(until)}};
  const std::string about = order.text("about");
  const std::pair<const char*, const std::string&> named[] = {{"store", lot.store}, {"reserve", lot.reserve}, {"batch", lot.batch}, {"about", about}};
  for (const auto& [field, id] : named) {
    if (!id.empty()) draft.fields.set(field, id);
  }
  if (!unit.viewer().is_system && unit.find("person", unit.viewer().actor.person)) draft.fields.set("reserved_by", unit.viewer().actor.person);
  const auto held = unit.create_by_rule(draft);
  if (!held) return fail(held.error());
  json::Object fields{{"reservation", held->id}};
  if (!lot.batch.empty()) fields.set("batch", lot.batch);
  if (!lot.reserve.empty()) fields.set("reserve", lot.reserve);
  return update(unit, item, std::move(fields));
}

std::vector<std::string> vehicles_of(const Record& order) {
  std::vector<std::string> out;
  if (order.has("vehicle")) out.push_back(order.text("vehicle"));
  const json::Value* more = order.fields.find("more_vehicles");
  if (more == nullptr || !more->is_array()) return out;
  for (const json::Value& one : more->as_array()) {
    if (one.is_string()) out.push_back(one.as_string());
  }
  return out;
}

std::vector<Record> lines_of(Unit& unit, const std::string& order) {
  std::vector<Record> lines = unit.find_where("transfer_item", {{"order", order}});
  std::stable_sort(lines.begin(), lines.end(), [](const Record& a, const Record& b) { return a.integer("line_no") < b.integer("line_no"); });
  return lines;
}

Result<json::Value> dispatch_rule(const model::Model& model, UtcTime now) {
  const auto rule = model.rule("dispatch", city_day(now));
  if (!rule) return fail(rule.error());
  return (*rule)->body;
}

Millis rule_span(const json::Value& rule, std::string_view key, Millis otherwise) {
  const auto span = parse_duration(rule.text(key));
  return span ? *span : otherwise;
}

void attach_orders(record::Store& store) {
  store.react("stock_reservation", on_reservation);
  store.react("transfer_order", on_order);
}

}  // namespace muster::supply
