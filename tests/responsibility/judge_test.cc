// One cell of the net: who holds a role of a work on a day, and what is wrong with it.
#include "responsibility/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::responsibility {
namespace {

Term term(const std::string& person, const std::string& from, const std::string& to = {}) {
  Term out;
  out.record = person + from;
  out.person = person;
  out.from = from;
  out.to = to;
  out.contact = Contact::kProved;
  return out;
}
Term with(Term made, Contact contact, Contact liaison = Contact::kUnknown) {
  made.contact = contact;
  if (liaison != Contact::kUnknown) made.liaison = "liaison";
  made.liaison_contact = liaison;
  return made;
}
Term left(Term made, const std::string& day) {
  made.left_on = day;
  return made;
}
Term noted(Term made) {
  made.note = "调离";
  return made;
}

struct Case {
  const char* name;
  std::vector<Term> terms;
  CellState state;
  const char* why;
  bool due = true;
  bool several = false;
};

TEST(NetCell, SaysWhatIsWrongOnTheDay) {
  const Case cases[] = {
      {"held", {term("a", "2026-04-01")}, CellState::kHeld, ""},
      {"held on its last day", {term("a", "2026-04-01", "2026-08-20")}, CellState::kHeld, ""},
      {"held from its first day", {term("a", "2026-08-20")}, CellState::kHeld, ""},
      {"nobody ever", {}, CellState::kGap, "never"},
      {"begins tomorrow", {term("a", "2026-08-21")}, CellState::kGap, "never"},
      {"ran out", {term("a", "2026-04-01", "2026-08-19")}, CellState::kExpired, "term_ended"},
      {"ended for a reason", {noted(term("a", "2026-04-01", "2026-08-19"))}, CellState::kGap, "left"},
      {"left the post, though the term is open", {left(term("a", "2026-04-01"), "2026-07-31")}, CellState::kGap, "left"},
      {"leaves the post at the end of the day", {left(term("a", "2026-04-01"), "2026-08-20")}, CellState::kHeld, ""},
      {"the later of two ended ones counts", {noted(term("a", "2025-04-01", "2026-03-31")), term("b", "2026-04-01", "2026-08-01")}, CellState::kExpired, "term_ended"},
      {"succeeded", {noted(term("a", "2026-04-01", "2026-08-19")), term("b", "2026-08-20")}, CellState::kHeld, ""},
      {"two at once", {term("a", "2026-04-01"), term("b", "2026-05-01")}, CellState::kDuplicate, "several"},
      {"two where several may", {term("a", "2026-04-01"), term("b", "2026-05-01")}, CellState::kHeld, "", true, true},
      {"not reached", {with(term("a", "2026-04-01"), Contact::kFailing)}, CellState::kUnreachable, "failing"},
      {"never proved", {with(term("a", "2026-04-01"), Contact::kUnproved)}, CellState::kUnreachable, "unproved"},
      {"proved too long ago", {with(term("a", "2026-04-01"), Contact::kStale)}, CellState::kUnreachable, "stale"},
      {"reached through the liaison", {with(term("a", "2026-04-01"), Contact::kUnproved, Contact::kProved)}, CellState::kHeld, ""},
      {"neither reached nor the liaison", {with(term("a", "2026-04-01"), Contact::kStale, Contact::kFailing)}, CellState::kUnreachable, "stale"},
      {"one of several reached", {with(term("a", "2026-04-01"), Contact::kFailing), term("b", "2026-04-01")}, CellState::kHeld, "", true, true},
      {"nothing known of a past day", {with(term("a", "2026-04-01"), Contact::kUnknown)}, CellState::kHeld, ""},
      {"not due and empty", {}, CellState::kNone, "", false},
      {"not due but held", {with(term("a", "2026-04-01"), Contact::kFailing)}, CellState::kHeld, "", false},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const Cell cell = judge("technical", one.due, one.several, one.terms, "2026-08-20");
    EXPECT_EQ(state_name(cell.state), state_name(one.state));
    EXPECT_EQ(cell.why, one.why);
    EXPECT_EQ(is_hole(cell.state), one.state != CellState::kHeld && one.state != CellState::kNone);
  }
}

TEST(NetCell, AGapNamesWhoHeldItLast) {
  const Cell cell = judge("technical", true, false, {term("a", "2025-01-01", "2025-12-31"), left(term("b", "2026-01-01"), "2026-07-31")}, "2026-08-20");
  ASSERT_TRUE(cell.former);
  EXPECT_EQ(cell.former->person, "b");
  EXPECT_EQ(end_of(*cell.former), "2026-07-31");
}

TEST(NetContact, IsJudgedByTheRule) {
  const ContactRule rule{.valid_for = std::chrono::days{180}, .fails_before_unreachable = 2, .season_from = "05-01", .season_to = "10-15", .renew_after = std::chrono::days{1}};
  const UtcTime at = *parse_time("2026-08-20T09:00:00+08:00");
  EXPECT_EQ(judge_contact(rule, at - std::chrono::days{180}, 0, at), Contact::kProved);
  EXPECT_EQ(judge_contact(rule, at - std::chrono::days{180} - Millis{1}, 0, at), Contact::kStale);
  EXPECT_EQ(judge_contact(rule, at, 1, at), Contact::kProved);
  EXPECT_EQ(judge_contact(rule, at, 2, at), Contact::kFailing);
  EXPECT_EQ(judge_contact(rule, std::nullopt, 0, at), Contact::kUnproved);
}

TEST(NetContact, GrowsOldOnlyInTheSeason) {
  const ContactRule rule{.valid_for = std::chrono::days{180}, .fails_before_unreachable = 2, .season_from = "05-01", .season_to = "10-15", .renew_after = {}};
  const UtcTime proved = *parse_time("2025-01-01T09:00:00+08:00");
  const std::pair<const char*, Contact> cases[] = {{"2026-04-30T23:59:00+08:00", Contact::kProved}, {"2026-05-01T00:00:00+08:00", Contact::kStale},
                                                   {"2026-10-15T23:59:00+08:00", Contact::kStale}, {"2026-10-16T00:00:00+08:00", Contact::kProved}};
  for (const auto& [at, contact] : cases) EXPECT_EQ(judge_contact(rule, proved, 0, *parse_time(at)), contact) << at;
}

TEST(NetSpans, AreTheDaysThatNobodyHeld) {
  struct Spans {
    const char* name;
    std::vector<Term> terms;
    std::vector<Span> spans;
  };
  const Spans cases[] = {
      {"never known", {}, {}},
      {"open term", {term("a", "2026-04-01")}, {}},
      {"the time before the first term is not known", {term("a", "2026-05-01")}, {}},
      {"ended", {term("a", "2026-04-01", "2026-07-31")}, {{"2026-08-01", "2026-10-31"}}},
      {"succeeded next day", {term("a", "2026-04-01", "2026-07-31"), term("b", "2026-08-01")}, {}},
      {"a gap between two", {term("b", "2026-08-11"), term("a", "2026-04-01", "2026-07-31")}, {{"2026-08-01", "2026-08-10"}}},
      {"a short one inside a long one", {term("a", "2026-04-01", "2026-09-30"), term("b", "2026-05-01", "2026-05-31")}, {{"2026-10-01", "2026-10-31"}}},
      {"two gaps", {term("a", "2026-04-01", "2026-04-30"), term("b", "2026-05-03", "2026-05-31")}, {{"2026-05-01", "2026-05-02"}, {"2026-06-01", "2026-10-31"}}},
      {"ended before the window", {term("a", "2026-01-01", "2026-02-28")}, {{"2026-04-01", "2026-10-31"}}},
      {"begins after the window", {term("a", "2026-12-01")}, {}},
  };
  for (const Spans& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_THAT(uncovered(one.terms, "2026-04-01", "2026-10-31"), testing::ElementsAreArray(one.spans));
  }
}

}  // namespace
}  // namespace muster::responsibility
