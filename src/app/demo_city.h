// The demonstration city in a fresh installation: registers, accounts, the scenario's ledger, and
// the files beside the database.
#pragma once

#include <iosfwd>

#include "app/installation.h"

namespace muster::app {

struct DemoParts {
  bool roads = true;   ///< the generated road network, DATA/roads, unless one is there
  bool years = false;  ///< the records of 2018 and 2019
};

/// Loads it through the write path. What an interrupted loading wrote is not written again.
[[nodiscard]] Status make_demo_city(Installation& installation, const DemoParts& parts = {});

/// What was planted in it on purpose, one line each in both languages with the figure that finds it.
void print_flaws(std::ostream& out);

}  // namespace muster::app
