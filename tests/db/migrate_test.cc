#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/test_database.h"

namespace muster::db {
namespace {

using test_support::TestDatabase;

class Migrate : public ::testing::TestWithParam<Engine> {
 protected:
  Migrate() : database_(GetParam()) {}
  const Migration first_{1, "first", "CREATE TABLE a (id BIGINT PRIMARY KEY)", ""};
  const Migration second_{2, "second", "CREATE TABLE b (d BLOB); INSERT INTO a VALUES (7)",
                          "CREATE TABLE b (d BYTEA); INSERT INTO a VALUES (7)"};
  const Migration wrong_{3, "wrong", "INSERT INTO a VALUES (8); INSERT INTO nowhere VALUES (1)",
                         ""};
  Rows rows(std::string_view sql) {
    return database_->read([&](Connection& c) { return c.query(sql); });
  }
  TestDatabase database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Migrate, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(Migrate, AppliesWhatIsMissingOnceAndInOrder) {
  ASSERT_TRUE(migrate(*database_, {first_}));
  ASSERT_TRUE(migrate(*database_, {second_, first_}));
  ASSERT_TRUE(migrate(*database_, {first_, second_}));
  EXPECT_EQ(rows("SELECT id FROM a"), (Rows{{7}}));
  EXPECT_EQ(rows("SELECT number, name FROM schema_migration ORDER BY number"),
            (Rows{{1, "first"}, {2, "second"}}));
}

TEST_P(Migrate, RefusesADatabaseOfANewerProgram) {
  ASSERT_TRUE(migrate(*database_, {first_, second_}));
  const auto older = migrate(*database_, {first_});
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, error::kNewerDatabase);
  EXPECT_EQ(older.error().params, (Params{{"found", "2"}, {"own", "1"}}));
}

TEST_P(Migrate, RefusesAChangedMigration) {
  ASSERT_TRUE(migrate(*database_, {first_}));
  auto changed = first_;
  changed.sqlite = "CREATE TABLE a (id BIGINT PRIMARY KEY, more TEXT)";
  const auto refused = migrate(*database_, {changed});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error::kMigrationChanged);
}

TEST_P(Migrate, LeavesNothingOfAMigrationThatFailed) {
  EXPECT_THROW((void)migrate(*database_, {first_, second_, wrong_}), Failure);
  EXPECT_EQ(rows("SELECT id FROM a"), (Rows{{7}}));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM schema_migration"), (Rows{{2}}));
}

TEST_P(Migrate, TwoThatStartTogetherApplyEachOnce) {
  const auto other = database_.another();
  std::atomic<int> good{0};
  const auto start = [&](Database& database) {
    if (migrate(database, {first_, second_})) ++good;
  };
  {
    const std::jthread a([&] { start(*database_); });
    const std::jthread b([&] { start(*other); });
  }
  EXPECT_EQ(good, 2);
  EXPECT_EQ(rows("SELECT id FROM a"), (Rows{{7}}));
}

}  // namespace
}  // namespace muster::db
