// The invented flood of August 2026 in the scale of August 2020, as functions of time: stages, rain, forecasts, and what people
// report. Nothing here is random and nothing is kept: the same instant gives the same value on every machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace muster::demo {

/// "2026-08-18T11:50:00+08:00": ten minutes before the forecast that Shashi passes 43.00 in some 36 hours.
[[nodiscard]] UtcTime scenario_start();
/// Readings are known from here on (two days before the start).
[[nodiscard]] UtcTime scenario_history_from();
/// The water has fallen below its stages; nothing is fed after this.
[[nodiscard]] UtcTime scenario_end();

/// Stage (m, cut to centimetres) or flow (m³/s) at a gauge of gauges.csv; empty while the gauge is silent or has no record.
[[nodiscard]] std::optional<double> value_at(std::string_view gauge, UtcTime at);
/// Ten minutes for the telemetry of the key gauges; empty where the rule gauge_intervals holds.
[[nodiscard]] std::optional<Millis> reporting_interval(std::string_view gauge);
/// Code of the station that reports a county's area rain: "RAIN_421022".
[[nodiscard]] std::string rain_station(const std::string& county);
/// Rain of the hour that ends at `at`, mm; the 24 hours to 2026-08-19 20:00 sum to the county's figure of the consultation.
[[nodiscard]] double rain_mm(const std::string& county, UtcTime at);

struct FeedReading {
  std::string station;
  std::string property;
  UtcTime at;
  double value = 0;
};
/// Everything observed in (from, to], by time; within the scenario's span.
[[nodiscard]] std::vector<FeedReading> readings_between(UtcTime from, UtcTime to);

struct FeedForecast {
  std::string issuer;
  std::string station;
  UtcTime issued_at;
  UtcTime valid_at;
  double value = 0;
  double error_m = 0;
  std::string kind;   ///< series or peak
};
/// Issues of 长江委水文局 (00, 06, 12, 18 h) in (from, to]: every three hours for 72 h and the peak.
[[nodiscard]] std::vector<FeedForecast> forecasts_between(UtcTime from, UtcTime to);

}  // namespace muster::demo
