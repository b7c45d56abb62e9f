#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <limits>

#include "support/test_database.h"

namespace muster::db {
namespace {

using test_support::TestDatabase;

class Statement : public ::testing::TestWithParam<Engine> {
 protected:
  Statement() : database_(GetParam()) {
    const auto made = database_->write_with([](Connection& c) -> Status {
      c.run_script(
          c.pick("CREATE TABLE thing (id BIGINT PRIMARY KEY, i BIGINT, d DOUBLE PRECISION, t TEXT "
                 "UNIQUE, b BLOB)",
                 "CREATE TABLE thing (id BIGINT PRIMARY KEY, i BIGINT, d DOUBLE PRECISION, t TEXT "
                 "UNIQUE, b BYTEA, "
                 "yes BOOLEAN)"));
      return {};
    });
    EXPECT_TRUE(made);
  }
  /// In a transaction of its own.
  Result<std::int64_t> execute(std::string_view sql, const Cells& cells = {}) {
    return database_->write([&](Connection& c) { return c.execute(sql, cells); });
  }
  Rows query(std::string_view sql, const Cells& cells = {}) {
    return database_->read([&](Connection& c) { return c.query(sql, cells); });
  }
  TestDatabase database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Statement, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(Statement, KeepsEveryValueExactly) {
  const std::string bytes("\0\x01\xff'\\x", 6);
  const std::vector<Cells> rows = {
      {1, std::numeric_limits<std::int64_t>::min(), 0.1, "握拳·大应急", Blob{bytes}},
      {2, std::numeric_limits<std::int64_t>::max(), 43.07999999999999, "a'b\"c\\d\n\t", Blob{""}},
      {3, 0, -std::numeric_limits<double>::denorm_min(), "", nullptr},
      {4, nullptr, std::numeric_limits<double>::max(), nullptr, nullptr}};
  for (const auto& row : rows) {
    ASSERT_EQ(execute("INSERT INTO thing (id, i, d, t, b) VALUES ($1, $2, $3, $4, $5)", row), 1);
  }
  const auto found = query("SELECT id, i, d, t, b FROM thing ORDER BY id");
  ASSERT_EQ(found.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(found[i], rows[i]) << "row " << i;
}

TEST_P(Statement, BindsOnePlaceholderInSeveralPlacesAndInAnyOrder) {
  ASSERT_EQ(execute("INSERT INTO thing (t, i, id) VALUES ($2, $1, $1)", {7, "seven"}), 1);
  const auto rows = query("SELECT t FROM thing WHERE id = $2 AND i = $2 AND t = $1", {"seven", 7});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][0].text(), "seven");
}

TEST_P(Statement, BindsMoreThanNinePlaceholdersByNumber) {
  Cells cells;
  std::string sum = "0";
  for (int i = 1; i <= 12; ++i) {
    cells.emplace_back(1 << i);
    sum += " + CAST($" + std::to_string(i) + " AS BIGINT) * " + std::to_string(i);
  }
  // 1·2 + 2·4 + … + 12·4096 = 2 + 11·2^13
  EXPECT_EQ(query("SELECT " + sum, cells).at(0)[0].integer(), 2 + 11 * 8192);
}

TEST_P(Statement, CountsSumsAndAveragesWithTheSameKind) {
  for (int i = 1; i <= 4; ++i) {
    ASSERT_TRUE(execute("INSERT INTO thing (id, i, d) VALUES ($1, $2, $3)", {i, i, i * 0.5}));
  }
  const auto row = query("SELECT COUNT(*), SUM(i), AVG(d), MAX(d) FROM thing").at(0);
  EXPECT_EQ(row, (Row{4, 10, 1.25, 2.0}));
}

TEST_P(Statement, ComparesTextByBytes) {
  int id = 0;
  for (const char* text : {"b", "B", "a", "中", "Z", "_"}) {
    ASSERT_TRUE(execute("INSERT INTO thing (id, t) VALUES ($1, $2)", {++id, text}));
  }
  std::string order;
  for (const auto& row : query("SELECT t FROM thing ORDER BY t")) order += row[0].text();
  EXPECT_EQ(order, "BZ_ab中");
}

TEST_P(Statement, TellsHowManyRowsChanged) {
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(execute("INSERT INTO thing (id) VALUES ($1)", {i}));
  EXPECT_EQ(execute("UPDATE thing SET i = 9 WHERE id > $1", {1}), 2);
  EXPECT_EQ(execute("UPDATE thing SET i = 9 WHERE id > $1", {5}), 0);
  EXPECT_EQ(execute("DELETE FROM thing"), 3);
  EXPECT_EQ(execute("CREATE TABLE other (id BIGINT)"), 0);
}

TEST_P(Statement, NamesADuplicateAndThrowsForOurOwnMistakes) {
  ASSERT_TRUE(execute("INSERT INTO thing (id, t) VALUES (1, 'x')"));
  const auto twice = execute("INSERT INTO thing (id, t) VALUES (2, 'x')");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, error::kDuplicate);
  EXPECT_FALSE(twice.error().cause.empty());
  EXPECT_EQ(execute("INSERT INTO thing (id) VALUES (1)").error().code, error::kDuplicate);
  EXPECT_THROW((void)execute("INSERT INTO nowhere VALUES (1)"), Failure);
  EXPECT_THROW((void)execute("INSERT INTO thing (id) VALUES ($1)"), Failure);
  EXPECT_THROW((void)execute("INSERT INTO thing (id, t) VALUES (9, $1)", {std::string("a\0b", 3)}),
               Failure);
}

TEST_P(Statement, StreamsRowsAndStopsWhenAsked) {
  const auto filled = database_->write_with([](Connection& c) -> Status {
    for (int i = 1; i <= 2500; ++i) {
      if (auto done = c.execute("INSERT INTO thing (id, i) VALUES ($1, $2)", {i, i * i}); !done) {
        return fail(done.error());
      }
    }
    return {};
  });
  ASSERT_TRUE(filled);
  std::int64_t seen = 0;
  std::int64_t inner = 0;
  database_->read_with([&](Connection& c) {
    c.each("SELECT id FROM thing ORDER BY id", {}, [&](const Row& row) {
      EXPECT_EQ(row[0].integer(), ++seen);
      return true;
    });
    c.each("SELECT id FROM thing WHERE id >= $1 ORDER BY id", {1000}, [&](const Row& row) {
      inner = row[0].integer();
      // The same connection answers in between, the same statement too.
      EXPECT_EQ(c.query("SELECT i FROM thing WHERE id = $1", {inner}).at(0)[0].integer(),
                inner * inner);
      c.each("SELECT id FROM thing WHERE id >= $1 ORDER BY id", {2000},
             [](const Row&) { return false; });
      return inner < 1005;
    });
  });
  EXPECT_EQ(seen, 2500);
  EXPECT_EQ(inner, 1005);
}

TEST_P(Statement, GivesOneRowOrNothing) {
  ASSERT_TRUE(execute("INSERT INTO thing (id, t) VALUES (1, 'x')"));
  database_->read_with([](Connection& c) {
    EXPECT_EQ(c.one("SELECT t FROM thing WHERE id = $1", {1}), (Row{"x"}));
    EXPECT_EQ(c.one("SELECT t FROM thing WHERE id = $1", {2}), std::nullopt);
  });
}

TEST_P(Statement, KeepsPreparedStatementsWithinABound) {
  database_->read_with([](Connection& c) {
    for (int i = 0; i < 1000; ++i) {
      const auto text = std::to_string(i);
      EXPECT_EQ(c.query("SELECT " + text).at(0)[0].integer(), i);
    }
  });
}

TEST_P(Statement, SeesNewColumnsThoughItWasPreparedBefore) {
  ASSERT_TRUE(execute("CREATE TABLE small (a BIGINT)"));
  ASSERT_TRUE(execute("INSERT INTO small VALUES (1)"));
  EXPECT_EQ(query("SELECT * FROM small").at(0).size(), 1U);
  const auto wider = database_->write_with([](Connection& c) -> Status {
    c.run_script("ALTER TABLE small ADD COLUMN b BIGINT; ALTER TABLE small ADD COLUMN c TEXT");
    return {};
  });
  ASSERT_TRUE(wider);
  EXPECT_EQ(query("SELECT * FROM small").at(0).size(), 3U);
}

TEST(PostgresStatement, ReadsAndBindsBooleansAsNumbers) {
  TestDatabase database(Engine::kPostgres);
  database->read_with([](Connection& c) {
    EXPECT_EQ(c.one("SELECT true, false, $1::boolean, $2::boolean", {1, 0}), (Row{1, 0, 1, 0}));
  });
}

TEST(SqliteFile, IsForItsOwnerOnly) {
  const TestDatabase database(Engine::kSqlite);
  struct stat file {};
  ASSERT_EQ(::stat(database.settings().url.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
}

TEST(Open, SaysWhyItCannot) {
  const auto nowhere = Database::open({.url = "/nonexistent/folder/city.gpkg"});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, error::kStorageUnavailable);
  EXPECT_NE(error_text(nowhere.error(), "en").find("/nonexistent/folder"), std::string::npos);
  const auto silent = Database::open({.url = "host=/nonexistent/socket dbname=x"});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, error::kStorageUnavailable);
}

TEST(Open, RefusesAFileThatIsNoDatabase) {
  const test_support::TempFolder folder;
  const auto path = (folder.path() / "x.db").string();
  std::FILE* file = std::fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::fputs(std::string(5000, 'x').c_str(), file);
  std::fclose(file);
  const auto opened = Database::open({.url = path});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, error::kStorageUnavailable);
}

}  // namespace
}  // namespace muster::db
