#include "telemetry/telemetry.h"

#include <algorithm>
#include <cmath>

namespace muster::telemetry {
namespace {

double hours(Millis span) { return static_cast<double>(span.count()) / 3'600'000.0; }

// The stage that the last `hold` supports: a stage still counts while any reading of that time reached it less the hysteresis.
// Stepping down needs readings below for the whole time, so the record must reach back that far.
int held_stage(const std::vector<Reading>& recent, const std::vector<Stage>& stages, const Parameters& p, int current) {
  const UtcTime from = recent.back().at - p.hold;
  int stage = current;
  while (stage >= 0) {
    const double limit = stages[static_cast<std::size_t>(stage)].value_m - p.hysteresis_m;
    const auto last_above = std::find_if(recent.rbegin(), recent.rend(), [&](const Reading& r) { return r.value >= limit; });
    if (last_above == recent.rbegin()) break;
    const UtcTime first_below = (last_above == recent.rend() ? recent.begin() : last_above.base())->at;
    if (first_below > from) break;
    --stage;
  }
  return stage;
}

}  // namespace

int stage_of(const std::vector<Stage>& stages, double value) {
  int stage = -1;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (value >= stages[i].value_m) stage = static_cast<int>(i);
  }
  return stage;
}

double over(double value, double stage_m) { return std::round((value - stage_m) * 100.0) / 100.0; }

std::optional<double> rate_of_rise(const std::vector<Reading>& recent, const Parameters& p) {
  if (recent.empty()) return std::nullopt;
  const UtcTime from = recent.back().at - p.rate_window;
  const auto first = std::find_if(recent.begin(), recent.end(), [&](const Reading& r) { return r.at >= from; });
  if (recent.end() - first < p.rate_min_readings) return std::nullopt;
  const double span = hours(recent.back().at - first->at);
  if (span <= 0) return std::nullopt;
  return (recent.back().value - first->value) / span;
}

Verdict judge(const std::vector<Reading>& recent, const std::vector<Stage>& stages, const Parameters& p, int stage,
              bool rate_active) {
  Verdict verdict;
  verdict.stage = stage;
  if (recent.empty() || (recent.back().quality & kJump) != 0) return verdict;
  const int reached = stage_of(stages, recent.back().value);
  if (reached > stage) {
    verdict.stage = reached;
    verdict.stage_step = stage < 0 ? Step::kRaise : Step::kUp;
  } else if (reached < stage) {
    verdict.stage = std::max(reached, held_stage(recent, stages, p, stage));
    if (verdict.stage < stage) verdict.stage_step = verdict.stage < 0 ? Step::kClear : Step::kDown;
  }
  verdict.rate_m_h = rate_of_rise(recent, p);
  if (verdict.rate_m_h && !rate_active && *verdict.rate_m_h >= p.rise_m_h) verdict.rate_step = Step::kRaise;
  if (verdict.rate_m_h && rate_active && *verdict.rate_m_h < p.rate_clear_m_h) verdict.rate_step = Step::kClear;
  return verdict;
}

std::vector<Reading> mirrored(std::vector<Reading> readings) {
  for (Reading& reading : readings) reading.value = -reading.value;
  return readings;
}

std::vector<Stage> mirrored(std::vector<Stage> stages) {
  for (Stage& stage : stages) stage.value_m = -stage.value_m;
  std::ranges::reverse(stages);
  return stages;
}

int quality_of(const Reading& reading, const std::optional<Reading>& before, const Parameters& p, UtcTime now) {
  int quality = reading.quality;
  if (now - reading.at > p.late_after) quality |= kLate;
  if (before && reading.at > before->at) {
    const double span = std::max(hours(reading.at - before->at), 1.0 / 60.0);
    if (std::abs(reading.value - before->value) / span > p.jump_m_h) quality |= kJump;
  }
  return quality;
}

std::optional<UtcTime> silent_since(UtcTime last_at, Millis interval, Millis grace, UtcTime now) {
  const UtcTime due = last_at + interval + grace;
  return now > due ? std::optional(due) : std::nullopt;
}

}  // namespace muster::telemetry
