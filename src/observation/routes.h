#pragma once

#include "app/services.h"
#include "observation/observation.h"

namespace muster::observation {

void add_routes(net::Router& router, app::Services& services, Service& service);

}  // namespace muster::observation
