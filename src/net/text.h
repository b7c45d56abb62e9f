// Small text rules of HTTP: UTF-8, percent escapes, token lists.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/split.h"

namespace muster::net {

/// Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// RFC 3986 section 2.1; nothing on a broken escape.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

using muster::split;
[[nodiscard]] std::string_view trim(std::string_view text);  ///< spaces and tabs (OWS, RFC 9110 section 5.6.3)
[[nodiscard]] std::string lower(std::string_view text);      ///< ASCII
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

/// A header name that may be sent (token, RFC 9110 section 5.6.2).
[[nodiscard]] bool is_token(std::string_view text);
/// A header value that may be sent: no CR, LF or NUL, so that no value can start another header.
[[nodiscard]] bool is_field_value(std::string_view text);

/// Weight of `coding` in an Accept-Encoding or similar list: 0 when refused or absent (RFC 9110 section 12.4.2).
[[nodiscard]] double accept_weight(std::string_view list, std::string_view coding);
/// The weight after ";q=" of one list item, 1 when absent, 0 when it cannot be read.
[[nodiscard]] double item_weight(std::string_view item);

[[nodiscard]] std::string format_size(std::size_t bytes);  ///< "16 MiB", "1 KiB", "300 B"

}  // namespace muster::net
