// Private to src/identity: one-time codes of authenticator applications.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace muster::identity {

constexpr std::chrono::seconds kCodeStep{30};

/// HOTP with HMAC-SHA-1. Source: RFC 4226 section 5.3; the counter is RFC 6238's T. @param digits 6
/// to 8
[[nodiscard]] std::string one_time_code(std::string_view secret, std::int64_t counter,
                                        int digits = 6);

/// The step (RFC 6238: T) of which `code` is the code, one step early or late allowed
/// (section 5.2); nothing when it is none.
[[nodiscard]] std::optional<std::int64_t> matching_step(std::string_view secret,
                                                        std::string_view code, UtcTime now);

/// Without padding. Source: RFC 4648 section 6.
[[nodiscard]] std::string base32(std::string_view bytes);

/// otpauth://totp/… as authenticator applications scan it.
[[nodiscard]] std::string code_uri(std::string_view account, std::string_view secret);

}  // namespace muster::identity
