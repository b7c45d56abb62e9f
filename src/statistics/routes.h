#pragma once

#include "app/services.h"
#include "statistics/figures.h"

namespace muster::statistics {

void add_routes(net::Router& router, app::Services& services, Computed computed = {});

}  // namespace muster::statistics
