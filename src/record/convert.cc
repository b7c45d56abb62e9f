// A value of one kind as another keeps it.
#include <fmt/format.h>

#include <charconv>

#include "record/check.h"
#include "record/reshape.h"

namespace muster::record {
namespace {

using model::Field;
using model::FieldKind;

bool is_text(FieldKind kind) { return kind == FieldKind::kText || kind == FieldKind::kLongText; }
bool is_number(FieldKind kind) { return kind == FieldKind::kNumber || kind == FieldKind::kInteger; }
bool is_one_id(FieldKind kind) {
  return kind == FieldKind::kReference || kind == FieldKind::kPerson || kind == FieldKind::kJurisdiction;
}

tl::unexpected<Error> cannot(const Field& field, const json::Value& value) {
  std::string shown = field.personal ? "***" : value.is_string() ? value.as_string() : json::write(value);
  return fail(error::kBadValue, field.name, {{"title", bilingual(field.title)}, {"value", std::move(shown)}, {"reason", bilingual("转不过去", "cannot be converted")}});
}

std::string as_text(FieldKind kind, const json::Value& value) {
  if (value.is_string()) return value.as_string();
  if (kind == FieldKind::kStake && value.is_integer()) {
    return fmt::format("{}+{:03}", value.as_integer() / 1000, value.as_integer() % 1000);
  }
  if (kind == FieldKind::kDuration && value.is_integer()) return format_duration(Millis{value.as_integer()});
  return json::write_canonical(value);
}

// Stakes, durations, instants, days and choices are read from text by the check of the field itself.
Result<json::Value> from_text(const Field& from, const Field& to, const json::Value& value) {
  const std::string& text = value.as_string();
  if (to.kind == FieldKind::kBoolean) {
    if (text == "true") return json::Value(true);
    if (text == "false") return json::Value(false);
    return cannot(from, value);
  }
  if (to.kind == FieldKind::kNumber) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return cannot(from, value);
    return json::Value(number);
  }
  if (to.kind == FieldKind::kInteger || to.kind == FieldKind::kMoney) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return cannot(from, value);
    return json::Value(number);
  }
  if (to.kind == FieldKind::kMultiChoice || to.kind == FieldKind::kReferences) return json::Value(json::Array{value});
  return value;
}

Result<json::Value> one_of_list(const Field& from, const json::Value& value) {
  if (!value.is_array() || value.as_array().size() > 1) return cannot(from, value);
  return value.as_array().empty() ? json::Value{} : value.as_array().front();
}

}  // namespace

Result<json::Value> converted(const Field& from, const Field& to, const json::Value& value) {
  const bool listed = from.kind == FieldKind::kMultiChoice || from.kind == FieldKind::kReferences;
  const bool lists = to.kind == FieldKind::kMultiChoice || to.kind == FieldKind::kReferences;
  if (value.is_null() || from.kind == to.kind || to.kind == FieldKind::kJson) return value;
  if (from.kind == FieldKind::kJson) return cannot(from, value);
  if (listed && !lists) {
    auto one = one_of_list(from, value);
    return !one || !is_text(to.kind) || one->is_string() ? one : json::Value(json::write_canonical(*one));
  }
  if (is_text(to.kind)) return json::Value(as_text(from.kind, value));
  if (is_text(from.kind) && value.is_string()) return from_text(from, to, value);
  if (is_number(from.kind) && is_number(to.kind)) return value;
  if (is_one_id(from.kind) && is_one_id(to.kind)) return value;
  if (is_one_id(from.kind) && to.kind == FieldKind::kReferences) return json::Value(json::Array{value});
  if (from.kind == FieldKind::kChoice && to.kind == FieldKind::kMultiChoice) return json::Value(json::Array{value});
  return cannot(from, value);
}

}  // namespace muster::record
