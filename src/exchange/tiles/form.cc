#include "exchange/tiles/form.h"

#include <algorithm>

#include "record/schema.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;

// Places in TileForm::names; the fields follow.
enum Name : std::size_t { kId, kLabel, kState, kCluster, kPointCount, kFirstField };

json::Value value_of(const Field& field, const db::Cell& cell) {
  if (cell.is_null()) return {};
  switch (record::column_kind(field.kind)) {
    case record::ColumnKind::kText: return cell.text();
    case record::ColumnKind::kReal: return cell.real();
    case record::ColumnKind::kInteger: break;
  }
  return field.kind == FieldKind::kBoolean ? json::Value(cell.integer() != 0) : json::Value(cell.integer());
}

}  // namespace

std::vector<const Field*> tile_fields(const model::TypeDef& type) {
  static const std::vector<std::string> kTaken{"id", "label", "state", "cluster", "point_count"};
  std::vector<const Field*> out;
  for (const std::string& name : type.list) {
    const Field* field = type.field(name);
    if (field == nullptr || field->personal || field->retired || std::ranges::find(kTaken, name) != kTaken.end()) continue;
    switch (field->kind) {
      case FieldKind::kText:
      case FieldKind::kNumber:
      case FieldKind::kInteger:
      case FieldKind::kMoney:
      case FieldKind::kChoice:
      case FieldKind::kBoolean:
      case FieldKind::kDate:
      case FieldKind::kStake: out.push_back(field); break;
      default: break;
    }
  }
  return out;
}

TileForm::TileForm(const model::TypeDef& type)
    : fields_(tile_fields(type)), has_states_(!type.states.empty()), names_{"id", "label", "state", "cluster", "point_count"} {
  for (const Field* field : fields_) names_.push_back(field->name);
}

std::string TileForm::columns(const char* before, const char* after) const {
  std::string out;
  for (const char* name : {"fid", "id", "label", "state"}) out += (out.empty() ? "" : ", ") + (before + ("t." + std::string(name)) + after);
  for (const Field* field : fields_) out += ", " + (before + ("t." + db::quote_name(record::column_name(*field))) + after);
  return out;
}

std::string TileForm::properties(const db::Row& row) const {
  std::string out;
  put_property(out, kId, row[1].text());
  put_property(out, kLabel, row[2].text());
  if (has_states_) put_property(out, kState, row[3].text());
  for (std::size_t i = 0; i < fields_.size(); ++i) put_property(out, kFirstField + i, value_of(*fields_[i], row[4 + i]));
  return out;
}

std::string TileForm::cluster(std::int64_t count) const {
  std::string out;
  put_property(out, kCluster, true);
  put_property(out, kPointCount, count);
  return out;
}

}  // namespace muster::exchange
