// What follows from a change of a warning, in its transaction.
#include "warning/rules.h"

#include <algorithm>

#include "base/id.h"
#include "warning/warning.h"

namespace muster::warning {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

// A test or an exercise must never stand among the city's real warnings (CAP 1.2, status).
Status check_status(const Unit& unit, const Record& warning) {
  if (unit.ledger() != "real" || warning.text("status") == "Actual") return {};
  return fail(error::kBadValue, "status",
              {{"title", "status"}, {"value", warning.text("status")}, {"reason", bilingual("只能进演练或情景账本", "only a drill's or scenario's ledger takes it")}});
}

// The instant of issue is what CAP calls sent; a warning without an end gets the rule's.
Status stamp_issue(Unit& unit, const Record& warning) {
  const auto limits = rule_body(unit, "warning_limits");
  if (!limits) return fail(limits.error());
  const UtcTime now = std::chrono::floor<std::chrono::seconds>(unit.now());
  Draft draft;
  draft.type = warning.type;
  draft.id = warning.id;
  draft.fields = {{"sent", format_time(now)}};
  const auto expires = warning.instant("expires");
  if (!expires || *expires <= now) {
    const auto validity = parse_duration(limits->text("expires_default", "24h"));
    if (!validity) return fail(validity.error());
    draft.fields.set("expires", format_time(now + *validity));
  }
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

Status on_warning(Unit& unit, const Change& change) {
  const Record& warning = change.after;
  if (Status status = check_status(unit, warning); !status) return status;
  if (change.op == Op::kCreate) {
    if (Status named = name_own(unit, warning); !named) return named;
    return follow_chain(unit, warning);
  }
  if (Status kept = check_name_kept(unit, change); !kept) return kept;
  if (change.op == Op::kUpdate) return void_consents(unit, warning);
  if (change.op != Op::kMove) return {};
  if (Status allowed = check_authority(unit, change); !allowed) return allowed;
  if (change.move == "draft") {
    if (Status named = name_own(unit, warning); !named) return named;
    return open_consents(unit, warning);
  }
  if (change.move == "cancel") return withdraw_consents(unit, warning);
  if (change.move == "issue") {
    if (Status consented = check_consents(unit, warning); !consented) return consented;
    if (Status stamped = stamp_issue(unit, warning); !stamped) return stamped;
  }
  if (change.move == "relay" || change.move == "issue") return call_affected(unit, warning);
  return {};
}

}  // namespace

Result<json::Value> rule_body(const Unit& unit, std::string_view name) {
  const auto rule = unit.model().rule(name, city_day(unit.now()));
  if (!rule) return fail(rule.error());
  return (*rule)->body;
}

std::string hazard_of(const Unit& unit, std::string_view event) {
  std::string text(event);
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto body = rule_body(unit, "hazard_words");
  if (!body || !(*body)["words"].is_array()) return "other";
  for (const json::Value& line : (*body)["words"].as_array()) {
    if (!line["words"].is_array()) continue;
    for (const json::Value& word : line["words"].as_array()) {
      if (word.is_string() && text.find(word.as_string()) != std::string::npos) return line.text("hazard");
    }
  }
  return "other";
}

void attach(record::Store& store) {
  store.react("warning", on_warning);
  store.react("warning_consent", on_consent);
}

Status expire(record::Store& store, const record::CityTime& city, const std::string& ledger) {
  const record::Viewer system = record::Viewer::system("timer");
  record::Query query;
  query.type = "warning";
  query.ledger = ledger;
  query.filters = {{"state", "in", "received,reviewed,relayed,issued"}, {"expires", "le", format_time(city.now(ledger))}};
  query.sort = "expires";
  query.limit = 200;
  query.with_total = false;
  const auto page = store.list(system, query);
  if (!page) return fail(page.error());
  for (const Record& warning : page->items) {
    record::Intent intent;
    intent.id = derived_id("warning expires|" + warning.id + '|' + warning.text("expires"));
    intent.kind = "timer";
    intent.ledger = ledger;
    Draft draft;
    draft.type = warning.type;
    draft.id = warning.id;
    draft.move = "expire";
    const auto moved = store.move(system, intent, draft);
    // Ended in the meantime by an update or by the warning's own clock.
    if (!moved && moved.error().code != error::kWrongState) return fail(moved.error());
  }
  return {};
}

}  // namespace muster::warning
