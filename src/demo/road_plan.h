// Which places of the demonstration city are joined by a road, and of what class.
#pragma once

#include <string>
#include <vector>

#include "demo/settlements.h"

namespace muster::demo {

enum class RoadClass { kVillage, kTownship, kCounty, kProvincial, kNational, kFerry };

struct RoadSite {
  Settlement place;
  bool is_crossing = false;  ///< an end of a bridge or ferry over the Yangtze
};
struct PlannedRoad {
  std::size_t a = 0, b = 0;  ///< sites
  RoadClass road_class = RoadClass::kVillage;
  std::string name;          ///< may be empty
  Path path;                 ///< from a to b, ends included, with its bends
  bool over_yangtze = false;  ///< a bridge or ferry
};
struct RoadPlan {
  std::vector<RoadSite> sites;
  std::vector<PlannedRoad> roads;
};

/// A planar network of the settlements: neighbours are joined where no water lies between, counties
/// and towns by roads of a higher class along it, and what the Yangtze divides by its bridges,
/// and by ferries where there is none.
[[nodiscard]] RoadPlan plan_roads(const std::vector<Settlement>& places, const Land& land,
                                  std::uint64_t seed);

}  // namespace muster::demo
