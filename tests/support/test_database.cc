#include "support/test_database.h"

#include <libpq-fe.h>

#include <atomic>
#include <filesystem>
#include <stdexcept>

#include "support/postgres_cluster.h"

namespace muster::test_support {
namespace {

/// Of a database that is a test's alone (a server copies whole databases only).
constexpr const char* kOwnSchema = "city";

std::string fresh_name(const char* prefix) {
  static std::atomic<int> count{0};
  return prefix + std::to_string(++count);
}

std::string url_of(const std::string& database) {
  const std::string& cluster = PostgresCluster::shared().url();
  return cluster.substr(0, cluster.rfind('=') + 1) + database;
}

// Outside a transaction, so not by our own connection, which always opens one.
void create_database(const std::string& name, const std::string& from) {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(PostgresCluster::shared().url().c_str()), PQfinish);
  const std::string sql = "CREATE DATABASE " + name + " TEMPLATE " + from + " STRATEGY FILE_COPY";
  const std::unique_ptr<PGresult, void (*)(PGresult*)> done(PQexec(connection.get(), sql.c_str()), PQclear);
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
}

}  // namespace

TestDatabase::TestDatabase(TestDatabase& filled, Copy /*copy*/) {
  filled.database_.reset();
  settings_ = filled.settings_;
  if (settings_.schema == kOwnSchema) {
    const std::string name = fresh_name("c");
    create_database(name, filled.settings_.url.substr(filled.settings_.url.rfind('=') + 1));
    settings_.url = url_of(name);
  } else {
    settings_.url = (folder_.path() / "test.db").string();
    std::filesystem::copy_file(filled.settings_.url, settings_.url);
  }
  database_ = another();
}

TestDatabase::TestDatabase(db::Engine engine, const Options& options) {
  if (engine == db::Engine::kSqlite) {
    settings_.url = (folder_.path() / "test.db").string();
  } else {
    const bool plain = !options.durable && !options.postgis;
    settings_.url = plain ? url_of(fresh_name("d")) : PostgresCluster::shared(options.durable).url();
    settings_.schema = plain ? kOwnSchema : fresh_name("t");
    if (plain) create_database(settings_.url.substr(settings_.url.rfind('=') + 1), "template1");
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
