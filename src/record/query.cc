#include "record/query.h"

#include "record/box.h"
#include "record/query_condition.h"
#include "record/query_page.h"
#include "record/search.h"

namespace muster::record {
namespace {

using model::TypeDef;

constexpr std::int64_t kCountAtMost = 10'001;
/// With more rows than this the newest page is found by walking from the newest, not by an index and a sort of all that it finds.
constexpr std::int64_t kWalkBeyond = 5000;
/// With more rows than this holding the words they are met by walking from the newest.
constexpr std::int64_t kManyHits = 2000;

/// Path of the query's jurisdiction; empty when it names none.
Result<std::string> subtree_of(const std::string& jurisdiction_id, db::Connection& connection) {
  if (jurisdiction_id.empty()) return std::string();
  const auto row = connection.one("SELECT jpath FROM r_jurisdiction WHERE id = $1", {jurisdiction_id});
  if (!row) return fail(error::kNoSuchReference, "jurisdiction", {{"title", "属地"}, {"value", jurisdiction_id}});
  return (*row)[0].text();
}

enum class Way { kIndex, kWalk };

/// A query with what is looked up for it once.
class Question {
 public:
  Question(const Scope& scope, const TypeDef& type, const Query& query, std::string jpath, db::Connection& connection)
      : scope_(scope), type_(type), query_(query), jpath_(std::move(jpath)), words_(query.text, scope.codec, scope.engine), connection_(connection) {
    words_.keep_rarest(connection);
  }

  [[nodiscard]] bool has_words() const { return !words_.empty(); }

  [[nodiscard]] Result<Selection> select(Way way) const {
    Conditions conditions;
    add_readable(conditions, scope_, type_);
    if (!query_.jurisdiction_id.empty()) add_place(conditions);
    for (const Filter& filter : query_.filters) {
      if (filter.op == "latest") continue;
      if (Status status = add_filter(conditions, scope_, type_, filter); !status) return fail(status.error());
    }
    if (has_words()) add_words(conditions, way);
    if (query_.bbox) add_box(conditions, *query_.bbox);
    for (const Filter& filter : query_.filters) {
      if (filter.op != "latest") continue;
      if (Status status = keep_latest(conditions, type_, filter); !status) return fail(status.error());
    }
    return std::move(conditions.out);
  }

  /// Whether more rows of the type hold the words than are worth sorting. SQLite only.
  [[nodiscard]] bool many_hold() const {
    const auto row = connection_.one("SELECT COUNT(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH $1 LIMIT $2) c",
                                     {words_.expression(beside()), kManyHits + 1});
    return (*row)[0].integer() > kManyHits;
  }

 private:
  void add_place(Conditions& conditions) const {
    const identity::PathRange range = identity::subtree(jpath_);
    conditions.also("t.jpath >= " + conditions.bind(range.from) + " AND t.jpath < " + conditions.bind(range.to));
  }

  void add_box(Conditions& conditions, const BoxCorners& box) const {
    if (type_.place == model::PlaceKind::kNone) return conditions.also("1 = 0");
    const bool many = count_in_box(connection_, type_, box, kManyInBox + 1) > kManyInBox;
    conditions.also(box_condition(scope_.engine, type_, box, many ? BoxWay::kEach : BoxWay::kIndex,
                                  [&conditions](db::Cell cell) { return conditions.bind(std::move(cell)); }));
  }

  // Rare words are looked up first; rows with frequent ones are met soon when walking from the newest.
  void add_words(Conditions& conditions, Way way) const {
    const auto bind = [&conditions](db::Cell cell) { return conditions.bind(std::move(cell)); };
    if (way == Way::kWalk) {
      conditions.also("EXISTS (SELECT 1 FROM search_row s WHERE s.id = t.id AND " + words_.held("s", bind) + ')');
      return;
    }
    const std::string expression = bind(words_.expression(beside()));
    const std::string found = scope_.engine == db::Engine::kSqlite
                                  ? "SELECT s.id FROM search_text f CROSS JOIN search_row s ON s.no = f.rowid WHERE f.search_text MATCH " + expression
                                  : "SELECT s.id FROM search_row s WHERE s.tokens @@ " + expression + "::tsquery";
    conditions.also("t.id IN (" + found + " AND " + words_.held("s", bind) + ')');
  }

  // Tokens that every row asked for has besides the words.
  [[nodiscard]] std::vector<std::string> beside() const {
    std::vector<std::string> out{type_token(type_.name)};
    // PostgreSQL's planner would take the place for rarer than it is, once by the token and once by the path of the row.
    if (!jpath_.empty() && scope_.engine == db::Engine::kSqlite) out.push_back(place_token(jpath_));
    return out;
  }

  const Scope& scope_;
  const TypeDef& type_;
  const Query& query_;
  std::string jpath_;
  Words words_;
  db::Connection& connection_;
};

std::int64_t counted(const TypeDef& type, const Selection& selection, std::int64_t at_most, db::Connection& connection) {
  const std::string sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + db::quote_name(table_name(type)) + " t WHERE " + selection.where + " LIMIT " +
                          std::to_string(at_most) + ") c";
  return (*connection.one(sql, selection.cells))[0].integer();
}

}  // namespace

Result<Selection> select_where(const Viewer& viewer, const model::Model& model, const TypeDef& type, const Query& query, const Codec& codec,
                               db::Connection& connection) {
  const auto jpath = subtree_of(query.jurisdiction_id, connection);
  if (!jpath) return fail(jpath.error());
  const Scope scope{viewer, model, codec, query.ledger, connection.engine()};
  return Question(scope, type, query, *jpath, connection).select(Way::kIndex);
}

Result<Page> run_query(const Viewer& viewer, const model::Model& model, const TypeDef& type, const Query& query, const Codec& codec,
                       db::Connection& connection) {
  if (query.limit < 1 || query.limit > 500) {
    return fail(error::kOutOfRange, "limit", {{"title", "limit"}, {"min", "1"}, {"max", "500"}, {"value", std::to_string(query.limit)}});
  }
  const auto jpath = subtree_of(query.jurisdiction_id, connection);
  if (!jpath) return fail(jpath.error());
  const Scope scope{viewer, model, codec, query.ledger, connection.engine()};
  const Question question(scope, type, query, *jpath, connection);
  auto selection = question.select(Way::kIndex);
  if (!selection) return fail(selection.error());
  const auto order = order_of(type, query.sort);
  if (!order) return fail(order.error());
  const auto mark = mark_of(*order, query.cursor);
  if (!mark) return fail(mark.error());
  Page page;
  if (query.with_total) page.total = counted(type, *selection, kCountAtMost, connection);
  bool walk = *mark && (*mark)->walk;
  if (scope.engine == db::Engine::kPostgres) {
    walk = false;  // its planner knows how many rows hold a word or lie in a place, and walks by itself (Plans::kByValues)
  } else if (order->is_entry() && question.has_words()) {
    walk = question.many_hold();
    if (walk) selection = question.select(Way::kWalk);
    if (!selection) return fail(selection.error());
  } else if (order->is_entry() && !*mark && (query.bbox || selection->where.find("t.jpath") != std::string::npos)) {  // a place is what an index would sort for
    walk = (query.with_total ? page.total : counted(type, *selection, kWalkBeyond + 1, connection)) > kWalkBeyond;
  }
  const auto wanted = static_cast<std::size_t>(query.limit);
  db::Rows rows = rows_of(type, *selection, *order, *mark, query.limit + 1, order->is_entry() && walk, codec, connection);
  const bool more = rows.size() > wanted;
  if (more) rows.resize(wanted);
  for (const db::Row& row : rows) page.items.push_back(codec.read(type, row));
  if (more) page.next_cursor = make_cursor({rows.back().back(), page.items.back().fid, walk});
  return page;
}

}  // namespace muster::record
