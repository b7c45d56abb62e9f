// A signed brief (值班日报) gets its number of the year and goes to its receivers.
#include "duty/brief.h"

namespace muster::duty {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

Status queue(Unit& unit, const Record& brief, const std::string& code) {
  const auto found = unit.find_where("body", {{"code", code}}, 1);
  if (found.empty()) return fail(error::kNotFound, "receiver", {{"what", code}});
  Draft draft;
  draft.type = "message_out";
  draft.jurisdiction_id = brief.jurisdiction_id;
  draft.fields = {{"channel", "written"}, {"receiver", found.front().text("name")}, {"unit", found.front().id}, {"about", brief.id},
                  {"subject", brief.text("title") + " " + brief.text("issue_no")}, {"text", brief.text("text")}, {"queued_at", format_time(unit.now())}};
  if (found.front().has("peer_url")) draft.fields.set("address", found.front().text("peer_url"));
  if (unit.ledger() != "real") draft.fields.set("marked", unit.ledger().rfind("drill", 0) == 0 ? "【演练】" : "【情景】");
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

// "第 12 期" of the body's year: those signed before it, of its kind, and one.
Result<Record> numbered(Unit& unit, const Record& brief) {
  if (brief.has("issue_no")) return brief;
  const std::string year = brief.text("date").substr(0, 4);
  int before = 0;
  for (const Record& other : unit.find_where("daily_brief", {{"body", brief.text("body")}, {"kind", brief.text("kind")}, {"state", "signed"}}, 5000)) {
    before += other.id != brief.id && other.text("date").substr(0, 4) == year ? 1 : 0;
  }
  Draft draft;
  draft.type = brief.type;
  draft.id = brief.id;
  draft.fields = {{"issue_no", year + "年第" + std::to_string(before + 1) + "期"}};
  return unit.update_by_rule(draft);
}

Status on_brief(Unit& unit, const Change& change) {
  if (change.op == Op::kCreate && !change.after.has("drafted_by") && !unit.viewer().is_system) {
    Draft draft;
    draft.type = change.after.type;
    draft.id = change.after.id;
    draft.fields = {{"drafted_by", unit.viewer().actor.person}};
    const auto named = unit.update_by_rule(draft);
    if (!named) return fail(named.error());
    return {};
  }
  if (change.op != Op::kMove || change.move != "sign") return {};
  const auto brief = numbered(unit, change.after);
  if (!brief) return fail(brief.error());
  const auto rule = unit.model().rule("duty_limits", city_day(unit.now()));
  if (!rule) return fail(rule.error());
  const json::Value& receivers = (*rule)->body["brief_receivers"][brief->text("kind")];
  for (const json::Value& code : receivers.is_array() ? receivers.as_array() : json::Array{}) {
    if (Status queued = queue(unit, *brief, code.as_string()); !queued) return queued;
  }
  return {};
}

}  // namespace

void attach(record::Store& store) { store.react("daily_brief", on_brief); }

}  // namespace muster::duty
