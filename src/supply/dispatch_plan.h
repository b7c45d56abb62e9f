// Which store sends what, and why not the others. Values in, values out; docs/design/dispatch.md states the rule of sharing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "supply/orders_stock.h"

namespace muster::supply {

/// Where stock lies and how soon it leaves.
struct SupplyPlace {
  std::string store;    ///< record id, or empty for a pile
  std::string reserve;  ///< record id of a pile
  std::string label;
  double ready_min = 0;  ///< from the order to departure
};

struct Asked {
  std::string goods;
  double quantity = 0;  ///< > 0
  std::string unit;
};

/// Somebody who needs goods by a time. The first of a plan is the one asked about; the others compete for the same stock.
struct PlanNeed {
  std::string title;
  double deadline_min = 0;  ///< from now
  std::vector<Asked> items;
  std::vector<std::optional<double>> drive_min;  ///< per place; nothing where no road leads
};

struct PlanLine {
  std::size_t lot = 0;    ///< index
  double quantity = 0;    ///< in the unit asked
  std::string unit;
};

struct PlanOrder {
  std::size_t place = 0;
  double drive_min = 0;
  double arrive_min = 0;  ///< from now, order to departure included
  std::vector<PlanLine> lines;
};

enum class WhyNot { kLocked, kExpired, kNoneFree, kCutOff, kTooLate, kNotNeeded };
[[nodiscard]] std::string_view why_not_name(WhyNot why);  ///< "locked", "expired", "none_free", "cut_off", "too_late", "not_needed"

struct PlanOther {
  std::size_t place = 0;
  WhyNot why = WhyNot::kNoneFree;
  std::optional<double> arrive_min;
};

struct PlanShare {
  std::string goods;
  double share = 1;         ///< of what is asked, that can be had in time
  std::size_t among = 1;    ///< needs that compete for it, this one included
};

struct Plan {
  std::vector<PlanOrder> orders;  ///< soonest first
  std::vector<Asked> unmet;
  std::vector<PlanOther> others;  ///< every place that has such goods on its book and sends none
  std::vector<PlanShare> shares;  ///< goods that others want as well
};

struct PlanProblem {
  std::vector<SupplyPlace> places;
  std::vector<Lot> lots;                   ///< in the order in which they leave (lots_of)
  std::vector<std::size_t> place_of_lot;   ///< per lot
  std::vector<PlanNeed> needs;             ///< at least one
  UtcTime now;
};

/// Max-min fair among the needs by deadline, then with the least time on the way; inside a place first expired first out.
/// kUnitsDiffer when a unit asked does not convert to the book's.
[[nodiscard]] Result<Plan> plan(const PlanProblem& problem);

}  // namespace muster::supply
