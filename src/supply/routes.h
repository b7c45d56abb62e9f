// Front doors of supply. Each part has its own function in its own file; supply_api.cc calls them.
#pragma once

#include "app/services.h"
#include "supply/supply.h"

namespace muster::supply {

/// All routes of the module.
void add_routes(net::Router& router, app::Services& services, Roads& roads);

void add_road_routes(net::Router& router, app::Services& services, Roads& roads);  // roads_api.cc
// circle, siting: declare here, call in supply_api.cc

// dispatch, positions, evacuation: declare here, call in supply_api.cc

}  // namespace muster::supply
