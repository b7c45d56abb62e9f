// What a request must satisfy before a handler sees it (no Beast here: wire.cc hands the parts over).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace muster::net {

inline constexpr std::size_t kHeaderFields = 100;
inline constexpr std::size_t kQueryFields = 256;

/// A request without its body, as read from the wire.
struct RequestHead {
  Request request;
  std::string raw_path;  ///< as sent, without query: what Router::match takes
  bool keep_alive = false;
  bool http10 = false;
  bool chunked = false;
  bool expects_continue = false;
  std::optional<std::uint64_t> content_length;
};

[[nodiscard]] Method method_of(std::string_view name);

/// Fills path, query and raw_path from request.target. kBadTarget, kBadUtf8, kTooManyFields.
[[nodiscard]] Status read_target(RequestHead& head);

/// Checks the header fields and fills keep_alive's neighbours (chunked, content_length, expects_continue). kMalformedHttp with
/// the clause: two lengths, length and chunked together, another transfer coding, not exactly one Host (RFC 9112 sections 3.2, 6).
[[nodiscard]] Status read_fields(RequestHead& head);

/// Takes remote and secure from X-Forwarded-For and X-Forwarded-Proto when the peer is one of `trusted`.
void apply_forwarded(Request& request, const std::vector<std::string>& trusted);

/// "zh" or "en" from an Accept-Language value; "zh" when neither is named.
[[nodiscard]] std::string_view preferred_language(std::string_view accept_language);

}  // namespace muster::net
