// July 2019 (No. 1 flood of the Yangtze formed on the 13th): fifteen dike incidents, six of them followed by provincial leaders, each of
// these inside every limit of rule incident_limits; and the drought of the summer.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "demo/years.h"

namespace muster::demo {
namespace {

using std::chrono::minutes;

struct Danger {
  std::string_view dike;
  std::size_t section;       ///< index on its dike, counted round
  std::string_view kind;
  std::string_view measures;
  int day = 0;               ///< of July
  int hour = 0;
  int followed = 0;          ///< instructions of provincial leaders
};
constexpr Danger kDangers[] = {
    {"JHCJ", 7, "seepage", "开沟导渗，铺反滤料，专人观察", 14, 6, 1},   {"JHCJ", 15, "sand_boil", "围井填反滤料，加密观察", 15, 2, 2},
    {"JHCJ", 23, "seepage", "开沟导渗", 15, 22, 1},                     {"JHCJ", 38, "sand_boil", "三级反滤围井", 16, 4, 1},
    {"JHCJ", 48, "culvert", "闭闸止水，闸后蓄水反压", 16, 13, 1},        {"GACJ", 2, "slope_slip", "削坡减载，打桩固脚", 17, 9, 1},
    {"JHCJ", 11, "seepage", "开沟导渗", 14, 15, 0},                      {"JHCJ", 19, "well", "井口抬高围井", 15, 8, 0},
    {"JHCJ", 34, "seepage", "开沟导渗", 15, 18, 0},                      {"JHCJ", 42, "seepage", "开沟导渗", 16, 20, 0},
    {"GACJ", 4, "crack", "灌浆封堵", 18, 7, 0},                         {"SSCJ", 1, "seepage", "开沟导渗", 17, 16, 0},
    {"SSCJ", 2, "bank_collapse", "抛石护脚", 19, 11, 0},                {"JHCJ", 3, "sinkhole", "开挖回填夯实", 18, 14, 0},
    {"JHCJ", 32, "seepage", "开沟导渗", 20, 10, 0}};

struct Step {
  std::string_view name;
  std::string_view title;
  std::int64_t from_min;   ///< after it was found
  std::int64_t met_min;
  std::int64_t limit_min;  ///< rule incident_limits
};

const Dike& dike_of(const Years& years, std::string_view code) {
  const auto found = std::ranges::find(years.city.dikes, std::string(code), &Dike::code);
  return found == years.city.dikes.end() ? years.city.dikes.front() : *found;
}

void add_clocks(Years& years, const std::string& key, const Spot& spot, const std::string& found, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    const std::string started = later(found, minutes(step.from_min));
    const std::int64_t late = std::max<std::int64_t>(0, step.met_min - step.from_min - step.limit_min);
    years.rows.add("clock", key + ' ' + std::string(step.name), {.jurisdiction = spot.code, .geometry = {}, .occurred_at = *parse_time(started)},
                   {{"about", id_of("dike_incident", key)}, {"about_type", "dike_incident"}, {"name", step.name}, {"title", step.title}, {"started_at", started},
                    {"due_at", later(started, minutes(step.limit_min))}, {"limit_ms", step.limit_min * 60'000}, {"rule", "incident_limits"}, {"mark", "check"}});
    years.rows.then_move("meet", {{"met_at", later(found, minutes(step.met_min))}, {"late_ms", late * 60'000}});
  }
}

void add_instruction(Years& years, const std::string& key, const std::string& county, const std::string& found, int number) {
  const std::string given = later(found, minutes(95 + 240 * number));
  years.rows.add("instruction", fmt::format("{} {}", key, number), Years::where_of(county, given),
                 {{"leader", id_of("person", number % 2 == 1 ? "province_leader_1" : "province_leader_2")},
                  {"leader_post", id_of("post", number % 2 == 1 ? "province_leader_1" : "province_leader_2")}, {"given_at", given},
                  {"text", number == 1 ? "请荆州市科学处置，确保堤防安全，随报进展。（演示虚构）" : "加密观察，防止反复。（演示虚构）"}, {"about", id_of("dike_incident", key)},
                  {"unit", id_of("body", "city_flood_hq")}, {"holder", years.person("guchangfeng")}, {"deadline", later(given, std::chrono::hours(24))}});
  years.rows.then_move("finish", {{"result", "险情已控制，坐哨观察后结案"}});
  years.rows.then_move("report");
  years.rows.then_set({{"passed_at", later(given, minutes(10))}, {"done_at", later(given, minutes(300))}, {"reported_at", later(given, minutes(360))}});
}

void add_danger(Years& years, const Danger& danger, int number) {
  const Dike& dike = dike_of(years, danger.dike);
  const Section& section = dike.sections[danger.section % dike.sections.size()];
  const std::int64_t stake = (section.from_stake + section.to_stake) / 2 / 10 * 10;
  const std::string found = time_text(2019, 7, danger.day, danger.hour, static_cast<int>(years.dice.between(1, 50)));
  const std::string key = fmt::format("2019 {}", number);
  const Spot spot{section.county, section.name, section.at(stake)};
  // One that nobody followed from above was late: first measure after 70 minutes.
  const std::int64_t measured = danger.followed == 0 && number == 11 ? 76 : years.dice.between(32, 52);
  const std::vector<Step> steps{{"receive", "险情上报", 0, years.dice.between(3, 8), 10}, {"verify", "核实", 6, years.dice.between(16, 27), 25},
                                {"first_measure", "第一措施", 6, measured, 55}, {"control", "控制", 6, years.dice.between(84, 118), 120},
                                {"close", "结案", 160, 160 + years.dice.between(30, 66) * 60, 72 * 60}};
  years.rows.add("dike_incident", key, years.where(spot, found),
                 {{"kind", danger.kind}, {"grade", danger.followed > 0 ? "key" : "general"}, {"upward_grade", "general"}, {"dike_class", section.dike_class},
                  {"section", section_id(section)}, {"stake", stake}, {"bank", section.bank}, {"side", "inner_toe"}, {"distance_m", years.dice.between(6, 80)},
                  {"control_gauge", id_of("gauge", section.gauge)}, {"water", "clear"}, {"sand", danger.kind == "sand_boil" ? "yes" : "no"}, {"finder", "巡查组"},
                  {"source", "patrol"}, {"casualties", "无"}, {"found_at", found}});
  years.rows.then_move("receive");
  years.rows.then_move("verify");
  years.rows.then_move("measure", {{"measures", danger.measures}, {"people_on_site", years.dice.between(12, 60)}});
  years.rows.then_move("control");
  years.rows.then_move("watch");
  years.rows.then_move("close", {{"conclusion", "处置有效，未反复。（演示虚构）"}});
  const auto at = [&](std::size_t step) { return later(found, minutes(steps[step].met_min)); };
  years.rows.then_set({{"received_at", at(0)}, {"verified_at", at(1)}, {"first_measure_at", at(2)}, {"under_control_at", at(3)},
                       {"watched_at", later(found, minutes(160))}, {"closed_at", at(4)}});
  add_clocks(years, key, spot, found, steps);
  for (int n = 1; n <= danger.followed; ++n) add_instruction(years, key, section.county, found, n);
}

}  // namespace

void add_year_dangers(Years& years) {
  int number = 0;
  for (const Danger& danger : kDangers) add_danger(years, danger, ++number);
}

// To 18 August 2019 (published): 35 townships in five counties, 313,463 people, 9,865 needing aid, 32,437 / 9,750 / 702 ha, 112.91 million yuan.
void add_drought(Years& years) {
  struct Part {
    std::string_view code;
    std::int64_t weight;
    std::int64_t townships;
  };
  constexpr std::array<Part, 5> kCounties{Part{"421087", 30, 11}, Part{"421024", 14, 5}, Part{"421022", 20, 7}, Part{"421088", 22, 8}, Part{"421083", 14, 4}};
  std::vector<std::int64_t> weights;
  for (const Part& county : kCounties) weights.push_back(county.weight);
  const auto people = split(313'463, weights);
  const auto aid = split(9'865, weights);
  const auto affected = split(32'437, weights);
  const auto damaged = split(9'750, weights);
  const auto lost = split(702, weights);
  const auto loss = split(1'129'100, weights);  // ten thousand fen
  const std::string started = time_text(2019, 7, 25, 8);
  years.rows.add("disaster", "drought 2019", Years::where_of("4210", started),
                 {{"name", "2019 年夏秋旱"}, {"kind", "drought"}, {"started_at", started}, {"ended_at", time_text(2019, 11, 30, 8)}, {"cause", "7 月下旬起持续少雨高温"},
                  {"counties", 5}, {"summary", "截至 8 月 18 日 35 个乡镇受旱"}});
  years.rows.then_move("settle");
  years.rows.then_move("verify");
  years.rows.then_set({{"stable_at", time_text(2019, 12, 1, 9)}, {"verified_at", time_text(2019, 12, 5, 9)}});
  const std::string as_of = time_text(2019, 8, 18, 8);
  for (std::size_t i = 0; i < kCounties.size(); ++i) {
    years.rows.add("disaster_loss_report", fmt::format("drought 2019 {}", kCounties[i].code), Years::where_of(std::string(kCounties[i].code), as_of),
                   {{"disaster", id_of("disaster", "drought 2019")}, {"hazard", "drought"}, {"kind", "follow_up"}, {"as_of", as_of}, {"affected", people[i]},
                    {"drought_aid", aid[i]}, {"crops_ha", affected[i]}, {"crops_damaged_ha", damaged[i]}, {"crops_lost_ha", lost[i]},
                    {"loss_farm_fen", loss[i] * 10'000}, {"loss_house_fen", 0}, {"loss_industry_fen", 0},
                    {"loss_infra_fen", 0}, {"loss_public_fen", 0}, {"loss_other_fen", 0}, {"deaths", 0}, {"note", fmt::format("{} 个乡镇受旱；分县数为演示虚构，合计按公开数", kCounties[i].townships)}});
    years.rows.then_move("submit");
    years.rows.then_move("accept");
    years.rows.then_set({{"submitted_at", later(as_of, minutes(50))}});
  }
}

}  // namespace muster::demo
