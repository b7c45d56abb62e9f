#include "responsibility/replace_liaisons.h"

#include "clock/ladder.h"

namespace muster::responsibility {
namespace {

using record::Draft;
using record::Record;

constexpr int kMostRows = 20'000;

bool runs_on(const Record& row, const std::string& day) { return row.text("to").empty() || row.text("to") >= day; }

json::Value or_null(const std::string& id) { return id.empty() ? json::Value{} : json::Value(id); }

}  // namespace

std::string day_before(const std::string& day) {
  const auto parsed = parse_date(day);
  return format_date(std::chrono::year_month_day{std::chrono::sys_days{*parsed} - std::chrono::days{1}});
}

Status LiaisonReplacing::rows() {
  if (Status done = of_responsibilities(); !done) return done;
  return of_members();
}

bool LiaisonReplacing::may(const Record& row, bool splits) {
  const record::Viewer& viewer = unit_.viewer();
  if (viewer.is_system || (viewer.may("update", row.type, row.jpath) && (!splits || viewer.may("create", row.type, row.jpath)))) return true;
  left_.push_back(json::Object{{"type", row.type}, {"id", row.id}, {"label", row.label}});
  return false;
}

// The row as it was up to the day before, and another one with `fields` from then on; in place where it has not begun by then.
Status LiaisonReplacing::go_on(const Record& row, json::Object fields) {
  const bool begun = row.text("from") < asked_.from;
  if (!may(row, begun)) return {};
  Draft draft;
  draft.type = row.type;
  draft.id = row.id;
  draft.fields = begun ? json::Object{{"to", last_}} : fields;
  if (begun && row.type == "responsibility") draft.fields.set("note", asked_.reason);
  if (const auto done = unit_.update(draft); !done) return fail(done.error());
  ++replaced_;
  if (!begun) return {};
  Draft next;
  next.type = row.type;
  next.jurisdiction_id = row.jurisdiction_id;
  next.fields = row.fields;
  for (auto& [name, value] : fields) next.fields.set(name, std::move(value));
  next.fields.set("from", asked_.from);
  if (const auto done = unit_.create(next); !done) return fail(done.error());
  return {};
}

Status LiaisonReplacing::end(const Record& row) {
  if (!may(row, false)) return {};
  Draft draft;
  draft.type = row.type;
  draft.id = row.id;
  draft.reason = asked_.reason;
  ++ended_;
  if (row.text("from") >= asked_.from) return unit_.remove(draft);
  draft.fields = {{"to", last_}};
  const auto done = unit_.update(draft);
  if (!done) return fail(done.error());
  return {};
}

Status LiaisonReplacing::of_responsibilities() {
  for (const Record& row : unit_.find_where("responsibility", {{"liaison", asked_.person}}, kMostRows)) {
    if (!runs_on(row, asked_.from) || row.text("person") == asked_.person) continue;
    const std::string next = asked_.with == row.text("person") ? std::string() : asked_.with;
    if (Status done = go_on(row, {{"liaison", or_null(next)}}); !done) return done;
  }
  return {};
}

// Without a successor the second liaison steps up: that is what a second one is for. Where there is none, the member has no liaison.
Status LiaisonReplacing::of_members() {
  for (const char* place : {"person", "deputy", "leader"}) {
    for (const Record& row : unit_.find_where("liaison", {{place, asked_.person}}, kMostRows)) {
      if (!runs_on(row, asked_.from)) continue;
      json::Object fields;
      for (const char* name : {"person", "deputy", "leader"}) {
        if (row.text(name) == asked_.person) fields.set(name, or_null(asked_.with));
      }
      std::string first = fields.find("person") != nullptr ? asked_.with : row.text("person");
      const std::string second = fields.find("deputy") != nullptr ? asked_.with : row.text("deputy");
      if (first.empty()) first = second;
      if (first.empty()) {
        if (Status done = end(row); !done) return done;
        continue;
      }
      fields.set("person", first);
      fields.set("deputy", or_null(first == second ? std::string() : second));
      if (Status done = go_on(row, std::move(fields)); !done) return done;
    }
  }
  return {};
}

Status LiaisonReplacing::tasks() {
  for (const Record& task : unit_.find_where("task", {{"liaison", asked_.person}}, kMostRows)) {
    const model::State* state = unit_.model().type("task")->state(task.state);
    if (state == nullptr || state->final || task.text("person") == asked_.person) continue;
    std::string next = asked_.with;
    if (next.empty()) next = clock::callee_of_person(unit_, task.text("person")).liaison;
    if (next == task.text("person") || next == asked_.person) next.clear();
    Draft draft;
    draft.type = "task";
    draft.id = task.id;
    draft.fields = {{"liaison", or_null(next)}};
    if (const auto done = unit_.update_by_rule(draft); !done) return fail(done.error());
  }
  return {};
}

}  // namespace muster::responsibility
