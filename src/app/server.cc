#include "app/server.h"

#include <fstream>
#include <iterator>
#include <set>

#include "app/gate.h"
#include "app/heads.h"
#include "app/kept.h"
#include "app/live.h"
#include "app/metrics.h"
#include "app/modules.h"
#include "app/routes.h"
#include "app/ui_files.h"
#include "base/log.h"
#include "journal/position.h"
#include "net/ready.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;
using net::Route;

// Types from which rights follow: when one changes, what was derived from them is read anew.
const std::set<std::string, std::less<>> kRightTypes{"person", "post", "assignment", "body",
                                                     "jurisdiction"};

bool touches_rights(const journal::Entry& entry) {
  const json::Value& changes = entry.body["changes"];
  if (!changes.is_array()) return false;
  return std::any_of(
      changes.as_array().begin(), changes.as_array().end(),
      [](const json::Value& change) { return kRightTypes.count(change.text("type")) > 0; });
}

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + ",") {
    if (c != ',' && c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  return out;
}

class RunningPlatform final : public Platform {
 public:
  RunningPlatform(Installation& installation, std::string ca_file)
      : installation_(installation),
        ca_file_(std::move(ca_file)),
        live_(*installation.database, *installation.store, *installation.city, installation.wall),
        services_{*installation.database,
                  *installation.store,
                  *installation.access,
                  *installation.directory,
                  *installation.city,
                  installation.wall,
                  live_,
                  [this](std::string_view name) { return installation_.config.text(name); },
                  installation.config.data(),
                  installation.config.boolean("demo.enabled")},
        gate_(*installation.access, *installation.directory, *installation.city, services_.demo),
        ui_(embedded_ui()) {}
  ~RunningPlatform() override { shut(); }
  RunningPlatform(const RunningPlatform&) = delete;
  RunningPlatform& operator=(const RunningPlatform&) = delete;

  Status begin(const Listening& listening) {
    modules_ = Modules::attach(services_);
    if (const Status open = open_kept(); !open) return open;
    installation_.store->listen(
        [this](const journal::Entry& entry, const std::vector<record::Change>& changes) {
          const bool rights = touches_rights(entry);
          if (rights) installation_.directory->invalidate();
          kept_->heard(entry.seq);
          live_.committed(entry, changes);
          if (rights) live_.close_all();  // they come back with the rights of now and miss nothing
        });
    services_.list_page = [this](const Request& request, std::string_view type,
                                 std::vector<record::Filter> more) {
      return kept_->answer(request, [&](const Request& asked) {
        return list_page(services_, asked, type, more);
      });
    };
    services_.gauges.emplace_back([this] { return own_gauges(); });
    described_ = make_router();
    if (const Status resumed = installation_.city->resume_all(); !resumed) return resumed;
    const auto key = read_key(installation_.config, false);
    if (!key) return fail(key.error());
    followers_ = record::Followers::start(*installation_.store, *installation_.database,
                                          {daily_heads(heads_folder(installation_.config), *key)});
    if (const Status open = listen_also(listening); !open) return open;
    modules_->start();
    return {};
  }

  Status listen_also(const Listening& listening) override {
    net::ServerSettings settings;
    settings.host = listening.host;
    settings.certificate_file = listening.certificate_file;
    settings.key_file = listening.key_file;
    settings.body_limit = 64U << 20;  // the largest of all routes: a file to import
    settings.handler_threads =
        static_cast<int>(installation_.config.integer("server.handler_threads"));
    settings.trusted_proxies = list_of(installation_.config.text("server.trusted_proxies"));
    for (int i = 0;; ++i) {
      settings.port = static_cast<std::uint16_t>(listening.port + (listening.port == 0 ? 0 : i));
      auto server = net::start_server(
          settings, make_router(), hooks(),
          [this](const Request& request, const Route&) { return kept_->ready(request); });
      if (server) {
        const std::lock_guard lock(servers_mutex_);
        servers_.push_back(*std::move(server));
        return {};
      }
      if (server.error().code != error::kPortTaken || i + 1 >= listening.tries)
        return fail(server.error());
    }
  }

  [[nodiscard]] std::uint16_t port() const override { return servers_.front()->port(); }
  [[nodiscard]] Services& services() override { return services_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const override {
    return described_.routes();
  }

  void stop() override { shut(); }

 private:
  void shut() {
    // First of all: at speed, the seconds that ending takes would be an hour of the city without anybody at work.
    if (serving()) static_cast<void>(installation_.city->pause_all());
    if (modules_ != nullptr) modules_->stop();
    if (followers_ != nullptr) followers_->stop();
    std::vector<std::unique_ptr<net::Server>> ending;
    {
      const std::lock_guard lock(
          servers_mutex_);  // not while they end: a running request may ask for the figures
      ending.swap(servers_);
    }
    for (const auto& server : ending) server->stop();
  }

  bool serving() {
    const std::lock_guard lock(servers_mutex_);
    return !servers_.empty();
  }

  Status open_kept() {
    auto journal = db::Watch::open(city_settings(installation_.config), journal::kPositionQuestion);
    if (!journal) return fail(journal.error());
    const db::Settings access = access_settings(installation_.config);
    std::unique_ptr<db::Watch> accounts;
    if ((*journal)->engine() == db::Engine::kSqlite &&
        installation_.access_database->engine() == db::Engine::kSqlite) {
      auto opened = db::Watch::open(access, db::kAnyCommitSqlite);
      if (!opened) return fail(opened.error());
      accounts = *std::move(opened);
    }
    kept_ = std::make_unique<KeptAnswers>(*std::move(journal), std::move(accounts),
                                          installation_.wall);
    return {};
  }

  // Who is admitted to what is kept is remembered, by the state of things before he was checked.
  Status admit(Request& request, const Route& route) {
    const bool kept = route.permission == "session" && request.method == net::Method::kGet;
    const auto marks = kept ? kept_->marks(request) : std::nullopt;
    const Status admitted = gate_.check(request, route);
    if (admitted && marks) kept_->remember(request, *marks);
    return admitted;
  }

  net::Router make_router() {
    net::Router router;
    add_session_routes(router, services_, live_, *installation_.city);
    add_record_routes(router, services_, *kept_);
    add_proof_routes(router, services_);
    add_live_routes(router, services_, live_);
    add_file_routes(router, services_);
    add_map_routes(router, services_);
    modules_->add_routes(router, [this](const Request& request, const Modules::Handle& handle) {
      return kept_->answer(request, handle);
    });
    if (!ca_file_.empty()) {
      router.add(
          {net::Method::kGet, "/ca.crt", "public", [this](const Request&) -> Result<Response> {
             std::ifstream file(ca_file_, std::ios::binary);
             return Response::text(std::string((std::istreambuf_iterator<char>(file)),
                                               std::istreambuf_iterator<char>()),
                                   "application/x-x509-ca-cert");
           }});
    }
    add_machine_routes(router, services_, metrics_);
    return router;
  }

  net::Server::Hooks hooks() {
    return {
        [this](Request& request, const Route& route) { return admit(request, route); },
        [this](const Request& request, const Route* route, const Response& response, Millis took) {
          const std::string_view pattern =
              route == nullptr ? "-" : std::string_view(route->pattern);
          metrics_.count(net::method_name(request.method), pattern, response.status, took,
                         response.body.size());
          log::info("request", {{"id", request.id},
                                {"method", std::string(net::method_name(request.method))},
                                {"route", std::string(pattern)},
                                {"status", std::int64_t{response.status}},
                                {"ms", std::int64_t{took.count()}},
                                {"bytes", static_cast<std::int64_t>(response.body.size())}});
        },
        [this](const Request& request) { return ui_.answer(request); }};
  }

  std::vector<Gauge> own_gauges() {
    const std::int64_t head =
        installation_.database->read([](db::Connection& c) { return journal::head(c); });
    std::size_t connections = 0;
    {
      const std::lock_guard lock(servers_mutex_);
      for (const auto& server : servers_) connections += server->open_connections();
    }
    return {{"muster_journal_head", "Sequence number of the newest journal entry.",
             static_cast<double>(head)},
            {"muster_open_connections", "Connections open now.", static_cast<double>(connections)},
            {"muster_live_streams", "Event streams open now.",
             static_cast<double>(live_.open_streams())}};
  }

  Installation& installation_;
  std::string ca_file_;
  LiveHub live_;
  Services services_;
  Gate gate_;
  std::unique_ptr<KeptAnswers> kept_;
  Metrics metrics_;
  UiFiles ui_;
  std::unique_ptr<Modules> modules_;
  std::unique_ptr<record::Followers> followers_;
  net::Router described_;  ///< the same routes, never served: what openapi.json and tests read
  std::mutex servers_mutex_;
  std::vector<std::unique_ptr<net::Server>> servers_;  ///< guarded by servers_mutex_
};

}  // namespace

Result<std::unique_ptr<Platform>> Platform::start(Installation& installation,
                                                  const Listening& listening, std::string ca_file) {
  auto platform = std::make_unique<RunningPlatform>(installation, std::move(ca_file));
  if (const Status begun = platform->begin(listening); !begun) return fail(begun.error());
  return platform;
}

}  // namespace muster::app
