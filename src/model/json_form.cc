// The model as browsers read it: every key of the contract is present, so that a client need not
// know defaults.
#include "model/load.h"

namespace muster::model {
namespace {

using json::Array;
using json::Object;
using json::Value;

Value both(const Text& text) {
  if (text.zh.empty() && text.en.empty()) return {};
  return Object{{"zh", text.zh}, {"en", text.en}};
}

Value words(const std::vector<std::string>& items) { return Array(items.begin(), items.end()); }

Value number(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

Value of_field(const Field& field) {
  return Object{{"name", field.name},
                {"kind", field_kind_word(field.kind)},
                {"title", both(field.title)},
                {"help", both(field.help)},
                {"unit", field.unit},
                {"of", field.of},
                {"to", field.to},
                {"required", field.required},
                {"personal", field.personal},
                {"min", number(field.min)},
                {"max", number(field.max)},
                {"max_length", field.max_length},
                {"otherwise", field.otherwise},
                {"required_when", field.required_when},
                {"visible_when", field.visible_when},
                {"computed", field.computed},
                {"retired", field.retired}};
}

Value of_move(const Move& move) {
  return Object{{"name", move.name},
                {"title", both(move.title)},
                {"from", words(move.from)},
                {"to", move.to},
                {"by", words(move.by)},
                {"needs", words(move.needs)},
                {"takes", words(move.takes)},
                {"once", move.once},
                {"two_person", move.two_person}};
}

// The length of a clock that a rule gives: the latest edition's, for display; the server counts
// with the edition of the day.
Millis limit_of(const Model& model, const ClockDef& clock) {
  if (clock.limit_rule.empty()) return clock.limit;
  const Rule* latest = nullptr;
  for (const Rule& rule : model.rules) {
    if (rule.name == clock.limit_rule &&
        (latest == nullptr || latest->valid_from < rule.valid_from))
      latest = &rule;
  }
  if (latest == nullptr) return Millis{0};
  const Value& row = latest->body["limits"][clock.name];
  const auto length = parse_duration(row.is_string() ? row.as_string() : row.text("limit"));
  return length ? *length : Millis{0};
}

Value of_clock(const Model& model, const ClockDef& clock) {
  return Object{{"name", clock.name},
                {"title", both(clock.title)},
                {"during", words(clock.during)},
                {"starts", clock.starts},
                {"until_field", clock.until_field},
                {"limit_field", clock.limit_field},
                {"limit_ms", limit_of(model, clock).count()},
                {"warn_ms", clock.warn.count()}};
}

Value of_type(const Model& model, const TypeDef& type) {
  Array fields;
  for (const Field& field : type.fields) fields.push_back(of_field(field));
  Array states;
  for (const State& state : type.states) {
    states.push_back(
        Object{{"name", state.name}, {"title", both(state.title)}, {"final", state.final}});
  }
  Array moves;
  for (const Move& move : type.moves) moves.push_back(of_move(move));
  Array clocks;
  for (const ClockDef& clock : type.clocks) clocks.push_back(of_clock(model, clock));
  return Object{{"name", type.name},
                {"title", both(type.title)},
                {"help", both(type.help)},
                {"group", type.group},
                {"place", place_kind_word(type.place)},
                {"fields", std::move(fields)},
                {"key", words(type.key)},
                {"label", type.label},
                {"list", words(type.list)},
                {"filters", words(type.filters)},
                {"responsible", words(type.responsible)},
                {"governed_by", type.governed_by},
                {"icon", type.icon},
                {"shared", type.shared},
                {"append_only", type.append_only},
                {"retired", type.retired},
                {"start", type.start},
                {"states", std::move(states)},
                {"moves", std::move(moves)},
                {"clocks", std::move(clocks)}};
}

Value of_dictionary(const Dictionary& dictionary) {
  Array choices;
  for (const Choice& choice : dictionary.choices) {
    choices.push_back(Object{{"value", choice.value},
                             {"title", both(choice.title)},
                             {"level", choice.level},
                             {"retired", choice.retired}});
  }
  return Object{{"title", both(dictionary.title)},
                {"source", dictionary.source},
                {"choices", std::move(choices)}};
}

}  // namespace

json::Value to_json(const Model& model) {
  Object types;
  for (const auto& [name, type] : model.types) types.set(name, of_type(model, type));
  Object dictionaries;
  for (const auto& [name, dictionary] : model.dictionaries)
    dictionaries.set(name, of_dictionary(dictionary));
  Object roles;
  for (const auto& [name, role] : model.roles) roles.set(name, Object{{"title", both(role.title)}});
  return Object{{"version", model.hash},
                {"types", std::move(types)},
                {"dictionaries", std::move(dictionaries)},
                {"roles", std::move(roles)}};
}

}  // namespace muster::model
