#include "record/codec.h"

#include <fmt/format.h>

#include "geo/geo.h"
#include "record/schema.h"

namespace muster::record {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;

std::string seal_context(const TypeDef& type, const Field& field) { return type.name + '/' + field.name; }

bool is_structured(FieldKind kind) {
  return kind == FieldKind::kMultiChoice || kind == FieldKind::kReferences || kind == FieldKind::kAttachment ||
         kind == FieldKind::kJson;
}

std::string plain_text(const json::Value& value) {
  return value.is_string() ? value.as_string() : json::write_canonical(value);
}

json::Value geometry_from(const db::Cell& cell, db::Engine engine) {
  if (cell.is_null()) return {};
  const auto geometry = engine == db::Engine::kSqlite ? geo::from_gpkg(cell.blob()) : geo::from_wkb(cell.blob());
  return geometry ? geo::to_geojson(*geometry) : json::Value{};
}

}  // namespace

std::string masked(std::string_view value) {
  if (value.size() >= 11) return std::string(value.substr(0, 3)) + "****" + std::string(value.substr(value.size() - 4));
  std::size_t first = 1;
  while (first < value.size() && (static_cast<unsigned char>(value[first]) & 0xC0U) == 0x80U) ++first;
  return value.empty() ? std::string() : std::string(value.substr(0, first)) + "**";
}

std::string Codec::select_list(const TypeDef& type) const {
  std::string list = "t.fid";
  for (const std::string& column : envelope_columns()) list += ", t." + column;
  if (type.place != model::PlaceKind::kNone) list += engine_ == db::Engine::kSqlite ? ", t.geom" : ", ST_AsBinary(t.geom)";
  for (const Field& field : type.fields) list += ", t." + db::quote_name(column_name(field));
  return list;
}

Record Codec::read(const TypeDef& type, const db::Row& row) const {
  Record record;
  std::size_t at = 0;
  record.type = type.name;
  record.fid = row[at++].integer();
  record.id = row[at++].text();
  record.owner_node = row[at++].text();
  record.ledger = row[at++].text();
  record.version = row[at++].integer();
  record.jurisdiction_id = row[at++].text();
  record.jpath = row[at++].text();
  record.state = row[at++].text();
  record.number = row[at++].text();
  record.label = row[at++].text();
  record.occurred_at = from_millis(row[at++].integer());
  record.recorded_at = from_millis(row[at++].integer());
  record.changed_at = from_millis(row[at++].integer());
  record.created_by = row[at++].text();
  record.changed_by = row[at++].text();
  record.model_version = row[at++].text();
  if (const db::Cell& deleted = row[at++]; !deleted.is_null()) record.deleted_at = from_millis(deleted.integer());
  if (type.place != model::PlaceKind::kNone) record.geometry = geometry_from(row[at++], engine_);
  for (const Field& field : type.fields) {
    if (json::Value value = to_value(type, field, row[at++]); !value.is_null()) record.fields.set(field.name, std::move(value));
  }
  return record;
}

db::Cell Codec::to_cell(const TypeDef& type, const Field& field, const json::Value& value) const {
  if (value.is_null()) return {};
  if (field.personal) return seal(key_, plain_text(value), seal_context(type, field));
  if (is_structured(field.kind)) return json::write_canonical(value);
  switch (column_kind(field.kind)) {
    case ColumnKind::kReal: return value.as_double();
    case ColumnKind::kInteger:
      if (field.kind == FieldKind::kBoolean) return std::int64_t{value.as_bool() ? 1 : 0};
      if (field.kind == FieldKind::kInstant) return to_millis(parse_time(value.as_string()).value());
      return value.as_integer();
    case ColumnKind::kText: break;
  }
  return value.as_string();
}

json::Value Codec::to_value(const TypeDef& type, const Field& field, const db::Cell& cell) const {
  if (cell.is_null()) return {};
  if (field.personal) {
    auto plain = unseal(key_, cell.text(), seal_context(type, field));
    return plain ? json::Value(std::move(*plain)) : json::Value{};
  }
  if (is_structured(field.kind)) {
    auto value = json::parse(cell.text());
    return value ? std::move(*value) : json::Value{};
  }
  switch (column_kind(field.kind)) {
    case ColumnKind::kReal: return cell.real();
    case ColumnKind::kInteger:
      if (field.kind == FieldKind::kBoolean) return cell.integer() != 0;
      if (field.kind == FieldKind::kInstant) return format_time(from_millis(cell.integer()));
      return cell.integer();
    case ColumnKind::kText: break;
  }
  return cell.text();
}

db::Cell Codec::blind_index(const Field& field, const json::Value& value) const {
  if (value.is_null()) return {};
  return to_hex(hmac_sha256(key_, field.name + '=' + plain_text(value))).substr(0, 32);
}

std::string Codec::keyed(std::string_view text) const { return to_hex(hmac_sha256(key_, text)); }

json::Value Codec::for_journal(const TypeDef& type, const Field& field, const json::Value& value) const {
  if (!field.personal || value.is_null()) return value;
  return seal(key_, plain_text(value), seal_context(type, field));
}

json::Value Codec::from_journal(const TypeDef& type, const Field& field, const json::Value& value) const {
  if (!field.personal || !value.is_string()) return value;
  auto plain = unseal(key_, value.as_string(), seal_context(type, field));
  return plain ? json::Value(std::move(*plain)) : json::Value{};
}

Codec::Columns Codec::columns_of(const TypeDef& type, const Record& record, const std::string& unique_key) const {
  Columns out;
  const auto add = [&out](std::string name, db::Cell cell, std::string_view wrap = {}) {
    const std::string place = '$' + std::to_string(out.cells.size() + 1);
    out.names.push_back(std::move(name));
    out.places.push_back(wrap.empty() ? place : std::string(wrap) + '(' + place + ", 4326)");
    out.cells.push_back(std::move(cell));
  };
  add("id", record.id);  // `update` finds the row by this, the first
  add("owner_node", record.owner_node);
  add("ledger", record.ledger);
  add("version", record.version);
  add("jurisdiction_id", record.jurisdiction_id);
  add("jpath", record.jpath);
  add("state", record.state);
  add("number", record.number);
  add("label", record.label);
  add("occurred_at", to_millis(record.occurred_at));
  add("recorded_at", to_millis(record.recorded_at));
  add("changed_at", to_millis(record.changed_at));
  add("created_by", record.created_by);
  add("changed_by", record.changed_by);
  add("model_version", record.model_version);
  add("deleted_at", record.deleted_at ? db::Cell(to_millis(*record.deleted_at)) : db::Cell());
  add("unique_key", unique_key.empty() || record.deleted_at ? db::Cell() : db::Cell(unique_key));
  if (type.place != model::PlaceKind::kNone) {
    const auto geometry = record.geometry.is_null() ? Result<geo::Geometry>(fail(error::kBadGeometry))
                                                    : geo::from_geojson(record.geometry);
    const bool sqlite = engine_ == db::Engine::kSqlite;
    db::Cell blob;
    if (geometry) blob = db::Cell(db::Blob{sqlite ? geo::to_gpkg(*geometry) : geo::to_wkb(*geometry)});
    add("geom", std::move(blob), sqlite ? "" : "ST_GeomFromWKB");
    const geo::Box box = geometry ? geo::box_of(*geometry) : geo::Box{};
    add("west", geometry ? db::Cell(box.west) : db::Cell());
    add("south", geometry ? db::Cell(box.south) : db::Cell());
    add("east", geometry ? db::Cell(box.east) : db::Cell());
    add("north", geometry ? db::Cell(box.north) : db::Cell());
  }
  for (const Field& field : type.fields) {
    const json::Value* value = record.fields.find(field.name);
    const json::Value null;
    add(db::quote_name(column_name(field)), to_cell(type, field, value != nullptr ? *value : null));
    if (field.personal) add(db::quote_name(blind_index_name(field)), blind_index(field, value != nullptr ? *value : null));
  }
  return out;
}

namespace {

// The caller checked the key before; a duplicate here means that the check and the table disagree.
void must_change_one(const Result<std::int64_t>& changed, const char* what) {
  if (!changed || *changed != 1) throw db::Failure(std::string(what) + ": expected one row");
}

}  // namespace

void Codec::insert(db::Connection& connection, const TypeDef& type, const Record& record,
                   const std::string& unique_key) const {
  Columns columns = columns_of(type, record, unique_key);
  if (record.fid > 0) {
    columns.names.emplace_back("fid");
    columns.places.push_back('$' + std::to_string(columns.cells.size() + 1));
    columns.cells.emplace_back(record.fid);
  }
  const std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ({})", db::quote_name(table_name(type)),
                                      fmt::join(columns.names, ", "), fmt::join(columns.places, ", "));
  must_change_one(connection.execute(sql, columns.cells), "insert");
}

void Codec::update(db::Connection& connection, const TypeDef& type, const Record& record,
                   const std::string& unique_key) const {
  Columns columns = columns_of(type, record, unique_key);
  std::string sets;
  for (std::size_t i = 1; i < columns.names.size(); ++i) {
    sets += (i > 1 ? ", " : "") + columns.names[i] + " = " + columns.places[i];
  }
  const std::string sql = "UPDATE " + db::quote_name(table_name(type)) + " SET " + sets + " WHERE id = $1";
  must_change_one(connection.execute(sql, columns.cells), "update");
}

namespace {

std::string shown(const model::Model& model, const Field& field, const json::Value& value,
                  const std::function<std::string(std::string_view id)>& label_of) {
  if (value.is_null()) return {};
  switch (field.kind) {
    case FieldKind::kChoice: {
      const auto dictionary = model.dictionaries.find(field.of);
      const model::Choice* choice =
          dictionary == model.dictionaries.end() ? nullptr : dictionary->second.choice(value.as_string());
      return choice != nullptr ? choice->title.zh : value.as_string();
    }
    case FieldKind::kStake: return fmt::format("{}+{:03}", value.as_integer() / 1000, value.as_integer() % 1000);
    case FieldKind::kReference:
    case FieldKind::kPerson:
    case FieldKind::kJurisdiction: return label_of(value.as_string());
    case FieldKind::kInstant: {
      const std::string& text = value.as_string();
      return text.size() >= 16 ? text.substr(5, 5) + ' ' + text.substr(11, 5) : text;
    }
    default: break;
  }
  if (field.personal) return masked(plain_text(value));
  return plain_text(value);
}

}  // namespace

std::string make_label(const model::Model& model, const TypeDef& type, const Record& record,
                       const std::function<std::string(std::string_view id)>& label_of) {
  std::string out;
  const std::string_view pattern = type.label;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += pattern[i++];
      continue;
    }
    const std::string_view name = pattern.substr(i + 1, close - i - 1);
    i = close + 1;
    if (name == "number") {
      out += record.number;
    } else if (name == "jurisdiction") {
      out += label_of(record.jurisdiction_id);
    } else if (const Field* field = type.field(name); field != nullptr) {
      const json::Value* value = record.fields.find(name);
      if (value != nullptr) out += shown(model, *field, *value, label_of);
    }
  }
  if (out.empty()) out = record.number.empty() ? type.title.zh : record.number;
  // A label is one line of at most 120 characters' bytes, cut between characters.
  for (char& c : out) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  if (out.size() > 360) {
    std::size_t end = 357;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out = out.substr(0, end) + "…";
  }
  return out;
}

}  // namespace muster::record
