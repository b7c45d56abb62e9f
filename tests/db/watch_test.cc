#include "db/watch.h"

#include <gtest/gtest.h>

#include "support/test_database.h"

namespace muster::db {
namespace {

class WatchTest : public ::testing::TestWithParam<Engine> {
 protected:
  test_support::TestDatabase database_{GetParam()};

  void write(const char* script) {
    ASSERT_TRUE(database_->write_with([script](Connection& c) -> Status {
      c.run_script(script);
      return {};
    }));
  }
};

TEST_P(WatchTest, SeesEachCommitOfAnotherConnectionAndNothingThatIsNotCommitted) {
  write("CREATE TABLE journal (seq BIGINT)");
  const auto watch = Watch::open(database_.settings(), "SELECT MAX(seq) FROM journal");
  ASSERT_TRUE(watch) << error_text(watch.error(), "en");
  EXPECT_EQ((*watch)->engine(), GetParam());
  EXPECT_EQ((*watch)->ask(), 0);
  for (std::int64_t seq = 1; seq <= 3; ++seq) {
    ASSERT_TRUE(database_->write_with([&](Connection& c) -> Status {
      (void)c.execute("INSERT INTO journal VALUES ($1)", {seq});
      EXPECT_EQ((*watch)->ask(), seq - 1);
      return {};
    }));
    EXPECT_EQ((*watch)->ask(), seq);
  }
}

TEST_P(WatchTest, CannotBeOpenedOnWhatIsNotThere) {
  Settings settings = database_.settings();
  settings.url = GetParam() == Engine::kSqlite ? "/nowhere/city.db" : "postgresql://127.0.0.1:1/nothing";
  const auto watch = Watch::open(settings, "SELECT 1");
  ASSERT_FALSE(watch);
  EXPECT_EQ(watch.error().code, error::kStorageUnavailable);
}

INSTANTIATE_TEST_SUITE_P(Engines, WatchTest, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST(SqliteWatch, AnyCommitShowsAlsoThatOfAnotherProcessesConnection) {
  test_support::TestDatabase database(Engine::kSqlite);
  const auto watch = Watch::open(database.settings(), kAnyCommitSqlite);
  ASSERT_TRUE(watch) << error_text(watch.error(), "en");
  const std::int64_t before = (*watch)->ask();
  EXPECT_EQ((*watch)->ask(), before);
  const auto other = database.another();
  ASSERT_TRUE(other->write_with([](Connection& c) -> Status {
    c.run_script("CREATE TABLE account (name TEXT)");
    return {};
  }));
  const std::int64_t after = (*watch)->ask();
  EXPECT_NE(after, before);
  EXPECT_EQ((*watch)->ask(), after);
}

}  // namespace
}  // namespace muster::db
