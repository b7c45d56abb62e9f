#include "record/follower.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"

namespace muster::record {
namespace {

constexpr int kTogether = 100;
constexpr Millis kRound{1000};

std::int64_t position(db::Connection& connection, const std::string& name) {
  const auto row = connection.one("SELECT seq FROM follower WHERE name = $1", {name});
  return row ? (*row)[0].integer() : 0;
}

class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    changed_.notify_all();
  }
  void wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return rung_ || stop.stop_requested(); });
    rung_ = false;
  }
  // The rest of the round, so that a busy journal costs one commit a second.
  void rest(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kRound, [&] { return stop.stop_requested(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = true;  ///< guarded by mutex_; the first round is what was left at the last end
};

class FollowersThread final : public Followers {
 public:
  FollowersThread(Store& store, db::Database& database, std::vector<Follower> followers) : database_(database), followers_(std::move(followers)) {
    // The store may outlive this, so the listener holds what it rings.
    store.listen([bell = bell_](const journal::Entry&, const std::vector<Change>&) { bell->ring(); });
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  ~FollowersThread() override { stop(); }
  FollowersThread(const FollowersThread&) = delete;
  FollowersThread& operator=(const FollowersThread&) = delete;

  void stop() override {
    thread_.request_stop();
    bell_->ring();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      bell_->wait(stop);
      for (const Follower& follower : followers_) {
        if (!stop.stop_requested()) run(follower);
      }
      bell_->rest(stop);
    }
  }

  void run(const Follower& follower) {
    std::string cause;
    try {
      const auto taken = follow(database_, follower);
      if (taken) return;
      cause = error_text(taken.error(), "en") + ' ' + taken.error().cause;
    } catch (const std::exception& failure) {
      cause = failure.what();
    }
    log::error("follower", {{"follower", follower.name}, {"cause", cause}});
    bell_->ring();  // again in the next round
  }

  db::Database& database_;
  const std::vector<Follower> followers_;
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::jthread thread_;
};

}  // namespace

Result<std::int64_t> follow(db::Database& database, const Follower& follower) {
  std::int64_t taken = 0;
  for (;;) {
    std::int64_t at = 0;
    const auto entries = database.read([&](db::Connection& connection) {
      at = position(connection, follower.name);
      return journal::after(connection, at, kTogether);
    });
    if (entries.empty()) return taken;
    bool mine = false;
    const Status done = database.write_with([&](db::Connection& connection) -> Status {
      // One node at a time; on SQLite the writer is that lock already.
      if (connection.engine() == db::Engine::kPostgres) {
        connection.query("SELECT pg_advisory_xact_lock(73059, hashtext(current_schema() || '/' || $1))", {follower.name});
      }
      mine = position(connection, follower.name) == at;
      if (!mine) return {};  // another node was faster
      for (const journal::Entry& entry : entries) {
        if (Status one = follower.take(connection, entry); !one) return one;
      }
      const auto moved = connection.execute("INSERT INTO follower (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET seq = $2",
                                            {follower.name, entries.back().seq});
      if (!moved) return fail(moved.error());
      return {};
    });
    if (!done) return fail(done.error());
    if (mine) taken += static_cast<std::int64_t>(entries.size());
  }
}

std::unique_ptr<Followers> Followers::start(Store& store, db::Database& database, std::vector<Follower> followers) {
  return std::make_unique<FollowersThread>(store, database, std::move(followers));
}

}  // namespace muster::record
