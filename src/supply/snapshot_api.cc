// POST /api/v1/circle/snapshot: the circle of now, kept as records.
#include "supply/circle_snapshot.h"
#include "supply/routes.h"

namespace muster::supply {
namespace {

net::Handler snapshot_route(app::Services& services, Roads& roads) {
  return [&services, &roads](const net::Request& request) -> Result<net::Response> {
    const auto body = app::object_body(request, {});
    if (!body) return fail(body.error());
    const auto intent = app::intent_of(request, "circle.snapshot");
    if (!intent) return fail(intent.error());
    const auto rows = take_snapshot(services.store, services.city, roads, app::caller(request).viewer, *intent);
    if (!rows) return fail(rows.error());
    return net::Response::json(json::Object{{"rows", *rows}, {"figure_url", "/api/v1/figures/circle_covered_share?ledger=" + intent->ledger}}, 201);
  };
}

}  // namespace

void add_snapshot_routes(net::Router& router, app::Services& services, Roads& roads) {
  router.add({net::Method::kPost, "/api/v1/circle/snapshot", "session", snapshot_route(services, roads)});
}

}  // namespace muster::supply
