#include "response/resolve.h"

#include <algorithm>
#include <map>

#include "clock/ladder.h"

namespace muster::response {
namespace {

using record::Record;
using record::Unit;

std::string today(const Unit& unit) { return format_date(city_day(unit.now())); }

std::optional<Record> by_code(Unit& unit, const char* type, const std::string& code) {
  for (Record& row : unit.find_where(type, {{"code", code}})) {
    if (row.valid_on(today(unit))) return std::move(row);
  }
  return std::nullopt;
}

void fill_person(Unit& unit, Assignee& out, const clock::Callee& callee) {
  out.person = callee.person;
  out.liaison = callee.liaison;
  if (out.post.empty()) out.post = callee.post;
  if (!unit.find("person", out.person)) out.missing = "责任人不在册 / the person is not on record";
}

Assignee of_post(Unit& unit, const std::optional<Record>& post, const std::string& code) {
  Assignee out;
  out.name = code;
  if (!post) {
    out.missing = "没有此岗位 / there is no such post";
    return out;
  }
  out.post = post->id;
  out.unit = post->text("body");
  out.name = post->label;
  out.jurisdiction_id = post->jurisdiction_id;
  const auto holder = clock::holder_of_post(unit, post->id);
  if (holder) {
    fill_person(unit, out, *holder);
  } else {
    out.missing = "空缺 / vacant";
  }
  return out;
}

// A unit is reached through its duty room; its telephone counts where no shift is on record.
Assignee of_body(Unit& unit, const Record& body) {
  Assignee out;
  out.unit = body.id;
  out.name = body.label;
  out.jurisdiction_id = body.jurisdiction_id;
  if (const auto duty = clock::on_duty(unit, body.id, "main")) fill_person(unit, out, *duty);
  if (out.person.empty() && !body.has("duty_phone")) out.missing = "无值班人员和值班电话 / nobody on duty and no telephone";
  return out;
}

Assignee of_work(const Record& work) {
  Assignee out;
  out.work = work.id;
  out.work_type = work.type;
  if (work.type == "dike_section") out.section = work.id;
  if (work.has("section")) out.section = work.text("section");
  out.name = work.label;
  out.jurisdiction_id = work.jurisdiction_id;
  out.unit = work.text("body");
  return out;
}

Assignee responsible_for(Unit& unit, const Record& work, const std::string& role) {
  Assignee out = of_work(work);
  out.role = role;
  out.missing = "空缺 / vacant";
  for (const Record& row : unit.find_where("responsibility", {{"work", work.id}, {"role", role}})) {
    if (!row.valid_on(today(unit), "from", "to")) {
      out.missing = "已过期 / expired";
      continue;
    }
    out.missing.clear();
    clock::Callee callee = clock::callee_of_person(unit, row.text("person"));
    if (row.has("liaison")) callee.liaison = row.text("liaison");
    if (row.has("post")) out.post = row.text("post");
    fill_person(unit, out, callee);
    return out;
  }
  return out;
}

Assignee leader_of(Unit& unit, const Record& section) {
  Assignee out = of_work(section);
  out.post = section.text("leader_post");
  const auto holder = out.post.empty() ? std::nullopt : clock::holder_of_post(unit, out.post);
  if (holder) {
    fill_person(unit, out, *holder);
    return out;
  }
  // Without a leader of its own the section's technical person is asked.
  Assignee technical = responsible_for(unit, section, "technical");
  if (technical.missing.empty()) return technical;
  out.missing = "堤段负责人空缺 / no section leader";
  return out;
}

template <class F>
std::vector<Assignee> for_works(Unit& unit, const Action& action, bool everything, const F& assignee) {
  std::vector<Assignee> out;
  for (const Record& work : unit.find_where(action.to.of_type, {}, 5000)) {
    if (everything || action.when.empty() || governed(unit, work, action.when)) out.push_back(assignee(work));
  }
  return out;
}

}  // namespace

std::optional<Record> body_by_code(Unit& unit, const std::string& code) { return by_code(unit, "body", code); }
std::optional<Record> post_by_code(Unit& unit, const std::string& code) { return by_code(unit, "post", code); }

std::vector<Record> receipting_bodies(Unit& unit, const std::vector<std::string>& kinds) {
  std::vector<Record> out;
  for (const std::string& kind : kinds) {
    std::vector<Record> of_kind = unit.find_where("body", {{"kind", kind}});
    std::ranges::sort(of_kind, {}, [](const Record& b) { return b.integer("order", 1'000'000); });
    for (Record& body : of_kind) {
      const json::Value* receipts = body.fields.find("receipts");
      if (receipts != nullptr && receipts->is_bool() && receipts->as_bool() && body.valid_on(today(unit))) {
        out.push_back(std::move(body));
      }
    }
  }
  return out;
}

Reached reached(Unit& unit, const std::string& gauge_id, bool with_forecasts) {
  Reached out;
  for (const Record& alarm : unit.find_where("alarm", {{"gauge", gauge_id}})) {
    const std::string kind = alarm.text("kind");
    if (alarm.state == "cleared" || !(kind == "stage" || (with_forecasts && kind == "forecast"))) continue;
    const int rank = stage_rank(alarm.text("stage_kind"));
    if (rank > out.rank) out.rank = rank;
    out.value = std::max(out.value, alarm.number_of("value"));
  }
  return out;
}

bool governed(Unit& unit, const Record& work, std::string_view when) {
  const Reached gauge = reached(unit, work.text("control_gauge"));
  const std::string own = std::string(when) + "_m";
  if (work.has(own)) return gauge.rank >= 0 && gauge.value >= work.number_of(own);
  if (work.has("shut_stage_m") && gauge.rank >= 0) return gauge.value >= work.number_of("shut_stage_m");
  return gauge.rank >= stage_rank(when);
}

std::vector<Assignee> assignees(Unit& unit, const Action& action, bool everything) {
  switch (action.to.kind) {
    case Target::Kind::kPost: return {of_post(unit, post_by_code(unit, action.to.word), action.to.word)};
    case Target::Kind::kBody: {
      const auto body = body_by_code(unit, action.to.word);
      if (body) return {of_body(unit, *body)};
      Assignee none;
      none.name = action.to.word;
      none.missing = "没有此机构 / there is no such body";
      return {none};
    }
    case Target::Kind::kBodies: {
      std::vector<Assignee> out;
      for (const Record& body : receipting_bodies(unit, {action.to.word})) out.push_back(of_body(unit, body));
      return out;
    }
    case Target::Kind::kRole:
      return for_works(unit, action, everything, [&](const Record& work) { return responsible_for(unit, work, action.to.word); });
    case Target::Kind::kLeaderOf:
      return for_works(unit, action, everything, [&](const Record& work) { return leader_of(unit, work); });
  }
  return {};
}

}  // namespace muster::response
