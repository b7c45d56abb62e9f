#include "exchange/show.h"

#include <fmt/format.h>

#include "exchange/columns.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;
using record::Record;

struct Word {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};
constexpr Word kWords[] = {{"id", "记录编号", "Record id"}, {"label", "名称（标题）", "Label"}, {"number", "编号", "Number"}, {"state", "状态", "State"},
                           {"jurisdiction", "属地", "Jurisdiction"}, {"jurisdiction_id", "属地", "Jurisdiction"}, {"occurred_at", "发生时间", "Occurred at"},
                           {"recorded_at", "登记时间", "Recorded at"}, {"changed_at", "修改时间", "Changed at"}, {"lon", "经度", "Longitude"},
                           {"lat", "纬度", "Latitude"}, {"geometry", "位置（GeoJSON）", "Geometry"}};

const Word* word_of(std::string_view name) {
  for (const Word& word : kWords) {
    if (word.name == name) return &word;
  }
  return nullptr;
}

std::string label_of(const json::Object& labels, const std::string& id) {
  const json::Value* found = labels.find(id);
  return found != nullptr ? found->text("label") : id;
}

std::string joined(const json::Value& list, const std::function<std::string(const json::Value&)>& text) {
  std::string out;
  if (!list.is_array()) return out;
  for (const json::Value& item : list.as_array()) out += (out.empty() ? "" : "、") + text(item);
  return out;
}

std::string local_time(const std::string& instant) {
  const auto time = parse_time(instant);
  if (!time) return instant;
  std::string text = format_time(*time).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string stake_text(std::int64_t metres) { return fmt::format("{}+{:03}", metres / 1000, metres % 1000); }

json::Value place_part(const Record& record, std::string_view part) {
  if (record.geometry.is_null()) return {};
  if (part == "geometry") return json::write(record.geometry);
  const json::Value& coordinates = record.geometry["coordinates"];
  if (record.geometry.text("type") != "Point" || !coordinates.is_array() || coordinates.as_array().size() < 2) return {};
  return coordinates.as_array()[part == "lon" ? 0 : 1];
}

json::Value word_value(const TypeDef& type, std::string_view name, const Record& record, const json::Object& labels, std::string_view lang) {
  if (name == "id") return record.id;
  if (name == "label") return record.label;
  if (name == "number") return record.number;
  if (name == "jurisdiction" || name == "jurisdiction_id") return label_of(labels, record.jurisdiction_id);
  if (name == "occurred_at") return local_time(format_time(record.occurred_at));
  if (name == "recorded_at") return local_time(format_time(record.recorded_at));
  if (name == "changed_at") return local_time(format_time(record.changed_at));
  if (name == "state") {
    const model::State* state = type.state(record.state);
    return state != nullptr ? state->title.in(lang) : record.state;
  }
  return place_part(record, name);
}

json::Value field_value(const model::Model& model, const Field& field, const json::Value& value, const json::Object& labels, std::string_view lang) {
  switch (field.kind) {
    case FieldKind::kMoney: return value.is_integer() ? json::Value(static_cast<double>(value.as_integer()) / 100) : value;
    case FieldKind::kChoice: return value.is_string() ? json::Value(model.word(field.of, value.as_string(), lang)) : value;
    case FieldKind::kMultiChoice:
      return joined(value, [&](const json::Value& item) { return item.is_string() ? model.word(field.of, item.as_string(), lang) : std::string(); });
    case FieldKind::kBoolean: return value.is_bool() ? json::Value(lang == "en" ? (value.as_bool() ? "Yes" : "No") : (value.as_bool() ? "是" : "否")) : value;
    case FieldKind::kInstant: return value.is_string() ? json::Value(local_time(value.as_string())) : value;
    case FieldKind::kDuration: return value.is_integer() ? json::Value(format_duration(Millis{value.as_integer()})) : value;
    case FieldKind::kReference:
    case FieldKind::kPerson:
    case FieldKind::kJurisdiction: return value.is_string() ? json::Value(label_of(labels, value.as_string())) : value;
    case FieldKind::kReferences: return joined(value, [&](const json::Value& item) { return item.is_string() ? label_of(labels, item.as_string()) : std::string(); });
    case FieldKind::kStake: return value.is_integer() ? json::Value(stake_text(value.as_integer())) : value;
    case FieldKind::kAttachment: return joined(value, [](const json::Value& item) { return item.text("name"); });
    case FieldKind::kJson: return json::write(value);
    case FieldKind::kText:
    case FieldKind::kLongText:
    case FieldKind::kNumber:
    case FieldKind::kInteger:
    case FieldKind::kDate: return value;
  }
  return value;
}

}  // namespace

Result<std::vector<OutColumn>> out_columns(const TypeDef& type, const std::vector<std::string>& names, std::string_view lang) {
  std::vector<std::string> wanted = names;
  if (wanted.empty()) {
    wanted.emplace_back("id");
    for (const Field& field : type.fields) {
      if (!field.retired && field.kind != FieldKind::kJson && field.kind != FieldKind::kAttachment) wanted.push_back(field.name);
    }
    if (type.place == model::PlaceKind::kPoint) wanted.insert(wanted.end(), {"lon", "lat"});
    if (type.place == model::PlaceKind::kLine || type.place == model::PlaceKind::kArea) wanted.emplace_back("geometry");
    if (type.field("jurisdiction") == nullptr && type.name != "jurisdiction") wanted.emplace_back("jurisdiction");
    if (!type.states.empty()) wanted.emplace_back("state");
    if (!type.number_prefix.empty()) wanted.emplace_back("number");
  }
  std::vector<OutColumn> out;
  for (const std::string& name : wanted) {
    OutColumn column{name, type.field(name), {}};
    if (column.field != nullptr) {
      const std::string unit = unit_of_cells(*column.field);
      column.title = column.field->title.in(lang);
      if (!unit.empty() && is_unit(unit)) column.title += lang == "en" ? " (" + unit + ")" : "（" + unit + "）";
    } else if (const Word* word = word_of(name)) {
      column.title = lang == "en" ? word->en : word->zh;
    } else {
      return fail(error::kUnknownField, "columns", {{"field", name}});
    }
    out.push_back(std::move(column));
  }
  return out;
}

json::Value shown_value(const model::Model& model, const TypeDef& type, const OutColumn& column, const Record& record, const json::Object& labels, bool clear,
                        std::string_view lang) {
  if (column.field == nullptr) return word_value(type, column.name, record, labels, lang);
  const json::Value* value = record.fields.find(column.name);
  if (value == nullptr || value->is_null()) return {};
  if (column.field->personal && !clear) return record::to_json(record, type).find("fields")->operator[](column.name);
  return field_value(model, *column.field, *value, labels, lang);
}

}  // namespace muster::exchange
