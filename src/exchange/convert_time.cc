#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/time.h"
#include "exchange/convert.h"
#include "exchange/xlsx_book.h"

namespace muster::exchange {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads digits and advances; -1 without any or with more than `most`.
int digits(std::string_view text, std::size_t& at, std::size_t most) {
  int value = -1;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at]) && at - begin < most) {
    value = std::max(value, 0) * 10 + (text[at] - '0');
    ++at;
  }
  return value;
}

bool take(std::string_view text, std::size_t& at, std::string_view word) {
  if (text.substr(at, word.size()) != word) return false;
  at += word.size();
  return true;
}

void spaces(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == ' ') ++at;
}

struct Day {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<Day> take_day(std::string_view text, std::size_t& at) {
  Day out;
  const std::size_t begin = at;
  out.year = digits(text, at, 8);
  if (at - begin == 8) return Day{out.year / 10000, out.year / 100 % 100, out.year % 100};
  if (at - begin != 4) return std::nullopt;
  spaces(text, at);
  std::string_view first;
  for (const std::string_view sign : {"年", "-", "/", "."}) {
    if (first.empty() && take(text, at, sign)) first = sign;
  }
  spaces(text, at);
  out.month = digits(text, at, 2);
  spaces(text, at);
  const std::string_view second = first == "年" ? std::string_view("月") : first;
  if (first.empty() || out.month < 0 || !take(text, at, second)) return std::nullopt;
  spaces(text, at);
  out.day = digits(text, at, 2);
  if (out.day < 0) return std::nullopt;
  if (first == "年") {
    spaces(text, at);
    if (!take(text, at, "日")) take(text, at, "号");
  }
  return out;
}

std::optional<std::string> day_text(const Day& day) {
  const std::string text = fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
  if (day.year < 1900 || day.year > 2200 || !parse_date(text)) return std::nullopt;
  return text;
}

/// "8:30", "08:30:15", "8时30分", "8点", "8时30分15秒" to the end of the text.
std::optional<std::string> take_clock(std::string_view text, std::size_t at) {
  const int hour = digits(text, at, 2);
  int minute = 0;
  int second = 0;
  if (take(text, at, ":")) {
    minute = digits(text, at, 2);
    if (take(text, at, ":")) second = digits(text, at, 2);
    if (second >= 0 && take(text, at, ".")) {
      if (digits(text, at, 6) != 0) return std::nullopt;
    }
  } else if (take(text, at, "时") || take(text, at, "点")) {
    if (at < text.size()) {
      minute = digits(text, at, 2);
      if (take(text, at, "分") && at < text.size()) {
        second = digits(text, at, 2);
        take(text, at, "秒");
      }
    }
  } else {
    return std::nullopt;
  }
  spaces(text, at);
  if (at != text.size() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  return fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
}

}  // namespace

std::optional<std::string> parse_day(std::string_view given) {
  const std::string text = trimmed(narrowed(given));
  std::size_t at = 0;
  const auto day = take_day(text, at);
  if (!day) return std::nullopt;
  spaces(text, at);
  if (take(text, at, "T")) spaces(text, at);
  if (at < text.size()) {
    const auto clock = take_clock(text, at);
    if (!clock || *clock != "00:00:00") return std::nullopt;
  }
  return day_text(*day);
}

std::optional<std::string> parse_moment(std::string_view given) {
  const std::string text = trimmed(narrowed(given));
  if (const auto exact = parse_time(text)) return format_time(*exact);
  std::size_t at = 0;
  const auto day = take_day(text, at);
  if (!day) return std::nullopt;
  spaces(text, at);
  if (take(text, at, "T")) spaces(text, at);
  const auto clock = at == text.size() ? std::optional<std::string>("00:00:00") : take_clock(text, at);
  const auto date = day_text(*day);
  if (!clock || !date) return std::nullopt;
  return *date + "T" + *clock + "+08:00";
}

std::optional<Amount> parse_amount(std::string_view given) {
  std::string text = trimmed(narrowed(given));
  std::size_t end = 0;
  std::string plain;
  std::size_t since_comma = 0;
  bool comma = false;
  bool point = false;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (is_digit(c)) {
      plain += c;
      ++since_comma;
    } else if (c == ',' && !point && !plain.empty() && (comma ? since_comma == 3 : since_comma <= 3)) {
      comma = true;
      since_comma = 0;
    } else if (c == '.' && !point && (!comma || since_comma == 3)) {
      point = true;
      plain += c;
    } else if ((c == '-' || c == '+') && end == 0) {
      if (c == '-') plain += c;
    } else {
      break;
    }
  }
  if (comma && !point && since_comma != 3) return std::nullopt;
  Amount out;
  const auto [stop, error] = std::from_chars(plain.data(), plain.data() + plain.size(), out.number);
  if (plain.empty() || error != std::errc{} || stop != plain.data() + plain.size()) return std::nullopt;
  out.unit = trimmed(text.substr(end));
  if (out.unit.find_first_of("0123456789") != std::string::npos && out.unit != "m2" && out.unit != "m3" && out.unit != "km2" && out.unit != "m3/s") {
    return std::nullopt;
  }
  return out;
}

}  // namespace muster::exchange
