#pragma once

#include "app/services.h"
#include "incident/incident.h"

namespace muster::incident {

void add_routes(net::Router& router, app::Services& services, observation::Service& observation,
                MinutesByRoad by_road = {});

}  // namespace muster::incident
