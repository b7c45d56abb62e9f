// Judges readings of a gauge against its stages: values in, verdicts out; no SQL, no HTTP, no state of its own, so that a restart
// changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace muster::telemetry {

/// Bits of a stored reading's quality; 0 is good.
enum Quality : int {
  kGood = 0,
  kLate = 1,        ///< received long after it was taken
  kJump = 2,        ///< changed faster than is credible; kept, but raises nothing
  kCorrected = 4,   ///< replaces an earlier value of the same instant
  kManual = 8,      ///< read by a person
};

struct Reading {
  UtcTime at;
  double value = 0;
  int quality = kGood;
};

/// A dated stage of the gauge in force at the reading's day.
struct Stage {
  std::string kind;  ///< flood_limit defence warning guarantee record; of low water: drought
  double value_m = 0;
  std::string id;    ///< record id of the threshold
};

/// Rule "alarm_parameters".
struct Parameters {
  Millis hold{3'600'000};        ///< below for this long before it steps down
  double hysteresis_m = 0.02;    ///< and by this much
  double rise_m_h = 0.30;
  Millis rate_window{10'800'000};
  int rate_min_readings = 3;
  double rate_clear_m_h = 0.15;
  double jump_m_h = 5.0;
  Millis late_after{86'400'000};
  Millis future_within{300'000};
};

enum class Step { kNone, kRaise, kUp, kDown, kClear };

struct Verdict {
  Step stage_step = Step::kNone;
  int stage = -1;                     ///< index into the stages after the step; -1 below all
  std::optional<double> rate_m_h;     ///< over the rate window; empty with too few readings
  Step rate_step = Step::kNone;       ///< kRaise or kClear
};

/// Highest stage reached: value >= stage ("达到或超过", warnings-and-responses section 4); -1 below all.
/// @param stages ascending by value.
[[nodiscard]] int stage_of(const std::vector<Stage>& stages, double value);

/// Exceedance over a stage, rounded to 2 decimals.
[[nodiscard]] double over(double value, double stage_m);

/// Mean change over the window that ends with the newest reading; empty with fewer than the minimum of readings.
[[nodiscard]] std::optional<double> rate_of_rise(const std::vector<Reading>& recent, const Parameters& parameters);

/// What the newest of `recent` (ascending by time, at least hold and rate window long) means for alarms that stand at `stage`
/// (-1 none) and `rate_active`. A reading marked kJump steps nothing.
[[nodiscard]] Verdict judge(const std::vector<Reading>& recent, const std::vector<Stage>& stages, const Parameters& parameters,
                            int stage, bool rate_active);

/// Low water is high water upside down: readings and stages (旱警 …) with their signs turned, for `judge` and `stage_of`.
[[nodiscard]] std::vector<Reading> mirrored(std::vector<Reading> readings);
[[nodiscard]] std::vector<Stage> mirrored(std::vector<Stage> stages);

/// Quality of a new reading beside the one before it.
[[nodiscard]] int quality_of(const Reading& reading, const std::optional<Reading>& before, const Parameters& parameters, UtcTime now);

/// Since when a gauge counts as silent: last reading + interval + grace, when that has passed.
[[nodiscard]] std::optional<UtcTime> silent_since(UtcTime last_at, Millis interval, Millis grace, UtcTime now);

}  // namespace muster::telemetry
