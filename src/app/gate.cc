#include "app/gate.h"

#include "base/hash.h"

namespace muster::app {
namespace {

bool writes(net::Method method) {
  return method != net::Method::kGet && method != net::Method::kHead &&
         method != net::Method::kOptions;
}

tl::unexpected<Error> not_allowed(const Caller& who, std::string_view type, std::string_view verb) {
  return fail(error::kNotAllowed, "",
              {{"post", who.viewer.person_name},
               {"type", std::string(type)},
               {"verb", std::string(verb)},
               {"who", "admin"}});
}

// "Bearer mst_…", or Basic with the token as password (RFC 7617): QGIS and others of its kind can send nothing else. An account's own
// password is never taken this way.
std::string token_of(std::string_view header) {
  constexpr std::string_view kBearer = "Bearer ";
  constexpr std::string_view kBasic = "Basic ";
  if (header.starts_with(kBearer)) return std::string(header.substr(kBearer.size()));
  if (!header.starts_with(kBasic)) return {};
  const std::string pair = from_base64(header.substr(kBasic.size()));
  const std::size_t colon = pair.find(':');
  const std::string password = colon == std::string::npos ? std::string() : pair.substr(colon + 1);
  return password.starts_with("mst_") ? password : std::string();
}

}  // namespace

Result<Caller> Gate::identify(const net::Request& request) const {
  Caller who;
  if (const std::string_view header = request.header("authorization"); !header.empty()) {
    const std::string token = token_of(header);
    if (token.empty()) return fail(error::kNotSignedIn);
    const auto account = access_.token(token);
    if (!account) return fail(account.error());
    who.signed_in = who.by_token = true;
    who.account = account->name;
    who.person = account->person;
    who.until = account->until.value_or(UtcTime{});
    return who;
  }
  const std::string_view cookie = request.cookie(kSessionCookie);
  if (cookie.empty()) return who;
  const auto session = access_.session(cookie);
  if (!session) return fail(session.error());
  who.signed_in = true;
  who.account = session->account;
  who.person = session->person;
  who.csrf = session->csrf;
  who.session_token = cookie;
  who.until = session->expires_at;
  return who;
}

Status Gate::add_rights(const net::Request& request, Caller& who) const {
  const std::string ledger = ledger_of(request);
  if (!city_.knows(ledger)) return fail(error::kNotFound, "ledger", {{"what", ledger}});
  if (!who.signed_in) return {};
  auto viewer = directory_.viewer(who.account, who.person, request.header("x-muster-post"),
                                  city_.now(ledger));
  if (viewer) {
    who.viewer = *std::move(viewer);
  } else if (viewer.error().code == error::kNoPost) {
    who.no_post = viewer.error();
    who.viewer.actor.person = who.person;
    who.viewer.actor.account = who.account;
  } else {
    return fail(viewer.error());
  }
  who.viewer.actor.channel = who.by_token ? "api" : "web";
  return {};
}

Status Gate::admit(const net::Route& route, const Caller& who) const {
  if (route.permission == "public") return {};
  if (route.permission == "demo") {
    if (demo_) return {};
    return fail(error::kNotFound, "", {{"what", route.pattern}});
  }
  if (!who.signed_in) return fail(error::kNotSignedIn);
  // Who holds no post may still see that, and sign out; everything else is asked of a post.
  if (who.no_post && route.pattern != "/api/v1/session") return fail(*who.no_post);
  if (route.permission == "admin" && !who.viewer.may_somewhere("admin", "*"))
    return not_allowed(who, route.pattern, "admin");
  if (route.permission == "readings" && !who.viewer.may_somewhere("create", "reading")) {
    return not_allowed(who, "reading", "create");
  }
  return {};
}

Status Gate::check(net::Request& request, const net::Route& route) const {
  auto who = identify(request);
  const bool open = route.permission == "public" || route.permission == "demo";
  if (!who && !open) return fail(who.error());
  if (!who) who = Caller{};  // an expired cookie does not close the sign-in page
  if (const Status rights = add_rights(request, *who); !rights) return rights;
  if (const Status admitted = admit(route, *who); !admitted) return admitted;
  const bool by_cookie = who->signed_in && !who->by_token;
  if (by_cookie && !open && writes(request.method) &&
      !equal_in_constant_time(request.header("x-muster-csrf"), who->csrf)) {
    return fail(error::kBadCsrf);
  }
  request.context = std::make_shared<const Caller>(*std::move(who));
  return {};
}

}  // namespace muster::app
