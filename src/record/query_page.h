// A page of what a question selects: order, cursor, rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "record/query_condition.h"

namespace muster::record {

struct Order {
  Column column;
  bool down = true;

  /// By fid, the order in which rows were entered: the walk of the table itself.
  [[nodiscard]] bool is_entry() const { return column.sql == "t.fid"; }
};
/// @param sort "-occurred_at"; empty: the newest entry first. kUnknownField for what cannot be sorted by.
[[nodiscard]] Result<Order> order_of(const model::TypeDef& type, const std::string& sort);

/// Where a page goes on.
struct Mark {
  db::Cell value;         ///< of the column that is sorted by; null: among the rows without one
  std::int64_t fid = 0;
  bool walk = false;      ///< the pages before were found by walking, and so are those after
};
/// Nothing for the first page; kBadRequest for a cursor that we did not make.
[[nodiscard]] Result<std::optional<Mark>> mark_of(const Order& order, const std::string& cursor);
[[nodiscard]] std::string make_cursor(const Mark& mark);

/// At most `limit` rows in the codec's columns, the value that they are sorted by last. @param walk SQLite is told to walk the table
[[nodiscard]] db::Rows rows_of(const model::TypeDef& type, const Selection& selection, const Order& order, const std::optional<Mark>& mark,
                               std::int64_t limit, bool walk, const Codec& codec, db::Connection& connection);

}  // namespace muster::record
