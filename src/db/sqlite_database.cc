#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "db/engines.h"
#include "errors/storage.h"
#include "db/sqlite_connection.h"
#include "db/sqlite_writer.h"

namespace muster::db {
namespace {

/// When the planner's statistics are renewed: without them SQLite takes an index of states for one of ids (measured: a
/// list of 500 rows took 7 s instead of 0.1 s). After each growth by a quarter, so that the cost stays a small share of the writes.
class Statistics {
 public:
  bool due(std::int64_t changes) {
    std::int64_t last = last_.load();
    return changes >= last + std::max(kFewest, last / 4) && last_.compare_exchange_strong(last, changes);
  }

 private:
  static constexpr std::int64_t kFewest = 5000;  ///< rows changed
  std::atomic<std::int64_t> last_{0};
};

/// One writer, and as many readers as ask at once; those beyond `readers` are closed after use.
class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(Settings settings)
      : settings_(std::move(settings)), writer_(connect_writer(settings_)) {}

  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }

  void read_with(const std::function<void(Connection&)>& body) override {
    Reader reader = borrow();
    reader.connection->control("BEGIN DEFERRED");
    try {
      body(*reader.connection);
    } catch (...) {
      reader.connection->rollback();
      give_back(std::move(reader));
      throw;
    }
    reader.connection->rollback();
    give_back(std::move(reader));
  }

  Status write_with(const std::function<Status(Connection&)>& body) override {
    std::int64_t changes = 0;
    Status status;
    try {
      status = writer_.write([&](Connection& connection) {
        Status done = body(connection);
        changes = static_cast<SqliteConnection&>(connection).changes();
        return done;
      });
    } catch (const Full& full) {
      return fail(error::kStorageFull, "", {}, full.what());
    }
    if (statistics_.due(changes)) renew_statistics();
    return status;
  }

 private:
  static std::unique_ptr<SqliteConnection> connect_writer(const Settings& settings) {
    auto connection = std::make_unique<SqliteConnection>(settings.url, settings.busy_timeout_ms);
    const auto mode = connection->query("PRAGMA journal_mode=WAL", {});
    if (mode.empty() || mode[0][0].text() != "wal")
      throw Failure("the file cannot be put in WAL mode");
    return connection;
  }

  // Readers know the statistics of their opening: the older ones are closed. What was written stays written whatever happens here.
  void renew_statistics() noexcept {
    try {
      const Status done = writer_.write([](Connection& connection) {
        static_cast<SqliteConnection&>(connection).control("PRAGMA analysis_limit=1000; ANALYZE");
        return Status{};
      });
      if (!done) return;
      const std::lock_guard lock(pool_);
      ++generation_;
      idle_.clear();
    } catch (const std::exception&) {
      return;  // the plans stay as they are until the next growth
    }
  }

  struct Reader {
    std::unique_ptr<SqliteConnection> connection;
    std::int64_t generation = 0;
  };

  Reader borrow() {
    Reader reader;
    {
      const std::lock_guard lock(pool_);
      reader.generation = generation_;
      if (!idle_.empty()) {
        reader.connection = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
    }
    reader.connection = std::make_unique<SqliteConnection>(settings_.url, settings_.busy_timeout_ms);
    reader.connection->control("PRAGMA query_only=ON");
    return reader;
  }

  void give_back(Reader reader) {
    const std::lock_guard lock(pool_);
    const bool wanted = idle_.size() < static_cast<std::size_t>(settings_.readers) && reader.generation == generation_;
    if (wanted) idle_.push_back(std::move(reader.connection));
  }

  const Settings settings_;
  SqliteWriter writer_;
  Statistics statistics_;
  std::mutex pool_;
  std::int64_t generation_ = 0;  ///< of the statistics
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
};

/// Creates the file for its owner only; SQLite gives its WAL the same mode. A file that is there is
/// not opened: closing it again would drop the locks of other connections of this process.
Status create_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  if (errno == EEXIST) return {};
  return fail(error::kStorageUnavailable, "", {{"reason", path + ": " + std::strerror(errno)}});
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const Settings& settings) {
  if (const auto created = create_file(settings.url); !created) return fail(created.error());
  try {
    return std::make_unique<SqliteDatabase>(settings);
  } catch (const Failure& failure) {
    return fail(error::kStorageUnavailable, "", {{"reason", failure.what()}}, failure.what());
  }
}

}  // namespace muster::db
