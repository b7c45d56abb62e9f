// Other programs on the same roads, for muster bench road. Wall time: they are processes of their
// own.
#pragma once

#include <string>
#include <vector>

#include "road/measure.h"

namespace muster::app::bench {

/// pgRouting over the arcs that road::dump left in `arcs_csv`: each ball again, in one session, and
/// a matrix of ten by ten. {seconds…, "equal": whether it found the same states and times}; or
/// {"not_run": why}.
[[nodiscard]] json::Object pgrouting(const std::string& url, const std::string& arcs_csv,
                                     const std::vector<road::Ball>& balls, std::uint32_t budget_ms);

/// Routino over the same extract: its building, and routes between places of it, each by a process
/// of its own (its speeds are its own too: times of travel are not compared). Beside it the same
/// pairs by road::route.
[[nodiscard]] json::Object routino(const road::Extract& extract, const std::string& folder,
                                   const road::Metric& metric);

}  // namespace muster::app::bench
