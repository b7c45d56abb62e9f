#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace muster {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

// Reads exactly `width` digits at `at`; -1 when they are not digits.
int digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool read_date(std::string_view text, year_month_day& out) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  const int y = digits(text, 0, 4);
  const int m = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  if (y < 1900 || y > 2200 || m < 1 || d < 1) return false;
  out = year_month_day{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  return out.ok();
}

// The offset at the end of a time: "Z" or "+08:00"; false when there is none.
bool read_offset(std::string_view text, int& offset_minutes) {
  if (text == "Z" || text == "z") {
    offset_minutes = 0;
    return true;
  }
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  const int h = digits(text, 1, 2);
  const int m = digits(text, 4, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59) return false;
  offset_minutes = (text[0] == '-' ? -1 : 1) * (h * 60 + m);
  return true;
}

bool read_time(std::string_view text, UtcTime& out) {
  year_month_day date;
  if (!read_date(text, date) || text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return false;
  const int h = digits(text, 11, 2);
  const int m = digits(text, 14, 2);
  const int s = digits(text, 17, 2);
  if (text[13] != ':' || text[16] != ':' || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return false;
  std::size_t at = 19;
  int millis = 0;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
      millis += (text[at] - '0') * scale;
    }
    if (at == 20) return false;
  }
  int offset = 0;
  if (!read_offset(text.substr(at), offset)) return false;
  out = sys_days{date} + hours{h} + minutes{m} + seconds{s} + Millis{millis} - minutes{offset};
  return true;
}

struct Unit {
  char letter;
  std::int64_t millis;
};
constexpr std::array<Unit, 6> kUnits{{{'s', 1000},
                                      {'m', 60'000},
                                      {'h', 3'600'000},
                                      {'d', 86'400'000},
                                      {'w', 604'800'000},
                                      {'y', 31'536'000'000}}};

// "24h" and the parts of "PT1H30M"; lower-case letters.
bool read_amount(std::string_view& text, std::int64_t& millis, bool day_part) {
  std::int64_t amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc{} || amount < 0 || end == text.data() + text.size()) return false;
  const char letter = static_cast<char>(*end | 0x20);
  for (const Unit& unit : kUnits) {
    if (unit.letter != letter) continue;
    const bool is_day_unit = unit.millis >= 86'400'000;
    if (day_part && !is_day_unit) return false;
    if (amount > 400LL * 31'536'000'000 / unit.millis) return false;
    millis += amount * unit.millis;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return true;
  }
  return false;
}

bool read_duration(std::string_view text, std::int64_t& millis) {
  if (text.empty()) return false;
  if (text[0] != 'P') return read_amount(text, millis, false) && text.empty();
  text.remove_prefix(1);
  if (text.empty()) return false;
  while (!text.empty() && text[0] != 'T') {
    if (!read_amount(text, millis, true)) return false;
  }
  if (text.empty()) return true;
  text.remove_prefix(1);
  if (text.empty()) return false;
  while (!text.empty()) {
    if (!read_amount(text, millis, false)) return false;
  }
  return true;
}

}  // namespace

Result<UtcTime> parse_time(std::string_view text) {
  UtcTime out;
  if (!read_time(text, out)) return fail(error::kBadTime, {}, {{"value", std::string(text.substr(0, 60))}});
  return out;
}

std::string format_time(UtcTime time, int offset_minutes) {
  const auto local = time + minutes{offset_minutes};
  const auto midnight = std::chrono::floor<days>(local);
  const year_month_day date{midnight};
  const auto of_day = (local - midnight).count();
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                of_day / 3'600'000, of_day / 60'000 % 60, of_day / 1000 % 60);
  if (of_day % 1000 != 0) out += fmt::format(".{:03}", of_day % 1000);
  if (offset_minutes == 0) return out + "Z";
  const int size = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  return out + fmt::format("{}{:02}:{:02}", offset_minutes < 0 ? '-' : '+', size / 60, size % 60);
}

std::string spoken_time(UtcTime time) {
  const std::string text = format_time(time);
  const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int minute = number(14);
  std::string out = fmt::format("{}月{}日{}时", number(5), number(8), number(11));
  if (minute != 0) out += fmt::format("{}分", minute);
  return out;
}

Result<year_month_day> parse_date(std::string_view text) {
  year_month_day out;
  if (text.size() != 10 || !read_date(text, out)) {
    return fail(error::kBadDate, {}, {{"value", std::string(text.substr(0, 60))}});
  }
  return out;
}

std::string format_date(year_month_day date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

year_month_day city_day(UtcTime time, int offset_minutes) {
  return year_month_day{std::chrono::floor<days>(time + minutes{offset_minutes})};
}

UtcTime city_midnight(year_month_day date, int offset_minutes) {
  return UtcTime{sys_days{date}} - minutes{offset_minutes};
}

Result<Millis> parse_duration(std::string_view text) {
  std::int64_t millis = 0;
  if (!read_duration(text, millis)) {
    return fail(error::kBadDuration, {}, {{"value", std::string(text.substr(0, 60))}});
  }
  return Millis{millis};
}

std::string format_duration(Millis duration) {
  std::int64_t left = duration.count();
  std::string out = left < 0 ? "-P" : "P";
  if (left < 0) left = -left;
  if (const auto d = left / 86'400'000; d != 0) out += fmt::format("{}D", d);
  left %= 86'400'000;
  if (left == 0) return out.back() == 'P' ? out + "T0S" : out;
  out += 'T';
  if (const auto h = left / 3'600'000; h != 0) out += fmt::format("{}H", h);
  if (const auto m = left / 60'000 % 60; m != 0) out += fmt::format("{}M", m);
  if (const auto s = left % 60'000; s % 1000 != 0) {
    out += fmt::format("{}.{:03}S", s / 1000, s % 1000);
  } else if (s != 0) {
    out += fmt::format("{}S", s / 1000);
  }
  return out;
}

UtcTime WallTime::now() const {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

}  // namespace muster
