// From a need to orders: proposal, acceptance, board, card. Private to supply; routes in dispatch_api.cc, design in docs/design/dispatch.md.
#pragma once

#include <string>

#include "record/record.h"
#include "supply/dispatch_travel.h"

namespace muster::supply {

/// What a question of dispatch stands on.
struct DispatchParts {
  record::Store& store;
  const record::CityTime& city;
  Ways ways;
};

/// POST /api/v1/dispatch/propose: {about?, at?, to_text?, wanted_at, items: [{goods, quantity, unit?}], need?, profile?, drawn?}.
/// Stores and piles that the viewer may read; other needs of the ledger (transfer orders in `need`) share the stock.
/// kRoadsNotReady, kNoPlace, kUnitsDiffer, kRequired, kTooMany.
[[nodiscard]] Result<json::Object> propose(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const json::Value& body,
                                           std::string_view lang);

/// POST /api/v1/dispatch/accept: writes the orders of a proposal with their lines and reservations, in the unit's transaction, and gives
/// them: {orders, items, reservations}.
/// kStockPromised, kStockLocked, and what the viewer may not do.
[[nodiscard]] Result<json::Value> accept(record::Unit& unit, const json::Value& body);

/// GET /api/v1/dispatch/board: {orders: [{record, items, clocks, late, lateness_min, vehicle_at?, position_at?, eta, moves}], needs, refs, now}.
[[nodiscard]] Result<json::Object> board(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger);

/// One order as the board shows it, with refs. kNotFound.
[[nodiscard]] Result<json::Object> order_shown(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const std::string& id);

/// GET /api/v1/dispatch/orders/{id}/card: order_shown and qr, qr_rows ("1011…" a row), route {min, km, generated, steps} where roads tell one.
[[nodiscard]] Result<json::Object> card(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const std::string& id);

/// GET /api/v1/dispatch/needs?incident=ID: goods, teams, experts by rule incident_needs from the incident's kind and grade.
[[nodiscard]] Result<json::Object> needs_of_incident(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger,
                                                     const std::string& id);

}  // namespace muster::supply
