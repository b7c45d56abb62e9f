// From alarms and incidents to a proposed level: dated rules say which level is advised, people decide.
#pragma once

#include <string>

#include "record/record.h"
#include "response/in_force.h"

namespace muster::response {

/// Reactors. A higher level is proposed at once; a proposal that the river has overtaken is changed or dropped.
Status on_alarm(record::Unit& unit, const record::Change& change);
Status on_incident(record::Unit& unit, const record::Change& change);

/// Lowering and ending are proposed when what is advised has been lower for the rule's `lower_after`. The ticker's chore; runs at most
/// once in ten minutes of the city, and again has no effect.
class LevelWatch {
 public:
  LevelWatch(record::Store& store, const record::CityTime& city) : chore_(store, city) {}
  Status run(const std::string& ledger);

 private:
  WhileInForce chore_;
};

}  // namespace muster::response
