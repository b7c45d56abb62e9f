#include "base/id.h"
#include "message/message.h"
#include "message/routes.h"
#include "record/ticker.h"

namespace muster::message {
namespace {

using app::caller;
using net::Request;
using net::Response;

// The ledger of the sender where it is known here; a drill of somebody else's is an ordinary document, marked in its title.
std::string ledger_for(app::Services& services, const std::string& wanted) {
  const std::vector<std::string> known = record::ledgers(services.db);
  return std::find(known.begin(), known.end(), wanted) == known.end() ? "real" : wanted;
}

Result<Response> post_incoming(const Request& request, app::Services& services) {
  const auto body = app::object_body(request, {"message", "number", "ledger", "marked", "title", "text", "receiver", "queued_at", "kind", "report_number", "serial", "from"});
  if (!body) return fail(body.error());
  auto intent = app::intent_of(request, "incoming");
  if (!intent) return fail(intent.error());
  if (intent->id.empty()) return fail(error::kRequired, "Idempotency-Key", {{"title", "Idempotency-Key"}});
  intent->ledger = ledger_for(services, body->text("ledger"));
  const auto outcome = services.store.run(caller(request).viewer, *intent, [&](record::Unit& unit) -> Result<json::Value> {
    auto taken = take_in(unit, *body);
    if (!taken) return fail(taken.error());
    return json::Value(std::move(*taken));
  });
  if (!outcome) return fail(outcome.error());
  return app::written(outcome->answer, *outcome, 201);
}

Result<Response> get_incoming(const Request& request, app::Services& services) {
  const identity::Viewer& viewer = caller(request).viewer;
  const std::string message(request.path_param("message"));
  Result<json::Object> found = fail(error::kNotFound, "message", {{"what", message}});
  for (const std::string& ledger : record::ledgers(services.db)) {
    const Status looked = services.store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
      if (!found) found = receipt_of(unit, message, viewer.actor.person);
      return {};
    });
    if (!looked) return fail(looked.error());
  }
  if (!found) return fail(found.error());
  return Response::json(std::move(*found));
}

// A receiver that tells by itself: delivered with its number, or signed for by somebody.
Result<Response> post_receipt(const Request& request, app::Services& services) {
  const auto body = app::object_body(request, {"message", "number", "signed_by", "signed_at"});
  if (!body) return fail(body.error());
  const auto intent = app::intent_of(request, "receipt");
  if (!intent) return fail(intent.error());
  const auto signed_at = app::instant_of(*body, "signed_at");
  if (!signed_at) return fail(signed_at.error());
  record::Draft draft;
  draft.type = "message_out";
  draft.id = body->text("message");
  draft.move = body->text("signed_by").empty() ? "deliver" : "acknowledge";
  draft.occurred_at = *signed_at;
  if (!body->text("number").empty()) draft.fields.set("receipt_no", body->text("number"));
  if (!body->text("signed_by").empty()) draft.fields.set("signed_by", body->text("signed_by"));
  const auto moved = services.store.move(caller(request).viewer, *intent, draft);
  if (!moved) return fail(moved.error());
  return Response::json(json::Object{{"record", record::to_json(*moved, *services.store.model().type("message_out"))}});
}

}  // namespace

void add_routes(net::Router& router, app::Services& services) {
  using net::Method;
  router.add({Method::kPost, "/api/v1/incoming", "session", [&services](const Request& r) { return post_incoming(r, services); }});
  router.add({Method::kGet, "/api/v1/incoming/{message}", "session", [&services](const Request& r) { return get_incoming(r, services); }});
  router.add({Method::kPost, "/api/v1/receipts", "session", [&services](const Request& r) { return post_receipt(r, services); }});
}

}  // namespace muster::message
