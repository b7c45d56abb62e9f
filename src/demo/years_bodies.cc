// Bodies before and after the merger of 2019-03-05, and the two figures of posts that are never added: 318 authorised, 578 identified.
#include <fmt/format.h>

#include <array>

#include "demo/inputs.h"
#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr std::string_view kMerged = "2019-03-05";
constexpr std::string_view kLastDay = "2019-03-04";
constexpr std::int64_t kEnforcement = 318;
constexpr std::int64_t kIdentified = 578;
constexpr std::int64_t kFurtherUnit = 23;

struct Body {
  std::string_view code;
  std::string_view name;
  std::string_view short_name;
  std::string_view name_en;
  std::string_view kind;
};
constexpr Body kBodies[] = {{"city_police", "荆州市公安局", "市公安局", "Police", "department"},
                            {"city_housing", "荆州市住房和城乡建设局", "市住建局", "Housing and Construction", "department"},
                            {"city_transport", "荆州市交通运输局", "市交通局", "Transport", "department"},
                            {"city_market", "荆州市市场监督管理局", "市市场监管局", "Market Supervision", "department"},
                            {"province_government", "湖北省人民政府", "省政府", "Government of Hubei", "upper"},
                            // Ten bodies gave their emergency duties to the bureau; the work-safety administration is in bodies.csv.
                            {"old_emergency_office", "荆州市人民政府应急管理办公室", "原市政府应急办", "Government Emergency Office", "old"},
                            {"old_fire", "荆州市公安局消防管理职责", "原消防管理", "Fire management of the police", "old"},
                            {"old_relief", "荆州市民政局救灾职责", "原民政救灾", "Disaster relief of civil affairs", "old"},
                            {"old_geology", "荆州市国土资源局地质灾害防治职责", "原国土地灾防治", "Geological disasters of land resources", "old"},
                            {"old_water", "荆州市水利局水旱灾害防治职责", "原水利水旱防治", "Flood and drought of water resources", "old"},
                            {"old_forestry", "荆州市林业局森林防火职责", "原林业防火", "Forest fire of forestry", "old"},
                            {"old_quake", "荆州市地震局震灾应急救援职责", "原地震应急", "Earthquake rescue", "old"},
                            {"old_flood_hq", "荆州市防汛抗旱指挥部（改革前）", "原市防指", "Flood headquarters before 2019", "old"},
                            {"old_forest_hq", "荆州市森林防火指挥部（改革前）", "原市森防指", "Forest-fire headquarters before 2019", "old"}};

void add_bodies_of_the_time(Years& years) {
  for (const Body& body : kBodies) {
    const bool old = body.kind == "old";
    years.rows.add("body", body.code, {.jurisdiction = "4210", .geometry = {}, .occurred_at = {}},
                   {{"code", body.code}, {"name", body.name}, {"short_name", body.short_name}, {"name_en", body.name_en}, {"kind", body.kind},
                    {"jurisdiction", place_id("4210")}, {"valid_to", old ? kLastDay : std::string_view{}}, {"replaced_by", old ? id_of("body", "city_bureau") : std::string()}});
  }
  years.rows.add("body", "city_further_unit", {.jurisdiction = "4210", .geometry = {}, .occurred_at = {}},
                 {{"code", "city_further_unit"}, {"name", "荆州市应急管理局下属事业单位（演示名称）"}, {"short_name", "市局下属单位"}, {"name_en", "Further unit of the bureau"},
                  {"kind", "station"}, {"parent", id_of("body", "city_bureau")}, {"jurisdiction", place_id("4210")}, {"valid_from", kMerged}, {"invented", true}});
}

void add_leaders(Years& years) {
  for (const int n : {1, 2}) {
    const std::string key = fmt::format("province_leader_{}", n);
    const Rows::Where where{.jurisdiction = "4210", .geometry = {}, .occurred_at = {}};
    years.rows.add("person", key, where, {{"name", years.city.names.next()}, {"unit", id_of("body", "province_government")}, {"job", "省领导（演示虚构）"}, {"invented", true}});
    years.rows.add("post", key, where, {{"code", key}, {"title", n == 1 ? "省领导（分管）" : "省领导"}, {"body", id_of("body", "province_government")}, {"is_leader", true}});
  }
}

void add_posts(Years& years) {
  const std::vector<std::string> counties(years.areas().begin(), years.areas().end() - 1);
  const std::vector<std::int64_t> weights(years.people().begin(), years.people().end() - 1);
  const auto authorised = split(kEnforcement, weights);
  const auto identified = split(kIdentified, weights);
  for (std::size_t i = 0; i < counties.size(); ++i) {
    const std::string& area = counties[i];
    const std::string code = "bureau_" + area;
    const Rows::Where where = Years::where_of(area, "2019-03-05T08:00:00+08:00");
    years.rows.add("body", code, where,
                   {{"code", code}, {"name", years.name(area) + "应急管理局"}, {"short_name", years.city.county(area).short_name + "应急局"}, {"kind", "bureau"},
                    {"parent", id_of("body", "city_bureau")}, {"jurisdiction", place_id(area)}, {"valid_from", kMerged}});
    years.rows.add("authorised_post", area, where,
                   {{"body", id_of("body", code)}, {"kind", "enforcement"}, {"approved", authorised[i]}, {"filled", authorised[i] - years.dice.between(0, 3)}, {"enforcement", authorised[i]},
                    {"from", kMerged}, {"basis", "演示编办〔2019〕1 号"}, {"note", "分县数为演示虚构，合计按公开数"}});
    const std::int64_t townships = identified[i] * 2 / 3;
    for (const auto& [kind, people] : {std::pair{"township", townships}, {"enforcement_aid", identified[i] - townships}}) {
      years.rows.add("identified_post", area + ' ' + kind, where,
                     {{"body", id_of("body", code)}, {"kind", kind}, {"people", people}, {"paid_by", "县级财政"}, {"from", "2019-06-01"}, {"basis", "演示核定〔2019〕2 号"}});
    }
  }
  years.rows.add("authorised_post", "further", Years::where_of("4210", "2019-03-05T08:00:00+08:00"),
                 {{"body", id_of("body", "city_further_unit")}, {"kind", "institution"}, {"approved", kFurtherUnit}, {"filled", kFurtherUnit - 4}, {"from", kMerged}, {"basis", "演示编办〔2019〕3 号"}});
}

// A station in each township: its full-time staff together are the township posts of its county that were identified.
void add_stations(Years& years) {
  std::map<std::string, std::vector<Row>> by_county;
  for (const Row& row : table("townships.csv")) by_county[row.at("code").substr(0, 6)].push_back(row);
  const std::vector<std::string> counties(years.areas().begin(), years.areas().end() - 1);
  const auto identified = split(kIdentified, {years.people().begin(), years.people().end() - 1});
  for (std::size_t i = 0; i < counties.size(); ++i) {
    const auto townships = by_county.find(counties[i]);
    if (townships == by_county.end()) continue;  // a zone without townships keeps its staff at its bureau
    const auto full_time = split(identified[i] * 2 / 3, std::vector<std::int64_t>(townships->second.size(), 1));
    for (std::size_t n = 0; n < townships->second.size(); ++n) {
      const Row& row = townships->second[n];
      const std::string& code = row.at("code");
      const bool is_street = row.at("name").ends_with("街道");
      const std::int64_t authorised = full_time[n] >= 3 ? 2 : 1;
      years.rows.add("township_station", code, years.where(years.town(code), "2019-06-01T08:00:00+08:00"),
                     {{"name", row.at("name") + "应急管理" + (is_street ? "办公室" : "站")}, {"kind", full_time[n] < 2 ? "part_time" : n % 4 == 3 ? "combined" : "station"},
                      {"body", id_of("body", "tw_" + code)}, {"founded_by", "演示机构〔2019〕6 号"}, {"station_head", years.city.by_key.at("tw_" + code).person},
                      {"duty_24h", full_time[n] >= 3}, {"authorised_posts", authorised}, {"staff", full_time[n] + years.dice.between(1, 4)}, {"full_time", full_time[n]},
                      {"law_cards", full_time[n] / 2}, {"funds_year_fen", years.dice.between(5, 30) * 1'000'000}, {"office_m2", years.dice.between(20, 90)},
                      {"radios", years.dice.between(2, 10)}, {"generators", years.dice.between(0, 2)}, {"boats", is_street ? 0 : years.dice.between(0, 2)},
                      {"vehicles", years.dice.between(0, 2)}, {"equipment", "铁锹、雨衣、手电、喊话器"}, {"meets_standard", full_time[n] >= 3}, {"checked_on", "2019-11-20"}, {"invented", true}});
    }
  }
}

}  // namespace

void add_year_bodies(Years& years) {
  add_bodies_of_the_time(years);
  add_leaders(years);
  add_posts(years);
  add_stations(years);
}

}  // namespace muster::demo
