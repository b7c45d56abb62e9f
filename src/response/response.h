// From alarm to order: a proposal, the consultation, the signed and numbered notice, receipts unit by unit, tasks to named people;
// patrol and guard; levels rise, fall and end by the same way.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/record.h"
#include "response/in_force.h"
#include "response/plan.h"
#include "response/resolve.h"

namespace muster::response {

/// Registers the rules: alarm → proposal, decision → drafted notice, signature → receipts and tasks, receipt → count.
void attach(record::Store& store);

/// The notice in force of a plan: signed, not ended, not itself an end.
[[nodiscard]] std::optional<record::Record> notice_in_force(record::Unit& unit, std::string_view plan);

struct LintRow {
  std::string level;
  Action action;
  int total = 0;                       ///< assignees looked at
  std::vector<Assignee> missing;       ///< those that nobody can be reached for
  std::vector<Assignee> reachable;     ///< the first few, for people
};
/// Plan lint (预案体检): every action of every level against people and units of today.
[[nodiscard]] std::vector<LintRow> lint(record::Unit& unit, const Plan& plan);

/// Patrol shifts of the ledger's present: for each section whose gauge stands at defence or above a row per interval, due a quarter
/// of an hour after its end. The ticker's chore; runs at most once in ten minutes of the city, and again has no effect.
class PatrolPlanner {
 public:
  PatrolPlanner(record::Store& store, const record::CityTime& city) : chore_(store, city) {}
  Status run(const std::string& ledger);

 private:
  WhileInForce chore_;
};

/// One county's line of the guard table (布防).
struct GuardRow {
  std::string jurisdiction_id;
  std::string name;
  std::map<std::string, double> km_over;      ///< by stage kind: km of dike at or above it
  double km_forecast_warning = 0;             ///< km forecast to reach warning stage
  std::map<std::string, double> km_by_class;  ///< km above defence by dike class
  std::int64_t leaders = 0;
  std::int64_t labour = 0;
  std::int64_t people_due = 0;                ///< by rule guard_deployment
  std::int64_t change = 0;                    ///< people now less those of the day before
};
struct GuardTable {
  UtcTime at;
  std::string calibre;
  std::vector<GuardRow> rows;                 ///< counties in code order
};
[[nodiscard]] Result<GuardTable> guard_table(record::Unit& unit, UtcTime at);

}  // namespace muster::response
