// The enforcement year cell by cell: what a department did in a county in a month, drawn first, so that registers and returns agree.
#pragma once

#include <map>
#include <string_view>
#include <tuple>

#include "demo/years.h"

namespace muster::demo {

inline constexpr int kEnforcementYear = 2019;

struct EnforcementSector {
  std::string_view word;
  std::string_view title;
  std::string_view body;        ///< reports and fines
  std::int64_t weight;
  std::string_view act;         ///< what is punished
  std::string_view basis;       ///< by which article
};

struct Fine {
  int number = 0;
  std::int64_t fen = 0;
  bool is_unit = true;
};
struct Transfer {
  int number = 0;
  std::int64_t detained = 0;
};

struct EnforcementCell {
  int month = 0;
  std::size_t sector = 0;
  std::string area;
  std::vector<Fine> fines;
  std::vector<int> shut_downs;         ///< numbers
  std::vector<Transfer> transfers;
  std::int64_t ordered = 0;            ///< to correct, at once or by a day
  [[nodiscard]] std::int64_t violations() const {
    return ordered + static_cast<std::int64_t>(fines.size() + shut_downs.size() + transfers.size());
  }
};

[[nodiscard]] const std::vector<EnforcementSector>& enforcement_sectors();
/// The department whose work it was on that day: the emergency bureau's part was the work-safety administration's until the merger.
[[nodiscard]] std::string enforcement_body(std::size_t sector, const std::string& day);

/// Inspections of a cell: one finding for each violation, and what became of it (penalty, case, shut-down, transfer, hidden danger).
class Inspections {
 public:
  explicit Inspections(Years& years) : years_(years) {}
  void add_plans_and_periods();
  void add(const EnforcementCell& cell);
  /// Visits that found nothing.
  void add_clean(int count);

 private:
  struct Visit {
    std::string key;
    std::string day;       ///< "2019-07-15"
    std::string at;
    Spot spot;
    std::string unit;
    const Firm* firm = nullptr;
    std::string number;    ///< of its papers
  };
  Visit begin(const EnforcementCell& cell, int day, const Firm* firm, std::int64_t findings, bool to_recheck);
  void end(const Visit& visit, bool to_recheck);
  void find(const Visit& visit, const EnforcementCell& cell, int item, std::string_view action);
  void add_fine(const EnforcementCell& cell, const Fine& fine, std::int64_t also);
  void add_den(const EnforcementCell& cell, int number, const Transfer* transfer);
  void add_orders(const EnforcementCell& cell, std::int64_t count);
  void add_danger(const Visit& visit, const EnforcementCell& cell, const std::string& finding, const std::string& text, bool is_major);
  std::string add_case(const Visit& visit, const EnforcementCell& cell, const Fine& fine, const std::string& offender, const std::string& decided);
  [[nodiscard]] const Firm& firm_of(const EnforcementCell& cell);
  [[nodiscard]] std::string body_of(const EnforcementCell& cell, const std::string& day) const;

  Years& years_;
  int visits_ = 0;
  int dangers_ = 0;
  int major_ = 0;
};

}  // namespace muster::demo
