#include "journal/journal.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "support/test_database.h"

namespace muster::journal {
namespace {

using test_support::TestDatabase;

json::Value change(const std::string& type, const std::string& id, double stage_m) {
  return json::Object{
      {"type", type}, {"id", id}, {"op", "create"}, {"after", json::Object{{"stage_m", stage_m}}}};
}

/// The same for the same number, so that two engines are given the same.
Entry entry(int number) {
  Entry out;
  out.at = from_millis(1598200000000 + number);
  out.recorded_at = from_millis(1767225600000 + number);
  out.intent = "intent-" + std::to_string(number);
  out.ledger = "scenario:flood";
  out.kind = "record";
  out.actor = {.person = "p" + std::to_string(number % 3),
               .account = number % 2 == 0 ? "admin" : "沙市值班",
               .post = "post",
               .shift = "",
               .name_of = "body",
               .channel = "telephone",
               .for_person = ""};
  out.model_version = "m1";
  out.body = json::Object{
      {"changes",
       json::Array{change("dike_incident", "r" + std::to_string(number % 4), 43.01 + number * 0.1),
                   change("task", "t" + std::to_string(number), 1e21)}},
      {"说明", "管涌\n\u0001\"x\""}};
  return out;
}

class Journal : public ::testing::TestWithParam<db::Engine> {
 protected:
  Journal() : database_(GetParam()) { EXPECT_TRUE(db::migrate(*database_, migrations())); }
  Result<Entry> add(int number, HashAlgorithm algorithm = HashAlgorithm::kSha256) {
    return database_->write([&](db::Connection& c) { return append(c, algorithm, entry(number)); });
  }
  void fill(int count) {
    for (int i = 1; i <= count; ++i) ASSERT_EQ(add(i)->seq, i);
  }
  void tamper(std::string_view sql, const db::Cells& cells = {}) {
    EXPECT_GT(*database_->write([&](db::Connection& c) { return c.execute(sql, cells); }), 0);
  }
  std::string broken() {
    const auto found = database_->read([](db::Connection& c) { return verify(c); });
    return found ? std::to_string(found->seq) + " " + found->reason : "";
  }
  template <class F>
  auto read(F&& body) {
    return database_->read(std::forward<F>(body));
  }
  TestDatabase database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Journal, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

std::vector<std::int64_t> seqs(const std::vector<Entry>& entries) {
  std::vector<std::int64_t> out;
  for (const auto& e : entries) out.push_back(e.seq);
  return out;
}

TEST(JournalHash, CoversEveryFieldInCanonicalForm) {
  Entry one = entry(1);
  one.seq = 1;
  one.body = json::Object{{"b", 1.0}, {"a", "中"}};
  EXPECT_EQ(
      hash_input(one, "00ff", HashAlgorithm::kSha256),
      "muster-journal-1\nsha256\n00ff\n"
      R"({"actor":{"account":"沙市值班","channel":"telephone","for_person":"","name_of":"body","person":"p1",)"
      R"("post":"post","shift":""},"at":1598200000001,"body":{"a":"中","b":1},"intent":"intent-1","kind":"record",)"
      R"("ledger":"scenario:flood","model_version":"m1","recorded_at":1767225600001,"seq":1})");
  EXPECT_TRUE(hash_input(one, "", HashAlgorithm::kSm3).starts_with("muster-journal-1\nsm3\n\n{"));
}

TEST(JournalHash, IsByteEqualOnBothEngines) {
  std::vector<std::vector<std::string>> hashes;
  for (const auto engine : test_support::engines()) {
    TestDatabase database(engine);
    ASSERT_TRUE(db::migrate(*database, migrations()));
    auto& of_engine = hashes.emplace_back();
    for (int i = 1; i <= 20; ++i) {
      const auto algorithm = i % 2 == 0 ? HashAlgorithm::kSm3 : HashAlgorithm::kSha256;
      const auto done =
          database->write([&](db::Connection& c) { return append(c, algorithm, entry(i)); });
      ASSERT_TRUE(done);
      of_engine.push_back(done->hash);
    }
    EXPECT_EQ(database->read([](db::Connection& c) { return head_entry(c).hash; }),
              of_engine.back());
  }
  EXPECT_EQ(hashes.at(0), hashes.at(1));
}

TEST_P(Journal, KeepsWhatWasAppended) {
  fill(3);
  const auto entries = read([](db::Connection& c) { return after(c, 0, 10); });
  ASSERT_EQ(entries.size(), 3U);
  const auto& third = entries[2];
  const Entry wanted = entry(3);
  EXPECT_EQ(third.seq, 3);
  EXPECT_EQ(third.at, wanted.at);
  EXPECT_EQ(third.recorded_at, wanted.recorded_at);
  EXPECT_EQ(third.actor, wanted.actor);
  EXPECT_EQ(third.body, wanted.body);
  EXPECT_EQ(third.intent, wanted.intent);
  EXPECT_EQ(third.model_version, wanted.model_version);
  EXPECT_EQ(third.hash.size(), 64U);
  EXPECT_EQ(read([](db::Connection& c) { return head(c); }), 3);
  EXPECT_EQ(broken(), "");
}

TEST_P(Journal, IsWholeWhenEmpty) {
  EXPECT_EQ(broken(), "");
  EXPECT_EQ(read([](db::Connection& c) { return head(c); }), 0);
}

TEST_P(Journal, RefusesAnIntentTwice) {
  fill(2);
  const auto twice = add(2);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, error::kDuplicate);
  EXPECT_EQ(add(3)->seq, 3);
  EXPECT_EQ(broken(), "");
}

TEST_P(Journal, ATransactionThatFailsLeavesNoGap) {
  fill(2);
  const auto undone = database_->write_with([](db::Connection& c) -> Status {
    EXPECT_EQ(append(c, HashAlgorithm::kSha256, entry(3))->seq, 3);
    return fail(error::kInternal);
  });
  EXPECT_FALSE(undone);
  EXPECT_EQ(add(4)->seq, 3);
  EXPECT_EQ(broken(), "");
}

TEST_P(Journal, NamesTheFirstEntryThatWasTamperedWith) {
  struct Case {
    const char* column;
    db::Cell value;
    const char* reason;
  };
  const std::vector<Case> cases = {{"at", 5, "hash"},
                                   {"recorded_at", 5, "hash"},
                                   {"intent", "other", "hash"},
                                   {"ledger", "real", "hash"},
                                   {"kind", "model", "hash"},
                                   {"actor", "mallory", "hash"},
                                   {"person", "p9", "hash"},
                                   {"post", "p9", "hash"},
                                   {"shift", "s", "hash"},
                                   {"name_of", "", "hash"},
                                   {"channel", "web", "hash"},
                                   {"for_person", "p9", "hash"},
                                   {"model_version", "m2", "hash"},
                                   {"algorithm", "sm3", "hash"},
                                   {"algorithm", "none", "hash"},
                                   {"prev_hash", "00", "hash"},
                                   {"hash", "00", "hash"},
                                   {"body", R"({"changes":[]})", "hash"},
                                   {"body", R"({"changes": []})", "json"},
                                   {"body", "{", "json"}};
  fill(6);
  for (const auto& [column, value, reason] : cases) {
    SCOPED_TRACE(column);
    const std::string name = column;
    const auto before = read(
        [&](db::Connection& c) { return c.one("SELECT " + name + " FROM journal WHERE seq = 4"); });
    tamper("UPDATE journal SET " + name + " = $1 WHERE seq = 4", {value});
    EXPECT_EQ(broken(), std::string("4 ") + reason);
    tamper("UPDATE journal SET " + name + " = $1 WHERE seq = 4", {before->at(0)});
    EXPECT_EQ(broken(), "");
  }
}

TEST_P(Journal, NamesTheEntryAfterOneThatWasForgedWithItsHash) {
  fill(5);
  const auto entries = read([](db::Connection& c) { return after(c, 0, 10); });
  Entry forged = entries[2];
  forged.actor.account = "mallory";
  const auto hash = sha256_hex(hash_input(forged, entries[1].hash, HashAlgorithm::kSha256));
  tamper("UPDATE journal SET actor = 'mallory', hash = $1 WHERE seq = 3", {hash});
  EXPECT_EQ(broken(), "4 hash");
}

TEST_P(Journal, NamesAGap) {
  fill(5);
  tamper("DELETE FROM journal_record WHERE seq = 3");
  tamper("DELETE FROM journal WHERE seq = 3");
  EXPECT_EQ(broken(), "3 gap");
}

TEST_P(Journal, NamesAGapAtTheBeginning) {
  fill(3);
  tamper("DELETE FROM journal_record WHERE seq = 1");
  tamper("DELETE FROM journal WHERE seq = 1");
  EXPECT_EQ(broken(), "1 gap");
}

TEST_P(Journal, FindsTheEntriesOfARecordAndOfAnIntent) {
  fill(9);
  const auto of = [&](const char* id, std::int64_t before, int limit) {
    return seqs(
        read([&](db::Connection& c) { return of_record(c, "dike_incident", id, before, limit); }));
  };
  EXPECT_EQ(of("r1", 0, 10), (std::vector<std::int64_t>{9, 5, 1}));
  EXPECT_EQ(of("r1", 9, 1), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(of("r7", 0, 10), (std::vector<std::int64_t>{}));
  EXPECT_EQ(read([](db::Connection& c) { return of_intent(c, "intent-4")->seq; }), 4);
  EXPECT_FALSE(read([](db::Connection& c) { return of_intent(c, "intent-40"); }));
}

TEST_P(Journal, FindsByTypeRecordAndActor) {
  fill(9);
  const auto found = [&](const Search& search) {
    return seqs(read([&](db::Connection& c) { return find(c, search); }));
  };
  EXPECT_EQ(found({.after = 6}), (std::vector<std::int64_t>{7, 8, 9}));
  EXPECT_EQ(found({.limit = 2, .actor = "admin"}), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(found({.type = "task", .record = "t4"}), (std::vector<std::int64_t>{4}));
  EXPECT_EQ(found({.record = "r1", .actor = "admin"}), (std::vector<std::int64_t>{}));
  EXPECT_EQ(found({.after = 1, .record = "r1"}), (std::vector<std::int64_t>{5, 9}));
}

// Architecture, journal order: seq is gapless and in commit order with several writing processes.
TEST_P(Journal, ConcurrentAppendsOfTwoDatabaseObjectsAreGapless) {
  constexpr int kEach = 60;
  const auto other = database_.another();
  const auto work = [](db::Database& database, int from) {
    for (int i = from; i < from + kEach; ++i) {
      const auto done = database.write(
          [&](db::Connection& c) { return append(c, HashAlgorithm::kSha256, entry(i)); });
      EXPECT_TRUE(done);
    }
  };
  {
    const std::jthread a([&] { work(*database_, 1000); });
    const std::jthread b([&] { work(*other, 2000); });
    const std::jthread c([&] { work(*other, 3000); });
  }
  EXPECT_EQ(broken(), "");
  EXPECT_EQ(read([](db::Connection& c) { return head(c); }), 3 * kEach);
  std::set<std::string> intents;
  for (const auto& e : read([](db::Connection& c) { return after(c, 0, 1000); }))
    intents.insert(e.intent);
  EXPECT_EQ(intents.size(), 3U * kEach);
}

TEST_P(Journal, AReaderNeverSeesAnEntryBeforeTheOneBelowIt) {
  const auto other = database_.another();
  std::atomic<int> writing{2};
  const auto writer = [&](db::Database& database, int from) {
    for (int i = from; i < from + 40; ++i) {
      EXPECT_TRUE(database.write(
          [&](db::Connection& c) { return append(c, HashAlgorithm::kSha256, entry(i)); }));
    }
    --writing;
  };
  const std::jthread a([&] { writer(*database_, 1000); });
  const std::jthread b([&] { writer(*other, 2000); });
  std::int64_t seen = 0;
  for (bool last = false; !last;) {
    last = writing == 0;
    for (const auto& e : read([&](db::Connection& c) { return after(c, seen, 1000); }))
      ASSERT_EQ(e.seq, ++seen);
  }
  EXPECT_EQ(seen, 80);
}

}  // namespace
}  // namespace muster::journal
