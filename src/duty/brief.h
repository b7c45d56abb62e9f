// The daily brief (值班日报) drafted from the record, and the zero report (零报告) that every township owes in a key period.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "duty/desk.h"
#include "response/in_force.h"

namespace muster::duty {

/// Registers the rules: a signed brief gets its issue number of the year and goes to the receivers of rule duty_limits.
void attach(record::Store& store);

struct Brief {
  std::string title;
  std::string text;
  json::Object facts;                 ///< figures by part, each with the rows it counts
  std::vector<std::string> unknowns;  ///< what no record says: written as unknown, never as nought
  UtcTime from;                       ///< records of [from, to)
  UtcTime to;
  UtcTime due_at;
};
/// Drafts the brief of a day from what the viewer may read: the 24 hours that end at rule duty_limits' brief_covers_to of that day, or
/// now while that lies ahead. kNoRule.
[[nodiscard]] Result<Brief> draft_brief(const Sources& sources, const record::Viewer& viewer, const std::string& ledger, std::chrono::year_month_day day);

/// Who owes a zero report of a day, who has reported, who is missing; of the bodies that the viewer may see.
[[nodiscard]] Result<json::Object> zero_board(const Sources& sources, const record::Viewer& viewer, const std::string& ledger, std::chrono::year_month_day day);

/// Opens the day's zero reports, one per body of the kinds in rule duty_limits with its clock, while a response level is in force. The
/// ticker's chore; runs at most once in ten minutes of the city, and again has no effect.
class ZeroReports {
 public:
  ZeroReports(record::Store& store, const record::CityTime& city) : store_(store), city_(city), chore_(store, city) {}
  Status run(const std::string& ledger);

 private:
  record::Store& store_;
  const record::CityTime& city_;
  response::WhileInForce chore_;
};

}  // namespace muster::duty
