// The parts of an http or https address.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace muster::net {

struct Url {
  bool tls = false;
  std::string host;    ///< without the brackets of an IPv6 address
  std::string port;    ///< 80 or 443 when not given
  std::string target;  ///< path and query, at least "/"
  [[nodiscard]] std::string authority() const;  ///< for the Host header
};

/// kBadUrl: another scheme, no host, user names, blanks or control characters. A fragment is cut off.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace muster::net
