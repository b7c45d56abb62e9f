#include "road/selection.h"

#include <algorithm>
#include <bit>

namespace muster::road {

Selection::Selection(const Ladder& whole, std::span<const Seed> targets,
                     std::span<const std::uint64_t> needed) {
  collect(whole, targets);
  copy_arcs(whole, needed);
  // A state's descents come from lower ones only, and these have been dealt with before it.
  for (u32 i = 0; i < rows_.size(); ++i) {
    if (!rows_[i].is_target && rows_[i].below <= 1) leave_out(i);
  }
  finish();
}

void Selection::collect(const Ladder& whole, std::span<const Seed> targets) {
  std::vector<std::uint64_t> marked((whole.states + 63) / 64, 0);
  const auto mark = [&](u32 state) { marked[state >> 6] |= std::uint64_t{1} << (state & 63U); };
  for (const Seed& seed : targets) mark(seed.state);
  index_of_.assign(whole.states, kNever);
  std::size_t arcs = 0;
  // Parents rank higher: one pass upward in the order of memory marks and numbers all ancestors.
  for (u32 i = 0; i < marked.size(); ++i) {
    for (std::uint64_t before = 0, word = 0; (word = marked[i] & ~before) != 0;) {
      const auto bit = static_cast<u32>(std::countr_zero(word));
      before |= std::uint64_t{1} << bit;
      const u32 state = i * 64 + bit;
      index_of_[state] = static_cast<u32>(states_.size());
      states_.push_back(state);
      const u32 first = whole.first[state], end = whole.first[state + 1];
      if (first != end) mark(whole.head[first]);
      arcs += end - first;
    }
  }
  arcs_.reserve(arcs);
  rows_.resize(states_.size());
  landings_.resize(states_.size());
  for (const Seed& seed : targets) rows_[index_of_[seed.state]].is_target = true;
}

void Selection::copy_arcs(const Ladder& whole, std::span<const std::uint64_t> needed) {
  for (u32 i = 0; i < states_.size(); ++i) {
    rows_[i].first = static_cast<u32>(arcs_.size());
    for (u32 arc = whole.first[states_[i]]; arc < whole.first[states_[i] + 1]; ++arc) {
      const bool kept = needed.empty() || (needed[arc >> 6] >> (arc & 63U) & 1U) != 0;
      if (!kept || whole.in[arc] == kNever) continue;
      const u32 head = index_of_[whole.head[arc]];
      arcs_.push_back({head, whole.in[arc]});
      ++rows_[head].below;
      rows_[head].mixed ^= i;
    }
    rows_[i].end = static_cast<u32>(arcs_.size());
  }
}

void Selection::leave_out(u32 i) {
  if (rows_[i].below == 1) {
    join(i, rows_[i].mixed);
  } else {
    for (u32 k = rows_[i].first; k < rows_[i].end; ++k) {
      Row& above = rows_[arcs_[k].head];
      --above.below;
      above.mixed ^= i;
    }
  }
  rows_[i].end = rows_[i].first;
  rows_[i].below = kNever;
}

/// Gives the upper one's arcs to the lower one, both sorted by head, and its label a landing there.
void Selection::join(u32 upper, u32 lower) {
  const auto begin = static_cast<u32>(arcs_.size());
  const Row& from = rows_[upper];
  Row& to = rows_[lower];
  u32 down_ms = 0;
  for (u32 k = to.first; k < to.end; ++k) {
    if (arcs_[k].head == upper) down_ms = arcs_[k].ms;
  }
  u32 a = to.first, b = from.first;
  while (a < to.end || b < from.end) {
    if (a < to.end && arcs_[a].head == upper) {
      ++a;
    } else if (b == from.end || (a < to.end && arcs_[a].head < arcs_[b].head)) {
      arcs_.push_back(arcs_[a++]);
    } else {
      Arc arc = arcs_[b++];
      arc.ms = std::min(arc.ms + down_ms, kNever);
      Row& above = rows_[arc.head];
      above.mixed ^= upper;
      if (a < to.end && arcs_[a].head == arc.head) {
        arc.ms = std::min(arc.ms, arcs_[a++].ms);
        --above.below;
      } else {
        above.mixed ^= lower;
      }
      arcs_.push_back(arc);
    }
  }
  to.first = begin;
  to.end = static_cast<u32>(arcs_.size());
  landings_[upper] = {lower, down_ms};
}

void Selection::finish() {
  std::vector<u32> number(rows_.size(), kNever);
  first_.push_back(0);
  u32 count = 0;
  for (u32 i = 0; i < rows_.size(); ++i) {
    if (rows_[i].below != kNever || rows_[i].is_target) number[i] = count++;
  }
  for (u32 i = 0; i < rows_.size(); ++i) {
    if (number[i] == kNever) {
      if (landings_[i].state != kNever) landings_[i].state = number[landings_[i].state];
      continue;
    }
    landings_[i] = {number[i], 0};
    for (u32 k = rows_[i].first; k < rows_[i].end; ++k) {
      head_.push_back(number[arcs_[k].head]);
      in_.push_back(arcs_[k].ms);
    }
    first_.push_back(static_cast<u32>(head_.size()));
  }
  rows_ = {};
  arcs_ = {};
  ladder_.first = first_.data();
  ladder_.head = head_.data();
  ladder_.in = in_.data();
  ladder_.states = count;
}

}  // namespace muster::road
