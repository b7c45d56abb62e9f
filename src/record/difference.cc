// Two databases of one city, compared table by table.
#include <algorithm>

#include "model/definitions.h"
#include "record/codec.h"
#include "record/replay.h"
#include "record/schema.h"

namespace muster::record {
namespace {

using model::TypeDef;

constexpr int kPage = 500;

struct Line {
  Record record;
  std::string unique_key;
  std::vector<std::string> digests;  ///< of personal values, in the order of fields
};

// A register in the order of ids, whichever engine holds it.
class Reader {
 public:
  Reader(db::Database& database, const std::string& field_key, const TypeDef& type) : database_(database), codec_(field_key, database.engine()), type_(type) {
    sql_ = "SELECT " + codec_.select_list(type) + ", t.unique_key";
    for (const model::Field& field : type.fields) {
      if (field.personal) sql_ += ", t." + db::quote_name(blind_index_name(field));
    }
    sql_ += " FROM " + db::quote_name(table_name(type)) + " t WHERE t.id > $1 ORDER BY t.id LIMIT $2";
  }

  std::optional<Line> next() {
    if (at_ == rows_.size()) {
      rows_ = database_.read([&](db::Connection& connection) { return connection.query(sql_, {last_, kPage}); });
      at_ = 0;
    }
    if (rows_.empty()) return std::nullopt;
    const db::Row& row = rows_[at_++];
    Line line{codec_.read(type_, row), {}, {}};
    last_ = line.record.id;
    std::size_t personal = 0;
    for (const model::Field& field : type_.fields) personal += field.personal ? 1 : 0;
    const std::size_t key = row.size() - personal - 1;
    line.unique_key = row[key].maybe_text().value_or("");
    for (std::size_t i = key + 1; i < row.size(); ++i) line.digests.push_back(row[i].maybe_text().value_or(""));
    return line;
  }

 private:
  db::Database& database_;
  Codec codec_;
  const TypeDef& type_;
  std::string sql_;
  std::string last_;
  db::Rows rows_;
  std::size_t at_ = 0;
};

std::string both(const std::string& what, const std::string& one, const std::string& other) { return what + ": " + one + " ≠ " + other; }

std::string shown(const json::Object& fields, const std::string& name) {
  const json::Value* value = fields.find(name);
  return value == nullptr ? "-" : json::write(*value);
}

std::optional<std::string> envelope_difference(const Record& a, const Record& b) {
  const std::vector<std::tuple<const char*, std::string, std::string>> pairs{
      {"version", std::to_string(a.version), std::to_string(b.version)},
      {"ledger", a.ledger, b.ledger},
      {"owner_node", a.owner_node, b.owner_node},
      {"jurisdiction_id", a.jurisdiction_id, b.jurisdiction_id},
      {"jpath", a.jpath, b.jpath},
      {"state", a.state, b.state},
      {"number", a.number, b.number},
      {"label", a.label, b.label},
      {"occurred_at", format_time(a.occurred_at), format_time(b.occurred_at)},
      {"recorded_at", format_time(a.recorded_at), format_time(b.recorded_at)},
      {"changed_at", format_time(a.changed_at), format_time(b.changed_at)},
      {"created_by", a.created_by, b.created_by},
      {"changed_by", a.changed_by, b.changed_by},
      {"model_version", a.model_version, b.model_version},
      {"deleted_at", a.deleted_at ? format_time(*a.deleted_at) : "-", b.deleted_at ? format_time(*b.deleted_at) : "-"}};
  for (const auto& [name, one, other] : pairs) {
    if (one != other) return both(name, one, other);
  }
  if (!(a.geometry == b.geometry)) return both("geometry", json::write(a.geometry), json::write(b.geometry));
  return std::nullopt;
}

std::optional<std::string> line_difference(const TypeDef& type, const Line& a, const Line& b) {
  if (auto envelope = envelope_difference(a.record, b.record)) return envelope;
  for (const model::Field& field : type.fields) {
    const std::string one = shown(a.record.fields, field.name);
    const std::string other = shown(b.record.fields, field.name);
    if (one != other) return field.personal ? both(field.name, "***", "***") : both(field.name, one, other);
  }
  if (a.unique_key != b.unique_key) return both("unique_key", a.unique_key, b.unique_key);
  if (a.digests != b.digests) return "digest of a personal field";
  return std::nullopt;
}

std::optional<Difference> register_difference(db::Database& one, db::Database& other, const std::string& field_key, const TypeDef& type) {
  Reader a(one, field_key, type);
  Reader b(other, field_key, type);
  for (;;) {
    const auto left = a.next();
    const auto right = b.next();
    if (!left && !right) return std::nullopt;
    if (!right || (left && left->record.id < right->record.id)) return Difference{type.name + ' ' + left->record.id, "missing in the second"};
    if (!left || right->record.id < left->record.id) return Difference{type.name + ' ' + right->record.id, "missing in the first"};
    if (auto what = line_difference(type, *left, *right)) return Difference{type.name + ' ' + left->record.id, *std::move(what)};
  }
}

std::string text_of(const db::Cell& cell) {
  if (cell.is_null()) return "-";
  return cell.is_text() ? cell.text() : std::to_string(cell.integer());
}

// Tables beside the registers.
struct Beside {
  const char* name;
  const char* sql;
};
constexpr Beside kBeside[] = {
    {"journal", "SELECT seq, hash FROM journal ORDER BY seq"},
    {"model_applied", "SELECT number, version, body FROM model_applied ORDER BY number"},
    {"record_index", "SELECT id, type FROM record_index"},
    {"number_series", "SELECT series, last FROM number_series"},
    {"search_row", "SELECT id, type, ledger, jpath, label FROM search_row"},
    {"journal_record", "SELECT id, type, seq FROM journal_record"}};

std::optional<Difference> beside_difference(db::Database& one, db::Database& other, const Beside& table) {
  // Text is sorted here: databases may collate differently.
  const auto rows = [&](db::Database& database) {
    db::Rows all = database.read([&](db::Connection& connection) { return connection.query(table.sql); });
    if (!all.empty() && all.front().front().is_text()) {
      std::ranges::sort(all, [](const db::Row& a, const db::Row& b) {
        return std::ranges::lexicographical_compare(a, b, {}, text_of, text_of);
      });
    }
    return all;
  };
  const db::Rows a = rows(one);
  const db::Rows b = rows(other);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i == a.size()) return Difference{std::string(table.name) + ' ' + text_of(b[i][0]), "missing in the first"};
    if (i == b.size()) return Difference{std::string(table.name) + ' ' + text_of(a[i][0]), "missing in the second"};
    for (std::size_t column = 0; column < a[i].size(); ++column) {
      if (text_of(a[i][column]) != text_of(b[i][column]))
        return Difference{std::string(table.name) + ' ' + text_of(a[i][0]), both("column " + std::to_string(column + 1), text_of(a[i][column]).substr(0, 200), text_of(b[i][column]).substr(0, 200))};
    }
  }
  return std::nullopt;
}

Result<model::Model> model_in(db::Database& database) {
  const auto row = database.read([](db::Connection& c) { return c.one("SELECT body FROM model_applied ORDER BY number DESC LIMIT 1"); });
  if (!row) return model::Model{};
  const auto body = json::parse((*row)[0].text(), {.bytes = 64U << 20, .depth = 64, .values = 4U << 20});
  if (!body) return fail(body.error());
  return model::from_definitions(*body);
}

}  // namespace

Result<std::optional<Difference>> first_difference(db::Database& one, db::Database& other, const std::string& field_key) {
  if (auto found = beside_difference(one, other, kBeside[1])) return found;  // other definitions have other registers
  const auto model = model_in(one);
  if (!model) return fail(model.error());
  for (const auto& [name, type] : model->types) {
    if (auto found = register_difference(one, other, field_key, type)) return found;
  }
  for (const Beside& table : kBeside) {
    if (auto found = beside_difference(one, other, table)) return found;
  }
  return std::optional<Difference>();
}

}  // namespace muster::record
