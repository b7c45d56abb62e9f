#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

#include "db/engines.h"
#include "db/sqlite_connection.h"
#include "db/sqlite_writer.h"

namespace muster::db {
namespace {

/// One writer, and as many readers as ask at once; those beyond `readers` are closed after use.
class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(Settings settings)
      : settings_(std::move(settings)), writer_(connect_writer(settings_)) {}

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
    return writer_.write(body);
  }

 private:
  static std::unique_ptr<SqliteConnection> connect_writer(const Settings& settings) {
    auto connection = std::make_unique<SqliteConnection>(settings.url, settings.busy_timeout_ms);
    const auto mode = connection->query("PRAGMA journal_mode=WAL", {});
    if (mode.empty() || mode[0][0].text() != "wal")
      throw Failure("the file cannot be put in WAL mode");
    return connection;
  }

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
    if (idle_.size() < static_cast<std::size_t>(settings_.readers))
      idle_.push_back(std::move(reader));
  }

  const Settings settings_;
  SqliteWriter writer_;
  std::mutex pool_;
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
