#include <algorithm>

#include "base/id.h"
#include "clock/ladder.h"
#include "duty/brief.h"

namespace muster::duty {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;
using record::Viewer;

constexpr std::int64_t kTenMinutes = 600'000;

// --- zero reports ---------------------------------------------------------------------------------------

// Who answers for a body's zero report: whoever holds a post there that may report. The ladder calls them.
std::string reporter_of(Unit& unit, const Record& body) {
  for (const Record& post : unit.find_where("post", {{"body", body.id}})) {
    const json::Value* roles = post.fields.find("roles");
    if (roles == nullptr || !roles->is_array()) continue;
    const bool reports = std::ranges::any_of(roles->as_array(), [](const json::Value& role) { return role.is_string() && role.as_string() == "county_duty"; });
    if (!reports) continue;
    if (const auto holder = clock::holder_of_post(unit, post.id)) return holder->person;
  }
  return {};
}

Result<int> open_day(Unit& unit, const model::Rule& rule, const std::string& day, UtcTime due_at) {
  int made = 0;
  for (const json::Value& kind : rule.body["zero_report_from"].is_array() ? rule.body["zero_report_from"].as_array() : json::Array{}) {
    for (const Record& body : unit.find_where("body", {{"kind", kind}}, 2000)) {
      if (!body.valid_on(day) || !unit.find_where("zero_report", {{"body", body.id}, {"date", day}}, 1).empty()) continue;
      Draft draft;
      draft.type = "zero_report";
      draft.jurisdiction_id = body.jurisdiction_id;
      draft.fields = {{"body", body.id}, {"date", day}, {"due_at", format_time(due_at)}};
      if (const std::string person = reporter_of(unit, body); !person.empty()) draft.fields.set("person", person);
      const auto created = unit.create_by_rule(draft);
      if (!created) return fail(created.error());
      ++made;
    }
  }
  return made;
}

Result<bool> level_in_force(record::Store& store, const std::string& ledger) {
  record::Query query;
  query.type = "level_notice";
  query.ledger = ledger;
  query.filters = {{"state", "eq", "signed"}, {"kind", "ne", "end"}};
  query.limit = 1;
  const auto page = store.list(Viewer::system("rule"), query);
  if (!page) return fail(page.error());
  return !page->items.empty();
}

// --- the signed brief -----------------------------------------------------------------------------------

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

Status ZeroReports::run(const std::string& ledger) {
  const UtcTime now = city_.now(ledger);
  const std::int64_t ten_minutes = to_millis(now) / kTenMinutes;
  std::int64_t& last = last_[ledger];
  if (ten_minutes == last) return {};
  const auto rule = store_.model().rule("duty_limits", city_day(now));
  if (!rule) return fail(rule.error());
  const std::string day = format_date(city_day(now));
  const auto opens = parse_time(day + "T" + (*rule)->body.text("zero_report_opens", "08:00") + ":00+08:00");
  const auto due = parse_time(day + "T" + (*rule)->body.text("zero_report_due", "17:00") + ":00+08:00");
  if (!opens || !due) return fail(!opens ? opens.error() : due.error());
  if (now >= *opens && now < *due) {
    const auto in_force = level_in_force(store_, ledger);
    if (!in_force) return fail(in_force.error());
    if (!*in_force) return {};
    record::Intent intent;
    intent.id = derived_id("zero_reports/" + ledger + '/' + day);
    intent.kind = "zero_report.open";
    intent.ledger = ledger;
    const auto outcome = store_.run(Viewer::system("rule"), intent, [&](Unit& unit) -> Result<json::Value> {
      const auto made = open_day(unit, **rule, day, *due);
      if (!made) return fail(made.error());
      return json::Value(*made);
    });
    if (!outcome) return fail(outcome.error());
  }
  last = ten_minutes;
  return {};
}

Result<json::Object> zero_board(const Sources& s, const Viewer& viewer, const std::string& ledger, std::chrono::year_month_day day) {
  record::Query query;
  query.type = "zero_report";
  query.ledger = ledger;
  query.filters = {{"date", "eq", format_date(day)}};
  const auto all = s.store.list_all(viewer, query);
  if (!all) return fail(all.error());
  const UtcTime now = s.city.now(ledger);
  std::int64_t reported = 0;
  std::int64_t something = 0;
  std::int64_t late = 0;
  json::Array missing;
  for (const Record& row : *all) {
    const auto due = row.instant("due_at");
    if (row.state == "reported") {
      ++reported;
      const json::Value* nothing = row.fields.find("nothing");
      something += nothing != nullptr && nothing->is_bool() && !nothing->as_bool() ? 1 : 0;
      late += row.instant("reported_at").value_or(now) > due.value_or(now) ? 1 : 0;
      continue;
    }
    const auto body = s.store.get(viewer, "body", row.text("body"));
    missing.push_back(json::Object{{"id", row.id}, {"body", row.text("body")}, {"name", body ? body->text("short_name") : row.label},
                                   {"due_at", row.text("due_at")}, {"late", now > due.value_or(now)}});
  }
  return json::Object{{"day", format_date(day)}, {"due", all->size()}, {"reported", reported}, {"something", something}, {"reported_late", late},
                      {"missing", std::move(missing)}, {"rows_url", "/api/v1/records/zero_report?ledger=" + ledger + "&filter=date:eq:" + format_date(day)}};
}

}  // namespace muster::duty
