// A served city for tests of the API: real server, real database of either engine, a handful of
// people in the right and the wrong places. City: 荆州 with 公安 (421022) and 监利 (421023).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/installation.h"
#include "app/server.h"
#include "net/http.h"
#include "support/temp_folder.h"
#include "support/test_database.h"

namespace muster::app {

/// One answer, as a client sees it.
struct Answer {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  ///< lower-case names
  [[nodiscard]] json::Value json() const { return *json::parse(body.empty() ? "null" : body); }
};

struct Ask {
  std::string who;  ///< account; empty: a guest
  std::string method = "GET";
  std::string path;
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  bool by_cookie =
      false;  ///< a session instead of a token; sends the CSRF value unless a header does
};

class TestCity {
 public:
  /// @param prepare  puts files into the data folder before the server starts
  explicit TestCity(db::Engine engine,
                    const std::function<void(const std::string& data)>& prepare = {});
  ~TestCity();

  Answer ask(const Ask& what);
  /// ids by name: "city", "gongan", "jianli" (jurisdictions), "store" (in 公安), "person:…" …
  [[nodiscard]] const std::string& id(const std::string& name) const { return ids_.at(name); }
  [[nodiscard]] Platform& platform() { return *platform_; }
  [[nodiscard]] Installation& installation() { return *installation_; }
  [[nodiscard]] ManualTime& wall() { return wall_; }
  [[nodiscard]] std::string address() const {
    return "http://127.0.0.1:" + std::to_string(platform_->port());
  }
  [[nodiscard]] const identity::Session& session(const std::string& account) {
    return sessions_[account];
  }
  /// A new session in place of the one kept.
  void sign_in(const std::string& account);
  [[nodiscard]] std::int64_t journal_head();

  /// One for all tests of a program that do not disturb each other.
  static TestCity& of(db::Engine engine);

 private:
  void found();
  void add_account(record::Unit& unit, const std::string& account, const std::string& place,
                   const std::string& role, bool held);

  test_support::TempFolder folder_;
  ManualTime wall_{from_millis(1597024800000)};  // 2020-08-10T10:00:00+08:00
  std::unique_ptr<Installation> installation_;
  std::unique_ptr<Platform> platform_;
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::string> tokens_;
  std::map<std::string, identity::Session> sessions_;
};

inline net::Method method_of(const std::string& name) {
  for (const net::Method method : {net::Method::kGet, net::Method::kHead, net::Method::kPost,
                                   net::Method::kPut, net::Method::kPatch, net::Method::kDelete}) {
    if (net::method_name(method) == name) return method;
  }
  return net::Method::kOther;
}

}  // namespace muster::app
