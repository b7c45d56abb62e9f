// Counts for /metrics (Prometheus text format 0.0.4). Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "app/services.h"

namespace muster::app {

class Metrics {
 public:
  /// @param route pattern of the route, "-" for a path without one: never the path, which would
  /// make a series per record
  void count(std::string_view method, std::string_view route, int status, Millis took,
             std::size_t bytes);
  [[nodiscard]] std::string text(const std::vector<Gauge>& gauges) const;

 private:
  static constexpr std::array<double, 10> kBounds{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                  0.05,  0.1,    0.25,  1,    5};  ///< seconds
  struct Series {
    std::int64_t requests = 0;
    std::int64_t bytes = 0;
    double seconds = 0;
    std::array<std::int64_t, kBounds.size()> within{};
  };
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, Series> series_;  ///< guarded by mutex_
};

}  // namespace muster::app
