// A record as people read it: titles instead of values, labels instead of ids, yuan instead of fen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/write_sheet.h"
#include "record/record.h"

namespace muster::exchange {

/// One column of a table that is written.
struct OutColumn {
  std::string name;                    ///< field, or a word below
  const model::Field* field = nullptr;
  std::string title;                   ///< with the unit in brackets
};
/// Words beside the fields: label number state jurisdiction occurred_at lon lat geometry id. kUnknownField.
/// @param names empty: the record id, all fields that are not retired, the place, jurisdiction, state and number
[[nodiscard]] Result<std::vector<OutColumn>> out_columns(const model::TypeDef& type, const std::vector<std::string>& names, std::string_view lang);

/// @param labels of the referred records, as Store::labels gives them; @param clear personal fields as they are, else masked
[[nodiscard]] json::Value shown_value(const model::Model& model, const model::TypeDef& type, const OutColumn& column, const record::Record& record,
                                      const json::Object& labels, bool clear, std::string_view lang);

}  // namespace muster::exchange
