#include "responsibility/judge.h"

#include <algorithm>

namespace muster::responsibility {
namespace {

std::string shifted(std::string_view day, int days) {
  const auto parsed = parse_date(day);
  if (!parsed) return std::string(day);
  return format_date(std::chrono::year_month_day{std::chrono::sys_days{*parsed} + std::chrono::days{days}});
}

bool reachable(Contact contact) { return contact == Contact::kProved || contact == Contact::kUnknown; }

// The last one whose time is over by the day.
std::optional<Term> last_before(const std::vector<Term>& terms, std::string_view day) {
  const Term* last = nullptr;
  for (const Term& term : terms) {
    const std::string end = end_of(term);
    if (end.empty() || end >= day) continue;
    if (last == nullptr || end_of(*last) < end) last = &term;
  }
  return last == nullptr ? std::nullopt : std::optional<Term>(*last);
}

void judge_empty(Cell& cell, const std::vector<Term>& terms, std::string_view day) {
  cell.former = last_before(terms, day);
  cell.state = CellState::kGap;
  cell.why = cell.former ? "left" : "never";
  const bool ran_out = cell.former && cell.former->left_on.empty() && cell.former->note.empty();
  if (!ran_out) return;
  cell.state = CellState::kExpired;
  cell.why = "term_ended";
}

}  // namespace

std::string_view contact_name(Contact contact) {
  switch (contact) {
    case Contact::kProved: return "proved";
    case Contact::kFailing: return "failing";
    case Contact::kStale: return "stale";
    case Contact::kUnproved: return "unproved";
    case Contact::kUnknown: return "unknown";
  }
  return "unknown";
}

Contact judge_contact(const ContactRule& rule, std::optional<UtcTime> proved_at, std::int64_t fails, UtcTime at) {
  if (fails >= rule.fails_before_unreachable) return Contact::kFailing;
  if (!proved_at) return Contact::kUnproved;
  const std::string day = format_date(city_day(at)).substr(5);
  const bool in_season = rule.season_from.empty() || (rule.season_from <= day && day <= rule.season_to);
  return in_season && *proved_at + rule.valid_for < at ? Contact::kStale : Contact::kProved;
}

std::string end_of(const Term& term) {
  if (term.to.empty() || term.left_on.empty()) return term.to.empty() ? term.left_on : term.to;
  return std::min(term.to, term.left_on);
}

bool holds_on(const Term& term, std::string_view day) {
  const std::string end = end_of(term);
  return term.from <= day && (end.empty() || day <= end);
}

std::string_view state_name(CellState state) {
  switch (state) {
    case CellState::kNone: return "none";
    case CellState::kHeld: return "held";
    case CellState::kGap: return "gap";
    case CellState::kExpired: return "expired";
    case CellState::kDuplicate: return "duplicate";
    case CellState::kUnreachable: return "unreachable";
  }
  return "none";
}

bool is_hole(CellState state) { return state != CellState::kNone && state != CellState::kHeld; }

Cell judge(std::string role, bool due, bool several, const std::vector<Term>& terms, std::string_view day) {
  Cell cell;
  cell.role = std::move(role);
  cell.due = due;
  for (const Term& term : terms) {
    if (holds_on(term, day)) cell.people.push_back(term);
  }
  std::ranges::sort(cell.people, [](const Term& a, const Term& b) { return std::pair(a.from, a.record) < std::pair(b.from, b.record); });
  if (cell.people.empty()) {
    if (due) judge_empty(cell, terms, day);
    return cell;
  }
  cell.state = CellState::kHeld;
  if (!due) return cell;
  if (cell.people.size() > 1 && !several) {
    cell.state = CellState::kDuplicate;
    cell.why = "several";
    return cell;
  }
  const bool reached = std::ranges::any_of(cell.people, [](const Term& term) {
    return reachable(term.contact) || (!term.liaison.empty() && reachable(term.liaison_contact));
  });
  if (reached) return cell;
  cell.state = CellState::kUnreachable;
  cell.why = contact_name(cell.people.front().contact);
  return cell;
}

std::vector<Span> uncovered(const std::vector<Term>& terms, std::string_view from, std::string_view to) {
  std::vector<std::pair<std::string, std::string>> held;
  for (const Term& term : terms) held.emplace_back(term.from, end_of(term));
  std::ranges::sort(held);
  std::vector<Span> out;
  if (held.empty()) return out;
  std::string open = std::max(std::string(from), held.front().first);  // first day not yet known to be covered
  for (const auto& [begin, end] : held) {
    if (begin > to) break;
    if (begin > open) out.push_back({open, shifted(begin, -1)});
    if (end.empty()) return out;
    if (end >= open) open = shifted(end, 1);
    open = std::max(open, begin > open ? begin : open);
  }
  if (open <= to) out.push_back({open, std::string(to)});
  return out;
}

}  // namespace muster::responsibility
