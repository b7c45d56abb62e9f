// Front door of imports and exports.
#pragma once

#include <functional>

#include "app/services.h"
#include "exchange/exchange.h"

namespace muster::exchange {

/// What a list of the request asks for, as GET /api/v1/records/{type} reads it.
using QueryOf = std::function<Result<record::Query>(const net::Request&, std::string_view type)>;

void add_routes(net::Router& router, app::Services& services, Imports& imports, QueryOf query_of);

}  // namespace muster::exchange
