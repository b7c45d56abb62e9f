// Counts that come with a step of a transfer order, line by line.
#pragma once

#include "record/record.h"

namespace muster::supply {

/// Writes the counts that the move's `lines` hold into the order's lines: of load and depart `loaded`, of receive `received` and `used`, of
/// give_back `returned` and `used`, of settle `used`. kBadLine, kNoSuchLine.
[[nodiscard]] Status take_counts(record::Unit& unit, const record::Change& change);

/// Where the count differs from what was due, the step (`told`) or the line says why. kVarianceUnexplained.
[[nodiscard]] Status check_variance(record::Unit& unit, const record::Record& item, double due, double counted, bool told);

}  // namespace muster::supply
