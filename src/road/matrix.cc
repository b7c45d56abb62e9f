// Many to many by restricted sweeps (Delling, Goldberg and Werneck, "Faster Batched Shortest Paths in
// Road Networks", ATMOS 2011): the states above the targets are copied into a small graph once, and
// sixteen rows at a time sweep only that.
#include <algorithm>

#include "road/metric.h"
#include "road/sweep.h"

namespace muster::road {
namespace {

/// A state from which a target is reached after some more ms.
struct Entry {
  u32 state = 0;  ///< number in the selection
  u32 ms = 0;
};

/// The ancestors of the targets' entries, renumbered without gaps.
class Selection {
 public:
  Selection(const Ladder& whole, std::vector<Seed> targets) {
    std::vector<u32> states;
    local_of_.assign(whole.states, kNever);
    for (const Seed& seed : targets) {
      for (u32 state = seed.state; local_of_[state] == kNever;) {
        local_of_[state] = 0;
        states.push_back(state);
        if (whole.first[state] == whole.first[state + 1]) break;
        state = whole.head[whole.first[state]];
      }
    }
    std::sort(states.begin(), states.end());
    for (u32 i = 0; i < states.size(); ++i) local_of_[states[i]] = i;
    first_.push_back(0);
    for (const u32 state : states) {
      for (u32 arc = whole.first[state]; arc < whole.first[state + 1]; ++arc) {
        if (whole.in[arc] == kNever) continue;
        head_.push_back(local_of_[whole.head[arc]]);
        in_.push_back(whole.in[arc]);
      }
      first_.push_back(static_cast<u32>(head_.size()));
    }
    ladder_.first = first_.data();
    ladder_.head = head_.data();
    ladder_.in = in_.data();
    ladder_.states = static_cast<u32>(states.size());
  }
  Selection(const Selection&) = delete;
  Selection& operator=(const Selection&) = delete;
  [[nodiscard]] const Ladder& ladder() const { return ladder_; }
  [[nodiscard]] const std::vector<u32>& local_of() const { return local_of_; }

 private:
  std::vector<u32> local_of_, first_, head_, in_;
  Ladder ladder_;
};

class Filler {
 public:
  Filler(const Metric& metric, const std::vector<Place>& from, const std::vector<Place>& to)
      : metric_(metric), from_(from), to_(to) {}

  Result<Matrix> run() {
    out_.rows = from_.size();
    out_.columns = to_.size();
    auto from = snap_all(metric_, from_, "from");
    if (!from) return fail(std::move(from).error());
    auto to = snap_all(metric_, to_, "to");
    if (!to) return fail(std::move(to).error());
    out_.from = *std::move(from);
    out_.to = *std::move(to);
    out_.ms.assign(out_.rows * out_.columns, kNever);
    if (!out_.ms.empty()) fill();
    return std::move(out_);
  }

 private:
  void fill() {
    const Ladder whole = ladder_of(metric_, Direction::kFrom);
    std::vector<Seed> targets;
    std::vector<std::size_t> first{0};
    for (std::size_t i = 0; i < to_.size(); ++i) {
      add_seeds(metric_, out_.to[i], Direction::kTowards, to_[i].offset_ms, 0, targets);
      first.push_back(targets.size());
    }
    const Selection selection(whole, targets);
    std::vector<Entry> entries;
    for (const Seed& seed : targets) entries.push_back({selection.local_of()[seed.state], seed.ms});
    Workspace workspace;
    std::vector<Seed> seeds;
    for (std::size_t row = 0; row < out_.rows; row += kLanes) {
      const auto lanes = static_cast<u32>(std::min<std::size_t>(kLanes, out_.rows - row));
      seeds.clear();
      for (u32 lane = 0; lane < lanes; ++lane)
        add_seeds(metric_, out_.from[row + lane], Direction::kFrom, from_[row + lane].offset_ms,
                  lane, seeds);
      const auto labels = workspace.run_part(whole, selection.ladder(), selection.local_of(), seeds,
                                             kLanes);
      collect(row, lanes, labels.data(), first, entries);
    }
    along_edges();
  }

  void collect(std::size_t row, u32 lanes, const u32* labels, const std::vector<std::size_t>& first,
               const std::vector<Entry>& entries) {
    for (std::size_t column = 0; column < out_.columns; ++column) {
      u32 best[kLanes];
      std::fill(std::begin(best), std::end(best), kNever);
      for (std::size_t i = first[column]; i < first[column + 1]; ++i) {
        const u32* label = labels + entries[i].state * std::size_t{kLanes};
        for (u32 lane = 0; lane < kLanes; ++lane)
          best[lane] = std::min(best[lane], label[lane] + entries[i].ms);
      }
      for (u32 lane = 0; lane < lanes; ++lane)
        out_.ms[(row + lane) * out_.columns + column] = best[lane];
    }
  }

  /// Pairs on the same edge need not leave it.
  void along_edges() {
    std::vector<std::pair<EdgeId, std::size_t>> by_edge;
    for (std::size_t i = 0; i < out_.to.size(); ++i) by_edge.emplace_back(out_.to[i].edge, i);
    std::sort(by_edge.begin(), by_edge.end());
    for (std::size_t row = 0; row < out_.rows; ++row) {
      const Snap& from = out_.from[row];
      auto at = std::lower_bound(by_edge.begin(), by_edge.end(), std::pair(from.edge, std::size_t{0}));
      for (; at != by_edge.end() && at->first == from.edge; ++at) {
        const u32 own = along_edge_ms(metric_, from, out_.to[at->second]);
        if (own == kNever) continue;
        u32& cell = out_.ms[row * out_.columns + at->second];
        cell = std::min(cell, own + from_[row].offset_ms + to_[at->second].offset_ms);
      }
    }
  }

  const Metric& metric_;
  const std::vector<Place>& from_;
  const std::vector<Place>& to_;
  Matrix out_;
};

}  // namespace

Result<Matrix> matrix(const Metric& metric, const std::vector<Place>& from,
                      const std::vector<Place>& to) {
  return Filler(metric, from, to).run();
}

Result<std::vector<std::vector<Near>>> nearest(const Metric& metric, const std::vector<Place>& from,
                                               const std::vector<Place>& to, std::size_t k) {
  const auto all = matrix(metric, from, to);
  if (!all) return fail(all.error());
  std::vector<std::vector<Near>> out(to.size());
  std::vector<Near> column;
  for (std::size_t i = 0; i < to.size(); ++i) {
    column.clear();
    for (u32 row = 0; row < all->rows; ++row) {
      if (all->at(row, i) < kNever) column.push_back({row, all->at(row, i)});
    }
    const std::size_t kept = std::min(k, column.size());
    std::partial_sort(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(kept),
                      column.end(), [](const Near& a, const Near& b) {
                        return std::pair(a.ms, a.from) < std::pair(b.ms, b.from);
                      });
    out[i].assign(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(kept));
  }
  return out;
}

}  // namespace muster::road
