// Reads stored definitions back, as far as rows depend on them.
#include "model/definitions.h"
#include "model/load.h"

namespace muster::model {
namespace {

using json::Value;

Text text_of(const Value& value) { return {value.text("zh"), value.text("en")}; }

std::vector<std::string> words_of(const Value& value) {
  std::vector<std::string> out;
  if (!value.is_array()) return out;
  for (const Value& word : value.as_array()) out.push_back(word.as_string());
  return out;
}

std::optional<double> number_of(const Value& value) {
  return value.is_number() ? std::optional(value.as_double()) : std::nullopt;
}

tl::unexpected<Error> bad(const std::string& what) {
  return fail(error::kBadModel, {}, {{"count", "1"}}, "stored definitions: " + what);
}

Result<Field> field_of(const Value& value) {
  Field field;
  field.name = value.text("name");
  const auto kind = field_kind(value.text("kind"));
  if (!kind) return bad("kind of " + field.name);
  field.kind = *kind;
  field.title = text_of(value["title"]);
  field.unit = value.text("unit");
  field.of = value.text("of");
  field.to = value.text("to");
  field.required = value.boolean("required");
  field.personal = value.boolean("personal");
  field.index = value.boolean("index");
  field.search = value.boolean("search");
  field.min = number_of(value["min"]);
  field.max = number_of(value["max"]);
  field.max_length = static_cast<int>(value.integer("max_length"));
  field.otherwise = value["otherwise"];
  field.required_when = value["required_when"];
  field.visible_when = value["visible_when"];
  field.computed = value["computed"];
  field.was = value.text("was");
  field.retired = value.boolean("retired");
  return field;
}

PlaceKind place_of(const std::string& word) {
  for (const PlaceKind kind : {PlaceKind::kPoint, PlaceKind::kLine, PlaceKind::kArea}) {
    if (word == place_kind_word(kind)) return kind;
  }
  return PlaceKind::kNone;
}

Result<TypeDef> type_of(const std::string& name, const Value& value) {
  TypeDef type;
  type.name = name;
  type.title = text_of(value["title"]);
  type.place = place_of(value.text("place"));
  if (value["fields"].is_array()) {
    for (const Value& one : value["fields"].as_array()) {
      auto field = field_of(one);
      if (!field) return fail(field.error());
      type.fields.push_back(*std::move(field));
    }
  }
  type.key = words_of(value["key"]);
  type.label = value.text("label");
  type.number_prefix = value.text("number_prefix");
  type.shared = value.boolean("shared");
  type.append_only = value.boolean("append_only");
  type.personal = value.boolean("personal");
  type.start = value.text("start");
  if (value["states"].is_array()) {
    for (const Value& state : value["states"].as_array())
      type.states.push_back({state.text("name"), text_of(state["title"]), state.boolean("final")});
  }
  type.was = value.text("was");
  type.retired = value.boolean("retired");
  return type;
}

Dictionary dictionary_of(const std::string& name, const Value& value) {
  Dictionary dictionary{name, text_of(value["title"]), value.text("source"), {}};
  if (!value["choices"].is_array()) return dictionary;
  for (const Value& choice : value["choices"].as_array()) {
    dictionary.choices.push_back({choice.text("value"), text_of(choice["title"]), choice.text("level"), choice.boolean("retired")});
  }
  return dictionary;
}

}  // namespace

Result<Model> from_definitions(const Value& definitions) {
  if (!definitions["types"].is_object() || !definitions["dictionaries"].is_object()) return bad("no types or dictionaries");
  Model model;
  for (const auto& [name, value] : definitions["types"].as_object()) {
    auto type = type_of(name, value);
    if (!type) return fail(type.error());
    model.types.emplace(name, *std::move(type));
  }
  for (const auto& [name, value] : definitions["dictionaries"].as_object())
    model.dictionaries.emplace(name, dictionary_of(name, value));
  if (definitions["rules"].is_array()) {
    for (const Value& value : definitions["rules"].as_array()) {
      Rule rule;
      rule.name = value.text("name");
      rule.source = text_of(value["source"]);
      rule.mark = value.text("mark");
      rule.body = value["body"];
      model.rules.push_back(std::move(rule));
    }
  }
  return model;
}

}  // namespace muster::model
