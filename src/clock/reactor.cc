// Starts, pauses, moves and meets the clocks of a record as it changes, in the same transaction.
#include <algorithm>

#include "clock/clock.h"
#include "clock/ladder.h"
#include "clock/limits.h"

namespace muster::clock {
namespace {

using model::ClockDef;
using model::TypeDef;
using record::Change;
using record::Draft;
using record::Record;
using record::Unit;

bool among(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

bool runs(const ClockDef& clock, const Record& record) {
  if (record.id.empty() || record.deleted_at) return false;
  if (!clock.until_field.empty() && record.has(clock.until_field)) return false;
  if (!clock.starts.empty() && !record.has(clock.starts)) return false;
  if (!clock.during.empty()) return among(clock.during, record.state);
  return !clock.starts.empty();
}

// A record that was withdrawn was not done: its clocks are cancelled, not met.
bool was_withdrawn(const Record& record) {
  return record.deleted_at || record.state == "cancelled" || record.state == "withdrawn" || record.state == "void";
}

// Its time is over and nobody did it: the clock ends unmet, late for ever.
bool has_lapsed(const Record& record) { return record.state == "lapsed"; }

std::optional<Record> open_clock(Unit& unit, const Record& about, const ClockDef& clock) {
  for (Record& candidate : unit.find_where("clock", {{"about", about.id}, {"name", clock.name}})) {
    const model::State* state = unit.model().type("clock")->state(candidate.state);
    if (state != nullptr && !state->final) return std::move(candidate);
  }
  return std::nullopt;
}

void set_instant(json::Object& fields, std::string_view name, UtcTime time) { fields.set(name, format_time(time)); }

// Whose clock it is follows from the kind of the field that the definition names.
void set_holder(json::Object& fields, const TypeDef& type, const ClockDef& clock, const Record& about) {
  const model::Field* field = type.field(clock.holder);
  if (field == nullptr || !about.has(clock.holder)) return;
  const std::string id = about.text(clock.holder);
  if (field->kind == model::FieldKind::kPerson) fields.set("holder_person", id);
  if (field->to == "post") fields.set("holder_post", id);
  if (field->to == "body") fields.set("holder_unit", id);
}

void set_times(json::Object& fields, const ClockDef& clock, const Limit& limit, UtcTime now) {
  set_instant(fields, "due_at", limit.due_at);
  fields.set("limit_ms", std::int64_t{limit.length.count()});
  const UtcTime warn_at = limit.due_at - clock.warn;
  const bool warns = clock.warn.count() > 0 && warn_at > now;
  fields.set("warn_at", warns ? json::Value(format_time(warn_at)) : json::Value{});
  set_instant(fields, "next_at", warns ? warn_at : limit.due_at);
}

Status start(Unit& unit, const TypeDef& type, const ClockDef& clock, const Record& about) {
  const UtcTime started_at = clock.starts.empty() ? unit.now() : about.instant(clock.starts).value_or(unit.now());
  const auto limit = limit_of(unit.model(), clock, about, started_at);
  if (!limit) return fail(limit.error());
  if (!*limit) return {};
  Draft draft;
  draft.type = "clock";
  draft.jurisdiction_id = about.jurisdiction_id;
  draft.fields = {{"about", about.id}, {"about_type", type.name}, {"name", clock.name},
                  {"title", clock.title.zh}, {"step", 0}, {"paused_ms", 0}};
  set_instant(draft.fields, "started_at", started_at);
  set_times(draft.fields, clock, **limit, unit.now());
  set_holder(draft.fields, type, clock, about);
  if (!clock.ladder.empty()) draft.fields.set("ladder", clock.ladder);
  if (!(*limit)->rule.empty()) draft.fields.set("rule", (*limit)->rule);
  if (!(*limit)->source.empty()) draft.fields.set("source", (*limit)->source);
  if (!(*limit)->mark.empty()) draft.fields.set("mark", (*limit)->mark);
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

Status move_clock(Unit& unit, const Record& clock, const char* move, json::Object fields) {
  Draft draft;
  draft.type = "clock";
  draft.id = clock.id;
  draft.move = move;
  draft.fields = std::move(fields);
  const auto moved = unit.move_by_rule(draft);
  if (!moved) return fail(moved.error());
  return {};
}

Status end_clock(Unit& unit, const ClockDef& clock, const Record& open, const Record& about) {
  if (was_withdrawn(about)) return move_clock(unit, open, "cancel", {{"next_at", nullptr}});
  if (has_lapsed(about)) return move_clock(unit, open, "miss", {{"next_at", nullptr}});
  UtcTime met_at = unit.now();
  if (!clock.until_field.empty()) met_at = about.instant(clock.until_field).value_or(met_at);
  const Millis late = met_at - open.instant("due_at").value_or(met_at);
  json::Object fields{{"next_at", nullptr}};
  set_instant(fields, "met_at", met_at);
  if (late.count() > 0) fields.set("late_ms", std::int64_t{late.count()});
  return move_clock(unit, open, "meet", std::move(fields));
}

// With the clock ends the calling for it.
Status end(Unit& unit, const ClockDef& clock, const Record& open, const Record& about) {
  if (Status ended = end_clock(unit, clock, open, about); !ended) return ended;
  return open.has("ladder") ? withdraw_calls(unit, about.id, open.text("ladder")) : Status{};
}

Status pause_or_resume(Unit& unit, const ClockDef& clock, const Record& open, const Record& about) {
  const bool should_stand = among(clock.pauses, about.state);
  const bool stands = open.state == "paused";
  if (should_stand && !stands) return move_clock(unit, open, "pause", {{"paused_at", format_time(unit.now())}, {"next_at", nullptr}});
  if (!should_stand && stands) {
    const Millis stood = unit.now() - open.instant("paused_at").value_or(unit.now());
    const UtcTime due = open.instant("due_at").value_or(unit.now()) + stood;
    json::Object fields{{"paused_at", nullptr}, {"paused_ms", open.integer("paused_ms") + stood.count()}};
    set_times(fields, clock, Limit{due, Millis{open.integer("limit_ms")}, {}, {}, {}}, unit.now());
    fields.erase("limit_ms");
    return move_clock(unit, open, "resume", std::move(fields));
  }
  return {};
}

// The limit of a running clock follows its field (a deadline that was moved).
Status follow_limit(Unit& unit, const ClockDef& clock, const Record& open, const Change& change) {
  if (clock.limit_field.empty() || change.before.text(clock.limit_field) == change.after.text(clock.limit_field)) return {};
  const auto limit = limit_of(unit.model(), clock, change.after, open.instant("started_at").value_or(unit.now()));
  if (!limit) return fail(limit.error());
  if (!*limit) return move_clock(unit, open, "cancel", {{"next_at", nullptr}});
  json::Object fields;
  set_times(fields, clock, **limit, unit.now());
  return move_clock(unit, open, "move_due", std::move(fields));
}

Status on_change(Unit& unit, const Change& change) {
  const TypeDef* type = unit.model().type(change.after.type);
  if (type == nullptr) return {};
  for (const ClockDef& clock : type->clocks) {
    const bool ran = runs(clock, change.before);
    const bool runs_now = runs(clock, change.after);
    if (!ran && !runs_now) {
      // Came and went in one step (an incident reported with its verification): the clock is written with both times.
      const bool both = !clock.starts.empty() && !change.before.has(clock.starts) && change.after.has(clock.starts) &&
                        !clock.until_field.empty() && change.after.has(clock.until_field);
      if (!both) continue;
      if (Status done = start(unit, *type, clock, change.after); !done) return done;
      if (const auto open = open_clock(unit, change.after, clock)) {
        if (Status done = end(unit, clock, *open, change.after); !done) return done;
      }
      continue;
    }
    const auto open = ran ? open_clock(unit, change.after, clock) : std::nullopt;
    Status done;
    if (!ran) done = start(unit, *type, clock, change.after);
    if (open && !runs_now) done = end(unit, clock, *open, change.after);
    if (open && runs_now) {
      done = pause_or_resume(unit, clock, *open, change.after);
      if (done) done = follow_limit(unit, clock, *open, change);
    }
    if (!done) return done;
  }
  return {};
}

}  // namespace

void attach(record::Store& store) {
  store.react("*", on_change);
  store.react("callout", on_callout);
}

}  // namespace muster::clock
