// How long a clock runs: from a field, from a dated rule, or from the definition itself; in working days where the law says so.
#pragma once

#include <optional>
#include <string>

#include "record/record.h"

namespace muster::clock {

struct Limit {
  UtcTime due_at;
  Millis length{0};
  std::string rule;    ///< name of the rule, empty without
  std::string source;  ///< law, clause
  std::string mark;    ///< certain | check
};

/// kNoRule when the rule is not in force that day; nothing when the clock has no limit for such a record (a rule may say so, a field may be empty).
[[nodiscard]] Result<std::optional<Limit>> limit_of(const model::Model& model, const model::ClockDef& clock,
                                                    const record::Record& record, UtcTime started_at);

}  // namespace muster::clock
