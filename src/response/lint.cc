#include "response/response.h"

namespace muster::response {
namespace {

constexpr std::size_t kShownReachable = 5;

}  // namespace

std::vector<LintRow> lint(record::Unit& unit, const Plan& plan) {
  std::vector<LintRow> out;
  for (const auto& [name, level] : plan.levels) {
    for (const Action& action : level.actions) {
      LintRow row;
      row.level = name;
      row.action = action;
      for (Assignee& who : assignees(unit, action, true)) {
        ++row.total;
        if (!who.missing.empty()) {
          row.missing.push_back(std::move(who));
        } else if (row.reachable.size() < kShownReachable) {
          row.reachable.push_back(std::move(who));
        }
      }
      out.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace muster::response
