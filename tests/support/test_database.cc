#include "support/test_database.h"

#include <atomic>
#include <stdexcept>

#include "support/postgres_cluster.h"

namespace muster::test_support {
namespace {

std::string fresh_schema() {
  static std::atomic<int> count{0};
  return "t" + std::to_string(++count);
}

}  // namespace

TestDatabase::TestDatabase(db::Engine engine, const Options& options) {
  if (engine == db::Engine::kSqlite) {
    settings_.url = (folder_.path() / "test.db").string();
  } else {
    settings_.url = PostgresCluster::shared(options.durable).url();
    settings_.schema = fresh_schema();
  }
  database_ = another();
  if (engine == db::Engine::kPostgres && options.postgis) {
    const auto made = database_->write_with([](db::Connection& connection) -> Status {
      connection.run_script("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public");
      return {};
    });
    if (!made) throw std::runtime_error(error_text(made.error(), "en"));
  }
}

std::unique_ptr<db::Database> TestDatabase::another() const {
  auto opened = db::Database::open(settings_);
  if (!opened) throw std::runtime_error(error_text(opened.error(), "en"));
  return std::move(*opened);
}

void TestDatabase::reopen() {
  database_.reset();
  database_ = another();
}

}  // namespace muster::test_support
