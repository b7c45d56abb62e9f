#include "supply/call_outs.h"

#include <algorithm>

#include "clock/ladder.h"
#include "errors/change.h"
#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

constexpr std::size_t kHelpersAtMost = 50;
constexpr const char* kTypes[] = {"rescue_team", "expert", "vehicle"};

Result<std::vector<std::string>> ids_in(const json::Value& body) {
  const json::Value& list = body["helpers"];
  if (!list.is_array() || list.as_array().empty()) return fail(error::kRequired, "helpers", {{"title", bilingual("队伍、专家或车辆", "Teams, experts or vehicles")}});
  if (list.as_array().size() > kHelpersAtMost) {
    return fail(error::kTooMany, "helpers", {{"what", bilingual("叫应", "calls")}, {"limit", std::to_string(kHelpersAtMost)}});
  }
  std::vector<std::string> out;
  for (const json::Value& one : list.as_array()) {
    if (!one.is_string()) return fail(error::kNotFound, "helpers", {{"what", json::write(one)}});
    out.push_back(one.as_string());
  }
  return out;
}

const char* ladder_of(const std::string& type) { return type == "rescue_team" ? "team" : type == "expert" ? "called_expert" : "vehicle"; }

struct Rung {
  std::string channel = "telephone";
  Millis wait = std::chrono::minutes(5);
};
Rung first_rung(const Unit& unit, const char* ladder) {
  Rung out;
  const auto rule = unit.model().rule("ladders", city_day(unit.now()));
  if (!rule) return out;
  const json::Value& rungs = (*rule)->body["ladders"][ladder];
  if (!rungs.is_array() || rungs.as_array().empty()) return out;
  out.channel = rungs.as_array().front().text("channel", out.channel);
  if (const auto wait = parse_duration(rungs.as_array().front().text("wait"))) out.wait = *wait;
  return out;
}

Result<Helper> helper_named(Unit& unit, const std::string& id, const std::string& about) {
  for (const char* type : kTypes) {
    if (!unit.find(type, id)) continue;
    HelperAsk ask;
    ask.about = about;
    for (Helper& one : helpers_of(unit, unit.viewer(), type, ask)) {
      if (one.record.id == id) return std::move(one);
    }
  }
  return fail(error::kNotFound, "helpers", {{"what", id}});
}

std::string why_text(const std::string& why) {
  if (why == "called") return bilingual("正被别处叫着", "called elsewhere");
  if (why == "on_order") return bilingual("正在送物资", "carrying an order");
  if (why == "expired") return bilingual("年检（保险）过期", "inspection or insurance has run out");
  if (why == "out") return bilingual("已出动", "out");
  if (why == "repair") return bilingual("维修", "in repair");
  return bilingual("登记为不可用", "not ready by the register");
}

Status may_be_called(const Unit& unit, const Helper& helper) {
  if (helper.call && binds(*helper.call) && helper.call->state != "missed") {
    const model::State* state = unit.model().type("callout")->state(helper.call->state);
    return fail(error::kAlreadyCalled, "helpers", {{"what", helper.record.label}, {"state", state == nullptr ? helper.call->state : bilingual(state->title)}});
  }
  if (!helper.why_not.empty()) return fail(error::kNotAvailable, "helpers", {{"what", helper.record.label}, {"why", why_text(helper.why_not)}});
  return {};
}

// Whom a call goes to, with post and liaison.
void name_callee(Unit& unit, const std::string& person, json::Object& fields) {
  if (person.empty()) return;
  const clock::Callee callee = clock::callee_of_person(unit, person);
  fields.set("person", person);
  if (!callee.post.empty()) fields.set("post", callee.post);
  if (!callee.liaison.empty()) fields.set("liaison", callee.liaison);
}

// Nobody to ring on the phone: somebody telephones, and writes the answer down.
json::Object call_fields(Unit& unit, const Helper& helper, const std::string& about, const char* ladder, const std::string& text) {
  const Rung rung = first_rung(unit, ladder);
  json::Object out{{"about", about}, {"text", text}, {"helper", helper.record.id}, {"ladder", std::string(ladder) + '/' + helper.record.id}, {"rung", 1},
                   {"channel", helper.person.empty() ? std::string("telephone") : rung.channel}, {"sent_at", format_time(unit.now())},
                   {"due_at", format_time(unit.now() + rung.wait)}};
  name_callee(unit, helper.person, out);
  if (helper.record.type == "rescue_team" && helper.record.has("body")) out.set("unit", helper.record.text("body"));
  return out;
}

std::string text_of(const json::Value& body, const std::optional<Record>& about) {
  std::string out = body.text("text");
  if (out.empty()) out = about ? about->label : body.text("to_text");
  if (const std::string to = body.text("to_text"); !to.empty() && out.find(to) == std::string::npos) out += "：" + to;
  return out;
}

Status open_expert_call(Unit& unit, const Helper& helper, const json::Value& body, const std::optional<Record>& about, const std::string& text) {
  Draft draft;
  draft.type = "expert_callout";
  draft.jurisdiction_id = about ? about->jurisdiction_id : helper.record.jurisdiction_id;
  draft.fields = {{"expert", helper.record.id}, {"purpose", text}, {"asked_at", format_time(unit.now())},
                  {"place_text", body.text("to_text", about ? about->label : text)}};
  if (!helper.person.empty()) draft.fields.set("person", helper.person);
  if (about) draft.fields.set("about", about->id);
  if (!unit.viewer().actor.person.empty()) draft.fields.set("asked_by", unit.viewer().actor.person);
  if (!body.text("wanted_at").empty()) draft.fields.set("wanted_at", body.text("wanted_at"));
  if (const auto at = about ? position_of(*about) : std::nullopt) draft.geometry = geo::to_geojson(geo::point(*at));
  const auto made = unit.create(draft);
  if (!made) return fail(made.error());
  return {};
}

// The expert's call in the register that this call is about.
std::optional<Record> expert_call(Unit& unit, const std::string& expert, const std::string& about, std::initializer_list<const char*> states) {
  for (Record& row : unit.find_where("expert_callout", {{"expert", expert}}, 200)) {
    const bool same = row.has("about") ? row.text("about") == about : about == expert;
    if (same && std::ranges::any_of(states, [&](const char* state) { return row.state == state; })) return std::move(row);
  }
  return std::nullopt;
}

Status move_by_rule(Unit& unit, const Record& record, const char* move, json::Object fields = {}) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.move = move;
  draft.fields = std::move(fields);
  const auto moved = unit.move_by_rule(draft);
  if (!moved) return fail(moved.error());
  return {};
}

Status end_expert_call(Unit& unit, const Helper& helper, const std::string& about) {
  if (helper.record.type != "expert") return {};
  if (const auto waiting = expert_call(unit, helper.record.id, about, {"asked", "accepted"})) return move_by_rule(unit, *waiting, "withdraw");
  if (const auto coming = expert_call(unit, helper.record.id, about, {"on_road", "on_site", "advised"})) return move_by_rule(unit, *coming, "release");
  return {};
}

// Who had said that they come must learn that they need not.
Status tell_recalled(Unit& unit, const Record& call, const Helper& helper, const std::string& why, std::vector<Record>& made) {
  Draft stamp;
  stamp.type = "callout";
  stamp.id = call.id;
  stamp.fields = {{"recalled_at", format_time(unit.now())}};
  if (const auto stamped = unit.update_by_rule(stamp); !stamped) return fail(stamped.error());
  Helper told = helper;
  told.person = call.text("answered_by").empty() ? call.text("person") : call.text("answered_by");
  Draft draft;
  draft.type = "callout";
  draft.jurisdiction_id = call.jurisdiction_id;
  draft.fields = call_fields(unit, told, call.text("about"), "recall", "召回，不必再来：" + why);
  draft.fields.set("recalls", call.id);
  auto one = unit.create(draft);
  if (!one) return fail(one.error());
  made.push_back(*std::move(one));
  return {};
}

json::Value written(const Unit& unit, const std::vector<Record>& calls) {
  json::Array out;
  for (const Record& call : calls) out.emplace_back(record::to_json(call, *unit.model().type(call.type)));
  return json::Object{{"callouts", std::move(out)}};
}

Status answered(Unit& unit, const record::Change& change) {
  const Record& call = change.after;
  if (change.move != "answer" || !call.has("helper") || call.has("recalls")) return {};
  const auto expert = unit.find("expert", call.text("helper"));
  if (!expert || call.text("person") != expert->text("person")) return {};
  const auto waiting = expert_call(unit, expert->id, call.text("about"), {"asked"});
  if (!waiting) return {};
  if (call.text("answer") == "cannot") {
    const std::string said = call.text("answer_text");
    return move_by_rule(unit, *waiting, "decline", {{"answer_text", said.empty() ? unit.model().word("callout_answer", "cannot", "zh") : said}});
  }
  json::Object fields;
  if (call.has("arrive_at")) fields.set("expected_at", call.text("arrive_at"));
  return move_by_rule(unit, *waiting, "accept", std::move(fields));
}

}  // namespace

Result<CallTimes> call_times(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const json::Value& body) {
  CallTimes out;
  const auto ids = ids_in(body);
  if (!ids) return fail(ids.error());
  std::vector<Helper> named;
  std::optional<geo::Position> to;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    named.clear();
    for (const std::string& id : *ids) {
      auto one = helper_named(unit, id, body.text("about"));
      if (!one) return fail(one.error());
      named.push_back(*std::move(one));
    }
    if (!body["at"].is_null()) {
      const auto at = position_from(body["at"], "at");
      if (!at) return fail(at.error());
      to = *at;
    } else if (const auto about = find_any(unit, body.text("about"))) {
      to = position_of(*about);
    }
    return {};
  });
  if (!looked) return fail(looked.error());
  if (!to) return out;
  const auto minutes = minutes_to(parts, ledger, named, *to, {});
  if (!minutes) return out;  // without roads people are called all the same
  const UtcTime now = parts.city.now(ledger);
  for (std::size_t i = 0; i < named.size(); ++i) {
    if ((*minutes)[i]) out.arrive_at.emplace_back(named[i].record.id, now + Millis{static_cast<std::int64_t>((named[i].ready_min + *(*minutes)[i]) * 60'000)});
  }
  return out;
}

Result<json::Value> call_out(Unit& unit, const json::Value& body, const CallTimes& times) {
  const auto ids = ids_in(body);
  if (!ids) return fail(ids.error());
  const auto about = find_any(unit, body.text("about"));
  if (!body.text("about").empty() && !about) return fail(error::kNotFound, "about", {{"what", body.text("about")}});
  const std::string text = text_of(body, about);
  if (text.empty()) return fail(error::kRequired, "text", {{"title", bilingual("叫去做什么", "What for")}});
  std::vector<Record> made;
  for (const std::string& id : *ids) {
    const auto helper = helper_named(unit, id, body.text("about"));
    if (!helper) return fail(helper.error());
    if (Status free = may_be_called(unit, *helper); !free) return fail(free.error());
    Draft draft;
    draft.type = "callout";
    draft.jurisdiction_id = about ? about->jurisdiction_id : helper->record.jurisdiction_id;
    draft.fields = call_fields(unit, *helper, about ? about->id : helper->record.id, ladder_of(helper->record.type), text);
    for (const auto& [who, when] : times.arrive_at) {
      if (who == id) draft.fields.set("arrive_at", format_time(when));
    }
    if (helper->record.type == "expert") {
      if (Status opened = open_expert_call(unit, *helper, body, about, text); !opened) return fail(opened.error());
    }
    auto call = unit.create(draft);
    if (!call) return fail(call.error());
    made.push_back(*std::move(call));
  }
  return written(unit, made);
}

Result<json::Value> recall(Unit& unit, const json::Value& body) {
  const auto ids = ids_in(body);
  if (!ids) return fail(ids.error());
  if (body.text("why").empty()) return fail(error::kRequired, "why", {{"title", bilingual("召回缘由", "Why")}});
  std::vector<Record> made;
  for (const std::string& id : *ids) {
    const auto helper = helper_named(unit, id, body.text("about"));
    if (!helper) return fail(helper.error());
    const std::string about = body.text("about", id).empty() ? id : body.text("about", id);
    bool found = false;
    for (const Record& call : calls_of(unit, id)) {
      if (call.text("about") != about || !binds(call)) continue;
      found = true;
      if (call.state == "answered") {
        if (Status told = tell_recalled(unit, call, *helper, body.text("why"), made); !told) return fail(told.error());
        continue;
      }
      Draft draft;
      draft.type = "callout";
      draft.id = call.id;
      draft.move = "withdraw";
      auto done = unit.move(draft);
      if (!done) return fail(done.error());
      made.push_back(*std::move(done));
    }
    if (!found) return fail(error::kNotCalled, "helpers", {{"what", helper->record.label}});
    if (Status ended = end_expert_call(unit, *helper, about); !ended) return fail(ended.error());
  }
  return written(unit, made);
}

void attach_call_outs(record::Store& store) { store.react("callout", answered); }

}  // namespace muster::supply
