#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <thread>

#include "support/test_database.h"

namespace muster::db {
namespace {

using test_support::TestDatabase;

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8U | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

/// Commits in the write-ahead log: frames with the size of the database in their header, of the
/// present salt. Source: SQLite file format, section 4.1. One of them costs one fdatasync
/// (synchronous=FULL).
int commits_in_log(const std::string& path) {
  std::ifstream file(path + "-wal", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (bytes.size() < 32) return 0;
  const std::size_t frame = 24 + big_endian(bytes, 8);
  int commits = 0;
  for (std::size_t at = 32; at + frame <= bytes.size(); at += frame) {
    if (bytes.compare(at + 8, 8, bytes, 16, 8) == 0 && big_endian(bytes, at + 4) != 0) ++commits;
  }
  return commits;
}

class GroupCommit : public ::testing::Test {
 protected:
  static constexpr int kThreads = 8;
  static constexpr int kEach = 30;
  GroupCommit() : database_(Engine::kSqlite) {
    EXPECT_TRUE(database_->write_with([](Connection& c) -> Status {
      c.run_script("CREATE TABLE thing (id BIGINT PRIMARY KEY)");
      return {};
    }));
  }
  static Status insert(Connection& c, std::int64_t id) {
    const auto done = c.execute("INSERT INTO thing (id) VALUES ($1)", {id});
    return done ? Status() : fail(done.error());
  }
  /// `work(id)` from many threads at once, each id once.
  static void in_parallel(const std::function<void(int)>& work) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&work, t] {
        for (int i = 0; i < kEach; ++i) work(t * kEach + i);
      });
    }
  }
  std::set<std::int64_t> stored() {
    std::set<std::int64_t> ids;
    const auto other = database_.another();
    other->read_with([&](Connection& c) {
      for (const auto& row : c.query("SELECT id FROM thing")) ids.insert(row[0].integer());
    });
    return ids;
  }
  TestDatabase database_;
};

TEST_F(GroupCommit, WritersThatWaitShareOneCommit) {
  const int before = commits_in_log(database_.settings().url);
  in_parallel([&](int id) {
    EXPECT_TRUE(database_->write_with([&](Connection& c) { return insert(c, id); }));
  });
  const int commits = commits_in_log(database_.settings().url) - before;
  EXPECT_GT(commits, 0);
  EXPECT_LT(commits, kThreads * kEach);
  EXPECT_EQ(stored().size(), static_cast<std::size_t>(kThreads * kEach));
}

TEST_F(GroupCommit, AloneEachWriteIsItsOwnCommit) {
  const int before = commits_in_log(database_.settings().url);
  for (int id = 0; id < 20; ++id)
    EXPECT_TRUE(database_->write_with([&](Connection& c) { return insert(c, id); }));
  EXPECT_EQ(commits_in_log(database_.settings().url) - before, 20);
}

TEST_F(GroupCommit, WhatWasAcknowledgedIsSeenByEverybodyAtOnce) {
  const auto other = database_.another();
  in_parallel([&](int id) {
    ASSERT_TRUE(database_->write_with([&](Connection& c) { return insert(c, id); }));
    other->read_with([&](Connection& c) {
      EXPECT_TRUE(c.one("SELECT id FROM thing WHERE id = $1", {id})) << id;
    });
  });
}

TEST_F(GroupCommit, AnErrorOfOneUndoesNothingOfTheOthers) {
  ASSERT_TRUE(database_->write_with([](Connection& c) { return insert(c, -1); }));
  in_parallel([&](int id) {
    const auto write = [&](const std::function<Status(Connection&)>& after) {
      return database_->write_with([&](Connection& c) -> Status {
        if (auto done = insert(c, id); !done) return done;
        return after(c);
      });
    };
    switch (id % 5) {
      case 0:
        EXPECT_EQ(
            write([](Connection&) -> Status { return fail(error::kNotFound); }).error().code,
            error::kNotFound);
        return;
      case 1:
        EXPECT_THROW((void)write([](Connection&) -> Status { throw std::runtime_error("no"); }),
                     std::runtime_error);
        return;
      case 2:
        EXPECT_EQ(write([](Connection& c) { return insert(c, -1); }).error().code,
                  error::kDuplicate);
        return;
      case 3:  // hides the duplicate: a mistake, which must not be committed either
        EXPECT_THROW((void)write([](Connection& c) -> Status {
                       (void)insert(c, -1);
                       return {};
                     }),
                     Failure);
        return;
      default:
        EXPECT_TRUE(write([](Connection&) -> Status { return {}; }));
    }
  });
  std::set<std::int64_t> expected = {-1};
  for (int id = 4; id < kThreads * kEach; id += 5) expected.insert(id);
  EXPECT_EQ(stored(), expected);
}

}  // namespace
}  // namespace muster::db
