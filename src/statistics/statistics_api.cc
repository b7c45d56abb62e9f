#include "statistics/routes.h"

namespace muster::statistics {

void add_routes(net::Router& router, app::Services& services, Computed computed) {
  router.add({net::Method::kGet, "/api/v1/figures", "session", [&services](const net::Request&) -> Result<net::Response> {
                auto out = figure_list(services.store.model());
                if (!out) return fail(out.error());
                return net::Response::json(json::Object{{"items", *std::move(out)}});
              }});
  router.add({net::Method::kGet, "/api/v1/figures/{name}", "session", [&services, computed = std::move(computed)](const net::Request& request) -> Result<net::Response> {
                const std::string ledger = app::ledger_of(request);
                const std::string month = format_date(city_day(services.city.now(ledger))).substr(0, 7);
                const auto period = period_of(request.param("period").value_or(month));
                if (!period) return fail(period.error());
                Question question{std::string(request.path_param("name")), ledger, *period, request.param("jurisdiction").value_or(""), request.param("by").value_or(""), false};
                auto out = figure(services.store, app::caller(request).viewer, question, computed);
                if (!out) return fail(out.error());
                return net::Response::json(std::move(*out));
              }});
}

}  // namespace muster::statistics
