#include <algorithm>

#include "base/hash.h"
#include "errors/storage.h"
#include "identity/access_impl.h"

namespace muster::identity {
namespace {

constexpr Millis kIdle = std::chrono::hours{12};
constexpr Millis kLongest = std::chrono::hours{24 * 7};
/// A session's last use is written this seldom: otherwise every read of a page would cost a disk
/// write.
constexpr Millis kSlideStep = std::chrono::minutes{5};

UtcTime expiry(std::int64_t created_at, std::int64_t used_at) {
  return from_millis(std::min(created_at + kLongest.count(), used_at + kIdle.count()));
}

}  // namespace

Result<Session> StoredAccess::new_session(db::Connection& connection, std::string_view name,
                                          std::string_view address) {
  const auto row =
      connection.one("SELECT person FROM account WHERE name = $1 AND disabled = 0", {name});
  if (!row) return fail(error::kBadCredentials);
  (void)connection.execute("DELETE FROM session WHERE used_at <= $1 OR created_at <= $2",
                           {now() - kIdle.count(), now() - kLongest.count()});
  Session session{.token = random_token(),
                  .csrf = {},
                  .account = std::string(name),
                  .person = row->at(0).text(),
                  .expires_at = expiry(now(), now())};
  session.csrf = csrf_of(session.token);
  const auto made = connection.execute(
      "INSERT INTO session (hash, account, address, created_at, used_at) VALUES ($1, $2, $3, $4, "
      "$4)",
      {token_hash(session.token), name, address, now()});
  if (!made) return fail(made.error());
  return session;
}

Result<Session> StoredAccess::open_session(std::string_view name, std::string_view address) {
  return database_.write([&](db::Connection& c) { return new_session(c, name, address); });
}

Result<Session> StoredAccess::session(std::string_view token) {
  const auto hash = token_hash(token);
  const auto row = database_.read([&](db::Connection& c) {
    return c.one(
        "SELECT s.account, a.person, s.created_at, s.used_at FROM session s JOIN account a ON "
        "a.name = s.account "
        "WHERE s.hash = $1 AND a.disabled = 0",
        {hash});
  });
  if (!row) return fail(error::kSessionExpired);
  const std::int64_t created_at = row->at(2).integer();
  std::int64_t used_at = row->at(3).integer();
  const std::int64_t present = now();
  if (expiry(created_at, used_at) <= from_millis(present)) return fail(error::kSessionExpired);
  if (present - used_at >= kSlideStep.count()) {
    used_at = present;
    const auto slid = database_.write([&](db::Connection& c) {
      return c.execute("UPDATE session SET used_at = $2 WHERE hash = $1 AND used_at < $2",
                       {hash, present});
    });
    // Whoever is signed in can still read when the disk is full: the session just is not prolonged.
    if (!slid && slid.error().code != error::kStorageFull) return fail(slid.error());
  }
  return Session{.token = std::string(token),
                 .csrf = csrf_of(token),
                 .account = row->at(0).text(),
                 .person = row->at(1).text(),
                 .expires_at = expiry(created_at, used_at)};
}

Status StoredAccess::end_session(std::string_view token) {
  const auto ended = database_.write([&](db::Connection& c) {
    return c.execute("DELETE FROM session WHERE hash = $1", {token_hash(token)});
  });
  if (!ended) return fail(ended.error());
  return {};
}

}  // namespace muster::identity
