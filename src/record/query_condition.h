// Of one question: its columns and conditions as SQL over alias t, with what the viewer may read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/codec.h"
#include "record/query.h"
#include "record/schema.h"

namespace muster::record {

/// A column that may be filtered or sorted by, and how its text is read.
struct Column {
  std::string sql;
  ColumnKind kind = ColumnKind::kText;
  bool instant = false;
  const model::Field* field = nullptr;  ///< null: of the envelope

  /// Stored as a keyed digest: it can be looked up, not ordered or grouped.
  [[nodiscard]] bool is_digest() const { return field != nullptr && field->personal; }
};
/// Of a field or of the envelope, by its name in the API; nothing for an unknown one.
[[nodiscard]] std::optional<Column> column_of(const model::TypeDef& type, std::string_view name);

/// Conditions joined by AND, and their values.
class Conditions {
 public:
  /// The placeholder of a new value.
  std::string bind(db::Cell cell) {
    out.cells.push_back(std::move(cell));
    return '$' + std::to_string(out.cells.size());
  }
  void also(const std::string& condition) { out.where += (out.where.empty() ? "" : " AND ") + condition; }
  Selection out;
};

/// What every part of one question shares; conditions of an inner select are written with the same alias t, which hides the outer one.
struct Scope {
  const Viewer& viewer;
  const model::Model& model;
  const Codec& codec;
  const std::string& ledger;
  db::Engine engine;
};

/// Rows that are there in the ledger and that the viewer may read.
void add_readable(Conditions& conditions, const Scope& scope, const model::TypeDef& type);
/// Any filter but "latest". Errors as select_where.
[[nodiscard]] Status add_filter(Conditions& conditions, const Scope& scope, const model::TypeDef& type, const Filter& filter);
/// "latest": "the newest count of each section". Of the rows found so far that agree in the named fields only the latest by
/// `filter.field`.
[[nodiscard]] Status keep_latest(Conditions& conditions, const model::TypeDef& type, const Filter& filter);

}  // namespace muster::record
