// Villages to shelters by road or on foot, printable village by village. Private to supply.
#pragma once

#include <string>

#include "supply/dispatch.h"

namespace muster::supply {

/// POST /api/v1/evacuation {villages: [ids] | area: id | flood: GeoJSON area, mode: "road"|"foot", shelters?: [ids], sheets?: bool, drawn?,
/// split?: bool (villages may be split at will: then none is better), water?: bool (the roads in the flood or area are closed already)}. Villages are storage_village records (people less those away) and
/// villages of the register; shelters those that are usable, safe from flood and not in it, and safety zones.
/// kRequired, kTooMany, kNoPlace when no village has a place, kNotFound, kRoadsNotReady.
[[nodiscard]] Result<json::Object> evacuation(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

/// Keeps what `evacuation` told (with sheets) as a record `evacuation_plan`. Members title, about?, jurisdiction_id?, water? of the body.
[[nodiscard]] Result<record::Record> keep_evacuation(record::Unit& unit, const json::Value& body, const json::Object& told);

}  // namespace muster::supply
