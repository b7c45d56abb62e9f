#include <algorithm>

#include "clock/clock.h"

namespace muster::clock {
namespace {

bool lists_day(const json::Value& days, const std::string& day) {
  if (!days.is_array()) return false;
  return std::ranges::any_of(days.as_array(), [&](const json::Value& item) { return item.is_string() && item.as_string() == day; });
}

// Weekends are free unless shifted to work; holidays are free. A year without data is an error, never a guess.
Result<bool> is_working_day(const model::Model& model, std::chrono::year_month_day day) {
  const auto rule = model.rule("calendar", day);
  if (!rule) return fail(error::kCalendarMissing, {}, {{"year", format_date(day).substr(0, 4)}});
  const std::string text = format_date(day);
  if (lists_day((*rule)->body["workdays"], text)) return true;
  if (lists_day((*rule)->body["holidays"], text)) return false;
  const std::chrono::weekday weekday{std::chrono::sys_days{day}};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

}  // namespace

Result<UtcTime> add_working_days(const model::Model& model, UtcTime start, int days) {
  auto day = std::chrono::sys_days{city_day(start)};
  const auto of_day = start - city_midnight(std::chrono::year_month_day{day});
  while (days > 0) {
    day += std::chrono::days{1};
    const auto working = is_working_day(model, std::chrono::year_month_day{day});
    if (!working) return fail(working.error());
    if (*working) --days;
  }
  return city_midnight(std::chrono::year_month_day{day}) + of_day;
}

}  // namespace muster::clock
