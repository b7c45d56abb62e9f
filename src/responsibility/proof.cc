// Contact proof (联系方式证实): real calls and receipts count by themselves, so that nobody is asked twice.
#include <algorithm>

#include "responsibility/register.h"
#include "responsibility/responsibility.h"

namespace muster::responsibility {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

struct Proof {
  std::string person;
  std::string way;      ///< of dictionary contact_way
  std::string result = "reached";
  std::string channel;
  std::string proved_by;
  std::string answered_by;
  std::string evidence;
};

std::optional<UtcTime> later(std::optional<UtcTime> a, std::optional<UtcTime> b) { return a && b ? std::max(*a, *b) : a ? a : b; }

Status write_proof(Unit& unit, const Proof& proof) {
  if (unit.ledger() != "real" || proof.person.empty() || unit.model().type("contact_proof") == nullptr) return {};
  const auto person = unit.find("person", proof.person);
  const auto rule = contact_rule(unit.model(), city_day(unit.now()));
  if (!person || !rule) return {};  // an answered call must not fail because a rule is missing
  const auto proved = person->instant("contact_proved_at");
  // A night of many calls proves a number once, not fifty times.
  const bool fresh = proved && *proved + rule->renew_after > unit.now() && person->integer("contact_fails") == 0;
  if (fresh && proof.result == "reached") return {};
  Draft draft;
  draft.type = "contact_proof";
  draft.jurisdiction_id = person->jurisdiction_id;
  draft.fields = {{"person", proof.person}, {"at", format_time(unit.now())}, {"way", proof.way}, {"result", proof.result}};
  if (!proof.channel.empty()) draft.fields.set("channel", proof.channel);
  if (!proof.proved_by.empty()) draft.fields.set("proved_by", proof.proved_by);
  if (!proof.answered_by.empty()) draft.fields.set("answered_by", proof.answered_by);
  if (!proof.evidence.empty()) draft.fields.set("evidence", proof.evidence);
  if (proof.result == "reached") draft.fields.set("valid_to", format_date(city_day(unit.now() + rule->valid_for)));
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

// Somebody answered for a person: they themselves, their liaison, or the desk that took the answer down.
Status answered(Unit& unit, const Record& row, const std::string& by, std::string_view channel) {
  const std::string person = row.text("person");
  const std::string spoken = channel == "telephone" || channel == "voice" || channel == "radio" ? "real_call" : "receipt";
  if (by.empty() || (by != person && by != row.text("liaison"))) {
    return write_proof(unit, {.person = person, .way = "real_call", .channel = std::string(channel), .proved_by = by, .answered_by = {}, .evidence = row.id});
  }
  if (Status own = write_proof(unit, {.person = by, .way = spoken, .channel = std::string(channel), .proved_by = {}, .answered_by = {}, .evidence = row.id}); !own) return own;
  if (by == person) return {};
  return write_proof(unit, {.person = person, .way = "liaison", .channel = std::string(channel), .proved_by = {}, .answered_by = by, .evidence = row.id});
}

Status on_callout(Unit& unit, const Change& change) {
  if (change.after.state != "answered" || change.before.state == "answered") return {};
  const Record& call = change.after;
  const std::string channel = call.has("answer_channel") ? call.text("answer_channel") : call.text("channel");
  if (call.text("answer") != "unreached") return answered(unit, call, call.text("answered_by"), channel);
  return write_proof(unit, {.person = call.text("person"), .way = "real_call", .result = "no_answer", .channel = channel, .proved_by = call.text("answered_by"), .answered_by = {}, .evidence = call.id});
}

Status on_task(Unit& unit, const Change& change) {
  if (change.move != "accept") return {};
  return answered(unit, change.after, change.after.text("accepted_by"), change.after.text("channel"));
}

Status on_receipt(Unit& unit, const Change& change) {
  if (change.move != "accept") return {};
  return write_proof(unit, {.person = change.after.text("accepted_by"), .way = "receipt", .channel = change.after.text("channel"), .proved_by = {}, .answered_by = {}, .evidence = change.after.id});
}

Status on_call_record(Unit& unit, const Change& change) {
  if (change.op != Op::kCreate) return {};
  return write_proof(unit, {.person = change.after.text("caller_person"), .way = "real_call", .channel = "telephone", .proved_by = change.after.text("recorder"), .answered_by = {}, .evidence = change.after.id});
}

Status on_proof(Unit& unit, const Change& change) {
  if (change.op != Op::kCreate) return {};
  const Record& proof = change.after;
  const auto person = unit.find("person", proof.text("person"));
  const auto at = proof.instant("at");
  if (!person || !at) return {};
  const auto proved = person->instant("contact_proved_at");
  const std::string result = proof.text("result");
  const bool outdated = proved && *at < *proved;  // entered late: a newer one has been written
  if (outdated) return {};
  Draft draft;
  draft.type = "person";
  draft.id = person->id;
  if (result == "reached") {
    draft.fields = {{"contact_proved_at", format_time(*at)}, {"contact_fails", 0}};
  } else {
    const auto rule = contact_rule(unit.model(), city_day(*at));
    const std::int64_t fails = person->integer("contact_fails") + 1;
    // A wrong number and someone who has left are not tried a second time.
    const bool certain = rule && (result == "wrong_number" || result == "left");
    draft.fields = {{"contact_fails", certain ? std::max(fails, rule->fails_before_unreachable) : fails}};
  }
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

Status on_person(Unit& unit, const Change& change) {
  if (change.op != Op::kUpdate || change.before.text("phone").empty() || change.before.text("phone") == change.after.text("phone")) return {};
  const auto proved = change.after.instant("contact_proved_at");
  if (!proved || proved != change.before.instant("contact_proved_at")) return {};
  Draft draft;
  draft.type = "person";
  draft.id = change.after.id;
  draft.fields = {{"contact_proved_at", nullptr}, {"contact_fails", 0}};
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

// Tries of the day that reached nobody: person → last of them.
std::map<std::string, UtcTime> asked_today(Unit& unit, UtcTime at) {
  std::map<std::string, UtcTime> out;
  unit.connection().each(
      "SELECT t.f_person, t.f_at FROM r_contact_proof t WHERE t.ledger = 'real' AND t.deleted_at IS NULL AND t.f_at >= $1 AND t.f_at <= $2 "
      "AND t.f_result <> 'reached' ORDER BY t.f_at",
      {to_millis(city_midnight(city_day(at))), to_millis(at)}, [&](const db::Row& row) {
        out[row[0].text()] = from_millis(row[1].integer());
        return true;
      });
  return out;
}

}  // namespace

void attach(record::Store& store) {
  store.react("callout", on_callout);
  store.react("task", on_task);
  store.react("receipt", on_receipt);
  store.react("call_record", on_call_record);
  store.react("contact_proof", on_proof);
  store.react("person", on_person);
}

Result<std::vector<ToAsk>> to_ask(Unit& unit, const record::Viewer& viewer, const Asked& asked) {
  const auto known = read_register(unit, viewer, asked);
  if (!known) return fail(known.error());
  const auto contacts = Contacts::read(unit, asked.at, asked.now);
  if (!contacts) return fail(contacts.error());
  const std::string day = format_date(city_day(asked.at));
  const auto tried = asked_today(unit, asked.at);
  std::map<std::string, ToAsk> people;
  const auto note = [&](const Work& work, const std::string& person, const Term& term, bool is_holder) {
    const Contacts::State state = contacts->of(person);
    if (person.empty() || state.contact == Contact::kProved || state.contact == Contact::kUnknown) return;
    ToAsk& one = people[person];
    if (one.person.empty()) one.county = work.county;
    one.person = person;
    if (is_holder) {
      one.name = term.person_name;
      one.job = term.job;
      one.unit = term.unit;
    } else if (one.name.empty()) {
      one.name = term.liaison_name;
    }
    ++one.works;
    one.contact = state.contact;
    one.fails = state.fails;
    one.proved_at = later(state.proved_at, one.proved_at);
    if (const auto try_of = tried.find(person); try_of != tried.end()) one.asked_at = try_of->second;
  };
  for (const Work& work : known->works) {
    const auto of_work = known->terms.find(work.id);
    if (of_work == known->terms.end()) continue;
    for (const auto& [role, terms] : of_work->second) {
      for (const Term& term : terms) {
        if (!holds_on(term, day)) continue;
        note(work, term.person, term, true);
        note(work, term.liaison, term, false);
      }
    }
  }
  std::vector<ToAsk> out;
  for (auto& [id, one] : people) out.push_back(std::move(one));
  std::ranges::sort(out, [](const ToAsk& a, const ToAsk& b) { return std::tuple(-a.works, a.name, a.person) < std::tuple(-b.works, b.name, b.person); });
  return out;
}

}  // namespace muster::responsibility
