#include "clock/ladder.h"

#include <algorithm>

#include "clock/clock.h"

namespace muster::clock {
namespace {

using record::Change;
using record::Draft;
using record::Record;
using record::Unit;

std::vector<Record> assignments_now(Unit& unit, std::string_view field, const std::string& id) {
  std::vector<Record> found = unit.find_where("assignment", {{std::string(field), id}});
  const std::string day = format_date(city_day(unit.now()));
  std::erase_if(found, [&](const Record& a) { return !a.valid_on(day, "from", "to"); });
  return found;
}

std::string liaison_for(Unit& unit, const std::string& person) {
  for (const Record& assignment : assignments_now(unit, "for_person", person)) {
    if (assignment.text("kind") == "liaison") return assignment.text("person");
  }
  return {};
}

// "responsible/<person>" is the ladder "responsible" climbed for one of many, each of whom must answer.
const json::Value* rungs_of(const model::Model& model, const std::string& ladder, UtcTime now) {
  const auto rule = model.rule("ladders", city_day(now));
  if (!rule) return nullptr;
  const json::Value& found = (*rule)->body["ladders"][ladder.substr(0, ladder.find('/'))];
  return found.is_array() ? &found : nullptr;
}

std::optional<Callee> with_post(Unit& unit, const std::string& post_id, std::string_view field) {
  const auto post = unit.find("post", post_id);
  return post && post->has(field) ? holder_of_post(unit, post->text(field)) : std::nullopt;
}

// The responsible person of the section (or work) that the record is about.
std::optional<Callee> responsible(Unit& unit, const Record& about, const std::string& role) {
  const std::string work = about.has("section") ? about.text("section") : about.has("work") ? about.text("work") : about.id;
  for (const Record& row : unit.find_where("responsibility", {{"work", work}, {"role", role}})) {
    if (!row.valid_on(format_date(city_day(unit.now())), "from", "to")) continue;
    Callee callee = callee_of_person(unit, row.text("person"));
    if (row.has("liaison")) callee.liaison = row.text("liaison");
    return callee;
  }
  return std::nullopt;
}

// The next available expert of the city in order of calling who has not been called for this record.
std::optional<Callee> next_expert(Unit& unit, const Record& about) {
  std::vector<Record> experts = unit.find_where("expert", {{"available", true}});
  std::ranges::sort(experts, {}, [](const Record& e) { return e.integer("call_order", 1000); });
  const std::vector<Record> called = unit.find_where("callout", {{"about", about.id}});
  for (const Record& expert : experts) {
    const bool was_called = std::ranges::any_of(called, [&](const Record& c) { return c.text("person") == expert.text("person"); });
    if (!was_called) return callee_of_person(unit, expert.text("person"));
  }
  return std::nullopt;
}

std::optional<Callee> team_deputy(Unit& unit, const std::string& leader) {
  if (leader.empty()) return std::nullopt;
  for (const Record& team : unit.find_where("rescue_team", {{"leader", leader}})) {
    if (team.has("deputy")) return callee_of_person(unit, team.text("deputy"));
  }
  return std::nullopt;
}

std::string unit_of(const Record& about) {
  for (const char* field : {"unit", "body", "receiver"}) {
    if (about.has(field)) return about.text(field);
  }
  return {};
}

// One word of a rung → a person to call. `first` is whom the ladder is about.
std::optional<Callee> resolve(Unit& unit, const std::string& to, const Callee& first, const Record& about) {
  if (to == "holder") return first.person.empty() ? std::nullopt : std::optional(first);
  if (to == "liaison") return first.liaison.empty() ? std::nullopt : std::optional(callee_of_person(unit, first.liaison));
  if (to == "deputy" || to == "superior") return with_post(unit, first.post, to);
  if (to == "unit_duty") return on_duty(unit, unit_of(about), "main");
  if (to == "duty_room") {
    const auto own = on_duty(unit, unit_of(about), "main");
    return own ? own : on_duty(unit, {}, "main");
  }
  if (to == "city_duty") return on_duty(unit, {}, "main");
  if (to == "duty_leader") return on_duty(unit, {}, "leader");
  if (to == "next_expert") return next_expert(unit, about);
  if (to == "team_deputy") return team_deputy(unit, first.person);
  if (to == "technical") return responsible(unit, about, to);
  if (to.rfind("responsible:", 0) == 0) return responsible(unit, about, to.substr(12));
  return std::nullopt;
}

std::string channel_of(const json::Value& rung) { return rung.text("channel", "telephone"); }

// `before`: the rung that nobody answered, whose words and purpose go on; none for the first.
Result<Record> call_rung(Unit& unit, const Record& about, const std::string& ladder, std::size_t rung, const Callee& first, const Record* before = nullptr) {
  const json::Value* rungs = rungs_of(unit.model(), ladder, unit.now());
  if (rungs == nullptr) {
    return fail(error::kNoRule, "ladder", {{"rule", "ladders/" + ladder}, {"day", format_date(city_day(unit.now()))}});
  }
  for (; rung < rungs->as_array().size(); ++rung) {
    const json::Value& step = rungs->as_array()[rung];
    auto callee = resolve(unit, step.text("to"), first, about);
    if (!callee || callee->person.empty()) continue;
    const auto wait = parse_duration(step.text("wait", "3m"));
    if (!wait) return fail(wait.error());
    Draft draft;
    draft.type = "callout";
    draft.jurisdiction_id = about.jurisdiction_id;
    draft.fields = {{"about", about.id}, {"text", about.label}, {"person", callee->person}, {"ladder", ladder},
                    {"rung", static_cast<std::int64_t>(rung + 1)}, {"channel", channel_of(step)},
                    {"sent_at", format_time(unit.now())}, {"due_at", format_time(unit.now() + *wait)}};
    if (before != nullptr && before->has("helper")) {
      for (const char* field : {"text", "helper", "arrive_at", "recalls"}) {
        if (before->has(field)) draft.fields.set(field, *before->fields.find(field));
      }
    }
    // A leader is not counted down at: the liaison answers in the leader's name (代签收).
    if (step.text("to") == "liaison") draft.fields.set("for_person", first.person);
    if (!callee->post.empty()) draft.fields.set("post", callee->post);
    if (!callee->liaison.empty()) draft.fields.set("liaison", callee->liaison);
    return unit.create_by_rule(draft);
  }
  return fail(error::kNotFound, "ladder", {{"what", bilingual("下一梯", "the next rung")}});
}

// Whom the ladder was started for: the first rung says it, whatever was called since.
Callee first_callee(Unit& unit, const Record& callout) {
  std::vector<Record> rungs = unit.find_where("callout", {{"about", callout.text("about")}, {"ladder", callout.text("ladder")}});
  std::ranges::sort(rungs, {}, [](const Record& r) { return r.integer("rung"); });
  const Record& first = rungs.empty() ? callout : rungs.front();
  Callee callee = callee_of_person(unit, first.has("for_person") ? first.text("for_person") : first.text("person"));
  if (first.has("post")) callee.post = first.text("post");
  return callee;
}

}  // namespace

Status withdraw_calls(Unit& unit, const std::string& about, const std::string& ladder) {
  for (const Record& call : unit.find_where("callout", {{"about", about}, {"ladder", ladder}})) {
    if (call.state == "answered" || call.state == "withdrawn") continue;
    Draft draft;
    draft.type = "callout";
    draft.id = call.id;
    draft.move = "withdraw";
    const auto done = unit.move_by_rule(draft);
    if (!done) return fail(done.error());
  }
  return {};
}

std::optional<Callee> holder_of_post(Unit& unit, const std::string& post_id) {
  std::optional<Callee> acting;
  for (const Record& assignment : assignments_now(unit, "post", post_id)) {
    const std::string kind = assignment.text("kind");
    if (kind != "holder" && kind != "acting") continue;
    Callee callee = callee_of_person(unit, assignment.text("person"));
    callee.post = post_id;
    if (kind == "holder") return callee;
    acting = callee;
  }
  return acting;
}

Callee callee_of_person(Unit& unit, const std::string& person_id) {
  Callee callee;
  callee.person = person_id;
  callee.liaison = liaison_for(unit, person_id);
  for (const Record& assignment : assignments_now(unit, "person", person_id)) {
    if (assignment.text("kind") == "liaison") continue;
    callee.post = assignment.text("post");
    const auto post = unit.find("post", callee.post);
    const json::Value* leader = post ? post->fields.find("is_leader") : nullptr;
    callee.is_leader = leader != nullptr && leader->is_bool() && leader->as_bool();
    break;
  }
  return callee;
}

std::optional<Callee> on_duty(Unit& unit, const std::string& body_id, std::string_view place) {
  const Record* highest = nullptr;
  const std::vector<Record> shifts = unit.find_where("duty_shift", {});
  for (const Record& shift : shifts) {
    const auto from = shift.instant("from");
    const auto to = shift.instant("to");
    if (!from || !to || unit.now() < *from || unit.now() >= *to || !shift.has(place)) continue;
    if (!body_id.empty() && shift.text("body") == body_id) return callee_of_person(unit, shift.text(place));
    // The room that stands highest in the tree of places is the city's.
    if (highest == nullptr || shift.jpath.size() < highest->jpath.size()) highest = &shift;
  }
  if (!body_id.empty() || highest == nullptr) return std::nullopt;
  return callee_of_person(unit, highest->text(place));
}

Result<Record> call(Unit& unit, const Record& about, std::string_view ladder, std::string_view person) {
  return call_rung(unit, about, std::string(ladder), 0, callee_of_person(unit, std::string(person)));
}

Status on_callout(Unit& unit, const Change& change) {
  const Record& callout = change.after;
  if (change.op != record::Op::kMove || callout.text("ladder").empty()) return {};
  // Who cannot come passes the call on.
  const bool passed_on = change.move == "miss" || (change.move == "answer" && callout.text("answer") == "cannot");
  if (change.move == "answer") {
    if (Status done = withdraw_calls(unit, callout.text("about"), callout.text("ladder")); !done || !passed_on) return done;
  }
  if (!passed_on) return {};
  std::optional<Record> about;
  if (const auto row = unit.connection().one("SELECT type FROM record_index WHERE id = $1", {callout.text("about")})) {
    about = unit.find((*row)[0].text(), callout.text("about"));
  }
  if (!about) return {};
  const auto next = call_rung(unit, *about, callout.text("ladder"), static_cast<std::size_t>(callout.integer("rung", 1)),
                              first_callee(unit, callout), &callout);
  // The top of the ladder: nobody is left, the record stays on the duty desk with its late clock.
  if (!next && next.error().code != error::kNotFound) return fail(next.error());
  return {};
}

}  // namespace muster::clock
