#include "identity/access.h"

#include "base/hash.h"
#include "identity/access_impl.h"
#include "identity/one_time_code.h"
#include "identity/password.h"

namespace muster::identity {
namespace {

constexpr std::size_t kCodeSecretBytes = 20;  // RFC 4226 section 4, R6
constexpr std::size_t kLongestName = 64;
constexpr std::string_view kTokenPrefix = "mst_";

Status changed_one(const Result<std::int64_t>& changed, std::string_view name) {
  if (!changed) return fail(changed.error());
  if (*changed == 0) return no_account(name);
  return {};
}

}  // namespace

Status StoredAccess::add_account(const Account& account) {
  if (account.name.empty()) return fail(error::kRequired, "account", {{"title", "account"}});
  if (const auto length = characters(account.name); length > kLongestName) {
    return fail(error::kTooLong, "account",
                {{"title", "account"},
                 {"max", std::to_string(kLongestName)},
                 {"length", std::to_string(length)}});
  }
  const auto added = database_.write([&](db::Connection& c) {
    return c.execute(
        "INSERT INTO account (name, person, disabled, demo, created_at) VALUES ($1, $2, $3, $4, "
        "$5)",
        {account.name, account.person, account.disabled ? 1 : 0, account.demo ? 1 : 0, now()});
  });
  if (added) return {};
  return fail(error::kDuplicate, "account", {{"what", account.name}});
}

std::optional<Account> StoredAccess::account(std::string_view name) {
  const auto row = database_.read([&](db::Connection& c) {
    return c.one("SELECT " + std::string(kAccountColumns) + " FROM account WHERE name = $1",
                 {name});
  });
  if (!row) return std::nullopt;
  return read_account(*row);
}

std::vector<Account> StoredAccess::accounts() {
  return database_.read([&](db::Connection& c) {
    std::vector<Account> out;
    c.each("SELECT " + std::string(kAccountColumns) + " FROM account ORDER BY name", {},
           [&](const db::Row& row) {
             out.push_back(read_account(row));
             return true;
           });
    return out;
  });
}

Status StoredAccess::disable(std::string_view name, bool disabled) {
  return database_.write_with([&](db::Connection& c) -> Status {
    const auto changed =
        c.execute("UPDATE account SET disabled = $2 WHERE name = $1", {name, disabled ? 1 : 0});
    if (auto known = changed_one(changed, name); !known) return known;
    if (disabled) (void)c.execute("DELETE FROM session WHERE account = $1", {name});
    return {};
  });
}

Status StoredAccess::set_password(std::string_view name, std::string_view password) {
  const auto length = characters(password);
  if (length < kShortestPassword) {
    return fail(error::kWeakPassword, "password", {{"min", std::to_string(kShortestPassword)}});
  }
  if (length > kLongestPassword) {
    return fail(error::kTooLong, "password",
                {{"title", "password"},
                 {"max", std::to_string(kLongestPassword)},
                 {"length", std::to_string(length)}});
  }
  const auto encoded = hash_password(password);
  return database_.write_with([&](db::Connection& c) -> Status {
    const auto changed =
        c.execute("UPDATE account SET password = $2 WHERE name = $1", {name, encoded});
    if (auto known = changed_one(changed, name); !known) return known;
    // Whoever knew the old password is out.
    (void)c.execute("DELETE FROM session WHERE account = $1", {name});
    return {};
  });
}

Result<std::string> StoredAccess::enable_code(std::string_view name) {
  const auto secret = random_bytes(kCodeSecretBytes);
  const auto sealed = seal(key_, secret, "code|" + std::string(name));
  const auto status = database_.write_with([&](db::Connection& c) -> Status {
    return changed_one(
        c.execute("UPDATE account SET code = $2, code_step = 0 WHERE name = $1", {name, sealed}),
        name);
  });
  if (!status) return fail(status.error());
  return code_uri(name, secret);
}

Result<std::string> StoredAccess::make_token(std::string_view name, std::string_view purpose,
                                             Millis valid_for) {
  if (!account(name)) return no_account(name);
  const std::string token = std::string(kTokenPrefix) + random_token();
  const auto made = database_.write([&](db::Connection& c) {
    return c.execute(
        "INSERT INTO api_token (hash, account, purpose, created_at, expires_at) VALUES ($1, $2, "
        "$3, $4, $5)",
        {token_hash(token), name, purpose, now(), now() + valid_for.count()});
  });
  if (!made) return fail(made.error());
  return token;
}

Result<Account> StoredAccess::token(std::string_view token) {
  if (!token.starts_with(kTokenPrefix)) return fail(error::kNotSignedIn);
  const auto row = database_.read([&](db::Connection& c) {
    return c.one("SELECT " + std::string(kAccountColumns) +
                     ", expires_at FROM api_token JOIN account ON name = account WHERE hash = $1 "
                     "AND disabled = 0",
                 {token_hash(token)});
  });
  if (!row) return fail(error::kNotSignedIn);
  if (row->at(6).integer() <= now()) return fail(error::kSessionExpired);
  Account account = read_account(*row);
  account.until = from_millis(row->at(6).integer());
  return account;
}

}  // namespace muster::identity
