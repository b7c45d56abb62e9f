#include "record/reshape.h"

#include <fmt/format.h>

#include <charconv>

#include "errors/change.h"
#include "record/check.h"

namespace muster::record {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;

constexpr std::string_view kMappingRule = "model_mapping";

// Twelve digits: 0.1 m times 3 is 0.3, whatever binary fractions make of it.
double scaled(double value, double times, double plus) {
  const std::string text = fmt::format("{:.12g}", value * times + plus);
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

bool other_unit(const Field& was, const Field& is) { return !was.unit.empty() && !is.unit.empty() && was.unit != is.unit; }

bool is_empty(const json::Value& value) {
  if (value.is_null()) return true;
  return value.is_string() ? value.as_string().empty() : value.is_array() && value.as_array().empty();
}

tl::unexpected<Error> bad_mapping(const std::string& name, std::string reason) {
  return fail(error::kModelBadMapping, name, {{"name", name}, {"reason", std::move(reason)}});
}

bool same_choices(const model::Model& from, const model::Model& to, const std::string& dictionary) {
  const auto old = from.dictionaries.find(dictionary);
  const auto now = to.dictionaries.find(dictionary);
  if (old == from.dictionaries.end() || now == to.dictionaries.end()) return false;
  for (const model::Choice& choice : old->second.choices) {
    if (now->second.choice(choice.value) == nullptr) return false;
  }
  return true;
}

}  // namespace

Result<Reshape> Reshape::make(const model::Model& from, const model::Model& to) {
  Reshape reshape(from, to);
  for (const auto& [name, type] : to.types) {
    const bool renamed = from.type(name) == nullptr && from.type(type.was) != nullptr && to.type(type.was) == nullptr;
    const std::string& earlier = renamed ? type.was : name;
    if (from.type(earlier) == nullptr) continue;
    reshape.now_[earlier] = name;
    reshape.before_[name] = earlier;
  }
  if (Status read = reshape.read_mappings(); !read) return fail(read.error());
  return reshape;
}

Status Reshape::read_mappings() {
  for (const model::Rule& rule : to_->rules) {
    if (rule.name != kMappingRule || !rule.body.is_object()) continue;
    for (const auto& [name, body] : rule.body.as_object()) {
      Mapping mapping;
      for (const auto& [key, value] : body.is_object() ? body.as_object() : json::Object{}) {
        const bool pair = value.is_array() && value.as_array().size() == 2;
        if (key == "unit" && pair && value.as_array()[0].is_string() && value.as_array()[1].is_string()) {
          mapping.unit_from = value.as_array()[0].as_string();
          mapping.unit_to = value.as_array()[1].as_string();
        } else if (key == "times" && value.is_number() && value.as_double() != 0) {
          mapping.times = value.as_double();
        } else if (key == "plus" && value.is_number()) {
          mapping.plus = value.as_double();
        } else if (key == "values" && value.is_object()) {
          for (const auto& [old, instead] : value.as_object()) {
            if (!instead.is_string()) return bad_mapping(name, "values: { old: new }");
            mapping.values[old] = instead.as_string();
          }
        } else {
          return bad_mapping(name, key + " — unit: [m, cm] · times: 100 · plus: 0 · values: { old: new }");
        }
      }
      if (mapping.unit_from.empty() && mapping.values.empty()) return bad_mapping(name, "unit: [m, cm], times: 100 · values: { old: new }");
      mappings_[name] = std::move(mapping);
    }
  }
  return {};
}

const Reshape::Mapping* Reshape::mapping(const std::string& type, const std::string& name) const {
  const auto found = mappings_.find(type + '.' + name);
  return found == mappings_.end() ? nullptr : &found->second;
}

std::string Reshape::type_now(const std::string& earlier) const {
  const auto found = now_.find(earlier);
  return found == now_.end() ? std::string() : found->second;
}
const TypeDef* Reshape::now(const std::string& earlier) const { return to_->type(type_now(earlier)); }
const TypeDef* Reshape::before(const std::string& present) const {
  const auto found = before_.find(present);
  return found == before_.end() ? nullptr : from_->type(found->second);
}

const Field* Reshape::field_before(const TypeDef& earlier, const TypeDef& present, const Field& field) const {
  if (const Field* same = earlier.field(field.name)) return same;
  if (field.was.empty() || present.field(field.was) != nullptr) return nullptr;
  return earlier.field(field.was);
}

bool Reshape::same_values(const Field& a, const Field& b) const {
  const auto renamed_target = [&](const std::string& to) { return now_.contains(to) ? type_now(to) : to; };
  return a.kind == b.kind && a.personal == b.personal && a.of == b.of && (renamed_target(a.to) == b.to || b.to == "*") &&
         a.min == b.min && a.max == b.max && a.max_length == b.max_length && !other_unit(a, b) &&
         (a.of.empty() || same_choices(*from_, *to_, a.of)) && (a.required || !b.required || b.retired);
}

bool Reshape::examines(const TypeDef& earlier, const TypeDef& present) const {
  if (earlier.key != present.key || earlier.place != present.place || earlier.shared != present.shared) return true;
  if (earlier.start.empty() != present.start.empty()) return true;
  for (const model::State& state : earlier.states) {
    if (present.state(state.name) == nullptr) return true;
  }
  for (const Field& field : present.fields) {
    const Field* was = field_before(earlier, present, field);
    if (was != nullptr ? !same_values(*was, field) : field.required && field.computed.is_null()) return true;
  }
  for (const Field& field : earlier.fields) {
    bool kept = false;
    for (const Field& is : present.fields) kept = kept || field_before(earlier, present, is) == &field;
    if (!kept) return true;
  }
  return false;
}

bool Reshape::rewrites(const TypeDef& earlier, const TypeDef& present) const {
  if (earlier.name != present.name || examines(earlier, present)) return true;
  bool types_renamed = false;
  for (const auto& [old, name] : now_) types_renamed = types_renamed || old != name;
  for (const Field& field : present.fields) {
    const Field* was = field_before(earlier, present, field);
    if (types_renamed && field.name == "about_type") return true;
    if (was == nullptr ? !field.computed.is_null() : was->name != field.name || was->search != field.search || !(was->computed == field.computed)) return true;
  }
  return false;
}

json::Value Reshape::value_now(const TypeDef& type, const Field& was, const Field& is, const json::Value& value, bool deleted,
                               std::vector<Fault>& faults) const {
  const Mapping* known = mapping(type.name, is.name);
  if (same_values(was, is) || value.is_null()) return value;
  json::Value asked = value;
  if (other_unit(was, is)) {
    const bool said = known != nullptr && known->unit_from == was.unit && known->unit_to == is.unit && value.is_number();
    if (!said) {
      faults.push_back({Fault::Kind::kUnit, is.name, fail(error::kBadValue, is.name, {{"title", bilingual(is.title)}, {"value", json::write(value)}, {"reason", was.unit + " → " + is.unit}}).value()});
      return value;
    }
    asked = scaled(value.as_double(), known->times, known->plus);
  }
  const auto fitting = [&](const json::Value& one) -> Result<json::Value> {
    const auto turned = converted(was, is, one);
    return turned && !turned->is_null() ? check_value(*to_, is, *turned) : turned;
  };
  auto fits = fitting(asked);
  if (!fits && known != nullptr && asked.is_string()) {
    if (const auto instead = known->values.find(asked.as_string()); instead != known->values.end()) {
      fits = is.kind == FieldKind::kMultiChoice ? check_value(*to_, is, json::Array{instead->second}) : check_value(*to_, is, instead->second);
    }
  } else if (!fits && known != nullptr && asked.is_array()) {
    for (json::Value& item : asked.as_array()) {
      const auto instead = item.is_string() ? known->values.find(item.as_string()) : known->values.end();
      if (instead != known->values.end()) item = instead->second;
    }
    fits = fitting(asked);
  }
  if (fits) return *std::move(fits);
  const bool same_form = was.kind == is.kind;
  if (deleted && same_form) return value;
  Error why = is.personal ? fail(error::kBadValue, is.name, {{"title", bilingual(is.title)}, {"value", "***"}, {"reason", "-"}}).value() : fits.error();
  faults.push_back({same_form ? Fault::Kind::kFit : Fault::Kind::kConvert, is.name, std::move(why)});
  return value;
}

void Reshape::state_now(const TypeDef& type, Record& row, std::vector<Fault>& faults) const {
  if (row.state.empty()) {
    row.state = type.start;  // a workflow where there was none begins at its beginning
    return;
  }
  if (type.state(row.state) != nullptr) return;
  const Mapping* known = mapping(type.name, "state");
  const auto instead = known == nullptr ? std::map<std::string, std::string>::const_iterator{} : known->values.find(row.state);
  if (known != nullptr && instead != known->values.end() && type.state(instead->second) != nullptr) {
    row.state = instead->second;
  } else if (!row.deleted_at) {
    faults.push_back({Fault::Kind::kState, "state", fail(error::kBadValue, "state", {{"title", "状态"}, {"value", row.state}, {"reason", "-"}}).value()});
  }
}

Record Reshape::apply(const Record& row, std::vector<Fault>& faults) const {
  const TypeDef* earlier = from_->type(row.type);
  const TypeDef* type = now(row.type);
  if (earlier == nullptr || type == nullptr) return row;
  Record out = row;
  out.type = type->name;
  out.fields = {};
  const bool deleted = row.deleted_at.has_value();
  for (const Field& field : type->fields) {
    const Field* was = field_before(*earlier, *type, field);
    const json::Value* held = was != nullptr ? row.fields.find(was->name) : nullptr;
    json::Value value = held != nullptr ? value_now(*type, *was, field, *held, deleted, faults) : json::Value{};
    if (field.name == "about_type" && value.is_string() && !type_now(value.as_string()).empty()) value = type_now(value.as_string());
    const bool newly_required = field.required && field.computed.is_null() && !field.retired && (was == nullptr || !was->required);
    if (newly_required && is_empty(value)) {
      if (!field.otherwise.is_null()) {
        value = field.otherwise;
      } else if (!deleted) {
        faults.push_back({Fault::Kind::kFit, field.name, fail(error::kRequired, field.name, {{"title", bilingual(field.title)}}).value()});
      }
    }
    if (!value.is_null()) out.fields.set(field.name, std::move(value));
  }
  fill_computed(*type, out.fields);
  state_now(*type, out, faults);
  const Status place = earlier->place == type->place ? Status() : check_place(*type, row.geometry);
  if (!place) faults.push_back({Fault::Kind::kPlace, "geometry", place.error()});
  if (type->shared && !earlier->shared && row.ledger != "real") {
    faults.push_back({Fault::Kind::kLedger, "ledger", fail(error::kBadValue, "ledger", {{"title", "账"}, {"value", row.ledger}, {"reason", "-"}}).value()});
  }
  return out;
}

}  // namespace muster::record
