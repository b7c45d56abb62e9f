#include "record/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/id.h"
#include "base/time.h"
#include "errors/change.h"
#include "geo/geo.h"

namespace muster::record {
namespace {

using model::Field;
using model::FieldKind;

std::string shown(const json::Value& value) {
  std::string text = value.is_string() ? value.as_string() : json::write(value);
  if (text.size() > 80) text = text.substr(0, 77) + "...";
  return text;
}

tl::unexpected<Error> bad(const Field& field, const json::Value& value, std::string reason) {
  return fail(error::kBadValue, field.name,
              {{"title", bilingual(field.title)}, {"value", shown(value)}, {"reason", std::move(reason)}});
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

Result<json::Value> check_text(const Field& field, const json::Value& value) {
  if (!value.is_string()) return bad(field, value, bilingual("应为文字", "text expected"));
  const int limit = field.max_length > 0 ? field.max_length : field.kind == FieldKind::kLongText ? 20000 : 200;
  const std::size_t length = characters(value.as_string());
  if (length > static_cast<std::size_t>(limit)) {
    return fail(error::kTooLong, field.name,
                {{"title", bilingual(field.title)}, {"max", std::to_string(limit)}, {"length", std::to_string(length)}});
  }
  if (value.as_string().find('\0') != std::string::npos) return bad(field, value, "NUL");
  return value;
}

Result<json::Value> check_range(const Field& field, json::Value value) {
  const double number = value.as_double();
  const bool low = field.min && number < *field.min;
  const bool high = field.max && number > *field.max;
  if (!std::isfinite(number) || low || high) {
    return fail(error::kOutOfRange, field.name,
                {{"title", bilingual(field.title)},
                 {"value", shown(value)},
                 {"min", field.min ? fmt::format("{}", *field.min) : "-∞"},
                 {"max", field.max ? fmt::format("{}", *field.max) : "∞"}});
  }
  return value;
}

Result<json::Value> check_integer(const Field& field, const json::Value& value) {
  if (value.is_integer()) return check_range(field, value);
  if (value.is_number() && value.as_double() == std::floor(value.as_double()) && std::abs(value.as_double()) < 9e15) {
    return check_range(field, static_cast<std::int64_t>(value.as_double()));
  }
  return bad(field, value, bilingual("应为整数", "whole number expected"));
}

Status check_choice(const model::Model& model, const Field& field, const json::Value& value) {
  const auto dictionary = model.dictionaries.find(field.of);
  const bool known = value.is_string() && dictionary != model.dictionaries.end() &&
                     dictionary->second.choice(value.as_string()) != nullptr;
  if (known) return {};
  return fail(error::kNotAChoice, field.name, {{"title", bilingual(field.title)}, {"value", shown(value)}});
}

Result<json::Value> check_id(const Field& field, const json::Value& value) {
  if (!value.is_string() || !is_id(value.as_string())) return bad(field, value, bilingual("应为记录编号", "record id expected"));
  return value;
}

Result<json::Value> check_list(const model::Model& model, const Field& field, const json::Value& value) {
  if (!value.is_array() || value.as_array().size() > 1000) return bad(field, value, bilingual("应为列表", "list expected"));
  for (const json::Value& item : value.as_array()) {
    if (field.kind == FieldKind::kMultiChoice) {
      if (const Status known = check_choice(model, field, item); !known) return fail(known.error());
    } else if (field.kind == FieldKind::kReferences) {
      if (const auto id = check_id(field, item); !id) return fail(id.error());
    } else if (!item.is_object() || item.text("hash").size() != 64) {
      return bad(field, item, bilingual("应为附件", "attachment {hash, name, size, media_type} expected"));
    }
  }
  return value;
}

Result<json::Value> check_instant(const Field& field, const json::Value& value) {
  const auto time = value.is_string() ? parse_time(value.as_string()) : Result<UtcTime>(fail(error::kBadTime));
  if (!time) return fail(error::kBadTime, field.name, {{"value", shown(value)}});
  return json::Value(format_time(*time));
}

Result<json::Value> check_date(const Field& field, const json::Value& value) {
  if (!value.is_string() || !parse_date(value.as_string())) {
    return fail(error::kBadDate, field.name, {{"value", shown(value)}});
  }
  return value;
}

Result<json::Value> check_duration(const Field& field, const json::Value& value) {
  if (value.is_string()) {
    const auto duration = parse_duration(value.as_string());
    if (!duration) return fail(error::kBadDuration, field.name, {{"value", shown(value)}});
    return check_range(field, std::int64_t{duration->count()});
  }
  return check_integer(field, value);
}

Result<json::Value> check_stake(const Field& field, const json::Value& value) {
  if (!value.is_string()) return check_integer(field, value);
  const auto metres = parse_stake(value.as_string());
  if (!metres) return bad(field, value, bilingual("桩号写作 718+350", "write a stake like 718+350"));
  return check_range(field, *metres);
}

}  // namespace

Result<json::Value> check_value(const model::Model& model, const Field& field, const json::Value& value) {
  switch (field.kind) {
    case FieldKind::kText:
    case FieldKind::kLongText: return check_text(field, value);
    case FieldKind::kNumber:
      if (!value.is_number()) return bad(field, value, bilingual("应为数字", "number expected"));
      return check_range(field, value);
    case FieldKind::kInteger:
    case FieldKind::kMoney: return check_integer(field, value);
    case FieldKind::kChoice:
      if (const Status known = check_choice(model, field, value); !known) return fail(known.error());
      return value;
    case FieldKind::kMultiChoice:
    case FieldKind::kReferences:
    case FieldKind::kAttachment: return check_list(model, field, value);
    case FieldKind::kBoolean:
      if (!value.is_bool()) return bad(field, value, bilingual("应为是或否", "true or false expected"));
      return value;
    case FieldKind::kDate: return check_date(field, value);
    case FieldKind::kInstant: return check_instant(field, value);
    case FieldKind::kDuration: return check_duration(field, value);
    case FieldKind::kReference:
    case FieldKind::kPerson:
    case FieldKind::kJurisdiction: return check_id(field, value);
    case FieldKind::kStake: return check_stake(field, value);
    case FieldKind::kJson: return value;
  }
  return value;
}

namespace {

bool is_empty(const json::Value* value) {
  if (value == nullptr || value->is_null()) return true;
  if (value->is_string()) return value->as_string().empty();
  return value->is_array() && value->as_array().empty();
}

Status all_or(std::vector<Error> faults) {
  if (faults.empty()) return {};
  if (faults.size() == 1) return fail(std::move(faults.front()));
  Error error;
  error.code = error::kInvalid;
  error.params = {{"count", std::to_string(faults.size())}};
  error.also = std::move(faults);
  return fail(std::move(error));
}

}  // namespace

std::optional<std::int64_t> parse_stake(std::string_view text) {
  if (!text.empty() && (text[0] == 'K' || text[0] == 'k')) text.remove_prefix(1);
  std::string digits;
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos && (text.size() - plus - 1 != 3 || plus == 0)) return std::nullopt;
  for (const char c : text) {
    if (c == '+') continue;
    if (c < '0' || c > '9') return std::nullopt;
    digits += c;
  }
  std::int64_t metres = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), metres);
  if (digits.empty() || digits.size() > 8 || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return metres;
}

Result<json::Object> check_given(const model::Model& model, const model::TypeDef& type, const json::Object& given) {
  json::Object out;
  std::vector<Error> faults;
  for (const auto& [name, value] : given) {
    const Field* field = type.field(name);
    if (field == nullptr || !field->computed.is_null()) {
      faults.push_back(fail(error::kUnknownField, name, {{"field", name}}).value());
      continue;
    }
    if (value.is_null() || (value.is_string() && value.as_string().empty())) {
      out.set(name, {});
      continue;
    }
    if (field->retired) {
      faults.push_back(fail(error::kFieldRetired, name, {{"title", bilingual(field->title)}}).value());
      continue;
    }
    auto checked = check_value(model, *field, value);
    if (checked) {
      out.set(name, std::move(*checked));
    } else {
      faults.push_back(std::move(checked.error()));
    }
  }
  if (Status whole = all_or(std::move(faults)); !whole) return fail(whole.error());
  return out;
}

Status check_whole(const model::TypeDef& type, const json::Object& fields, const std::vector<std::string>& needs) {
  std::vector<Error> faults;
  for (const Field& field : type.fields) {
    if (field.retired) continue;
    const bool needed = std::find(needs.begin(), needs.end(), field.name) != needs.end();
    const bool due = field.required || needed || (!field.required_when.is_null() && model::holds(field.required_when, fields));
    if (due && field.computed.is_null() && is_empty(fields.find(field.name))) {
      faults.push_back(fail(error::kRequired, field.name, {{"title", bilingual(field.title)}}).value());
    }
  }
  return all_or(std::move(faults));
}

void fill_computed(const model::TypeDef& type, json::Object& fields) {
  for (const Field& field : type.fields) {
    if (!field.computed.is_null()) fields.set(field.name, model::compute(field.computed, fields));
  }
}

std::vector<Reference> references(const model::TypeDef& type, const json::Object& fields) {
  std::vector<Reference> out;
  for (const Field& field : type.fields) {
    const json::Value* value = fields.find(field.name);
    if (value == nullptr || value->is_null()) continue;
    if (field.kind == FieldKind::kReference || field.kind == FieldKind::kPerson || field.kind == FieldKind::kJurisdiction) {
      out.push_back({&field, value->as_string()});
    } else if (field.kind == FieldKind::kReferences) {
      for (const json::Value& item : value->as_array()) out.push_back({&field, item.as_string()});
    }
  }
  return out;
}

Status check_place(const model::TypeDef& type, const json::Value& geometry) {
  if (geometry.is_null()) return {};
  const auto parsed = geo::from_geojson(geometry);
  if (!parsed) return fail(parsed.error());
  const std::string kind = geometry.text("type");
  // A road condition lies as it was seen: along a road, on a bridge, or under water that covers many roads.
  const bool fits = type.name == "road_closure" || (type.place == model::PlaceKind::kPoint && kind == "Point") ||
                    (type.place == model::PlaceKind::kLine && (kind == "LineString" || kind == "MultiLineString")) ||
                    (type.place == model::PlaceKind::kArea && (kind == "Polygon" || kind == "MultiPolygon"));
  if (!fits) {
    return fail(error::kBadGeometry, "geometry",
                {{"reason", type.place == model::PlaceKind::kNone ? bilingual("此类记录没有位置", "this type has no place") : kind}});
  }
  return {};
}

}  // namespace muster::record
