// For machines: health, readiness, metrics and the description of the API.
#include "app/openapi.h"
#include "app/routes.h"
#include "base/log.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;

// Ready: both databases answer. A server that is alive but not ready is taken out of rotation, not
// killed.
Result<Response> ready(Services& services) {
  try {
    const std::int64_t head = services.db.read([](db::Connection& c) { return journal::head(c); });
    static_cast<void>(services.access.accounts());
    return Response::json(json::Object{
        {"status", "ready"}, {"journal", head}, {"model", services.store.model().hash}});
  } catch (const db::Failure& failure) {
    log::error("not ready", {{"cause", std::string(failure.what())}});
    return fail(error::kStorageUnavailable, "", {{"reason", "database"}});
  }
}

}  // namespace

void add_machine_routes(net::Router& router, Services& services, const Metrics& metrics) {
  using net::Method;
  router.add({Method::kGet, "/healthz", "public", [](const Request&) -> Result<Response> {
                return Response::json(json::Object{{"status", "ok"}});
              }});
  router.add(
      {Method::kGet, "/readyz", "public", [&services](const Request&) { return ready(services); }});
  router.add({Method::kGet, "/metrics", "public",
              [&services, &metrics](const Request&) -> Result<Response> {
                std::vector<Gauge> gauges;
                for (const auto& source : services.gauges) {
                  for (Gauge& gauge : source()) gauges.push_back(std::move(gauge));
                }
                return Response::text(metrics.text(gauges),
                                      "text/plain; version=0.0.4; charset=utf-8");
              }});
  const auto document = std::make_shared<std::string>();
  router.add(
      {Method::kGet, "/api/openapi.json", "public", [document](const Request&) -> Result<Response> {
         return Response::text(*document, "application/json; charset=utf-8");
       }});
  *document = json::write(openapi(router.routes(), services.store.model()));
}

}  // namespace muster::app
