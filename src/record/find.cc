// The one search box: all types at once.
#include <algorithm>
#include <map>
#include <set>

#include "record/search.h"

namespace muster::record {
namespace {

constexpr std::size_t kSnippetMost = 200;

// What a viewer may read, as one condition over search rows. Types that are read under the same places share a line of it; a type
// whose rows may be read because they name the viewer is looked up in its own table.
class Readable {
 public:
  Readable(const Viewer& viewer, const model::Model& model) : viewer_(viewer) {
    for (const auto& [name, type] : model.types) {
      if (name == "clock" || !(viewer.is_system || viewer.may_somewhere("read", name))) continue;
      const identity::Clause clause = identity::predicate(viewer, type, "read", 1, "s.");
      const bool named = clause.sql.find("s.\"") != std::string::npos || clause.sql.find("s.id") != std::string::npos;
      if (clause.sql == "(1=1)") {
        everywhere_.push_back(&type);
      } else if (named) {
        named_.push_back(&type);
      } else {
        std::string key = clause.sql;
        for (const db::Cell& cell : clause.cells) key += '|' + cell.text();
        by_place_[key].push_back(&type);
      }
    }
  }

  [[nodiscard]] bool nothing() const { return everywhere_.empty() && named_.empty() && by_place_.empty(); }

  /// @param bind gives the placeholder of a value; placeholders are numbered one by one
  std::string sql(const std::function<std::string(db::Cell)>& bind, const std::function<int()>& next) const {
    std::string out;
    const auto either = [&](const std::string& part) { out += (out.empty() ? "(" : " OR ") + part; };
    if (!everywhere_.empty()) either(one_of(everywhere_, bind));
    for (const auto& [key, types] : by_place_) {
      const std::string among = one_of(types, bind);
      identity::Clause clause = identity::predicate(viewer_, *types.front(), "read", next(), "s.");
      for (db::Cell& cell : clause.cells) (void)bind(std::move(cell));
      either('(' + among + " AND " + clause.sql + ')');
    }
    for (const model::TypeDef* type : named_) {
      const std::string among = one_of({type}, bind);
      identity::Clause clause = identity::predicate(viewer_, *type, "read", next(), "t.");
      for (db::Cell& cell : clause.cells) (void)bind(std::move(cell));
      either('(' + among + " AND EXISTS (SELECT 1 FROM " + db::quote_name("r_" + type->name) + " t WHERE t.id = s.id AND " + clause.sql + "))");
    }
    return out + ')';
  }

  /// Tokens one of which every readable row has; empty when that narrows nothing.
  [[nodiscard]] std::vector<std::string> tokens() const {
    std::vector<std::string> out;
    if (everywhere_.size() > 60) return out;
    for (const model::TypeDef* type : everywhere_) out.push_back(type_token(type->name));
    for (const model::TypeDef* type : named_) out.push_back(type_token(type->name));
    for (const auto& [key, types] : by_place_) {
      const identity::Clause clause = identity::predicate(viewer_, *types.front(), "read", 1, "s.");
      for (std::size_t i = 0; i < clause.cells.size(); i += 2) out.push_back(place_token(clause.cells[i].text()));
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

 private:
  static std::string one_of(const std::vector<const model::TypeDef*>& types, const std::function<std::string(db::Cell)>& bind) {
    std::string places;
    for (const model::TypeDef* type : types) places += (places.empty() ? "" : ", ") + bind(type->name);
    return "s.type IN (" + places + ')';
  }

  const Viewer& viewer_;
  std::vector<const model::TypeDef*> everywhere_;
  std::vector<const model::TypeDef*> named_;
  std::map<std::string, std::vector<const model::TypeDef*>> by_place_;
};

class Finder {
 public:
  Finder(const Viewer& viewer, const model::Model& model, const Query& query, const Codec& codec, db::Connection& connection)
      : model_(model), query_(query), readable_(viewer, model), words_(query.text, codec, connection.engine()), connection_(connection) {}

  Page run() {
    if (words_.empty() || readable_.nothing()) return {};
    words_.keep_rarest(connection_);
    const std::vector<std::string> narrowed = readable_.tokens();
    find(words_.whole(narrowed), false);
    if (const std::string begin = words_.begin(narrowed); !begin.empty()) find(begin, true);
    find(words_.expression(ledgers(), narrowed), false);
    return std::move(page_);
  }

 private:
  // Registers that all ledgers share stand in the real one.
  [[nodiscard]] std::string in_ledger(const std::function<std::string(db::Cell)>& bind) const {
    const std::string own = "s.ledger = " + bind(query_.ledger);
    if (query_.ledger == "real") return own;
    std::string shared;
    for (const auto& [name, type] : model_.types) {
      if (type.shared) shared += (shared.empty() ? "" : ", ") + bind(name);
    }
    return shared.empty() ? own : '(' + own + " OR (s.ledger = 'real' AND s.type IN (" + shared + ")))";
  }
  [[nodiscard]] std::vector<std::string> ledgers() const {
    return query_.ledger == "real" ? std::vector<std::string>{ledger_token("real")} : std::vector<std::string>{};
  }

  void find(const std::string& expression, bool begins) {
    const int wanted = query_.limit - static_cast<int>(page_.items.size());
    if (wanted <= 0 || expression.empty()) return;
    db::Cells cells;
    const auto bind = [&cells](db::Cell cell) {
      cells.push_back(std::move(cell));
      return '$' + std::to_string(cells.size());
    };
    const bool sqlite = connection_.engine() == db::Engine::kSqlite;
    std::string sql = "SELECT s.id, s.type, s.ledger, s.jpath, s.label, s.text FROM ";
    sql += sqlite ? "search_text f CROSS JOIN search_row s ON s.no = f.rowid WHERE f.search_text MATCH " + bind(expression)
                  : "search_row s WHERE s.tokens @@ " + bind(expression) + "::tsquery";
    sql += " AND " + in_ledger(bind) + " AND " + words_.held("s", bind);
    if (begins) sql += std::string(" AND ") + (sqlite ? "instr(" : "strpos(") + "s.text, " + bind('\n' + words_.question()) + ") > 0";
    sql += " AND " + readable_.sql(bind, [&cells] { return static_cast<int>(cells.size()) + 1; });
    sql += std::string(" ORDER BY ") + (sqlite ? "f.rowid" : "s.no") + " DESC LIMIT " + bind(wanted + static_cast<int>(seen_.size()));
    for (const db::Row& row : connection_.query(sql, cells)) take(row);
  }

  void take(const db::Row& row) {
    if (page_.items.size() >= static_cast<std::size_t>(query_.limit) || !seen_.insert(row[0].text()).second) return;
    Record found;
    found.id = row[0].text();
    found.type = row[1].text();
    found.ledger = row[2].text();
    found.jpath = row[3].text();
    found.label = row[4].text();
    found.fields.set("snippet", snippet(row[5].text(), found.label));
    page_.items.push_back(std::move(found));
  }

  // The value that holds the first word, when it is not the label.
  [[nodiscard]] std::string snippet(const std::string& text, const std::string& label) const {
    const std::string word = words_.question().substr(0, words_.question().find(' '));
    const std::string shown = folded(label);
    for (std::size_t from = 1; from < text.size();) {
      const std::size_t to = std::min(text.find('\n', from), text.size());
      const std::string value = text.substr(from, to - from);
      if (value.size() <= kSnippetMost && value != shown && value.find(word) != std::string::npos) return value;
      from = to + 1;
    }
    return {};
  }

  const model::Model& model_;
  const Query& query_;
  Readable readable_;
  Words words_;
  db::Connection& connection_;
  Page page_;
  std::set<std::string> seen_;
};

}  // namespace

Result<Page> search_all(const Viewer& viewer, const model::Model& model, const Query& query, const Codec& codec,
                        db::Connection& connection) {
  return Finder(viewer, model, query, codec, connection).run();
}

}  // namespace muster::record
