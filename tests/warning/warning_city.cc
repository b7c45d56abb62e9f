#include "warning/warning_city.h"

#include <stdexcept>

#include "base/id.h"
#include "clock/clock.h"
#include "identity/access.h"
#include "record/schema.h"

namespace muster::warning {
namespace {

template <class T>
T need(Result<T> result) {
  if (!result) {
    std::string text = error_text(result.error(), "en") + ' ' + result.error().field;
    for (const Error& also : result.error().also) text += "; " + error_text(also, "en") + ' ' + also.field;
    throw std::runtime_error(text);
  }
  return std::move(*result);
}

json::Value square(double west, double east) {
  return geo::to_geojson(geo::rectangle({west, 29.6, east, 30.2}));
}

// Read once for all tests of the program.
const std::shared_ptr<const model::Model>& shipped_model() {
  static const std::shared_ptr<const model::Model> model = need(model::load(model::shipped_sources()));
  return model;
}

class NoLive final : public app::Live {
 public:
  void readings(const std::string& /*ledger*/, const std::vector<std::string>& /*stations*/) override {}
};

}  // namespace

std::string alert(const std::vector<std::pair<std::string, std::string>>& change) {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>42100041600000_20260819190000_0</identifier><sender>42100041600000</sender>
<sent>2026-08-19T19:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category>
<event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>2026-08-20T07:00:00+08:00</expires>
<senderName>荆州市气象台</senderName><headline>荆州市气象台发布暴雨橙色预警</headline><description>预计未来3小时，公安县有50毫米以上降水。</description>
<area><areaDesc>公安县</areaDesc><geocode><valueName>GB/T2260</valueName><value>421022</value></geocode></area></info></alert>)";
  for (const auto& [from, to] : change) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the sample has no " + from);
    text.replace(at, from.size(), to);
  }
  return text;
}

WarningCity::WarningCity() : database(GetParam()), accounts(db::Engine::kSqlite), model(shipped_model()) {
  std::vector<db::Migration> steps = journal::migrations();
  for (db::Migration& step : record::migrations()) steps.push_back(step);
  if (!db::migrate(*database, steps)) throw std::runtime_error("migrations");
  const auto ledgers = database->write([](db::Connection& connection) {
    return connection.execute("INSERT INTO ledger (id, title_zh, title_en, kind, city_start, wall_start, speed) VALUES "
                              "('real', '实际', 'Real', 'real', 0, 0, 1), ('scenario:flood', '情景', 'Scenario', 'scenario', 0, 0, 1)");
  });
  if (!ledgers) throw std::runtime_error("ledgers");
  record::Store::Options options;
  options.field_key = std::string(32, 'k');
  store = need(record::Store::open(*database, model, time, time, options));
  access = need(identity::Access::open(*accounts, time, std::string(32, 'k')));
  directory = identity::Directory::make(*database, model);
  clock::attach(*store);
  attach(*store);
  found();
}

std::string WarningCity::create(const std::string& key, const std::string& type, const std::string& place, json::Object fields, json::Value geometry) {
  record::Draft draft;
  draft.type = type;
  draft.jurisdiction_id = place;
  draft.fields = std::move(fields);
  if (!geometry.is_null()) draft.geometry = std::move(geometry);
  return ids[key] = need(store->create(record::Viewer::system("import"), {}, draft)).id;
}

void WarningCity::found() {
  create("city", "jurisdiction", "", {{"code", "421000"}, {"name", "荆州市"}, {"level", "city"}, {"path", "/42/10"}});
  const std::string city = ids["city"];
  create("gongan", "jurisdiction", "", {{"code", "421022"}, {"name", "公安县"}, {"level", "county"}, {"parent", city}, {"path", "/42/10/22"}}, square(111.9, 112.4));
  create("jianli", "jurisdiction", "", {{"code", "421088"}, {"name", "监利市"}, {"level", "county"}, {"parent", city}, {"path", "/42/10/88"},
                                        {"codes", json::Array{json::Object{{"code", "421023"}, {"to", "2020-06-11"}}}}}, square(112.4, 112.9));
  create("bureau", "body", city, {{"code", "city_bureau"}, {"name", "荆州市应急管理局"}, {"short_name", "市应急局"}, {"kind", "bureau"}});
  create("weather", "body", city, {{"code", "city_weather"}, {"name", "荆州市气象台"}, {"short_name", "市气象台"}, {"name_en", "Jingzhou Weather Office"},
                                   {"kind", "weather"}, {"cap_sender", "42100041600000"}});
  create("resources", "body", city, {{"code", "city_natural_resources"}, {"name", "荆州市自然资源和规划局"}, {"short_name", "市资规局"}, {"name_en", "Natural Resources and Planning Bureau"}, {"kind", "department"}});
  for (const std::string name : {"resources", "weatherman", "drafter", "officer", "leader", "both", "jianli", "gongan", "far", "duty", "gateway"}) {
    record::Draft draft;
    draft.type = "person";
    draft.id = derived_id("person/" + name);
    draft.jurisdiction_id = city;
    draft.fields = {{"name", name}};
    need(store->create(record::Viewer::system("import"), {}, draft));
  }
  double lon = 112.1;
  for (const std::string county : {"gongan", "jianli"}) {
    const std::string place = ids[county];
    create("hq_" + county, "body", place, {{"code", "hq_" + county}, {"name", county + "防指"}, {"short_name", county + "防指"}, {"kind", "county_flood_hq"}});
    create("post_" + county, "post", place, {{"code", county + ".duty"}, {"title", "主班"}, {"body", ids["hq_" + county]}, {"roles", json::Array{"county_duty"}}});
    for (const std::string who : {"duty_", "keeper_", "liaison_"}) create(who + county, "person", place, {{"name", who + county}});
    create("held_" + county, "assignment", place, {{"person", ids["duty_" + county]}, {"post", ids["post_" + county]}, {"kind", "holder"}, {"from", "2020-01-01"}});
    create("stands_in_" + county, "assignment", place, {{"person", ids["liaison_" + county]}, {"post", ids["post_" + county]}, {"kind", "liaison"},
                                                       {"for_person", ids["keeper_" + county]}, {"from", "2020-01-01"}});
    for (const std::string work : {"upper_", "lower_"}) {
      create(work + county, "reservoir", place, {{"name", work + county}, {"grade", "small_1"}}, geo::to_geojson(geo::point({lon, 29.8})));
      create("answers_" + work + county, "responsibility", place, {{"work", ids[work + county]}, {"role", "administrative"}, {"person", ids["keeper_" + county]},
                                                                  {"liaison", ids["liaison_" + county]}, {"from", "2026-01-01"}});
    }
    lon += 0.5;
  }
}

record::Viewer WarningCity::person(const std::string& name, const std::string& role, const std::string& place, const std::vector<std::string>& names) const {
  static const std::map<std::string, std::string> kPaths{{"city", "/42/10"}, {"gongan", "/42/10/22"}, {"jianli", "/42/10/88"}};
  record::Viewer viewer;
  viewer.actor.person = derived_id("person/" + name);
  viewer.actor.account = name;
  viewer.person_name = name;
  viewer.home_path = kPaths.at(place);
  for (const model::Grant& grant : model->roles.at(role).grants) {
    identity::ScopedGrant scoped;
    scoped.verbs = grant.verbs;
    scoped.types = grant.types;
    scoped.path = grant.reach == "city" ? "/42/10" : viewer.home_path;
    scoped.self = grant.reach == "self";
    scoped.role = role;
    viewer.grants.push_back(scoped);
  }
  for (const std::string& body : names) viewer.names.push_back(ids.at(body));
  return viewer;
}

Result<Received> WarningCity::take(const std::string& xml, const std::string& ledger) {
  const auto message = cap::parse(xml);
  if (!message) return fail(message.error());
  std::optional<Received> out;
  record::Intent intent;
  intent.ledger = ledger;
  const auto done = store->run(person("gateway", "gateway", "city"), intent, [&](record::Unit& unit) -> Result<json::Value> {
    auto received = receive(unit, *message, xml);
    if (!received) return fail(received.error());
    out = std::move(*received);
    return json::Value();
  });
  if (!done) return fail(done.error());
  return std::move(*out);
}

Result<Received> WarningCity::take_bulletin(const std::string& text) {
  std::optional<Received> out;
  const auto done = store->run(person("duty", "duty_officer", "city"), {}, [&](record::Unit& unit) -> Result<json::Value> {
    auto received = receive_bulletin(unit, text, time.now());
    if (!received) return fail(received.error());
    out = std::move(*received);
    return json::Value();
  });
  if (!done) return fail(done.error());
  return std::move(*out);
}

Result<record::Record> WarningCity::move(const record::Viewer& who, const record::Record& warning, const std::string& name, json::Object fields,
                                         const std::string& ledger) {
  record::Draft draft;
  draft.type = "warning";
  draft.id = warning.id;
  draft.move = name;
  draft.fields = std::move(fields);
  record::Intent intent;
  intent.ledger = ledger;
  return store->move(who, intent, draft);
}

record::Record WarningCity::now(const record::Record& warning) { return need(store->get(record::Viewer::system("api"), "warning", warning.id)); }

std::vector<record::Record> WarningCity::callouts(const record::Record& warning) {
  record::Query query;
  query.type = "callout";
  query.ledger = warning.ledger;
  query.filters = {{"about", "eq", warning.id}};
  query.limit = 500;
  return need(store->list(record::Viewer::system("api"), query)).items;
}

Result<record::Record> WarningCity::own(const std::string& body, const std::string& hazard, const std::string& place) {
  static int count = 0;
  record::Draft draft;
  draft.type = "warning";
  draft.jurisdiction_id = ids.at(place);
  draft.fields = {{"origin", "own"}, {"sender", "42100041600000"}, {"identifier", "own-" + std::to_string(++count)}, {"issuer", "市气象台"}, {"hazard", hazard},
                  {"colour", "orange"}, {"headline", "大风橙色预警"}, {"text", "预计未来6小时有10级大风。"}, {"sent", format_time(time.now())}, {"body", ids.at(body)}};
  return store->create(person("drafter", "duty_officer", "city"), {}, draft);
}

record::Record WarningCity::relayed(const std::string& xml, const std::string& ledger) {
  const Received received = need(take(xml, ledger));
  need(move(person("officer", "duty_officer", "city"), received.record, "review", {}, ledger));
  return need(move(person("leader", "duty_leader", "city", {"bureau"}), received.record, "relay", {{"relay_body", ids.at("bureau")}}, ledger));
}

net::Response WarningCity::ask(const record::Viewer* who, net::Method method, const std::string& target, const std::string& body,
                               std::vector<std::pair<std::string, std::string>> headers) {
  NoLive live;
  app::Services services{*database, *store, *access, *directory, time, time, live, {}, {}, demo};
  net::Router router;
  add_routes(router, services);
  net::Request request;
  request.method = method;
  request.target = target;
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  for (std::size_t from = mark; from != std::string::npos;) {
    const std::size_t equals = target.find('=', from);
    const std::size_t end = target.find('&', equals);
    request.query.emplace_back(target.substr(from + 1, equals - from - 1), target.substr(equals + 1, end == std::string::npos ? end : end - equals - 1));
    from = end;
  }
  request.headers = std::move(headers);
  request.body = body;
  const auto match = need(router.match(method, request.path));
  request.path_params = match.path_params;
  if (who != nullptr) {
    app::Caller caller;
    caller.signed_in = true;
    caller.viewer = *who;
    request.context = std::make_shared<const app::Caller>(std::move(caller));
  }
  auto response = match.route->handler(request);
  return response ? std::move(*response) : net::problem(response.error(), "en", "test");
}

}  // namespace muster::warning
