// 沙市 (defence 42.0, warning 43.0, guarantee 45.0) with readings that a gateway sends.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "clock/clock.h"
#include "observation/observation.h"
#include "support/shipped_city.h"

namespace muster::observation {

class River : public testing::TestWithParam<db::Engine>, public test_support::ShippedCity {
 protected:
  River() : ShippedCity(GetParam(), migrations()), service(Service::make(*database, *store, time)) { clock::attach(*store); }

  /// A value read now.
  Receipt read(double value, const std::string& station = "60112200", int quality = telemetry::kGood) { return read_at(time.now(), value, station, quality); }
  Receipt read_at(UtcTime at, double value, const std::string& station = "60112200", int quality = telemetry::kGood) {
    Incoming reading;
    reading.station = station;
    reading.at = at;
    reading.value = value;
    reading.quality = quality;
    return service->receive(as("gateway"), "real", {reading});
  }
  /// The next value after so many minutes.
  Receipt after(int minutes, double value) {
    time.advance(std::chrono::minutes(minutes));
    return read(value);
  }
  [[nodiscard]] std::vector<record::Record> open(const std::string& kind = "stage") {
    return list("alarm", {{"kind", "eq", kind}, {"state", "ne", "cleared"}});
  }
  [[nodiscard]] std::string stage() {
    const auto alarms = open();
    return alarms.empty() ? std::string() : alarms.front().text("stage_kind");
  }
  [[nodiscard]] static std::string refusal(const Receipt& receipt) {
    return receipt.rejected.empty() ? std::string() : std::string(error_info(receipt.rejected.front().error.code).name);
  }

  std::unique_ptr<Service> service;
};

}  // namespace muster::observation
