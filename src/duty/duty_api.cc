#include "duty/brief.h"
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

// The day asked for, else the city's today.
Result<std::chrono::year_month_day> day_of(const Request& request, const Sources& sources) {
  const auto day = request.param("day");
  if (!day) return city_day(sources.city.now(app::ledger_of(request)));
  return parse_date(*day);
}

Result<Response> get_brief(const Request& request, const Sources& sources) {
  const auto day = day_of(request, sources);
  if (!day) return fail(day.error());
  auto brief = draft_brief(sources, app::caller(request).viewer, app::ledger_of(request), *day);
  if (!brief) return fail(brief.error());
  json::Array unknowns;
  for (const std::string& unknown : brief->unknowns) unknowns.emplace_back(unknown);
  return Response::json(json::Object{{"day", format_date(*day)}, {"title", brief->title}, {"text", brief->text}, {"facts", std::move(brief->facts)},
                                     {"unknowns", std::move(unknowns)}, {"from", format_time(brief->from)}, {"to", format_time(brief->to)},
                                     {"due_at", format_time(brief->due_at)}});
}

Result<Response> get_zero(const Request& request, const Sources& sources) {
  const auto day = day_of(request, sources);
  if (!day) return fail(day.error());
  auto board = zero_board(sources, app::caller(request).viewer, app::ledger_of(request), *day);
  if (!board) return fail(board.error());
  return Response::json(std::move(*board));
}

}  // namespace

void add_routes(net::Router& router, app::Services& services, observation::Service& observation) {
  const Sources sources{services.store, observation, services.city};
  router.add({net::Method::kGet, "/api/v1/desk", "session", answering(sources, desk)});
  router.add({net::Method::kGet, "/api/v1/me/tasks", "session", answering(sources, my_tasks)});
  router.add({net::Method::kGet, "/api/v1/duty/brief", "session", [sources](const Request& r) { return get_brief(r, sources); }});
  router.add({net::Method::kGet, "/api/v1/duty/zero", "session", [sources](const Request& r) { return get_zero(r, sources); }});
}

}  // namespace muster::duty
