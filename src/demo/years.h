// The years 2018 and 2019 of the demonstration city: invented rows whose counts give the published figures (docs/design/demonstration.md).
// One seed; the same on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "demo/city.h"
#include "demo/dice.h"

namespace muster::demo {

/// A total in whole parts after weights; what remains goes to the largest remainders (Hamilton).
[[nodiscard]] std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights);

[[nodiscard]] std::string date_text(int year, int month, int day);
/// City time, "2019-07-15T08:00:00+08:00".
[[nodiscard]] std::string time_text(int year, int month, int day, int hour, int minute = 0);
[[nodiscard]] std::string later(const std::string& time, std::chrono::minutes by);
[[nodiscard]] int days_in(int year, int month);

/// Somewhere in a county of those years.
struct Spot {
  std::string code;      ///< township where there is one, else county or zone
  std::string text;      ///< "松滋市刘家场镇"
  Position at;
};

/// An enterprise on the register.
struct Firm {
  std::string id;
  std::string code;        ///< unified social credit code, its key
  std::string name;
  std::string principal;
  Spot spot;
};

class Years {
 public:
  explicit Years(City& town) : city(town) {}

  /// County-level units in code order, the zones after them; 4210 for what lies at the city itself.
  [[nodiscard]] const std::vector<std::string>& areas() const;
  [[nodiscard]] const std::vector<std::int64_t>& people() const;  ///< chances of the areas, about the people living there
  [[nodiscard]] std::string name(const std::string& area) const;  ///< Jianli was a county until June 2020
  [[nodiscard]] Spot spot(const std::string& area);
  /// One of these townships.
  [[nodiscard]] Spot town(const std::string& code);
  [[nodiscard]] Rows::Where where(const Spot& spot, const std::string& time) const;
  /// In an area without a point on the map.
  [[nodiscard]] static Rows::Where where_of(const std::string& area, const std::string& time) {
    return {.jurisdiction = area, .geometry = {}, .occurred_at = *parse_time(time)};
  }
  [[nodiscard]] std::string person(const char* key) const { return city.by_key.at(key).person; }

  City& city;
  Rows rows;
  Dice dice{20190305};
  std::map<std::pair<std::string, std::string>, std::vector<Firm>> firms;  ///< by sector and area
  std::map<std::string, std::pair<std::string, std::string>> officers;     ///< two people who inspect, by area
};

void add_year_bodies(Years& years);       ///< departments, county bureaux, old bodies, posts
void add_cooperation(Years& years);       ///< honours, agreements, policy documents, meetings and what they decided
void add_firms(Years& years);             ///< enterprises, sites, licences, hazardous units
void add_accidents(Years& years);
void add_enforcement(Years& years);
void add_year_warnings(Years& years);     ///< warnings, bulletins, consultations
void add_year_dangers(Years& years);      ///< dike incidents of July 2019 and who followed them
void add_drought(Years& years);
void add_ground(Years& years);
void add_prevention(Years& years);        ///< drills, classes, press, communities, funds, plans
void add_reserves(Years& years);          ///< sand and stone, batches
void add_flaws(Years& years);             ///< rosters, spot checks and the flaws planted on purpose

void add_net_of_2019(Years& years);       ///< who answered for each work in the season of 2019

/// The gauge whose readings of July 2019 do not move, what it told, and the gauge beside it that shows the flood.
inline constexpr std::string_view kLyingGauge = "DEMO-STUCK";
inline constexpr double kLyingStage_m = 30.55;
inline constexpr std::string_view kGaugeBeside = "DEMO-BESIDE";
/// Luoshan in the season of 2019, days after 1 May: 31.08 at 08:00 on 15 July is published, the rest drawn through it.
[[nodiscard]] double luoshan_2019_m(double day);

/// All of them, each after what it refers to; ledger "real".
[[nodiscard]] std::vector<Item> make_years(City& city);

}  // namespace muster::demo
