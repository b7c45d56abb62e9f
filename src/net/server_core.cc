#include "net/server_core.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/hash.h"
#include "base/log.h"
#include "net/text.h"

namespace muster::net {
namespace {

// Paths without a route (the UI) have no use for a body.
constexpr std::size_t kFallbackBody = 64U << 10;

void log_failure(const Request& request, std::string_view what) {
  log::error("http.failed", {{"request_id", request.id},
                             {"method", std::string(method_name(request.method))},
                             {"path", request.path},
                             {"cause", std::string(what)}});
}

}  // namespace

ServerCore::ServerCore(ServerSettings settings, Router router, Server::Hooks hooks, Ready ready)
    : settings_(std::move(settings)),
      router_(std::move(router)),
      hooks_(std::move(hooks)),
      ready_(std::move(ready)),
      id_prefix_(to_hex(random_bytes(3)) + "-"),
      pool_(std::max(1, settings_.handler_threads), settings_.handler_queue) {}

std::string ServerCore::next_request_id() { return id_prefix_ + std::to_string(++requests_); }

Result<ServerCore::Plan> ServerCore::plan(RequestHead& head) const {
  apply_forwarded(head.request, settings_.trusted_proxies);
  auto match = router_.match(head.request.method, head.raw_path);
  Plan plan{.route = nullptr, .body_limit = kFallbackBody};
  if (match) {
    plan = {.route = match->route, .body_limit = match->route->body_limit};
    head.request.path_params = std::move(match->path_params);
  } else if (match.error().code != error::kNotFound || !hooks_.fallback) {
    return fail(match.error());
  }
  plan.body_limit = std::min(plan.body_limit, settings_.body_limit);
  if (head.content_length.value_or(0) > plan.body_limit) {
    return fail(error::kTooLarge, {}, {{"limit", format_size(plan.body_limit)}});
  }
  return plan;
}

Result<Response> ServerCore::run(Request& request, const Route* route) {
  if (route == nullptr) return hooks_.fallback(request);
  if (hooks_.before) {
    if (auto allowed = hooks_.before(request, *route); !allowed) return fail(allowed.error());
  }
  return route->handler(request);
}

Response ServerCore::answer(Request& request, const Route* route) {
  const auto started = std::chrono::steady_clock::now();
  Response response;
  try {
    auto result = run(request, route);
    if (result) {
      response = std::move(*result);
    } else {
      if (error_info(result.error().code).status >= 500) log_failure(request, result.error().cause);
      response = problem(result.error(), request.lang(), request.id);
    }
  } catch (const std::exception& e) {
    log_failure(request, e.what());
    response = problem(Error{}, request.lang(), request.id);
  } catch (...) {
    log_failure(request, "not a std::exception");
    response = problem(Error{}, request.lang(), request.id);
  }
  seen(request, route, response,
       std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - started));
  return response;
}

Response ServerCore::refuse(const Request& request, const Route* route, const Error& error) {
  Response response = problem(error, request.lang(), request.id);
  seen(request, route, response, Millis{0});
  return response;
}

void ServerCore::seen(const Request& request, const Route* route, const Response& response, Millis took) const {
  if (!hooks_.after) return;
  try {
    hooks_.after(request, route, response, took);
  } catch (const std::exception& e) {
    log_failure(request, e.what());
  }
}

std::optional<Outgoing> ServerCore::ready(const Request& request, const Route* route, Framing framing) const {
  if (!ready_ || route == nullptr || request.method != Method::kGet) return std::nullopt;
  framing.keep_alive = framing.keep_alive && !stopping_;
  try {
    auto kept = ready_(request, *route);
    if (!kept) return std::nullopt;
    seen(request, route, *kept, Millis{0});
    return make_outgoing(request, std::move(kept), framing, now());
  } catch (const std::exception& e) {
    log_failure(request, e.what());
    return std::nullopt;
  }
}

Outgoing ServerCore::frame(const Request& request, Response response, Framing framing) const {
  framing.keep_alive = framing.keep_alive && !stopping_;
  try {
    return make_outgoing(request, std::move(response), framing, now());
  } catch (const std::exception& e) {
    log_failure(request, e.what());
    return make_outgoing(request, problem(Error{}, request.lang(), request.id), framing, now());
  }
}

}  // namespace muster::net
