#include "supply/routes.h"

namespace muster::supply {

void add_routes(net::Router& router, app::Services& services, Roads& roads) {
  add_road_routes(router, services, roads);
  // circle, siting

  // dispatch, positions, evacuation
}

}  // namespace muster::supply
