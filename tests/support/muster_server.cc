#include "support/muster_server.h"

#include <signal.h>

#include <cstdlib>
#include <stdexcept>

#include "support/postgres_cluster.h"

namespace muster::test_support {

MusterServer::MusterServer(db::Engine engine, std::map<std::string, std::string> given) : settings(std::move(given)) {
  std::vector<std::string> init{"init"};
  if (engine == db::Engine::kPostgres) init.insert(init.end(), {"--db", PostgresCluster::shared().url()});
  static_cast<void>(tell(init));
  token_ = tell({"user", "token", "--user", "admin"});
  token_.erase(token_.find_last_not_of("\n") + 1);
}

std::string MusterServer::program() {
  const char* other = std::getenv("MUSTER_PROGRAM");
  return other == nullptr ? MUSTER_PROGRAM_PATH : other;
}

std::string MusterServer::tell(const std::vector<std::string>& words) const {
  std::vector<std::string> all{program()};
  all.insert(all.end(), words.begin(), words.end());
  all.insert(all.end(), {"--data", data()});
  const Ended ended = run_program(all);
  if (ended.code != 0) throw std::runtime_error("muster " + words.front() + ": " + ended.out);
  return ended.out;
}

void MusterServer::start() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{program(), "serve", "--data", data(), "--listen", "127.0.0.1:0", "--json"}, settings, log());
  address_ = json::parse(process_->line_with("address"))->text("address");
}

void MusterServer::kill() {
  process_->kill(SIGKILL);
  process_->wait();
}

net::ClientResponse MusterServer::ask(net::Method method, const std::string& path, const std::string& body, const std::string& token) {
  net::ClientRequest request;
  request.method = method;
  request.url = address_ + path;
  request.headers = {{"Authorization", "Bearer " + (token.empty() ? token_ : token)}};
  request.body = body;
  request.timeout = std::chrono::seconds(60);
  const auto answer = net::fetch(request);
  return answer ? *answer : net::ClientResponse{};
}

json::Value MusterServer::need_json(const net::ClientResponse& response) {
  if (response.status >= 300 || response.status == 0) throw std::runtime_error(std::to_string(response.status) + " " + response.body);
  return *json::parse(response.body);
}

std::string MusterServer::create(const std::string& type, json::Object fields, const std::string& place) {
  json::Object body{{"fields", std::move(fields)}};
  if (!place.empty()) body.set("jurisdiction_id", place);
  return post("/api/v1/records/" + type, body)["record"].text("id");
}

std::string MusterServer::account(const std::string& name, const std::string& role) {
  const json::Value bodies = get("/api/v1/records/body");
  const std::string body = bodies["items"].as_array().front().text("id");
  const std::string person = create("person", {{"name", name}});
  const std::string post = create("post", {{"code", name}, {"title", name}, {"body", body}, {"names", json::Array{body}}, {"roles", json::Array{role}}});
  create("assignment", {{"person", person}, {"post", post}, {"kind", "holder"}, {"from", "2020-01-01"}});
  static_cast<void>(tell({"user", "add", "--user", name, "--person", person}));
  std::string token = tell({"user", "token", "--user", name});
  token.erase(token.find_last_not_of("\n") + 1);
  return token;
}

double MusterServer::metric(const std::string& name) {
  const std::string text = ask(net::Method::kGet, "/metrics").body;
  const std::size_t at = text.find('\n' + name + ' ');
  return at == std::string::npos ? -1 : std::strtod(text.c_str() + at + name.size() + 2, nullptr);
}

}  // namespace muster::test_support
