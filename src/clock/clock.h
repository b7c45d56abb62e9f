// Deadlines as data. A running clock is a record of the type `clock`, so lists, permission, figures, journal and replay are the
// record module's; this module starts, pauses, meets, warns and fires them, and climbs ladders.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "record/record.h"

namespace muster::clock {

/// Working days of the city: weekends, statutory holidays, shifted working days (调休), as dated rules "calendar". A year
/// without data is kCalendarMissing, loudly.
[[nodiscard]] Result<UtcTime> add_working_days(const model::Model& model, UtcTime start, int days);

/// Registers the reactors that start, pause, resume and meet clocks of every type with `clocks:`.
void attach(record::Store& store);

/// Fires what is due: each firing is an intent whose id is derived from (clock id, step, due instant), so that two holders or a
/// crash in between have one effect. Holds no state of its own: after a restart it reads what is running.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  static std::unique_ptr<Scheduler> start(record::Store& store, db::Database& database, const record::CityTime& city,
                                          const TimeSource& wall);
  /// Fires everything due at the ledger's present, synchronously; returns how many. Tests and the worker both use it.
  virtual Result<int> fire_due() = 0;
  virtual void stop() = 0;
};

/// A call that must be answered: starts a ladder (rungs from rule "ladders") for a record; rungs go to holder, liaison, deputy, superior, duty room.
/// Each rung is a record of type `callout`; answering any rung meets the ladder.
Result<record::Record> call(record::Unit& unit, const record::Record& about, std::string_view ladder, std::string_view person);

}  // namespace muster::clock
