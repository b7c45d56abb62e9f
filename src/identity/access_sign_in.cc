#include <algorithm>

#include "base/hash.h"
#include "base/id.h"
#include "identity/access_impl.h"
#include "identity/one_time_code.h"
#include "identity/password.h"

namespace muster::identity {
namespace {

constexpr std::int64_t kAttempts = 5;
constexpr Millis kAttemptWindow = std::chrono::minutes{15};

tl::unexpected<Error> bad_credentials() { return fail(error::kBadCredentials); }

}  // namespace

/// The instant until which no more attempts are taken; empty when one more is.
Result<std::string> StoredAccess::too_many(db::Connection& connection, std::string_view name,
                                           std::string_view address) {
  const std::int64_t since = now() - kAttemptWindow.count();
  std::int64_t until = 0;
  const auto look = [&](std::string_view sql, std::string_view subject) {
    // The fifth last attempt: when it leaves the window, one more is taken.
    const auto row = connection.one(sql, {subject, since, kAttempts - 1});
    if (row) until = std::max(until, row->at(0).integer() + kAttemptWindow.count());
  };
  look("SELECT at FROM attempt WHERE account = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
       name);
  if (!address.empty()) {
    look("SELECT at FROM attempt WHERE address = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
         address);
  }
  return until == 0 ? std::string() : format_time(from_millis(until));
}

/// Counted before the password is looked at, so that many at once cannot slip through; an attempt
/// that succeeds is taken back.
Result<std::string> StoredAccess::reserve_attempt(std::string_view name, std::string_view address) {
  return database_.write([&](db::Connection& c) -> Result<std::string> {
    const auto until = too_many(c, name, address);
    if (!until->empty()) return fail(error::kTooManyAttempts, "", {{"until", *until}});
    (void)c.execute("DELETE FROM attempt WHERE at <= $1", {now() - kAttemptWindow.count()});
    const std::string id = new_id(wall_.now());
    const auto noted =
        c.execute("INSERT INTO attempt (id, account, address, at) VALUES ($1, $2, $3, $4)",
                  {id, name, address, now()});
    if (!noted) return fail(noted.error());
    return id;
  });
}

Status StoredAccess::forgive_attempts(std::string_view name, const std::string& attempt) {
  return database_.write_with([&](db::Connection& c) -> Status {
    (void)c.execute("DELETE FROM attempt WHERE account = $1 OR id = $2", {name, attempt});
    return {};
  });
}

Result<StoredAccess::Secrets> StoredAccess::secrets(std::string_view name) {
  const auto row = database_.read([&](db::Connection& c) {
    return c.one("SELECT password, code, code_step, disabled FROM account WHERE name = $1", {name});
  });
  Secrets out;
  out.password = nobody_;
  if (!row || row->at(0).is_null() || row->at(3).integer() != 0) return out;
  out.usable = true;
  out.password = row->at(0).text();
  out.last_step = row->at(2).integer();
  if (row->at(1).is_null()) return out;
  auto code = unseal(key_, row->at(1).text(), "code|" + std::string(name));
  if (!code) return fail(code.error());
  out.code = std::move(*code);
  return out;
}

/// Each code counts once (RFC 6238 section 5.2).
Status StoredAccess::take_code(std::string_view name, const Secrets& secrets,
                               std::string_view code) {
  const auto step = matching_step(secrets.code, code, wall_.now());
  if (!step || *step <= secrets.last_step) return bad_credentials();
  const auto taken = database_.write([&](db::Connection& c) {
    return c.execute("UPDATE account SET code_step = $2 WHERE name = $1 AND code_step < $2",
                     {name, *step});
  });
  if (!taken) return fail(taken.error());
  if (*taken == 0) return bad_credentials();
  return {};
}

Result<Session> StoredAccess::sign_in(std::string_view name, std::string_view password,
                                      std::string_view code, std::string_view address) {
  const auto attempt = reserve_attempt(name, address);
  if (!attempt) return fail(attempt.error());
  const auto known = secrets(name);
  if (!known) return fail(known.error());
  const auto given = characters(password) > kLongestPassword ? std::string_view() : password;
  if (!fits_password(known->password, given) || !known->usable) return bad_credentials();
  if (!known->code.empty()) {
    if (code.empty()) {
      if (const auto done = forgive_attempts("", *attempt); !done) return fail(done.error());
      return fail(error::kCodeRequired, "code");
    }
    if (const auto taken = take_code(name, *known, code); !taken) return fail(taken.error());
  }
  if (const auto done = forgive_attempts(name, *attempt); !done) return fail(done.error());
  return database_.write([&](db::Connection& c) { return new_session(c, name, address); });
}

Result<std::string> StoredAccess::make_link(std::string_view name, Millis valid_for) {
  if (!account(name)) return no_account(name);
  const std::string token = random_token();
  const auto made = database_.write([&](db::Connection& c) {
    return c.execute("INSERT INTO link (hash, account, expires_at) VALUES ($1, $2, $3)",
                     {token_hash(token), name, now() + valid_for.count()});
  });
  if (!made) return fail(made.error());
  return token;
}

Result<Session> StoredAccess::use_link(std::string_view token, std::string_view address) {
  return database_.write([&](db::Connection& c) -> Result<Session> {
    const auto hash = token_hash(token);
    const auto row = c.one("SELECT account, expires_at, used_at FROM link WHERE hash = $1", {hash});
    if (!row) return fail(error::kLinkUnknown);
    if (!row->at(2).is_null()) return fail(error::kLinkUsed);
    if (row->at(1).integer() <= now()) return fail(error::kLinkExpired);
    const auto used = c.execute("UPDATE link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL",
                                {hash, now()});
    if (!used) return fail(used.error());
    if (*used == 0) return fail(error::kLinkUsed);
    return new_session(c, row->at(0).text(), address);
  });
}

}  // namespace muster::identity
