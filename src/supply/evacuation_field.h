// Private to supply: who is to be moved, and where there is room, read from records as far as the viewer may.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/geo.h"
#include "record/record.h"

namespace muster::supply {

/// A village with what its table of removal (蓄洪转移村) tells, where it has one.
struct MovedVillage {
  std::string id;     ///< of the table's row, or of the jurisdiction
  std::string label;
  geo::Position at;
  std::optional<std::int64_t> people;   ///< at home; nothing when nobody has counted
  std::optional<record::Record> table;
};

/// A shelter or safety zone that is open or on standby, safe, and has room left.
struct Refuge {
  record::Record record;
  geo::Position at;
  std::int64_t room = 0;  ///< > 0
};

struct EvacuationField {
  std::vector<MovedVillage> villages;   ///< at least one
  std::vector<Refuge> shelters;
  std::vector<std::string> without_place;  ///< villages whose place nobody knows
  std::optional<geo::Geometry> water;      ///< what was drawn, or the area meant
};

/// Members villages (ids) | area (polder or flood-storage area: its table, and the villages inside its outline) | flood (GeoJSON area),
/// shelters? (ids). Refuges in the water take nobody.
/// kRequired, kNotFound, kNoPlace when no village with a place is meant, kTooMany (1000), and what geo refuses.
[[nodiscard]] Result<EvacuationField> evacuation_field(record::Store& store, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

}  // namespace muster::supply
