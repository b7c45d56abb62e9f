// Instants are UTC milliseconds inside and in SQL; RFC 3339 with offset at the border.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace muster {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

[[nodiscard]] inline std::int64_t to_millis(UtcTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline UtcTime from_millis(std::int64_t millis) { return UtcTime{Millis{millis}}; }

/// RFC 3339 with a mandatory offset ("2020-08-10T02:00:00+08:00", fraction up to ms kept, longer cut).
/// Years 1900 to 2200; kBadTime otherwise, with the text as param `value`.
[[nodiscard]] Result<UtcTime> parse_time(std::string_view text);

/// "2020-08-10T02:00:00+08:00"; milliseconds are written only when not zero.
/// @param offset_minutes east of UTC; 480 is the city's zone (Asia/Shanghai has no summer time since 1991).
[[nodiscard]] std::string format_time(UtcTime time, int offset_minutes = 480);

/// As it is said and written in documents: "8月20日2时40分", the minute left out on the full hour; in the city's zone.
[[nodiscard]] std::string spoken_time(UtcTime time);

/// A calendar day "2020-08-10", counted in the city's zone.
[[nodiscard]] Result<std::chrono::year_month_day> parse_date(std::string_view text);
[[nodiscard]] std::string format_date(std::chrono::year_month_day day);
[[nodiscard]] std::chrono::year_month_day city_day(UtcTime time, int offset_minutes = 480);
[[nodiscard]] UtcTime city_midnight(std::chrono::year_month_day day, int offset_minutes = 480);

/// "PT30M", "P1D", or the short forms "30m", "24h", "10d", "3y" (365 d), "90s". kBadDuration otherwise.
[[nodiscard]] Result<Millis> parse_duration(std::string_view text);
[[nodiscard]] std::string format_duration(Millis duration);  ///< ISO 8601, e.g. "PT24M42S"

/// Where time comes from; nobody else reads the system clock.
class TimeSource {
 public:
  virtual ~TimeSource() = default;
  [[nodiscard]] virtual UtcTime now() const = 0;
};

/// Sessions, one-time codes, TLS, limits, audit.
class WallTime final : public TimeSource {
 public:
  [[nodiscard]] UtcTime now() const override;
};

/// Set by hand: tests and replays.
class ManualTime final : public TimeSource {
 public:
  explicit ManualTime(UtcTime start) : now_(start) {}
  [[nodiscard]] UtcTime now() const override { return now_; }
  void set(UtcTime time) { now_ = time; }
  void advance(Millis by) { now_ += by; }

 private:
  UtcTime now_;
};

}  // namespace muster
