// One cell of the responsibility net (责任网): who holds a role of a work on a day, and what is wrong with it. Values in, values out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace muster::responsibility {

/// Whether somebody can be reached, by the rule contact_proof.
enum class Contact {
  kProved,   ///< reached within the rule's days
  kFailing,  ///< as many failed calls in a row as the rule allows, or more
  kStale,    ///< in the season, and last reached longer ago than the rule's days
  kUnproved, ///< never reached, or the number has changed since
  kUnknown   ///< of a past day of which nothing is on record: no hole
};
[[nodiscard]] std::string_view contact_name(Contact contact);

/// Rule contact_proof of model/rules/responsibility.yaml.
struct ContactRule {
  Millis valid_for{0};
  std::int64_t fails_before_unreachable = 2;
  std::string season_from;  ///< "05-01": a proof grows old only within the season (both days included); empty: always
  std::string season_to;
  Millis renew_after{0};  ///< a real call renews a proof only when the last one is at least so old
};
/// @param proved_at last time that the person was reached, no later than `at`
[[nodiscard]] Contact judge_contact(const ContactRule& rule, std::optional<UtcTime> proved_at, std::int64_t fails, UtcTime at);

/// One record of type responsibility, with what is known of its person.
struct Term {
  std::string record;
  std::string work;
  std::string role;
  std::string person;
  std::string person_name;
  std::string job;
  std::string unit;          ///< body of the person
  std::string post;
  std::string post_label;
  std::string liaison;
  std::string liaison_name;
  std::string from;          ///< "2026-04-01"
  std::string to;            ///< inclusive; empty: open
  std::string basis;
  std::string note;          ///< why it ended
  std::string left_on;       ///< last day in the post through which it is held, where that is over; empty: still there
  Contact contact = Contact::kUnknown;
  Contact liaison_contact = Contact::kUnknown;
  std::int64_t fails = 0;
  std::optional<UtcTime> proved_at;
};
/// Last day on which the term counts: its own end, or that of the post; empty: open.
[[nodiscard]] std::string end_of(const Term& term);
[[nodiscard]] bool holds_on(const Term& term, std::string_view day);

enum class CellState { kNone, kHeld, kGap, kExpired, kDuplicate, kUnreachable };
[[nodiscard]] std::string_view state_name(CellState state);
/// Everything but kNone and kHeld.
[[nodiscard]] bool is_hole(CellState state);

struct Cell {
  std::string role;
  bool due = false;                ///< by rule responsibility_sets
  CellState state = CellState::kNone;
  std::vector<Term> people;        ///< who hold it on the day
  std::optional<Term> former;      ///< of a gap: who held it last
  std::string why;                 ///< never left term_ended several failing stale unproved; empty when held
};
/// A gap: nobody, or the last one left. Expired: the last term ran out and no reason for leaving is written. Duplicate: several where the rule
/// foresees one. Unreachable: nobody of those who hold it, nor a liaison, by rule contact_proof.
/// @param terms of this work and role, any order
[[nodiscard]] Cell judge(std::string role, bool due, bool several, const std::vector<Term>& terms, std::string_view day);

/// Days of [from, to] on which nobody held it, as closed spans; the time before the first term on record is not counted, nobody knows it.
struct Span {
  std::string from;
  std::string to;
  bool operator==(const Span&) const = default;
};
[[nodiscard]] std::vector<Span> uncovered(const std::vector<Term>& terms, std::string_view from, std::string_view to);

}  // namespace muster::responsibility
