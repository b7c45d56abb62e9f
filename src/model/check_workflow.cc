// States, moves and clocks of one type.
#include <algorithm>
#include <set>

#include "model/load.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

template <class T>
std::vector<std::string> names_of(const std::vector<T>& items) {
  std::vector<std::string> out;
  for (const T& item : items) out.push_back(item.name);
  return out;
}

/// One type under examination.
struct Examined {
  Loading& loading;
  const TypeDef& type;

  void unknown(const std::string& path, std::string_view what, const std::string& value,
               const std::vector<std::string>& known) const {
    loading.problem_at(error::kDefUnknownReference, path,
                       {{"key", path.substr(path.rfind('/') + 1)},
                        {"what", std::string(what)},
                        {"value", value},
                        {"allowed", listed(known)}});
  }
  void wrong(const std::string& path, const std::string& value, std::string_view expected) const {
    loading.problem_at(error::kDefWrongKind, path,
                       {{"key", path.substr(path.rfind('/') + 1)},
                        {"value", value},
                        {"expected", std::string(expected)}});
  }
  void states(const std::vector<std::string>& words, const std::string& path) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (type.state(words[i]) == nullptr)
        unknown(path + "/" + std::to_string(i), "state", words[i], names_of(type.states));
    }
  }
  void fields(const std::vector<std::string>& words, const std::string& path) const {
    for (std::size_t i = 0; i < words.size(); ++i) field(words[i], path + "/" + std::to_string(i));
  }
  const Field* field(const std::string& name, const std::string& path) const {
    const Field* found = type.field(name);
    if (found == nullptr) unknown(path, "field", name, names_of(type.fields));
    return found;
  }
  /// A field that must be of one of the kinds; empty names pass.
  void field_of_kind(const std::string& name, const std::string& path,
                     std::initializer_list<FieldKind> kinds, std::string_view expected) const {
    if (name.empty()) return;
    const Field* found = field(name, path);
    if (found != nullptr && std::find(kinds.begin(), kinds.end(), found->kind) == kinds.end())
      wrong(path, name, expected);
  }
};

bool may_leave(const Move& move, const State& state) {
  if (move.from.empty()) return !state.final;
  return std::find(move.from.begin(), move.from.end(), state.name) != move.from.end();
}

std::set<std::string> reached(const TypeDef& type) {
  std::set<std::string> seen{type.start};
  for (bool grew = true; grew;) {
    grew = false;
    for (const Move& move : type.moves) {
      const bool leaves =
          std::any_of(type.states.begin(), type.states.end(), [&](const State& state) {
            return seen.count(state.name) != 0 && may_leave(move, state);
          });
      if (leaves && !move.to.empty()) grew = seen.insert(move.to).second || grew;
    }
  }
  return seen;
}

void check_reach(const Examined& e, const std::string& path) {
  const std::set<std::string> seen = reached(e.type);
  for (const State& state : e.type.states) {
    if (seen.count(state.name) != 0) continue;
    std::vector<std::string> moves;
    for (const Move& move : e.type.moves) {
      if (std::find(move.from.begin(), move.from.end(), state.name) != move.from.end())
        moves.push_back(move.name);
    }
    e.loading.problem_at(
        error::kDefUnreachable, path + "/states/" + state.name,
        {{"value", state.name}, {"start", e.type.start}, {"moves", listed(moves)}});
  }
}

bool grants_move(const Role& role, const TypeDef& type, const Move& move) {
  const auto has = [](const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return std::any_of(role.grants.begin(), role.grants.end(), [&](const Grant& grant) {
    const bool verb =
        has(grant.verbs, "*") || has(grant.verbs, "move") || has(grant.verbs, "move:" + move.name);
    return verb && (has(grant.types, "*") || has(grant.types, type.name));
  });
}

void check_roles(const Examined& e, const Move& move, const std::string& path) {
  for (std::size_t i = 0; i < move.by.size(); ++i) {
    const std::string at = path + "/by/" + std::to_string(i);
    const auto role = e.loading.model.roles.find(move.by[i]);
    if (role == e.loading.model.roles.end()) {
      std::vector<std::string> known;
      for (const auto& item : e.loading.model.roles) known.push_back(item.first);
      e.unknown(at, "role", move.by[i], known);
    } else if (!grants_move(role->second, e.type, move)) {
      e.loading.problem_at(error::kDefNoGrant, at, {{"key", move.name}, {"value", move.by[i]}});
    }
  }
}

void check_stamps(const Examined& e, const Move& move, const std::string& path) {
  for (const auto& [name, what] : move.stamps) {
    const std::string at = path + "/stamps/" + name;
    if (what == "now") e.field_of_kind(name, at, {FieldKind::kInstant}, "kind: instant");
    if (what == "actor") e.field_of_kind(name, at, {FieldKind::kPerson}, "kind: person");
    if (what == "post")
      e.field_of_kind(name, at, {FieldKind::kReference}, "kind: reference, to: post");
  }
}

// A retired field takes no new value, so no move can ask for one.
void check_retired(const Examined& e, const Move& move, const std::string& path) {
  const auto check = [&](const std::string& name, const std::string& at) {
    const Field* field = e.type.field(name);
    if (field != nullptr && field->retired) e.wrong(at, name, "retired: false");
  };
  for (std::size_t i = 0; i < move.needs.size(); ++i)
    check(move.needs[i], path + "/needs/" + std::to_string(i));
  for (std::size_t i = 0; i < move.takes.size(); ++i)
    check(move.takes[i], path + "/takes/" + std::to_string(i));
  for (const auto& [name, what] : move.stamps) check(name, path + "/stamps/" + name);
  check(move.number, path + "/number");
}

void check_move(const Examined& e, const Move& move, const std::string& path) {
  e.states(move.from, path + "/from");
  if (!move.to.empty() && e.type.state(move.to) == nullptr)
    e.unknown(path + "/to", "state", move.to, names_of(e.type.states));
  for (const std::string& from : move.from) {
    const State* state = e.type.state(from);
    if (state == nullptr || !state->final) continue;
    e.loading.problem_at(error::kDefLeavesFinal, path + "/from",
                         {{"key", move.name}, {"value", from}});
  }
  e.fields(move.needs, path + "/needs");
  e.fields(move.takes, path + "/takes");
  e.field_of_kind(move.number, path + "/number", {FieldKind::kText}, "kind: text");
  check_stamps(e, move, path);
  check_retired(e, move, path);
  check_roles(e, move, path);
}

// The rule's `limits` must give this clock a length: "30m" or { limit: 30m } or { working_days: 5
// }.
void check_limit_rule(const Examined& e, const ClockDef& clock, const std::string& path) {
  const std::vector<Rule>& rules = e.loading.model.rules;
  bool found = false;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].name != clock.limit_rule) continue;
    found = true;
    const json::Value& row = rules[i].body["limits"][clock.name];
    const std::string text = row.is_string() ? row.as_string() : row.text("limit");
    const bool good =
        row.integer("working_days") > 0 || (!text.empty() && parse_duration(text).has_value());
    if (!good) {
      const std::string at =
          "rule:" + rules[i].name + "@" + std::to_string(i) + "/body/limits/" + clock.name;
      e.wrong(at, row.is_null() ? "-" : json::write(row), "limits: { " + clock.name + ": 30m }");
    }
  }
  if (found) return;
  std::set<std::string> known;
  for (const Rule& rule : rules) known.insert(rule.name);
  e.unknown(path + "/limit_rule", "rule", clock.limit_rule, {known.begin(), known.end()});
}

bool has_ladder(const Model& model, const std::string& ladder) {
  return std::any_of(model.rules.begin(), model.rules.end(), [&](const Rule& rule) {
    return rule.name == "ladders" && rule.body["ladders"][ladder].is_array();
  });
}

void check_then(const Examined& e, const ClockDef& clock, const std::string& path) {
  if (clock.then.rfind("move:", 0) == 0) {
    const std::string name = clock.then.substr(5);
    if (e.type.move(name) == nullptr)
      e.unknown(path + "/then", "move", name, names_of(e.type.moves));
  } else if (!clock.then.empty() && clock.then != "escalate" && clock.then != "mark") {
    e.wrong(path + "/then", clock.then, "escalate | mark | move:<name>");
  }
  if (clock.then == "escalate" && clock.ladder.empty()) {
    e.loading.problem_at(error::kDefMissingKey, path,
                         {{"key", "ladder"}, {"expected", "ladder: duty_room"}});
  }
}

void check_clock(const Examined& e, const ClockDef& clock, const std::string& path) {
  e.states(clock.during, path + "/during");
  e.states(clock.pauses, path + "/pauses");
  e.field_of_kind(clock.starts, path + "/starts", {FieldKind::kInstant}, "kind: instant");
  e.field_of_kind(clock.until_field, path + "/until_field", {FieldKind::kInstant}, "kind: instant");
  e.field_of_kind(clock.limit_field, path + "/limit_field",
                  {FieldKind::kInstant, FieldKind::kDuration}, "kind: instant | duration");
  e.field_of_kind(clock.holder, path + "/holder", {FieldKind::kPerson, FieldKind::kReference},
                  "kind: person | reference");
  if (clock.during.empty() && (clock.starts.empty() || clock.until_field.empty())) {
    e.loading.problem_at(error::kDefClockStart, path, {{"key", clock.name}});
  }
  const int limits = (clock.limit.count() > 0 ? 1 : 0) + (clock.limit_field.empty() ? 0 : 1) +
                     (clock.limit_rule.empty() ? 0 : 1);
  if (limits != 1)
    e.loading.problem_at(error::kDefClockLimit, path,
                         {{"key", clock.name}, {"count", std::to_string(limits)}});
  if (!clock.limit_rule.empty()) check_limit_rule(e, clock, path);
  if (!clock.ladder.empty() && !has_ladder(e.loading.model, clock.ladder))
    e.unknown(path + "/ladder", "ladder", clock.ladder, {"model/rules/ladders.yaml"});
  check_then(e, clock, path);
}

}  // namespace

void check_workflow(Loading& loading, const TypeDef& type, const std::string& path) {
  const Examined e{loading, type};
  if (type.start.empty() && (!type.states.empty() || !type.moves.empty())) {
    loading.problem_at(error::kDefMissingKey, path,
                       {{"key", "start"}, {"expected", "start: <state>"}});
    return;
  }
  if (!type.start.empty() && type.state(type.start) == nullptr) {
    e.unknown(path + "/start", "state", type.start, names_of(type.states));
    return;
  }
  for (const Move& move : type.moves) check_move(e, move, path + "/moves/" + move.name);
  if (!type.start.empty()) check_reach(e, path);
  for (const ClockDef& clock : type.clocks) check_clock(e, clock, path + "/clocks/" + clock.name);
}

}  // namespace muster::model
