#include "base/id.h"

#include <array>

#include "base/hash.h"

namespace muster {
namespace {

std::string with_hyphens(std::string_view raw16) {
  const std::string hex = to_hex(raw16);
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
         hex.substr(20, 12);
}

void mark(std::string& raw16, unsigned version) {
  raw16[6] = static_cast<char>((static_cast<unsigned char>(raw16[6]) & 0x0FU) | (version << 4U));
  raw16[8] = static_cast<char>((static_cast<unsigned char>(raw16[8]) & 0x3FU) | 0x80U);
}

}  // namespace

std::string new_id(UtcTime now) {
  std::string raw = random_bytes(16);
  const auto millis = static_cast<std::uint64_t>(to_millis(now));
  for (unsigned i = 0; i < 6; ++i) raw[i] = static_cast<char>((millis >> (8U * (5U - i))) & 0xFFU);
  mark(raw, 7);
  return with_hyphens(raw);
}

std::string derived_id(std::string_view name) {
  std::string raw = digest(HashAlgorithm::kSha256, name).substr(0, 16);
  mark(raw, 8);
  return with_hyphens(raw);
}

bool is_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (hyphen ? c != '-' : !hex) return false;
  }
  return text[14] >= '1' && text[14] <= '8';
}

}  // namespace muster
