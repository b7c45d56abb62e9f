// Ladders: who is called next when nobody answers. Rungs are dated data (rule "ladders"); each rung called is a record `callout`.
#pragma once

#include "record/record.h"

namespace muster::clock {

/// Someone who can be called for a post or person: found from assignments valid now.
struct Callee {
  std::string person;
  std::string post;
  std::string liaison;  ///< who may answer for a leader; the call goes to them (代签收)
  bool is_leader = false;
};

/// The holder (or acting holder) of a post at the unit's present.
[[nodiscard]] std::optional<Callee> holder_of_post(record::Unit& unit, const std::string& post_id);
/// The person in the post they hold now, with their liaison.
[[nodiscard]] Callee callee_of_person(record::Unit& unit, const std::string& person_id);
/// Who is on duty now in a body's room (`place`: main, leader, deputy of its shift); an empty body means the city's room, the one
/// that stands highest in the tree of places.
[[nodiscard]] std::optional<Callee> on_duty(record::Unit& unit, const std::string& body_id, std::string_view place);

/// Nobody need be called any more: the open call-outs of a ladder about a record end. What was answered stays.
Status withdraw_calls(record::Unit& unit, const std::string& about, const std::string& ladder);

/// Reactor of `callout`: a missed rung calls the next one, an answered one withdraws the others.
Status on_callout(record::Unit& unit, const record::Change& change);

}  // namespace muster::clock
