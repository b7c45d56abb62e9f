#include "duty/routes.h"

namespace muster::duty {
namespace {

using net::Request;
using net::Response;

net::Handler answering(const Sources& sources, Result<json::Object> (*make)(const Sources&, const record::Viewer&, const std::string&)) {
  return [sources, make](const Request& request) -> Result<Response> {
    auto out = make(sources, app::caller(request).viewer, app::ledger_of(request));
    if (!out) return fail(out.error());
    return Response::json(std::move(*out));
  };
}

}  // namespace

void add_routes(net::Router& router, app::Services& services, observation::Service& observation) {
  const Sources sources{services.store, observation, services.city};
  router.add({net::Method::kGet, "/api/v1/desk", "session", answering(sources, desk)});
  router.add({net::Method::kGet, "/api/v1/me/tasks", "session", answering(sources, my_tasks)});
}

}  // namespace muster::duty
