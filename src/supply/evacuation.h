// Villages to shelters by road or on foot, printable village by village. Private to supply.
#pragma once

#include <string>

#include "supply/dispatch.h"

namespace muster::supply {

/// POST /api/v1/evacuation {villages: [ids] | area: id, mode: "road"|"foot", shelters?: [ids], sheets?: bool, drawn?}.
/// Villages are storage_village records (people less those away); shelters those that are usable and safe from flood, and safety zones.
/// kRequired, kTooMany, kNoPlace when no village has a place, kNotFound, kRoadsNotReady.
[[nodiscard]] Result<json::Object> evacuation(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

}  // namespace muster::supply
