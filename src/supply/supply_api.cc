#include "supply/routes.h"

namespace muster::supply {

void add_routes(net::Router& router, app::Services& services, Roads& roads) {
  add_road_routes(router, services, roads);
  add_reach_routes(router, services, roads);
  add_circle_routes(router, services, roads);
  add_siting_routes(router, services, roads);
  add_shortfall_routes(router, services, roads);
  add_snapshot_routes(router, services, roads);
}

}  // namespace muster::supply
