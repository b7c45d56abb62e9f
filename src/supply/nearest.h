// Private to supply: which of a register is nearest by road.
#pragma once

#include <string>

#include "identity/identity.h"
#include "supply/dispatch_travel.h"
#include "supply/supply.h"

namespace muster::supply {

struct NearestAsk {
  std::string ledger;
  std::string of;  ///< store, rescue_team, expert, vehicle, shelter
  geo::Position to;
  std::size_t k = 5;
};

/// Those of the register that the viewer may read and that can come now (ready teams and vehicles,
/// available experts, usable shelters), nearest in time first, then by straight distance; those
/// that no road leads from come last, with min null. For a shelter the way is to it.
/// [{id, type, label, at, min, straight_km}]. kBadRequest for another `of`; kRoadTooFar when the position lies far from any road.
[[nodiscard]] Result<json::Array> nearest_of(record::Store& store, const record::Viewer& viewer,
                                             const CircleRoads& roads, const NearestAsk& ask);

}  // namespace muster::supply
