#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/geo.h"
#include "incident/incident.h"
#include "incident/line.h"
#include "observation/readings.h"

namespace muster::incident {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

Status done(const Result<Record>& result) {
  if (!result) return fail(result.error());
  return {};
}

Status move_by_rule(Unit& unit, const Record& record, const char* name, json::Object fields) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.move = name;
  draft.fields = std::move(fields);
  return done(unit.move_by_rule(draft));
}

std::optional<Record> body_by_code(Unit& unit, const std::string& code) {
  std::vector<Record> found = unit.find_where("body", {{"code", code}}, 1);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// --- timeline -------------------------------------------------------------------------------------------

Status write_entry(Unit& unit, const Record& about, const std::string& text, const std::string& step, UtcTime at) {
  Draft draft;
  draft.type = "event_entry";
  draft.jurisdiction_id = about.jurisdiction_id;
  draft.occurred_at = at;
  const auto& actor = unit.viewer().actor;
  const std::int64_t number = static_cast<std::int64_t>(unit.find_where("event_entry", {{"about", about.id}}, 10'000).size()) + 1;
  draft.fields = {{"about", about.id}, {"entry_no", number}, {"at", format_time(at)}, {"text", text}, {"automatic", true}};
  if (!step.empty()) draft.fields.set("step", step);
  if (!unit.viewer().is_system) {
    draft.fields.set("person", actor.person);
    if (!actor.post.empty()) draft.fields.set("post", actor.post);
    if (unit.model().dictionaries.at("channel").choice(actor.channel) != nullptr) draft.fields.set("channel", actor.channel);
  }
  return done(unit.create_by_rule(draft));
}

// "限 03:01，早 9 分" beside a stage that has a limit.
std::string beside_limit(Unit& unit, const Record& incident, const std::string& clock_name, UtcTime at) {
  for (const Record& clock : unit.find_where("clock", {{"about", incident.id}, {"name", clock_name}})) {
    const auto due = clock.instant("due_at");
    if (!due) continue;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(at > *due ? at - *due : *due - at).count();
    return fmt::format("（限 {}，{} {} 分）", format_time(*due).substr(11, 5), at > *due ? "迟" : "早", minutes);
  }
  return {};
}

// --- what follows from the place -----------------------------------------------------------------------

constexpr Millis kReadingCounts{6LL * 3'600'000};  // an older one does not tell the outer stage of now

double round_cm(double value) { return std::round(value * 100.0) / 100.0; }

// Facts that the registers know, filled only where nobody gave them.
Status fill_place(Unit& unit, const Record& incident) {
  const auto section = incident.has("section") ? unit.find("dike_section", incident.text("section"))
                                               : section_at(unit, incident.integer("stake"), incident.text("bank"), {});
  if (!section) return {};
  Draft draft;
  draft.type = incident.type;
  draft.id = incident.id;
  const auto fill = [&](const char* name, json::Value value) {
    if (!incident.has(name) && !value.is_null()) draft.fields.set(name, std::move(value));
  };
  fill("section", section->id);
  fill("dike_class", section->text("class"));
  fill("bank", section->text("bank") == "ring" ? json::Value{} : json::Value(section->text("bank")));
  fill("control_gauge", section->text("control_gauge"));
  // An alarm keeps the value at which it was raised; the water has moved since, so the reading before the finding counts.
  const UtcTime found = incident.instant("found_at").value_or(unit.now());
  const auto reading = observation::last_reading(unit.connection(), {unit.ledger(), section->text("control_gauge"), "stage_m"}, found);
  if (reading && reading->at >= found - kReadingCounts) {
    fill("gauge_stage_m", round_cm(reading->value));
    fill("outer_stage_m", round_cm(reading->value + section->number_of("stage_shift_m")));
  }
  if (section->has("inner_m")) fill("ground_m", section->number_of("inner_m"));
  if (incident.geometry.is_null() && !section->geometry.is_null()) {
    const auto line = geo::from_geojson(section->geometry);
    const double from = static_cast<double>(section->integer("from_stake"));
    const double span = static_cast<double>(section->integer("to_stake")) - from;
    if (line && !line->parts.empty() && span != 0) {
      const double share = (static_cast<double>(incident.integer("stake")) - from) / span;
      const auto& path = line->parts.front().front();
      draft.geometry = geo::to_geojson(geo::point(geo::along(path, geo::length_m(path) * share)));
    }
  }
  if (draft.fields.empty() && !draft.geometry) return {};
  draft.jurisdiction_id = section->jurisdiction_id;
  return done(unit.update_by_rule(draft));
}

// --- reports: several receivers, each with its own clock ------------------------------------------------

Status open_reports(Unit& unit, const Record& incident, const char* kind, int serial, UtcTime starts_at) {
  const auto rule = unit.model().rule("reporting_limits", city_day(unit.now()));
  if (!rule) return fail(rule.error());
  const json::Value& rows = (*rule)->body[incident.type][kind];
  if (!rows.is_array()) return {};
  for (const json::Value& row : rows.as_array()) {
    const auto receiver = body_by_code(unit, row.text("receiver"));
    if (!receiver) return fail(error::kNotFound, "receiver", {{"what", row.text("receiver")}});
    const auto limit = parse_duration(serial > 1 ? row.text("repeat", row.text("limit")) : row.text("limit"));
    if (!limit) return fail(limit.error());
    Draft draft;
    draft.type = "report_receipt";
    draft.jurisdiction_id = incident.jurisdiction_id;
    draft.fields = {{"about", incident.id},
                    {"report_kind", kind},
                    {"serial", serial},
                    {"receiver", receiver->id},
                    {"channel", row.text("channel")},
                    {"starts_at", format_time(starts_at)},
                    {"due_at", format_time(starts_at + *limit)},
                    {"rule", row.text("clause")},
                    {"mark", row.text("mark", (*rule)->mark)}};
    if (Status made = done(unit.create_by_rule(draft)); !made) return made;
  }
  return {};
}

Status queue_message(Unit& unit, const Record& report, const Record& receipt) {
  const auto receiver = unit.find("body", receipt.text("receiver"));
  if (!receiver || receipt.text("channel") == "telephone") return {};
  Draft draft;
  draft.type = "message_out";
  draft.jurisdiction_id = report.jurisdiction_id;
  draft.fields = {{"channel", receipt.text("channel")}, {"receiver", receiver->text("name")}, {"unit", receiver->id}, {"about", report.id},
                  {"receipt_of", receipt.id}, {"subject", report.text("title")}, {"text", report.text("text")},
                  {"queued_at", format_time(unit.now())}};
  if (receiver->has("peer_url")) draft.fields.set("address", receiver->text("peer_url"));
  // What leaves a drill or a scenario says so on its face.
  if (unit.ledger() != "real") draft.fields.set("marked", unit.ledger().rfind("drill", 0) == 0 ? "【演练】" : "【情景】");
  return done(unit.create_by_rule(draft));
}

// A sent report goes to every receiver of its kind and number that still waits. It is sent (已报出) when it has left: a message when the
// sender has carried it, a telephoned one when whoever calls has said so.
Status send_report(Unit& unit, const Record& report) {
  const auto waiting = unit.find_where(
      "report_receipt", {{"about", report.text("about")}, {"report_kind", report.text("kind")}, {"serial", report.integer("serial", 1)}});
  for (const Record& receipt : waiting) {
    if (receipt.state != "waiting") continue;
    Draft draft;
    draft.type = "report_receipt";
    draft.id = receipt.id;
    draft.fields = {{"report", report.id}};
    if (Status named = done(unit.update_by_rule(draft)); !named) return named;
    if (Status queued = queue_message(unit, report, receipt); !queued) return queued;
  }
  return {};
}

Status on_report(Unit& unit, const Change& change) {
  if (change.op != Op::kMove) return {};
  const Record& report = change.after;
  const auto about = unit.find("dike_incident", report.text("about"));
  if (change.move == "approve" && about) return write_entry(unit, *about, "签发" + report.text("title"), "report", unit.now());
  if (change.move != "send") return {};
  if (Status sent = send_report(unit, report); !sent) return sent;
  if (!about) return {};
  // The next follow-up counts from the report before it, while the incident is open.
  if (report.text("kind") == "follow_up" && about->state != "closed") {
    if (Status opened = open_reports(unit, *about, "follow_up", static_cast<int>(report.integer("serial", 1)) + 1, unit.now()); !opened) return opened;
  }
  return write_entry(unit, *about, "报出" + report.text("title"), "report", unit.now());
}

Status on_report_receipt(Unit& unit, const Change& change) {
  if (change.op != Op::kMove || change.move != "acknowledge") return {};
  const Record& receipt = change.after;
  const auto about = unit.find("dike_incident", receipt.text("about"));
  const auto receiver = unit.find("body", receipt.text("receiver"));
  if (!about || !receiver) return {};
  const std::string by = receipt.text("receipt_by");
  return write_entry(unit, *about, receiver->text("short_name") + "接悉" + (by.empty() ? "" : "，接悉人 " + by), "report", unit.now());
}

// --- the incident itself --------------------------------------------------------------------------------

std::string facts_line(const model::Model& model, const Record& incident) {
  std::string text = model.word("incident_kind", incident.text("kind"));
  if (incident.has("distance_m")) text += fmt::format(" 堤脚外 {:g} 米", incident.number_of("distance_m"));
  if (incident.has("water")) text += ' ' + model.word("water_look", incident.text("water"));
  if (incident.has("people_on_site")) text += fmt::format(" {} 人在场", incident.integer("people_on_site"));
  return fmt::format("{}+{:03} {}", incident.integer("stake") / 1000, incident.integer("stake") % 1000, text);
}

Status open_first_reports(Unit& unit, const Record& incident) {
  const auto received = incident.instant("received_at");
  if (!received || !unit.find_where("report_receipt", {{"about", incident.id}}, 1).empty()) return {};
  if (Status first = open_reports(unit, incident, "first", 1, *received); !first) return first;
  return open_reports(unit, incident, "follow_up", 1, *received);
}

struct Stage {
  const char* move;
  const char* field;
  const char* clock;
};
constexpr Stage kStages[] = {{"receive", "received_at", "receive"}, {"verify", "verified_at", "verify"}, {"measure", "first_measure_at", "first_measure"},
                             {"control", "under_control_at", "control"}, {"watch", "watched_at", ""}, {"close", "closed_at", "close"}};

// Closing freezes the figures: what they were that day stays beside the record whatever is corrected later.
Status freeze(Unit& unit, const Record& incident) {
  std::int64_t met = 0;
  std::int64_t late = 0;
  for (const Record& clock : unit.find_where("clock", {{"about", incident.id}})) {
    met += clock.state == "met" ? 1 : 0;
    late += clock.integer("late_ms") > 0 ? 1 : 0;
  }
  double gravel = 0;
  std::int64_t tasks = 0;
  for (const Record& task : unit.find_where("task", {{"about", incident.id}})) {
    ++tasks;
    if (task.text("goods") == "sand_gravel") gravel += task.number_of("arrived_quantity", task.number_of("quantity"));
  }
  Draft draft;
  draft.type = incident.type;
  draft.id = incident.id;
  draft.fields = {{"figures", json::Object{{"clocks_met", met}, {"clocks_late", late}, {"tasks", tasks}, {"gravel_m3", gravel},
                                           {"frozen_at", format_time(unit.now())}}}};
  return done(unit.update_by_rule(draft));
}

// Nothing was found: what was to be done about it, and the reports that had not gone, are not owed.
Status call_off(Unit& unit, const Record& incident) {
  for (const Record& clock : unit.find_where("clock", {{"about", incident.id}})) {
    if (clock.state == "met" || clock.state == "cancelled") continue;
    if (Status moved = move_by_rule(unit, clock, "cancel", {{"next_at", nullptr}}); !moved) return moved;
  }
  for (const Record& receipt : unit.find_where("report_receipt", {{"about", incident.id}, {"state", "waiting"}})) {
    if (Status moved = move_by_rule(unit, receipt, "cancel", {{"failed", "查无险情"}}); !moved) return moved;
  }
  return {};
}

Status on_move(Unit& unit, const Change& change) {
  const Record& incident = change.after;
  for (const Stage& stage : kStages) {
    if (change.move != stage.move) continue;
    const UtcTime at = incident.instant(stage.field).value_or(unit.now());
    const model::Move* move = unit.model().type(incident.type)->move(change.move);
    std::string text = move->title.zh + beside_limit(unit, incident, stage.clock, at);
    if (change.move == "measure" || change.move == "control") text += "：" + incident.text("measures");
    if (change.move == "verify") text += "：" + facts_line(unit.model(), incident);
    if (Status written = write_entry(unit, incident, text, change.move, at); !written) return written;
  }
  if (change.move == "receive") return open_first_reports(unit, incident);
  if (change.move == "exclude") {
    if (Status off = call_off(unit, incident); !off) return off;
  }
  if (change.move == "worsen" || change.move == "exclude") {
    const std::string why = change.move == "worsen" ? "复发加重：" + incident.text("measures") : "查无险情：" + incident.text("false_because");
    return write_entry(unit, incident, why, change.move, unit.now());
  }
  if (change.move != "close") return {};
  if (Status frozen = freeze(unit, incident); !frozen) return frozen;
  return open_reports(unit, incident, "final", 1, incident.instant("closed_at").value_or(unit.now()));
}

Status on_incident(Unit& unit, const Change& change) {
  if (change.op == Op::kMove) return on_move(unit, change);
  if (change.op == Op::kUpdate && !unit.viewer().is_system && change.before.fields.size() > 0) return {};
  if (change.op != Op::kCreate) return {};
  const Record& incident = change.after;
  const UtcTime found = incident.instant("found_at").value_or(unit.now());
  if (Status written = write_entry(unit, incident, "发现：" + facts_line(unit.model(), incident), "found", found); !written) return written;
  if (Status filled = fill_place(unit, incident); !filled) return filled;
  // Typed during the call: finding and receipt come in one step, so the record starts as received.
  if (!incident.has("received_at")) return {};
  if (incident.state == "found") {
    Draft draft;
    draft.type = incident.type;
    draft.id = incident.id;
    draft.move = "receive";
    draft.occurred_at = incident.instant("received_at");
    draft.fields = {{"received_at", incident.text("received_at")}};
    return done(unit.move_by_rule(draft));
  }
  return open_first_reports(unit, incident);
}

// --- lines and tasks ------------------------------------------------------------------------------------

// A patrol line that found nothing closes its shift by itself; one that found something waits for the duty desk.
Status on_line(Unit& unit, const Change& change) {
  if (change.op != Op::kCreate) return {};
  const Record& line = change.after;
  if (!line.has("shift")) return {};
  const auto shift = unit.find("patrol_shift", line.text("shift"));
  if (!shift || shift->state != "due") return {};
  const LineFacts facts = read_line(line.text("text"));
  Draft report;
  report.type = "patrol_shift";
  report.id = shift->id;
  report.move = "report";
  report.occurred_at = line.occurred_at;
  report.fields = {{"text", line.text("text").substr(0, 500)}, {"line", line.id}, {"channel", line.text("channel")},
                   {"result", facts.kind.empty() ? "nothing" : "incident"}};
  if (facts.people) report.fields.set("people", *facts.people);
  if (Status reported = done(unit.move_by_rule(report)); !reported) return reported;
  if (!facts.kind.empty()) return {};
  Draft note;
  note.type = "line_report";
  note.id = line.id;
  note.move = "note";
  note.fields = {{"note", "巡查班次已报到"}};
  return done(unit.move_by_rule(note));
}

Status on_task(Unit& unit, const Change& change) {
  if (change.op == Op::kUpdate) return {};
  const Record& task = change.after;
  const auto about = unit.find("dike_incident", task.text("about"));
  if (!about) return {};
  if (change.op == Op::kCreate) return write_entry(unit, *about, "派任务：" + task.text("title"), "task", unit.now());
  const model::Move* move = unit.model().type("task")->move(change.move);
  if (move == nullptr || change.move == "deliver" || change.move == "read") return {};
  std::string text = task.text("title") + " " + move->title.zh;
  if (task.has("answer")) text += "：" + task.text("answer");
  return write_entry(unit, *about, text, "task", unit.now());
}

}  // namespace

std::optional<Record> section_at(Unit& unit, std::int64_t stake, std::string_view bank, std::string_view near_section) {
  std::optional<Record> best;
  const auto near = unit.find("dike_section", near_section);
  for (Record& section : unit.find_where("dike_section", {}, 5000)) {
    const std::int64_t a = section.integer("from_stake");
    const std::int64_t b = section.integer("to_stake");
    if (stake < std::min(a, b) || stake > std::max(a, b)) continue;
    if (!bank.empty() && section.text("bank") != bank) continue;
    if (near && section.text("dike") == near->text("dike")) return std::move(section);
    // Stakes of several dikes overlap: the higher class is meant when nothing else is said.
    if (!best || section.text("class") == "jingjiang") best = std::move(section);
  }
  return best;
}

void attach(record::Store& store) {
  store.react("dike_incident", on_incident);
  store.react("report", on_report);
  store.react("report_receipt", on_report_receipt);
  store.react("line_report", on_line);
  store.react("task", on_task);
}

}  // namespace muster::incident
