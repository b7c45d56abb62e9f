// Front doors of supply. Each part has its own function in its own file; supply_api.cc calls them.
#pragma once

#include "app/services.h"
#include "supply/positions.h"
#include "supply/supply.h"

namespace muster::supply {

/// All routes of the module.
void add_routes(net::Router& router, app::Services& services, Roads& roads);

void add_road_routes(net::Router& router, app::Services& services, Roads& roads);       // roads_api.cc
void add_reach_routes(net::Router& router, app::Services& services, Roads& roads);      // reach_api.cc
void add_circle_routes(net::Router& router, app::Services& services, Roads& roads);     // circle_api.cc
void add_siting_routes(net::Router& router, app::Services& services, Roads& roads);     // siting_api.cc
void add_shortfall_routes(net::Router& router, app::Services& services, Roads& roads);  // shortfall_api.cc
void add_snapshot_routes(net::Router& router, app::Services& services, Roads& roads);   // snapshot_api.cc

void add_dispatch_routes(net::Router& router, app::Services& services, Roads& roads, Positions& positions);  // dispatch_api.cc

/// The roads as dispatch asks for them.
[[nodiscard]] Ways ways_of(Roads& roads);

}  // namespace muster::supply
