// Front door of dispatch, positions and evacuation.
#include "supply/call_outs.h"
#include "supply/circle_facts.h"
#include "supply/dispatch.h"
#include "supply/evacuation.h"
#include "supply/orders.h"
#include "supply/positions.h"
#include "supply/routes.h"

namespace muster::supply {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;

constexpr std::size_t kProposalBytes = 512U << 10;

Result<Response> answered(Result<json::Object> out) {
  if (!out) return fail(out.error());
  return Response::json(std::move(*out));
}

// Whoever may not ask for a transfer is told so before the shelves are shown.
Status may_dispatch(const Request& request, const record::Store& store) {
  const auto& viewer = caller(request).viewer;
  if (viewer.may_somewhere("create", "transfer_order")) return {};
  const model::TypeDef& type = *store.model().type("transfer_order");
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", bilingual("新建", "create")}, {"type", bilingual(type.title)},
                                       {"who", bilingual("值班员、防办、救灾处", "duty officers, the flood office, the relief section")}});
}

Result<Response> post_propose(const Request& request, const DispatchParts& parts) {
  if (Status allowed = may_dispatch(request, parts.store); !allowed) return fail(allowed.error());
  const auto body = app::object_body(request, {"need", "about", "title", "at", "to_text", "wanted_at", "items", "profile", "drawn"});
  if (!body) return fail(body.error());
  return answered(propose(parts, caller(request).viewer, ledger_of(request), *body, request.lang()));
}

Result<Response> post_accept(const Request& request, const DispatchParts& parts) {
  const auto body = app::object_body(request, {"need", "about", "title", "at", "to_text", "wanted_at", "items", "orders", "needed_by", "to_body", "receiver",
                                               "receiver_phone", "return_by", "jurisdiction_id", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const auto intent = app::intent_of(request, "dispatch.accept");
  if (!intent) return fail(intent.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const auto outcome = parts.store.run(*viewer, *intent, [&](record::Unit& unit) { return accept(unit, *body); });
  if (!outcome) return fail(outcome.error());
  return app::written(outcome->answer, *outcome, 201);
}

Result<Response> post_positions(const Request& request, Positions& positions) {
  const auto body = app::object_body(request, {"positions"});
  if (!body) return fail(body.error());
  const auto receipt = positions.receive(caller(request).viewer, ledger_of(request), *body);
  if (!receipt) return fail(receipt.error());
  json::Array rejected, orders;
  for (const auto& [index, error] : receipt->rejected) {
    rejected.emplace_back(json::Object{{"index", static_cast<std::int64_t>(index)}, {"code", error_info(error.code).name}, {"message", error_text(error, request.lang())}});
  }
  for (const std::string& id : receipt->orders) orders.emplace_back(id);
  return Response::json(json::Object{{"accepted", receipt->accepted}, {"rejected", std::move(rejected)}, {"orders", std::move(orders)}});
}

Result<Response> post_evacuation(const Request& request, const DispatchParts& parts) {
  const auto body = app::object_body(request, {"villages", "area", "flood", "water", "split", "mode", "shelters", "sheets", "drawn"});
  if (!body) return fail(body.error());
  return answered(evacuation(parts, caller(request).viewer, ledger_of(request), *body));
}

// Worked out anew by the server: what is kept is never what a client says that it was.
Result<Response> post_evacuation_plan(const Request& request, const DispatchParts& parts) {
  auto body = app::object_body(request, {"villages", "area", "flood", "water", "split", "mode", "shelters", "drawn", "title", "about", "jurisdiction_id", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const auto intent = app::intent_of(request, "evacuation.plan");
  if (!intent) return fail(intent.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  body->as_object().set("sheets", true);
  const auto told = evacuation(parts, *viewer, ledger_of(request), *body);
  if (!told) return fail(told.error());
  const auto outcome = parts.store.run(*viewer, *intent, [&](record::Unit& unit) -> Result<json::Value> {
    const auto kept = keep_evacuation(unit, *body, *told);
    if (!kept) return fail(kept.error());
    return json::Value(json::Object{{"record", record::to_json(*kept, *unit.model().type(kept->type))}});
  });
  if (!outcome) return fail(outcome.error());
  return app::written(outcome->answer, *outcome, 201);
}

Result<Response> post_helpers(const Request& request, const DispatchParts& parts) {
  const auto body = app::object_body(request, {"about", "at", "of", "capabilities", "expertise", "kinds", "drawn"});
  if (!body) return fail(body.error());
  return answered(helpers(parts, caller(request).viewer, ledger_of(request), *body));
}

Result<Response> post_callouts(const Request& request, const DispatchParts& parts) {
  const auto body = app::object_body(request, {"about", "at", "to_text", "text", "wanted_at", "helpers", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const auto intent = app::intent_of(request, "dispatch.call");
  if (!intent) return fail(intent.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const auto times = call_times(parts, *viewer, ledger_of(request), *body);
  if (!times) return fail(times.error());
  const auto outcome = parts.store.run(*viewer, *intent, [&](record::Unit& unit) { return call_out(unit, *body, *times); });
  if (!outcome) return fail(outcome.error());
  return app::written(outcome->answer, *outcome, 201);
}

Result<Response> post_recall(const Request& request, const DispatchParts& parts) {
  const auto body = app::object_body(request, {"about", "helpers", "why", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const auto intent = app::intent_of(request, "dispatch.recall");
  if (!intent) return fail(intent.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const auto outcome = parts.store.run(*viewer, *intent, [&](record::Unit& unit) { return recall(unit, *body); });
  if (!outcome) return fail(outcome.error());
  return app::written(outcome->answer, *outcome);
}

}  // namespace

void add_dispatch_routes(net::Router& router, app::Services& services, Roads& roads, Positions& positions) {
  using net::Method;
  const DispatchParts parts{services.store, services.city, ways_of(roads)};
  const auto bind = [parts](auto handler) { return [parts, handler](const Request& request) { return handler(request, parts); }; };
  router.add({Method::kPost, "/api/v1/dispatch/propose", "session", bind(post_propose), kProposalBytes});
  router.add({Method::kPost, "/api/v1/dispatch/accept", "session", bind(post_accept), kProposalBytes});
  router.add({Method::kGet, "/api/v1/dispatch/board", "session",
              bind([](const Request& r, const DispatchParts& p) { return answered(board(p, caller(r).viewer, ledger_of(r))); })});
  router.add({Method::kGet, "/api/v1/dispatch/needs", "session", bind([](const Request& r, const DispatchParts& p) {
                return answered(needs_of_incident(p, caller(r).viewer, ledger_of(r), r.param("incident").value_or("")));
              })});
  router.add({Method::kGet, "/api/v1/dispatch/orders/{id}", "session", bind([](const Request& r, const DispatchParts& p) {
                return answered(order_shown(p, caller(r).viewer, ledger_of(r), std::string(r.path_param("id"))));
              })});
  router.add({Method::kGet, "/api/v1/dispatch/orders/{id}/card", "session", bind([](const Request& r, const DispatchParts& p) {
                return answered(card(p, caller(r).viewer, ledger_of(r), std::string(r.path_param("id"))));
              })});
  router.add({Method::kPost, "/api/v1/positions", "session", [&positions](const Request& r) { return post_positions(r, positions); }, kPositionBytes});
  router.add({Method::kPost, "/api/v1/dispatch/helpers", "session", bind(post_helpers), kProposalBytes});
  router.add({Method::kPost, "/api/v1/dispatch/callouts", "session", bind(post_callouts)});
  router.add({Method::kPost, "/api/v1/dispatch/callouts/recall", "session", bind(post_recall)});
  router.add({Method::kPost, "/api/v1/evacuation", "session", bind(post_evacuation), kProposalBytes});
  router.add({Method::kPost, "/api/v1/evacuation/plans", "session", bind(post_evacuation_plan), kProposalBytes});
}

Ways ways_of(Roads& roads) {
  return [&roads](const std::string& ledger, const std::string& profile, UtcTime now, const std::vector<road::Condition>& drawn) {
    return circle_roads(roads, ledger, profile, now, drawn);
  };
}

}  // namespace muster::supply
