// The routes of app itself; modules add theirs by add_routes in <module>_api.cc.
#pragma once

#include "app/city_time.h"
#include "app/kept.h"
#include "app/live.h"
#include "app/metrics.h"
#include "app/services.h"

namespace muster::app {

void add_session_routes(net::Router& router, Services& services, LiveHub& live,
                        const StoredCityTime& city);
void add_record_routes(net::Router& router, Services& services, KeptAnswers& kept);
void add_proof_routes(net::Router& router, Services& services);  ///< history, why, reveal, journal
void add_live_routes(net::Router& router, Services& services, LiveHub& live);
void add_file_routes(net::Router& router, Services& services);
void add_map_routes(net::Router& router, Services& services);
/// Last of all: openapi.json describes what is in the router by then.
void add_machine_routes(net::Router& router, Services& services, const Metrics& metrics);

/// What a list asks: filter, jurisdiction, q, bbox, sort, limit, cursor, ledger of the request, and
/// further filters.
Result<record::Query> list_query(const net::Request& request, std::string_view type,
                                 std::vector<record::Filter> more);
/// GET /api/v1/records/{type} for a type and further filters.
Result<net::Response> list_page(Services& services, const net::Request& request,
                                std::string_view type, std::vector<record::Filter> more);
/// The part of a change (of a journal entry's body) that a list of changes shows:
/// {type,id,op,move,state,version,label}.
[[nodiscard]] json::Value shown_change(const json::Value& change);
/// Whether the viewer may see this change of a journal entry.
[[nodiscard]] bool may_see_change(Services& services, const identity::Viewer& viewer,
                                  const json::Value& change);

}  // namespace muster::app
