// The responsibility net (责任网): works × roles on any day, from records of type responsibility (R2). Shown with permission: a work that the
// viewer may not read, or whose responsibilities they may not read, neither shows nor counts. Names of responsible persons are published by law
// and shown with the work; telephones never.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/record.h"
#include "responsibility/judge.h"

namespace muster::responsibility {

struct Asked {
  std::string type;             ///< one type of work; empty: all that have roles
  std::string jurisdiction_id;  ///< subtree; empty: all that may be seen
  std::vector<std::string> works;  ///< these only, where not empty
  UtcTime at;                   ///< its day in the city's zone is the day of the net, by valid time: what is on record now about that day
  UtcTime now;                  ///< contact of a day gone by is judged from contact_proof, of today from the person
};

/// A class of works with one set of roles: "dike_section:jingjiang", "reservoir:small_1", "sluice".
struct Class {
  std::string key;
  model::Text title;
};

struct Work {
  std::string id;
  std::string type;
  std::string class_key;
  std::string label;
  std::string jurisdiction_id;
  std::string county;        ///< county or zone it lies in, record id; else the jurisdiction itself
  std::string jpath;
  std::string dike;          ///< of a section
  std::optional<std::int64_t> from_stake;
  std::optional<std::int64_t> to_stake;
};

struct Row {
  Work work;
  std::vector<Cell> cells;   ///< in the order of `Net::roles`
};

struct Count {
  std::int64_t works = 0;
  std::int64_t due = 0;
  std::map<CellState, std::int64_t> of{};
  [[nodiscard]] std::int64_t holes() const;
};

struct Net {
  std::string day;
  std::vector<std::string> roles;
  std::vector<Class> classes;               ///< that occur, in the order of the rows
  std::map<std::string, std::string> places;  ///< jurisdiction id → name
  std::map<std::string, std::string> codes;   ///< jurisdiction id → division code
  std::vector<Row> rows;                    ///< by class, county code, dike, stake, label
  Count total;
  std::map<std::string, Count> by_county;
  std::map<std::string, Count> by_class;
};

/// kNoRule without rule responsibility_sets or contact_proof on the day.
[[nodiscard]] Result<Net> net_of(record::Unit& unit, const record::Viewer& viewer, const Asked& asked);

/// A stretch of days on which nobody held a role of a work.
struct Gap {
  Work work;
  std::string role;
  Span span;
};
/// Oldest first. Works and permission as in net_of.
[[nodiscard]] Result<std::vector<Gap>> gaps_of(record::Unit& unit, const record::Viewer& viewer, const Asked& asked, const std::string& from,
                                               const std::string& to);

/// Roles of a work by rule responsibility_sets on a day; those of the type's definition where the rule does not name it.
[[nodiscard]] std::vector<std::string> roles_of(const json::Value& sets, const model::TypeDef& type, const std::string& grade);
/// Rule contact_proof in force on a day.
[[nodiscard]] Result<ContactRule> contact_rule(const model::Model& model, std::chrono::year_month_day day);

}  // namespace muster::responsibility
