#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "json/json.h"

namespace muster::json {
namespace {

enum class Style { kCompact, kPretty, kCanonical };

void append_integer(std::string& out, std::int64_t integer) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), integer).ptr;
  out.append(buffer.data(), end);
}

/// Number::toString of ECMA-262: decimal digits d1…dk and the place n of the point, as RFC 8785
/// section 3.2.2.3 takes it over.
void append_layout(std::string& out, std::string_view digits, int n) {
  const int k = static_cast<int>(digits.size());
  const auto zeros = [](int count) { return std::string(static_cast<std::size_t>(count), '0'); };
  if (k <= n && n <= 21) {
    out.append(digits).append(zeros(n - k));
  } else if (0 < n && n <= 21) {
    out.append(digits.substr(0, static_cast<std::size_t>(n))).append(1, '.');
    out.append(digits.substr(static_cast<std::size_t>(n)));
  } else if (-6 < n && n <= 0) {
    out.append("0.").append(zeros(-n)).append(digits);
  } else {
    out.append(digits.substr(0, 1));
    if (k > 1) out.append(1, '.').append(digits.substr(1));
    out.append(1, 'e').append(n > 0 ? "+" : "");
    append_integer(out, n - 1);
  }
}

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  if (number == 0) {  // also minus zero
    out += '0';
    return;
  }
  if (number < 0) out += '-';
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(number),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');
  int exponent = 0;
  const std::string_view power = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  append_layout(out, digits, exponent + 1);
}

/// Length of the UTF-8 sequence at `at` (RFC 3629), 0 when it is not one.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  if (static_cast<unsigned char>(text[at]) < 0x80U) return 1;
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(at);
  const unsigned second = byte(at + 1);
  if (lead >= 0xC2U && lead <= 0xDFU) return continues(at + 1) ? 2 : 0;
  if (lead >= 0xE0U && lead <= 0xEFU) {
    const bool overlong = lead == 0xE0U && second < 0xA0U;
    const bool surrogate = lead == 0xEDU && second > 0x9FU;
    return continues(at + 1) && continues(at + 2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0U && lead <= 0xF4U) {
    const bool overlong = lead == 0xF0U && second < 0x90U;
    const bool too_high = lead == 0xF4U && second > 0x8FU;
    return continues(at + 1) && continues(at + 2) && continues(at + 3) && !overlong && !too_high
               ? 4
               : 0;
  }
  return 0;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0xFU];
  }
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;  // what lies between this and `at` goes out as it is, in one piece
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    const bool escaped = c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20U;
    const std::size_t length = escaped ? 0 : sequence_length(text, at);
    if (length > 0) {
      at += length;
      continue;
    }
    out.append(text.substr(written, at - written));
    if (escaped) {
      append_escape(out, c);
    } else {
      out += "\xEF\xBF\xBD";
    }
    written = ++at;
  }
  out.append(text.substr(written));
  out += '"';
}

/// Orders UTF-8 as its UTF-16 code units order: only surrogate pairs (lead byte F0 and up) against
/// U+E000…U+FFFF (EE, EF) differ.
bool less_in_utf16(std::string_view a, std::string_view b) {
  const auto [at, bt] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (bt == b.end()) return false;
  if (at == a.end()) return true;
  const auto x = static_cast<unsigned char>(*at);
  const auto y = static_cast<unsigned char>(*bt);
  if (x >= 0xEEU && y >= 0xEEU && (x >= 0xF0U) != (y >= 0xF0U)) return x >= 0xF0U;
  return x < y;
}

class Writer {
 public:
  explicit Writer(Style style) : style_(style) {}

  void append(const Value& value, std::size_t level = 0) {
    if (value.is_null())
      out += "null";
    else if (value.is_bool())
      out += value.as_bool() ? "true" : "false";
    else if (value.is_integer())
      append_integer(out, value.as_integer());
    else if (value.is_number())
      append_double(value.as_double());
    else if (value.is_string())
      append_string(out, value.as_string());
    else if (value.is_array())
      append(value.as_array(), level);
    else
      append(value.as_object(), level);
  }

  std::string out;

 private:
  /// A whole double between 2^53 and 2^63 reads back as an integer, so it is written with all its
  /// digits and not with ECMAScript's zeros, except where the RFC asks for these.
  void append_double(double number) {
    constexpr double kFrom = 9007199254740992.0;
    constexpr double kTo = 9223372036854775808.0;
    const double size = std::fabs(number);
    if (style_ != Style::kCanonical && size > kFrom && size < kTo)
      append_integer(out, static_cast<std::int64_t>(number));
    else
      append_number(out, number);
  }

  void append(const Array& array, std::size_t level) {
    out += '[';
    bool first = true;
    for (const Value& item : array) {
      separate(first, level + 1);
      append(item, level + 1);
    }
    close(first, level, ']');
  }

  void append(const Object& object, std::size_t level) {
    std::vector<const Member*> members;
    members.reserve(object.size());
    for (const Member& member : object) members.push_back(&member);
    if (style_ == Style::kCanonical) {
      std::sort(members.begin(), members.end(),
                [](const Member* a, const Member* b) { return less_in_utf16(a->first, b->first); });
    }
    out += '{';
    bool first = true;
    for (const Member* member : members) {
      separate(first, level + 1);
      append_string(out, member->first);
      out += style_ == Style::kPretty ? ": " : ":";
      append(member->second, level + 1);
    }
    close(first, level, '}');
  }

  void separate(bool& first, std::size_t level) {
    if (!first) out += ',';
    first = false;
    break_line(level);
  }

  void close(bool empty, std::size_t level, char bracket) {
    if (!empty) break_line(level);
    out += bracket;
  }

  void break_line(std::size_t level) {
    if (style_ == Style::kPretty) out.append(1, '\n').append(2 * level, ' ');
  }

  Style style_;
};

std::string write_as(const Value& value, Style style) {
  Writer writer(style);
  writer.append(value);
  return std::move(writer.out);
}

}  // namespace

std::string write(const Value& value) { return write_as(value, Style::kCompact); }
std::string write_pretty(const Value& value) { return write_as(value, Style::kPretty) + '\n'; }
std::string write_canonical(const Value& value) { return write_as(value, Style::kCanonical); }

std::string number_text(double number) {
  std::string out;
  append_number(out, number);
  return out;
}

}  // namespace muster::json
