// Private to src/identity: the one implementation of Access, spread over access*.cc by subject.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/access.h"

namespace muster::identity {

[[nodiscard]] std::vector<db::Migration> access_migrations();

class StoredAccess final : public Access {
 public:
  StoredAccess(db::Database& database, const TimeSource& wall, std::string key);

  Status add_account(const Account& account) override;
  std::optional<Account> account(std::string_view name) override;
  std::vector<Account> accounts() override;
  Status disable(std::string_view name, bool disabled) override;
  Status set_password(std::string_view name, std::string_view password) override;
  Result<std::string> enable_code(std::string_view name) override;
  Result<Session> sign_in(std::string_view name, std::string_view password, std::string_view code,
                          std::string_view address) override;
  Result<std::string> make_link(std::string_view name, Millis valid_for) override;
  Result<Session> use_link(std::string_view token, std::string_view address) override;
  Result<Session> open_session(std::string_view name, std::string_view address) override;
  Result<Session> session(std::string_view token) override;
  Status end_session(std::string_view token) override;
  Result<std::string> make_token(std::string_view name, std::string_view purpose,
                                 Millis valid_for) override;
  Result<Account> token(std::string_view token) override;

 private:
  /// What signing in needs to know of an account.
  struct Secrets {
    std::string password;  ///< encoded; of nobody when the account cannot sign in with one
    std::string code;      ///< secret; empty without a second factor
    std::int64_t last_step = 0;
    bool usable = false;
  };
  Result<Secrets> secrets(std::string_view name);
  Result<std::string> reserve_attempt(std::string_view name, std::string_view address);
  Result<std::string> too_many(db::Connection& connection, std::string_view name,
                               std::string_view address);
  Status take_code(std::string_view name, const Secrets& secrets, std::string_view code);
  Status forgive_attempts(std::string_view name, const std::string& attempt);
  Result<Session> new_session(db::Connection& connection, std::string_view name,
                              std::string_view address);

  [[nodiscard]] std::string token_hash(std::string_view token) const;
  [[nodiscard]] std::string csrf_of(std::string_view token) const;
  [[nodiscard]] std::int64_t now() const { return to_millis(wall_.now()); }

  db::Database& database_;
  const TimeSource& wall_;
  const std::string key_;
  const std::string nobody_;  ///< a password hash that nothing fits: an unknown account costs as
                              ///< much time as a known one
};

/// Reads what kAccountColumns selects.
inline constexpr std::string_view kAccountColumns =
    "name, person, password IS NOT NULL, code IS NOT NULL, disabled, demo";
[[nodiscard]] Account read_account(const db::Row& row);
[[nodiscard]] tl::unexpected<Error> no_account(std::string_view name);

}  // namespace muster::identity
