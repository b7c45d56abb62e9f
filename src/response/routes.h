#pragma once

#include "app/services.h"
#include "response/facts.h"

namespace muster::response {

void add_routes(net::Router& router, app::Services& services, observation::Service& observation);

}  // namespace muster::response
