#pragma once

#include "app/services.h"

namespace muster::message {

void add_routes(net::Router& router, app::Services& services);

}  // namespace muster::message
