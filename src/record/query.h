// From a Query to SQL: permission, ledger, place, filters, words, box, order and cursor in one statement.
#pragma once

#include <string>

#include "record/codec.h"
#include "record/record.h"

namespace muster::record {

struct Selection {
  std::string where;  ///< over alias t, without the cursor
  db::Cells cells;
};

/// Besides the ops of record.h a filter knows: `since` and `until` (no later or no earlier than the value, or empty: validity with an open
/// end), `latest` (of the rows that agree in the fields listed as its value only the newest by its field). A field may be a path:
/// "section.class" through a reference, "about.dike_incident.grade" where it may be to any type, "~instruction.about.state" the rows that
/// refer to this one; rows on the way count only where the viewer may read them.
/// A box whose west is east of its east lies across the meridian of 180°. A type without a place has no row in any box.
/// kUnknownField, kBadValue for a filter that names no column or an unknown op; kBadTime … for its value.
[[nodiscard]] Result<Selection> select_where(const Viewer& viewer, const model::Model& model, const model::TypeDef& type, const Query& query,
                                             const Codec& codec, db::Connection& connection);

[[nodiscard]] Result<Page> run_query(const Viewer& viewer, const model::Model& model, const model::TypeDef& type, const Query& query,
                                     const Codec& codec, db::Connection& connection);

}  // namespace muster::record
