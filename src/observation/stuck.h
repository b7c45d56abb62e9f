// Gauges that lie: one and the same value day after day while the river beside them moves.
#pragma once

#include "record/record.h"

namespace muster::observation {

/// The figure stuck_gauges: stage gauges whose readings did not change for rule stuck_gauge's whole days inside [from, to), while another
/// gauge of the same river moved. Rows are the gauges that the viewer may read.
/// @param by "", "river" or "jurisdiction"
[[nodiscard]] Result<json::Object> stuck_figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, UtcTime from, UtcTime to,
                                                const std::string& jurisdiction_id, const std::string& by);

}  // namespace muster::observation
