// Signing in and out, and what the browser must know about who has.
#include <fstream>
#include <iterator>

#include "app/gate.h"
#include "app/routes.h"
#include "demo/demo.h"

namespace muster::app {
namespace {

using net::Method;
using net::Request;
using net::Response;

constexpr std::array kVerbs{"read", "create", "update", "delete", "move", "reveal"};
constexpr int kCookieSeconds = 7 * 24 * 3600;

std::string cookie(const Request& request, std::string_view token, int seconds) {
  return std::string(kSessionCookie) + "=" + std::string(token) +
         "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) +
         (request.secure ? "; Secure" : "");
}

std::string label_of(Services& services, std::string_view type, std::string_view id) {
  const auto found = services.store.get(identity::Viewer::system("api"), type, id);
  return found ? found->label : std::string(id);
}

json::Object rights(const Services& services, const identity::Viewer& viewer) {
  json::Object may;
  for (const auto& [name, type] : services.store.model().types) {
    json::Array verbs;
    for (const char* verb : kVerbs) {
      if (viewer.may_somewhere(verb, name)) verbs.emplace_back(verb);
    }
    if (!verbs.empty()) may.set(name, std::move(verbs));
  }
  if (viewer.may_somewhere("create", "reading") && !may.has("reading"))
    may.set("reading", json::Array{"create"});
  if (viewer.may_somewhere("admin", "*")) may.set("*", json::Array{"admin"});
  return may;
}

// Where somebody begins: a demonstration begins in its flood, a city in what is real.
std::string first_ledger(const Services& services, const Request& request) {
  return request.param("ledger").value_or(services.demo ? std::string(demo::kLedger) : "real");
}

json::Array ledgers_json(const StoredCityTime& city) {
  json::Array out;
  for (const Ledger& ledger : city.ledgers()) {
    out.emplace_back(
        json::Object{{"id", ledger.id},
                     {"title", json::Object{{"zh", ledger.title_zh}, {"en", ledger.title_en}}},
                     {"kind", ledger.kind}});
  }
  return out;
}

json::Value session_json(Services& services, const StoredCityTime& city, const Caller& who,
                         const std::string& ledger) {
  json::Array posts;
  for (const identity::Directory::Held& held :
       services.directory.held(who.person, city.now(ledger))) {
    json::Array roles;
    for (const std::string& role : held.roles) roles.emplace_back(role);
    posts.emplace_back(json::Object{{"id", held.post},
                                    {"title", held.title},
                                    {"body", held.body},
                                    {"body_name", held.body_name},
                                    {"jurisdiction_id", held.jurisdiction_id},
                                    {"roles", std::move(roles)}});
  }
  json::Array names;
  for (const std::string& id : who.viewer.names) {
    names.emplace_back(json::Object{{"id", id}, {"name", label_of(services, "body", id)}});
  }
  const std::string person_name = who.viewer.person_name.empty()
                                      ? label_of(services, "person", who.person)
                                      : who.viewer.person_name;
  return json::Object{{"account", who.account},
                      {"person", json::Object{{"id", who.person}, {"name", person_name}}},
                      {"posts", std::move(posts)},
                      {"acting_post", who.viewer.actor.post},
                      {"names", std::move(names)},
                      {"csrf", who.csrf},
                      {"ledger", ledger},
                      {"ledgers", ledgers_json(city)},
                      {"demo", services.demo},
                      {"may", rights(services, who.viewer)},
                      {"node", services.setting("node.name")}};
}

/// The answer of every way to sign in: the session as GET gives it, and its cookie.
Result<Response> signed_in(Services& services, const StoredCityTime& city, const Request& request,
                           const Result<identity::Session>& session) {
  if (!session) return fail(session.error());
  Caller who;
  who.signed_in = true;
  who.account = session->account;
  who.person = session->person;
  who.csrf = session->csrf;
  const std::string ledger = first_ledger(services, request);
  auto viewer = services.directory.viewer(who.account, who.person, request.header("x-muster-post"),
                                          city.now(ledger));
  if (viewer) {
    who.viewer = *std::move(viewer);
  } else if (viewer.error().code != error::kNoPost) {
    return fail(viewer.error());
  }
  Response response = Response::json(session_json(services, city, who, ledger));
  response.headers.emplace_back("Set-Cookie", cookie(request, session->token, kCookieSeconds));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// Who can be tried out: the demonstration writes their notes beside its data when it is made.
Result<Response> demo_people(Services& services) {
  std::ifstream file(services.data + "/demo-people.json", std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (auto people = json::parse(text); file.good() && people && people->is_array())
    return Response::json(*people);
  json::Array people;
  for (const identity::Account& account : services.access.accounts()) {
    if (!account.demo || account.disabled) continue;
    const auto held = services.directory.held(account.person, services.city.now("real"));
    people.emplace_back(json::Object{{"account", account.name},
                                     {"name", label_of(services, "person", account.person)},
                                     {"post", held.empty() ? "" : held.front().title},
                                     {"note", json::Object{{"zh", ""}, {"en", ""}}},
                                     {"start", "/"}});
  }
  return Response::json(people);
}

Result<Response> demo_sign_in(Services& services, const StoredCityTime& city,
                              const Request& request) {
  const auto body = object_body(request, {"account"});
  if (!body) return fail(body.error());
  const auto account = services.access.account(body->text("account"));
  if (services.setting("demo.quick_sign_in") != "true" || !account || !account->demo ||
      account->disabled) {
    return fail(error::kNotFound, "account", {{"what", body->text("account")}});
  }
  return signed_in(services, city, request,
                   services.access.open_session(account->name, request.remote));
}

Result<Response> sign_out(Services& services, LiveHub& live, const Request& request) {
  const Caller& who = caller(request);
  if (!who.session_token.empty()) {
    if (const Status ended = services.access.end_session(who.session_token); !ended)
      return fail(ended.error());
    live.close_session(who.session_token);
  }
  Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", cookie(request, "", 0));
  return response;
}

}  // namespace

void add_session_routes(net::Router& router, Services& services, LiveHub& live,
                        const StoredCityTime& city) {
  constexpr std::size_t kSmall = 16U << 10;
  router.add({Method::kPost, "/api/v1/session", "public",
              [&services, &city](const Request& request) -> Result<Response> {
                const auto body = object_body(request, {"account", "password", "code"});
                if (!body) return fail(body.error());
                return signed_in(
                    services, city, request,
                    services.access.sign_in(body->text("account"), body->text("password"),
                                            body->text("code"), request.remote));
              },
              kSmall});
  router.add({Method::kPost, "/api/v1/session/link", "public",
              [&services, &city](const Request& request) -> Result<Response> {
                const auto body = object_body(request, {"token"});
                if (!body) return fail(body.error());
                return signed_in(services, city, request,
                                 services.access.use_link(body->text("token"), request.remote));
              },
              kSmall});
  router.add({Method::kGet, "/api/v1/session", "session",
              [&services, &city](const Request& request) -> Result<Response> {
                Response response = Response::json(
                    session_json(services, city, caller(request), first_ledger(services, request)));
                response.headers.emplace_back("Cache-Control", "no-store");
                return response;
              }});
  router.add(
      {Method::kDelete, "/api/v1/session", "session",
       [&services, &live](const Request& request) { return sign_out(services, live, request); }});
  router.add({Method::kGet, "/api/v1/demo/people", "demo",
              [&services](const Request&) { return demo_people(services); }});
  router.add(
      {Method::kPost, "/api/v1/session/demo", "demo",
       [&services, &city](const Request& request) { return demo_sign_in(services, city, request); },
       kSmall});
}

}  // namespace muster::app
