// Lateness of goods on the road, told to who waits for them. Private to supply.
#pragma once

#include "record/record.h"

namespace muster::supply {

/// When the arrival expected has slipped beyond the time wanted (rule dispatch: late_told_min, and again by late_again_min more): an entry in the
/// log of what the order is about, and a call to the receiver and to who ordered, which they acknowledge.
[[nodiscard]] Status tell_late(record::Unit& unit, const record::Change& change);

}  // namespace muster::supply
