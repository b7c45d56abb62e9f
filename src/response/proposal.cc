#include "response/proposal.h"

#include <algorithm>

#include "response/notice_text.h"
#include "response/response.h"

namespace muster::response {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

/// A rule of the family `advised_level`: which alarms and incidents advise which level of which plan.
struct Advising {
  const json::Value* body = nullptr;
  std::string plan;
  Millis forecast_within{0};
  Millis lower_after{0};

  [[nodiscard]] bool hears(std::string_view alarm_kind) const {
    const json::Value& kinds = (*body)["alarms"];
    return kinds.is_array() && std::ranges::any_of(kinds.as_array(), [&](const json::Value& kind) { return kind.as_string() == alarm_kind; });
  }
  /// Level of an incident of this kind; empty when it advises none.
  [[nodiscard]] std::string of_incident(std::string_view kind) const {
    const json::Value& steps = (*body)["incidents"];
    if (!steps.is_array()) return {};
    for (const json::Value& step : steps.as_array()) {
      if (step.text("kind") == kind) return step.text("level");
    }
    return {};
  }
};

Result<Advising> read(const json::Value& body) {
  const auto within = parse_duration(body.text("forecast_within", "48h"));
  const auto lower = parse_duration(body.text("lower_after", "6h"));
  if (!within || !lower) return fail(!within ? within.error() : lower.error());
  return Advising{&body, body.text("plan"), *within, *lower};
}

Result<std::vector<Advising>> rules_of(const Unit& unit) {
  std::vector<Advising> out;
  for (const char* name : {"advised_level", "advised_level_drought"}) {
    const auto rule = unit.model().rule(name, city_day(unit.now()));
    if (!rule) continue;  // not in force that day: nothing is advised
    const auto advising = read((*rule)->body);
    if (!advising) return fail(advising.error());
    out.push_back(*advising);
  }
  return out;
}

/// What is advised now, and the record that says so.
struct Advice {
  std::string level;              ///< "1" is the highest; empty: none
  std::optional<Record> because;  ///< the alarm or incident of that level
};

bool higher(const std::string& a, const std::string& b) { return !a.empty() && (b.empty() || a < b); }

bool soon(const Record& alarm, const Advising& advising, UtcTime now) {
  if (alarm.text("kind") != "forecast") return true;
  const auto expected = alarm.instant("expected_at");
  return !expected || *expected <= now + advising.forecast_within;
}

bool goes_on(const Record& incident) {
  return incident.state == "verified" || incident.state == "first_measure" || incident.state == "under_control" || incident.state == "watched";
}

Advice advised_now(Unit& unit, const Advising& advising) {
  Advice out;
  const auto consider = [&](const std::string& level, Record& record) {
    if (!higher(level, out.level)) return;
    out.level = level;
    out.because = std::move(record);
  };
  for (const char* kind : {"stage", "forecast", "low"}) {
    if (!advising.hears(kind)) continue;
    for (Record& alarm : unit.find_where("alarm", {{"kind", kind}})) {
      if (alarm.state != "cleared" && soon(alarm, advising, unit.now())) consider(alarm.text("proposed_level"), alarm);
    }
  }
  const json::Value& incidents = (*advising.body)["incidents"];
  if (!incidents.is_array()) return out;
  for (const json::Value& step : incidents.as_array()) {
    for (Record& incident : unit.find_where("dike_incident", {{"kind", step.text("kind")}})) {
      if (goes_on(incident)) consider(step.text("level"), incident);
    }
  }
  return out;
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

Status done(const Result<Record>& result) {
  if (!result) return fail(result.error());
  return {};
}

// While a proposal waits, a changed river changes what it says, not how many there are.
Status change_proposal(Unit& unit, const Record& open, const std::string& text, const std::string& about, const std::string& to) {
  if (open.state != "proposed" || open.text("proposed_level") == to) return {};
  Draft draft;
  draft.type = "consultation";
  draft.id = open.id;
  draft.fields = {{"proposal", text}, {"proposed_level", to.empty() ? json::Value{} : json::Value(to)}, {"about", about}};
  return done(unit.update_by_rule(draft));
}

Status propose(Unit& unit, const Plan& plan, const Record& because, const std::string& from, const std::string& to) {
  const std::string text = proposal_text(because, plan, from, to);
  if (const auto open = open_consultation(unit, plan.name)) return change_proposal(unit, *open, text, because.id, to);
  const auto body = body_by_code(unit, plan.name_body);
  Draft draft;
  draft.type = "consultation";
  draft.jurisdiction_id = body ? body->jurisdiction_id : because.jurisdiction_id;
  const std::int64_t session = next_session(unit, plan.name);
  draft.fields = {{"title", response_word(plan) + "会商第 " + std::to_string(session) + " 次"},
                  {"session_no", session},
                  {"plan", plan.name},
                  {"proposal", text},
                  {"about", because.id},
                  {"proposed_at", format_time(unit.now())}};
  if (body) draft.fields.set("body", body->id);
  if (!from.empty()) draft.fields.set("current_level", from);
  if (!to.empty()) draft.fields.set("proposed_level", to);
  if (const Level* level = plan.level(to.empty() ? from : to)) {
    if (const auto post = post_by_code(unit, level->chair_post)) draft.fields.set("chair_post", post->id);
  }
  return done(unit.create_by_rule(draft));
}

Status drop_overtaken(Unit& unit, const Plan& plan) {
  const auto open = open_consultation(unit, plan.name);
  if (!open || open->state != "proposed") return {};
  Draft draft;
  draft.type = "consultation";
  draft.id = open->id;
  draft.move = "drop";
  draft.fields = {{"judgement", "水情已变，建议级别与现行级别一致，动议撤回。"}};
  return done(unit.move_by_rule(draft));
}

// `changed` is the record that made the rule look; it speaks for a level that nothing advises any more.
Status reconsider(Unit& unit, const Advising& advising, const Record& changed) {
  const auto plan = plan_of(unit.model(), advising.plan);
  if (!plan) return fail(plan.error());
  const auto notice = notice_in_force(unit, plan->name);
  const std::string current = notice ? notice->text("level") : std::string();
  const Advice advice = advised_now(unit, advising);
  if (advice.level == current) return drop_overtaken(unit, *plan);
  if (higher(advice.level, current)) return propose(unit, *plan, *advice.because, current, advice.level);
  // Lower: the watch proposes it when it has lasted; a waiting proposal to raise is overtaken already.
  const auto open = open_consultation(unit, plan->name);
  if (open && higher(open->text("proposed_level"), current)) {
    return current.empty() ? drop_overtaken(unit, *plan)
                           : change_proposal(unit, *open, proposal_text(changed, *plan, current, advice.level), changed.id, advice.level);
  }
  return {};
}

/// Since when nothing has advised the level in force: the last fall of an alarm, or the signature.
UtcTime lower_since(Unit& unit, const Advising& advising, const Record& notice, Record& because) {
  UtcTime since = notice.instant("signed_at").value_or(notice.changed_at);
  for (const char* kind : {"stage", "forecast", "low"}) {
    if (!advising.hears(kind)) continue;
    for (Record& alarm : unit.find_where("alarm", {{"kind", kind}})) {
      const auto fell = alarm.state == "cleared" ? alarm.instant("cleared_at") : alarm.text("step") == "down" ? alarm.instant("step_at") : std::nullopt;
      if (!fell || *fell < since) continue;
      since = *fell;
      because = std::move(alarm);
    }
  }
  return since;
}

Status watch(Unit& unit, const Advising& advising) {
  const auto plan = plan_of(unit.model(), advising.plan);
  if (!plan) return fail(plan.error());
  const auto notice = notice_in_force(unit, plan->name);
  if (!notice) return {};
  const std::string current = notice->text("level");
  const Advice advice = advised_now(unit, advising);
  if (!higher(current, advice.level)) return {};
  Record because = *notice;
  if (unit.now() < lower_since(unit, advising, *notice, because) + advising.lower_after) return {};
  return propose(unit, *plan, because, current, advice.level);
}

}  // namespace

Status on_alarm(Unit& unit, const Change& change) {
  if (change.op == Op::kMove && (change.move == "acknowledge" || change.move == "follow")) return {};
  const auto rules = rules_of(unit);
  if (!rules) return fail(rules.error());
  for (const Advising& advising : *rules) {
    if (!advising.hears(change.after.text("kind"))) continue;
    if (Status looked = reconsider(unit, advising, change.after); !looked) return looked;
  }
  return {};
}

Status on_incident(Unit& unit, const Change& change) {
  const bool same = change.op != Op::kCreate && change.before.text("kind") == change.after.text("kind") &&
                    goes_on(change.before) == goes_on(change.after);
  if (same) return {};
  const auto rules = rules_of(unit);
  if (!rules) return fail(rules.error());
  for (const Advising& advising : *rules) {
    if (advising.of_incident(change.after.text("kind")).empty() && advising.of_incident(change.before.text("kind")).empty()) continue;
    if (Status looked = reconsider(unit, advising, change.after); !looked) return looked;
  }
  return {};
}

Status LevelWatch::run(const std::string& ledger) {
  return chore_.run(ledger, "level.watch", [](Unit& unit) -> Result<json::Value> {
    const auto rules = rules_of(unit);
    if (!rules) return fail(rules.error());
    for (const Advising& advising : *rules) {
      if (Status watched = watch(unit, advising); !watched) return fail(watched.error());
    }
    return json::Value();
  });
}

}  // namespace muster::response
