// Taking back a step that its doer has just taken by mistake (撤销). Nothing is erased: the step back is a move of its own.
#pragma once

#include "record/record.h"

namespace muster::undo {

/// Registers the rule of counter-moves (rule `undo`): only who took the step, only as long after it by the wall's clock as the rule
/// allows, only while nothing else has happened to the record. Stamps of the step are put back to what they were before it; a clock
/// that runs again runs to its earlier limit. kUndoTooLate, kUndoNotYours, kWrongState. Attach after the clocks.
void attach(record::Store& store, const record::CityTime& city);

}  // namespace muster::undo
