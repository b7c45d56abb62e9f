// From a reading's arrival to the alarm's clock in a waiting browser's stream, while other readings come in.
#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <thread>

#include "app/bench/bench.h"
#include "base/time.h"

namespace muster::app::bench {
namespace {

constexpr const char* kProbe = "沙市";  // defence 42.0 (practice.md)
constexpr double kBelow = 41.0;
constexpr double kAbove = 42.1;

/// Counts clocks that were announced; the browser of this benchmark.
class Listener {
 public:
  explicit Listener(const Served& server) : connection_(server.port(), server.token()), thread_([this] {
    connection_.stream("/api/v1/live?ledger=real", [this](std::string_view text) {
      tail_.append(text);
      std::size_t at = 0;
      while ((at = tail_.find("\"type\":\"clock\"")) != std::string::npos) {
        tail_.erase(0, at + 14);
        const std::lock_guard lock(mutex_);
        ++clocks_;
        changed_.notify_all();
      }
      if (tail_.size() > 64) tail_.erase(0, tail_.size() - 64);  // the word may be cut between two pieces
      const std::lock_guard lock(mutex_);
      open_ = true;
      changed_.notify_all();
      return false;
    });
    const std::lock_guard lock(mutex_);
    open_ = closed_ = true;
    changed_.notify_all();
  }) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }
  ~Listener() {
    connection_.shut();
    thread_.join();
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] int clocks() {
    const std::lock_guard lock(mutex_);
    return clocks_;
  }
  /// False when nothing came within ten seconds.
  bool wait_beyond(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return clocks_ > count || closed_; }) && clocks_ > count;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string tail_;
  int clocks_ = 0;
  bool open_ = false, closed_ = false;
  Connection connection_;
  std::thread thread_;
};

std::string reading(const std::string& station, UtcTime at, double value) {
  return fmt::format(R"({{"station":"{}","property":"stage_m","at":"{}","value":{:.2f}}})", station, format_time(at), value);
}

std::string batch_of(const std::string& items) { return R"({"readings":[)" + items + "]}"; }

/// Other gauges' readings at a steady rate, a batch each tenth of a second, every one the newest of its gauge.
class Load {
 public:
  Load(const Served& server, int rate, std::vector<std::string> stations, UtcTime from)
      : thread_([this, &server, rate, stations = std::move(stations), from] {
          if (rate == 0 || stations.empty()) return;
          Connection connection(server.port(), server.token());
          std::int64_t sent = 0;
          const double started = now_s();
          for (int tick = 1; !ended_; ++tick) {
            std::string items;
            for (int i = 0; i < rate / 10; ++i, ++sent) {
              const auto turn = static_cast<std::size_t>(sent) % stations.size();
              const UtcTime at = from + Millis{sent / static_cast<std::int64_t>(stations.size()) * 100};
              items += (items.empty() ? "" : ",") + reading(stations[turn], at, 25.0 + static_cast<double>(sent % 7) * 0.01);
            }
            if (connection.post("/api/v1/readings", batch_of(items)).status != 200) failed_ = true;
            taken_ = sent;
            const double ahead = started + tick * 0.1 - now_s();
            if (ahead > 0) std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
          }
          seconds_ = now_s() - started;
        }) {}
  ~Load() { end(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  void end() {
    ended_ = true;
    if (thread_.joinable()) thread_.join();
  }
  /// Readings a second that the server took.
  [[nodiscard]] double achieved() const { return seconds_ > 0 ? static_cast<double>(taken_) / seconds_ : 0; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::atomic<bool> ended_{false}, failed_{false};
  std::atomic<std::int64_t> taken_{0};
  double seconds_ = 0;
  std::thread thread_;
};

struct Stations {
  std::string probe;
  std::vector<std::string> others;
};

Stations stations_of(Connection& connection) {
  Stations out;
  const auto gauges = json::parse(connection.get("/api/v1/records/gauge?limit=200").body);
  if (!gauges || !(*gauges)["items"].is_array()) return out;
  for (const json::Value& item : (*gauges)["items"].as_array()) {
    const std::string code = item["fields"].text("code");
    const bool wide = item["fields"].number("min_physical", -1e9) <= 25 && item["fields"].number("max_physical", 1e9) >= 26;
    if (item["fields"].text("name") == kProbe) {
      out.probe = code;
    } else if (wide) {
      out.others.push_back(code);
    }
  }
  return out;
}

Result<json::Object> measure(const Served& server, int rate, int samples, UtcTime& clock) {
  Connection connection(server.port(), server.token());
  Listener listener(server);
  const Stations stations = stations_of(connection);
  const auto send = [&](double value) -> Status {
    clock += std::chrono::hours(6);
    const auto answer = connection.post("/api/v1/readings", batch_of(reading(stations.probe, clock, value)));
    const auto receipt = json::parse(answer.body);
    if (answer.status != 200 || !receipt || receipt->integer("accepted") != 1) return fail(error::kBadRequest, "readings", {{"reason", answer.body}});
    return {};
  };
  Load load(server, rate, stations.others, clock);
  std::vector<double> ms;
  int lost = 0;
  for (int i = 0; i < samples; ++i) {
    // Below for long enough clears the alarm; the steps are so far apart that no rate of rise is judged.
    for (int quiet = 0; quiet < 2; ++quiet) {
      if (Status sent = send(kBelow); !sent) return fail(sent.error());
    }
    const int before = listener.clocks();
    const double from = now_s();
    if (Status sent = send(kAbove); !sent) return fail(sent.error());
    if (listener.wait_beyond(before)) {
      ms.push_back((now_s() - from) * 1000.0);
    } else {
      ++lost;
    }
  }
  load.end();
  json::Object out = to_json(spread_of(std::move(ms)));
  out.set("other_readings_per_s", rate);
  out.set("taken_per_s", static_cast<std::int64_t>(load.achieved()));
  out.set("samples", samples);
  out.set("lost", lost);
  if (load.failed()) out.set("refused_batches", true);
  return out;
}

}  // namespace

Status bench_signal(Cli& cli, const SignalOptions& options) {
  const auto server = Served::start(options.url);
  if (!server) return fail(server.error());
  UtcTime clock = WallTime().now() - std::chrono::hours(24) * 400;
  json::Array rows;
  for (const int rate : options.rates) {
    auto row = measure(**server, rate, options.samples, clock);
    if (!row) return fail(row.error());
    if (!cli.json) {
      const json::Value shown(*row);
      cli.out << fmt::format("{:>6} readings/s beside ({} taken): p50 {:.2f} ms · p95 {:.2f} · p99 {:.2f} · max {:.2f} · lost {} of {}\n", rate,
                             shown.integer("taken_per_s"), shown.number("p50_ms"), shown.number("p95_ms"), shown.number("p99_ms"),
                             shown.number("max_ms"), shown.integer("lost"), options.samples)
              << std::flush;
    }
    rows.emplace_back(std::move(*row));
  }
  if (cli.json) cli.out << json::write_pretty(json::Object{{"bench", "signal"}, {"engine", options.url.empty() ? "sqlite" : "postgres"}, {"rows", std::move(rows)}});
  return {};
}

}  // namespace muster::app::bench
