#include "burden/readers.h"

#include <algorithm>
#include <functional>

namespace muster::burden {
namespace {

using Add = std::function<void(const std::string& type, std::string_view field, Reader reader)>;

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == by) out.emplace_back();
    else out.back() += c;
  }
  return out;
}

// "section.class", "about.dike_incident.grade", "~instruction.about.leader_post": each field on the way is read.
void read_path(const model::Model& model, const std::string& start, const std::string& path, const Reader& reader, const Add& add) {
  const model::TypeDef* type = model.type(start);
  bool any = false;  // the step before led to any type, so this one names it
  for (std::string step : split(path, '.')) {
    if (step.starts_with('~')) {
      type = model.type(step.substr(1));
      continue;
    }
    if (any) {
      type = model.type(step);
      any = false;
      continue;
    }
    if (type == nullptr) return;
    const model::Field* field = type->field(step);
    if (field == nullptr) return;
    add(type->name, field->name, reader);
    any = field->to == "*";
    // The way back (~type.field) goes on in the type that refers.
    if (!path.starts_with('~') || step != split(path, '.').at(1)) {
      const std::string next = field->kind == model::FieldKind::kPerson ? "person" : field->kind == model::FieldKind::kJurisdiction ? "jurisdiction" : field->to;
      type = any ? nullptr : model.type(next);
    } else {
      any = false;
    }
  }
}

// Every text under a key that names fields.
void walk(const json::Value& value, bool names, const std::function<void(const std::string&)>& found) {
  static const std::set<std::string, std::less<>> kNames{"field", "sum", "distinct", "at", "by", "latest_by", "share", "standing"};
  if (value.is_string()) {
    if (names) found(value.as_string());
  } else if (value.is_array()) {
    for (const json::Value& each : value.as_array()) walk(each, names, found);
  } else if (value.is_object()) {
    const bool condition = value.as_object().has("field");
    for (const auto& [key, each] : value.as_object()) walk(each, kNames.contains(key) || (names && !condition), found);
  }
}

void operands(const model::Expression& expression, bool computed, const std::function<void(const std::string&)>& found) {
  if (expression.is_string() && computed) found(expression.as_string());
  if (expression.is_array()) {
    for (const json::Value& each : expression.as_array()) operands(each, computed, found);
  }
  if (!expression.is_object()) return;
  for (const auto& [key, each] : expression.as_object()) {
    if (key == "field" && each.is_string()) found(each.as_string());
    else if (key != "text" && (computed || key == "all" || key == "any" || key == "not")) operands(each, computed, found);
  }
}

void of_definition(const model::TypeDef& type, const Add& add) {
  for (const std::string& name : type.list) add(type.name, name, {"list", ""});
  for (const std::string& name : type.filters) add(type.name, name, {"filter", ""});
  for (const std::string& name : type.key) add(type.name, name, {"key", ""});
  for (std::size_t at = type.label.find('{'); at != std::string::npos; at = type.label.find('{', at + 1)) {
    add(type.name, type.label.substr(at + 1, type.label.find('}', at) - at - 1), {"label", ""});
  }
  for (const model::ClockDef& clock : type.clocks) {
    for (const std::string& name : {clock.starts, clock.until_field, clock.limit_field, clock.holder}) add(type.name, name, {"clock", clock.name});
  }
  for (const model::Field& field : type.fields) {
    if (field.search) add(type.name, field.name, {"search", ""});
    const auto formula = [&](const std::string& name) { add(type.name, name, {"formula", field.name}); };
    operands(field.computed, true, formula);
    operands(field.required_when, false, formula);
    operands(field.visible_when, false, formula);
  }
}

void of_code(const model::TypeDef& type, const CodeUnit& unit, const Add& add) {
  const auto has = [&](std::string_view word) { return std::ranges::binary_search(unit.words, word); };
  if (!has(type.name)) return;
  for (const model::Field& field : type.fields) {
    if (has(field.name)) add(type.name, field.name, {std::string(unit.kind), std::string(unit.name)});
  }
}

}  // namespace

Readers::Readers(const model::Model& model, std::span<const CodeUnit> units) {
  const Add add = [&](const std::string& type, std::string_view field, Reader reader) {
    const model::TypeDef* known = model.type(type);
    if (known != nullptr && known->field(field) != nullptr) of_[type][std::string(field)].insert(std::move(reader));
  };
  for (const auto& [name, type] : model.types) {
    of_definition(type, add);
    for (const CodeUnit& unit : units) of_code(type, unit, add);
  }
  for (const auto& [name, body] : model.indicators) {
    walk(body, false, [&, figure = Reader{"figure", name}, of = body.text("of")](const std::string& path) { read_path(model, of, path, figure, add); });
  }
}

const std::set<Reader>& Readers::of(const std::string& type, const std::string& field) const {
  static const std::set<Reader> none;
  const auto in = of_.find(type);
  if (in == of_.end()) return none;
  const auto found = in->second.find(field);
  return found == in->second.end() ? none : found->second;
}

std::vector<const model::Field*> asked_fields(const model::TypeDef& type) {
  std::vector<const model::Field*> out;
  for (const model::Field& field : type.fields) {
    const bool stamped = std::ranges::any_of(type.moves, [&](const model::Move& move) { return move.stamps.contains(field.name); });
    if (!field.retired && field.computed.is_null() && field.kind != model::FieldKind::kJson && !stamped) out.push_back(&field);
  }
  return out;
}

}  // namespace muster::burden
