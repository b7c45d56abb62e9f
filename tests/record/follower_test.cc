// A listener that is killed in the middle of its work takes each entry once, in order.
#include "record/follower.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "support/small_city.h"

namespace muster {
namespace {

using test_support::SmallCity;

record::Follower writer_of_seq() {
  return {"writer", [](db::Connection& connection, const journal::Entry& entry) -> Status {
            const auto done = connection.execute("INSERT INTO taken (seq) VALUES ($1)", {entry.seq});
            if (!done) return fail(done.error());
            return {};
          }};
}

class FollowerTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  void SetUp() override {
    // Without a key: a repetition would show.
    const Status made = city_.database->write_with([](db::Connection& connection) -> Status {
      connection.run_script("CREATE TABLE taken (seq BIGINT NOT NULL);");
      return {};
    });
    ASSERT_TRUE(made.has_value());
  }
  void note(const std::string& text) {
    record::Draft draft;
    draft.type = "note";
    draft.jurisdiction_id = city_.city;
    draft.fields = {{"text", text}};
    ASSERT_TRUE(city_.store->create(chief_, {}, draft).has_value());
  }
  std::int64_t number(const char* sql) {
    return city_.database->read([&](db::Connection& connection) { return (*connection.one(sql))[0].integer(); });
  }
  std::int64_t head() { return number("SELECT MAX(seq) FROM journal"); }
  std::int64_t taken() { return number("SELECT COUNT(*) FROM taken"); }
  /// Another process that follows until it is killed.
  pid_t begin() {
    const db::Settings settings = city_.database.settings();
    const pid_t child = ::fork();
    if (child != 0) return child;
    const auto database = db::Database::open(settings);
    while (database && record::follow(**database, writer_of_seq())) {
    }
    ::_exit(1);
  }
  static void end(pid_t child) {
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it was at work until it was killed";
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, FollowerTest, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(FollowerTest, TakesEachEntryOnceThoughItIsKilledAgainAndAgain) {
  std::mt19937 random(7);
  for (int round = 0; round < 12; ++round) {
    const pid_t child = begin();
    const std::int64_t until = taken() + static_cast<std::int64_t>(random() % 25);
    for (int n = 0; n < 30; ++n) note("第 " + std::to_string(round) + " 轮 " + std::to_string(n));
    while (taken() < std::min(until, head())) {
    }
    end(child);
  }
  ASSERT_TRUE(record::follow(*city_.database, writer_of_seq()).has_value());
  EXPECT_EQ(taken(), head());
  EXPECT_EQ(number("SELECT COUNT(DISTINCT seq) FROM taken"), head());
  EXPECT_EQ(number("SELECT seq FROM follower WHERE name = 'writer'"), head());
}

TEST_P(FollowerTest, TwoAtOnceTakeEachEntryOnce) {
  const pid_t one = begin();
  const pid_t other = begin();
  for (int n = 0; n < 150; ++n) note(std::to_string(n));
  while (taken() < head()) {
  }
  end(one);
  end(other);
  EXPECT_EQ(taken(), head());
  EXPECT_EQ(number("SELECT COUNT(DISTINCT seq) FROM taken"), head());
}

TEST_P(FollowerTest, WhatItCannotTakeIsTriedAgainAndNothingOfTheBatchIsKept) {
  note("一");
  note("二");
  bool open = false;
  record::Follower follower = writer_of_seq();
  follower.take = [&, take = writer_of_seq().take](db::Connection& connection, const journal::Entry& entry) -> Status {
    if (Status done = take(connection, entry); !done) return done;
    if (entry.seq == head() && !open) return fail(error::kPeerUnavailable, {}, {{"reason", "closed"}});
    return {};
  };
  EXPECT_FALSE(record::follow(*city_.database, follower).has_value());
  EXPECT_EQ(taken(), 0);
  open = true;
  EXPECT_EQ(record::follow(*city_.database, follower).value(), head());
  EXPECT_EQ(taken(), head());
}

TEST_P(FollowerTest, AWorkerFollowsAsTheJournalGrows) {
  {
    const auto worker = record::Followers::start(*city_.store, *city_.database, {writer_of_seq()});
    note("一");
    while (taken() < head()) {
    }
    note("二");
    while (taken() < head()) {
    }
  }
  EXPECT_EQ(taken(), head());
}

}  // namespace
}  // namespace muster
