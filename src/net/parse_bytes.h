// One request from bytes in memory, by the parser, the rules and the router that the server uses; tests and the fuzz target.
#pragma once

#include <string_view>

#include "net/http.h"

namespace muster::net {

/// The request at the start of `bytes`, its body read under its route's limit. Errors as the server answers them;
/// kMalformedHttp also when the bytes end early.
[[nodiscard]] Result<Request> parse_bytes(std::string_view bytes, const Router& router,
                                          std::size_t header_limit = 16U << 10);

}  // namespace muster::net
