// From alarms and incidents to a proposed level: dated rules say which level is advised, people decide.
#pragma once

#include <map>
#include <string>

#include "record/record.h"

namespace muster::response {

/// Reactors. A higher level is proposed at once; a proposal that the river has overtaken is changed or dropped.
Status on_alarm(record::Unit& unit, const record::Change& change);
Status on_incident(record::Unit& unit, const record::Change& change);

/// Lowering and ending are proposed when what is advised has been lower for the rule's `lower_after`. The ticker's chore; runs at most
/// once in ten minutes of the city, and again has no effect.
class LevelWatch {
 public:
  LevelWatch(record::Store& store, const record::CityTime& city) : store_(store), city_(city) {}
  Status run(const std::string& ledger);

 private:
  record::Store& store_;
  const record::CityTime& city_;
  std::map<std::string, std::int64_t> last_;  ///< ledger → ten minutes already looked at; the ticker's thread only
};

}  // namespace muster::response
