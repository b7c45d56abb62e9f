// The rules between decision and order, each in the transaction of the change that it follows.
#include <algorithm>

#include "response/notice_text.h"
#include "response/orders.h"
#include "response/proposal.h"
#include "response/response.h"

namespace muster::response {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

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
  store.react("dike_incident", on_incident);
  store.react("consultation", on_consultation);
  store.react("level_notice", on_notice);
  store.react("receipt", on_receipt);
}

}  // namespace muster::response
