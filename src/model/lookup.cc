#include <algorithm>

#include "model/model.h"

namespace muster::model {
namespace {

template <class T>
const T* named(const std::vector<T>& items, std::string_view name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [name](const T& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

bool in_force(const Rule& rule, std::chrono::year_month_day day) {
  return (!rule.valid_from || *rule.valid_from <= day) && (!rule.valid_to || day <= *rule.valid_to);
}

}  // namespace

const Field* TypeDef::field(std::string_view wanted) const { return named(fields, wanted); }
const Move* TypeDef::move(std::string_view wanted) const { return named(moves, wanted); }
const State* TypeDef::state(std::string_view wanted) const { return named(states, wanted); }

const Choice* Dictionary::choice(std::string_view value) const {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [value](const Choice& choice) { return choice.value == value; });
  return found == choices.end() ? nullptr : &*found;
}

const TypeDef* Model::type(std::string_view name) const {
  const auto found = types.find(name);
  return found == types.end() ? nullptr : &found->second;
}

std::string Model::word(std::string_view dictionary, std::string_view value, std::string_view lang) const {
  const auto found = dictionaries.find(dictionary);
  const Choice* known = found == dictionaries.end() ? nullptr : found->second.choice(value);
  return known != nullptr ? known->title.in(lang) : std::string(value);
}

Result<const Rule*> Model::rule(std::string_view name, std::chrono::year_month_day day) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) {
    return rule.name == name && in_force(rule, day);
  });
  if (found != rules.end()) return &*found;
  return fail(error::kNoRule, {}, {{"rule", std::string(name)}, {"day", format_date(day)}});
}

}  // namespace muster::model
