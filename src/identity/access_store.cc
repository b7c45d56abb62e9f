#include "base/hash.h"
#include "identity/access_impl.h"
#include "identity/password.h"

namespace muster::identity {
namespace {

constexpr std::string_view kTablesSqlite = R"sql(
CREATE TABLE account (
  name TEXT PRIMARY KEY, person TEXT NOT NULL, password TEXT, code TEXT, code_step INTEGER NOT NULL DEFAULT 0,
  disabled INTEGER NOT NULL DEFAULT 0, demo INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE attempt (id TEXT PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX attempt_account ON attempt (account, at);
CREATE INDEX attempt_address ON attempt (address, at);
CREATE TABLE link (
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), expires_at INTEGER NOT NULL,
  used_at INTEGER) STRICT;
CREATE TABLE session (
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), address TEXT NOT NULL,
  created_at INTEGER NOT NULL, used_at INTEGER NOT NULL) STRICT;
CREATE INDEX session_account ON session (account);
CREATE TABLE api_token (
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), purpose TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
)sql";

constexpr std::string_view kTablesPostgres = R"sql(
CREATE TABLE account (
  name TEXT PRIMARY KEY, person TEXT NOT NULL, password TEXT, code TEXT, code_step BIGINT NOT NULL DEFAULT 0,
  disabled BIGINT NOT NULL DEFAULT 0, demo BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL);
CREATE TABLE attempt (id TEXT PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX attempt_account ON attempt (account, at);
CREATE INDEX attempt_address ON attempt (address, at);
CREATE TABLE link (
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), expires_at BIGINT NOT NULL, used_at BIGINT);
CREATE TABLE session (
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), address TEXT NOT NULL,
  created_at BIGINT NOT NULL, used_at BIGINT NOT NULL);
CREATE INDEX session_account ON session (account);
CREATE TABLE api_token (
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), purpose TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
)sql";

}  // namespace

std::vector<db::Migration> access_migrations() {
  return {{.number = 1, .name = "access", .sqlite = kTablesSqlite, .postgres = kTablesPostgres}};
}

Account read_account(const db::Row& row) {
  return {.name = row[0].text(),
          .person = row[1].text(),
          .has_password = row[2].integer() != 0,
          .has_code = row[3].integer() != 0,
          .disabled = row[4].integer() != 0,
          .demo = row[5].integer() != 0};
}

tl::unexpected<Error> no_account(std::string_view name) {
  return fail(error::kNotFound, "account", {{"what", std::string(name)}});
}

StoredAccess::StoredAccess(db::Database& database, const TimeSource& wall, std::string key)
    : database_(database),
      wall_(wall),
      key_(std::move(key)),
      nobody_(hash_password(random_token())) {}

std::string StoredAccess::token_hash(std::string_view token) const {
  return to_hex(hmac_sha256(key_, "token|" + std::string(token)));
}

std::string StoredAccess::csrf_of(std::string_view token) const {
  return to_hex(hmac_sha256(key_, "csrf|" + std::string(token)));
}

Result<std::unique_ptr<Access>> Access::open(db::Database& access_database, const TimeSource& wall,
                                             std::string server_key32) {
  if (server_key32.size() != 32) {
    return fail(error::kBadSetting, "", {{"name", "server_key"}, {"reason", "32 B"}});
  }
  if (const auto done = db::migrate(access_database, access_migrations()); !done)
    return fail(done.error());
  return std::make_unique<StoredAccess>(access_database, wall, std::move(server_key32));
}

}  // namespace muster::identity
