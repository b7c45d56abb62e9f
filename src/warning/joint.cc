// 联合发布: a warning that the rule gives to several authorities carries all their names, and each of them consents to the very words
// that are issued. The leading body releases it by two persons (draft, approve, issue); every other one by a consent of its own.
#include <algorithm>

#include "base/hash.h"
#include "errors/warning.h"
#include "warning/rules.h"

namespace muster::warning {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

// What a consent is given to: whoever changes one of these asks again.
std::string digest_of(const Record& warning) {
  std::string all;
  for (const char* field : {"msg_type", "hazard", "colour", "headline", "headline_en", "text", "text_en", "instruction", "effective", "onset", "expires", "area_text"}) {
    all += warning.text(field) + '\n';
  }
  const json::Value* areas = warning.fields.find("areas");
  all += areas == nullptr ? std::string() : json::write(*areas);
  return sha256_hex(all + json::write(warning.geometry));
}

std::vector<Record> consents_of(Unit& unit, const Record& warning) { return unit.find_where("warning_consent", {{"warning", warning.id}}); }

Result<std::vector<Record>> bodies_of(Unit& unit, const std::vector<std::string>& codes) {
  std::vector<Record> out;
  for (const std::string& code : codes) {
    auto found = unit.find_where("body", {{"code", code}}, 1);
    if (found.empty()) return fail(error::kJointBodyUnknown, "body", {{"authority", code}});
    out.push_back(std::move(found.front()));
  }
  return out;
}

// The leading body first, then as the rule has them; empty where one body issues alone.
Result<std::vector<Record>> issuers_of(Unit& unit, const Record& warning) {
  const auto codes = joint_authorities(unit, warning);
  if (!codes) return fail(codes.error());
  auto bodies = bodies_of(unit, *codes);
  if (!bodies) return fail(bodies.error());
  std::ranges::stable_partition(*bodies, [&](const Record& body) { return body.id == warning.text("body"); });
  return bodies;
}

Status name_all(Unit& unit, const Record& warning, const std::vector<Record>& bodies) {
  std::string names;
  json::Array ids;
  for (const Record& body : bodies) {
    names += (names.empty() ? "" : "、") + body.text("name");
    ids.emplace_back(body.id);
  }
  Draft draft;
  draft.type = warning.type;
  draft.id = warning.id;
  draft.fields = {{"joint_bodies", std::move(ids)}, {"issuer", names}};
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

Status ask(Unit& unit, const Record& warning, const Record& body) {
  Draft draft;
  draft.type = "warning_consent";
  draft.jurisdiction_id = warning.jurisdiction_id;
  draft.fields = {{"warning", warning.id}, {"body", body.id}, {"asked_at", format_time(unit.now())}};
  const auto made = unit.create_by_rule(draft);
  if (!made) return fail(made.error());
  return {};
}

Status ask_again(Unit& unit, const Record& consent) {
  Draft draft;
  draft.type = consent.type;
  draft.id = consent.id;
  draft.move = "void";
  const auto moved = unit.move_by_rule(draft);
  if (!moved) return fail(moved.error());
  Draft cleared;
  cleared.type = consent.type;
  cleared.id = consent.id;
  cleared.fields = {{"asked_at", format_time(unit.now())}};
  for (const char* field : {"given_at", "text_digest", "signer", "channel", "document_no", "recorded_by"}) cleared.fields.set(field, json::Value());
  const auto done = unit.update_by_rule(cleared);
  if (!done) return fail(done.error());
  return {};
}

// Told by telephone or letter: a duty post of the place records who consented and how. In the own name: by another than the drafter.
Status check_giver(Unit& unit, const Record& consent, const Record& warning) {
  const auto& viewer = unit.viewer();
  if (viewer.is_system) return {};
  if (std::ranges::find(viewer.names, consent.text("body")) != viewer.names.end()) {
    if (warning.text("drafted_by") == viewer.actor.person) return fail(error::kTwoPerson, {}, {{"person", viewer.person_name}});
    return {};
  }
  const auto body = unit.find("body", consent.text("body"));
  if (!viewer.may("move", "warning", consent.jpath)) return fail(error::kJointNotYours, "body", {{"name", body ? body->label : consent.text("body")}});
  for (const auto& [field, title] : {std::pair{"signer", "同意人 signer"}, std::pair{"channel", "方式 channel"}}) {
    if (!consent.has(field)) return fail(error::kRequired, field, {{"title", title}});
  }
  return {};
}

Status on_given(Unit& unit, const Record& consent, const Record& warning) {
  Draft draft;
  draft.type = consent.type;
  draft.id = consent.id;
  draft.fields = {{"text_digest", digest_of(warning)}, {"refused_why", json::Value()}};
  if (!consent.has("signer")) draft.fields.set("signer", unit.viewer().person_name);
  const auto done = unit.update_by_rule(draft);
  if (!done) return fail(done.error());
  return {};
}

}  // namespace

Status open_consents(Unit& unit, const Record& warning) {
  const auto issuers = issuers_of(unit, warning);
  if (!issuers) return fail(issuers.error());
  if (issuers->empty()) return {};
  if (Status named = name_all(unit, warning, *issuers); !named) return named;
  const auto asked = consents_of(unit, warning);
  for (const Record& body : *issuers) {
    const bool is_lead = body.id == warning.text("body");
    const bool is_asked = std::ranges::any_of(asked, [&](const Record& one) { return one.text("body") == body.id; });
    if (is_lead || is_asked) continue;
    if (Status made = ask(unit, warning, body); !made) return made;
  }
  return {};
}

Status check_consents(Unit& unit, const Record& warning) {
  const auto issuers = issuers_of(unit, warning);
  if (!issuers) return fail(issuers.error());
  const auto given = consents_of(unit, warning);
  const std::string digest = digest_of(warning);
  std::string missing;
  for (const Record& body : *issuers) {
    if (body.id == warning.text("body")) continue;
    const bool has = std::ranges::any_of(given, [&](const Record& one) { return one.text("body") == body.id && one.state == "given" && one.text("text_digest") == digest; });
    if (!has) missing += (missing.empty() ? "" : "、") + body.label;
  }
  if (!missing.empty()) return fail(error::kJointConsentMissing, "joint_bodies", {{"names", missing}});
  return {};
}

Status void_consents(Unit& unit, const Record& warning) {
  if (!warning.has("joint_bodies") || warning.has("issued_at")) return {};
  const std::string digest = digest_of(warning);
  for (const Record& consent : consents_of(unit, warning)) {
    if (consent.state != "given" || consent.text("text_digest") == digest) continue;
    if (Status asked = ask_again(unit, consent); !asked) return asked;
  }
  return {};
}

Status withdraw_consents(Unit& unit, const Record& warning) {
  for (const Record& consent : consents_of(unit, warning)) {
    if (consent.state != "asked") continue;
    Draft draft;
    draft.type = consent.type;
    draft.id = consent.id;
    draft.move = "withdraw";
    const auto moved = unit.move_by_rule(draft);
    if (!moved) return fail(moved.error());
  }
  return {};
}

Status on_consent(Unit& unit, const Change& change) {
  if (change.op != Op::kMove || change.move == "void" || change.move == "withdraw") return {};
  const Record& consent = change.after;
  const auto warning = unit.find("warning", consent.text("warning"));
  if (!warning) return fail(error::kNotFound, "warning", {{"what", consent.text("warning")}});
  if (warning->state != "drafted" && warning->state != "approved") {
    return fail(error::kWrongState, {}, {{"state", unit.model().type("warning")->state(warning->state)->title.zh}, {"move", change.move}, {"from", "drafted, approved"}});
  }
  if (Status may = check_giver(unit, consent, *warning); !may) return may;
  return change.move == "give" ? on_given(unit, consent, *warning) : Status();
}

}  // namespace muster::warning
