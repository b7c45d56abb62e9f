#include "record/query_condition.h"

#include <algorithm>
#include <charconv>

#include "base/split.h"
#include "record/check.h"

namespace muster::record {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;

constexpr std::ptrdiff_t kDotsAtMost = 8;

tl::unexpected<Error> unknown_field(std::string_view field) { return fail(error::kUnknownField, "filter", {{"field", std::string(field)}}); }

tl::unexpected<Error> bad_filter(const Filter& filter, std::string reason) {
  return fail(error::kBadValue, "filter",
              {{"title", filter.field}, {"value", filter.op + ':' + filter.value}, {"reason", std::move(reason)}});
}

Result<db::Cell> cell_of(const Column& column, const Filter& filter, const std::string& text, const Codec& codec) {
  if (column.field != nullptr && column.field->personal) return codec.blind_index(*column.field, text);
  if (column.instant) {
    const auto time = parse_time(text);
    if (!time) return fail(time.error());
    return db::Cell(to_millis(*time));
  }
  if (column.field != nullptr && column.field->kind == FieldKind::kBoolean) return db::Cell(std::int64_t{text == "true" ? 1 : 0});
  if (column.field != nullptr && column.field->kind == FieldKind::kStake) {
    const auto stake = parse_stake(text);
    if (!stake) return bad_filter(filter, "718+350");
    return db::Cell(*stake);
  }
  if (column.kind == ColumnKind::kText) return db::Cell(text);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return bad_filter(filter, bilingual("应为数字", "number expected"));
  if (column.kind == ColumnKind::kInteger) return db::Cell(static_cast<std::int64_t>(number));
  return db::Cell(number);
}

const char* comparison(std::string_view op) {
  if (op == "eq") return " = ";
  if (op == "ne") return " <> ";
  if (op == "lt") return " < ";
  if (op == "le") return " <= ";
  if (op == "gt") return " > ";
  if (op == "ge") return " >= ";
  return nullptr;
}

// A list column holds canonical JSON text: an element is found by its quoted form.
std::string contains_text(Conditions& conditions, const Column& column, const std::string& needle, db::Engine engine) {
  return (engine == db::Engine::kSqlite ? "instr(" : "strpos(") + column.sql + ", " + conditions.bind(needle) + ") > 0";
}

// SELECT `column` of the rows of `type` that the viewer may read and that `rest` holds for.
Result<std::string> inner_select(Conditions& conditions, const Scope& scope, const TypeDef& type, const std::string& column, const Filter& rest) {
  std::string outer = std::move(conditions.out.where);
  conditions.out.where.clear();
  add_readable(conditions, scope, type);
  if (Status added = add_filter(conditions, scope, type, rest); !added) return fail(added.error());
  std::string inner = std::move(conditions.out.where);
  conditions.out.where = std::move(outer);
  return "(SELECT " + column + " FROM " + db::quote_name(table_name(type)) + " t WHERE " + inner + ")";
}

const Field* reference_of(const TypeDef& type, std::string_view name) {
  const Field* field = type.field(name);
  if (field == nullptr) return nullptr;
  return field->kind == FieldKind::kReference || field->kind == FieldKind::kPerson || field->kind == FieldKind::kJurisdiction ? field : nullptr;
}

// "~instruction.about.state": the records of another type that refer to this one.
Status add_back(Conditions& conditions, const Scope& scope, const Filter& filter) {
  const std::size_t dot = filter.field.find('.');
  const std::size_t second = filter.field.find('.', dot + 1);
  const TypeDef* from = scope.model.type(filter.field.substr(1, dot - 1));
  if (from == nullptr || second == std::string::npos) return unknown_field(filter.field);
  const Field* field = reference_of(*from, filter.field.substr(dot + 1, second - dot - 1));
  if (field == nullptr) return unknown_field(filter.field);
  const auto rows = inner_select(conditions, scope, *from, "t." + db::quote_name(column_name(*field)), {filter.field.substr(second + 1), filter.op, filter.value});
  if (!rows) return fail(rows.error());
  conditions.also("t.id IN " + *rows);
  return {};
}

// "section.class": what the record refers to; "about.dike_incident.grade": where the reference may be to any type.
Status add_through(Conditions& conditions, const Scope& scope, const TypeDef& type, const Filter& filter) {
  if (filter.field[0] == '~') return add_back(conditions, scope, filter);
  const std::size_t dot = filter.field.find('.');
  const std::string first = filter.field.substr(0, dot);
  // The place of the record itself, where the type has no field of this name.
  const bool placed = first == "jurisdiction" && type.field(first) == nullptr;
  const Field* field = reference_of(type, first);
  if (field == nullptr && !placed) return unknown_field(filter.field);
  std::string target = placed || field->kind == FieldKind::kJurisdiction ? "jurisdiction" : field->kind == FieldKind::kPerson ? "person" : field->to;
  std::size_t rest = dot + 1;
  if (target == "*") {
    const std::size_t second = filter.field.find('.', rest);
    if (second == std::string::npos) return unknown_field(filter.field);
    target = filter.field.substr(rest, second - rest);
    rest = second + 1;
  }
  const TypeDef* to = scope.model.type(target);
  if (to == nullptr) return unknown_field(filter.field);
  const auto ids = inner_select(conditions, scope, *to, "t.id", {filter.field.substr(rest), filter.op, filter.value});
  if (!ids) return fail(ids.error());
  conditions.also("t." + (placed ? "jurisdiction_id" : db::quote_name(column_name(*field))) + " IN " + *ids);
  return {};
}

}  // namespace

std::optional<Column> column_of(const TypeDef& type, std::string_view name) {
  for (const char* text : {"id", "state", "number", "jurisdiction_id", "created_by", "changed_by", "label", "jpath"}) {
    if (name == text) return Column{std::string("t.") + text, ColumnKind::kText, false, nullptr};
  }
  for (const char* instant : {"occurred_at", "recorded_at", "changed_at"}) {
    if (name == instant) return Column{std::string("t.") + instant, ColumnKind::kInteger, true, nullptr};
  }
  if (name == "version" || name == "fid") return Column{"t." + std::string(name), ColumnKind::kInteger, false, nullptr};
  const Field* field = type.field(name);
  if (field == nullptr) return std::nullopt;
  const std::string sql = "t." + db::quote_name(field->personal ? blind_index_name(*field) : column_name(*field));
  return Column{sql, field->personal ? ColumnKind::kText : column_kind(field->kind), field->kind == FieldKind::kInstant, field};
}

void add_readable(Conditions& conditions, const Scope& scope, const TypeDef& type) {
  conditions.also("t.ledger = " + conditions.bind(type.shared ? std::string("real") : scope.ledger) + " AND t.deleted_at IS NULL");
  if (scope.viewer.is_system) return;
  identity::Clause allowed = identity::predicate(scope.viewer, type, "read", static_cast<int>(conditions.out.cells.size()) + 1, "t.");
  for (db::Cell& cell : allowed.cells) conditions.out.cells.push_back(std::move(cell));
  conditions.also("(" + allowed.sql + ")");
}

Status keep_latest(Conditions& conditions, const TypeDef& type, const Filter& filter) {
  const auto at = column_of(type, filter.field);
  if (!at || at->is_digest()) return unknown_field(filter.field);
  std::string keys;
  for (const std::string_view name : split(filter.value, ',')) {
    const auto key = column_of(type, name);
    if (!key || key->is_digest()) return unknown_field(name);
    keys += (keys.empty() ? "" : ", ") + key->sql;
  }
  conditions.out.where = "t.fid IN (SELECT w.fid FROM (SELECT t.fid, ROW_NUMBER() OVER (PARTITION BY " + keys + " ORDER BY " + at->sql +
                      " DESC NULLS LAST, t.fid DESC) AS place FROM " + db::quote_name(table_name(type)) + " t WHERE " + conditions.out.where +
                      ") w WHERE w.place = 1)";
  return {};
}

Status add_filter(Conditions& conditions, const Scope& scope, const TypeDef& type, const Filter& filter) {
  const Codec& codec = scope.codec;
  const db::Engine engine = scope.engine;
  if (const auto dots = std::ranges::count(filter.field, '.'); dots > 0) {
    if (dots > kDotsAtMost) return unknown_field(filter.field);
    return add_through(conditions, scope, type, filter);
  }
  const auto column = column_of(type, filter.field);
  if (!column) return unknown_field(filter.field);
  if (filter.op == "null" || filter.op == "notnull") {
    conditions.also(column->sql + (filter.op == "null" ? " IS NULL" : " IS NOT NULL"));
    return {};
  }
  if (filter.op == "like") {
    conditions.also(contains_text(conditions, *column, filter.value, engine));
    return {};
  }
  const bool list = column->field != nullptr &&
                    (column->field->kind == FieldKind::kMultiChoice || column->field->kind == FieldKind::kReferences);
  if (list) {
    conditions.also(contains_text(conditions, *column, '"' + filter.value + '"', engine));
    return {};
  }
  if (filter.op == "in") {
    std::string places;
    for (const std::string_view item : split(filter.value, ',')) {
      auto cell = cell_of(*column, filter, std::string(item), codec);
      if (!cell) return fail(cell.error());
      places += (places.empty() ? "" : ", ") + conditions.bind(std::move(*cell));
    }
    conditions.also(column->sql + " IN (" + places + ")");
    return {};
  }
  // A validity with an open end: "since" is no later than the value or not given, "until" no earlier or not given.
  const bool open = filter.op == "since" || filter.op == "until";
  const char* sign = open ? (filter.op == "since" ? " <= " : " >= ") : comparison(filter.op);
  if (sign == nullptr) return bad_filter(filter, "eq ne lt le gt ge in like null notnull since until latest");
  auto cell = cell_of(*column, filter, filter.value, codec);
  if (!cell) return fail(cell.error());
  const std::string compared = column->sql + sign + conditions.bind(std::move(*cell));
  conditions.also(open ? "(" + compared + " OR " + column->sql + " IS NULL)" : compared);
  return {};
}

}  // namespace muster::record
