#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>

#include "db/engines.h"
#include "db/sqlite_connection.h"

namespace muster::db {
namespace {

/// One writer, and as many readers as ask at once; those beyond `readers` are closed after use.
class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(Settings settings)
      : settings_(std::move(settings)),
        writer_(std::make_unique<SqliteConnection>(settings_.url, settings_.busy_timeout_ms)) {
    const auto mode = writer_->query("PRAGMA journal_mode=WAL", {});
    if (mode.empty() || mode[0][0].text() != "wal") throw Failure("the file cannot be put in WAL mode");
  }

  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }

  void read_with(const std::function<void(Connection&)>& body) override {
    auto reader = borrow();
    reader->control("BEGIN DEFERRED");
    try {
      body(*reader);
    } catch (...) {
      reader->rollback();
      give_back(std::move(reader));
      throw;
    }
    reader->rollback();
    give_back(std::move(reader));
  }

  Status write_with(const std::function<Status(Connection&)>& body) override {
    if (writing_thread_ == std::this_thread::get_id()) {
      throw Failure("a write inside a write: pass the connection on");
    }
    const std::lock_guard lock(writing_);
    if (!writer_->control("BEGIN IMMEDIATE")) return fail(ErrorCode::kBusy, "", {{"seconds", "5"}});
    writing_thread_ = std::this_thread::get_id();
    const Done done{*this};
    const Status status = body(*writer_);
    if (!status) return status;
    if (writer_->spoilt()) throw Failure(kSpoiltTransaction);
    writer_->control("COMMIT");
    return status;
  }

 private:
  /// Rolls back whatever was not committed.
  struct Done {
    SqliteDatabase& database;
    ~Done() {
      database.writer_->rollback();
      database.writing_thread_ = std::thread::id();
    }
  };

  std::unique_ptr<SqliteConnection> borrow() {
    {
      const std::lock_guard lock(pool_);
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
    }
    auto reader = std::make_unique<SqliteConnection>(settings_.url, settings_.busy_timeout_ms);
    reader->control("PRAGMA query_only=ON");
    return reader;
  }

  void give_back(std::unique_ptr<SqliteConnection> reader) {
    const std::lock_guard lock(pool_);
    if (idle_.size() < static_cast<std::size_t>(settings_.readers)) idle_.push_back(std::move(reader));
  }

  const Settings settings_;
  std::mutex writing_;
  std::unique_ptr<SqliteConnection> writer_;
  std::atomic<std::thread::id> writing_thread_{};
  std::mutex pool_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
};

/// Creates the file for its owner only; SQLite gives its WAL the same mode. A file that is there is not opened:
/// closing it again would drop the locks of other connections of this process.
Status create_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  if (errno == EEXIST) return {};
  return fail(ErrorCode::kStorageUnavailable, "", {{"reason", path + ": " + std::strerror(errno)}});
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const Settings& settings) {
  if (const auto created = create_file(settings.url); !created) return fail(created.error());
  try {
    return std::make_unique<SqliteDatabase>(settings);
  } catch (const Failure& failure) {
    return fail(ErrorCode::kStorageUnavailable, "", {{"reason", failure.what()}}, failure.what());
  }
}

}  // namespace muster::db
