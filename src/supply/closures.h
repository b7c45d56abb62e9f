// Private to supply: records of road conditions as the engine takes them.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "road/road.h"

namespace muster::supply {

/// What a `road_closure` does to one profile. Rescue vehicles are lorry and ambulance: `rescue_passes`
/// lifts everything for them. Empty when nothing, or when its geometry cannot be used.
/// @param vehicle  decides limits of height and width, and who is a rescue vehicle by the profile
[[nodiscard]] std::vector<road::Condition> conditions_of(const record::Record& closure,
                                                         const std::string& profile,
                                                         const road::Vehicle& vehicle);

}  // namespace muster::supply
