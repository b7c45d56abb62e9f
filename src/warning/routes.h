#pragma once

#include "app/services.h"

namespace muster::warning {

void add_routes(net::Router& router, app::Services& services);

}  // namespace muster::warning
