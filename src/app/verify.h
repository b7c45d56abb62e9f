// Is a data folder whole: the journal's chain, the tables against what the journal says they must
// be, the attachments.
#pragma once

#include <string>
#include <vector>

#include "app/installation.h"

namespace muster::app {

struct Fault {
  std::string kind;   ///< chain, gap, json, missing_row, extra_row, other_row, attachment_missing,
                      ///< attachment_changed, head
  std::string where;  ///< "journal:17", "person 0190…", hash
  std::string what;   ///< field or reason
};

struct Verdict {
  std::int64_t entries = 0;
  std::int64_t records = 0;
  std::int64_t attachments = 0;
  std::vector<Fault> faults;  ///< at most kFaultsMost
};
inline constexpr std::size_t kFaultsMost = 100;

/// Reads everything once; nothing is changed.
[[nodiscard]] Result<Verdict> verify(Installation& installation);

}  // namespace muster::app
