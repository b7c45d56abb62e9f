// Private to supply: which lorries carry which orders. Values in, values out; solved by GLPK. docs/design/dispatch.md.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace muster::supply {

/// What an order weighs and takes up.
struct LorryLoad {
  double weight_t = 0;
  double volume_m3 = 0;
};

struct Lorry {
  double load_t = 0;                 ///< > 0
  std::optional<double> volume_m3;   ///< nothing when the register does not say: then only weight is reckoned
};

struct LorryProblem {
  std::vector<LorryLoad> orders;
  std::vector<Lorry> lorries;
  std::vector<std::vector<std::optional<double>>> minutes;  ///< [lorry][order] until it stands at the store; nothing where it may not or cannot
  double one_lorry_min = 60;  ///< one lorry less is worth so many minutes of driving to the store
  int time_limit_ms = 2000;
};

struct LorryPlan {
  std::vector<std::vector<std::size_t>> lorries;  ///< per order, soonest first
  std::vector<double> missing;                    ///< per order: share that no lorry takes in one trip, [0, 1]
};

/// As much as can be carried in one trip each; of such choices few lorries, and near ones. Each lorry serves one order.
[[nodiscard]] LorryPlan assign_lorries(const LorryProblem& problem);

}  // namespace muster::supply
