#include "supply/routes.h"

namespace muster::supply {

void add_road_routes(net::Router& router, app::Services&, Roads& roads) {
  using net::Method;
  using net::Request;
  using net::Response;
  router.add({Method::kGet, "/api/v1/roads", "session",
              [&roads](const Request&) -> Result<Response> { return Response::json(roads.about()); }});
}

}  // namespace muster::supply
