// What affected people need against what arrives in time. Values in, values out. docs/design/circle.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"
#include "model/model.h"

namespace muster::supply {

/// A norm of rule relief_norms, as it holds on a day.
struct Norm {
  std::string goods;
  std::string unit;
  double per_person = 0;      ///< once
  double per_person_day = 0;  ///< each day
  double people_per_one = 0;  ///< one for so many, rounded up; 0: not by this
  std::string mark;           ///< "certain" (a standard) or "check" (configuration)
  json::Value clause;         ///< {zh, en}
  json::Object holds;         ///< unit of the stock → how much of `unit` one holds

  /// @param days  > 0
  [[nodiscard]] double need(std::int64_t people, double days) const;
  /// A quantity of the stock in the norm's unit; nothing when its unit is not known.
  [[nodiscard]] std::optional<double> in_unit(double quantity, const std::string& stock_unit) const;
};
/// A set of the rule ("planning", "sphere"); winter norms between its dates. kBadValue for an unknown set.
[[nodiscard]] Result<std::vector<Norm>> norms_on(const model::Model& model, UtcTime city_now, const std::string& set);

struct Source {
  double quantity = 0;                        ///< free, in the norm's unit
  std::vector<std::uint32_t> arrival_ms;      ///< per place; road::kNever
};
/// What of the needs can be met within a time, every store sending where it helps: a maximal flow, so no other way of sharing meets more.
/// @param needs  per place
struct Met {
  double arrives = 0;  ///< all that reaches one of the places in time
  double met = 0;      ///< at most the sum of needs
};
[[nodiscard]] Met met_within(const std::vector<Source>& sources, const std::vector<double>& needs, std::uint32_t within_ms);

}  // namespace muster::supply
