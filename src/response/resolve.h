// Whom an action of a plan reaches today: every action resolves to a reachable person or unit, or says why not (预案体检).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/record.h"
#include "response/plan.h"

namespace muster::response {

struct Assignee {
  std::string unit;      ///< body
  std::string post;
  std::string person;
  std::string liaison;   ///< may answer for the person
  std::string role;      ///< responsibility role, where the target is one
  std::string work;      ///< governed work
  std::string work_type;
  std::string section;   ///< the work when it is a dike section
  std::string jurisdiction_id;
  std::string name;      ///< of the unit, post or work, for people
  std::string missing;   ///< empty when somebody can be reached; else why not (vacant, no person, no such post …)
};

/// Highest stage that a gauge has reached or is forecast to reach, from its open alarms: rank and value; rank -1 below all.
struct Reached {
  int rank = -1;
  double value = 0;
};
[[nodiscard]] Reached reached(record::Unit& unit, const std::string& gauge_id, bool with_forecasts = true);

/// Whether a work is asked anything at a stage: by its own trigger stage where it has one, else by its control gauge.
[[nodiscard]] bool governed(record::Unit& unit, const record::Record& work, std::string_view when);

/// Assignees of an action. `everything` ignores `when` (lint looks at all works, an order only at what the gauge governs).
[[nodiscard]] std::vector<Assignee> assignees(record::Unit& unit, const Action& action, bool everything);

/// The body with a code, the post with a code; valid today.
[[nodiscard]] std::optional<record::Record> body_by_code(record::Unit& unit, const std::string& code);
[[nodiscard]] std::optional<record::Record> post_by_code(record::Unit& unit, const std::string& code);
/// Bodies of the given kinds that receipt notices, in their order.
[[nodiscard]] std::vector<record::Record> receipting_bodies(record::Unit& unit, const std::vector<std::string>& kinds);

}  // namespace muster::response
