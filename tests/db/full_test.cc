// No room: what was asked is refused by name, its neighbours in the commit too, and it goes on when there is room again. (The whole
// server on a full disk: tests/fault/disk_full.sh.)
#include <gtest/gtest.h>

#include <thread>

#include "errors/storage.h"
#include "support/test_database.h"

namespace muster::db {
namespace {

class Full : public ::testing::Test {
 protected:
  test_support::TestDatabase database_{Engine::kSqlite};

  void SetUp() override {
    ASSERT_TRUE(script("CREATE TABLE word (text TEXT NOT NULL) STRICT;"));
  }
  Status script(const std::string& sql) {
    return database_->write_with([&](Connection& connection) -> Status {
      connection.run_script(sql);
      return {};
    });
  }
  /// The engine's own bound on the file gives the same SQLITE_FULL as a disk without room.
  void leave_pages(int pages) {
    const Status done = database_->write_with([&](Connection& connection) -> Status {
      const std::int64_t now = (*connection.one("PRAGMA page_count"))[0].integer();
      connection.query("PRAGMA max_page_count = " + std::to_string(now + pages));
      return {};
    });
    ASSERT_TRUE(done);
  }
  Status write(int kilobytes) {
    return database_->write_with([&](Connection& connection) -> Status {
      for (int i = 0; i < kilobytes; ++i) {
        const auto done = connection.execute("INSERT INTO word (text) VALUES ($1)", {std::string(1000, 'x')});
        if (!done) return fail(done.error());
      }
      return {};
    });
  }
  std::int64_t rows() {
    return database_->read([](Connection& connection) { return (*connection.one("SELECT COUNT(*) FROM word"))[0].integer(); });
  }
};

TEST_F(Full, IsARefusalThatKeepsNothingOfTheTransaction) {
  ASSERT_TRUE(write(3));
  leave_pages(4);
  const Status refused = write(100);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error::kStorageFull);
  EXPECT_EQ(error_info(refused.error().code).status, 507);
  EXPECT_EQ(rows(), 3);
  EXPECT_TRUE(write(2)) << "what still fits is kept";
  EXPECT_EQ(rows(), 5);
  leave_pages(1000);
  EXPECT_TRUE(write(100));
  EXPECT_EQ(rows(), 105);
}

TEST_F(Full, WhoSharesTheCommitIsAnsweredTruly) {
  leave_pages(60);
  std::atomic<int> kept{0};
  std::atomic<int> refused{0};
  {
    std::vector<std::jthread> hands;
    for (int hand = 0; hand < 6; ++hand) {
      hands.emplace_back([&] {
        for (int n = 0; n < 20; ++n) {
          const Status done = write(9);
          if (done) kept += 9;
          if (!done && done.error().code == error::kStorageFull) ++refused;
        }
      });
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_EQ(rows(), kept) << "acknowledged is kept, refused is not";
}

}  // namespace
}  // namespace muster::db
