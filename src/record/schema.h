// Tables of the registers: which columns a type has, and how they come to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/model.h"

namespace muster::record {

enum class ColumnKind { kText, kInteger, kReal };

[[nodiscard]] ColumnKind column_kind(model::FieldKind kind);
[[nodiscard]] std::string table_name(const model::TypeDef& type);      ///< "r_dike_section", not quoted
[[nodiscard]] std::string column_name(const model::Field& field);      ///< "f_stake"
[[nodiscard]] std::string blind_index_name(const model::Field& field); ///< "x_phone": keyed digest of a personal value

/// Envelope columns in the order of the codec, without fid.
[[nodiscard]] const std::vector<std::string>& envelope_columns();

/// The fixed tables of the write path (numbers 200-299).
[[nodiscard]] std::vector<db::Migration> migrations();

/// Creates the table, indexes and the GeoPackage view of a type, or adds columns that are missing.
/// @param known field names that the table already has; empty and `exists` false: a new table.
void apply_type(db::Connection& connection, const model::TypeDef& type, bool exists,
                const std::vector<std::string>& known);

/// A table that is written anew: its old rows lie in aside_name() without view and indexes until drop_aside().
void set_aside(db::Connection& connection, const model::TypeDef& type);
void drop_aside(db::Connection& connection, const model::TypeDef& type);
[[nodiscard]] std::string aside_name(const model::TypeDef& type);  ///< "m_dike_section", not quoted
/// After rows were written with the fid they had: the next one gets a higher one.
void continue_fids(db::Connection& connection, const model::TypeDef& type);

}  // namespace muster::record
