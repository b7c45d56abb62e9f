#include "observation/alarms.h"

#include <fmt/format.h>

#include <algorithm>

namespace muster::observation {
namespace {

using record::Draft;
using record::Record;
using record::Unit;
using telemetry::Stage;
using telemetry::Step;

std::optional<Record> open_alarm(Unit& unit, const std::string& gauge, std::string_view kind) {
  for (Record& alarm : unit.find_where("alarm", {{"gauge", gauge}, {"kind", std::string(kind)}})) {
    if (alarm.state != "cleared") return std::move(alarm);
  }
  return std::nullopt;
}

json::Array shown_readings(const std::vector<telemetry::Reading>& recent) {
  json::Array out;
  const std::size_t from = recent.size() > 12 ? recent.size() - 12 : 0;
  for (std::size_t i = from; i < recent.size(); ++i) {
    out.push_back(json::Array{format_time(recent[i].at), recent[i].value, recent[i].quality});
  }
  return out;
}

// The fields that say why: which stage, by how much, from which readings, and what the rule proposes.
json::Object stage_fields(Unit& unit, const Sight& sight, const Axis& axis, int stage, double value) {
  json::Object fields{{"value", value}};
  if (stage < 0) return fields;
  Stage at = axis.stages[static_cast<std::size_t>(stage)];
  if (axis.down) at.value_m = -at.value_m;
  fields.set("stage_kind", at.kind);
  fields.set("threshold_m", at.value_m);
  if (!at.id.empty()) fields.set("threshold", at.id);
  fields.set("over_m", telemetry::over(value, at.value_m));
  fields.set("rule", fmt::format("{} {} {} {:.2f} m（{}）", sight.gauge.label, axis.down ? "≤" : "≥", unit.model().word("stage_kind", at.kind),
                                  at.value_m, axis.down ? "达到或低于" : "达到或超过"));
  fields.set("proposed_level", nullptr);
  const json::Value* key = sight.gauge.fields.find("is_key");
  if (key != nullptr && key->is_bool() && key->as_bool()) {
    const std::string level = advised_level(unit.model(), axis.rule, axis.stages, axis.down ? -value : value, unit.now());
    if (!level.empty()) fields.set("proposed_level", level);
  }
  return fields;
}

Draft new_alarm(const Record& gauge, std::string_view kind, UtcTime since) {
  Draft draft;
  draft.type = "alarm";
  draft.jurisdiction_id = gauge.jurisdiction_id;
  draft.occurred_at = since;
  draft.fields = {{"gauge", gauge.id}, {"kind", std::string(kind)}, {"since", format_time(since)}};
  return draft;
}

Draft step_of(const Record& alarm, const char* move, json::Object fields) {
  Draft draft;
  draft.type = "alarm";
  draft.id = alarm.id;
  draft.move = move;
  draft.fields = std::move(fields);
  return draft;
}

void add_all(json::Object& into, json::Object from) {
  for (auto& [name, value] : from) into.set(name, std::move(value));
}

// The farthest value of the axis so far: the highest, or of low water the lowest.
double farther(const Axis& axis, double a, double b) { return axis.down ? std::min(a, b) : std::max(a, b); }

Result<std::string> raise_stage(Unit& unit, const Sight& sight, const Axis& axis, const telemetry::Verdict& verdict) {
  const telemetry::Reading& newest = sight.recent.back();
  Draft draft = new_alarm(sight.gauge, axis.alarm, newest.at);
  add_all(draft.fields, stage_fields(unit, sight, axis, verdict.stage, newest.value));
  draft.fields.set("property", sight.property);
  draft.fields.set("readings", shown_readings(sight.recent));
  draft.fields.set("last_at", format_time(newest.at));
  draft.fields.set("peak_value", newest.value);
  if (verdict.rate_m_h) draft.fields.set("rate_m_h", *verdict.rate_m_h);
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return made->id;
}

Result<std::string> step_stage(Unit& unit, const Sight& sight, const Axis& axis, const telemetry::Verdict& verdict, const Record& alarm) {
  const telemetry::Reading& newest = sight.recent.back();
  const char* move = verdict.stage_step == Step::kUp ? "step_up" : verdict.stage_step == Step::kDown ? "step_down" : "clear";
  json::Object fields = stage_fields(unit, sight, axis, verdict.stage, newest.value);
  fields.set("readings", shown_readings(sight.recent));
  fields.set("last_at", format_time(newest.at));
  if (verdict.stage_step == Step::kUp) fields.set("peak_value", farther(axis, newest.value, alarm.number_of("peak_value", newest.value)));
  if (verdict.stage_step != Step::kClear) {
    fields.set("step", verdict.stage_step == Step::kUp ? "up" : "down");
    fields.set("step_at", format_time(newest.at));
    fields.set("previous_kind", alarm.text("stage_kind"));
  }
  const auto moved = unit.move_by_rule(step_of(alarm, move, std::move(fields)));
  if (!moved) return fail(moved.error());
  return alarm.id;
}

Result<std::string> change_rate(Unit& unit, const Sight& sight, const telemetry::Verdict& verdict, const std::optional<Record>& alarm) {
  const telemetry::Reading& newest = sight.recent.back();
  if (verdict.rate_step == Step::kClear && alarm) {
    const auto moved = unit.move_by_rule(step_of(*alarm, "clear", {{"value", newest.value}, {"last_at", format_time(newest.at)}}));
    if (!moved) return fail(moved.error());
    return alarm->id;
  }
  Draft draft = new_alarm(sight.gauge, "rate", newest.at);
  draft.fields.set("property", sight.property);
  draft.fields.set("value", newest.value);
  draft.fields.set("rate_m_h", *verdict.rate_m_h);
  draft.fields.set("rule", fmt::format("{} 涨率 {:.2f} m/h ≥ {:.2f} m/h", sight.gauge.label, *verdict.rate_m_h, sight.parameters.rise_m_h));
  draft.fields.set("readings", shown_readings(sight.recent));
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return made->id;
}

}  // namespace

int index_of(const std::vector<Stage>& stages, const std::string& kind) {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].kind == kind) return static_cast<int>(i);
  }
  return -1;
}

std::vector<Axis> axes_of(const Sight& sight) {
  std::vector<Axis> axes{{"stage", "advised_level", false, sight.stages, sight.recent}};
  if (!sight.low.empty()) axes.push_back({"low", "advised_level_drought", true, telemetry::mirrored(sight.low), telemetry::mirrored(sight.recent)});
  return axes;
}

Result<std::vector<std::string>> apply_reading(Unit& unit, const Sight& sight) {
  std::vector<std::string> changed;
  const auto rate_alarm = open_alarm(unit, sight.gauge.id, "rate");
  for (const Axis& axis : axes_of(sight)) {
    const auto alarm = open_alarm(unit, sight.gauge.id, axis.alarm);
    const int stage = alarm ? index_of(axis.stages, alarm->text("stage_kind")) : -1;
    const telemetry::Verdict verdict = telemetry::judge(axis.recent, axis.stages, sight.parameters, stage, false);
    if (verdict.stage_step == Step::kNone) continue;
    const auto id = alarm ? step_stage(unit, sight, axis, verdict, *alarm) : raise_stage(unit, sight, axis, verdict);
    if (!id) return fail(id.error());
    changed.push_back(*id);
  }
  const telemetry::Verdict verdict = telemetry::judge(sight.recent, {}, sight.parameters, -1, rate_alarm.has_value());
  if (verdict.rate_step != Step::kNone) {
    const auto id = change_rate(unit, sight, verdict, rate_alarm);
    if (!id) return fail(id.error());
    changed.push_back(*id);
  }
  return changed;
}

Result<std::vector<std::string>> apply_forecast(Unit& unit, const Sight& sight, const std::vector<Record>& issue) {
  const auto rule = unit.model().rule("alarm_parameters", city_day(unit.now()));
  if (!rule) return fail(rule.error());
  const auto horizon = parse_duration((*rule)->body["forecast"].text("horizon", "72h"));
  if (!horizon) return fail(horizon.error());
  const int present = sight.recent.empty() ? -1 : telemetry::stage_of(sight.stages, sight.recent.back().value);
  int highest = present;
  const Record* first = nullptr;
  for (const Record& value : issue) {
    const auto valid_at = value.instant("valid_at");
    if (!valid_at || *valid_at <= unit.now() || *valid_at > unit.now() + *horizon) continue;
    const int reached = telemetry::stage_of(sight.stages, value.number_of("value"));
    if (reached > highest) {
      highest = reached;
      first = &value;
    }
  }
  const auto alarm = open_alarm(unit, sight.gauge.id, "forecast");
  if (first == nullptr) {
    if (!alarm) return std::vector<std::string>{};
    const auto cleared = unit.move_by_rule(step_of(*alarm, "clear", {}));
    if (!cleared) return fail(cleared.error());
    return std::vector<std::string>{alarm->id};
  }
  json::Object fields = stage_fields(unit, sight, axes_of(sight).front(), highest, first->number_of("value"));
  fields.set("rule", fields.find("rule")->as_string() + "，" + first->text("issuer") + " 预报 " + first->text("valid_at").substr(5, 11));
  fields.set("forecast", first->id);
  fields.set("expected_at", first->text("valid_at"));
  if (!alarm) {
    Draft draft = new_alarm(sight.gauge, "forecast", first->instant("issued_at").value_or(unit.now()));
    draft.fields.set("property", sight.property);
    add_all(draft.fields, std::move(fields));
    const auto made = unit.create_by_rule(draft);
    if (!made) return fail(made.error());
    return std::vector<std::string>{made->id};
  }
  const int before = index_of(sight.stages, alarm->text("stage_kind"));
  if (before == highest) {
    const auto followed = unit.move_by_rule(step_of(*alarm, "follow", {{"value", first->number_of("value")}, {"forecast", first->id},
                                                                       {"expected_at", first->text("valid_at")}}));
    if (!followed) return fail(followed.error());
    return std::vector<std::string>{};
  }
  fields.set("previous_kind", alarm->text("stage_kind"));
  fields.set("step", highest > before ? "up" : "down");
  const auto moved = unit.move_by_rule(step_of(*alarm, highest > before ? "step_up" : "step_down", std::move(fields)));
  if (!moved) return fail(moved.error());
  return std::vector<std::string>{alarm->id};
}

Result<bool> apply_silence(Unit& unit, const Record& gauge, std::optional<UtcTime> since, std::optional<UtcTime> last_at) {
  const auto alarm = open_alarm(unit, gauge.id, "silent");
  if (since.has_value() == alarm.has_value()) return false;
  if (alarm) {
    const auto cleared = unit.move_by_rule(step_of(*alarm, "clear", {}));
    if (!cleared) return fail(cleared.error());
    return true;
  }
  Draft draft = new_alarm(gauge, "silent", *since);
  draft.fields.set("silent_since", format_time(*since));
  if (last_at) draft.fields.set("last_at", format_time(*last_at));
  draft.fields.set("rule", gauge.label + " 逾报汛间隔未报");
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return true;
}

}  // namespace muster::observation
