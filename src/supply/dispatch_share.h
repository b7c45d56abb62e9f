// Who gets how much of what is short, and from where: linear programs solved by GLPK. Values in, values out. docs/design/dispatch.md.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace muster::supply {

/// Quantities from sources to sinks. An arc without cost does not exist (no road, too late).
struct Transport {
  std::vector<double> capacity;                           ///< per source, >= 0
  std::vector<double> demand;                             ///< per sink, >= 0
  std::vector<std::vector<std::optional<double>>> cost;  ///< [source][sink], per unit, >= 0
  bool whole = false;                                     ///< pieces: nothing is given in fractions
};

struct Flow {
  std::size_t source = 0;
  std::size_t sink = 0;
  double quantity = 0;  ///< > 0
  bool operator==(const Flow&) const = default;
};

/// How much each sink gets when stock is shared fairly: the smallest filled share is made as large as it can be, then the next
/// smallest, and so on (max-min fairness; Bertsekas and Gallager, Data Networks, 1992, section 6.5.2). Pieces that remain after
/// rounding down go one by one to whoever lost most by it.
[[nodiscard]] std::vector<double> fair_amounts(const Transport& transport);

/// Flows of least total cost that bring exactly these amounts; empty when they cannot be brought.
[[nodiscard]] std::vector<Flow> cheapest(const Transport& transport, const std::vector<double>& amounts);

/// Flows that bring as much as can be brought at all, of these the ones of least cost.
[[nodiscard]] std::vector<Flow> fullest(const Transport& transport);

}  // namespace muster::supply
