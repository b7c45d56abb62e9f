// Answers that lie ready: given by the connection's own thread, without a handler and the two changes of thread that it costs.
#pragma once

#include <functional>
#include <memory>

#include "net/http.h"

namespace muster::net {

/// A 200 for this GET, its body as it goes out (see compress), or nothing: then `before` and the handler are asked. Called on the
/// connection's thread for routes only, ahead of Hooks::before: it must not wait, and checks by itself who asks.
using Ready = std::function<std::shared_ptr<const Response>(const Request&, const Route&)>;

/// Server::start with such answers.
[[nodiscard]] Result<std::unique_ptr<Server>> start_server(const ServerSettings& settings, Router router, Server::Hooks hooks, Ready ready);

/// gzip of text above 1 KiB when the request accepts it, with Vary; once done nothing is done again.
void compress(const Request& request, Response& response);

}  // namespace muster::net
