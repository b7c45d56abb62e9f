// Accidents of 2018 and 2019 (docs/design/demonstration.md): 145 with 143 deaths, one of them 较大; 111 with 117 deaths, none above 一般.
#include <fmt/format.h>

#include <array>
#include <numeric>

#include "demo/years.h"

namespace muster::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<int, 12> kEven{8, 6, 8, 8, 9, 9, 10, 10, 8, 8, 8, 8};
constexpr std::array<int, 12> kRoad{11, 7, 6, 6, 6, 6, 6, 7, 10, 10, 12, 13};    // peaks September to January
constexpr std::array<int, 12> kHeat{3, 2, 4, 5, 8, 16, 20, 18, 8, 6, 5, 5};      // confined spaces, drowning
constexpr std::array<int, 12> kHarvest{0, 0, 1, 3, 22, 22, 4, 3, 20, 20, 4, 1};  // farm machinery
constexpr std::array<int, 12> kFireworks{40, 40, 5, 2, 1, 1, 1, 1, 2, 2, 3, 2};

/// How many accidents of a sector with one, two, three and no deaths.
struct Deaths {
  int one = 0;
  int two = 0;
  int three = 0;
  int none = 0;
};

struct Sector {
  std::string_view word;
  std::string_view title;
  std::string_view type_1986;
  std::string_view rule_set;
  const std::array<int, 12>* season;
  std::string_view where;   ///< after the township
  std::string_view course;
  Deaths in_2018;
  Deaths in_2019;
};

// By sector in 2019 (accidents/deaths): road 74/76, construction 15/18, eight industries 8/9, other trade 5/6, farm machinery 4/3,
// water and fishery 2/2, chemical 1/1, non-coal mine 1/1, rail 1/1. Those of 2018 are invented within their totals.
constexpr Sector kSectors[] = {
    {"road", "道路运输", "02", "road", &kRoad, "境内公路", "货运车辆与电动车（行人）相撞", {84, 4, 1, 7}, {68, 4, 0, 2}},
    {"construction", "建筑施工", "09", "order_493", &kEven, "在建工地", "作业人员未系安全带，自高处坠落", {15, 2, 0, 2}, {12, 3, 0, 0}},
    {"building_material", "建材", "03", "order_493", &kEven, "砖瓦厂", "清理设备时未停机断电，被卷入", {3, 1, 0, 0}, {2, 0, 0, 0}},
    {"machinery", "机械", "04", "order_493", &kEven, "机械加工厂", "起吊工件滑脱，砸中下方人员", {3, 0, 0, 0}, {2, 0, 0, 0}},
    {"light", "轻工", "19", "order_493", &kHeat, "食品加工厂", "下污水池作业未通风检测，中毒窒息，施救不当", {2, 0, 0, 0}, {1, 1, 0, 0}},
    {"textile", "纺织", "08", "order_493", &kEven, "纺织厂", "粉尘积聚引燃，人员未及时撤离", {1, 0, 0, 0}, {1, 0, 0, 0}},
    {"metallurgy", "冶金", "07", "order_493", &kEven, "铸造厂", "炉前喷溅，被烫伤致死", {1, 0, 0, 0}, {1, 0, 0, 0}},
    {"commerce", "商贸", "05", "order_493", &kHeat, "门店仓库", "检修电器未断电，触电", {4, 1, 0, 0}, {2, 1, 0, 0}},
    {"logistics", "仓储物流", "02", "order_493", &kEven, "物流园", "叉车倒车时碾压人员", {2, 0, 0, 0}, {2, 0, 0, 0}},
    {"farm_machine", "农业机械", "03", "order_493", &kHarvest, "田间", "收割机转场翻入沟渠", {3, 0, 0, 2}, {3, 0, 0, 1}},
    {"water", "水上交通", "06", "water", &kHeat, "渡口水域", "小型船舶靠泊时人员落水", {1, 0, 0, 0}, {1, 0, 0, 0}},
    {"fishery", "渔业船舶", "06", "water", &kHeat, "湖区", "渔船遇风侧翻，人员落水", {1, 0, 0, 1}, {1, 0, 0, 0}},
    {"chemical", "危险化学品", "19", "order_493", &kHeat, "化工厂", "检维修时残液泄漏，中毒", {1, 0, 0, 0}, {1, 0, 0, 0}},
    {"mine", "非煤矿山", "01", "order_493", &kEven, "采石场", "边坡浮石坠落击中人员", {1, 0, 0, 0}, {1, 0, 0, 0}},
    {"rail", "铁路", "02", "order_501", &kEven, "铁路线路", "人员违规横穿线路被撞", {1, 0, 0, 0}, {1, 0, 0, 0}},
    {"fireworks", "烟花爆竹", "14", "order_493", &kFireworks, "零售点", "违规拆分产品引燃", {1, 0, 0, 0}, {0, 0, 0, 0}}};

std::string area_of(Years& years, std::string_view sector) {
  if (sector == "mine") return "421087";  // mines lie only in the hills
  if (sector == "rail") return "4210";
  if (sector == "fishery" || sector == "water") return years.dice.pick(std::vector<std::string>{"421083", "421081", "421022"});
  return years.areas()[years.dice.weighted(years.people())];
}

void add_dead(Years& years, const std::string& key, const Spot& spot, const std::string& time, std::int64_t deaths) {
  for (std::int64_t n = 1; n <= deaths; ++n) {
    years.rows.add("casualty", key + ' ' + std::to_string(n), {.jurisdiction = spot.code, .geometry = {}, .occurred_at = *parse_time(time)},
                   {{"accident", id_of("accident", key)}, {"row_no", n}, {"name", years.city.names.next()},
                    {"sex", years.dice.below(4) == 0 ? "female" : "male"}, {"age", years.dice.between(19, 71)}, {"degree", "death"},
                    {"died_at", later(time, minutes(years.dice.between(0, 55)))}, {"lost_days", 6000}, {"note", "演示虚构"}});
  }
}

// From the first call to the evaluation, each step inside its limit.
void follow(Years& years, const std::string& time, int year, int number, std::int64_t deaths, std::string_view cause) {
  const bool before_merger = *parse_time(time) < *parse_time("2019-03-05T00:00:00+08:00");
  years.rows.then_move("verify", {{"level", deaths >= 3 ? "large" : "ordinary"}});
  years.rows.then_move("investigate", {{"team_by", id_of("body", before_merger ? "city_old_work_safety" : "city_bureau")}});
  years.rows.then_move("submit", {{"cause", fmt::format("直接原因：{}。间接原因：教育培训和现场管理不到位。（演示虚构）", cause)}, {"nature", "liability"}});
  years.rows.then_move("reply", {{"replied_no", fmt::format("演示批复〔{}〕{} 号", year, number)}, {"people_punished", years.dice.between(1, 4)}});
  years.rows.then_move("close");
  const auto days = [&](std::int64_t from, std::int64_t to) { return hours(24 * years.dice.between(from, to)); };
  const std::string submitted = later(time, days(28, 55));
  const std::string replied = later(submitted, days(5, 14));
  years.rows.then_set({{"report_submitted_at", submitted}, {"replied_at", replied}, {"evaluated_at", later(replied, days(120, 330))}});
}

void add_accident(Years& years, const Sector& sector, int year, int number, std::int64_t deaths) {
  std::vector<std::int64_t> season(sector.season->begin(), sector.season->end());
  const int month = static_cast<int>(years.dice.weighted(season)) + 1;
  const auto day = static_cast<int>(years.dice.between(1, days_in(year, month)));
  const std::string time = time_text(year, month, day, static_cast<int>(years.dice.between(5, 22)), static_cast<int>(years.dice.between(0, 59)));
  const std::string area = area_of(years, sector.word);
  const Spot spot = years.spot(area);
  const std::string key = fmt::format("{} {}", year, number);
  const std::string county_told = later(time, minutes(years.dice.between(25, 58)));
  years.rows.add("accident", key, years.where(spot, time),
                 {{"title", fmt::format("{}“{}·{}”{}{}事故", years.name(area), month, day, sector.title, deaths >= 3 ? "较大" : "一般")},
                  {"happened_at", time}, {"place_text", spot.text + std::string(sector.where)}, {"unit_text", "演示虚构单位"},
                  {"sector", sector.word}, {"rule_set", sector.rule_set}, {"type_1986", sector.type_1986}, {"deaths", deaths},
                  {"serious", deaths == 0 ? 1 : 0}, {"loss_fen", years.dice.between(20, 160) * 1'000'000 * std::max<std::int64_t>(deaths, 1)},
                  {"course", fmt::format("{}，致 {} 人死亡。（演示虚构）", sector.course, deaths)}, {"measures", "救治伤员，保护现场，停工排查"},
                  {"head_told_at", later(time, minutes(6))}, {"county_received_at", county_told},
                  {"city_received_at", later(county_told, minutes(years.dice.between(20, 95)))}});
  follow(years, time, year, number, deaths, sector.course);
  add_dead(years, key, spot, time, deaths);
}

}  // namespace

void add_accidents(Years& years) {
  for (const int year : {2018, 2019}) {
    int number = 0;
    for (const Sector& sector : kSectors) {
      const Deaths& deaths = year == 2018 ? sector.in_2018 : sector.in_2019;
      for (const auto& [count, each] : {std::pair{deaths.one, 1}, {deaths.two, 2}, {deaths.three, 3}, {deaths.none, 0}}) {
        for (int n = 0; n < count; ++n) add_accident(years, sector, year, ++number, each);
      }
    }
  }
}

}  // namespace muster::demo
