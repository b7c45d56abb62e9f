// The demonstration city in a fresh installation: registers, accounts, the scenario's ledger, and
// the files beside the database.
#pragma once

#include "app/installation.h"

namespace muster::app {

/// Loads it through the write path. What an interrupted loading wrote is not written again.
[[nodiscard]] Status make_demo_city(Installation& installation);

}  // namespace muster::app
