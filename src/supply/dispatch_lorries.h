// Private to supply: lorries for the orders of a proposal, from registers, by weight and volume.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "supply/dispatch.h"
#include "supply/dispatch_plan.h"

namespace muster::supply {

/// Vehicles of orders that are not over, by vehicle: `vehicle` and `more_vehicles` of orders ordered, loading or on the road, and of proposals as
/// long as they hold stock.
[[nodiscard]] std::map<std::string, std::string> busy_vehicles(record::Unit& unit);

struct GoodsCarried {
  std::string goods;
  double quantity = 0;
  std::string unit;
  double density_t_m3 = 1.6;
  std::optional<double> unit_kg = {};  ///< as weighed for its batch
  std::optional<double> unit_m3 = {};
};

/// A lorry of an order.
struct LorrySent {
  record::Record record;
  double min = 0;  ///< until it stands at the store
};

struct OrderCarried {
  double weight_t = 0;
  double volume_m3 = 0;
  std::vector<GoodsCarried> uncounted;  ///< whose weight nobody knows
  std::vector<LorrySent> lorries;       ///< soonest first
  double missing = 0;                   ///< share that they do not take in one trip
};

struct ToCarry {
  geo::Position at;
  std::vector<GoodsCarried> goods;
};

/// One answer per order. Lorries that the viewer may read, that are free now and come to the store on today's roads.
/// What Ways refuses; kNoRule.
[[nodiscard]] Result<std::vector<OrderCarried>> carry(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger,
                                                      const std::string& profile, const std::vector<road::Condition>& drawn, const std::vector<ToCarry>& orders);

/// {lorries: [{vehicle, label, load_t, volume_m3?, driver?, min}], weight_t, volume_m3, uncounted: [{goods, quantity, unit}], lorries_missing}
void show_lorries(const OrderCarried& carried, json::Object& order);

}  // namespace muster::supply
