#include "db/watch.h"

#include <mutex>

#include "db/engines.h"
#include "db/postgres_connection.h"
#include "db/sqlite_connection.h"
#include "errors/storage.h"

namespace muster::db {
namespace {

std::int64_t first_integer(const Rows& rows) { return rows.empty() ? 0 : rows[0].at(0).integer(); }

class SqliteWatch final : public Watch {
 public:
  SqliteWatch(const Settings& settings, std::string question) : connection_(settings.url, 0), question_(std::move(question)) {
    connection_.control("PRAGMA query_only=ON");
  }
  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }
  [[nodiscard]] std::int64_t ask() override {
    const std::lock_guard lock(mutex_);
    return first_integer(connection_.query(question_, {}));
  }

 private:
  std::mutex mutex_;
  SqliteConnection connection_;
  const std::string question_;
};

class PostgresWatch final : public Watch {
 public:
  PostgresWatch(Settings settings, std::string question)
      : settings_(std::move(settings)), connection_(std::make_unique<PostgresConnection>(settings_, generation_)), question_(std::move(question)) {}
  [[nodiscard]] Engine engine() const override { return Engine::kPostgres; }
  [[nodiscard]] std::int64_t ask() override {
    const std::lock_guard lock(mutex_);
    if (!connection_->alive()) connection_ = std::make_unique<PostgresConnection>(settings_, generation_);
    return first_integer(connection_->query(question_, {}));
  }

 private:
  std::mutex mutex_;
  const Settings settings_;
  std::atomic<std::uint64_t> generation_{0};
  std::unique_ptr<PostgresConnection> connection_;
  const std::string question_;
};

}  // namespace

Result<std::unique_ptr<Watch>> Watch::open(const Settings& settings, std::string question) {
  try {
    const bool postgres = is_postgres_url(settings.url);
    std::unique_ptr<Watch> watch;
    if (postgres) {
      watch = std::make_unique<PostgresWatch>(settings, std::move(question));
    } else {
      watch = std::make_unique<SqliteWatch>(settings, std::move(question));
    }
    return watch;
  } catch (const Failure& failure) {
    return fail(error::kStorageUnavailable, "", {{"reason", failure.what()}}, failure.what());
  }
}

}  // namespace muster::db
