#include "clock/limits.h"

#include "clock/clock.h"

namespace muster::clock {
namespace {

// A rule's `limits` give each clock its length: "30m", or { limit: 30m } / { working_days: 5 } with a mark of its own.
struct Length {
  std::string text;
  std::int64_t working_days = 0;
  std::string mark;
};

std::optional<Length> length_in(const json::Value& body, const model::ClockDef& clock) {
  const json::Value& row = body["limits"][clock.name];
  if (row.is_string()) return Length{row.as_string(), 0, {}};
  if (!row.is_object()) return std::nullopt;
  return Length{row.text("limit"), row.integer("working_days"), row.text("mark")};
}

Result<std::optional<Limit>> from_rule(const model::Model& model, const model::ClockDef& clock, UtcTime started_at) {
  const auto rule = model.rule(clock.limit_rule, city_day(started_at));
  if (!rule) return fail(rule.error());
  const auto length = length_in((*rule)->body, clock);
  if (!length) return std::optional<Limit>();
  Limit limit{started_at, Millis{0}, clock.limit_rule, (*rule)->source.zh, length->mark.empty() ? (*rule)->mark : length->mark};
  if (length->working_days > 0) {
    const auto due = add_working_days(model, started_at, static_cast<int>(length->working_days));
    if (!due) return fail(due.error());
    limit.due_at = *due;
    limit.length = *due - started_at;
    return std::optional(limit);
  }
  const auto span = parse_duration(length->text);
  if (!span) return fail(span.error());
  limit.length = *span;
  limit.due_at = started_at + *span;
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
  if (!clock.limit_rule.empty()) return from_rule(model, clock, started_at);
  if (clock.limit.count() == 0) return std::optional<Limit>();
  if (clock.working_days) {
    const auto due = add_working_days(model, started_at, static_cast<int>(clock.limit.count() / 86'400'000));
    if (!due) return fail(due.error());
    return std::optional(Limit{*due, *due - started_at, {}, {}, {}});
  }
  return std::optional(Limit{started_at + clock.limit, clock.limit, {}, {}, {}});
}

}  // namespace muster::clock
