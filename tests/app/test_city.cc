#include "app/test_city.h"

#include <atomic>
#include <stdexcept>

#include "support/postgres_cluster.h"

namespace muster::app {
namespace {

template <class T>
T need(Result<T> result) {
  if (!result)
    throw std::runtime_error(error_text(result.error(), "en") + " " + result.error().field + " " +
                             result.error().cause);
  return std::move(*result);
}
void need(const Status& status) {
  if (!status)
    throw std::runtime_error(error_text(status.error(), "en") + " " + status.error().cause);
}

record::Record create(record::Unit& unit, const std::string& type, const std::string& place,
                      json::Object fields, json::Value geometry = {}) {
  record::Draft draft;
  draft.type = type;
  draft.jurisdiction_id = place;
  draft.fields = std::move(fields);
  if (!geometry.is_null()) draft.geometry = std::move(geometry);
  return need(unit.create_by_rule(draft));
}

std::map<std::string, Effective> flags_for(db::Engine engine) {
  if (engine == db::Engine::kSqlite) return {};
  static std::atomic<int> count{0};
  return {{"storage.url", {test_support::PostgresCluster::shared().url(), "test"}},
          {"storage.schema", {"app" + std::to_string(++count), "test"}}};
}

}  // namespace

TestCity::TestCity(db::Engine engine, const std::function<void(const std::string&)>& prepare) {
  Config config = need(Config::load((folder_.path() / "data").string(), flags_for(engine),
                                    [](const std::string&) { return std::nullopt; }));
  installation_ = need(open_installation(std::move(config), wall_, true));
  found();
  if (prepare) prepare(installation_->config.data());
  platform_ = need(Platform::start(
      *installation_,
      Listening{.host = "127.0.0.1", .port = 0, .tries = 1, .certificate_file = {}, .key_file = {}},
      ""));
  for (const auto& [account, person] : std::map<std::string, std::string>(ids_)) {
    if (account.rfind("person:", 0) != 0) continue;
    const std::string name = account.substr(7);
    tokens_[name] =
        need(installation_->access->make_token(name, "test", std::chrono::hours(24 * 30)));
    sign_in(name);
  }
}

TestCity::~TestCity() {
  if (platform_ != nullptr) platform_->stop();
}

TestCity& TestCity::of(db::Engine engine) {
  test_support::PostgresCluster::shared();  // made first, so that it outlives the cities
  static std::map<db::Engine, std::unique_ptr<TestCity>> cities;
  auto& city = cities[engine];
  if (city == nullptr) city = std::make_unique<TestCity>(engine);
  return *city;
}

void TestCity::sign_in(const std::string& account) {
  sessions_[account] = need(installation_->access->open_session(account, "127.0.0.1"));
}

std::int64_t TestCity::journal_head() {
  return installation_->database->read([](db::Connection& c) { return journal::head(c); });
}

void TestCity::add_account(record::Unit& unit, const std::string& account, const std::string& place,
                           const std::string& role, bool held) {
  const std::string& where = ids_.at(place);
  const auto person = create(unit, "person", where, {{"name", account}, {"phone", "13900000461"}});
  const auto post = create(unit, "post", where,
                           {{"code", account},
                            {"title", account},
                            {"body", ids_.at("bureau")},
                            {"roles", json::Array{role}}});
  json::Object assignment{
      {"person", person.id}, {"post", post.id}, {"kind", "holder"}, {"from", "2019-01-01"}};
  if (!held) assignment.set("to", "2020-07-31");
  create(unit, "assignment", where, std::move(assignment));
  ids_["person:" + account] = person.id;
}

void TestCity::found() {
  const auto made = installation_->store->run(
      identity::Viewer::system("import"), {}, [&](record::Unit& unit) -> Result<json::Value> {
        ids_["city"] = create(unit, "jurisdiction", "",
                              {{"code", "421000"}, {"name", "荆州市"}, {"level", "city"}})
                           .id;
        for (const auto& [key, code, name] :
             {std::tuple{"gongan", "421022", "公安县"}, std::tuple{"jianli", "421023", "监利县"}}) {
          ids_[key] =
              create(
                  unit, "jurisdiction", "",
                  {{"code", code}, {"name", name}, {"level", "county"}, {"parent", ids_["city"]}})
                  .id;
        }
        ids_["bureau"] = create(unit, "body", ids_["city"],
                                {{"code", "bureau"},
                                 {"name", "荆州市应急管理局"},
                                 {"short_name", "市应急局"},
                                 {"kind", "bureau"}})
                             .id;
        ids_["command"] = create(unit, "body", ids_["city"],
                                 {{"code", "command"},
                                  {"name", "荆州市防汛抗旱指挥部"},
                                  {"short_name", "市防指"},
                                  {"kind", "flood_hq"}})
                              .id;
        ids_["call"] = create(unit, "call_record", ids_["city"],
                              {{"began_at", "2020-08-10T02:40:00+08:00"},
                               {"topic", "dike_incident"},
                               {"caller", "巡查员"}})
                           .id;
        add_account(unit, "admin", "city", "admin", true);
        add_account(unit, "duty", "city", "flood_office", true);
        add_account(unit, "gongan", "gongan", "county_duty", true);
        add_account(unit, "keeper", "gongan", "flood_office", true);
        add_account(unit, "jianli", "jianli", "county_duty", true);
        add_account(unit, "gone", "gongan", "county_duty", false);
        const json::Object point{{"type", "Point"}, {"coordinates", json::Array{112.23, 30.05}}};
        ids_["store"] =
            create(
                unit, "store", ids_["gongan"],
                {{"name", "孟家溪秘密仓库"}, {"kind", "flood"}, {"keeper", ids_["person:keeper"]}},
                point)
                .id;
        return json::Value();
      });
  need(made);
  for (const auto& [key, person] : std::map<std::string, std::string>(ids_)) {
    if (key.rfind("person:", 0) != 0) continue;
    identity::Account account;
    account.name = key.substr(7);
    account.person = person;
    need(installation_->access->add_account(account));
  }
}

Answer TestCity::ask(const Ask& what) {
  net::ClientRequest request;
  request.method = method_of(what.method);
  request.url = address() + what.path;
  request.headers = what.headers;
  request.body = what.body;
  request.timeout = std::chrono::seconds(60);
  if (!what.who.empty() && what.by_cookie) {
    request.headers.emplace_back("Cookie", "muster_session=" + sessions_[what.who].token);
    const bool given =
        std::any_of(what.headers.begin(), what.headers.end(),
                    [](const auto& header) { return header.first == "X-Muster-CSRF"; });
    if (!given) request.headers.emplace_back("X-Muster-CSRF", sessions_[what.who].csrf);
  } else if (!what.who.empty()) {
    request.headers.emplace_back("Authorization", "Bearer " + tokens_[what.who]);
  }
  const auto response = need(net::fetch(request));
  Answer answer;
  answer.status = response.status;
  answer.body = response.body;
  for (auto [name, value] : response.headers) {
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    answer.headers[name] = value;
  }
  return answer;
}

}  // namespace muster::app
