#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "observation/observation.h"

namespace muster::observation {
namespace {

// Half a second of the wall is five minutes of a city that runs 600 times faster: finer than any reporting interval.
constexpr Millis kRound{500};

class WatchThread final : public Watch {
 public:
  WatchThread(Service& service, db::Database& database) : service_(service), database_(database) {
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  ~WatchThread() override { stop(); }
  WatchThread(const WatchThread&) = delete;
  WatchThread& operator=(const WatchThread&) = delete;

  void stop() override {
    thread_.request_stop();
    condition_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::vector<std::string> ledgers() {
    return database_.read([](db::Connection& connection) {
      std::vector<std::string> out;
      for (const db::Row& row : connection.query("SELECT id FROM ledger ORDER BY id")) out.push_back(row[0].text());
      return out;
    });
  }

  void round(bool first) {
    for (const std::string& ledger : ledgers()) {
      if (first) service_.catch_up(ledger);
      const auto changed = service_.watch_silence(ledger);
      if (!changed) log::error("silence", {{"ledger", ledger}, {"cause", error_text(changed.error(), "en")}});
    }
  }

  void work(const std::stop_token& stop) {
    for (bool first = true; !stop.stop_requested(); first = false) {
      try {
        round(first);
      } catch (const std::exception& failure) {
        log::error("silence", {{"cause", std::string(failure.what())}});
      }
      std::unique_lock lock(mutex_);
      condition_.wait_for(lock, kRound, [&] { return stop.stop_requested(); });
    }
  }

  Service& service_;
  db::Database& database_;
  std::mutex mutex_;
  std::condition_variable condition_;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Watch> Watch::start(Service& service, db::Database& database) {
  return std::make_unique<WatchThread>(service, database);
}

}  // namespace muster::observation
