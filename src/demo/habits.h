// What the other people of the night do when something waits for them.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace muster::demo {

/// A person and the post through which they act (empty: the first held).
struct Who {
  std::string person;
  std::string post;
};
[[nodiscard]] Who someone(std::string_view key, std::string_view post);
[[nodiscard]] Who duty_officer();
[[nodiscard]] Who duty_leader();
/// The duty officer of a county's headquarters by its code.
[[nodiscard]] Who county_officer(const std::string& code);

/// Something that waits for somebody: a record of `type` that has stood in `state` for `after`.
struct Habit {
  std::string_view type;
  std::string_view state;
  std::chrono::minutes after;
  std::string_view move;
  std::function<Who(const record::Record&)> who;  ///< nobody: it is left
  std::function<json::Object(const record::Record&)> fields;
};

/// Those of reports, their receipts, zero reports and the brief; a few are late on purpose and say so (【情景】).
[[nodiscard]] std::vector<Habit> report_habits();

/// The incident whose first report is late on purpose; an id, so that the newcomer's own incidents are never meant.
inline constexpr std::string_view kLateIncident = "scenario JHCJ 568200";

}  // namespace muster::demo
