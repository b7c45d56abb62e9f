// The real program over a data folder of its own, killed and started again as a test likes.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "db/db.h"
#include "net/http.h"
#include "support/process.h"
#include "support/temp_folder.h"

namespace muster::test_support {

class MusterServer {
 public:
  /// An empty city ("muster init"), not served yet. On PostgreSQL in the test's cluster: one server per program.
  /// @param settings  environment, "MUSTER_MQTT_URL" → value
  MusterServer(db::Engine engine, std::map<std::string, std::string> settings);

  /// The program under test; another one by the environment's MUSTER_PROGRAM.
  [[nodiscard]] static std::string program();
  void start();  ///< returns when it serves
  void kill();   ///< kill -9
  /// A request with the administrator's token; `status` 0 when nobody answers.
  net::ClientResponse ask(net::Method method, const std::string& path, const std::string& body = {}, const std::string& token = {});
  json::Value get(const std::string& path) { return need_json(ask(net::Method::kGet, path)); }
  json::Value post(const std::string& path, const json::Value& body) { return need_json(ask(net::Method::kPost, path, json::write(body))); }
  /// A record by POST /api/v1/records/{type}; its id.
  std::string create(const std::string& type, json::Object fields, const std::string& place = {});
  /// An account with a person and a post of this role; its token.
  std::string account(const std::string& name, const std::string& role);
  double metric(const std::string& name);
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] std::string data() const { return (folder_.path() / "city").string(); }
  [[nodiscard]] std::string log() const { return (folder_.path() / "log").string(); }
  std::map<std::string, std::string> settings;

 private:
  static json::Value need_json(const net::ClientResponse& response);
  [[nodiscard]] std::string tell(const std::vector<std::string>& words) const;

  TempFolder folder_;
  std::string token_;
  std::string address_;
  std::unique_ptr<Process> process_;
};

}  // namespace muster::test_support
