// Digests, MACs and field encryption, all from OpenSSL; never our own.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace muster {

enum class HashAlgorithm { kSha256, kSm3 };

[[nodiscard]] std::string digest(HashAlgorithm algorithm, std::string_view bytes);  ///< raw bytes (32)
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);  ///< raw bytes
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string from_hex(std::string_view hex);  ///< empty when not hex
[[nodiscard]] std::string to_base64(std::string_view bytes);
[[nodiscard]] std::string from_base64(std::string_view text);  ///< empty when not base64
[[nodiscard]] std::string random_bytes(std::size_t count);
[[nodiscard]] std::string random_token();  ///< 32 random bytes, base64url without padding
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// AES-256-GCM; output "v1:" + base64(nonce 12 | ciphertext | tag 16). `context` is authenticated, not stored.
/// The nonce is HMAC(key, context | plain), so equal input gives equal ciphertext and a replay gives equal bytes.
[[nodiscard]] std::string seal(std::string_view key32, std::string_view plain, std::string_view context);
[[nodiscard]] Result<std::string> unseal(std::string_view key32, std::string_view sealed, std::string_view context);

}  // namespace muster
