// 2019: 65 warnings of the city's weather office relayed at city level (county signals apart), 199 water-and-rain bulletins and 169
// consultation bulletins of the season, five monthly risk consultations since August.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "demo/hydrograph.h"
#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr int kYear = 2019;

struct Kind {
  std::string_view hazard;
  std::string_view title;
  std::array<int, 12> by_month;
};
// Heavy rain from April to August, heat into September, drought from August, fog and ice in winter; 65 in all.
constexpr Kind kKinds[] = {{"rainstorm", "暴雨", {0, 0, 1, 2, 4, 6, 5, 2, 1, 1, 0, 0}}, {"heat", "高温", {0, 0, 0, 0, 0, 0, 3, 7, 3, 0, 0, 0}},
                           {"lightning", "雷电", {0, 0, 1, 1, 2, 2, 1, 0, 0, 0, 0, 0}}, {"fog", "大雾", {2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2}},
                           {"gale", "大风", {0, 1, 1, 2, 0, 0, 0, 0, 0, 0, 1, 0}},      {"drought", "干旱", {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0}},
                           {"cold_wave", "寒潮", {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}}, {"road_icing", "道路结冰", {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}};

struct Colour {
  std::string_view word;
  std::string_view title;
};
constexpr Colour kColours[] = {{"blue", "蓝色"}, {"yellow", "黄色"}, {"orange", "橙色"}};

void add_warning(Years& years, const Kind& kind, int month, int number, const std::string& area) {
  const bool is_city = area == "4210";
  const Colour& colour = kColours[years.dice.weighted({kind.hazard == "heat" || kind.hazard == "fog" || kind.hazard == "road_icing" ? 0 : 4, 5, 2})];
  const int day = static_cast<int>(years.dice.between(1, days_in(kYear, month)));
  const std::string sent = time_text(kYear, month, day, static_cast<int>(years.dice.between(5, 21)), static_cast<int>(years.dice.between(0, 59)));
  const std::string issuer = is_city ? "荆州市气象台" : years.name(area) + "气象台";
  const std::string headline = fmt::format("{}发布{}{}预警信号", issuer, kind.title, colour.title);
  years.rows.add("warning", fmt::format("{} {}", kYear, number), Years::where_of(area, sent),
                 {{"origin", "relayed"}, {"sender", is_city ? "42100041600000" : "demo-" + area}, {"identifier", fmt::format("demo{}{:03}", kYear, number)},
                  {"issuer", issuer}, {"issuer_body", is_city ? id_of("body", "city_weather") : std::string()}, {"hazard", kind.hazard}, {"colour", colour.word},
                  {"headline", headline}, {"text", headline + "：请注意防范。（演示虚构）"}, {"sent", sent}, {"expires", later(sent, std::chrono::hours(kind.hazard == "drought" ? 240 : 12))},
                  {"area_text", is_city ? "荆州市" : years.name(area)}, {"received_at", later(sent, std::chrono::minutes(1))}});
  years.rows.then_move("review", {{"relay_body", id_of("body", is_city ? "city_bureau" : "hq_" + area)}});
  years.rows.then_move("relay", {{"relay_body", id_of("body", is_city ? "city_bureau" : "hq_" + area)}});
  years.rows.then_move("expire");
  const auto after = [&](int minutes) { return later(sent, std::chrono::minutes(minutes)); };
  years.rows.then_set({{"reviewed_at", after(4)}, {"reviewed_by", years.person("gaowenlan")}, {"relayed_at", after(static_cast<int>(years.dice.between(6, 13)))},
                       {"relayed_by", years.person("zhouqiming")}, {"ended_at", after(kind.hazard == "drought" ? 14400 : 720)}});
}

void add_warnings(Years& years) {
  int number = 0;
  for (const Kind& kind : kKinds) {
    for (int month = 1; month <= 12; ++month) {
      for (int n = 0; n < kind.by_month[static_cast<std::size_t>(month) - 1]; ++n) add_warning(years, kind, month, ++number, "4210");
    }
  }
  // Signals of county offices, which the city's figure leaves out.
  for (int n = 0; n < 24; ++n) add_warning(years, kKinds[0], static_cast<int>(years.dice.between(4, 8)), ++number, years.areas()[years.dice.below(8)]);
}

// Days after 1 May. Shashi stayed below 42.00 all year (published).
double shashi_m(int day) { return interpolate({{0, 35.2}, {30, 36.4}, {60, 38.9}, {70, 39.8}, {77, 40.93}, {90, 38.2}, {120, 34.1}, {167, 31.6}}, day); }

struct Day {
  int month = 0;
  int day = 0;
  int number = 0;  ///< after 1 May
};
std::vector<Day> season() {
  std::vector<Day> out;
  for (int month = 5; month <= 10; ++month) {
    for (int day = 1; day <= (month == 10 ? 15 : days_in(kYear, month)); ++day) out.push_back({month, day, static_cast<int>(out.size())});
  }
  return out;
}

void add_paper(Years& years, std::string_view kind, int issue, const std::string& at, const std::string& title, const std::string& text, json::Object facts,
               const std::string& body, const std::string& about = {}) {
  years.rows.add("bulletin", fmt::format("{} {}", kind, issue), Years::where_of("4210", at),
                 {{"kind", kind}, {"body", id_of("body", body)}, {"issue_no", fmt::format("{}年第{}期", kYear, issue)}, {"title", title},
                  {"text", text + "（演示数据）"}, {"facts", std::move(facts)}, {"about", about}, {"drafted_by", years.person("xiayuhe")}});
  years.rows.then_move("sign");
  years.rows.then_set({{"signed_at", at}, {"signed_by", years.person("xianghe")}});
}

json::Object water_of(const Day& day) {
  return {{"shashi_m", std::round(shashi_m(day.number) * 100) / 100}, {"luoshan_m", std::round(luoshan_2019_m(day.number) * 100) / 100}};
}

std::string water_text(const Day& day, int hour) {
  return fmt::format("{}月{}日{}时，沙市站水位 {:.2f} 米（设防 42.00 米），螺山站 {:.2f} 米。", day.month, day.day, hour, shashi_m(day.number), luoshan_2019_m(day.number));
}

// One a day of the season, a second one from 12 to 22 July and for twenty days of the drought: 168 + 11 + 20.
void add_water_bulletins(Years& years) {
  int issue = 0;
  for (const Day& day : season()) {
    const bool flood = day.month == 7 && day.day >= 12 && day.day <= 22;
    const bool drought = (day.month == 8 && day.day >= 19) || (day.month == 9 && day.day <= 7);
    for (const int hour : flood || drought ? std::vector<int>{8, 16} : std::vector<int>{8}) {
      add_paper(years, "water_rain", ++issue, time_text(kYear, day.month, day.day, hour, 40), fmt::format("水雨情简报（{}月{}日{}时）", day.month, day.day, hour),
                water_text(day, hour) + (drought ? "旱情持续，注意灌溉与饮水。" : ""), water_of(day), "city_flood_office");
    }
  }
}

// One a day of the season and one more on 15 July, when the province started level IV at noon.
void add_consultation_bulletins(Years& years) {
  int issue = 0;
  for (const Day& day : season()) {
    const bool second = day.month == 7 && day.day == 15;
    for (const int hour : second ? std::vector<int>{9, 17} : std::vector<int>{9}) {
      add_paper(years, "consultation", ++issue, time_text(kYear, day.month, day.day, hour, 30), fmt::format("水旱情会商简报（{}月{}日）", day.month, day.day),
                water_text(day, 8) + "会商意见：加强监测，按职责落实防范。", water_of(day), "city_flood_office");
    }
  }
}

void add_consultations(Years& years) {
  constexpr std::string_view kFocus[] = {"抗旱保供水、森林防火起步", "秋旱与森林火险", "秋汛偏弱、旱情持续", "森林防火期、低温", "低温雨雪、岁末安全"};
  for (int month = 8; month <= 12; ++month) {
    const std::string at = time_text(kYear, month, 28, 15);
    const std::string key = fmt::format("risk {}", month);
    const std::string focus(kFocus[month - 8]);
    years.rows.add("meeting", key, Years::where_of("4210", at),
                   {{"title", fmt::format("{} 月自然灾害风险会商研判会", month)}, {"kind", "risk_consultation"}, {"host", id_of("body", "city_reduction_committee")},
                    {"held_at", at}, {"place_text", "市应急局会商室"}, {"chair", years.person("guchangfeng")}, {"minutes_no", fmt::format("演示会商〔2019〕{} 号", month - 7)},
                    {"attendees", years.dice.between(12, 18)}, {"units", ids_of("body", {"city_weather", "city_hydrology", "city_water", "city_natural_resources", "city_forestry"})},
                    {"summary", "下月重点：" + focus + "。（演示虚构）"}});
    add_paper(years, "risk", month - 7, later(at, std::chrono::hours(20)), fmt::format("自然灾害风险会商研判报告（{} 月）", month), "研判下月重点：" + focus + "。", {},
              "city_reduction_committee", id_of("meeting", key));
    if (month == 12) continue;
    years.rows.then_move("check", {{"checked_on", date_text(kYear, month + 1, 27)}, {"check_text", "研判与实况基本相符"}});
  }
}

}  // namespace

double luoshan_2019_m(double day) { return interpolate({{0, 24.6}, {30, 26.2}, {60, 29.4}, {70, 30.55}, {75, 31.08}, {80, 30.80}, {92, 28.4}, {120, 23.9}, {167, 21.4}}, day); }

void add_year_warnings(Years& years) {
  add_warnings(years);
  add_water_bulletins(years);
  add_consultation_bulletins(years);
  add_consultations(years);
}

}  // namespace muster::demo
