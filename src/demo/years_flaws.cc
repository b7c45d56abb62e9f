// Sand and stone, rosters and spot checks of 2019, and the flaws that are planted on purpose (docs/design/demonstration.md): a third hole
// in the net, a duty gap; the overdue plan stands with the plans, the expired batch with the stock, the lying gauge's readings in load.cc.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "demo/line.h"
#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr std::int64_t kSandAndStone_m3 = 100'000;

void add_piles(Years& years) {
  constexpr std::array<std::string_view, 4> kKinds{"gravel", "rubble", "coarse_sand", "filter_mix"};
  constexpr std::array<std::string_view, 4> kTitles{"碎石", "块石", "粗砂", "反滤料"};
  std::vector<const Section*> sections;
  for (const Dike& dike : years.city.dikes) {
    for (std::size_t i = 0; i < dike.sections.size(); i += 8) sections.push_back(&dike.sections[i]);
  }
  std::vector<std::int64_t> weights;
  for (std::size_t i = 0; i < sections.size(); ++i) weights.push_back(years.dice.between(8, 30));
  const auto volumes = split(kSandAndStone_m3, weights);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& section = *sections[i];
    const std::int64_t stake = (section.from_stake + section.to_stake) / 2;
    Rows::Where where = Years::where_of(section.county, "2019-04-28T10:00:00+08:00");
    where.geometry = point_json(section.at(stake));
    years.rows.add("sand_stone_reserve", section_key(section), where,
                   {{"name", fmt::format("{}{}料堆", section.name, kTitles.at(i % 4))}, {"kind", kKinds.at(i % 4)}, {"section", section_id(section)}, {"stake", stake},
                    {"side", "inner_toe"}, {"quantity_m3", volumes[i]}, {"minimum_m3", volumes[i] / 2}, {"owner", id_of("body", "hq_" + section.county)},
                    {"truck_access", "堤顶路可通 10 吨车"}, {"counted_on", "2019-04-28"}, {"invented", true}});
  }
}

// The week of National Day 2019: every county room day and night; the night of 4 October at Shishou is left out on purpose.
void add_rosters_of_the_week(Years& years) {
  for (std::size_t i = 0; i + 1 < years.areas().size(); ++i) {
    const std::string& area = years.areas()[i];
    for (int n = 0; n < 14; ++n) {
      const int day = 1 + n / 2;
      const bool night = n % 2 == 1;
      if (area == "421081" && day == 4 && night) continue;
      const std::string from = time_text(2019, 10, day, night ? 20 : 8);
      const auto person = [&](const char* post) { return years.city.by_post.at(area + post).person; };
      years.rows.add("duty_shift", fmt::format("2019 {} {}", area, n), Years::where_of(area, from),
                     {{"body", id_of("body", "hq_" + area)}, {"date", date_text(2019, 10, day)}, {"kind", night ? "night" : "day"}, {"from", from}, {"to", later(from, std::chrono::hours(12))},
                      {"leader", person(".duty_leader")}, {"main", person(".duty_officer")}, {"deputy", person(".duty_deputy")}, {"note", "演示虚构"}});
    }
  }
}

void add_check(Years& years, int number, const std::string& area, const std::string& at, std::string_view result) {
  const bool good = result == "good";
  years.rows.add("duty_check", fmt::format("2019 {}", number), Years::where_of(area, at),
                 {{"body", id_of("body", "hq_" + area)}, {"at", at}, {"way", "telephone"}, {"answered_s", result == "absent" ? 0 : good ? years.dice.between(4, 24) : years.dice.between(45, 120)},
                  {"called_back_min", good ? std::int64_t{0} : years.dice.between(4, 9)}, {"leader_in_place", result != "absent"}, {"knows_situation", good}, {"result", result},
                  {"problems", good ? "" : result == "absent" ? "夜班无人值守" : "接听超过 30 秒"}, {"bulletin_no", fmt::format("演示通报〔2019〕{} 号", std::stoi(at.substr(5, 2)) - 4)}});
}

// Since May 2019, six or seven a month at irregular hours.
void add_checks(Years& years) {
  int number = 0;
  for (int month = 5; month <= 12; ++month) {
    for (int n = 0; n < 7; ++n) {
      const std::string& area = years.areas()[years.dice.below(years.areas().size() - 1)];
      const std::string at = time_text(2019, month, 2 + n * 4, static_cast<int>(years.dice.between(0, 23)), static_cast<int>(years.dice.between(0, 59)));
      add_check(years, ++number, area, at, years.dice.below(9) == 0 ? "slow" : "good");
    }
  }
  add_check(years, ++number, "421081", time_text(2019, 10, 4, 22, 40), "absent");
}

// The third hole: a small reservoir whose patrol person is missing.
void add_reservoir_with_a_hole(Years& years) {
  const Spot spot = years.town("421081104");
  years.rows.add("reservoir", "演示桃花山水库", years.where(spot, "2019-04-01T08:00:00+08:00"),
                 {{"name", "演示桃花山水库"}, {"grade", "small_2"}, {"storage_wan_m3", 42}, {"flood_limit_m", 86.5}, {"crest_m", 89.0}, {"invented", true}});
  for (const auto& [role, post] : {std::pair{"administrative", "421081.admin.1"}, {"technical", "421081.technical.1"}}) {
    const Someone& who = years.city.by_post.at(post);
    years.rows.add("responsibility", std::string("演示桃花山水库 ") + role, {.jurisdiction = "421081", .geometry = {}, .occurred_at = {}},
                   {{"work", id_of("reservoir", "演示桃花山水库")}, {"role", role}, {"person", who.person}, {"post", who.post}, {"from", "2026-04-01"}, {"basis", "演示名册〔2026〕1 号"},
                    {"note", "巡查责任人未落实（演示有意留空）"}});
  }
}

void add_gauge(Years& years, std::string_view code, std::string_view name, std::string_view name_en, Position at, int order, std::string_view source) {
  Rows::Where where = Years::where_of("421083", "2019-04-01T08:00:00+08:00");
  where.geometry = point_json(at);
  years.rows.add("gauge", std::string(code), where,
                 {{"code", code}, {"name", name}, {"name_en", name_en}, {"river", id_of("river", "CJ")}, {"property", "stage_m"}, {"is_key", false},
                  {"order", order}, {"silent_watch", false}, {"source", source}});
}

// The gauge that lies: it told one and the same stage all through the flood, while the one beside it rose and fell.
void add_lying_gauge(Years& years) {
  add_gauge(years, kLyingGauge, "演示卡死站", "Stuck demonstration gauge", {113.20, 29.70}, 990, "演示虚构：2019 年 7 月 13 日至 17 日读数不变，与上下游不符");
  add_gauge(years, kGaugeBeside, "演示对照站", "Gauge beside the stuck one", {113.24, 29.68}, 991, "演示虚构：2019 年 7 月 13 日至 17 日与螺山同时涨落");
}

}  // namespace

void add_reserves(Years& years) {
  add_piles(years);
}

void add_flaws(Years& years) {
  add_rosters_of_the_week(years);
  add_checks(years);
  add_reservoir_with_a_hole(years);
  add_lying_gauge(years);
}

}  // namespace muster::demo
