// Ahead of every handler: who asks (cookie session or bearer token), with which rights, and whether
// this route is for them.
#pragma once

#include "app/city_time.h"
#include "app/services.h"

namespace muster::app {

inline constexpr std::string_view kSessionCookie = "muster_session";

class Gate {
 public:
  Gate(identity::Access& access, identity::Directory& directory, const StoredCityTime& city,
       bool demo)
      : access_(access), directory_(directory), city_(city), demo_(demo) {}

  /// Fills request.context. Permission words of routes: public, session, admin, readings, demo
  /// (docs/design/contracts.md). kNotSignedIn, kSessionExpired, kBadCsrf, kNoPost, kNotAllowed,
  /// kNotFound (ledger; demo route on a real city).
  Status check(net::Request& request, const net::Route& route) const;

 private:
  Result<Caller> identify(const net::Request& request) const;
  Status add_rights(const net::Request& request, Caller& who) const;
  [[nodiscard]] Status admit(const net::Route& route, const Caller& who) const;

  identity::Access& access_;
  identity::Directory& directory_;
  const StoredCityTime& city_;
  bool demo_;
};

}  // namespace muster::app
