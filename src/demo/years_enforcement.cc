// The enforcement year 2019 (打非治违): 386 fines of 5.121 million yuan, 220 shut-downs decided by governments, 40 people detained by the
// police, and the departments' monthly returns that add up to 4,020 violations and agree with the three registers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr int kYear = 2019;
constexpr std::int64_t kViolations = 4020;
constexpr std::int64_t kFines_fen = 512'100'000;
constexpr int kFined = 386;
constexpr int kShutDowns = 220;
constexpr std::int64_t kDetained = 40;
constexpr int kTransfers = 29;

struct Sector {
  std::string_view word;
  std::string_view title;
  std::string_view body;        ///< reports and fines
  std::int64_t weight;
  std::string_view act;
};
constexpr Sector kSectors[] = {{"chemical", "危险化学品", "city_bureau", 14, "危险作业未办理审批"},
                               {"construction", "建筑施工", "city_housing", 24, "高处作业未设防护"},
                               {"mine", "非煤矿山", "city_natural_resources", 5, "越界或无证开采"},
                               {"road", "道路运输", "city_transport", 25, "超限超载、非法营运"},
                               {"light", "农村小作坊", "city_market", 20, "无照生产、场所不具备安全条件"},
                               {"fireworks", "烟花爆竹", "city_bureau", 12, "非法储存、无证经营"}};
constexpr std::array<std::int64_t, 12> kMonths{9, 7, 8, 8, 8, 10, 8, 8, 10, 10, 7, 7};

bool works_in(const Sector& sector, const std::string& area) {
  if (sector.word == "mine") return area == "421087" || area == "421081" || area == "421022";
  return area != "4210" || sector.word == "road" || sector.word == "construction";
}

/// What a department did in a county in a month.
struct Cell {
  std::int64_t fines = 0;
  std::int64_t fines_fen = 0;
  std::int64_t shut_downs = 0;
  std::int64_t transfers = 0;
  std::int64_t detained = 0;
};
using Key = std::tuple<int, std::size_t, std::string>;  ///< month, sector, area

class Enforcement {
 public:
  explicit Enforcement(Years& years) : years_(years) {
    for (int month = 1; month <= 12; ++month) {
      for (std::size_t sector = 0; sector < std::size(kSectors); ++sector) {
        for (std::size_t area = 0; area < years_.areas().size(); ++area) {
          if (!works_in(kSectors[sector], years_.areas()[area])) continue;
          cells_[{month, sector, years_.areas()[area]}] = {};
          keys_.emplace_back(month, sector, years_.areas()[area]);
          weights_.push_back(kMonths[static_cast<std::size_t>(month) - 1] * kSectors[sector].weight * years_.people()[area]);
        }
      }
    }
  }

  void add_penalties() {
    std::vector<std::int64_t> amounts;
    for (int n = 0; n < kFined; ++n) amounts.push_back(years_.dice.pick(std::array<std::int64_t, 8>{20, 30, 50, 80, 100, 200, 300, 500}));
    // Fines are decided in whole hundreds of yuan; the largest remainders make up the year's total.
    const std::vector<std::int64_t> hundreds = split(kFines_fen / 10'000, amounts);
    for (int n = 1; n <= kFined; ++n) {
      const auto& [month, sector, area] = draw();
      Cell& cell = cells_[{month, sector, area}];
      const std::int64_t fen = hundreds[static_cast<std::size_t>(n) - 1] * 10'000;
      ++cell.fines;
      cell.fines_fen += fen;
      const int day = static_cast<int>(years_.dice.between(1, days_in(kYear, month)));
      const bool is_unit = years_.dice.below(5) != 0;
      years_.rows.add("penalty", std::to_string(n), years_.where_of(area, time_text(kYear, month, day, 10)),
                      {{"decision_no", fmt::format("演示罚〔2019〕{} 号", n)}, {"offender", fmt::format("演示{}{}", kSectors[sector].title, is_unit ? "企业" : "经营者") + std::to_string(n)},
                       {"offender_kind", is_unit ? "unit" : "person"}, {"sector", kSectors[sector].word}, {"body", body_of(sector, month)},
                       {"decided_on", date_text(kYear, month, day)}, {"kinds", json::Array{"fine"}}, {"clause", std::string(kSectors[sector].act)},
                       {"fine_fen", fen}, {"paid_fen", fen}, {"paid_state", "paid"}, {"paid_on", date_text(kYear, month, day)}});
    }
  }

  void add_shut_downs() {
    for (int n = 1; n <= kShutDowns; ++n) {
      const auto& [month, sector, area] = draw();
      ++cells_[{month, sector, area}].shut_downs;
      const int day = static_cast<int>(years_.dice.between(3, 27));
      const Spot spot = years_.spot(area);
      years_.rows.add("shut_down", std::to_string(n), years_.where(spot, time_text(kYear, month, day, 9)),
                      {{"unit_text", fmt::format("{}演示{}窝点 {}", spot.text, kSectors[sector].title, n)}, {"kind", n % 3 == 0 ? "illegal" : n % 7 == 0 ? "close" : "ban"},
                       {"sector", kSectors[sector].word}, {"reason", std::string(kSectors[sector].act) + "，拒不整改（演示虚构）"}, {"proposed_by", body_of(sector, month)},
                       {"proposed_at", time_text(kYear, month, std::max(1, day - 2), 9)}});
      years_.rows.then_move("decide", {{"decided_by", area == "4210" ? "荆州市人民政府" : years_.name(area) + "人民政府（管委会）"},
                                       {"decided_on", date_text(kYear, month, day)}, {"decision_no", fmt::format("演示关停〔2019〕{} 号", n)}});
      years_.rows.then_move("finish", {{"done_text", "断水断电、清空原料、拆除设备"}});
      years_.rows.then_set({{"done_at", time_text(kYear, month, std::min(28, day + 1), 16)}});
    }
  }

  void add_transfers() {
    for (int n = 1; n <= kTransfers; ++n) {
      const auto& [month, sector, area] = draw();
      const std::int64_t detained = n <= kDetained - kTransfers ? 2 : 1;
      Cell& cell = cells_[{month, sector, area}];
      ++cell.transfers;
      cell.detained += detained;
      const int day = static_cast<int>(years_.dice.between(2, 24));
      years_.rows.add("police_transfer", std::to_string(n), years_.where_of(area, time_text(kYear, month, day, 15)),
                      {{"title", fmt::format("{}{}（演示虚构）", kSectors[sector].title, kSectors[sector].act)}, {"people", detained}, {"from_body", body_of(sector, month)}});
      years_.rows.then_move("transfer", {{"police_body", id_of("body", "city_police")}, {"transfer_no", fmt::format("演示移〔2019〕{} 号", n)}});
      years_.rows.then_move("accept");
      years_.rows.then_move("report", {{"result", "detained"}, {"detained", detained}, {"result_text", "行政拘留"}});
      years_.rows.then_set({{"transferred_at", time_text(kYear, month, day, 15)}, {"accepted_at", time_text(kYear, month, day + 1, 9)},
                            {"closed_at", time_text(kYear, month, day + 4, 17)}});
    }
  }

  void add_returns() {
    std::int64_t certain = 0;
    for (const auto& [key, cell] : cells_) certain += cell.fines + cell.shut_downs + cell.transfers;
    const std::vector<std::int64_t> ordered = split(kViolations - certain, weights_);  // most are ordered to correct
    for (std::size_t i = 0; i < keys_.size(); ++i) add_return(keys_[i], cells_.at(keys_[i]), ordered[i]);
  }

  void add_bulletins() {
    for (int month = 1; month <= 12; ++month) {
      std::map<std::string, std::int64_t> by_area;
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (std::get<0>(keys_[i]) == month) by_area[std::get<2>(keys_[i])] += violations_[i];
      }
      std::string text = fmt::format("{} 年 {} 月各地查处非法违法行为起数（按区划代码顺序，不排名）：", kYear, month);
      for (const std::string& area : years_.areas()) text += fmt::format("{} {}；", area == "4210" ? "市直" : years_.name(area), by_area[area]);
      const int next = month % 12 + 1;
      const std::string at = time_text(month == 12 ? kYear + 1 : kYear, next, 6, 16);
      years_.rows.add("bulletin", fmt::format("enforcement {}", month), {.jurisdiction = "4210", .geometry = {}, .occurred_at = *parse_time(at)},
                      {{"kind", "enforcement"}, {"body", id_of("body", "city_safety_office")}, {"issue_no", fmt::format("{}年第{}期", kYear, month)},
                       {"title", fmt::format("打非治违月度通报（{} 月）", month)}, {"text", text + "（演示虚构）"}});
      years_.rows.then_move("sign");
      years_.rows.then_set({{"signed_at", at}, {"signed_by", years_.person("guchangfeng")}});
    }
  }

 private:
  [[nodiscard]] Key draw() { return keys_[years_.dice.weighted(weights_)]; }

  // The emergency bureau's part was the work-safety administration's until the merger.
  [[nodiscard]] static std::string body_of(std::size_t sector, int month) {
    const std::string_view body = kSectors[sector].body;
    return id_of("body", body == "city_bureau" && month < 3 ? "city_old_work_safety" : body);
  }

  void add_return(const Key& key, const Cell& cell, std::int64_t ordered) {
    const auto& [month, sector, area] = key;
    const std::int64_t violations = ordered + cell.fines + cell.shut_downs + cell.transfers;
    violations_.push_back(violations);
    if (violations == 0 && years_.dice.below(4) != 0) return;  // nothing found: some say so, most have nothing to say
    const int next = month % 12 + 1;
    const std::string sent = time_text(month == 12 ? kYear + 1 : kYear, next, static_cast<int>(years_.dice.between(1, 5)), 16);
    years_.rows.add("enforcement_return", fmt::format("{} {} {}", month, kSectors[sector].word, area), years_.where_of(area, sent),
                    {{"month", fmt::format("{}-{:02}", kYear, month)}, {"body", body_of(sector, month)}, {"sector", kSectors[sector].word},
                     {"checks", violations * 2 + years_.dice.between(1, 6)}, {"units", violations + years_.dice.between(1, 5)}, {"violations", violations},
                     {"orders", ordered}, {"fines", cell.fines}, {"fines_fen", cell.fines_fen}, {"shut_downs", cell.shut_downs},
                     {"detentions", cell.detained}});
    years_.rows.then_move("submit");
    years_.rows.then_move("accept");
    years_.rows.then_set({{"submitted_at", sent}});
  }

  Years& years_;
  std::map<Key, Cell> cells_;
  std::vector<Key> keys_;
  std::vector<std::int64_t> weights_;
  std::vector<std::int64_t> violations_;  ///< in the order of keys_
};

}  // namespace

void add_enforcement(Years& years) {
  Enforcement enforcement(years);
  enforcement.add_penalties();
  enforcement.add_shut_downs();
  enforcement.add_transfers();
  enforcement.add_returns();
  enforcement.add_bulletins();
}

}  // namespace muster::demo
