#include "record/query.h"

#include <algorithm>
#include <charconv>

#include "record/box.h"
#include "record/check.h"
#include "record/schema.h"
#include "record/search.h"
#include "record/unit.h"

namespace muster::record {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;

constexpr std::int64_t kCountAtMost = 10'001;
constexpr std::ptrdiff_t kDotsAtMost = 8;
/// With more rows than this the newest page is found by walking from the newest, not by an index and a sort of all that it finds.
constexpr std::int64_t kWalkBeyond = 5000;
/// With more rows than this holding the words they are met by walking from the newest.
constexpr std::int64_t kManyHits = 2000;

// A column that may be filtered or sorted by, and how its text is read.
struct Column {
  std::string sql;
  ColumnKind kind = ColumnKind::kText;
  bool instant = false;
  const Field* field = nullptr;
};

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

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(by, from), text.size());
    out.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
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

class Builder {
 public:
  std::string bind(db::Cell cell) {
    out.cells.push_back(std::move(cell));
    return '$' + std::to_string(out.cells.size());
  }
  void also(const std::string& condition) { out.where += (out.where.empty() ? "" : " AND ") + condition; }
  Selection out;
};

// What every part of one question shares; conditions of an inner select are written with the same alias t, which hides the outer one.
struct Scope {
  const Viewer& viewer;
  const model::Model& model;
  const Codec& codec;
  const std::string& ledger;
  db::Engine engine;
};

// A list column holds canonical JSON text: an element is found by its quoted form.
std::string contains_text(Builder& builder, const Column& column, const std::string& needle, db::Engine engine) {
  return (engine == db::Engine::kSqlite ? "instr(" : "strpos(") + column.sql + ", " + builder.bind(needle) + ") > 0";
}

void add_readable(Builder& builder, const Scope& scope, const TypeDef& type) {
  builder.also("t.ledger = " + builder.bind(type.shared ? std::string("real") : scope.ledger) + " AND t.deleted_at IS NULL");
  if (scope.viewer.is_system) return;
  identity::Clause allowed = identity::predicate(scope.viewer, type, "read", static_cast<int>(builder.out.cells.size()) + 1, "t.");
  for (db::Cell& cell : allowed.cells) builder.out.cells.push_back(std::move(cell));
  builder.also("(" + allowed.sql + ")");
}

Status add_filter(Builder& builder, const Scope& scope, const TypeDef& type, const Filter& filter);

// SELECT `column` of the rows of `type` that the viewer may read and that `rest` holds for.
Result<std::string> inner_select(Builder& builder, const Scope& scope, const TypeDef& type, const std::string& column, const Filter& rest) {
  std::string outer = std::move(builder.out.where);
  builder.out.where.clear();
  add_readable(builder, scope, type);
  if (Status added = add_filter(builder, scope, type, rest); !added) return fail(added.error());
  std::string inner = std::move(builder.out.where);
  builder.out.where = std::move(outer);
  return "(SELECT " + column + " FROM " + db::quote_name(table_name(type)) + " t WHERE " + inner + ")";
}

const Field* reference_of(const TypeDef& type, std::string_view name) {
  const Field* field = type.field(name);
  if (field == nullptr) return nullptr;
  return field->kind == FieldKind::kReference || field->kind == FieldKind::kPerson || field->kind == FieldKind::kJurisdiction ? field : nullptr;
}

// "section.class": what the record refers to; "about.dike_incident.grade": where the reference may be to any type;
// "~instruction.about.state": the records of another type that refer to this one.
Status add_through(Builder& builder, const Scope& scope, const TypeDef& type, const Filter& filter) {
  const auto unknown = [&] { return fail(error::kUnknownField, "filter", {{"field", filter.field}}); };
  const bool back = filter.field[0] == '~';
  const std::size_t dot = filter.field.find('.');
  const std::size_t second = dot == std::string::npos ? dot : filter.field.find('.', dot + 1);
  const std::string first = filter.field.substr(back ? 1 : 0, dot - (back ? 1 : 0));
  if (back) {
    const TypeDef* from = scope.model.type(first);
    if (from == nullptr || second == std::string::npos) return unknown();
    const Field* field = reference_of(*from, filter.field.substr(dot + 1, second - dot - 1));
    if (field == nullptr) return unknown();
    const auto rows = inner_select(builder, scope, *from, "t." + db::quote_name(column_name(*field)), {filter.field.substr(second + 1), filter.op, filter.value});
    if (!rows) return fail(rows.error());
    builder.also("t.id IN " + *rows);
    return {};
  }
  // The place of the record itself, where the type has no field of this name.
  const bool placed = first == "jurisdiction" && type.field(first) == nullptr;
  const Field* field = reference_of(type, first);
  if (field == nullptr && !placed) return unknown();
  std::string target = placed || field->kind == FieldKind::kJurisdiction ? "jurisdiction" : field->kind == FieldKind::kPerson ? "person" : field->to;
  std::size_t rest = dot + 1;
  if (target == "*") {
    if (second == std::string::npos) return unknown();
    target = filter.field.substr(dot + 1, second - dot - 1);
    rest = second + 1;
  }
  const TypeDef* to = scope.model.type(target);
  if (to == nullptr) return unknown();
  const auto ids = inner_select(builder, scope, *to, "t.id", {filter.field.substr(rest), filter.op, filter.value});
  if (!ids) return fail(ids.error());
  builder.also("t." + (placed ? "jurisdiction_id" : db::quote_name(column_name(*field))) + " IN " + *ids);
  return {};
}

// "The newest count of each section": of the rows found so far that agree in the named fields only the latest by `filter.field`.
Status keep_latest(Builder& builder, const TypeDef& type, const Filter& filter) {
  const auto at = column_of(type, filter.field);
  if (!at || (at->field != nullptr && at->field->personal)) return fail(error::kUnknownField, "filter", {{"field", filter.field}});
  std::string keys;
  for (const std::string& name : split(filter.value, ',')) {
    const auto key = column_of(type, name);
    if (!key || (key->field != nullptr && key->field->personal)) return fail(error::kUnknownField, "filter", {{"field", name}});
    keys += (keys.empty() ? "" : ", ") + key->sql;
  }
  builder.out.where = "t.fid IN (SELECT w.fid FROM (SELECT t.fid, ROW_NUMBER() OVER (PARTITION BY " + keys + " ORDER BY " + at->sql +
                      " DESC NULLS LAST, t.fid DESC) AS place FROM " + db::quote_name(table_name(type)) + " t WHERE " + builder.out.where +
                      ") w WHERE w.place = 1)";
  return {};
}

Status add_filter(Builder& builder, const Scope& scope, const TypeDef& type, const Filter& filter) {
  const Codec& codec = scope.codec;
  const db::Engine engine = scope.engine;
  if (const auto dots = std::ranges::count(filter.field, '.'); dots > 0) {
    if (dots > kDotsAtMost) return fail(error::kUnknownField, "filter", {{"field", filter.field}});
    return add_through(builder, scope, type, filter);
  }
  const auto column = column_of(type, filter.field);
  if (!column) return fail(error::kUnknownField, "filter", {{"field", filter.field}});
  if (filter.op == "null" || filter.op == "notnull") {
    builder.also(column->sql + (filter.op == "null" ? " IS NULL" : " IS NOT NULL"));
    return {};
  }
  if (filter.op == "like") {
    builder.also(contains_text(builder, *column, filter.value, engine));
    return {};
  }
  const bool list = column->field != nullptr &&
                    (column->field->kind == FieldKind::kMultiChoice || column->field->kind == FieldKind::kReferences);
  if (list) {
    builder.also(contains_text(builder, *column, '"' + filter.value + '"', engine));
    return {};
  }
  if (filter.op == "in") {
    std::string places;
    for (const std::string& item : split(filter.value, ',')) {
      auto cell = cell_of(*column, filter, item, codec);
      if (!cell) return fail(cell.error());
      places += (places.empty() ? "" : ", ") + builder.bind(std::move(*cell));
    }
    builder.also(column->sql + " IN (" + places + ")");
    return {};
  }
  // A validity with an open end: "since" is no later than the value or not given, "until" no earlier or not given.
  const bool open = filter.op == "since" || filter.op == "until";
  const char* sign = open ? (filter.op == "since" ? " <= " : " >= ") : comparison(filter.op);
  if (sign == nullptr) return bad_filter(filter, "eq ne lt le gt ge in like null notnull since until latest");
  auto cell = cell_of(*column, filter, filter.value, codec);
  if (!cell) return fail(cell.error());
  const std::string compared = column->sql + sign + builder.bind(std::move(*cell));
  builder.also(open ? "(" + compared + " OR " + column->sql + " IS NULL)" : compared);
  return {};
}

/// Path of the query's jurisdiction; empty when it names none.
Result<std::string> subtree_of(const std::string& jurisdiction_id, db::Connection& connection) {
  if (jurisdiction_id.empty()) return std::string();
  const auto row = connection.one("SELECT jpath FROM r_jurisdiction WHERE id = $1", {jurisdiction_id});
  if (!row) return fail(error::kNoSuchReference, "jurisdiction", {{"title", "属地"}, {"value", jurisdiction_id}});
  return (*row)[0].text();
}

enum class Way { kIndex, kWalk };

// Rare words are looked up first; rows with frequent ones are met soon when walking from the newest.
void add_words(Builder& builder, const TypeDef& type, const Query& query, const std::string& jpath, const Codec& codec, db::Engine engine, Way way) {
  const Words words(query.text, codec, engine);
  if (words.empty()) return;
  const auto bind = [&builder](db::Cell cell) { return builder.bind(std::move(cell)); };
  if (way == Way::kWalk) {
    builder.also("EXISTS (SELECT 1 FROM search_row s WHERE s.id = t.id AND " + words.held("s", bind) + ')');
    return;
  }
  std::vector<std::string> beside{type_token(type.name)};
  if (!jpath.empty()) beside.push_back(place_token(jpath));
  const std::string expression = bind(words.expression(beside));
  const std::string found = engine == db::Engine::kSqlite
                                ? "SELECT s.id FROM search_text f CROSS JOIN search_row s ON s.no = f.rowid WHERE f.search_text MATCH " + expression
                                : "SELECT s.id FROM search_row s WHERE s.tokens @@ " + expression + "::tsquery";
  builder.also("t.id IN (" + found + " AND " + words.held("s", bind) + ')');
}

// Whether more rows of the type hold the words than are worth sorting.
bool many_hold(const TypeDef& type, const Query& query, const std::string& jpath, const Codec& codec, db::Connection& connection) {
  const Words words(query.text, codec, connection.engine());
  std::vector<std::string> beside{type_token(type.name)};
  if (!jpath.empty()) beside.push_back(place_token(jpath));
  const std::string from(connection.pick("search_text WHERE search_text MATCH $1", "search_row WHERE tokens @@ $1::tsquery"));
  const auto row = connection.one("SELECT COUNT(*) FROM (SELECT 1 FROM " + from + " LIMIT $2) c", {words.expression(beside), kManyHits + 1});
  return (*row)[0].integer() > kManyHits;
}

// --- order and cursor ------------------------------------------------------------------------------------

struct Order {
  Column column;
  bool down = true;
};

Result<Order> order_of(const TypeDef& type, const std::string& sort) {
  if (sort.empty()) return Order{{"t.fid", ColumnKind::kInteger, false, nullptr}, true};
  const bool down = sort[0] == '-';
  const std::string name = down ? sort.substr(1) : sort;
  const auto column = column_of(type, name);
  if (!column || (column->field != nullptr && column->field->personal)) return fail(error::kUnknownField, "sort", {{"field", name}});
  return Order{*column, down};
}

/// @param walk the pages after it walk too
std::string make_cursor(const db::Cell& value, std::int64_t fid, bool walk) {
  json::Value shown;
  if (const auto* integer = std::get_if<std::int64_t>(&value.data())) shown = *integer;
  if (const auto* real = std::get_if<double>(&value.data())) shown = *real;
  if (const auto* text = std::get_if<std::string>(&value.data())) shown = *text;
  return to_hex(json::write(json::Array{shown, fid, walk}));
}

/// Where a page goes on.
struct Mark {
  db::Cell value;         ///< of the column that is sorted by; null: among the rows without one
  std::int64_t fid = 0;
};

Result<std::optional<Mark>> mark_of(const Order& order, const std::string& cursor, bool& walk) {
  if (cursor.empty()) return std::optional<Mark>();
  const auto parsed = json::parse(from_hex(cursor));
  const bool shaped = parsed && parsed->is_array() && parsed->as_array().size() == 3 && parsed->as_array()[1].is_integer() && parsed->as_array()[2].is_bool();
  if (!shaped) return fail(error::kBadRequest, "cursor", {{"reason", "cursor"}});
  const json::Value& value = parsed->as_array()[0];
  walk = parsed->as_array()[2].as_bool();
  Mark mark;
  mark.fid = parsed->as_array()[1].as_integer();
  if (value.is_string()) mark.value = value.as_string();
  if (value.is_number()) {
    mark.value = value.is_integer() && order.column.kind == ColumnKind::kInteger ? db::Cell(value.as_integer()) : db::Cell(value.as_double());
  }
  return std::optional(std::move(mark));
}

/// The part of an order that an index gives in one run: rows by fid, rows with a value, or, after them, rows without one.
enum class Run { kEntry, kValues, kNone };

std::string run_sql(Builder& builder, const Order& order, const std::optional<Mark>& mark, Run run) {
  const std::string way = order.down ? " DESC" : " ASC";
  const std::string beyond = order.down ? " < " : " > ";
  const std::string& column = order.column.sql;
  if (run != Run::kEntry) builder.also(column + (run == Run::kValues ? " IS NOT NULL" : " IS NULL"));
  const bool here = mark && (run != Run::kNone || std::holds_alternative<std::monostate>(mark->value.data()));
  if (here && run == Run::kValues) {
    const std::string value = builder.bind(mark->value);
    builder.also('(' + column + ", t.fid)" + beyond + '(' + value + ", " + builder.bind(mark->fid) + ')');
  } else if (here) {
    builder.also("t.fid" + beyond + builder.bind(mark->fid));
  }
  return run == Run::kValues ? column + way + ", t.fid" + way : "t.fid" + way;
}

}  // namespace

namespace {

Result<Selection> select_by(const Viewer& viewer, const model::Model& model, const TypeDef& type, const Query& query, const Codec& codec, db::Connection& connection, Way way) {
  Builder builder;
  const Scope scope{viewer, model, codec, query.ledger, connection.engine()};
  add_readable(builder, scope, type);
  const auto jpath = subtree_of(query.jurisdiction_id, connection);
  if (!jpath) return fail(jpath.error());
  if (!query.jurisdiction_id.empty()) {
    const identity::PathRange range = identity::subtree(*jpath);
    builder.also("t.jpath >= " + builder.bind(range.from) + " AND t.jpath < " + builder.bind(range.to));
  }
  for (const Filter& filter : query.filters) {
    if (filter.op == "latest") continue;
    if (Status status = add_filter(builder, scope, type, filter); !status) return fail(status.error());
  }
  if (!query.text.empty()) add_words(builder, type, query, *jpath, codec, connection.engine(), way);
  if (query.bbox && type.place == model::PlaceKind::kNone) {
    builder.also("1 = 0");
  } else if (query.bbox) {
    const bool many = count_in_box(connection, type, *query.bbox, kManyInBox + 1) > kManyInBox;
    builder.also(box_condition(connection.engine(), type, *query.bbox, many ? BoxWay::kEach : BoxWay::kIndex,
                               [&builder](db::Cell cell) { return builder.bind(std::move(cell)); }));
  }
  for (const Filter& filter : query.filters) {
    if (filter.op != "latest") continue;
    if (Status status = keep_latest(builder, type, filter); !status) return fail(status.error());
  }
  return std::move(builder.out);
}

std::int64_t counted(const TypeDef& type, const Selection& selection, std::int64_t at_most, db::Connection& connection) {
  const std::string sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + db::quote_name(table_name(type)) + " t WHERE " + selection.where + " LIMIT " +
                          std::to_string(at_most) + ") c";
  return (*connection.one(sql, selection.cells))[0].integer();
}

/// The rows of a page, the value that they are sorted by last; at most `limit`.
db::Rows rows_of(const TypeDef& type, const Selection& selection, const Order& order, const std::optional<Mark>& mark, std::int64_t limit, bool walks,
                 const Codec& codec, db::Connection& connection) {
  const bool entry = order.column.sql == "t.fid";
  const bool past_values = mark && std::holds_alternative<std::monostate>(mark->value.data());
  db::Rows rows;
  for (const Run run : entry ? std::vector<Run>{Run::kEntry} : std::vector<Run>{Run::kValues, Run::kNone}) {
    const std::int64_t wanted = limit - static_cast<std::int64_t>(rows.size());
    if (wanted <= 0 || (run == Run::kValues && past_values)) continue;
    Builder builder;
    builder.out = selection;
    const std::string by = run_sql(builder, order, mark, run);
    const std::string places = builder.bind(wanted);
    const std::string sql = "SELECT " + codec.select_list(type) + ", " + order.column.sql + " FROM " + db::quote_name(table_name(type)) + " t" +
                            (walks && connection.engine() == db::Engine::kSqlite ? " NOT INDEXED" : "") + " WHERE " + builder.out.where +
                            " ORDER BY " + by + " LIMIT " + places;
    for (db::Row& row : connection.query(sql, builder.out.cells)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Result<Selection> select_where(const Viewer& viewer, const model::Model& model, const TypeDef& type, const Query& query, const Codec& codec,
                               db::Connection& connection) {
  return select_by(viewer, model, type, query, codec, connection, Way::kIndex);
}

Result<Page> run_query(const Viewer& viewer, const model::Model& model, const TypeDef& type, const Query& query, const Codec& codec,
                       db::Connection& connection) {
  if (query.limit < 1 || query.limit > 500) {
    return fail(error::kOutOfRange, "limit", {{"title", "limit"}, {"min", "1"}, {"max", "500"}, {"value", std::to_string(query.limit)}});
  }
  auto selection = select_where(viewer, model, type, query, codec, connection);
  if (!selection) return fail(selection.error());
  const auto order = order_of(type, query.sort);
  if (!order) return fail(order.error());
  bool walk = false;
  const auto mark = mark_of(*order, query.cursor, walk);
  if (!mark) return fail(mark.error());
  Page page;
  const bool entry = order->column.sql == "t.fid";
  const bool words = !Words(query.text, codec, connection.engine()).empty();
  if (query.with_total) page.total = counted(type, *selection, kCountAtMost, connection);
  if (entry && words) {
    const auto jpath = subtree_of(query.jurisdiction_id, connection);
    walk = jpath && many_hold(type, query, *jpath, codec, connection);
    if (walk) selection = select_by(viewer, model, type, query, codec, connection, Way::kWalk);
    if (!selection) return fail(selection.error());
  } else if (entry && query.cursor.empty() && (query.bbox || selection->where.find("t.jpath") != std::string::npos)) {  // a place is what an index would sort for
    walk = (query.with_total ? page.total : counted(type, *selection, kWalkBeyond + 1, connection)) > kWalkBeyond;
  }
  const auto wanted = static_cast<std::size_t>(query.limit);
  db::Rows rows = rows_of(type, *selection, *order, *mark, query.limit + 1, entry && walk, codec, connection);
  const bool more = rows.size() > wanted;
  if (more) rows.resize(wanted);
  for (const db::Row& row : rows) page.items.push_back(codec.read(type, row));
  if (more) page.next_cursor = make_cursor(rows.back().back(), page.items.back().fid, walk);
  return page;
}

}  // namespace muster::record
