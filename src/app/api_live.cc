// The event stream, city time and search.
#include <charconv>

#include "app/routes.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;

constexpr int kFoundMost = 40;

Result<Response> search(Services& services, const Request& request) {
  record::Query query;
  query.type = "*";
  query.text = request.param("q").value_or("");
  if (query.text.empty()) return fail(error::kBadRequest, "q", {{"reason", "q=…"}});
  query.ledger = ledger_of(request);
  query.limit = kFoundMost;
  const auto page = services.store.list(caller(request).viewer, query);
  if (!page) return fail(page.error());
  json::Array items;
  for (const record::Record& found : page->items) {
    items.emplace_back(json::Object{{"type", found.type}, {"id", found.id}, {"label", found.label}, {"snippet", found.text("snippet")}});
  }
  return Response::json(json::Object{{"items", std::move(items)}});
}

Result<Response> live_stream(LiveHub& live, const Request& request) {
  std::string last(request.header("last-event-id"));
  if (last.empty()) last = request.param("last_event_id").value_or("");
  std::optional<std::int64_t> after;
  if (!last.empty()) {
    std::int64_t seq = 0;
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), seq);
    if (error != std::errc{} || end != last.data() + last.size() || seq < 0) {
      return fail(error::kBadRequest, "Last-Event-ID", {{"reason", "Last-Event-ID: <seq>"}});
    }
    after = seq;
  }
  return live.open(caller(request), ledger_of(request), after);
}

}  // namespace

void add_live_routes(net::Router& router, Services& services, LiveHub& live) {
  using net::Method;
  router.add({Method::kGet, "/api/v1/live", "session",
              [&live](const Request& request) { return live_stream(live, request); }});
  router.add({Method::kGet, "/api/v1/search", "session",
              [&services](const Request& request) { return search(services, request); }});
  router.add({Method::kGet, "/api/v1/time", "public",
              [&services](const Request& request) -> Result<Response> {
                const std::string ledger = ledger_of(request);
                return Response::json(
                    json::Object{{"city_now", format_time(services.city.now(ledger))},
                                 {"wall_now", format_time(services.wall.now())},
                                 {"speed", services.city.speed(ledger)},
                                 {"zone", "Asia/Shanghai"}});
              }});
  router.add({Method::kGet, "/api/v1/model", "session",
              [&services](const Request& request) -> Result<Response> {
                const std::string tag = "\"" + services.store.model().hash + "\"";
                Response response;
                if (request.header("if-none-match") == tag) {
                  response.status = 304;
                } else {
                  response = Response::json(model::to_json(services.store.model()));
                }
                response.headers.emplace_back("ETag", tag);
                response.headers.emplace_back("Cache-Control", "private, no-cache");
                return response;
              }});
}

}  // namespace muster::app
