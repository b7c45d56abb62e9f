#include "supply/orders_late.h"

#include <fmt/format.h>

#include <set>

#include "clock/ladder.h"
#include "supply/dispatch_travel.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

std::string text_of(const Record& order, UtcTime expected, std::int64_t minutes) {
  const std::string name = order.number.empty() ? order.text("title") : order.number + ' ' + order.text("title");
  return fmt::format("物资要迟：{}，预计 {} 到 {}，比要求迟 {} 分钟", name, format_time(expected).substr(11, 5), order.text("to_text"), minutes);
}

Status log_it(Unit& unit, const Record& order, const std::string& text) {
  const auto about = find_any(unit, order.text("about"));
  if (!about) return {};
  Draft draft;
  draft.type = "event_entry";
  draft.jurisdiction_id = about->jurisdiction_id;
  const auto number = static_cast<std::int64_t>(unit.find_where("event_entry", {{"about", about->id}}, 10'000).size()) + 1;
  draft.fields = {{"about", about->id}, {"entry_no", number}, {"at", format_time(unit.now())}, {"text", text}, {"automatic", true}, {"source", order.id}};
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

Status call_it(Unit& unit, const Record& order, const std::string& person, const std::string& text, Millis wait) {
  const clock::Callee callee = clock::callee_of_person(unit, person);
  Draft draft;
  draft.type = "callout";
  draft.jurisdiction_id = order.jurisdiction_id;
  draft.fields = {{"about", order.id}, {"text", text}, {"person", person}, {"channel", "sms"}, {"rung", 1},
                  {"sent_at", format_time(unit.now())}, {"due_at", format_time(unit.now() + wait)}};
  if (!callee.post.empty()) draft.fields.set("post", callee.post);
  if (!callee.liaison.empty()) draft.fields.set("liaison", callee.liaison);
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

}  // namespace

Status tell_late(Unit& unit, const record::Change& change) {
  const Record& order = change.after;
  if (order.state != "on_road" || order.has("arrived_at") || change.before.text("expected_at") == order.text("expected_at")) return {};
  const auto expected = order.instant("expected_at");
  const auto wanted = order.instant("wanted_at");
  const auto rule = dispatch_rule(unit.model(), unit.now());
  if (!expected || !wanted || !rule) return {};
  const std::int64_t late = std::chrono::duration_cast<std::chrono::minutes>(*expected - *wanted).count();
  const std::int64_t from = order.has("late_told_at") ? order.integer("late_told_min") + rule->integer("late_again_min", 15) : rule->integer("late_told_min", 10);
  if (late < from) return {};
  Draft stamp;
  stamp.type = "transfer_order";
  stamp.id = order.id;
  stamp.fields = {{"late_told_at", format_time(unit.now())}, {"late_told_min", late}};
  if (const auto stamped = unit.update_by_rule(stamp); !stamped) return fail(stamped.error());
  const std::string text = text_of(order, *expected, late);
  if (Status logged = log_it(unit, order, text); !logged) return logged;
  std::set<std::string> told;
  for (const char* field : {"receiver", "ordered_by"}) {
    const std::string person = order.text(field);
    if (person.empty() || !told.insert(person).second) continue;
    if (Status called = call_it(unit, order, person, text, rule_span(*rule, "late_answer", std::chrono::minutes(30))); !called) return called;
  }
  return {};
}

}  // namespace muster::supply
