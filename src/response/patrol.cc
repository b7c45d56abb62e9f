// Patrol (巡堤查险): a row per section and shift from defence stage up, reported in one line.
#include <algorithm>

#include "clock/ladder.h"
#include "response/response.h"

namespace muster::response {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

struct Slot {
  UtcTime from;
  UtcTime to;
};

// Slots are counted from the city's midnight, so that every section's shifts begin together.
Slot slot_at(UtcTime now, Millis interval) {
  const UtcTime midnight = city_midnight(city_day(now));
  const auto passed = (now - midnight) / interval;
  return {midnight + passed * interval, midnight + (passed + 1) * interval};
}

constexpr const char* kStageWords[] = {"flood_limit", "defence", "warning", "guarantee", "guarantee"};

struct Rules {
  const json::Value* patrol = nullptr;
  const json::Value* guard = nullptr;
  Millis report_within{900'000};
};

Result<Rules> rules_of(const model::Model& model, UtcTime now) {
  const auto patrol = model.rule("patrol_intervals", city_day(now));
  const auto guard = model.rule("guard_deployment", city_day(now));
  if (!patrol || !guard) return fail(!patrol ? patrol.error() : guard.error());
  const auto within = parse_duration((*patrol)->body.text("report_within", "15m"));
  if (!within) return fail(within.error());
  return Rules{&(*patrol)->body, &(*guard)->body, *within};
}

Draft shift_of(Unit& unit, const Record& section, const std::string& stage, const Rules& rules, const Slot& slot, Millis interval) {
  Draft draft;
  draft.type = "patrol_shift";
  draft.jurisdiction_id = section.jurisdiction_id;
  draft.occurred_at = slot.from;
  const double per_km = (*rules.guard)["people_per_km"][stage].number(section.text("class"));
  draft.fields = {{"section", section.id},
                  {"shift_start", format_time(slot.from)},
                  {"shift_end", format_time(slot.to)},
                  {"due_at", format_time(slot.to + rules.report_within)},
                  {"from_stake", section.integer("from_stake")},
                  {"to_stake", section.integer("to_stake")},
                  {"stage_kind", stage},
                  {"interval", std::int64_t{interval.count()}},
                  {"groups", (*rules.patrol)[stage].integer("groups_per_hut", 1)},
                  {"people_due", static_cast<std::int64_t>(per_km * section.number_of("length_km") + 0.5)}};
  if (section.has("leader_post")) {
    if (const auto leader = clock::holder_of_post(unit, section.text("leader_post"))) draft.fields.set("leader", leader->person);
  }
  return draft;
}

// A shift that nobody reported until the next one owed its line too is recorded as not reported: the queue holds what can still be done.
Status lapse_old(Unit& unit) {
  for (const Record& shift : unit.find_where("patrol_shift", {{"state", "due"}}, 20'000)) {
    const auto due = shift.instant("due_at");
    if (!due || unit.now() < *due + Millis{shift.integer("interval")}) continue;
    Draft draft;
    draft.type = "patrol_shift";
    draft.id = shift.id;
    draft.move = "lapse";
    if (const auto lapsed = unit.move_by_rule(draft); !lapsed) return fail(lapsed.error());
  }
  return {};
}

Result<int> plan_in(Unit& unit) {
  const auto rules = rules_of(unit.model(), unit.now());
  if (!rules) return fail(rules.error());
  if (Status lapsed = lapse_old(unit); !lapsed) return fail(lapsed.error());
  std::map<std::string, Reached> gauges;
  int made = 0;
  for (const Record& section : unit.find_where("dike_section", {}, 5000)) {
    const std::string gauge = section.text("control_gauge");
    const auto [at, fresh] = gauges.try_emplace(gauge);
    if (fresh) at->second = reached(unit, gauge, false);
    if (at->second.rank < stage_rank("defence")) continue;
    const std::string stage = kStageWords[at->second.rank];
    const auto interval = parse_duration((*rules->patrol)[stage].text("interval", "2h"));
    if (!interval) return fail(interval.error());
    const Slot slot = slot_at(unit.now(), *interval);
    const Draft draft = shift_of(unit, section, stage, *rules, slot, *interval);
    if (!unit.find_where("patrol_shift", {{"section", section.id}, {"shift_start", *draft.fields.find("shift_start")}}, 1).empty()) continue;
    const auto created = unit.create_by_rule(draft);
    if (!created) return fail(created.error());
    ++made;
  }
  return made;
}

}  // namespace

Status PatrolPlanner::run(const std::string& ledger) {
  return chore_.run(ledger, "patrol.plan", [](Unit& unit) -> Result<json::Value> {
    const auto made = plan_in(unit);
    if (!made) return fail(made.error());
    return json::Value(*made);
  });
}

}  // namespace muster::response
