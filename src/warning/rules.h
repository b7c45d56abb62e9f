// Private to warning: its rules and the pieces of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cap/cap.h"
#include "record/record.h"

namespace muster::warning {

/// The body of a rule in force today; kNoRule.
[[nodiscard]] Result<json::Value> rule_body(const record::Unit& unit, std::string_view name);

/// Words → hazard by rule hazard_words; "other" when none fits.
[[nodiscard]] std::string hazard_of(const record::Unit& unit, std::string_view event);

// ---- places.cc
/// Jurisdictions (record ids) that an area covers: by GB/T 2260 geocode, then counties that its polygons and circles touch.
[[nodiscard]] std::vector<std::string> jurisdictions_of(record::Unit& unit, const cap::Message& message);
/// The jurisdiction of that name, with or without 市, 县, 区; empty when there is none.
[[nodiscard]] std::optional<record::Record> jurisdiction_named(record::Unit& unit, const std::string& name);
/// The place that stands highest.
[[nodiscard]] std::optional<record::Record> root_place(record::Unit& unit);

// ---- chain.cc
/// The field `references`: "sender,identifier,sent sender,identifier,sent".
[[nodiscard]] std::vector<cap::Reference> references_of(const record::Record& warning);
/// A new message ends those it refers to; one that an earlier message referred to is ended at once. Only the same sender's.
Status follow_chain(record::Unit& unit, const record::Record& created);

// ---- authority.cc
/// Refuses draft, approve and issue in a name that may not issue hazard × colour × area. Rule issuing_authority.
Status check_authority(record::Unit& unit, const record::Change& change);
/// Codes of the authorities that issue this warning together (rule issuing_authority, `with`); empty where one body issues alone, or
/// where its body may not issue at all.
[[nodiscard]] Result<std::vector<std::string>> joint_authorities(record::Unit& unit, const record::Record& warning);
/// Gives an own warning what names it in the world where nobody typed it: identifier (its number) and sent at once, sender (the body's
/// code) and issuer once it is known in whose name it is drafted.
Status name_own(record::Unit& unit, const record::Record& warning);
/// Refuses changes of whose warning it is, and relaying in a name that is not held.
Status check_name_kept(record::Unit& unit, const record::Change& change);

// ---- joint.cc
/// A drafted warning of several authorities: names them all and asks each but the leading one for its consent.
Status open_consents(record::Unit& unit, const record::Record& warning);
/// Refuses to issue words that one of the joint authorities has not consented to: kJointConsentMissing names them.
Status check_consents(record::Unit& unit, const record::Record& warning);
/// Words changed after a consent: it is void and asked for again.
Status void_consents(record::Unit& unit, const record::Record& warning);
/// A draft that is given up: nobody need consent any more.
Status withdraw_consents(record::Unit& unit, const record::Record& warning);
/// Reactor of `warning_consent`: who may give or refuse it, and to which words it was given.
Status on_consent(record::Unit& unit, const record::Change& change);

// ---- affected.cc
/// Calls the duty rooms of the counties and the responsible persons of works in the area, each person once per warning.
Status call_affected(record::Unit& unit, const record::Record& warning);

}  // namespace muster::warning
