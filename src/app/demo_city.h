// The demonstration city in a fresh installation: registers, accounts, the scenario's ledger, and
// the files beside the database.
#pragma once

#include "app/installation.h"

namespace muster::app {

/// Loads it through the write path. What an interrupted loading wrote is not written again.
/// @param with_roads  the generated road network, DATA/roads, unless one is there
[[nodiscard]] Status make_demo_city(Installation& installation, bool with_roads = true);

}  // namespace muster::app
