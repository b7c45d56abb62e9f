// Private to src/identity: argon2id (RFC 9106).
#pragma once

#include <string>
#include <string_view>

namespace muster::identity {

constexpr std::size_t kShortestPassword = 10;  ///< characters
constexpr std::size_t kLongestPassword = 256;  ///< characters

/// Encoded with its parameters and a fresh salt ("$argon2id$…").
[[nodiscard]] std::string hash_password(std::string_view password);
/// Takes the same time whether or not it fits.
[[nodiscard]] bool fits_password(const std::string& encoded, std::string_view password);
/// Code points of UTF-8.
[[nodiscard]] std::size_t characters(std::string_view text);

}  // namespace muster::identity
