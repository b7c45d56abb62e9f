// The journal replayed into an empty database, and compared with the tables it came from.
#pragma once

#include <optional>
#include <string>

#include "app/cli.h"
#include "app/installation.h"
#include "record/replay.h"

namespace muster::app {

struct ReplayVerdict {
  std::int64_t entries = 0;
  std::int64_t attachments = 0;
  std::optional<record::Difference> difference;  ///< the first, attachments last
};

/// Rebuilds `into` (its tables are made; its journal must be empty) from the city's journal, with the table of attachments that the
/// records name, and compares. kReplayNotEmpty and what replay() gives.
[[nodiscard]] Result<ReplayVerdict> replay_city(const Config& config, Storage& city, db::Database& into);

/// `muster check --replay`: into a temporary file, which goes away.
void check_replay(Cli& cli);

}  // namespace muster::app
