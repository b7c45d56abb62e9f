// Ids: UUIDv7 text (RFC 9562 section 5.7), and UUIDv8-like ids derived from a name for effects that must happen once.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace muster {

/// A new time-ordered id; random bits from the operating system. Thread-safe.
[[nodiscard]] std::string new_id(UtcTime now);

/// The same name gives the same id for ever (SHA-256 of the name, version nibble 8): timers, listeners, demonstration data.
[[nodiscard]] std::string derived_id(std::string_view name);

/// 36 characters, lower-case hex and hyphens in place, version 1 to 8.
[[nodiscard]] bool is_id(std::string_view text);

}  // namespace muster
