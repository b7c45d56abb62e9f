// The people who report: first, follow-up and final reports with their receipts, guard counts, zero reports and the daily brief, by the
// same rights and clocks as everybody's. What is late on purpose says so.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "demo/autopilot.h"
#include "demo/city.h"
#include "demo/demo.h"
#include "demo/habits.h"
#include "demo/scenario.h"
#include "duty/brief.h"
#include "incident/incident.h"
#include "response/response.h"

namespace muster::demo {
namespace {

using identity::Viewer;
using record::Record;
using std::chrono::minutes;

constexpr const char* kOnPurpose = "【情景】设定迟报";
constexpr int kGuardHours[] = {8, 20};
constexpr minutes kGuardAfter{9};
constexpr minutes kGuardLate{52};
constexpr const char* kLateCounty = "421087";  // whose guard count comes late
constexpr minutes kBriefAt{7 * 60 + 12};

json::Object nothing(const Record& /*record*/) { return {}; }
Who officer(const Record& /*record*/) { return duty_officer(); }
Who leader(const Record& /*record*/) { return duty_leader(); }

bool is_late_receipt(const Record& receipt) {
  return receipt.text("about") == id_of("dike_incident", kLateIncident) && receipt.text("report_kind") == "first" &&
         receipt.text("receiver") == id_of("body", "city_committee_office");
}

json::Object heard(const Record& receipt) {
  const bool late = is_late_receipt(receipt);
  return {{"receipt_by", late ? std::string("值班员（") + kOnPurpose + "）" : std::string("值班员（情景）")}, {"receipt_no", "情景" + std::to_string(spread(receipt.id) % 900 + 100)}};
}

// Most townships report in time; every twenty-third is called by its ladder and reports late.
bool is_late_township(const Record& zero) { return spread(zero.text("body")) % 23 == 0; }

Who township(const Record& zero, bool late) { return is_late_township(zero) == late ? Who{zero.text("person"), {}} : Who{}; }

minutes drafted_after(const std::string& kind, std::int64_t serial) {
  if (kind == "first") return minutes(5);
  if (kind == "final") return minutes(120);
  return serial > 1 ? minutes(5 * 60) : minutes(30);
}

std::string name_of_report(const std::string& about, const std::string& kind, std::int64_t serial) {
  return "report " + about + ' ' + kind + ' ' + std::to_string(serial);
}

// What the newcomer has drafted is the newcomer's to send.
bool is_ours(const Record& report) { return report.id == id_of("report", name_of_report(report.text("about"), report.text("kind"), report.integer("serial", 1))); }
std::string brief_id(const std::string& date) { return id_of("daily_brief", "brief " + date); }

std::vector<Record> rows(record::Store& store, const char* type, std::vector<record::Filter> filters) {
  record::Query query;
  query.type = type;
  query.ledger = kLedger;
  query.filters = std::move(filters);
  query.limit = 500;
  query.with_total = false;
  auto page = store.list(Viewer::system("demo"), query);
  return page ? std::move(page->items) : std::vector<Record>{};
}

record::Draft report_on(record::Store& store, const Record& incident, const std::string& kind, std::int64_t serial) {
  const Viewer system = Viewer::system("demo");
  const auto section = store.get(system, "dike_section", incident.text("section"));
  std::string water;
  if (const auto gauge = store.get(system, "gauge", incident.text("control_gauge")); gauge && incident.has("gauge_stage_m")) {
    water = fmt::format("{}站水位{:.2f}米", gauge->text("name"), incident.number_of("gauge_stage_m"));
  }
  const incident::ReportDraft text = incident::draft_report(store.model(), incident, section ? section->label : std::string(), water, kind,
                                                            rows(store, "task", {{"about", "eq", incident.id}}));
  record::Draft draft;
  draft.type = "report";
  draft.jurisdiction_id = incident.jurisdiction_id;
  json::Array unknowns;
  for (const std::string& unknown : text.unknowns) unknowns.emplace_back(unknown);
  draft.fields = {{"title", text.title}, {"kind", kind}, {"serial", serial}, {"about", incident.id}, {"text", text.text}, {"unknowns", std::move(unknowns)}};
  return draft;
}

}  // namespace

std::vector<Habit> report_habits() {
  const auto no_fields = nothing;
  return {
      {"report", "submitted", minutes(2), "approve", leader, no_fields},
      {"report", "approved", minutes(1), "send", [](const Record& r) { return is_ours(r) ? duty_officer() : Who{}; }, no_fields},
      // The telephone does not wait for a text; what was sent is asked after a while later.
      {"report_receipt", "waiting", minutes(6), "acknowledge", [](const Record& r) { return r.text("channel") == "telephone" ? duty_officer() : Who{}; }, heard},
      {"report_receipt", "sent", minutes(4), "acknowledge", [](const Record& r) { return is_late_receipt(r) ? Who{} : duty_officer(); }, heard},
      {"report_receipt", "sent", minutes(85), "acknowledge", [](const Record& r) { return is_late_receipt(r) ? duty_officer() : Who{}; }, heard},
      {"report_receipt", "delivered", minutes(4), "acknowledge", officer, heard},
      {"zero_report", "due", minutes(6 * 60), "report", [](const Record& z) { return township(z, false); },
       [](const Record&) { return json::Object{{"nothing", true}, {"channel", "phone_page"}}; }},
      {"zero_report", "due", minutes(9 * 60 + 25), "report", [](const Record& z) { return township(z, true); },
       [](const Record&) { return json::Object{{"nothing", true}, {"text", kOnPurpose}, {"channel", "telephone"}}; }},
      {"daily_brief", "draft", minutes(6), "sign", [](const Record& b) { return b.id == brief_id(b.text("date")) ? duty_leader() : Who{}; }, no_fields},
  };
}

// A report for each kind and number that a receiver waits for, a while after its clock began, unless somebody has written one.
int Autopilot::draft_reports() {
  int done = 0;
  const UtcTime now = city_.now(kLedger);
  std::set<std::string> looked;
  for (const Record& receipt : rows(store_, "report_receipt", {{"state", "eq", "waiting"}})) {
    const std::string kind = receipt.text("report_kind");
    const std::int64_t serial = receipt.integer("serial", 1);
    const std::string name = name_of_report(receipt.text("about"), kind, serial);
    const UtcTime starts = receipt.instant("starts_at").value_or(now);
    if (receipt.has("report") || starts <= scenario_start() || now < starts + drafted_after(kind, serial) || tried_.contains(name) || !looked.insert(name).second) continue;
    const auto written = rows(store_, "report", {{"about", "eq", receipt.text("about")}, {"kind", "eq", kind}, {"serial", "eq", std::to_string(serial)}, {"state", "ne", "dropped"}});
    const auto about = store_.get(Viewer::system("demo"), "dike_incident", receipt.text("about"));
    if (!written.empty() || !about) continue;
    const Who who = duty_officer();
    record::Draft draft = report_on(store_, *about, kind, serial);
    draft.id = id_of("report", name);
    if (!act(who.person, who.post, draft, name)) continue;
    record::Draft submit;
    submit.type = draft.type;
    submit.id = draft.id;
    submit.move = "submit";
    done += act(who.person, who.post, submit, name + " submit") ? 2 : 1;
  }
  return done;
}

Result<int> Autopilot::count_guards() {
  const UtcTime now = city_.now(kLedger);
  int done = 0;
  for (const int hour : kGuardHours) {
    const UtcTime at = city_midnight(city_day(now)) + std::chrono::hours(hour);
    for (const County& county : counties()) {
      const std::string name = "guard " + county.code + ' ' + format_time(at);
      const minutes after = county.code == kLateCounty ? kGuardLate : kGuardAfter;
      if (at <= scenario_start() || now < at + after || tried_.contains(name)) continue;
      std::int64_t due = 0;
      const Status looked = store_.look(Viewer::system("demo"), std::string(kLedger), [&](record::Unit& unit) -> Status {
        const auto table = response::guard_table(unit, now);
        if (!table) return fail(table.error());
        for (const response::GuardRow& row : table->rows) due += row.jurisdiction_id == place_id(county.code) ? row.people_due : 0;
        return {};
      });
      if (!looked) return fail(looked.error());
      if (due == 0) {
        tried_.insert(name);
        continue;
      }
      const auto leaders = static_cast<std::int64_t>(std::lround(static_cast<double>(due) * 0.03));
      const Who who = county_officer(county.code);
      record::Draft draft;
      draft.type = "guard_report";
      draft.jurisdiction_id = place_id(county.code);
      draft.fields = {{"at", format_time(at)}, {"area", place_id(county.code)}, {"leaders", leaders},
                      {"labour", due - leaders - static_cast<std::int64_t>(spread(name) % 40)}, {"channel", "telephone"}};
      if (county.code == kLateCounty) draft.fields.set("note", kOnPurpose);
      draft.fields.set("reporter", who.person);
      done += act(who.person, who.post, draft, name) ? 1 : 0;
    }
  }
  return done;
}

int Autopilot::write_brief() {
  const UtcTime now = city_.now(kLedger);
  const auto day = city_day(now);
  const std::string name = "brief " + format_date(day);
  const UtcTime at = city_midnight(day) + kBriefAt;
  if (observation_ == nullptr || at <= scenario_start() || now < at || now > at + minutes(4 * 60) || tried_.contains(name)) return 0;
  const Who who = duty_officer();
  const auto viewer = directory_.viewer("demo", who.person, who.post, now);
  if (!viewer) return 0;
  const auto brief = duty::draft_brief({store_, *observation_, city_}, *viewer, std::string(kLedger), day);
  if (!brief) return 0;
  record::Draft draft;
  draft.type = "daily_brief";
  draft.id = brief_id(format_date(day));
  draft.fields = {{"title", brief->title}, {"body", id_of("body", "city_bureau")}, {"date", format_date(day)}, {"kind", "duty"},
                  {"text", brief->text}, {"facts", brief->facts}, {"due_at", format_time(brief->due_at)}};
  return act(who.person, who.post, draft, name) ? 1 : 0;
}

Result<int> Autopilot::report() {
  const auto guards = count_guards();
  if (!guards) return guards;
  return draft_reports() + *guards + write_brief();
}

}  // namespace muster::demo
