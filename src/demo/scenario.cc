#include "demo/scenario.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

#include "demo/hydrograph.h"
#include "demo/inputs.h"

namespace muster::demo {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::string_view kIssuer = "长江委水文局";
constexpr std::array<std::string_view, 5> kForecast{"ZHICHENG", "SHASHI", "SHISHOU", "JIANLI", "LUOSHAN"};
constexpr std::array<std::string_view, 6> kTelemetry{"ZHICHENG", "SHASHI", "SHISHOU", "JIANLI", "LUOSHAN", "MITUOSI"};
constexpr double kAt0240 = 50.0 + 2.0 / 3;  // 2026-08-20 02:40, the minute of the second report of the sand boil

UtcTime instant(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) throw std::logic_error("scenario: bad instant " + std::string(text));
  return *time;
}

UtcTime zero_hour() { return instant("2026-08-18T00:00:00+08:00"); }

double hour_of(UtcTime at) { return static_cast<double>((at - zero_hour()).count()) / 3.6e6; }

// Hours from 2026-08-18 00:00. All gauges are above defence stage when the scenario begins.
const std::map<std::string, std::vector<Knot>, std::less<>>& curves() {
  static const std::map<std::string, std::vector<Knot>, std::less<>> all{
      {"ZHICHENG", {{-28, 46.30}, {-18, 47.00}, {-11, 47.50}, {0, 47.74}, {24, 47.95}, {37, 47.98}, {44, 47.94}, {kAt0240, 47.83},
                    {64, 47.57}, {80, 47.20}, {112, 46.50}, {160, 45.60}}},
      {"SHASHI", {{-28, 41.42}, {-15, 42.00}, {0, 42.42}, {12, 42.66}, {24, 42.80}, {34, 42.90}, {44, 42.97}, {47, 43.00},
                  {kAt0240, 43.04}, {58, 43.10}, {72, 43.00}, {90, 42.75}, {112, 42.42}, {136, 42.02}, {160, 41.62}}},
      {"SHISHOU", {{-28, 36.90}, {-13, 37.50}, {0, 37.82}, {24, 38.17}, {44, 38.38}, {49.5, 38.50}, {kAt0240, 38.52}, {60, 38.62},
                   {68, 38.63}, {92, 38.40}, {112, 38.10}, {140, 37.62}, {160, 37.30}}},
      {"JIANLI", {{-28, 34.10}, {-14, 34.50}, {0, 34.90}, {24, 35.27}, {43, 35.50}, {44, 35.52}, {kAt0240, 35.62}, {62, 35.74},
                  {70, 35.75}, {92, 35.58}, {112, 35.36}, {160, 34.60}}},
      {"LUOSHAN", {{-28, 30.80}, {-10, 31.00}, {0, 31.13}, {24, 31.38}, {44, 31.62}, {kAt0240, 31.74}, {70, 31.92}, {82, 31.95},
                   {112, 31.80}, {160, 31.30}}},
      {"LIANHUATANG", {{-28, 30.45}, {0, 30.80}, {44, 31.30}, {82, 31.62}, {160, 31.00}}},
      {"QILISHAN", {{-28, 30.60}, {0, 30.95}, {44, 31.45}, {82, 31.76}, {160, 31.15}}},
      {"XINJIANGKOU", {{-28, 42.40}, {-12, 43.00}, {0, 43.20}, {30, 43.50}, {44, 43.46}, {64, 43.18}, {76, 43.00}, {160, 41.60}}},
      {"SHADAOGUAN", {{-28, 42.30}, {-11, 43.00}, {0, 43.16}, {30, 43.44}, {44, 43.40}, {64, 43.14}, {74, 43.00}, {160, 41.50}}},
      {"MITUOSI", {{-28, 41.00}, {-13, 41.60}, {0, 41.94}, {24, 42.26}, {44, 42.41}, {58, 42.52}, {90, 42.20}, {160, 41.10}}},
      {"TUANSHANSI", {{-28, 35.60}, {-12, 36.00}, {0, 36.18}, {44, 36.52}, {66, 36.66}, {112, 36.20}, {160, 35.60}}},
      {"XINGOUZUI", {{-28, 35.60}, {-16, 35.70}, {0, 35.84}, {44, 36.06}, {66, 36.10}, {160, 35.50}}},
      {"CHANGHU", {{-28, 31.46}, {-18, 31.50}, {0, 31.60}, {44, 31.78}, {80, 31.84}, {160, 31.66}}},
      {"HONGHU", {{-28, 25.74}, {-14, 25.80}, {0, 25.86}, {44, 25.98}, {90, 26.06}, {160, 25.98}}},
      {"WEISHUI", {{-28, 92.60}, {0, 92.88}, {43, 93.10}, {90, 93.24}, {160, 93.05}}},
  };
  return all;
}

// The telemetry of Mituosi falls silent in the night of the sand boil and is back in the morning.
bool is_silent(std::string_view gauge, UtcTime at) {
  return gauge == "MITUOSI" && at > instant("2026-08-20T01:10:00+08:00") && at < instant("2026-08-20T06:00:00+08:00");
}

// The hourly record of 1980, its peak laid on 2026-08-20 06:00.
const std::vector<double>& replay() {
  static const std::vector<double> flows = [] {
    std::vector<double> out;
    for (const Row& row : table("replay_discharge.csv")) out.push_back(to_number(row.at("discharge_m3s")));
    return out;
  }();
  return flows;
}

std::optional<double> replayed(UtcTime at) {
  static const auto peak = std::ranges::max_element(replay()) - replay().begin();
  const auto index = peak + std::chrono::floor<hours>(at - instant("2026-08-20T06:00:00+08:00")).count();
  if (index < 0 || index >= static_cast<std::int64_t>(replay().size())) return std::nullopt;
  return replay()[static_cast<std::size_t>(index)];
}

// Share of a day's rain that fell in each hour, from the hour that ends at 21:00 on; sums to 100.
constexpr std::array<int, 24> kHourShare{2, 3, 5, 8, 10, 11, 9, 7, 6, 5, 4, 3, 2, 2, 3, 4, 4, 3, 3, 2, 1, 1, 1, 1};

// Area rain of the 24 hours that end at 20:00 on the 17th, 18th, 19th, 20th, 21st and 22nd.
const std::map<std::string, std::array<double, 6>>& daily_rain() {
  static const std::map<std::string, std::array<double, 6>> all{
      {"421002", {6, 12, 20, 14, 2, 0}},  {"421003", {8, 15, 22, 16, 3, 0}},  {"421022", {12, 24, 36, 22, 4, 0}},
      {"421024", {5, 10, 18, 15, 3, 0}},  {"421081", {9, 20, 33, 24, 4, 0}},  {"421083", {2, 6, 12, 18, 6, 0}},
      {"421087", {15, 30, 41, 20, 3, 0}}, {"421088", {6, 14, 27, 25, 5, 0}}};
  return all;
}

double cut_to_centimetres(double value) { return std::floor(value * 100 + 1e-6) / 100; }

bool is_on(UtcTime at, Millis every) { return (at - zero_hour()) % every == Millis{0}; }

// Issues before the noon of the 18th missed the second rise, so that the noon issue is news.
double bias_m(UtcTime issued_at) { return issued_at < instant("2026-08-18T12:00:00+08:00") ? -0.30 : 0.0; }

double forecast_value(std::string_view gauge, UtcTime issued_at, UtcTime valid_at) {
  const double lead = std::min(1.0, static_cast<double>((valid_at - issued_at).count()) / 8.64e7);
  return cut_to_centimetres(interpolate(curves().find(gauge)->second, hour_of(valid_at)) + bias_m(issued_at) * lead);
}

double forecast_error_m(UtcTime issued_at, UtcTime valid_at) {
  const double days = static_cast<double>((valid_at - issued_at).count()) / 8.64e7;
  return std::round((0.03 + 0.03 * days) * 100) / 100;
}

void add_issue(std::vector<FeedForecast>& out, std::string_view gauge, UtcTime issued_at) {
  FeedForecast peak{std::string(kIssuer), std::string(gauge), issued_at, issued_at, -1e9, 0, "peak"};
  for (UtcTime valid = issued_at + hours(1); valid <= issued_at + hours(72); valid += hours(1)) {
    const double value = forecast_value(gauge, issued_at, valid);
    const double error_m = forecast_error_m(issued_at, valid);
    if (value > peak.value) {
      peak.value = value;
      peak.valid_at = valid;
      peak.error_m = error_m;
    }
    if ((valid - issued_at) % hours(3) == Millis{0}) {
      out.push_back({std::string(kIssuer), std::string(gauge), issued_at, valid, value, error_m, "series"});
    }
  }
  // A peak on a three-hour mark stands in the series already: one row per valid time.
  const bool in_series = (peak.valid_at - issued_at) % hours(3) == Millis{0};
  if (in_series) {
    std::ranges::find_if(out, [&](const FeedForecast& f) { return f.station == gauge && f.issued_at == issued_at && f.valid_at == peak.valid_at; })->kind = "peak";
  } else {
    out.push_back(std::move(peak));
  }
}

}  // namespace

UtcTime scenario_start() { return instant("2026-08-18T11:50:00+08:00"); }
UtcTime scenario_history_from() { return instant("2026-08-16T20:00:00+08:00"); }
UtcTime scenario_end() { return instant("2026-08-24T16:00:00+08:00"); }

std::optional<double> value_at(std::string_view gauge, UtcTime at) {
  if (gauge == "REPLAY") return replayed(at);
  const auto curve = curves().find(gauge);
  if (curve == curves().end() || is_silent(gauge, at)) return std::nullopt;
  return cut_to_centimetres(interpolate(curve->second, hour_of(at)));
}

std::optional<Millis> reporting_interval(std::string_view gauge) {
  const bool is_telemetry = std::ranges::find(kTelemetry, gauge) != kTelemetry.end();
  return is_telemetry ? std::optional<Millis>(minutes(10)) : std::nullopt;
}

std::string rain_station(const std::string& county) { return "RAIN_" + county; }

double rain_mm(const std::string& county, UtcTime at) {
  const auto days = daily_rain().find(county);
  if (days == daily_rain().end()) return 0;
  const double since = hour_of(at) + 28 - 1;  // the first day runs from 20:00 on the 16th
  const auto index = static_cast<std::int64_t>(std::floor(since));
  if (index < 0 || index / 24 >= 6) return 0;
  const double share = kHourShare.at(static_cast<std::size_t>(index % 24));
  return std::round(days->second.at(static_cast<std::size_t>(index / 24)) * share) / 100;
}

std::vector<FeedReading> readings_between(UtcTime from, UtcTime to) {
  std::vector<FeedReading> out;
  const UtcTime first = std::chrono::floor<minutes>(std::max(from, scenario_history_from() - Millis{1}));
  const UtcTime last = std::min(to, scenario_end());
  for (UtcTime at = first; at <= last; at += minutes(1)) {
    if (at <= from || !is_on(at, minutes(10))) continue;
    for (const auto& [gauge, curve] : curves()) {
      if (!is_on(at, reporting_interval(gauge).value_or(hours(1)))) continue;
      if (const auto value = value_at(gauge, at)) out.push_back({gauge, "stage_m", at, *value});
    }
    if (!is_on(at, hours(1))) continue;
    if (const auto flow = replayed(at)) out.push_back({"REPLAY", "flow_m3s", at, *flow});
    for (const auto& [county, days] : daily_rain()) out.push_back({rain_station(county), "rain_mm", at, rain_mm(county, at)});
  }
  return out;
}

std::vector<FeedForecast> forecasts_between(UtcTime from, UtcTime to) {
  std::vector<FeedForecast> out;
  UtcTime issue = instant("2026-08-17T12:00:00+08:00");
  for (; issue <= std::min(to, scenario_end()); issue += hours(6)) {
    if (issue <= from) continue;
    for (const std::string_view gauge : kForecast) add_issue(out, gauge, issue);
  }
  return out;
}

}  // namespace muster::demo
