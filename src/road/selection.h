// Private to road: the part of a contracted graph from which given targets are reached, made once
// for a matrix and swept for every sixteen of its rows.
#pragma once

#include <span>
#include <vector>

#include "road/sweep.h"

namespace muster::road {

/// Where a label of a state of the whole graph counts in the part: at a state there, ms later.
struct Landing {
  u32 state = kNever;  ///< kNever: nowhere
  u32 ms = 0;
};

/// The ancestors of the targets, without gaps. A state that is no target and has one descent below
/// it only is left out: whatever descends to it goes on to that one, so its arcs are joined to
/// those of the lower state and a label of its own counts there, later by the descent. Sums and
/// minima stay the same ones, so every target's label does.
class Selection {
 public:
  /// @param needed  a bit per arc that a fastest path may descend by; empty: all
  Selection(const Ladder& whole, std::span<const Seed> targets,
            std::span<const std::uint64_t> needed);
  Selection(const Selection&) = delete;
  Selection& operator=(const Selection&) = delete;

  [[nodiscard]] const Ladder& ladder() const { return ladder_; }
  /// Of a state of the whole graph.
  [[nodiscard]] Landing landing(u32 state) const {
    const u32 i = index_of_[state];
    return i == kNever ? Landing{} : landings_[i];
  }

 private:
  struct Arc {
    u32 head, ms;
  };
  struct Row {
    u32 first = 0, end = 0;  ///< in arcs_
    u32 below = 0;           ///< how many descents lead from it
    u32 mixed = 0;           ///< the exclusive or of where they lead: the state itself when one
    bool is_target = false;
    [[nodiscard]] u32 size() const { return end - first; }
  };

  void collect(const Ladder& whole, std::span<const Seed> targets);
  void copy_arcs(const Ladder& whole, std::span<const std::uint64_t> needed);
  void leave_out(u32 i);
  void join(u32 upper, u32 lower);
  void finish();

  std::vector<u32> states_;    ///< ascending; rows_ and landings_ go along
  std::vector<u32> index_of_;  ///< state → index, kNever outside
  std::vector<Row> rows_;
  std::vector<Arc> arcs_;
  std::vector<Landing> landings_;
  std::vector<u32> first_, head_, in_;
  Ladder ladder_;
};

}  // namespace muster::road
