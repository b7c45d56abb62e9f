// What all connections of a server share; no Asio here, so that it compiles fast and is tested without sockets.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/time.h"
#include "net/http.h"
#include "net/outgoing.h"
#include "net/ready.h"
#include "net/request_rules.h"
#include "net/worker_pool.h"

namespace muster::net {

class ServerCore {
 public:
  ServerCore(ServerSettings settings, Router router, Server::Hooks hooks, Ready ready = {});

  [[nodiscard]] const ServerSettings& settings() const { return settings_; }
  [[nodiscard]] WorkerPool& pool() { return pool_; }
  [[nodiscard]] UtcTime now() const { return wall_.now(); }
  [[nodiscard]] bool stopping() const { return stopping_; }
  void begin_stop() { stopping_ = true; }

  /// Short enough to be read out on the telephone: a word for this start of the server and a count.
  [[nodiscard]] std::string next_request_id();

  /// Where a request goes and how much body it may bring.
  struct Plan {
    const Route* route = nullptr;  ///< null: the fallback
    std::size_t body_limit = 0;
  };
  /// Completes the head (id, forwarded address, path_params). kNotFound, kMethodNotAllowed, kTooLarge by Content-Length.
  [[nodiscard]] Result<Plan> plan(RequestHead& head) const;

  /// What lies ready for this request, framed; nothing: it needs `answer`. Never waits.
  [[nodiscard]] std::optional<Outgoing> ready(const Request& request, const Route* route, Framing framing) const;
  /// Runs hooks and handler; exceptions end here as problem `internal`.
  [[nodiscard]] Response answer(Request& request, const Route* route);
  /// A refusal before any handler ran; still seen by Hooks::after.
  [[nodiscard]] Response refuse(const Request& request, const Route* route, const Error& error);
  /// Frames a response; a header that may not be sent turns it into problem `internal`.
  [[nodiscard]] Outgoing frame(const Request& request, Response response, Framing framing) const;

 private:
  [[nodiscard]] Result<Response> run(Request& request, const Route* route);
  void seen(const Request& request, const Route* route, const Response& response, Millis took) const;

  ServerSettings settings_;
  Router router_;
  Server::Hooks hooks_;
  Ready ready_;
  WallTime wall_;
  std::string id_prefix_;
  std::atomic<std::uint64_t> requests_ = 0;
  std::atomic<bool> stopping_ = false;
  WorkerPool pool_;  // last: its threads use all of the above
};

}  // namespace muster::net
