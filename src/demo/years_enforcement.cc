// The enforcement year 2019 (打非治违): 386 fines of 5.121 million yuan, 220 shut-downs decided by governments, 40 people detained by the
// police. Every one of the 4,020 violations is a finding of an inspection; the departments' monthly returns count them and agree with the registers.
#include "demo/years_enforcement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster::demo {
namespace {

constexpr int kYear = kEnforcementYear;
constexpr std::int64_t kViolations = 4020;
constexpr std::int64_t kFines_fen = 512'100'000;
constexpr int kFined = 386;
constexpr int kShutDowns = 220;
constexpr std::int64_t kDetained = 40;
constexpr int kTransfers = 29;
constexpr int kCleanVisits = 180;

constexpr std::array<std::int64_t, 12> kMonths{9, 7, 8, 8, 8, 10, 8, 8, 10, 10, 7, 7};

bool works_in(const EnforcementSector& sector, const std::string& area) {
  if (sector.word == "mine") return area == "421087" || area == "421081" || area == "421022";
  return area != "4210" || sector.word == "road" || sector.word == "construction";
}

class Enforcement {
 public:
  explicit Enforcement(Years& years) : years_(years) {
    const auto& sectors = enforcement_sectors();
    for (int month = 1; month <= 12; ++month) {
      for (std::size_t sector = 0; sector < sectors.size(); ++sector) {
        for (std::size_t area = 0; area < years_.areas().size(); ++area) {
          if (!works_in(sectors[sector], years_.areas()[area])) continue;
          EnforcementCell cell;
          cell.month = month;
          cell.sector = sector;
          cell.area = years_.areas()[area];
          cells_.push_back(std::move(cell));
          weights_.push_back(kMonths[static_cast<std::size_t>(month) - 1] * sectors[sector].weight * years_.people()[area]);
        }
      }
    }
  }

  void draw() {
    std::vector<std::int64_t> amounts;
    for (int n = 0; n < kFined; ++n) amounts.push_back(years_.dice.pick(std::array<std::int64_t, 8>{20, 30, 50, 80, 100, 200, 300, 500}));
    // Fines are decided in whole hundreds of yuan; the largest remainders make up the year's total.
    const std::vector<std::int64_t> hundreds = split(kFines_fen / 10'000, amounts);
    for (int n = 1; n <= kFined; ++n) cell().fines.push_back({n, hundreds[static_cast<std::size_t>(n) - 1] * 10'000, years_.dice.below(5) != 0});
    for (int n = 1; n <= kShutDowns; ++n) cell().shut_downs.push_back(n);
    for (int n = 1; n <= kTransfers; ++n) cell().transfers.push_back({n, n <= kDetained - kTransfers ? 2 : 1});
    const std::vector<std::int64_t> ordered = split(kViolations - kFined - kShutDowns - kTransfers, weights_);  // most are ordered to correct
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i].ordered = ordered[i];
  }

  void add_inspections() {
    Inspections inspections(years_);
    inspections.add_plans_and_periods();
    for (const EnforcementCell& cell : cells_) inspections.add(cell);
    inspections.add_clean(kCleanVisits);
  }

  void add_returns() {
    for (const EnforcementCell& cell : cells_) add_return(cell);
  }

  void add_bulletins() {
    for (int month = 1; month <= 12; ++month) {
      std::map<std::string, std::int64_t> by_area;
      for (const EnforcementCell& cell : cells_) {
        if (cell.month == month) by_area[cell.area] += cell.violations();
      }
      std::string text = fmt::format("{} 年 {} 月各地查处非法违法行为起数（按区划代码顺序，不排名）：", kYear, month);
      for (const std::string& area : years_.areas()) text += fmt::format("{} {}；", area == "4210" ? "市直" : years_.name(area), by_area[area]);
      const std::string at = month_after(month, 6);
      years_.rows.add("bulletin", fmt::format("enforcement {}", month), {.jurisdiction = "4210", .geometry = {}, .occurred_at = *parse_time(at)},
                      {{"kind", "enforcement"}, {"body", id_of("body", "city_safety_office")}, {"issue_no", fmt::format("{}年第{}期", kYear, month)},
                       {"title", fmt::format("打非治违月度通报（{} 月）", month)}, {"text", text + "（演示虚构）"}});
      years_.rows.then_move("sign");
      years_.rows.then_set({{"signed_at", at}, {"signed_by", years_.person("guchangfeng")}});
    }
  }

 private:
  EnforcementCell& cell() { return cells_[years_.dice.weighted(weights_)]; }

  static std::string month_after(int month, int day) { return time_text(month == 12 ? kYear + 1 : kYear, month % 12 + 1, day, 16); }

  void add_return(const EnforcementCell& cell) {
    const std::int64_t violations = cell.violations();
    if (violations == 0 && years_.dice.below(4) != 0) return;  // nothing found: some say so, most have nothing to say
    std::int64_t fines_fen = 0;
    for (const Fine& fine : cell.fines) fines_fen += fine.fen;
    std::int64_t detained = 0;
    for (const Transfer& transfer : cell.transfers) detained += transfer.detained;
    const std::string sent = month_after(cell.month, static_cast<int>(years_.dice.between(1, 5)));
    years_.rows.add("enforcement_return", fmt::format("{} {} {}", cell.month, enforcement_sectors()[cell.sector].word, cell.area), years_.where_of(cell.area, sent),
                    {{"month", fmt::format("{}-{:02}", kYear, cell.month)}, {"body", enforcement_body(cell.sector, sent.substr(0, 10))},
                     {"sector", enforcement_sectors()[cell.sector].word}, {"checks", violations * 2 + years_.dice.between(1, 6)},
                     {"units", violations + years_.dice.between(1, 5)}, {"violations", violations}, {"orders", cell.ordered},
                     {"fines", static_cast<std::int64_t>(cell.fines.size())}, {"fines_fen", fines_fen}, {"shut_downs", static_cast<std::int64_t>(cell.shut_downs.size())},
                     {"detentions", detained}});
    years_.rows.then_move("submit", {{"submitted_at", sent}});
    years_.rows.then_move("accept");
  }

  Years& years_;
  std::vector<EnforcementCell> cells_;
  std::vector<std::int64_t> weights_;
};

}  // namespace

const std::vector<EnforcementSector>& enforcement_sectors() {
  static const std::vector<EnforcementSector> all{{"chemical", "危险化学品", "city_bureau", 14, "危险作业未办理审批", "安全生产法（2014）第九十八条"},
                                                  {"construction", "建筑施工", "city_housing", 24, "高处作业未设防护", "建设工程安全生产管理条例第六十二条"},
                                                  {"mine", "非煤矿山", "city_natural_resources", 5, "越界或无证开采", "矿产资源法（2009）第三十九条"},
                                                  {"road", "道路运输", "city_transport", 25, "超限超载、非法营运", "公路法（2017）第七十六条"},
                                                  {"light", "农村小作坊", "city_market", 20, "无照生产、场所不具备安全条件", "无证无照经营查处办法第十三条"},
                                                  {"fireworks", "烟花爆竹", "city_bureau", 12, "非法储存、无证经营", "烟花爆竹安全管理条例第三十六条"}};
  return all;
}

std::string enforcement_body(std::size_t sector, const std::string& day) {
  const std::string body(enforcement_sectors()[sector].body);
  return id_of("body", body == "city_bureau" && day < "2019-03-05" ? "city_old_work_safety" : body);
}

void add_enforcement(Years& years) {
  Enforcement enforcement(years);
  enforcement.draw();
  enforcement.add_inspections();
  enforcement.add_returns();
  enforcement.add_bulletins();
}

}  // namespace muster::demo
