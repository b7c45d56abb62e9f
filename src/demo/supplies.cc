#include <algorithm>
#include <cmath>

#include "demo/city.h"
#include "demo/inputs.h"
#include "demo/line.h"

namespace muster::demo {

namespace {

// The stores and the team near the night's sand boil stand at the distances that the story tells (straight, km).
struct Near {
  std::string_view name;
  double bearing_deg;
  double distance_m;
};
constexpr Near kNear[] = {{"郝穴防汛仓", 110, 9400}, {"观音寺防汛仓", 330, 16200}, {"江陵抗洪抢险一队", 40, 7800}};

Position away(Position from, double bearing_deg, double distance_m) {
  const double angle = bearing_deg * std::acos(-1.0) / 180;
  return {from.lon + distance_m * std::sin(angle) / (111195.0 * std::cos(from.lat * std::acos(-1.0) / 180)),
          from.lat + distance_m * std::cos(angle) / 111195.0};
}

Position place_of(const City& city, const std::string& name, const std::string& county) {
  for (const Near& near : kNear) {
    if (near.name == name) return away(city.section_at("JJDD", 718350).at(718350), near.bearing_deg, near.distance_m);
  }
  const std::uint32_t seed = spread(name);
  return away(city.county(county).seat, static_cast<double>(seed % 360), 500.0 + static_cast<double>(seed / 360 % 6000));
}

Rows::Where at(const City& city, const std::string& name, const std::string& county) {
  return {.jurisdiction = county, .geometry = point_json(place_of(city, name, county)), .occurred_at = {}};
}

void add_stores(City& city) {
  for (const Row& row : table("stores.csv")) {
    const std::string& name = row.at("name");
    const bool is_city = !row.at("keeper").empty() || name.starts_with("荆州市");
    const std::string keeper = row.at("keeper").empty() ? city.by_post.at("store." + name).person : city.by_key.at(row.at("keeper")).person;
    city.rows.add("store", name, at(city, name, row.at("county")),
                  {{"name", name}, {"kind", row.at("kind")}, {"body", id_of("body", is_city ? "city_reserves" : "hq_" + row.at("county"))},
                   {"keeper", keeper}, {"deputy", is_city ? city.by_key.at("wenshiyu").person : ""}, {"phone", "0716-000-0003"},
                   {"is_open", true}, {"counted_at", row.at("counted_at")}, {"invented", true}});
  }
  const auto stores = table("stores.csv");
  for (const Row& row : table("stock.csv")) {
    for (const Row& store : stores) {
      if (store.at("name") != row.at("store")) continue;
      city.rows.add("stock_item", row.at("store") + ' ' + row.at("goods"), {.jurisdiction = store.at("county"), .geometry = {}, .occurred_at = {}},
                    {{"store", id_of("store", row.at("store"))}, {"goods", row.at("goods")}, {"quantity", to_number(row.at("quantity"))},
                     {"unit_name", row.at("unit_name")}, {"minimum", to_number(row.at("minimum"))}, {"counted_at", store.at("counted_at")}});
    }
  }
}

// One lorry at each store, so that an order can leave it.
void add_vehicles(City& city) {
  int number = 0;
  for (const Row& row : table("stores.csv")) {
    const std::string& store = row.at("name");
    const std::string serial = std::to_string(++number);
    const std::string plate = "鄂D·演" + std::string(3 - std::min<std::size_t>(3, serial.size()), '0') + serial;
    const bool is_city = !row.at("keeper").empty() || store.starts_with("荆州市");
    city.rows.add("vehicle", plate, at(city, store, row.at("county")),
                  {{"plate", plate}, {"kind", row.at("kind") == "flood" ? "tipper" : "truck"}, {"store", id_of("store", store)},
                   {"body", id_of("body", is_city ? "city_reserves" : "hq_" + row.at("county"))}, {"load_t", 8}, {"gross_t", 16},
                   {"height_m", 3.2}, {"width_m", 2.5}, {"wading_m", 0.4}, {"tracker", "demo-" + serial}, {"vehicle_state", "ready"}, {"invented", true}});
  }
}

void add_teams(City& city) {
  for (const Row& row : table("teams.csv")) {
    const std::string& name = row.at("name");
    json::Array capabilities;
    for (const std::string& word : words(row.at("capabilities"))) capabilities.emplace_back(word);
    const bool is_first = name == "江陵抗洪抢险一队";
    city.rows.add("rescue_team", name, at(city, name, row.at("county")),
                  {{"name", name}, {"kind", row.at("kind")}, {"capabilities", std::move(capabilities)},
                   {"people", static_cast<std::int64_t>(to_number(row.at("people")))},
                   {"leader", is_first ? city.by_key.at("shipingchuan").person : city.by_post.at("team." + name).person},
                   {"body", id_of("body", "hq_" + row.at("county"))}, {"readiness", "ready"}, {"ready_within", 1800000}, {"invented", true}});
  }
}

void add_experts(City& city) {
  struct Expert {
    const char* key;
    const char* fields;
    const char* unit;
    const char* rank;
  };
  int order = 1;
  for (const Expert& expert : {Expert{"wangshoudi", "dike;geotech", "荆江大堤管理单位", "高级工程师"}, {"luoyanqiu", "dike;structure", "市水利设计院", "教授级高工"},
                               {"luowendi", "hydrology", "市水文局", "高级工程师"}, {"shenyibai", "weather", "市气象台", "首席预报员"}}) {
    json::Array fields;
    for (const std::string& word : words(expert.fields)) fields.emplace_back(word);
    const Someone& who = city.by_key.at(expert.key);
    city.rows.add("expert", expert.key, at(city, std::string(expert.key), "421002"),
                  {{"person", who.person}, {"fields_of_work", std::move(fields)}, {"unit", expert.unit}, {"rank", expert.rank}, {"post", who.post},
                   {"call_order", order++}, {"available", true}, {"invented", true}});
  }
}

}  // namespace

void add_supplies(City& city) {
  add_stores(city);
  add_vehicles(city);
  add_teams(city);
  add_experts(city);
}

}  // namespace muster::demo
