#include "exchange/features/feature.h"

#include <fmt/format.h>

#include "exchange/features/query.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;

std::string joined(const json::Value& list) {
  std::string out;
  if (!list.is_array()) return out;
  for (const json::Value& item : list.as_array()) {
    if (item.is_string()) out += (out.empty() ? "" : "、") + item.as_string();
  }
  return out;
}

json::Value property_of(const Field& field, const json::Value& value) {
  switch (field.kind) {
    case FieldKind::kMoney: return value.is_integer() ? json::Value(static_cast<double>(value.as_integer()) / 100) : value;
    case FieldKind::kMultiChoice:
    case FieldKind::kReferences: return value.is_array() ? json::Value(joined(value)) : value;
    case FieldKind::kDuration: return value.is_integer() ? json::Value(format_duration(Millis{value.as_integer()})) : value;
    case FieldKind::kStake:
      return value.is_integer() ? json::Value(fmt::format("{}+{:03}", value.as_integer() / 1000, value.as_integer() % 1000)) : value;
    default: return value;
  }
}

bool is_reference(const Field& field) {
  return field.kind == FieldKind::kReference || field.kind == FieldKind::kPerson || field.kind == FieldKind::kJurisdiction;
}

/// What stands beside the fields of the type; its own fields of the same name go before.
class Properties {
 public:
  explicit Properties(const TypeDef& type) : type_(type) {}
  void beside(const char* name, json::Value value) {
    if (type_.field(name) == nullptr) out.set(name, std::move(value));
  }
  void named(const std::string& name, const std::string& id, const json::Object& labels) {
    const json::Value* found = labels.find(id);
    if (found != nullptr && type_.field(name) == nullptr) out.set(name, found->text("label"));
  }
  json::Object out;

 private:
  const TypeDef& type_;
};

}  // namespace

json::Object feature_of(const record::Record& record, const TypeDef& type, const json::Object& labels, const OutCrs& crs) {
  Properties properties(type);
  properties.beside("record_id", record.id);
  properties.beside("label", record.label);
  for (const Field& field : type.fields) {
    if (!is_shown(field)) continue;
    const json::Value* value = record.fields.find(field.name);
    properties.out.set(field.name, value == nullptr ? json::Value() : property_of(field, *value));
    if (is_reference(field) && value != nullptr && value->is_string()) properties.named(field.name + "_label", value->as_string(), labels);
  }
  properties.beside("jurisdiction", record.jurisdiction_id);
  properties.named("jurisdiction_label", record.jurisdiction_id, labels);
  if (!type.states.empty()) properties.beside("state", record.state);
  if (!type.number_prefix.empty()) properties.beside("number", record.number);
  properties.beside("occurred_at", format_time(record.occurred_at));
  properties.beside("changed_at", format_time(record.changed_at));
  return json::Object{{"type", "Feature"}, {"id", record.id}, {"geometry", crs.out(record.geometry)}, {"properties", std::move(properties.out)}};
}

json::Object property_schema(const model::Model& model, const Field& field, std::string_view lang) {
  json::Object schema{{"type", "string"}, {"title", field.title.in(lang) + (field.unit.empty() ? "" : " (" + field.unit + ")")}};
  switch (field.kind) {
    case FieldKind::kNumber:
    case FieldKind::kMoney: schema.set("type", "number"); break;
    case FieldKind::kInteger: schema.set("type", "integer"); break;
    case FieldKind::kBoolean: schema.set("type", "boolean"); break;
    case FieldKind::kDate: schema.set("format", "date"); break;
    case FieldKind::kInstant: schema.set("format", "date-time"); break;
    case FieldKind::kReference:
    case FieldKind::kPerson:
    case FieldKind::kJurisdiction: schema.set("format", "uuid"); break;
    case FieldKind::kChoice: {
      json::Array values;
      const auto dictionary = model.dictionaries.find(field.of);
      if (dictionary != model.dictionaries.end()) {
        for (const model::Choice& choice : dictionary->second.choices) values.emplace_back(choice.value);
      }
      if (!values.empty()) schema.set("enum", std::move(values));
      break;
    }
    default: break;
  }
  return schema;
}

json::Object link_to(std::string href, std::string_view rel, std::string_view type, std::string_view title) {
  return json::Object{{"href", std::move(href)}, {"rel", rel}, {"type", type}, {"title", title}};
}

json::Object collection_of(const TypeDef& type, const std::optional<Extent>& extent, const std::string& root, std::string_view lang) {
  const std::string at = root + "/collections/" + type.name;
  json::Object out{{"id", type.name}, {"title", type.title.in(lang)}, {"description", type.help.in(lang)}, {"itemType", "feature"}};
  json::Object spans;
  if (extent && extent->box) {
    const auto& [west, south, east, north] = *extent->box;
    spans.set("spatial", json::Object{{"bbox", json::Array{json::Array{west, south, east, north}}}, {"crs", kCrs84}});
  }
  if (extent) {
    const auto utc = [](std::int64_t millis) { return format_time(from_millis(millis), 0); };
    spans.set("temporal", json::Object{{"interval", json::Array{json::Array{utc(extent->first), utc(extent->last)}}},
                                       {"trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}});
  }
  if (!spans.empty()) out.set("extent", std::move(spans));
  json::Array systems;
  for (const std::string& uri : served_crs()) systems.emplace_back(uri);
  out.set("crs", std::move(systems));
  out.set("storageCrs", kCrs84);
  out.set("links", json::Array{link_to(at, "self", kJsonMedia, type.title.in(lang)), link_to(at + "/items", "items", kGeoJsonMedia, type.title.in(lang))});
  return out;
}

}  // namespace muster::exchange
