#include "response/orders.h"

namespace muster::response {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

void set_if(json::Object& fields, const char* name, const std::string& value) {
  if (!value.empty()) fields.set(name, value);
}

Draft task_of(const Unit& unit, const Plan& plan, const Record& notice, const Action& action, const Assignee& who) {
  const UtcTime signed_at = notice.instant("signed_at").value_or(unit.now());
  Draft draft;
  draft.type = "task";
  draft.jurisdiction_id = who.jurisdiction_id.empty() ? notice.jurisdiction_id : who.jurisdiction_id;
  draft.fields = {{"title", action.title.zh + "·" + who.name},
                  {"text", action.text.zh},
                  {"kind", action.kind},
                  {"about", notice.id},
                  {"plan", plan.name},
                  {"plan_action", action.id},
                  {"from_body", notice.text("body")},
                  {"deadline", format_time(signed_at + action.deadline)},
                  {"sent_at", format_time(unit.now())}};
  set_if(draft.fields, "clause", action.clause);
  set_if(draft.fields, "resource", action.resource);
  set_if(draft.fields, "from_post", notice.text("signed_post"));
  set_if(draft.fields, "unit", who.unit);
  set_if(draft.fields, "post", who.post);
  set_if(draft.fields, "person", who.person);
  set_if(draft.fields, "liaison", who.liaison);
  set_if(draft.fields, "role", who.role);
  set_if(draft.fields, "section", who.section);
  set_if(draft.fields, "work", who.work);
  return draft;
}

}  // namespace

Status send_receipts(Unit& unit, const Plan& plan, const Record& notice) {
  std::vector<Record> bodies;
  const json::Value* units = notice.fields.find("units");
  if (units != nullptr && units->is_array() && !units->as_array().empty()) {
    for (const json::Value& id : units->as_array()) {
      if (auto body = unit.find("body", id.as_string())) bodies.push_back(std::move(*body));
    }
  } else {
    bodies = receipting_bodies(unit, plan.receipt_bodies);
  }
  for (const Record& body : bodies) {
    Draft draft;
    draft.type = "receipt";
    draft.jurisdiction_id = body.jurisdiction_id;
    draft.fields = {{"notice", notice.id}, {"unit", body.id}, {"sent_at", format_time(unit.now())}};
    const auto made = unit.create_by_rule(draft);
    if (!made) return fail(made.error());
  }
  Draft count;
  count.type = "level_notice";
  count.id = notice.id;
  count.move = "count";
  count.fields = {{"receipts_met", 0}, {"receipts_due", bodies.size()}};
  const auto counted = unit.move_by_rule(count);
  if (!counted) return fail(counted.error());
  return {};
}

Status give_orders(Unit& unit, const Plan& plan, const Record& notice) {
  const Level* level = plan.level(notice.text("level"));
  if (level == nullptr) return fail(error::kBadPlan, {}, {{"plan", plan.name}, {"reason", notice.text("level")}});
  for (const Action& action : level->actions) {
    for (const Assignee& who : assignees(unit, action, false)) {
      const auto made = unit.create_by_rule(task_of(unit, plan, notice, action, who));
      if (!made) return fail(made.error());
    }
  }
  return {};
}

Status cancel_orders(Unit& unit, const Record& notice) {
  for (const Record& task : unit.find_where("task", {{"plan", notice.text("plan")}}, 10'000)) {
    if (task.text("about") == notice.id || task.state == "done" || task.state == "cancelled") continue;
    Draft draft;
    draft.type = "task";
    draft.id = task.id;
    draft.move = "cancel";
    draft.fields = {{"reason", notice.text("title")}};
    const auto moved = unit.move_by_rule(draft);
    if (!moved) return fail(moved.error());
  }
  return {};
}

}  // namespace muster::response
