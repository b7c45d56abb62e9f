// Lets the scenario live: what has become due at the city time of its ledger comes in through the same service as from outside.
#pragma once

#include "demo/scenario.h"
#include "observation/observation.h"

namespace muster::demo {

/// Not thread-safe: one worker steps it, a few times a second.
class Feeder {
 public:
  /// Goes on where the last run stopped: from the newest reading of Shashi. Whatever is sent twice is a duplicate and has no effect.
  Feeder(observation::Service& service, const record::CityTime& city);
  /// Posts readings and forecasts up to the ledger's present, in the order of their times, a stretch of at most an hour at once, so
  /// that at any speed alarms see each hour. Returns how many were new; an error is the first refusal, after which the rest was still sent.
  Result<int> step();
  [[nodiscard]] UtcTime fed_until() const { return until_; }

 private:
  Result<int> feed(UtcTime from, UtcTime to);

  observation::Service& service_;
  const record::CityTime& city_;
  UtcTime until_;
};

}  // namespace muster::demo
