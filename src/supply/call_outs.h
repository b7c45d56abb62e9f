// Private to supply: calling teams, experts and vehicles to a place, and taking it back. Calls are records `callout`; who does not answer is
// followed by the next rung of the ladder (rule ladders: team, called_expert, vehicle, recall). docs/design/dispatch.md.
#pragma once

#include "supply/helpers.h"

namespace muster::supply {

/// When each helper named in the body would be there, by id, on today's roads; empty without roads or place.
struct CallTimes {
  std::vector<std::pair<std::string, UtcTime>> arrive_at;
};
[[nodiscard]] Result<CallTimes> call_times(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

/// POST /api/v1/dispatch/callouts {about?, at?, to_text?, text?, wanted_at?, helpers: [ids]}: one call each, by the person that answers for it; an expert's
/// also as expert_callout. Without `about` the helper's own record is what it is about. → {callouts: [records]}.
/// kRequired, kNotFound, kAlreadyCalled, kNotAvailable, kTooMany, and what the viewer may not do.
[[nodiscard]] Result<json::Value> call_out(record::Unit& unit, const json::Value& body, const CallTimes& times);

/// POST /api/v1/dispatch/callouts/recall {about?, helpers: [ids], why}: rings no more; who had answered that they come is called once more, to be told.
/// kRequired, kNotCalled.
[[nodiscard]] Result<json::Value> recall(record::Unit& unit, const json::Value& body);

}  // namespace muster::supply
