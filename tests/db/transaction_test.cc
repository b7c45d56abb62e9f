#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <stdexcept>
#include <thread>

#include "support/test_database.h"

namespace muster::db {
namespace {

using test_support::TestDatabase;

class Transaction : public ::testing::TestWithParam<Engine> {
 protected:
  Transaction() : database_(GetParam()) {
    const auto made = database_->write_with([](Connection& c) -> Status {
      c.run_script("CREATE TABLE thing (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
      return {};
    });
    EXPECT_TRUE(made);
  }
  static Status insert(Connection& c, std::int64_t id) {
    const auto done = c.execute("INSERT INTO thing (id, n) VALUES ($1, 0)", {id});
    return done ? Status() : fail(done.error());
  }
  std::int64_t count() {
    return database_->read(
        [](Connection& c) { return c.query("SELECT COUNT(*) FROM thing").at(0)[0].integer(); });
  }
  TestDatabase database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Transaction, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(Transaction, CommitsAValueAndUndoesAnErrorOrAnException) {
  EXPECT_TRUE(database_->write_with([](Connection& c) { return insert(c, 1); }));
  const auto refused = database_->write_with([](Connection& c) -> Status {
    if (auto done = insert(c, 2); !done) return done;
    return fail(error::kNotFound, "x");
  });
  EXPECT_EQ(refused.error().code, error::kNotFound);
  EXPECT_THROW((void)database_->write_with([](Connection& c) -> Status {
    (void)insert(c, 3);
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(count(), 1);
}

TEST_P(Transaction, IsKeptWhenOpenedAgain) {
  ASSERT_TRUE(database_->write_with([](Connection& c) { return insert(c, 1); }));
  database_.reopen();
  EXPECT_EQ(count(), 1);
}

TEST_P(Transaction, NestedUndoesOnlyItsOwn) {
  const auto done = database_->write_with([](Connection& c) -> Status {
    if (auto first = insert(c, 1); !first) return first;
    const auto inner = c.nested([&]() -> Status {
      if (auto second = insert(c, 2); !second) return second;
      const auto kept = c.nested([&] { return insert(c, 3); });
      EXPECT_TRUE(kept);
      return insert(c, 1);  // a duplicate
    });
    EXPECT_EQ(inner.error().code, error::kDuplicate);
    EXPECT_THROW((void)c.nested([&]() -> Status {
      (void)insert(c, 4);
      throw std::runtime_error("no");
    }),
                 std::runtime_error);
    return c.nested([&] { return insert(c, 5); });
  });
  ASSERT_TRUE(done);
  const auto rows =
      database_->read([](Connection& c) { return c.query("SELECT id FROM thing ORDER BY id"); });
  EXPECT_EQ(rows, (Rows{{1}, {5}}));
}

TEST_P(Transaction, ADuplicateOutsideNestedSpoilsIt) {
  const auto ignore_it = [](Connection& c) -> Status {
    (void)insert(c, 1);
    EXPECT_FALSE(insert(c, 1));
    return {};
  };
  EXPECT_THROW((void)database_->write_with(ignore_it), Failure);
  const auto go_on = [](Connection& c) -> Status {
    (void)insert(c, 1);
    EXPECT_FALSE(insert(c, 1));
    return insert(c, 2);
  };
  EXPECT_THROW((void)database_->write_with(go_on), Failure);
  EXPECT_EQ(count(), 0);
  EXPECT_TRUE(database_->write_with([](Connection& c) { return insert(c, 1); }));
}

TEST_P(Transaction, AReaderKeepsItsSnapshotWhileTheWriterGoesOn) {
  ASSERT_TRUE(database_->write_with([](Connection& c) { return insert(c, 1); }));
  database_->read_with([&](Connection& c) {
    const auto n = [&] { return c.query("SELECT COUNT(*) FROM thing").at(0)[0].integer(); };
    EXPECT_EQ(n(), 1);
    EXPECT_TRUE(database_->write_with([](Connection& w) { return insert(w, 2); }));
    EXPECT_EQ(n(), 1);
  });
  EXPECT_EQ(count(), 2);
}

TEST_P(Transaction, AReaderCannotWrite) {
  EXPECT_THROW(database_->read_with([](Connection& c) { (void)insert(c, 1); }), Failure);
  EXPECT_EQ(count(), 0);
}

TEST_P(Transaction, MoreReadersAskAtOnceThanAreKept) {
  constexpr int kThreads = 12;
  ASSERT_TRUE(database_->write_with([](Connection& c) { return insert(c, 1); }));
  std::barrier together(kThreads);
  std::atomic<int> right{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        database_->read_with([&](Connection& c) {
          together.arrive_and_wait();
          if (c.query("SELECT COUNT(*) FROM thing").at(0)[0].integer() == 1) ++right;
        });
      });
    }
  }
  EXPECT_EQ(right, kThreads);
}

TEST_P(Transaction, WritersOfTwoDatabaseObjectsLoseNothing) {
  constexpr int kEach = 50;
  ASSERT_TRUE(database_->write_with([](Connection& c) { return insert(c, 1); }));
  const auto other = database_.another();
  const auto add = [](Database& database) {
    for (int i = 0; i < kEach; ++i) {
      const auto done =
          database.write([](Connection& c) { return c.execute("UPDATE thing SET n = n + 1"); });
      EXPECT_EQ(done, 1);
    }
  };
  {
    const std::jthread a([&] { add(*database_); });
    const std::jthread b([&] { add(*database_); });
    const std::jthread c([&] { add(*other); });
  }
  EXPECT_EQ(database_->read(
                [](Connection& c) { return c.query("SELECT n FROM thing").at(0)[0].integer(); }),
            3 * kEach);
}

TEST_P(Transaction, AWriteInsideAWriteIsAMistakeNotADeadlock) {
  EXPECT_THROW((void)database_->write_with([&](Connection&) -> Status {
    return database_->write_with([](Connection& c) { return insert(c, 1); });
  }),
               Failure);
}

// Two transactions take two rows in opposite order: PostgreSQL ends one of them (SQLSTATE 40P01),
// which is run again.
TEST(PostgresTransaction, ADeadlockIsRunAgain) {
  TestDatabase database(Engine::kPostgres);
  const auto other = database.another();
  ASSERT_TRUE(database->write_with([](Connection& c) -> Status {
    c.run_script(
        "CREATE TABLE pair (id BIGINT PRIMARY KEY, n BIGINT); INSERT INTO pair VALUES (1, 0), (2, "
        "0)");
    return {};
  }));
  std::barrier both_hold_one(2);
  std::atomic<int> runs{0};
  const auto take = [&](Database& from, int first, int second) {
    bool met = false;
    const auto done = from.write_with([&](Connection& c) -> Status {
      ++runs;
      (void)c.execute("UPDATE pair SET n = n + 1 WHERE id = $1", {first});
      if (!met) both_hold_one.arrive_and_wait();
      met = true;
      (void)c.execute("UPDATE pair SET n = n + 1 WHERE id = $1", {second});
      return {};
    });
    EXPECT_TRUE(done);
  };
  {
    const std::jthread a([&] { take(*database, 1, 2); });
    const std::jthread b([&] { take(*other, 2, 1); });
  }
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(database->read([](Connection& c) { return c.query("SELECT n FROM pair ORDER BY id"); }),
            (Rows{{2}, {2}}));
}

}  // namespace
}  // namespace muster::db
