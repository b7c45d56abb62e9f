// What changes the responsibility net: contact proofs that renew themselves, and people who leave.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "responsibility/net.h"

namespace muster::responsibility {

/// Registers the rules: an answered call, a receipt, an accepted task and a call taken down prove a contact; a proof is written on the person; a
/// changed number must be proved again. Only in ledger "real": a scenario calls nobody, and registers are read-only there.
void attach(record::Store& store);

/// Somebody leaves (换届批量替换).
struct Replacement {
  std::string person;
  std::string with;    ///< successor; empty: what they held becomes a gap on `from`
  std::string from;    ///< first day without them
  std::string reason;  ///< written on what ends
};
/// Within one intent: the person's responsibilities end on the day before `from` and open for the successor; so do the assignments that the
/// viewer may change (the others are named in `assignments_left`: a post gives rights, which only its own administrator gives away); open tasks go
/// to the successor, else to the deputy of the post, else to the duty room, unless `from` lies ahead. With the viewer's own rights: one
/// responsibility that they may not change refuses the whole. Where the person signs for others (代签收), as liaison of a term, of a member body
/// or of a leader, the row ends and goes on with the successor; rows of others that may not be changed are named in `liaisons_left`.
/// @return {ended, opened, removed, assignments_ended, assignments_left:[…], liaisons_replaced, liaisons_ended, liaisons_left:[…], tasks:[{id, label, person, person_name}], holes}
[[nodiscard]] Result<json::Value> replace(record::Unit& unit, const Replacement& replacement);

/// Someone whose contact needs proof, most works first.
struct ToAsk {
  std::string person;
  std::string name;
  std::string job;
  std::string unit;
  std::string county;     ///< of the first work
  std::int64_t works = 0;
  Contact contact = Contact::kUnproved;
  std::int64_t fails = 0;
  std::optional<UtcTime> proved_at;
  std::optional<UtcTime> asked_at;  ///< asked on this day already, without success: not to be asked again today
};
/// Persons and liaisons of the net of the day whose contact is not proved by the rule.
[[nodiscard]] Result<std::vector<ToAsk>> to_ask(record::Unit& unit, const record::Viewer& viewer, const Asked& asked);

/// Someone who could take a role of a work.
struct Candidate {
  std::string person;
  std::string name;
  std::string job;
  std::string post;
  std::string unit;
  bool same_unit = false;  ///< as whoever held it last
  std::int64_t works = 0;  ///< held on the day, in any role
  Contact contact = Contact::kUnknown;
  std::optional<UtcTime> proved_at;
};
/// People of the work's county who hold the role elsewhere or belong to the former holder's body; same body first, then those proved, then the
/// least burdened. @return at most eight
[[nodiscard]] Result<std::vector<Candidate>> candidates(record::Unit& unit, const record::Viewer& viewer, const Work& work, const Cell& cell, const Asked& asked);

}  // namespace muster::responsibility
