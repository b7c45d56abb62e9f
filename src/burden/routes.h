#pragma once

#include "app/services.h"

namespace muster::burden {

void add_routes(net::Router& router, app::Services& services);

}  // namespace muster::burden
