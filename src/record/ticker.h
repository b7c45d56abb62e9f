// One worker for what must be looked at as city time passes: silent gauges, patrol shifts, daily duties. Work is described as
// functions of a ledger; each must be safe to run again (intents with derived ids).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "db/db.h"

namespace muster::record {

struct Chore {
  std::string name;                                           ///< for the log
  std::function<Status(const std::string& ledger)> run;
};

class Ticker {
 public:
  virtual ~Ticker() = default;
  /// Runs every chore for every ledger, twice a second of the wall: five minutes of a city that runs 600 times faster.
  static std::unique_ptr<Ticker> start(db::Database& database, std::vector<Chore> chores);
  virtual void stop() = 0;
};

/// Ledgers known to the database, sorted.
[[nodiscard]] std::vector<std::string> ledgers(db::Database& database);

}  // namespace muster::record
