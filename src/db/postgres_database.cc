#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "db/engines.h"
#include "errors/storage.h"
#include "db/postgres_connection.h"

namespace muster::db {
namespace {

constexpr int kRetries = 5;
constexpr std::chrono::milliseconds kRetryPause{8};

/// Text must compare by bytes as on SQLite, and hold what the forms hold.
Status check_locale(Connection& connection) {
  const auto row = connection.one(
      "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database "
      "WHERE datname = current_database()");
  const std::string collation = row->at(0).text();
  const bool by_bytes = collation == "C" || collation == "POSIX" || collation.starts_with("C.");
  if (by_bytes && row->at(1).text() == "UTF8") return {};
  return fail(error::kStorageUnavailable, "",
              {{"reason", "the database must have locale C.UTF-8 and encoding UTF8; it has " +
                              collation + ", " + row->at(1).text()}});
}

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(Settings settings)
      : settings_(std::move(settings)),
        writer_(std::make_unique<PostgresConnection>(settings_, generation_)) {}

  [[nodiscard]] Engine engine() const override { return Engine::kPostgres; }

  void read_with(const std::function<void(Connection&)>& body) override {
    auto reader = borrow();
    reader->begin(PostgresConnection::Mode::kRead);
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
    writing_thread_ = std::this_thread::get_id();
    const Done done{*this};
    for (int attempt = 1;; ++attempt) {
      try {
        return write_once(body);
      } catch (const Conflict&) {
        writer_->rollback();
        if (attempt > kRetries) throw;
        std::this_thread::sleep_for(kRetryPause * attempt);
      } catch (const Full& full) {
        return fail(error::kStorageFull, "", {}, full.what());
      }
    }
  }

 private:
  /// Rolls back whatever was not committed.
  struct Done {
    PostgresDatabase& database;
    ~Done() {
      database.writer_->rollback();
      database.writing_thread_ = std::thread::id();
    }
  };

  Status write_once(const std::function<Status(Connection&)>& body) {
    writer_->begin(PostgresConnection::Mode::kWrite);
    Status status = body(*writer_);
    if (!status) return status;
    if (writer_->spoilt()) throw Failure(kSpoiltTransaction);
    writer_->commit();
    return status;
  }

  std::unique_ptr<PostgresConnection> borrow() {
    {
      const std::lock_guard lock(pool_);
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
    }
    return std::make_unique<PostgresConnection>(settings_, generation_, PostgresConnection::Plans::kByValues);
  }

  void give_back(std::unique_ptr<PostgresConnection> reader) {
    const std::lock_guard lock(pool_);
    if (idle_.size() < static_cast<std::size_t>(settings_.readers))
      idle_.push_back(std::move(reader));
  }

  const Settings settings_;
  std::atomic<std::uint64_t> generation_{0};
  std::mutex writing_;
  std::unique_ptr<PostgresConnection> writer_;
  std::atomic<std::thread::id> writing_thread_{};
  std::mutex pool_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const Settings& settings) {
  try {
    auto database = std::make_unique<PostgresDatabase>(settings);
    Status fit;
    database->read_with([&](Connection& connection) { fit = check_locale(connection); });
    if (!fit) return fail(fit.error());
    return database;
  } catch (const Failure& failure) {
    return fail(error::kStorageUnavailable, "", {{"reason", failure.what()}}, failure.what());
  }
}

}  // namespace muster::db
