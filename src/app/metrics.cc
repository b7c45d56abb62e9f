#include "app/metrics.h"

#include <fmt/format.h>

namespace muster::app {

void Metrics::count(std::string_view method, std::string_view route, int status, Millis took,
                    std::size_t bytes) {
  const double seconds = static_cast<double>(took.count()) / 1000;
  const std::lock_guard lock(mutex_);
  Series& series = series_[{std::string(method), std::string(route), status}];
  ++series.requests;
  series.bytes += static_cast<std::int64_t>(bytes);
  series.seconds += seconds;
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    if (seconds <= kBounds.at(i)) ++series.within.at(i);
  }
}

std::string Metrics::text(const std::vector<Gauge>& gauges) const {
  std::string out =
      "# HELP muster_http_requests_total Requests answered.\n# TYPE muster_http_requests_total "
      "counter\n";
  std::string bytes =
      "# HELP muster_http_response_bytes_total Bytes of bodies.\n# TYPE "
      "muster_http_response_bytes_total counter\n";
  std::string times =
      "# HELP muster_http_request_seconds Time from request to answer.\n# TYPE "
      "muster_http_request_seconds histogram\n";
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, series] : series_) {
      const std::string labels = fmt::format("method=\"{}\",route=\"{}\",status=\"{}\"",
                                             std::get<0>(key), std::get<1>(key), std::get<2>(key));
      out += fmt::format("muster_http_requests_total{{{}}} {}\n", labels, series.requests);
      bytes += fmt::format("muster_http_response_bytes_total{{{}}} {}\n", labels, series.bytes);
      for (std::size_t i = 0; i < kBounds.size(); ++i) {
        times += fmt::format("muster_http_request_seconds_bucket{{{},le=\"{}\"}} {}\n", labels,
                             kBounds.at(i), series.within.at(i));
      }
      times += fmt::format("muster_http_request_seconds_bucket{{{},le=\"+Inf\"}} {}\n", labels,
                           series.requests);
      times += fmt::format("muster_http_request_seconds_sum{{{}}} {}\n", labels, series.seconds);
      times += fmt::format("muster_http_request_seconds_count{{{}}} {}\n", labels, series.requests);
    }
  }
  out += bytes + times;
  for (const Gauge& gauge : gauges) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", gauge.name, gauge.help,
                       gauge.value);
  }
  return out;
}

}  // namespace muster::app
