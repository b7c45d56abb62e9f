#include "undo/undo.h"

#include "errors/undo.h"

namespace muster::undo {
namespace {

using record::Change;
using record::CityTime;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

// The rule's line of a counter-move; nothing for any other move.
std::optional<json::Value> line_of(const json::Value& body, const Change& change) {
  if (!body["moves"].is_array()) return std::nullopt;
  for (const json::Value& line : body["moves"].as_array()) {
    if (line.text("type") == change.after.type && line.text("back") == change.move) return line;
  }
  return std::nullopt;
}

// A reading may have followed an alarm since (by the system); a step of a person ends the chance. Without one the version's own time is
// that of the step, whenever it is said to have happened.
Status check(const Unit& unit, const Change& change, const CityTime& city, Millis within, const json::Value& line) {
  const auto& viewer = unit.viewer();
  const Record& before = change.before;
  const auto step = before.instant(line.text("stamped"));
  const bool is_last = before.changed_by == viewer.actor.person;
  const bool is_own = before.text(line.text("by")) == viewer.actor.person && (is_last || before.changed_by == "system");
  if (viewer.is_system || !is_own || !step) return fail(error::kUndoNotYours, {}, {{"person", viewer.person_name}});
  const auto apart = city.wall_of(unit.ledger(), unit.now()) - city.wall_of(unit.ledger(), is_last ? before.changed_at : *step);
  if (apart > within) return fail(error::kUndoTooLate, {}, {{"seconds", std::to_string(within.count() / 1000)}});
  return {};
}

Status clear(Unit& unit, const Record& record, const json::Value& line) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  for (const json::Value& field : line["clears"].is_array() ? line["clears"].as_array() : json::Array()) draft.fields.set(field.as_string(), json::Value());
  if (draft.fields.empty()) return {};
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

// An undone step must not buy time: the clock that starts again gets the limit of the one that the step had met.
Status keep_limits(Unit& unit, const Record& record, UtcTime met_since) {
  const auto clocks = unit.find_where("clock", {{"about", record.id}});
  for (const Record& now_running : clocks) {
    if (now_running.state != "running" || now_running.instant("started_at") != unit.now()) continue;
    const Record* earlier = nullptr;
    for (const Record& other : clocks) {
      const bool was_met = other.state == "met" && other.text("name") == now_running.text("name") && other.instant("met_at").value_or(UtcTime{}) >= met_since;
      if (was_met && (earlier == nullptr || *other.instant("met_at") > *earlier->instant("met_at"))) earlier = &other;
    }
    if (earlier == nullptr) continue;
    Draft draft;
    draft.type = "clock";
    draft.id = now_running.id;
    draft.move = "move_due";
    draft.fields = {{"due_at", earlier->text("due_at")}};
    const auto warn = earlier->instant("warn_at");
    draft.fields.set("warn_at", warn ? json::Value(earlier->text("warn_at")) : json::Value());
    draft.fields.set("next_at", warn && *warn > unit.now() ? earlier->text("warn_at") : earlier->text("due_at"));
    const auto moved = unit.move_by_rule(draft);
    if (!moved) return fail(moved.error());
  }
  return {};
}

Status on_change(Unit& unit, const Change& change, const CityTime& city) {
  if (change.op != Op::kMove || !change.move.starts_with("un")) return {};
  const auto rule = unit.model().rule("undo", city_day(unit.now()));
  if (!rule) return fail(rule.error());
  const auto line = line_of((*rule)->body, change);
  if (!line) return {};
  const auto within = parse_duration((*rule)->body.text("within", "10s"));
  if (!within) return fail(within.error());
  if (Status allowed = check(unit, change, city, *within, *line); !allowed) return allowed;
  if (Status cleared = clear(unit, change.after, *line); !cleared) return cleared;
  return keep_limits(unit, change.after, *change.before.instant(line->text("stamped")));
}

}  // namespace

void attach(record::Store& store, const CityTime& city) {
  const auto reactor = [&city](Unit& unit, const Change& change) { return on_change(unit, change, city); };
  store.react("*", reactor);  // after the clocks, which listen to all types: what they start again is then there
}

}  // namespace muster::undo
