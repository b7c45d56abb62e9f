// Geological screening before the flood season of 2019: 2,201 sites in the hills, 168 of them registered points and one removed, from
// which six households moved. Hills lie only in Songzi, Shishou, Gong'an and at Balingshan.
#include <fmt/format.h>

#include <array>

#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr int kSites = 2201;
constexpr int kPoints = 169;  ///< the removed one among them
constexpr int kRemoved = 1;
constexpr int kMoved = 6;
constexpr int kWatched = 431;

struct Hill {
  std::string_view township;
  std::int64_t weight;
};
constexpr Hill kHills[] = {{"421087112", 30}, {"421087201", 26}, {"421087111", 18}, {"421087109", 6}, {"421087107", 8}, {"421087110", 6},
                           {"421081104", 16}, {"421081105", 5},  {"421081106", 4},  {"421022107", 8}, {"421022110", 5}, {"421003103", 6}, {"421003101", 4}};
constexpr std::array<std::string_view, 5> kKinds{"landslide", "landslide", "landslide", "rockfall", "subsidence"};

std::string monitor_of(const Spot& spot) { return "monitor " + spot.code; }

void add_monitors(Years& years) {
  for (const Hill& hill : kHills) {
    const Spot spot = years.town(std::string(hill.township));
    years.rows.add("person", monitor_of(spot), {.jurisdiction = spot.code, .geometry = {}, .occurred_at = {}},
                   {{"name", years.city.names.next()}, {"unit", id_of("body", "tw_" + spot.code)}, {"job", "群测群防员"},
                    {"phone", invented_phone(years.city.next_phone++)}, {"channels", json::Array{"telephone", "sms"}}, {"invented", true}});
  }
}

void add_point(Years& years, int number, const Spot& spot, std::string_view kind, std::int64_t households, const std::string& screened) {
  const std::string key = std::to_string(number);
  const bool removed = number <= kRemoved;
  years.rows.add("geo_hazard_point", key, years.where(spot, screened + "T09:00:00+08:00"),
                 {{"code", fmt::format("{}01{:04}", spot.code.substr(0, 6), number)}, {"name", fmt::format("{}演示{}号隐患点", spot.text, number)},
                  {"kind", kind}, {"danger_grade", "small"}, {"stability", number % 3 == 0 ? "poor" : "fair"}, {"trigger", json::Array{"rain", "cutting"}},
                  {"found_on", screened}, {"households", households}, {"people", households * 4}, {"monitor", id_of("person", monitor_of(spot))},
                  {"measure", removed ? json::Array{"relocation"} : json::Array{"monitoring"}}, {"signs", "裂缝、掉土、树木歪斜"},
                  {"card_issued_on", date_text(2019, 4, 20)}, {"invented", true}});
  if (removed) {
    years.rows.then_move("treat");
    years.rows.then_move("remove", {{"removed_why", "受威胁住户全部搬迁，专家认定"}, {"removed_on", date_text(2019, 10, 18)}});
  }
  for (int n = 1; removed && n <= kMoved; ++n) {
    years.rows.add("geo_household", fmt::format("{} {}", key, n), years.where(spot, screened + "T10:00:00+08:00"),
                   {{"point", id_of("geo_hazard_point", key)}, {"household_no", std::to_string(n)}, {"household_head", years.city.names.next()},
                    {"people", years.dice.between(2, 6)}, {"refuge", "村委会避险点"}, {"route", "沿村道向村委会撤离"}, {"card_issued_on", date_text(2019, 4, 20)},
                    {"signed", true}, {"invented", true}});
    years.rows.then_move("relocate", {{"moved_on", date_text(2019, 9, 10 + n)}, {"new_address", "集镇安置点（演示虚构）"}, {"subsidy_fen", 4'000'000}});
  }
}

}  // namespace

void add_ground(Years& years) {
  add_monitors(years);
  std::vector<std::int64_t> weights;
  for (const Hill& hill : kHills) weights.push_back(hill.weight);
  for (int n = 1; n <= kSites; ++n) {
    const Spot spot = years.town(std::string(n <= kRemoved ? kHills[1].township : kHills[years.dice.weighted(weights)].township));
    const std::string_view kind = years.dice.pick(kKinds);
    const std::string screened = date_text(2019, static_cast<int>(years.dice.between(3, 5)), static_cast<int>(years.dice.between(1, 30)));
    const bool is_point = n <= kPoints;
    const bool watched = !is_point && n <= kPoints + kWatched;
    const std::int64_t households = n <= kRemoved ? kMoved : is_point ? years.dice.between(1, 9) : watched ? years.dice.between(0, 3) : 0;
    if (is_point) add_point(years, n, spot, kind, households, screened);
    years.rows.add("screened_site", std::to_string(n), years.where(spot, screened + "T09:00:00+08:00"),
                   {{"code", fmt::format("PC{}-{:04}", spot.code.substr(0, 6), n)}, {"name", fmt::format("{}演示{}号排查点", spot.text, n)}, {"kind", kind},
                    {"slope_deg", years.dice.between(18, 62)}, {"slope_height_m", years.dice.between(3, 40)}, {"cut_slope", years.dice.below(3) != 0},
                    {"households", households}, {"people", households * 4},
                    {"result", n <= kRemoved ? "removed" : is_point ? "registered" : watched ? "watch" : "no_danger"}, {"screened_on", screened},
                    {"unit", "演示地质技术单位"}, {"hazard_point", is_point ? id_of("geo_hazard_point", std::to_string(n)) : std::string()}, {"invented", true}});
  }
}

}  // namespace muster::demo
