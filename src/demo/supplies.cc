#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "demo/inputs.h"
#include "demo/land.h"
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
  return city.land->nearest_open(away(city.county(county).seat, static_cast<double>(seed % 360), 500.0 + static_cast<double>(seed / 360 % 6000)), 100);
}

std::int64_t whole(const std::string& text) { return static_cast<std::int64_t>(to_number(text)); }

bool is_of_city(const Row& store) { return !store.at("keeper").empty() || store.at("name").starts_with("荆州市"); }

Rows::Where at(const City& city, const std::string& name, const std::string& county) {
  return {.jurisdiction = county, .geometry = point_json(place_of(city, name, county)), .occurred_at = {}};
}

// The bureau decides on the goods, the reserves centre (in the counties the headquarters) keeps and ships them.
void add_stores(City& city) {
  for (const Row& row : table("stores.csv")) {
    const std::string& name = row.at("name");
    const bool of_city = is_of_city(row);
    const std::string keeper = row.at("keeper").empty() ? city.by_post.at("store." + name).person : city.by_key.at(row.at("keeper")).person;
    json::Object fields{{"name", name}, {"kind", row.at("kind")}, {"body", id_of("body", of_city ? "city_reserves" : "hq_" + row.at("county"))},
                        {"owner", id_of("body", of_city ? "city_bureau" : "hq_" + row.at("county"))}, {"store_level", of_city ? "city" : "county"},
                        {"keeper", keeper}, {"deputy", of_city ? city.by_key.at("wenshiyu").person : ""}, {"phone", "0716-000-0003"},
                        {"is_open", true}, {"counted_at", row.at("counted_at")}, {"area_m2", to_number(row.at("area_m2"))},
                        {"prepare_min", whole(row.at("prepare_min"))}, {"load_min", whole(row.at("load_min"))}, {"loaders", whole(row.at("loaders"))},
                        {"forklifts", whole(row.at("forklifts"))}, {"manned", row.at("manned") == "1"}, {"truck_access", "库门可进 10 吨车"}, {"invented", true}};
    if (!row.at("for_people").empty()) fields.set("for_people", whole(row.at("for_people")));
    city.rows.add("store", name, at(city, name, row.at("county")), std::move(fields));
  }
}

std::map<std::string, std::string> counties_of_stores() {
  std::map<std::string, std::string> out;
  for (const Row& row : table("stores.csv")) out[row.at("name")] = row.at("county");
  return out;
}

void add_stock(City& city) {
  std::map<std::string, std::string> counted;
  for (const Row& row : table("stores.csv")) counted[row.at("name")] = row.at("counted_at");
  const auto counties = counties_of_stores();
  for (const Row& row : table("stock.csv")) {
    const std::string& store = row.at("store");
    city.rows.add("stock_item", store + ' ' + row.at("goods"), {.jurisdiction = counties.at(store), .geometry = {}, .occurred_at = {}},
                  {{"store", id_of("store", store)}, {"goods", row.at("goods")}, {"quantity", to_number(row.at("quantity"))},
                   {"unit_name", row.at("unit_name")}, {"minimum", to_number(row.at("minimum"))}, {"counted_at", counted.at(store)}});
  }
}

/// What is bought anew every few years, and how long it keeps.
struct ShelfLife {
  std::string_view goods;
  int months;
  double unit_kg;
  double unit_m3;
};
constexpr ShelfLife kShelfLives[] = {{"water", 36, 13.5, 0.02}, {"food", 30, 6, 0.03},   {"family_kit", 48, 9, 0.05},  {"disinfectant", 36, 10, 0.02},
                                     {"tent", 120, 45, 0.25},   {"quilt", 120, 3, 0.04}, {"life_vest", 60, 0.9, 0.02}};

void add_batch(City& city, const std::string& store, const std::string& county, const ShelfLife& kept, const std::string& unit, const std::string& batch_no,
               int year, int month, double quantity, const char* condition) {
  const int end = year * 12 + month - 1 + kept.months;
  city.rows.add("stock_batch", store + ' ' + batch_no, {.jurisdiction = county, .geometry = {}, .occurred_at = {}},
                {{"store", id_of("store", store)}, {"goods", kept.goods}, {"batch_no", batch_no}, {"quantity", quantity}, {"unit_name", unit},
                 {"unit_kg", kept.unit_kg}, {"unit_m3", kept.unit_m3}, {"made_on", fmt::format("{:04}-{:02}-10", year, month)},
                 {"shelf_months", kept.months}, {"expires_on", fmt::format("{:04}-{:02}-09", end / 12, end % 12 + 1)}, {"condition", condition}});
}

// Two batches each, the older one smaller; of the life vests at Songzi one batch is seven years over (planted on purpose).
void add_batches(City& city) {
  const auto counties = counties_of_stores();
  for (const Row& row : table("stock.csv")) {
    const auto* kept = std::ranges::find(kShelfLives, std::string_view(row.at("goods")), &ShelfLife::goods);
    if (kept == std::end(kShelfLives)) continue;
    const std::string& store = row.at("store");
    const std::string& county = counties.at(store);
    const double quantity = to_number(row.at("quantity"));
    const std::string head = kept->goods == "life_vest" ? "JY" : kept->goods == "water" ? "YS" : kept->goods == "food" ? "SP" : kept->goods == "tent" ? "ZP" : "WZ";
    if (store == "松滋防汛物资仓") {
      add_batch(city, store, county, *kept, row.at("unit_name"), "JY2014-03", 2014, 3, 60, "expired");
      add_batch(city, store, county, *kept, row.at("unit_name"), "JY2023-01", 2023, 1, 100, "good");
      add_batch(city, store, county, *kept, row.at("unit_name"), "JY2024-02", 2024, 2, 80, "good");
      continue;
    }
    const std::uint32_t seed = spread(store + row.at("goods"));
    const int older = kept->months >= 120 ? 2019 : 2024;
    const int newer = kept->months >= 120 ? 2023 : 2025;
    const double old_part = std::floor(quantity * (0.2 + 0.01 * static_cast<double>(seed % 25)));
    const auto batch = [&](int year, int month, double part) {
      const bool near = kept->months < 36 && year == older;
      add_batch(city, store, county, *kept, row.at("unit_name"), fmt::format("{}{}-{:02}-{}", head, year, month, kept->goods), year, month, part, near ? "near_expiry" : "good");
    };
    batch(older, 9 + static_cast<int>(seed / 25 % 4), old_part);
    batch(newer, 3 + static_cast<int>(seed / 100 % 7), quantity - old_part);
  }
}

/// How the teams of a kind come: the rule of thumb behind their equipment.
struct Outfit {
  std::string_view kind;
  std::string_view equipment;
  int vehicles;
  int boats;
  int ready_min;
};
constexpr Outfit kOutfits[] = {{"flood", "打桩机 2、编织袋装袋机 1、照明车 1、铁锹 60", 4, 2, 30}, {"fire", "冲锋舟 4、抛投器 2、水下声呐 1", 6, 4, 10},
                               {"medical", "急救箱 6、担架 8", 3, 0, 10},                       {"gas", "可燃气体检测仪 4、堵漏工具 2 套", 3, 0, 20},
                               {"water", "管道抢修夹具、发电机 2", 3, 0, 30},                   {"power", "发电车 1、应急灯塔 2", 4, 0, 30},
                               {"telecom", "应急通信车 1、卫星便携站 1", 2, 0, 30},             {"chemical", "重型防化服 8、洗消帐篷 1、堵漏器材", 4, 0, 15},
                               {"military", "冲锋舟 12、舟桥 1 套", 10, 12, 60},                {"social", "橡皮艇 3、救生衣 40", 3, 3, 45}};

void add_teams(City& city) {
  for (const Row& row : table("teams.csv")) {
    const std::string& name = row.at("name");
    json::Array capabilities;
    for (const std::string& word : words(row.at("capabilities"))) capabilities.emplace_back(word);
    const bool is_first = name == "江陵抗洪抢险一队";
    const auto* outfit = std::ranges::find(kOutfits, std::string_view(row.at("kind")), &Outfit::kind);
    // Three are not to be had: one stands by at half strength, one is out, one has its vehicles in repair.
    const std::string_view readiness = name == "荆州供水抢修队" ? "standby" : name == "松滋燃气抢修队" ? "out" : name == "石首通信保障队" ? "absent" : "ready";
    city.rows.add("rescue_team", name, at(city, name, row.at("county")),
                  {{"name", name}, {"kind", row.at("kind")}, {"capabilities", std::move(capabilities)},
                   {"people", static_cast<std::int64_t>(to_number(row.at("people")))},
                   {"leader", is_first ? city.by_key.at("shipingchuan").person : city.by_post.at("team." + name).person},
                   {"body", id_of("body", "hq_" + row.at("county"))}, {"readiness", readiness}, {"ready_within", outfit->ready_min * 60'000},
                   {"equipment", outfit->equipment}, {"vehicles", outfit->vehicles}, {"boats", outfit->boats}, {"full_time", row.at("kind") == "fire"},
                   {"trained_on", fmt::format("2026-06-{:02}", 1 + spread(name) % 28)}, {"checked_on", "2026-07-10"}, {"invented", true}});
  }
}

struct Expert {
  std::string_view key;
  std::string_view fields;
  std::string_view unit;
  std::string_view rank;
  std::string_view county;
  std::string_view degree;
  bool available = true;
};
// The dike's four first, as the night calls them; the others by their field. Two cannot come.
constexpr Expert kExperts[] = {{"wangshoudi", "dike;geotech", "荆江大堤管理单位", "高级工程师", "421002", "bachelor"},
                               {"luoyanqiu", "dike;structure", "市水利设计院", "教授级高工", "421002", "master"},
                               {"luowendi", "hydrology", "市水文局", "高级工程师", "421002", "bachelor"},
                               {"shenyibai", "weather", "市气象台", "首席预报员", "421002", "master"},
                               {"zhongliming", "chemistry", "演示化工设计单位", "高级工程师", "421002", "bachelor"},
                               {"tanqiushi", "chemistry", "开发区化工园", "工程师", "421071", "bachelor"},
                               {"guxingyun", "mining;geotech", "演示地质单位", "高级工程师", "421087", "bachelor"},
                               {"fangweicheng", "fire", "市消防救援支队", "高级工程师", "421002", "bachelor"},
                               {"linmuqing", "forest", "市林业部门", "高级工程师", "421087", "bachelor"},
                               {"shihuaizhong", "earthquake", "市地震部门", "高级工程师", "421003", "master"},
                               {"duanfangyuan", "building", "市建筑设计院", "教授级高工", "421003", "master"},
                               {"hetiecheng", "machinery", "演示机械企业", "高级工程师", "421022", "bachelor"},
                               {"kongxianghe", "special_equipment", "市特检所", "高级工程师", "421002", "bachelor", false},
                               {"baizhilan", "medical", "市中心医院", "主任医师", "421002", "doctor"},
                               {"xulaifeng", "relief", "市减灾备灾中心", "高级工程师", "421003", "bachelor"},
                               {"yanshouzheng", "law", "演示律师事务所", "一级律师", "421002", "master"},
                               {"zhutongda", "information", "市信息中心", "高级工程师", "421002", "master"},
                               {"luhengchuan", "dike;hydrology", "演示高校水利学院", "教授", "421003", "doctor", false}};

void add_experts(City& city) {
  int order = 1;
  for (const Expert& expert : kExperts) {
    const std::string key(expert.key);
    json::Array fields;
    for (const std::string& word : words(std::string(expert.fields))) fields.emplace_back(word);
    const Someone& who = city.by_key.at(key);
    city.rows.add("expert", key, at(city, key, std::string(expert.county)),
                  {{"person", who.person}, {"fields_of_work", std::move(fields)}, {"unit", expert.unit}, {"rank", expert.rank}, {"post", who.post},
                   {"degree", expert.degree}, {"province_code", fmt::format("HBZJ-演{:03}", order)}, {"appointed_from", "2025-01-01"},
                   {"appointed_to", "2029-12-31"}, {"call_order", order}, {"available", expert.available}, {"invented", true}});
    ++order;
  }
}

}  // namespace

void add_supplies(City& city) {
  add_stores(city);
  add_stock(city);
  add_batches(city);
  add_teams(city);
  add_experts(city);
}

}  // namespace muster::demo
