#include <gtest/gtest.h>

#include "support/postgres_cluster.h"
#include "support/test_database.h"

namespace muster::db {
namespace {

TEST(PostgresReconnect, WorksOnWhenTheServerCameBack) {
  test_support::PostgresCluster cluster(false);
  auto opened = Database::open({.url = cluster.url(), .schema = "city"});
  ASSERT_TRUE(opened) << error_text(opened.error(), "en");
  Database& database = **opened;
  ASSERT_TRUE(database.write_with([](Connection& c) -> Status {
    c.run_script("CREATE TABLE thing (id BIGINT)");
    return {};
  }));
  const auto insert = [&] {
    return database.write(
        [](Connection& c) { return c.execute("INSERT INTO thing VALUES ($1)", {1}); });
  };
  const auto count = [&] {
    return database.read(
        [](Connection& c) { return c.query("SELECT COUNT(*) FROM thing").at(0)[0].integer(); });
  };
  ASSERT_EQ(insert(), 1);
  ASSERT_EQ(count(), 1);
  cluster.restart();
  EXPECT_EQ(insert(), 1);
  EXPECT_EQ(count(), 2);
}

TEST(PostgresReconnect, UndoesATransactionWhoseConnectionWasCut) {
  test_support::TestDatabase database(Engine::kPostgres);
  const auto killer = database.another();
  ASSERT_TRUE(database->write_with([](Connection& c) -> Status {
    c.run_script("CREATE TABLE thing (id BIGINT)");
    return {};
  }));
  EXPECT_THROW((void)database->write_with([&](Connection& c) -> Status {
    (void)c.execute("INSERT INTO thing VALUES (1)");
    const auto pid = c.query("SELECT pg_backend_pid()").at(0)[0];
    killer->read_with(
        [&](Connection& k) { (void)k.query("SELECT pg_terminate_backend($1, 5000)", {pid}); });
    (void)c.execute("INSERT INTO thing VALUES (2)");
    return {};
  }),
               Failure);
  EXPECT_EQ(
      database->write([](Connection& c) { return c.execute("INSERT INTO thing VALUES (3)"); }), 1);
  EXPECT_EQ(database->read([](Connection& c) { return c.query("SELECT id FROM thing"); }),
            (Rows{{3}}));
}

}  // namespace
}  // namespace muster::db
