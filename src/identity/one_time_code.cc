#include "identity/one_time_code.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "base/hash.h"

namespace muster::identity {
namespace {

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data, bytes.size(), out.data(),
           &size) == nullptr) {
    throw std::runtime_error("HMAC-SHA-1 failed");
  }
  return {out.begin(), out.begin() + size};
}

/// RFC 3986 section 2.3: everything but unreserved characters is percent-encoded.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += to_hex(std::string_view(&c, 1));
    }
  }
  return out;
}

}  // namespace

std::string one_time_code(std::string_view secret, std::int64_t counter, int digits) {
  std::string moving(8, '\0');
  auto rest = static_cast<std::uint64_t>(counter);
  for (std::size_t i = 8; i-- > 0; rest >>= 8U) moving[i] = static_cast<char>(rest & 0xffU);
  const std::string mac = hmac_sha1(secret, moving);
  const std::size_t offset = byte_at(mac, 19) & 0xfU;
  const std::uint32_t number = (byte_at(mac, offset) & 0x7fU) << 24U |
                               byte_at(mac, offset + 1) << 16U | byte_at(mac, offset + 2) << 8U |
                               byte_at(mac, offset + 3);
  const std::string all = std::to_string(number);
  const auto wanted = static_cast<std::size_t>(digits);
  return all.size() < wanted ? std::string(wanted - all.size(), '0') + all
                             : all.substr(all.size() - wanted);
}

std::optional<std::int64_t> matching_step(std::string_view secret, std::string_view code,
                                          UtcTime now) {
  const std::int64_t present = to_millis(now) / Millis{kCodeStep}.count();
  std::optional<std::int64_t> match;
  for (const std::int64_t step : {present - 1, present, present + 1}) {
    if (equal_in_constant_time(one_time_code(secret, step), code)) match = step;
  }
  return match;
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    buffer = (buffer << 8U | byte_at(bytes, i)) & 0xffffU;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += kAlphabet[buffer >> (bits - 5) & 31U];
  }
  if (bits > 0) out += kAlphabet[buffer << (5 - bits) & 31U];
  return out;
}

std::string code_uri(std::string_view account, std::string_view secret) {
  return "otpauth://totp/Muster:" + percent_encoded(account) + "?secret=" + base32(secret) +
         "&issuer=Muster&algorithm=SHA1&digits=6&period=30";
}

}  // namespace muster::identity
