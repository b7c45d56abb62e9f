// Accounts, passwords, one-time codes, links, sessions and API tokens. They live outside the city's
// file (access.db, or the schema "access" in PostgreSQL); wall time only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "identity/identity.h"

namespace muster::identity {

struct Account {
  std::string name;    ///< sign-in name
  std::string person;  ///< record id
  bool has_password = false;
  bool has_code = false;  ///< one-time code as second factor
  bool disabled = false;
  bool demo = false;
  std::optional<UtcTime> until{};  ///< found by a token: when that expires
};

struct Session {
  std::string token;  ///< goes into the cookie; only its hash is stored
  std::string csrf;
  std::string account;
  std::string person;
  UtcTime expires_at;
};

class Access {
 public:
  virtual ~Access() = default;
  static Result<std::unique_ptr<Access>> open(db::Database& access_database, const TimeSource& wall,
                                              std::string server_key32);

  virtual Status add_account(const Account& account) = 0;  ///< kDuplicate
  virtual std::optional<Account> account(std::string_view name) = 0;
  virtual std::vector<Account> accounts() = 0;
  virtual Status disable(std::string_view name, bool disabled) = 0;
  virtual Status set_password(
      std::string_view name,
      std::string_view password) = 0;  ///< argon2id; kWeakPassword below 10 characters
  virtual Result<std::string> enable_code(
      std::string_view name) = 0;  ///< otpauth:// URI (RFC 6238)

  /// kBadCredentials for a wrong name or password alike (same time taken), kTooManyAttempts (param
  /// until) after 5 in 15 min per account or address, kCodeRequired when a second factor is due.
  virtual Result<Session> sign_in(std::string_view name, std::string_view password,
                                  std::string_view code, std::string_view address) = 0;
  /// A link that works once, until `valid_for` has passed. Returns the token.
  virtual Result<std::string> make_link(std::string_view name, Millis valid_for) = 0;
  virtual Result<Session> use_link(
      std::string_view token,
      std::string_view address) = 0;  ///< kLinkUsed, kLinkExpired, kLinkUnknown
  virtual Result<Session> open_session(
      std::string_view name, std::string_view address) = 0;  ///< demonstration only; caller decides
  virtual Result<Session> session(
      std::string_view token) = 0;  ///< kSessionExpired; slides by use, 12 h idle, 7 days at most
  virtual Status end_session(std::string_view token) = 0;
  virtual Result<std::string> make_token(std::string_view name, std::string_view purpose,
                                         Millis valid_for) = 0;  ///< bearer token "mst_…"
  virtual Result<Account> token(
      std::string_view token) = 0;  ///< kNotSignedIn when unknown, kSessionExpired
};

/// What a liaison assignment gives (代签收): he reads what the post's roles read, and does what the
/// role of this name allows; what he does is recorded for the leader (Actor::for_person).
inline constexpr std::string_view kLiaisonRole = "liaison";

/// From records to rights: persons → assignments valid now → posts → roles → grants, cached and
/// rebuilt when one of those types changes.
class Directory {
 public:
  virtual ~Directory() = default;
  /// Reads r_person, r_post, r_assignment, r_body (types person, post, assignment, body of the
  /// model). Thread-safe.
  static std::unique_ptr<Directory> make(db::Database& city_database,
                                         std::shared_ptr<const model::Model> model);
  /// The person acting through `post` (empty: the first held). kNoPost when nothing is held now, or
  /// not that post. Give an earlier `city_now` for the rights held then (offline outbox).
  virtual Result<Viewer> viewer(std::string_view account, std::string_view person,
                                std::string_view post, UtcTime city_now) = 0;
  struct Held {
    std::string post;
    std::string title;
    std::string body;
    std::string body_name;
    std::string jurisdiction_id;
    std::vector<std::string> roles;
    std::string kind;        ///< holder acting deputy liaison
    std::string for_person;  ///< of a liaison: the leader
  };
  /// Holders first, then acting, deputies, liaisons.
  virtual std::vector<Held> held(std::string_view person, UtcTime city_now) = 0;
  /// Reads the records again at the next question.
  virtual void invalidate() = 0;
};

}  // namespace muster::identity
