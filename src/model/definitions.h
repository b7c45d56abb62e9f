// The whole model as JSON: what is hashed, stored with the journal, and compared when definitions
// change.
#pragma once

#include "json/json.h"
#include "model/model.h"

namespace muster::model {

/// Everything that `load` read, and nothing it did not: two models are equal when these are.
/// Members that stand at their default are left out, durations are milliseconds, dates and texts as
/// written.
[[nodiscard]] json::Value definitions(const Model& model);
[[nodiscard]] json::Object definition(const TypeDef& type);

/// What rows are made of, read back from `definitions()`: types with their fields, keys, places and states, dictionaries, rules.
/// Roles, moves, clocks, plans and indicators are left out: no stored row depends on them. kBadModel when it is no such JSON.
[[nodiscard]] Result<Model> from_definitions(const json::Value& definitions);

}  // namespace muster::model
