#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "db/db.h"
#include "support/temp_folder.h"

namespace muster {
/// Names a refusal in gtest's output.
inline void PrintTo(ErrorCode code, std::ostream* out) {
  *out << (code == ErrorCode{} ? "none" : error_info(code).name);
}
}  // namespace muster

namespace muster::db {
/// Names the engine in gtest's output.
inline void PrintTo(Engine engine, std::ostream* out) {
  *out << (engine == Engine::kSqlite ? "sqlite" : "postgres");
}
}  // namespace muster::db

namespace muster::test_support {

/// Both, always: a store test that cannot reach PostgreSQL fails. With a fixture of
/// ::testing::TestWithParam<db::Engine>:
///   INSTANTIATE_TEST_SUITE_P(Engines, JournalTest, ::testing::ValuesIn(engines()), engine_name);
inline std::vector<db::Engine> engines() { return {db::Engine::kSqlite, db::Engine::kPostgres}; }
inline std::string engine_name(const ::testing::TestParamInfo<db::Engine>& info) {
  return info.param == db::Engine::kSqlite ? "Sqlite" : "Postgres";
}

/// An empty database of its own: a SQLite file in a temporary folder, or a new schema in the test
/// program's cluster.
class TestDatabase {
 public:
  struct Options {
    bool durable = false;  ///< PostgreSQL with fsync
    bool postgis = false;  ///< PostgreSQL with the extension in schema public
  };
  explicit TestDatabase(db::Engine engine) : TestDatabase(engine, Options()) {}
  TestDatabase(db::Engine engine, const Options& options);  ///< throws when it cannot be opened
  /// A copy of all that `filled` holds, which is closed by this and serves for nothing but copies from then on: a city with all its
  /// registers is copied in a fraction of the time that making their tables takes. Not for Options.
  struct Copy {};
  TestDatabase(TestDatabase& filled, Copy copy);

  [[nodiscard]] db::Database& get() { return *database_; }
  db::Database& operator*() { return *database_; }
  db::Database* operator->() { return database_.get(); }
  [[nodiscard]] const db::Settings& settings() const { return settings_; }
  /// Another Database object on the same storage, as a second node or process has it.
  [[nodiscard]] std::unique_ptr<db::Database> another() const;
  /// Closes and opens again.
  void reopen();

 private:
  TempFolder folder_;
  db::Settings settings_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace muster::test_support
