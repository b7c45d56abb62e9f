#include "model/definitions.h"

#include "model/load.h"

namespace muster::model {
namespace {

using json::Array;
using json::Object;
using json::Value;

/// Sets members, leaving out what stands at its default.
class Writer {
 public:
  Writer& text(std::string_view key, std::string_view value) {
    if (!value.empty()) out.set(key, value);
    return *this;
  }
  Writer& both(std::string_view key, const Text& value) {
    if (!value.zh.empty() || !value.en.empty())
      out.set(key, Object{{"zh", value.zh}, {"en", value.en}});
    return *this;
  }
  Writer& flag(std::string_view key, bool value) {
    if (value) out.set(key, true);
    return *this;
  }
  Writer& integer(std::string_view key, std::int64_t value) {
    if (value != 0) out.set(key, value);
    return *this;
  }
  Writer& number(std::string_view key, const std::optional<double>& value) {
    if (value) out.set(key, *value);
    return *this;
  }
  Writer& value(std::string_view key, const Value& value) {
    if (!value.is_null()) out.set(key, value);
    return *this;
  }
  Writer& words(std::string_view key, const std::vector<std::string>& words) {
    if (!words.empty()) out.set(key, Array(words.begin(), words.end()));
    return *this;
  }
  Object out;
};

Object of_field(const Field& field) {
  Writer w;
  w.text("name", field.name)
      .text("kind", field_kind_word(field.kind))
      .both("title", field.title)
      .both("help", field.help);
  w.text("unit", field.unit).text("of", field.of).text("to", field.to);
  w.flag("required", field.required)
      .flag("personal", field.personal)
      .flag("index", field.index)
      .flag("search", field.search);
  w.number("min", field.min)
      .number("max", field.max)
      .integer("max_length", field.max_length)
      .value("otherwise", field.otherwise);
  w.value("required_when", field.required_when)
      .value("visible_when", field.visible_when)
      .value("computed", field.computed);
  w.text("was", field.was).flag("retired", field.retired);
  return std::move(w.out);
}

Object of_state(const State& state) {
  Writer w;
  w.text("name", state.name).both("title", state.title).flag("final", state.final);
  return std::move(w.out);
}

Object of_move(const Move& move) {
  Writer w;
  w.text("name", move.name)
      .both("title", move.title)
      .words("from", move.from)
      .text("to", move.to)
      .words("by", move.by);
  w.words("needs", move.needs).words("takes", move.takes);
  Object stamps;
  for (const auto& [name, what] : move.stamps) stamps.set(name, what);
  if (!stamps.empty()) w.value("stamps", std::move(stamps));
  w.flag("once", move.once).flag("two_person", move.two_person).text("number", move.number);
  return std::move(w.out);
}

Object of_clock(const ClockDef& clock) {
  Writer w;
  w.text("name", clock.name)
      .both("title", clock.title)
      .words("during", clock.during)
      .text("starts", clock.starts);
  w.text("until_field", clock.until_field)
      .integer("limit", clock.limit.count())
      .text("limit_field", clock.limit_field);
  w.text("limit_rule", clock.limit_rule)
      .integer("warn", clock.warn.count())
      .flag("working_days", clock.working_days);
  w.words("pauses", clock.pauses)
      .text("then", clock.then)
      .text("holder", clock.holder)
      .text("ladder", clock.ladder);
  return std::move(w.out);
}

template <class T, class F>
Value list_of(const std::vector<T>& items, F each) {
  if (items.empty()) return {};
  Array out;
  for (const T& item : items) out.emplace_back(each(item));
  return out;
}

Object of_choice(const Choice& choice) {
  Writer w;
  w.text("value", choice.value)
      .both("title", choice.title)
      .text("level", choice.level)
      .flag("retired", choice.retired);
  return std::move(w.out);
}

Object of_dictionary(const Dictionary& dictionary) {
  Writer w;
  w.both("title", dictionary.title)
      .text("source", dictionary.source)
      .value("choices", list_of(dictionary.choices, of_choice));
  return std::move(w.out);
}

Object of_grant(const Grant& grant) {
  Writer w;
  w.words("verbs", grant.verbs).words("types", grant.types).text("reach", grant.reach);
  return std::move(w.out);
}

Object of_rule(const Rule& rule) {
  Writer w;
  w.text("name", rule.name).both("source", rule.source).text("mark", rule.mark);
  if (rule.valid_from) w.text("valid_from", format_date(*rule.valid_from));
  if (rule.valid_to) w.text("valid_to", format_date(*rule.valid_to));
  w.value("body", rule.body);
  return std::move(w.out);
}

}  // namespace

json::Object definition(const TypeDef& type) {
  Writer w;
  w.both("title", type.title).both("help", type.help).text("group", type.group);
  if (type.place != PlaceKind::kNone) w.text("place", place_kind_word(type.place));
  w.value("fields", list_of(type.fields, of_field))
      .words("key", type.key)
      .text("label", type.label);
  w.words("list", type.list).words("filters", type.filters).words("responsible", type.responsible);
  w.text("governed_by", type.governed_by)
      .text("number_prefix", type.number_prefix)
      .text("icon", type.icon);
  w.flag("shared", type.shared)
      .flag("append_only", type.append_only)
      .flag("personal", type.personal)
      .text("start", type.start);
  w.value("states", list_of(type.states, of_state)).value("moves", list_of(type.moves, of_move));
  w.value("clocks", list_of(type.clocks, of_clock))
      .words("also_wanted_by", type.also_wanted_by)
      .text("was", type.was)
      .flag("retired", type.retired);
  return std::move(w.out);
}

json::Value definitions(const Model& model) {
  Object types;
  for (const auto& [name, type] : model.types) types.set(name, definition(type));
  Object dictionaries;
  for (const auto& [name, dictionary] : model.dictionaries)
    dictionaries.set(name, of_dictionary(dictionary));
  Object roles;
  for (const auto& [name, role] : model.roles) {
    Writer w;
    w.both("title", role.title).value("grants", list_of(role.grants, of_grant));
    roles.set(name, std::move(w.out));
  }
  return Object{{"types", std::move(types)}, {"dictionaries", std::move(dictionaries)},
                {"roles", std::move(roles)}, {"rules", list_of(model.rules, of_rule)},
                {"plans", model.plans},      {"indicators", model.indicators}};
}

}  // namespace muster::model
