#pragma once

#include "app/services.h"
#include "duty/desk.h"

namespace muster::duty {

void add_routes(net::Router& router, app::Services& services, observation::Service& observation);

}  // namespace muster::duty
