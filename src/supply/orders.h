// What follows from a transfer order's steps, in the transaction of the step: stock held, issued, given back. docs/design/dispatch.md.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "supply/orders_stock.h"

namespace muster::supply {

/// Reactors of stock_reservation (nothing is promised twice, whoever writes it) and of transfer_order:
/// order → every line holds its stock until it should long have arrived; load → counts; depart → issue, book and reservation;
/// receive → counts, kVarianceUnexplained; give_back → return; cancel → freed, or returned when it was on the road.
/// Counts come as field `lines` of the move: [{"item":ID | "line_no":N, "loaded"|"received"|"returned"|"used":Q, "why":TEXT}].
void attach_orders(record::Store& store);

/// Reactor of callout: the answer of an expert is written into the register of expert calls.
void attach_call_outs(record::Store& store);

/// Holds stock of a lot for a line of an order and names it in the line. kStockPromised, kStockLocked.
[[nodiscard]] Status hold(record::Unit& unit, const record::Record& order, const record::Record& item, const Lot& lot, double quantity_in_lot_unit,
                          UtcTime until);

/// The vehicles that carry an order, the leading one first.
[[nodiscard]] std::vector<std::string> vehicles_of(const record::Record& order);

/// The lines of an order, by number.
[[nodiscard]] std::vector<record::Record> lines_of(record::Unit& unit, const std::string& order);

/// The rule `dispatch` in force on the unit's day. kNoRule.
[[nodiscard]] Result<json::Value> dispatch_rule(const model::Model& model, UtcTime now);
[[nodiscard]] Millis rule_span(const json::Value& rule, std::string_view key, Millis otherwise);

}  // namespace muster::supply
