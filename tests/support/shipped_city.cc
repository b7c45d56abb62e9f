#include "support/shipped_city.h"

#include <algorithm>
#include <stdexcept>

#include "base/id.h"
#include "geo/geo.h"
#include "journal/journal.h"
#include "record/schema.h"

namespace muster::test_support {

namespace {

// Read once for all tests of a program.
const std::shared_ptr<const model::Model>& shipped_model() {
  static const std::shared_ptr<const model::Model> model = need(model::load(model::shipped_sources()));
  return model;
}

}  // namespace

ShippedCity::ShippedCity(Founding /*founding*/, db::Engine engine, const std::vector<db::Migration>& more)
    : database(engine), accounts(db::Engine::kSqlite), model(shipped_model()) {
  std::vector<db::Migration> steps = journal::migrations();
  for (const std::vector<db::Migration>& part : {record::migrations(), more}) steps.insert(steps.end(), part.begin(), part.end());
  std::ranges::sort(steps, {}, &db::Migration::number);
  if (const Status migrated = db::migrate(*database, steps); !migrated) throw std::runtime_error(error_text(migrated.error(), "en"));
  const auto ledgers = database->write([](db::Connection& connection) {
    return connection.execute("INSERT INTO ledger (id, title_zh, title_en, kind, city_start, wall_start, speed) VALUES "
                              "('real', '实际', 'Real', 'real', 0, 0, 1), ('scenario:flood', '情景', 'Scenario', 'scenario', 0, 0, 1)");
  });
  if (!ledgers) throw std::runtime_error("ledgers");
  open();
  found();
}

// Founded once per program and engine; every test has a copy of it.
ShippedCity& ShippedCity::founded(db::Engine engine, const std::vector<db::Migration>& more) {
  static std::map<db::Engine, std::unique_ptr<ShippedCity>> made;
  std::unique_ptr<ShippedCity>& city = made[engine];
  if (city) return *city;
  city.reset(new ShippedCity(Founding{}, engine, more));
  city->directory.reset();
  city->access.reset();
  city->store.reset();
  return *city;
}

ShippedCity::ShippedCity(ShippedCity& founded)
    : database(founded.database, TestDatabase::Copy{}), accounts(founded.accounts, TestDatabase::Copy{}), model(founded.model), ids(founded.ids) {
  open();
}

ShippedCity::ShippedCity(db::Engine engine, const std::vector<db::Migration>& more) : ShippedCity(founded(engine, more)) {}

void ShippedCity::open() {
  record::Store::Options options;
  options.field_key = std::string(32, 'k');
  store = need(record::Store::open(*database, model, time, time, options));
  access = need(identity::Access::open(*accounts, time, std::string(32, 'k')));
  directory = identity::Directory::make(*database, model);
}

std::string ShippedCity::create(const std::string& key, const std::string& type, const std::string& place, json::Object fields, json::Value geometry) {
  record::Draft draft;
  draft.type = type;
  if (!place.empty()) draft.jurisdiction_id = ids.at(place);
  draft.fields = std::move(fields);
  if (!geometry.is_null()) draft.geometry = std::move(geometry);
  return ids[key] = need(store->create(identity::Viewer::system("import"), {}, draft)).id;
}

void ShippedCity::appoint(const std::string& account, const std::string& role, const std::string& place, const std::string& body) {
  const std::string person = create(account, "person", place, {{"name", account}});
  const std::string post = create("post " + account, "post", place,
                                  {{"code", account}, {"title", account}, {"body", ids.at(body)}, {"names", json::Array{ids.at(body)}}, {"roles", json::Array{role}}});
  create("held " + account, "assignment", place, {{"person", person}, {"post", post}, {"kind", "holder"}, {"from", "2020-01-01"}});
  identity::Account entry;
  entry.name = account;
  entry.person = person;
  if (!access->add_account(entry)) throw std::runtime_error(account);
  directory->invalidate();
}

identity::Viewer ShippedCity::as(const std::string& account) { return need(directory->viewer(account, ids.at(account), {}, time.now())); }

Result<record::Record> ShippedCity::add(const identity::Viewer& who, const std::string& type, json::Object fields, const std::string& place) {
  record::Draft draft;
  draft.type = type;
  if (!place.empty()) draft.jurisdiction_id = ids.at(place);
  draft.fields = std::move(fields);
  return store->create(who, {}, draft);
}

Result<record::Record> ShippedCity::move(const identity::Viewer& who, const record::Record& record, const std::string& name, json::Object fields) {
  record::Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.move = name;
  draft.fields = std::move(fields);
  record::Intent intent;
  intent.ledger = record.ledger;
  return store->move(who, intent, draft);
}

record::Record ShippedCity::now(const record::Record& record) { return need(store->get(system(), record.type, record.id)); }

std::vector<record::Record> ShippedCity::list(const std::string& type, std::vector<record::Filter> filters, const std::string& sort) {
  record::Query query;
  query.type = type;
  query.filters = std::move(filters);
  query.sort = sort;
  query.limit = 500;
  return need(store->list(system(), query)).items;
}

void ShippedCity::found() {
  create("city", "jurisdiction", "", {{"code", "421000"}, {"name", "荆州市"}, {"level", "city"}, {"path", "/42/10"}});
  create("gongan", "jurisdiction", "", {{"code", "421022"}, {"name", "公安县"}, {"level", "county"}, {"parent", ids["city"]}, {"path", "/42/10/22"}, {"reports", true}});
  create("jiangling", "jurisdiction", "", {{"code", "421024"}, {"name", "江陵县"}, {"level", "county"}, {"parent", ids["city"]}, {"path", "/42/10/24"}, {"reports", true}});
  create("buhe", "jurisdiction", "", {{"code", "421022100"}, {"name", "埠河镇"}, {"level", "township"}, {"parent", ids["gongan"]}, {"path", "/42/10/22/100"}});
  struct Body {
    const char* code;
    const char* name;
    const char* kind;
    const char* place;
  };
  for (const Body& body : {Body{"city_flood_office", "市防办", "flood_office", "city"}, {"city_bureau", "市应急局", "bureau", "city"},
                           {"province_flood_office", "省防办", "upper", "city"}, {"province_emergency_centre", "省厅指挥中心", "upper", "city"},
                           {"city_committee_office", "市委办", "government", "city"}, {"city_government_duty", "市政府总值班室", "government", "city"},
                           {"hq_421022", "公安县防指", "county_flood_hq", "gongan"}, {"hq_421024", "江陵县防指", "county_flood_hq", "jiangling"},
                           {"tw_421022100", "埠河镇", "township", "buhe"}}) {
    create(body.code, "body", body.place, {{"code", body.code}, {"name", body.name}, {"short_name", body.name}, {"kind", body.kind}, {"number_series", "荆"},
                                           {"jurisdiction", ids.at(body.place)}});
  }
  appoint("officer", "duty_officer", "city", "city_bureau");
  appoint("leader", "duty_leader", "city", "city_bureau");
  appoint("director", "flood_office", "city", "city_flood_office");
  appoint("gateway", "gateway", "city", "city_bureau");
  appoint("gongan.duty", "county_duty", "gongan", "hq_421022");
  appoint("jiangling.duty", "county_duty", "jiangling", "hq_421024");
  appoint("buhe.duty", "county_duty", "buhe", "tw_421022100");
  create("yangtze", "river", "city", {{"code", "CJ"}, {"name", "长江"}, {"kind", "river"}});
  create("shashi", "gauge", "city", {{"code", "60112200"}, {"name", "沙市"}, {"river", ids["yangtze"]}, {"is_key", true}, {"min_physical", 25}, {"max_physical", 50}, {"max_rate_m_h", 1}});
  create("gongan gauge", "gauge", "gongan", {{"code", "60112399"}, {"name", "孟家溪"}, {"min_physical", 20}, {"max_physical", 50}});
  for (const auto& [kind, value] : std::map<std::string, double>{{"defence", 42.0}, {"warning", 43.0}, {"guarantee", 45.0}}) {
    create("shashi " + kind, "threshold", "city", {{"gauge", ids["shashi"]}, {"kind", kind}, {"value_m", value}, {"valid_from", "1999-01-01"}, {"source", "2024 年通报"}});
  }
  create("dike", "dike", "city", {{"code", "JJDD"}, {"name", "荆江大堤"}, {"class", "jingjiang"}, {"river", ids["yangtze"]}, {"from_stake", 628000}, {"to_stake", 810350}});
  create("section", "dike_section", "jiangling",
         {{"dike", ids["dike"]}, {"name", "郝穴段"}, {"class", "jingjiang"}, {"from_stake", 721000}, {"to_stake", 718000}, {"bank", "left"},
          {"control_gauge", ids["shashi"]}, {"stage_shift_m", -1.2}, {"inner_m", 33.5}},
         json::Object{{"type", "LineString"}, {"coordinates", json::Array{json::Array{112.40, 30.05}, json::Array{112.43, 30.04}}}});
}

}  // namespace muster::test_support
