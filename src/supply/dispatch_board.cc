#include <algorithm>
#include <cmath>

#include "supply/circle_facts.h"
#include "supply/dispatch.h"
#include "supply/orders.h"
#include "supply/positions.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

// What is still moving, and what came in the last day.
constexpr Millis kShownAfterwards = std::chrono::hours(24);

Result<std::vector<Record>> orders_shown(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, UtcTime now) {
  record::Query query;
  query.type = "transfer_order";
  query.ledger = ledger;
  query.filters = {{"state", "in", "need,proposal,ordered,loading,on_road,received"}};
  query.sort = "wanted_at";
  auto orders = parts.store.list_all(viewer, query);
  if (!orders) return orders;
  std::erase_if(*orders, [&](const Record& order) {
    return order.state == "received" && !order.has("return_by") && order.instant("received_at").value_or(now) + kShownAfterwards < now;
  });
  return orders;
}

json::Array shown_lines(Unit& unit, const std::string& order) {
  json::Array out;
  for (const Record& line : lines_of(unit, order)) {
    json::Object shown = record::to_json(line, *unit.model().type(line.type));
    const auto batch = unit.find("stock_batch", line.text("batch"));
    if (batch) shown.set("batch_no", batch->text("batch_no"));
    if (const auto held = unit.find("stock_reservation", line.text("reservation"))) {
      shown.set("held", json::Object{{"state", held->state}, {"valid_until", held->text("valid_until")}, {"quantity", held->number_of("quantity")},
                                     {"unit_name", held->text("unit_name")}});
    }
    out.emplace_back(std::move(shown));
  }
  return out;
}

json::Array shown_clocks(Unit& unit, const std::string& order) {
  json::Array out;
  for (const Record& clock : unit.find_where("clock", {{"about", order}})) {
    json::Object shown{{"id", clock.id}, {"state", clock.state}};
    for (const char* field : {"name", "title", "due_at", "met_at", "late_ms", "rule", "mark"}) {
      if (const json::Value* value = clock.fields.find(field)) shown.set(field, *value);
    }
    out.emplace_back(std::move(shown));
  }
  return out;
}

// Late is what came, or will come by what is known now, after the time wanted.
void tell_lateness(const Record& order, UtcTime now, json::Object& out) {
  const auto wanted = order.instant("wanted_at");
  if (!wanted) return;
  UtcTime arrives = order.instant("expected_at").value_or(*wanted);
  if (const auto received = order.instant("received_at")) {
    arrives = *received;
  } else if (const auto arrived = order.instant("arrived_at")) {
    arrives = *arrived;
  } else {
    arrives = std::max(arrives, now);
  }
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(arrives - *wanted).count();
  out.set("eta", format_time(arrives));
  out.set("late", minutes > 0);
  out.set("lateness_min", std::max<std::int64_t>(0, minutes));
}

json::Object shown_order(const DispatchParts& parts, Unit& unit, const Viewer& viewer, const Record& order) {
  json::Object out{{"record", record::to_json(order, *unit.model().type(order.type))}, {"items", shown_lines(unit, order.id)}, {"clocks", shown_clocks(unit, order.id)}};
  tell_lateness(order, unit.now(), out);
  if (const auto position = last_position(unit.connection(), unit.ledger(), order.text("vehicle")); position && order.state == "on_road") {
    out.set("vehicle_at", to_json(position->at));
    out.set("position_at", format_time(position->time));
    if (position->speed_kmh) out.set("speed_kmh", *position->speed_kmh);
  }
  const auto source = order.has("reserve") ? unit.find("sand_stone_reserve", order.text("reserve")) : unit.find("store", order.text("store"));
  if (source) {
    if (const auto at = position_of(*source)) out.set("from_at", to_json(*at));
  }
  json::Array moves;
  for (const std::string& move : parts.store.moves_for(viewer, order)) moves.emplace_back(move);
  out.set("moves", std::move(moves));
  return out;
}

}  // namespace

Result<json::Object> board(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger) {
  const UtcTime now = parts.city.now(ledger);
  const auto orders = orders_shown(parts, viewer, ledger, now);
  if (!orders) return fail(orders.error());
  json::Array shown, needs;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    for (const Record& order : *orders) (order.state == "need" ? needs : shown).emplace_back(shown_order(parts, unit, viewer, order));
    return {};
  });
  if (!looked) return fail(looked.error());
  return json::Object{{"now", format_time(now)}, {"orders", std::move(shown)}, {"needs", std::move(needs)}, {"refs", parts.store.labels(viewer, *orders)}};
}

Result<json::Object> order_shown(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const std::string& id) {
  const auto order = parts.store.get(viewer, "transfer_order", id);
  if (!order || order->ledger != ledger) return fail(error::kNotFound, "id", {{"what", bilingual("调拨单", "Transfer order")}});
  json::Object out;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    out = shown_order(parts, unit, viewer, *order);
    return {};
  });
  if (!looked) return fail(looked.error());
  out.set("refs", parts.store.labels(viewer, {*order}));
  return out;
}

}  // namespace muster::supply
