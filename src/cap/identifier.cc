#include <algorithm>

#include "cap/cap.h"

namespace muster::cap {
namespace {

constexpr int kBeijing = 480;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool all_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

/// "20260715080000" in Beijing time.
std::optional<UtcTime> read_stamp(std::string_view digits) {
  if (!all_digits(digits)) return std::nullopt;
  const auto part = [digits](std::size_t at, std::size_t count) {
    return std::string(digits.substr(at, count));
  };
  const Result<UtcTime> time =
      parse_time(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" +
                 part(10, 2) + ":" + part(12, 2) + "+08:00");
  return time ? std::optional<UtcTime>(*time) : std::nullopt;
}

std::string write_stamp(UtcTime time) {
  std::string text =
      format_time(std::chrono::floor<std::chrono::seconds>(time), kBeijing).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  return text;
}

}  // namespace

std::optional<ChineseIdentifier> parse_identifier(std::string_view text) {
  constexpr std::size_t kSender = 14;
  constexpr std::size_t kShort = kSender + 1 + 14;
  const bool has_serial = text.size() == kShort + 2;
  if ((text.size() != kShort && !has_serial) || text[kSender] != '_') return std::nullopt;
  if (!all_digits(text.substr(0, 9)) || !all_word(text.substr(9, 5))) return std::nullopt;
  if (has_serial && (text[kShort] != '_' || !all_digits(text.substr(kShort + 1))))
    return std::nullopt;
  const auto entered = read_stamp(text.substr(kSender + 1, 14));
  if (!entered) return std::nullopt;
  ChineseIdentifier out;
  out.area = text.substr(0, 6);
  out.agency = text.substr(6, 3);
  out.unit = text.substr(9, 3);
  out.extension = text.substr(12, 2);
  out.entered = *entered;
  if (has_serial) out.serial = text.back() - '0';
  return out;
}

std::string format_identifier(const ChineseIdentifier& identifier) {
  std::string out = identifier.area + identifier.agency + identifier.unit + identifier.extension +
                    "_" + write_stamp(identifier.entered);
  if (identifier.serial) out += "_" + std::to_string(*identifier.serial);
  return out;
}

}  // namespace muster::cap
