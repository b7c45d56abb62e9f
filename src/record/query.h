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

/// kUnknownField, kBadValue for a filter that names no column or an unknown op; kBadTime … for its value.
[[nodiscard]] Result<Selection> select_where(const Viewer& viewer, const model::TypeDef& type, const Query& query,
                                             const Codec& codec, db::Connection& connection);

[[nodiscard]] Result<Page> run_query(const Viewer& viewer, const model::TypeDef& type, const Query& query,
                                     const Codec& codec, db::Connection& connection);

}  // namespace muster::record
