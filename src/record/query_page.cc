#include "record/query_page.h"

#include <vector>

namespace muster::record {
namespace {

using model::TypeDef;

/// The part of an order that an index gives in one run: rows by fid, rows with a value, or, after them, rows without one.
enum class Run { kEntry, kValues, kNone };

bool is_null(const Mark& mark) { return std::holds_alternative<std::monostate>(mark.value.data()); }

/// The ORDER BY of a run; what lies before the mark is left out.
std::string run_sql(Conditions& conditions, const Order& order, const std::optional<Mark>& mark, Run run) {
  const std::string way = order.down ? " DESC" : " ASC";
  const std::string beyond = order.down ? " < " : " > ";
  const std::string& column = order.column.sql;
  if (run != Run::kEntry) conditions.also(column + (run == Run::kValues ? " IS NOT NULL" : " IS NULL"));
  const bool here = mark && (run != Run::kNone || is_null(*mark));
  if (here && run == Run::kValues) {
    const std::string value = conditions.bind(mark->value);
    conditions.also('(' + column + ", t.fid)" + beyond + '(' + value + ", " + conditions.bind(mark->fid) + ')');
  } else if (here) {
    conditions.also("t.fid" + beyond + conditions.bind(mark->fid));
  }
  return run == Run::kValues ? column + way + ", t.fid" + way : "t.fid" + way;
}

}  // namespace

Result<Order> order_of(const TypeDef& type, const std::string& sort) {
  if (sort.empty()) return Order{{"t.fid", ColumnKind::kInteger, false, nullptr}, true};
  const bool down = sort[0] == '-';
  const std::string name = down ? sort.substr(1) : sort;
  const auto column = column_of(type, name);
  if (!column || column->is_digest()) return fail(error::kUnknownField, "sort", {{"field", name}});
  return Order{*column, down};
}

std::string make_cursor(const Mark& mark) {
  json::Value shown;
  if (const auto* integer = std::get_if<std::int64_t>(&mark.value.data())) shown = *integer;
  if (const auto* real = std::get_if<double>(&mark.value.data())) shown = *real;
  if (const auto* text = std::get_if<std::string>(&mark.value.data())) shown = *text;
  return to_hex(json::write(json::Array{shown, mark.fid, mark.walk}));
}

Result<std::optional<Mark>> mark_of(const Order& order, const std::string& cursor) {
  if (cursor.empty()) return std::optional<Mark>();
  const auto parsed = json::parse(from_hex(cursor));
  const bool shaped = parsed && parsed->is_array() && parsed->as_array().size() == 3 && parsed->as_array()[1].is_integer() && parsed->as_array()[2].is_bool();
  if (!shaped) return fail(error::kBadRequest, "cursor", {{"reason", "cursor"}});
  const json::Value& value = parsed->as_array()[0];
  Mark mark;
  mark.fid = parsed->as_array()[1].as_integer();
  mark.walk = parsed->as_array()[2].as_bool();
  if (value.is_string()) mark.value = value.as_string();
  if (value.is_number()) {
    mark.value = value.is_integer() && order.column.kind == ColumnKind::kInteger ? db::Cell(value.as_integer()) : db::Cell(value.as_double());
  }
  return std::optional(std::move(mark));
}

db::Rows rows_of(const TypeDef& type, const Selection& selection, const Order& order, const std::optional<Mark>& mark, std::int64_t limit, bool walk,
                 const Codec& codec, db::Connection& connection) {
  const bool past_values = mark && is_null(*mark);
  db::Rows rows;
  for (const Run run : order.is_entry() ? std::vector<Run>{Run::kEntry} : std::vector<Run>{Run::kValues, Run::kNone}) {
    const std::int64_t wanted = limit - static_cast<std::int64_t>(rows.size());
    if (wanted <= 0 || (run == Run::kValues && past_values)) continue;
    Conditions conditions;
    conditions.out = selection;
    const std::string by = run_sql(conditions, order, mark, run);
    const std::string places = conditions.bind(wanted);
    const std::string sql = "SELECT " + codec.select_list(type) + ", " + order.column.sql + " FROM " + db::quote_name(table_name(type)) + " t" +
                            (walk && connection.engine() == db::Engine::kSqlite ? " NOT INDEXED" : "") + " WHERE " + conditions.out.where +
                            " ORDER BY " + by + " LIMIT " + places;
    for (db::Row& row : connection.query(sql, conditions.out.cells)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace muster::record
