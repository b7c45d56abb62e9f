#include "clock/ladder.h"

#include <algorithm>

#include "clock/clock.h"

namespace muster::clock {
namespace {

using record::Change;
using record::Draft;
using record::Record;
using record::Unit;

bool valid_on(const Record& assignment, const std::string& day) {
  const std::string from = assignment.text("from");
  const std::string to = assignment.text("to");
  return from <= day && (to.empty() || day <= to);
}

std::vector<Record> assignments_now(Unit& unit, std::string_view field, const std::string& id) {
  std::vector<Record> found = unit.find_where("assignment", {{std::string(field), id}});
  const std::string day = format_date(city_day(unit.now()));
  std::erase_if(found, [&](const Record& a) { return !valid_on(a, day); });
  return found;
}

std::string liaison_for(Unit& unit, const std::string& person) {
  for (const Record& assignment : assignments_now(unit, "for_person", person)) {
    if (assignment.text("kind") == "liaison") return assignment.text("person");
  }
  return {};
}

const json::Value* rungs_of(const model::Model& model, const std::string& ladder, UtcTime now) {
  const auto rule = model.rule("ladders", city_day(now));
  if (!rule) return nullptr;
  const json::Value& found = (*rule)->body["ladders"][ladder];
  return found.is_array() ? &found : nullptr;
}

std::optional<Callee> with_post(Unit& unit, const std::string& post_id, std::string_view field) {
  const auto post = unit.find("post", post_id);
  return post && post->has(field) ? holder_of_post(unit, post->text(field)) : std::nullopt;
}

// One word of a rung → a person to call. `first` is whom the ladder is about.
std::optional<Callee> resolve(Unit& unit, const std::string& to, const Callee& first, const Record& about) {
  if (to == "holder") return first.person.empty() ? std::nullopt : std::optional(first);
  if (to == "liaison") {
    if (first.liaison.empty()) return std::nullopt;
    Callee liaison = callee_of_person(unit, first.liaison);
    return liaison;
  }
  if (to == "deputy") return with_post(unit, first.post, "deputy");
  if (to == "superior") return with_post(unit, first.post, "superior");
  if (to == "duty_room") return duty_officer(unit, about.has("unit") ? about.text("unit") : about.text("body"));
  return std::nullopt;
}

Result<Record> call_rung(Unit& unit, const Record& about, const std::string& ladder, std::size_t rung, const Callee& first) {
  const json::Value* rungs = rungs_of(unit.model(), ladder, unit.now());
  if (rungs == nullptr) {
    return fail(ErrorCode::kNoRule, "ladder", {{"rule", "ladders/" + ladder}, {"day", format_date(city_day(unit.now()))}});
  }
  std::string called_before;
  for (; rung < rungs->as_array().size(); ++rung) {
    const json::Value& step = rungs->as_array()[rung];
    const auto callee = resolve(unit, step.text("to"), first, about);
    if (!callee || callee->person.empty()) continue;
    const auto wait = parse_duration(step.text("wait", "3m"));
    if (!wait) return fail(wait.error());
    Draft draft;
    draft.type = "callout";
    draft.jurisdiction_id = about.jurisdiction_id;
    draft.fields = {{"about", about.id}, {"text", about.label}, {"person", callee->person}, {"ladder", ladder},
                    {"rung", static_cast<std::int64_t>(rung + 1)}, {"channel", step.text("channel", "sms")},
                    {"sent_at", format_time(unit.now())}, {"due_at", format_time(unit.now() + *wait)},
                    {"for_person", step.text("to") == "liaison" ? json::Value(first.person) : json::Value{}}};
    if (!callee->post.empty()) draft.fields.set("post", callee->post);
    if (!callee->liaison.empty()) draft.fields.set("liaison", callee->liaison);
    return unit.create_by_rule(draft);
  }
  return fail(ErrorCode::kNotFound, "ladder", {{"what", "下一梯 / the next rung"}});
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

Status withdraw_others(Unit& unit, const Record& answered) {
  for (const Record& other : unit.find_where("callout", {{"about", answered.text("about")}, {"ladder", answered.text("ladder")}})) {
    if (other.id == answered.id || other.state == "answered" || other.state == "withdrawn") continue;
    Draft draft;
    draft.type = "callout";
    draft.id = other.id;
    draft.move = "withdraw";
    const auto done = unit.move_by_rule(draft);
    if (!done) return fail(done.error());
  }
  return {};
}

}  // namespace

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

std::optional<Callee> duty_officer(Unit& unit, const std::string& body_id) {
  const Record* highest = nullptr;
  const std::vector<Record> shifts = unit.find_where("duty_shift", {});
  for (const Record& shift : shifts) {
    const auto from = shift.instant("from");
    const auto to = shift.instant("to");
    if (!from || !to || unit.now() < *from || unit.now() >= *to || !shift.has("main")) continue;
    if (shift.text("body") == body_id) return callee_of_person(unit, shift.text("main"));
    // Else the room that stands highest in the tree of places: the city's.
    if (highest == nullptr || shift.jpath.size() < highest->jpath.size()) highest = &shift;
  }
  if (highest == nullptr) return std::nullopt;
  return callee_of_person(unit, highest->text("main"));
}

Result<Record> call(Unit& unit, const Record& about, std::string_view ladder, std::string_view person) {
  return call_rung(unit, about, std::string(ladder), 0, callee_of_person(unit, std::string(person)));
}

Status on_callout(Unit& unit, const Change& change) {
  const Record& callout = change.after;
  if (change.op != record::Op::kMove || callout.text("ladder").empty()) return {};
  if (change.move == "answer") return withdraw_others(unit, callout);
  if (change.move != "miss") return {};
  std::optional<Record> about;
  if (const auto row = unit.connection().one("SELECT type FROM record_index WHERE id = $1", {callout.text("about")})) {
    about = unit.find((*row)[0].text(), callout.text("about"));
  }
  if (!about) return {};
  const auto next = call_rung(unit, *about, callout.text("ladder"), static_cast<std::size_t>(callout.integer("rung", 1)),
                              first_callee(unit, callout));
  // The top of the ladder: nobody is left, the record stays on the duty desk with its late clock.
  if (!next && next.error().code != ErrorCode::kNotFound) return fail(next.error());
  return {};
}

}  // namespace muster::clock
