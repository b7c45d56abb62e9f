// Private to src/db: the one writer of a SQLite file, whose callers share the cost of a durable
// commit.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "db/sqlite_connection.h"

namespace muster::db {

/// Writers take turns in the order they came. Whoever finishes while another waits leaves the
/// transaction open for him and waits; the last one commits for all (group commit: one fdatasync
/// for many). From the second on each has a savepoint, so an error undoes nobody else's work. All
/// return after the commit: what was read from a neighbour is then durable too.
class SqliteWriter {
 public:
  explicit SqliteWriter(std::unique_ptr<SqliteConnection> connection)
      : connection_(std::move(connection)) {}

  Status write(const std::function<Status(Connection&)>& body);

 private:
  /// Those who share one commit. Guarded by mutex_, but for `size`, which belongs to whoever has
  /// the turn.
  struct Group {
    int size = 0;
    bool done = false;
    std::optional<std::string> failure;  ///< why nothing of it was kept
    bool full = false;                   ///< … because the disk is full
  };
  struct Result {
    Status status;
    std::exception_ptr thrown;
  };

  void take_turn();
  void pass_turn();
  /// Opens the transaction when none is open. False when another process holds the writer.
  bool enter();
  Result run(const std::function<Status(Connection&)>& body);
  Status run_alone(const std::function<Status(Connection&)>& body);
  void hand_over_or_commit();
  void commit();

  std::unique_ptr<SqliteConnection> connection_;
  std::shared_ptr<Group> open_;  ///< belongs to whoever has the turn
  std::atomic<std::thread::id> running_{};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ticket_ = 0;
  std::uint64_t serving_ = 0;
};

}  // namespace muster::db
