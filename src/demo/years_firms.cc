// Enterprises of the city (演示虚构): by sector and county about as many as there are people, with sites, licences and, in the chemical trade,
// hazardous units identified and graded by GB 18218-2018. Credit codes have the right check digits and belong to nobody.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numeric>

#include "demo/credit_code.h"
#include "demo/line.h"
#include "demo/years.h"

namespace muster::demo {
namespace {

struct Trade {
  std::string_view sector;
  std::string_view title;       ///< in the name
  std::string_view industry;
  std::string_view code;        ///< GB/T 4754-2017
  std::string_view regulator;   ///< body
  std::string_view licence;
  std::string_view site;
  std::string_view hazard;
  std::int64_t per_ten;         ///< firms for ten parts of the people
};
constexpr Trade kTrades[] = {{"chemical", "化工", "C", "2614", "city_bureau", "safety_production", "plant", "hazardous_chemical", 6},
                             {"construction", "建筑工程", "E", "4710", "city_housing", "safety_production", "construction_site", "height", 9},
                             {"mine", "矿业", "B", "1011", "city_natural_resources", "mining", "quarry", "blasting", 3},
                             {"road", "运输", "G", "5430", "city_transport", "transport", "office", "none", 9},
                             {"light", "食品加工", "C", "1399", "city_market", "discharge", "plant", "confined_space", 14},
                             {"fireworks", "烟花爆竹经营", "F", "5299", "city_bureau", "fireworks_retail", "shop", "hazardous_chemical", 6},
                             {"machinery", "机械", "C", "3484", "city_bureau", "special_equipment", "plant", "lifting", 3},
                             {"building_material", "建材", "C", "3031", "city_bureau", "discharge", "plant", "dust", 2},
                             {"textile", "纺织", "C", "1711", "city_bureau", "discharge", "plant", "dust", 3},
                             {"gas", "燃气", "D", "4511", "city_housing", "gas", "filling_station", "gas", 2}};
constexpr std::array<std::string_view, 24> kWords{"宏远", "荆兴", "楚源", "江汉", "长顺", "金穗", "恒盛", "天润", "同德", "四湖", "东方红", "洈水",
                                                  "沮漳", "龙洲", "虎渡", "垄上", "鑫泰", "永安", "汇丰", "明珠", "郢都", "纪南", "凤凰", "新堤"};

bool works_in(const Trade& trade, const std::string& area) {
  if (trade.sector == "mine") return area == "421087" || area == "421081" || area == "421022";
  return area != "4210" || trade.sector == "road" || trade.sector == "construction";
}

// Jianli was registered as 421023 in those years; zones register at the city.
std::string division_of(const std::string& area) {
  if (area == "421088") return "421023";
  return area.size() == 6 ? area : "421000";
}

std::string_view scale_of(std::int64_t people) { return people >= 1000 ? "large" : people >= 300 ? "medium" : people >= 20 ? "small" : "micro"; }

class Firms {
 public:
  explicit Firms(Years& years) : years_(years) {}

  void add_trade(const Trade& trade) {
    for (std::size_t i = 0; i < years_.areas().size(); ++i) {
      const std::string& area = years_.areas()[i];
      if (!works_in(trade, area)) continue;
      const std::int64_t count = std::max<std::int64_t>(2, trade.per_ten * years_.people()[i] / 10);
      for (std::int64_t n = 0; n < count; ++n) years_.firms[{std::string(trade.sector), area}].push_back(add_firm(trade, area));
    }
  }

 private:
  Firm add_firm(const Trade& trade, const std::string& area) {
    const int serial = ++serial_;
    const bool household = trade.sector == "fireworks" && serial % 3 != 0;
    const Spot spot = years_.spot(area);
    const std::string place = area == "4210" ? "荆州" : years_.city.county(area).short_name;
    const std::string word(kWords.at(static_cast<std::size_t>(serial) % kWords.size()));
    const std::string name = fmt::format("{}{}{}{}（演示{}）", place, word, trade.title, household ? "经营部" : "有限公司", serial);
    const std::string principal = years_.city.names.next();
    const std::string code = credit_code(household ? "92" : "91", division_of(area), serial);
    const std::int64_t people = household ? years_.dice.between(1, 6) : years_.dice.between(8, trade.sector == "light" ? 60 : 420);
    const std::string founded = date_text(static_cast<int>(years_.dice.between(2003, 2017)), static_cast<int>(years_.dice.between(1, 12)), static_cast<int>(years_.dice.between(1, 28)));
    const std::string_view risk = trade.hazard == "none" ? "blue" : trade.sector == "chemical" && serial % 6 == 0 ? "red" : serial % 3 == 0 ? "orange" : "yellow";
    const bool graded = !household && serial % 2 == 0;
    Firm firm{years_.rows.add("enterprise", code, years_.where(spot, founded + "T08:00:00+08:00"),
                              {{"credit_code", code}, {"name", name}, {"legal_person", principal}, {"principal", principal}, {"safety_head", years_.city.names.next()},
                               {"industry", trade.industry}, {"industry_code", trade.code}, {"sector", trade.sector}, {"scale", household ? "household" : scale_of(people)},
                               {"employees", people}, {"safety_staff", household ? 0 : 1 + people / 100}, {"address", spot.text + "（示意）"}, {"founded_on", founded},
                               {"regulator", id_of("body", std::string(trade.regulator))}, {"regulator_level", area == "4210" ? "city" : "county"},
                               {"main_hazards", json::Array{trade.hazard}}, {"risk_grade", risk}, {"standard_level", graded ? "third" : ""},
                               {"standard_expires", graded ? date_text(2027 + serial % 2, 1 + serial % 12, 20) : ""}, {"insured", serial % 4 != 0},
                               {"flood_risk", serial % 11 == 0}, {"firm_status", "running"}, {"invented", true}}),
              code, name, principal, spot};
    add_site(trade, firm, people);
    add_licence(trade, firm, area, serial);
    return firm;
  }

  void add_site(const Trade& trade, const Firm& firm, std::int64_t people) {
    if (trade.site == "office") return;
    years_.rows.add("enterprise_site", firm.code, years_.where(firm.spot, "2019-01-01T08:00:00+08:00"),
                    {{"enterprise", firm.id}, {"name", firm.name + "厂区"}, {"kind", trade.site}, {"address", firm.spot.text + "（示意）"},
                     {"area_m2", years_.dice.between(2, 600) * 100}, {"people", std::max<std::int64_t>(1, people * 2 / 3)}, {"night_people", people / 6},
                     {"head", firm.principal}, {"neighbours_500m", years_.dice.pick(std::array<std::int64_t, 6>{0, 12, 26, 38, 70, 140})}, {"in_use", true}, {"invented", true}});
  }

  // As the register stands today: most run on to 2027–2029, one in thirty is over.
  void add_licence(const Trade& trade, const Firm& firm, const std::string& area, int serial) {
    const bool over = serial % 30 == 7;
    const int year = over ? 2022 : 2024 + serial % 3;
    const int month = year == 2026 ? 1 + serial % 5 : 1 + serial % 12;
    const std::string issued = date_text(year, month, 1 + serial % 28);
    const std::string expires = time_text(year + 3, month, 1 + serial % 28, 0);
    years_.rows.add("licence", firm.code, years_.where_of(firm.spot.code, issued + "T09:00:00+08:00"),
                    {{"enterprise", firm.id}, {"kind", trade.licence}, {"licence_no", fmt::format("演示许证〔{}〕{:04}", year, serial)},
                     {"issuer", trade.licence == "mining" ? "荆州市自然资源和规划局" : years_.name(area) + "主管部门"}, {"issued_on", issued}, {"valid_from", issued},
                     {"expires_at", expires}, {"person_named", firm.principal}});
    if (over) years_.rows.then_move("expire", {{"ended_on", expires.substr(0, 10)}});
  }

  Years& years_;
  int serial_ = 0;
};

/// Q of table 1 in tonnes, β of tables 3 and 4 (GB 18218-2018).
struct Substance {
  std::string_view name;
  std::string_view cas;
  double threshold_t;
  double beta;
};
constexpr Substance kSubstances[] = {{"氨", "7664-41-7", 10, 2}, {"氯", "7782-50-5", 5, 4}, {"液化石油气", "68476-85-7", 50, 1.5},
                                     {"汽油", "86290-81-5", 200, 1}, {"甲醇", "67-56-1", 500, 1}, {"苯", "71-43-2", 50, 1}};

/// A unit as it was assessed: the substance, how much of it, neighbours within 500 m.
struct UnitPlan {
  std::size_t substance;
  double quantity_t;
  std::int64_t neighbours;
  std::string_view title;
  std::string_view kind;
};
constexpr UnitPlan kUnits[] = {{1, 70, 110, "液氯储罐区", "storage"},  {0, 150, 120, "液氨罐区", "storage"},  {2, 900, 60, "液化气球罐区", "storage"},
                               {1, 40, 60, "氯化车间", "production"},  {0, 60, 35, "合成氨单元", "production"}, {0, 55, 40, "液氨罐区", "storage"},
                               {2, 420, 20, "液化气罐区", "storage"},  {5, 620, 40, "苯罐区", "storage"},      {1, 18, 20, "液氯瓶库", "storage"},
                               {2, 500, 10, "液化气储配站", "storage"}, {3, 4200, 36, "成品油罐区", "storage"}, {0, 70, 12, "冷冻氨站", "production"},
                               {3, 1200, 20, "汽油罐区", "storage"},   {4, 2600, 15, "甲醇罐区", "storage"},   {5, 180, 8, "苯罐区", "storage"},
                               {0, 18, 20, "液氨罐区", "storage"},     {2, 110, 6, "液化气罐区", "storage"},   {3, 900, 0, "汽油罐区", "storage"},
                               {4, 1500, 25, "甲醇车间", "production"}, {1, 8, 10, "氯气汽化间", "production"}, {3, 150, 40, "加油储罐", "storage"},
                               {0, 6, 20, "制冷机房", "production"}};

// GB 18218-2018, table 5: α by the residents within 500 m.
double alpha_of(std::int64_t people) {
  if (people == 0) return 0.5;
  return people < 30 ? 1.0 : people < 50 ? 1.2 : people < 100 ? 1.5 : 2.0;
}

std::string_view grade_of(double s, double r) {
  if (s < 1) return "none";
  return r >= 100 ? "1" : r >= 50 ? "2" : r >= 10 ? "3" : "4";
}

void add_unit(Years& years, const UnitPlan& plan, const Firm& firm, int number) {
  const Substance& substance = kSubstances[plan.substance];
  const double s = plan.quantity_t / substance.threshold_t;
  const double alpha = alpha_of(plan.neighbours);
  const double r = alpha * substance.beta * s;
  const std::string_view grade = grade_of(s, r);
  const bool docked = grade == "1" || grade == "2";
  const int assessed = 2024 + number % 2;
  const std::string at = time_text(assessed, 1 + number % 12, 15, 10);
  years.rows.add("hazardous_unit", std::to_string(number), years.where(firm.spot, "2019-04-01T08:00:00+08:00"),
                 {{"name", firm.name + std::string(plan.title)}, {"enterprise", firm.id}, {"site", id_of("enterprise_site", firm.code)}, {"kind", plan.kind},
                  {"source_code", grade == "none" ? "" : fmt::format("BA鄂{}〔{}〕{:03}（演示）", firm.spot.code.substr(0, 6), assessed, number)}, {"exposed_people", plan.neighbours},
                  {"alpha", alpha}, {"s_value", std::round(s * 100) / 100}, {"r_value", std::round(r * 100) / 100}, {"grade", grade}, {"built_on", "2012-06-01"},
                  {"sis", docked}, {"emergency_stop", true}, {"gas_alarm", true}, {"monitoring", docked ? "docked" : grade == "3" ? "partial" : "none"}, {"invented", true}});
  if (grade != "none") {
    years.rows.then_move("assess", {{"assessed_at", at}, {"grade", grade}, {"next_assessment_on", time_text(assessed + 3, 1 + number % 12, 15, 10)}});
    years.rows.then_move("file", {{"filing_no", fmt::format("演示备〔{}〕{:03}", assessed, number)}, {"filed_at", later(at, std::chrono::hours(24 * 9))}});
  }
  years.rows.add("hazardous_substance", std::to_string(number), years.where_of(firm.spot.code, "2019-04-01T08:00:00+08:00"),
                 {{"unit", id_of("hazardous_unit", std::to_string(number))}, {"name", substance.name}, {"cas", substance.cas}, {"quantity_t", plan.quantity_t},
                  {"threshold_t", substance.threshold_t}, {"beta", substance.beta}, {"container", "储罐（演示虚构）"}});
}

// The chemical firms of the county seats in turn: most stand at Songzi's port and in the development zone.
void add_units(Years& years) {
  const std::array<std::string, 6> areas{"421087", "421071", "421022", "421002", "421083", "421088"};
  int number = 0;
  std::map<std::string, std::size_t> turn;
  for (const UnitPlan& plan : kUnits) {
    const std::string& area = areas.at(static_cast<std::size_t>(number) % areas.size());
    const std::vector<Firm>& firms = years.firms.at({"chemical", area});
    const Firm& firm = firms[turn[area]++ % firms.size()];
    add_unit(years, plan, firm, ++number);
    const bool is_major = plan.quantity_t >= kSubstances[plan.substance].threshold_t;
    if (is_major) years.rows.set_later("enterprise", firm.code, {{"has_major_source", true}});
  }
}

void add_officers(Years& years) {
  for (const std::string& area : years.areas()) {
    std::array<std::string, 2> pair;
    for (std::size_t n = 0; n < 2; ++n) {
      pair.at(n) = years.rows.add("person", fmt::format("officer {} {}", area, n), Years::where_of(area, "2019-03-05T08:00:00+08:00"),
                                  {{"name", years.city.names.next()}, {"unit", id_of("body", area == "4210" ? "city_bureau" : "bureau_" + area)}, {"job", "执法人员（演示虚构）"},
                                   {"phone", invented_phone(years.city.next_phone++)}, {"invented", true}});
    }
    years.officers[area] = {pair[0], pair[1]};
  }
}

}  // namespace

void add_firms(Years& years) {
  add_officers(years);
  Firms firms(years);
  for (const Trade& trade : kTrades) firms.add_trade(trade);
  add_units(years);
}

}  // namespace muster::demo
