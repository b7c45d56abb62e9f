// References between definitions: fields, dictionaries, types, roles, rules.
#include <algorithm>
#include <array>

#include "model/load.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

// Granted though they are no registers: readings have their own fast path, the journal and accounts
// their own tables.
constexpr std::array<std::string_view, 3> kBesideTypes{"reading", "journal", "account"};
constexpr std::array<std::string_view, 7> kVerbs{"read", "create", "update", "delete",
                                                 "move", "reveal", "admin"};

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> out;
  for (const auto& item : map) out.push_back(item.first);
  return out;
}

template <class T>
std::vector<std::string> names_of(const std::vector<T>& items) {
  std::vector<std::string> out;
  for (const T& item : items) out.push_back(item.name);
  return out;
}

void unknown(Loading& loading, const std::string& path, std::string_view what,
             const std::string& value, const std::vector<std::string>& known) {
  loading.problem_at(error::kDefUnknownReference, path,
                     {{"key", path.substr(path.rfind('/') + 1)},
                      {"what", std::string(what)},
                      {"value", value},
                      {"allowed", listed(known)}});
}

void wrong(Loading& loading, const std::string& path, const std::string& value,
           std::string_view expected) {
  loading.problem_at(error::kDefWrongKind, path,
                     {{"key", path.substr(path.rfind('/') + 1)},
                      {"value", value},
                      {"expected", std::string(expected)}});
}

// Calls `check(word, path of the word)` for each word of a list.
template <class Check>
void each(const std::vector<std::string>& words, const std::string& path, Check check) {
  for (std::size_t i = 0; i < words.size(); ++i) check(words[i], path + "/" + std::to_string(i));
}

bool fits_kind(const Field& field, const json::Value& value) {
  switch (field.kind) {
    case FieldKind::kBoolean:
      return value.is_bool();
    case FieldKind::kNumber:
      return value.is_number();
    case FieldKind::kInteger:
    case FieldKind::kMoney:
    case FieldKind::kDuration:
    case FieldKind::kStake:
      return value.is_integer();
    case FieldKind::kMultiChoice:
      return value.is_array();
    case FieldKind::kJson:
      return true;
    default:
      return value.is_string();
  }
}

void check_choices(Loading& loading, const std::string& path, const Field& field) {
  const auto dictionary = loading.model.dictionaries.find(field.of);
  if (dictionary == loading.model.dictionaries.end()) {
    unknown(loading, path + "/of", "dictionary", field.of.empty() ? "-" : field.of,
            keys_of(loading.model.dictionaries));
    return;
  }
  if (!field.otherwise.is_string() ||
      dictionary->second.choice(field.otherwise.as_string()) != nullptr)
    return;
  std::vector<std::string> values;
  for (const Choice& choice : dictionary->second.choices) values.push_back(choice.value);
  unknown(loading, path + "/otherwise", "choice", field.otherwise.as_string(), values);
}

void check_field(Loading& loading, const std::string& path, const TypeDef& type,
                 const Field& field) {
  const bool chooses = field.kind == FieldKind::kChoice || field.kind == FieldKind::kMultiChoice;
  const bool refers = field.kind == FieldKind::kReference || field.kind == FieldKind::kReferences;
  if (chooses) {
    check_choices(loading, path, field);
  } else if (!field.of.empty()) {
    wrong(loading, path + "/of", field.of, "kind: choice | multi_choice");
  }
  if (refers && field.to != "*" && loading.model.type(field.to) == nullptr) {
    unknown(loading, path + "/to", "type", field.to.empty() ? "-" : field.to,
            keys_of(loading.model.types));
  }
  if (!refers && !field.to.empty())
    wrong(loading, path + "/to", field.to, "kind: reference | references");
  const bool is_text = field.kind == FieldKind::kText || field.kind == FieldKind::kLongText;
  if (field.personal && !is_text)
    wrong(loading, path + "/personal", "true", "kind: text | long_text");
  if (field.max_length > 0 && !is_text)
    wrong(loading, path + "/max_length", std::to_string(field.max_length),
          "kind: text | long_text");
  if (!field.otherwise.is_null() && !fits_kind(field, field.otherwise)) {
    wrong(loading, path + "/otherwise", json::write(field.otherwise), field_kind_word(field.kind));
  }
  if (field.required && !field.computed.is_null())
    wrong(loading, path + "/required", "true", "computed: -");
  if (!field.was.empty() && type.field(field.was) != nullptr)
    wrong(loading, path + "/was", field.was, "-");
  check_expression(loading, path + "/required_when", field.required_when, type, true);
  check_expression(loading, path + "/visible_when", field.visible_when, type, true);
  check_expression(loading, path + "/computed", field.computed, type, false);
}

bool is_column(const TypeDef& type, std::string_view name) {
  return type.field(name) != nullptr || is_envelope_name(name) || name == "jurisdiction";
}

void check_label(Loading& loading, const std::string& path, const TypeDef& type) {
  for (std::size_t open = type.label.find('{'); open != std::string::npos;
       open = type.label.find('{', open + 1)) {
    const std::size_t close = type.label.find('}', open);
    if (close == std::string::npos) {
      wrong(loading, path + "/label", type.label, "{name}");
      return;
    }
    const std::string name = type.label.substr(open + 1, close - open - 1);
    if (!is_column(type, name))
      unknown(loading, path + "/label", "field", name, names_of(type.fields));
  }
}

void check_group(Loading& loading, const std::string& path, const TypeDef& type) {
  const auto groups = loading.model.dictionaries.find("menu_group");
  if (type.group.empty() ||
      (groups != loading.model.dictionaries.end() && groups->second.choice(type.group) != nullptr))
    return;
  unknown(loading, path + "/group", "menu_group", type.group, {"menu_group"});
}

void check_type(Loading& loading, const TypeDef& type) {
  const std::string path = "type:" + type.name;
  for (const Field& field : type.fields)
    check_field(loading, path + "/fields/" + field.name, type, field);
  const auto column = [&](const std::string& name, const std::string& at) {
    if (!is_column(type, name)) unknown(loading, at, "field", name, names_of(type.fields));
  };
  each(type.list, path + "/list", column);
  each(type.filters, path + "/filters", column);
  each(type.key, path + "/key", [&](const std::string& name, const std::string& at) {
    const Field* field = type.field(name);
    if (field == nullptr && name != "jurisdiction")
      unknown(loading, at, "field", name, names_of(type.fields));
    if (field != nullptr && (field->personal || !field->computed.is_null()))
      wrong(loading, at, name, "personal: false, computed: -");
  });
  check_label(loading, path, type);
  check_group(loading, path, type);
  const auto roles = loading.model.dictionaries.find("responsibility_role");
  each(type.responsible, path + "/responsible",
       [&](const std::string& word, const std::string& at) {
         const bool known =
             roles != loading.model.dictionaries.end() && roles->second.choice(word) != nullptr;
         if (!known)
           unknown(loading, at, "responsibility_role", word,
                   {"administrative", "technical", "oversight", "patrol"});
       });
  if (!type.governed_by.empty() && loading.model.type(type.governed_by) == nullptr) {
    unknown(loading, path + "/governed_by", "type", type.governed_by, keys_of(loading.model.types));
  }
  if (type.append_only && !type.start.empty())
    wrong(loading, path + "/append_only", "true", "start: -");
  check_workflow(loading, type, path);
}

void check_grant(Loading& loading, const std::string& path, const Grant& grant) {
  each(grant.types, path + "/types", [&](const std::string& name, const std::string& at) {
    const bool beside =
        std::find(kBesideTypes.begin(), kBesideTypes.end(), name) != kBesideTypes.end();
    if (name != "*" && !beside && loading.model.type(name) == nullptr)
      unknown(loading, at, "type", name, keys_of(loading.model.types));
  });
  each(grant.verbs, path + "/verbs", [&](const std::string& verb, const std::string& at) {
    const bool known = verb == "*" || std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
    const std::string move = verb.rfind("move:", 0) == 0 ? verb.substr(5) : std::string();
    const bool has_move =
        !move.empty() &&
        std::any_of(grant.types.begin(), grant.types.end(), [&](const std::string& name) {
          const TypeDef* type = loading.model.type(name);
          return name == "*" || (type != nullptr && type->move(move) != nullptr);
        });
    if (!known && !has_move)
      unknown(loading, at, move.empty() ? "verb" : "move", verb, {kVerbs.begin(), kVerbs.end()});
  });
}

// Of several rules with one name exactly one may be in force on a day.
void check_overlaps(Loading& loading) {
  const std::vector<Rule>& rules = loading.model.rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Rule& a = rules[i];
      const Rule& b = rules[j];
      const bool a_before = a.valid_to && b.valid_from && *a.valid_to < *b.valid_from;
      const bool b_before = b.valid_to && a.valid_from && *b.valid_to < *a.valid_from;
      if (a.name != b.name || a_before || b_before) continue;
      const Place other = loading.place_of("rule:" + b.name + "@" + std::to_string(j));
      loading.problem_at(
          error::kDefOverlap, "rule:" + a.name + "@" + std::to_string(i),
          {{"value", a.name}, {"other", other.file + ":" + std::to_string(other.line)}});
    }
  }
}

}  // namespace

void check_references(Loading& loading) {
  for (const auto& [name, type] : loading.model.types) check_type(loading, type);
  for (const auto& [name, role] : loading.model.roles) {
    for (std::size_t i = 0; i < role.grants.size(); ++i) {
      check_grant(loading, "role:" + name + "/grants/" + std::to_string(i), role.grants[i]);
    }
  }
  check_overlaps(loading);
}

}  // namespace muster::model
