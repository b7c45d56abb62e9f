#include "record/ticker.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/time.h"

namespace muster::record {
namespace {

constexpr Millis kRound{500};

class TickerThread final : public Ticker {
 public:
  TickerThread(db::Database& database, std::vector<Chore> chores) : database_(database), chores_(std::move(chores)) {
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  ~TickerThread() override { stop(); }
  TickerThread(const TickerThread&) = delete;
  TickerThread& operator=(const TickerThread&) = delete;

  void stop() override {
    thread_.request_stop();
    condition_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  static void run_one(const Chore& chore, const std::string& ledger) {
    const Status done = chore.run(ledger);
    if (!done) {
      log::error("chore", {{"chore", chore.name}, {"ledger", ledger}, {"cause", error_text(done.error(), "en") + ' ' + done.error().cause}});
    }
  }

  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      try {
        for (const std::string& ledger : ledgers(database_)) {
          for (const Chore& chore : chores_) {
            if (!stop.stop_requested()) run_one(chore, ledger);
          }
        }
      } catch (const std::exception& failure) {
        log::error("chores", {{"cause", std::string(failure.what())}});
      }
      std::unique_lock lock(mutex_);
      condition_.wait_for(lock, kRound, [&] { return stop.stop_requested(); });
    }
  }

  db::Database& database_;
  std::vector<Chore> chores_;
  std::mutex mutex_;
  std::condition_variable condition_;
  std::jthread thread_;
};

}  // namespace

std::vector<std::string> ledgers(db::Database& database) {
  return database.read([](db::Connection& connection) {
    std::vector<std::string> out;
    for (const db::Row& row : connection.query("SELECT id FROM ledger ORDER BY id")) out.push_back(row[0].text());
    return out;
  });
}

std::unique_ptr<Ticker> Ticker::start(db::Database& database, std::vector<Chore> chores) {
  return std::make_unique<TickerThread>(database, std::move(chores));
}

}  // namespace muster::record
