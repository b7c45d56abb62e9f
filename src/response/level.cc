// The rules between alarm and order, each in the transaction of the change that it follows.
#include <algorithm>

#include "response/notice_text.h"
#include "response/orders.h"
#include "response/response.h"

namespace muster::response {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

constexpr const char* kFloodPlan = "flood_city";

Draft move_of(const Record& record, const char* move, json::Object fields = {}) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.move = move;
  draft.fields = std::move(fields);
  return draft;
}

Status done(const Result<Record>& result) {
  if (!result) return fail(result.error());
  return {};
}

// The highest level that open alarms of key gauges propose now; empty when none does.
std::string advised_now(Unit& unit) {
  std::string level;
  for (const char* kind : {"stage", "forecast"}) {
    for (const Record& alarm : unit.find_where("alarm", {{"kind", kind}})) {
      const std::string own = alarm.text("proposed_level");
      if (alarm.state != "cleared" && !own.empty() && (level.empty() || own < level)) level = own;
    }
  }
  return level;
}

std::optional<Record> open_consultation(Unit& unit, const std::string& plan) {
  for (Record& consultation : unit.find_where("consultation", {{"plan", plan}})) {
    if (consultation.state == "proposed" || consultation.state == "convened" || consultation.state == "decided") return std::move(consultation);
  }
  return std::nullopt;
}

std::int64_t next_session(Unit& unit, const std::string& plan) {
  std::int64_t last = 0;
  for (const Record& consultation : unit.find_where("consultation", {{"plan", plan}}, 5000)) {
    last = std::max(last, consultation.integer("session_no"));
  }
  return last + 1;
}

// A proposal is made once; while it waits, a changed river changes what it says, not how many there are.
Status propose(Unit& unit, const Plan& plan, const Record& alarm, const std::string& from, const std::string& to) {
  const std::string text = proposal_text(alarm, plan, from, to);
  if (const auto open = open_consultation(unit, plan.name)) {
    if (open->state != "proposed" || open->text("proposed_level") == to) return {};
    Draft draft;
    draft.type = "consultation";
    draft.id = open->id;
    draft.fields = {{"proposal", text}, {"proposed_level", to.empty() ? json::Value{} : json::Value(to)}, {"about", alarm.id}};
    return done(unit.update_by_rule(draft));
  }
  const auto body = body_by_code(unit, plan.name_body);
  Draft draft;
  draft.type = "consultation";
  draft.jurisdiction_id = body ? body->jurisdiction_id : alarm.jurisdiction_id;
  const std::int64_t session = next_session(unit, plan.name);
  draft.fields = {{"title", "防汛会商第 " + std::to_string(session) + " 次"},
                  {"session_no", session},
                  {"plan", plan.name},
                  {"proposal", text},
                  {"about", alarm.id},
                  {"proposed_at", format_time(unit.now())}};
  if (body) draft.fields.set("body", body->id);
  if (!from.empty()) draft.fields.set("current_level", from);
  if (!to.empty()) draft.fields.set("proposed_level", to);
  if (const Level* level = plan.level(to.empty() ? from : to)) {
    if (const auto post = post_by_code(unit, level->chair_post)) draft.fields.set("chair_post", post->id);
  }
  return done(unit.create_by_rule(draft));
}

// Only an alarm that changes what key gauges advise leads to a proposal; the meeting decides (advised_level only proposes).
Status on_alarm(Unit& unit, const Change& change) {
  const Record& alarm = change.after;
  if (alarm.text("kind") != "stage" && alarm.text("kind") != "forecast") return {};
  if (change.op == Op::kMove && (change.move == "acknowledge" || change.move == "follow")) return {};
  const auto plan = plan_of(unit.model(), kFloodPlan);
  if (!plan) return fail(plan.error());
  const auto notice = notice_in_force(unit, plan->name);
  const std::string current = notice ? notice->text("level") : std::string();
  const std::string advised = advised_now(unit);
  if (advised == current) return {};
  return propose(unit, *plan, alarm, current, advised);
}

// A decision that changes the level becomes a drafted notice; one that does not leaves only its record.
Status on_consultation(Unit& unit, const Change& change) {
  if (change.op != Op::kMove || change.move != "decide") return {};
  const Record& consultation = change.after;
  const auto plan = plan_of(unit.model(), consultation.text("plan"));
  if (!plan) return fail(plan.error());
  const auto in_force = notice_in_force(unit, plan->name);
  const std::string from = in_force ? in_force->text("level") : std::string();
  const std::string change_word = consultation.text("level_change");
  const std::string to = change_word == "end" ? std::string() : consultation.text("decided_level");
  if (from == to || (change_word != "end" && to.empty())) return {};
  const auto body = body_by_code(unit, plan->name_body);
  if (!body) return fail(error::kNotFound, "body", {{"what", plan->name_body}});
  const std::string kind = change_kind(from, to);
  Draft draft;
  draft.type = "level_notice";
  draft.jurisdiction_id = body->jurisdiction_id;
  draft.fields = {{"title", notice_title(*plan, kind, from, to)},
                  {"body", body->id},
                  {"plan", plan->name},
                  {"consultation", consultation.id},
                  {"level", to.empty() ? from : to},
                  {"kind", kind},
                  {"effective_at", format_time(unit.now())},
                  {"text", notice_text(*plan, consultation, *body, kind, from, to, unit.now())}};
  if (!unit.viewer().actor.person.empty() && !unit.viewer().is_system) draft.fields.set("drafted_by", unit.viewer().actor.person);
  if (!from.empty()) draft.fields.set("previous_level", from);
  json::Array units;
  for (const Record& receiver : receipting_bodies(unit, plan->receipt_bodies)) units.emplace_back(receiver.id);
  draft.fields.set("units", std::move(units));
  return done(unit.create_by_rule(draft));
}

// The post that the plan names, or one above it, signs; in the name of a body that the signer may speak for.
Status check_signer(Unit& unit, const Plan& plan, const Record& notice) {
  const auto& viewer = unit.viewer();
  if (viewer.is_system) return {};
  const Level* level = plan.level(notice.text("level"));
  if (level == nullptr) return fail(error::kBadPlan, {}, {{"plan", plan.name}, {"reason", notice.text("level")}});
  const auto wanted = post_by_code(unit, level->signer_post);
  std::string post = wanted ? wanted->id : std::string();
  bool allowed = false;
  for (int steps = 0; !post.empty() && steps < 10; ++steps) {
    allowed = allowed || post == viewer.actor.post;
    const auto here = unit.find("post", post);
    post = here ? here->text("superior") : std::string();
  }
  if (!allowed) return fail(error::kWrongSigner, "signed_post", {{"post", wanted ? wanted->label : level->signer_post}});
  if (std::ranges::find(viewer.names, notice.text("body")) == viewer.names.end()) {
    const auto body = unit.find("body", notice.text("body"));
    return fail(error::kWrongName, "body", {{"name", body ? body->label : notice.text("body")}, {"reason", viewer.person_name}});
  }
  return {};
}

Status end_others(Unit& unit, const Record& signed_notice) {
  for (const Record& other : unit.find_where("level_notice", {{"plan", signed_notice.text("plan")}, {"state", "signed"}})) {
    if (other.id == signed_notice.id) continue;
    if (Status ended = done(unit.move_by_rule(move_of(other, "end", {{"replaced_by", signed_notice.id}}))); !ended) return ended;
  }
  return {};
}

Status on_notice(Unit& unit, const Change& change) {
  if (change.op != Op::kMove || change.move != "sign") return {};
  const Record& notice = change.after;
  const auto plan = plan_of(unit.model(), notice.text("plan"));
  if (!plan) return fail(plan.error());
  if (Status signer = check_signer(unit, *plan, notice); !signer) return signer;
  if (Status ended = end_others(unit, notice); !ended) return ended;
  const auto consultation = unit.find("consultation", notice.text("consultation"));
  if (consultation && consultation->state == "decided") {
    if (Status closed = done(unit.move_by_rule(move_of(*consultation, "sign", {{"notice", notice.id}}))); !closed) return closed;
  }
  if (Status sent = send_receipts(unit, *plan, notice); !sent) return sent;
  const std::string kind = notice.text("kind");
  if (kind == "start" || kind == "raise") return give_orders(unit, *plan, notice);
  return cancel_orders(unit, notice);
}

Status on_receipt(Unit& unit, const Change& change) {
  if (change.op == Op::kUpdate) return {};
  const auto notice = unit.find("level_notice", change.after.text("notice"));
  if (!notice || notice->state != "signed" || change.op == Op::kCreate) return {};
  std::int64_t met = 0;
  const std::vector<Record> all = unit.find_where("receipt", {{"notice", notice->id}});
  for (const Record& receipt : all) met += receipt.state == "accepted" ? 1 : 0;
  return done(unit.move_by_rule(move_of(*notice, "count", {{"receipts_met", met}, {"receipts_due", all.size()}})));
}

}  // namespace

std::optional<Record> notice_in_force(Unit& unit, std::string_view plan) {
  for (Record& notice : unit.find_where("level_notice", {{"plan", std::string(plan)}, {"state", "signed"}})) {
    if (notice.text("kind") != "end") return std::move(notice);
  }
  return std::nullopt;
}

void attach(record::Store& store) {
  store.react("alarm", on_alarm);
  store.react("consultation", on_consultation);
  store.react("level_notice", on_notice);
  store.react("receipt", on_receipt);
}

}  // namespace muster::response
