#include "demo/demo.h"

#include <algorithm>

#include "base/hash.h"
#include "demo/city.h"
#include "demo/inputs.h"
#include "demo/situation.h"
#include "demo/years.h"

namespace muster::demo {

namespace {

json::Value as_json(const record::Draft& draft) {
  json::Object out{{"type", draft.type}, {"id", draft.id}, {"jurisdiction", draft.jurisdiction_id}, {"fields", draft.fields}, {"move", draft.move}};
  if (draft.geometry) out.set("geometry", *draft.geometry);
  if (draft.occurred_at) out.set("at", to_millis(*draft.occurred_at));
  return out;
}

json::Array as_json(const std::vector<Item>& items) {
  json::Array out;
  for (const Item& item : items) {
    json::Array then;
    for (const record::Draft& draft : item.then) then.push_back(as_json(draft));
    out.push_back(json::Object{{"create", as_json(item.create)}, {"then", std::move(then)}});
  }
  return out;
}

std::string body_name(const std::string& code) {
  for (const Row& row : table("bodies.csv")) {
    if (row.at("code") == code) return row.at("short_name");
  }
  if (!code.starts_with("hq_")) return {};
  for (const Row& row : table("counties.csv")) {
    if (row.at("code") == code.substr(3)) return row.at("name") + "防指";
  }
  return {};
}

}  // namespace

DemoCity make_city(bool with_years) {
  City city;
  city.dikes = dikes();
  add_jurisdictions(city);
  add_bodies(city);
  add_people(city);
  add_waters(city);
  add_dikes(city);
  add_works(city);
  add_supplies(city);
  add_vehicles(city);
  add_shelters(city);
  add_responsibilities(city);
  Rows scenario;
  add_rosters(city, scenario);
  add_level_in_force(city, scenario);
  add_guard(city, scenario);
  add_earlier_incidents(city, scenario);
  add_losses(city, scenario);
  std::vector<Item> years;
  if (with_years) years = make_years(city);
  return {city.rows.take(), scenario.take(), std::move(years), people()};
}

std::string fingerprint(const DemoCity& city) {
  return sha256_hex(json::write_canonical(json::Array{as_json(city.registers), as_json(city.scenario), as_json(city.years)}));
}

std::vector<DemoPerson> people() {
  std::vector<DemoPerson> out;
  const std::vector<Row> cast = table("cast.csv");
  for (const Row& row : table("accounts.csv")) {
    const auto who = std::ranges::find_if(cast, [&](const Row& r) { return r.at("key") == row.at("person"); });
    out.push_back({row.at("account"), id_of("person", row.at("person")), who->at("name"), body_name(who->at("body")) + ' ' + who->at("title"),
                   row.at("start"), {row.at("note_zh"), row.at("note_en")}});
  }
  return out;
}

}  // namespace muster::demo
