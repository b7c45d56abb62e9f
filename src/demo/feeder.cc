#include "demo/feeder.h"

#include <algorithm>

#include "demo/demo.h"

namespace muster::demo {

namespace {

constexpr std::chrono::hours kStretch{1};

}  // namespace

Feeder::Feeder(observation::Service& service, const record::CityTime& city) : service_(service), city_(city), until_(scenario_start()) {
  const auto known = service_.readings(std::string(kLedger), id_of("gauge", "SHASHI"), "stage_m", scenario_start(), scenario_end(), 100000);
  // The last stretch is sent again: a stop may have come between two stations of one instant.
  if (!known.empty()) until_ = std::max(scenario_start(), known.back().at - kStretch);
}

Result<int> Feeder::feed(UtcTime from, UtcTime to) {
  std::vector<observation::Incoming> readings;
  for (FeedReading& reading : readings_between(from, to)) {
    readings.push_back({std::move(reading.station), std::move(reading.property), reading.at, reading.value});
  }
  std::vector<observation::IncomingForecast> forecasts;
  for (FeedForecast& forecast : forecasts_between(from, to)) {
    forecasts.push_back({std::move(forecast.issuer), std::move(forecast.station), "stage_m", forecast.issued_at, forecast.valid_at,
                         forecast.value, forecast.error_m, std::move(forecast.kind)});
  }
  int accepted = 0;
  std::optional<Error> refused;
  if (!readings.empty()) {
    const observation::Receipt receipt = service_.receive(identity::Viewer::system("demo"), std::string(kLedger), readings);
    accepted += receipt.accepted;
    if (!receipt.rejected.empty()) refused = receipt.rejected.front().error;
  }
  if (!forecasts.empty()) {
    const observation::Receipt receipt =
        service_.receive_forecasts(identity::Viewer::system("demo"), std::string(kLedger), forecasts);
    accepted += receipt.accepted;
    if (!receipt.rejected.empty()) refused = receipt.rejected.front().error;
  }
  if (refused) return fail(*refused);
  return accepted;
}

Result<int> Feeder::step() {
  const UtcTime now = std::min(city_.now(kLedger), scenario_end());
  int accepted = 0;
  std::optional<Error> refused;
  while (until_ < now) {
    const UtcTime to = std::min(now, until_ + kStretch);
    const auto fed = feed(until_, to);
    until_ = to;
    if (fed) accepted += *fed;
    if (!fed && !refused) refused = fed.error();
  }
  if (refused) return fail(*refused);
  return accepted;
}

}  // namespace muster::demo
