// Front door of imports and exports.
#pragma once

#include <functional>

#include "app/services.h"
#include "exchange/exchange.h"
#include "exchange/layer.h"

namespace muster::exchange {

/// What a list of the request asks for, as GET /api/v1/records/{type} reads it.
using QueryOf = std::function<Result<record::Query>(const net::Request&, std::string_view type)>;

void add_routes(net::Router& router, app::Services& services, Imports& imports, QueryOf query_of);

/// OGC API – Features at /ogc/features. The cache is shared with the tiles and outlives the router.
void add_feature_routes(net::Router& router, app::Services& services, ByteCache& cache);
class KeptLayers;
/// The answer of a handler, or the one that is kept since the journal's last entry for whoever may see the same.
using Keep = std::function<Result<net::Response>(const net::Request&, const std::function<Result<net::Response>(const net::Request&)>& handle)>;
/// Vector tiles at /tiles. Cache and layers outlive the router.
void add_tile_routes(net::Router& router, app::Services& services, ByteCache& cache, KeptLayers& kept, Keep keep);

/// "https://host:port" as the client wrote it; empty where it named no host, so that what follows is a path.
[[nodiscard]] std::string address_of(const net::Request& request);
[[nodiscard]] std::string percent_encoded(std::string_view text);
/// A file to be saved, under a name in any language (RFC 6266 with RFC 8187).
[[nodiscard]] net::Response download(std::string bytes, const std::string& media_type, const std::string& name);

}  // namespace muster::exchange
