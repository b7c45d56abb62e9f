// Breaks in the rosters of duty rooms: nights that nobody was put down for.
#pragma once

#include "record/record.h"

namespace muster::duty {

/// The figure duty_gaps: breaks that begin in [from, to), of rosters that the viewer may read. Its rows are the shifts after which nobody
/// took over. A break longer than two days is a roster that was not kept here, and none.
/// @param by "", "county", "jurisdiction", "body" or "month"
[[nodiscard]] Result<json::Object> gaps_figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, UtcTime from, UtcTime to,
                                               const std::string& jurisdiction_id, const std::string& by);

}  // namespace muster::duty
