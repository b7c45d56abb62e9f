#include <iconv.h>

#include <cerrno>

#include "exchange/sheet.h"

namespace muster::exchange {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the well-formed sequence at `at` (Unicode 15, table 3-7); 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(at);
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) { return byte(i) >= low && byte(i) <= high; };
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = follows(at + 1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && follows(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool second = follows(at + 1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && follows(at + 2) && follows(at + 3) ? 4 : 0;
  }
  return 0;
}

std::string converted(std::string_view bytes, const char* encoding) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  std::string out;
  char* in = const_cast<char*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): iconv only reads
  std::size_t left = bytes.size();
  std::string buffer(64U << 10, '\0');
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t done = iconv(converter, &in, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    out += kReplacement;
    ++in;
    --left;
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
  }
  iconv_close(converter);
  return out;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

Decoded decode(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
    bytes.remove_prefix(3);
    if (is_utf8(bytes)) return {std::string(bytes), "UTF-8"};
    return {converted(bytes, "UTF-8"), "UTF-8"};
  }
  if (bytes.substr(0, 2) == "\xFF\xFE") return {converted(bytes.substr(2), "UTF-16LE"), "UTF-16"};
  if (bytes.substr(0, 2) == "\xFE\xFF") return {converted(bytes.substr(2), "UTF-16BE"), "UTF-16"};
  if (is_utf8(bytes)) return {std::string(bytes), "UTF-8"};
  return {converted(bytes, "GB18030"), "GB 18030"};
}

std::string trimmed(std::string_view text) {
  const auto space_at = [&](std::size_t at) -> std::size_t {
    const unsigned char c = static_cast<unsigned char>(text[at]);
    if (c <= ' ' || c == 0x7F) return 1;
    if (text.substr(at, 3) == "\xE3\x80\x80" || text.substr(at, 3) == "\xEF\xBB\xBF") return 3;  // U+3000, U+FEFF
    return text.substr(at, 2) == "\xC2\xA0" ? 2 : 0;
  };
  while (!text.empty()) {
    const std::size_t length = space_at(0);
    if (length == 0) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U) --last;
    if (space_at(last) == 0) break;
    text.remove_suffix(text.size() - last);
  }
  return std::string(text);
}

std::string narrowed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    if (byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD)) {
      const unsigned code = 0xF000U | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);  // U+FF01 … U+FF5E
      if (code >= 0xFF01U && code <= 0xFF5EU) {
        out += static_cast<char>(code - 0xFEE0U);
        at += 3;
        continue;
      }
    }
    if (text.substr(at, 3) == "\xE3\x80\x80") {
      out += ' ';
      at += 3;
      continue;
    }
    out += text[at++];
  }
  return out;
}

}  // namespace muster::exchange
