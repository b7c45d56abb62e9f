// From a verdict to the alarm record: one per gauge and kind; up and down on the same record; a recurrence is a new one.
#pragma once

#include "observation/observation.h"

namespace muster::observation {

/// What an alarm is raised from.
struct Sight {
  record::Record gauge;
  std::string property;
  std::vector<telemetry::Stage> stages;    ///< ascending
  std::vector<telemetry::Stage> low;       ///< of low water, ascending
  std::vector<telemetry::Reading> recent;  ///< ascending, the newest last
  telemetry::Parameters parameters;
};

/// The gauge's way up (alarms "stage") or down (alarms "low"): the same judgement, on turned signs for low water.
struct Axis {
  const char* alarm;                       ///< kind of its alarms
  const char* rule;                        ///< rule that advises a level
  bool down = false;
  std::vector<telemetry::Stage> stages;    ///< in the order of the axis: each further than the one before
  std::vector<telemetry::Reading> recent;  ///< on the axis
};
[[nodiscard]] std::vector<Axis> axes_of(const Sight& sight);
[[nodiscard]] int index_of(const std::vector<telemetry::Stage>& stages, const std::string& kind);

/// Applies what the newest reading means for the gauge's stage and rate alarms, inside a unit; ids of alarms that changed.
Result<std::vector<std::string>> apply_reading(record::Unit& unit, const Sight& sight);

/// The forecast alarm of a gauge: raised when a later value of the issue reaches a stage above the present one, stepped, or cleared.
Result<std::vector<std::string>> apply_forecast(record::Unit& unit, const Sight& sight, const std::vector<record::Record>& issue);

/// Raises (since) or clears (nothing) the silence alarm of a gauge; true when something changed.
Result<bool> apply_silence(record::Unit& unit, const record::Record& gauge, std::optional<UtcTime> since,
                           std::optional<UtcTime> last_at);

}  // namespace muster::observation
