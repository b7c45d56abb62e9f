#include <algorithm>
#include <map>

#include "base/hash.h"
#include "db/db.h"

namespace muster::db {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL)";
constexpr std::string_view kTableSqlite =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL) STRICT";

std::string checksum(const Migration& migration) {
  std::string text{migration.sqlite};
  text += '\0';
  text += migration.postgres;
  return sha256_hex(text);
}

std::map<std::int64_t, std::string> applied(Connection& connection) {
  std::map<std::int64_t, std::string> out;
  connection.each("SELECT number, checksum FROM schema_migration", {}, [&](const Row& row) {
    out[row[0].integer()] = row[1].text();
    return true;
  });
  return out;
}

Status check_known(const std::map<std::int64_t, std::string>& found,
                   const std::vector<Migration>& ours) {
  for (const auto& [number, sum] : found) {
    const std::int64_t wanted = number;
    const auto known = std::find_if(ours.begin(), ours.end(),
                                    [&](const Migration& m) { return m.number == wanted; });
    if (known == ours.end()) {
      const std::int64_t own = ours.empty() ? 0 : ours.back().number;
      return fail(error::kNewerDatabase, "",
                  {{"found", std::to_string(number)}, {"own", std::to_string(own)}});
    }
    if (checksum(*known) != sum) {
      return fail(error::kMigrationChanged, "", {{"number", std::to_string(number)}});
    }
  }
  return {};
}

Status apply(Connection& connection, const Migration& migration) {
  // Another node may have applied it while this one waited for the writer.
  if (applied(connection).contains(migration.number)) return {};
  const bool own_text = connection.engine() == Engine::kPostgres && !migration.postgres.empty();
  connection.run_script(own_text ? migration.postgres : migration.sqlite);
  const auto done = connection.execute(
      "INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
      {migration.number, migration.name, checksum(migration)});
  if (!done) return fail(done.error());
  return {};
}

}  // namespace

Status migrate(Database& database, const std::vector<Migration>& migrations) {
  auto ordered = migrations;
  std::sort(ordered.begin(), ordered.end(),
            [](const Migration& a, const Migration& b) { return a.number < b.number; });
  auto known = database.write([&](Connection& connection) -> Status {
    // Held to the end of the transaction: two nodes that start together would both create it.
    if (connection.engine() == Engine::kPostgres) {
      connection.query("SELECT pg_advisory_xact_lock(7305801)");
    }
    connection.run_script(connection.pick(kTableSqlite, kTable));
    return check_known(applied(connection), ordered);
  });
  if (!known) return known;
  for (const auto& migration : ordered) {
    auto done = database.write([&](Connection& connection) -> Status {
      if (connection.engine() == Engine::kPostgres) {
        connection.query("SELECT pg_advisory_xact_lock(7305801)");
      }
      return apply(connection, migration);
    });
    if (!done) return done;
  }
  return {};
}

}  // namespace muster::db
