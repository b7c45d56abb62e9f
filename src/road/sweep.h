// Private to road: one-to-all by PHAST (Delling, Goldberg, Nowatzyk and Werneck, "PHAST:
// Hardware-Accelerated Shortest Path Trees", JPDC 73(7), 2013) on a contracted graph. A search
// upward from the seeds, which follows the elimination tree and needs no queue, then one pass over
// all states from the highest rank to the lowest. Several searches run side by side, one per lane.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "road/metric.h"

namespace muster::road {

inline constexpr u32 kLanes = 16;

/// A contracted graph as one search sees it: `out` climbs, `in` descends.
struct Ladder {
  const u32* first = nullptr;
  const u32* head = nullptr;
  const u32* out = nullptr;
  const u32* in = nullptr;
  const u32* first_below = nullptr;  ///< may be null: no subtree is skipped
  u32 states = 0;
};
[[nodiscard]] Ladder ladder_of(const Metric& metric, Direction direction);

/// A state from which a target of a matrix is reached after some more ms.
struct Entry {
  u32 state = 0;
  u32 ms = 0;
  u32 column = 0;
};
/// For each column and lane the least label of its entries plus their ms; rows of kLanes, aligned.
void gather_least(const u32* labels, std::span<const Entry> entries, u32* rows);

class Selection;  ///< selection.h

/// Memory of a search, kept between searches by one thread.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// Upward part: the seeds' ancestors in ascending order and their labels, `lanes` each.
  void climb(const Ladder& ladder, std::span<const Seed> seeds, u32 lanes);
  [[nodiscard]] const std::vector<u32>& climbed() const { return climbed_; }
  [[nodiscard]] const u32* climbed_labels() const { return climb_labels_.data(); }

  /// climb and descend. Labels of states that are not reached within `budget_ms` are above it, not
  /// necessarily exact. lanes is 1 or kLanes.
  /// @return states × lanes labels, valid until the next call
  std::span<const u32> run(const Ladder& ladder, std::span<const Seed> seeds, u32 lanes,
                           u32 budget_ms = kNever - 1);

  /// The same over a part of the graph, with kLanes lanes.
  std::span<const u32> run_part(const Ladder& whole, const Selection& part,
                                std::span<const Seed> seeds);

 private:
  struct Labels;  ///< aligned to cache lines
  void descend(const Ladder& ladder, u32 lanes, u32 budget_ms);
  u32* room(std::size_t count);

  std::vector<u32> climbed_, climb_labels_, slot_;
  std::vector<std::uint64_t> marked_;
  std::unique_ptr<Labels> labels_;
};

}  // namespace muster::road
