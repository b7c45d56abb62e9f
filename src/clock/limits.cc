#include "clock/limits.h"

#include "clock/clock.h"

namespace muster::clock {
namespace {

// Rows of a rule's `limits`, the first that fits wins: { clock: accept, when: <condition>, limit: 30m, working_days: n, source: {…}, mark: check }.
const json::Value* fitting_row(const json::Value& body, const model::ClockDef& clock, const json::Object& fields) {
  if (!body["limits"].is_array()) return nullptr;
  for (const json::Value& row : body["limits"].as_array()) {
    const std::string name = row.text("clock");
    if (!name.empty() && name != clock.name) continue;
    if (!row["when"].is_null() && !model::holds(row["when"], fields)) continue;
    return &row;
  }
  return nullptr;
}

Result<std::optional<Limit>> from_rule(const model::Model& model, const model::ClockDef& clock, const record::Record& record,
                                       UtcTime started_at) {
  const auto rule = model.rule(clock.limit_rule, city_day(started_at));
  if (!rule) return fail(rule.error());
  json::Object fields = record.fields;
  fields.set("state", record.state);
  const json::Value* row = fitting_row((*rule)->body, clock, fields);
  if (row == nullptr) return std::optional<Limit>();
  Limit limit{started_at, Millis{0}, clock.limit_rule, (*rule)->source.zh, row->text("mark", (*rule)->mark)};
  if (const std::int64_t days = row->integer("working_days"); days > 0) {
    const auto due = add_working_days(model, started_at, static_cast<int>(days));
    if (!due) return fail(due.error());
    limit.due_at = *due;
    limit.length = *due - started_at;
    return std::optional(limit);
  }
  const auto length = parse_duration(row->text("limit"));
  if (!length) return fail(length.error());
  limit.length = *length;
  limit.due_at = started_at + *length;
  return std::optional(limit);
}

std::optional<Limit> from_field(const model::ClockDef& clock, const record::Record& record, UtcTime started_at) {
  if (const auto due = record.instant(clock.limit_field)) return Limit{*due, *due - started_at, {}, {}, {}};
  if (record.has(clock.limit_field)) {
    const Millis length{record.integer(clock.limit_field)};
    return Limit{started_at + length, length, {}, {}, {}};
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Limit>> limit_of(const model::Model& model, const model::ClockDef& clock, const record::Record& record,
                                      UtcTime started_at) {
  if (!clock.limit_field.empty()) return from_field(clock, record, started_at);
  if (!clock.limit_rule.empty()) return from_rule(model, clock, record, started_at);
  if (clock.limit.count() == 0) return std::optional<Limit>();
  if (clock.working_days) {
    const auto due = add_working_days(model, started_at, static_cast<int>(clock.limit.count() / 86'400'000));
    if (!due) return fail(due.error());
    return std::optional(Limit{*due, *due - started_at, {}, {}, {}});
  }
  return std::optional(Limit{started_at + clock.limit, clock.limit, {}, {}, {}});
}

}  // namespace muster::clock
