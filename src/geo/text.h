// Private to geo: how a position stands in a refusal.
#pragma once

#include <string>

#include "geo/geo.h"

namespace muster::geo {

[[nodiscard]] std::string position_text(Position p);  ///< "112.24,30.33"

}  // namespace muster::geo
