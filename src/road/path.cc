#include "road/path.h"

#include <algorithm>

namespace muster::road {
namespace {

constexpr u32 kNone = 0xFFFFFFFF;

/// One side of the search: labels of the seeds' ancestors, and how each was reached.
class Climb {
 public:
  Climb(const Tables& t, std::span<const u32> weights, std::span<const Seed> seeds) : t_(t) {
    for (const Seed& seed : seeds) {
      u32 state = seed.state;
      states_.push_back(state);
      while (t.first_up[state] != t.first_up[state + 1]) {
        state = t.up_head[t.first_up[state]];
        states_.push_back(state);
      }
    }
    std::sort(states_.begin(), states_.end());
    states_.erase(std::unique(states_.begin(), states_.end()), states_.end());
    rows_.resize(states_.size());
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      Row& row = rows_[at(seeds[i].state)];
      if (seeds[i].ms < row.ms) row = {seeds[i].ms, kNone, static_cast<u32>(i)};
    }
    for (std::size_t i = 0; i < states_.size(); ++i) relax(i, weights);
  }

  struct Row {
    u32 ms = kNever;
    u32 below = kNone;  ///< the state it was reached from; kNone: a seed's own
    u32 by = 0;         ///< the shortcut, or the seed
  };
  [[nodiscard]] const std::vector<u32>& states() const { return states_; }
  [[nodiscard]] const Row& row(u32 state) const { return rows_[at(state)]; }

 private:
  [[nodiscard]] std::size_t at(u32 state) const {
    return static_cast<std::size_t>(std::lower_bound(states_.begin(), states_.end(), state) -
                                    states_.begin());
  }
  void relax(std::size_t i, std::span<const u32> weights) {
    const u32 ms = rows_[i].ms;
    if (ms == kNever) return;
    std::size_t next = i;
    for (u32 arc = t_.first_up[states_[i]]; arc < t_.first_up[states_[i] + 1]; ++arc) {
      while (states_[next] < t_.up_head[arc]) ++next;
      const u32 there = ms + weights[arc];
      if (there < rows_[next].ms) rows_[next] = {there, states_[i], arc};
    }
  }

  const Tables& t_;
  std::vector<u32> states_;
  std::vector<Row> rows_;
};

class Unpacker {
 public:
  Unpacker(const Network& network, const PathWeights& weights)
      : t_(network.t), lower_(network.lower()), w_(weights) {}

  /// A shortcut from its lower end to its higher (climbing), or back, as search arcs.
  void unpack(u32 low, u32 shortcut, bool climbing, std::vector<u32>& out) {
    todo_.push_back({low, shortcut, climbing});
    while (!todo_.empty()) {
      const Item item = todo_.back();
      todo_.pop_back();
      step(item, out);
    }
  }

 private:
  struct Item {
    u32 low, shortcut;
    bool climbing;
  };

  void step(Item item, std::vector<u32>& out) {
    const u32 high = t_.up_head[item.shortcut];
    const u32 ms = (item.climbing ? w_.up_ms : w_.down_ms)[item.shortcut];
    const u32 from = item.climbing ? item.low : high;
    const u32 to = item.climbing ? high : item.low;
    for (u32 arc = t_.first_arc[from]; arc < t_.first_arc[from + 1]; ++arc) {
      if (t_.arc_head[arc] == to && w_.arc_ms[arc] == ms) {
        out.push_back(arc);
        return;
      }
    }
    u32 i = lower_.first[from], j = lower_.first[to];
    while (i < lower_.first[from + 1] && j < lower_.first[to + 1]) {
      if (lower_.node[i] < lower_.node[j]) {
        ++i;
      } else if (lower_.node[i] > lower_.node[j]) {
        ++j;
      } else {
        const u32 down = lower_.arc[i], up = lower_.arc[j];
        if (w_.down_ms[down] + w_.up_ms[up] == ms) {
          // The last one put is done first.
          todo_.push_back({lower_.node[i], up, true});
          todo_.push_back({lower_.node[i], down, false});
          return;
        }
        ++i;
        ++j;
      }
    }
  }

  const Tables& t_;
  const Lower& lower_;
  const PathWeights& w_;
  std::vector<Item> todo_;
};

}  // namespace

Path find_path(const Network& network, const PathWeights& weights, std::span<const Seed> from,
               std::span<const Seed> to) {
  Path out;
  if (from.empty() || to.empty()) return out;
  const Climb forward(network.t, weights.up_ms, from);
  const Climb backward(network.t, weights.down_ms, to);
  u32 meeting = kNone;
  auto other = backward.states().begin();
  for (const u32 state : forward.states()) {
    while (other != backward.states().end() && *other < state) ++other;
    if (other == backward.states().end()) break;
    if (*other != state) continue;
    const u32 ms = forward.row(state).ms + backward.row(state).ms;
    if (ms < out.ms) {
      out.ms = ms;
      meeting = state;
    }
  }
  if (meeting == kNone) return out;
  Unpacker unpacker(network, weights);
  std::vector<std::pair<u32, u32>> climbed;  // lower state, shortcut
  u32 state = meeting;
  for (; forward.row(state).below != kNone; state = forward.row(state).below)
    climbed.emplace_back(forward.row(state).below, forward.row(state).by);
  out.from_seed = forward.row(state).by;
  std::reverse(climbed.begin(), climbed.end());
  for (const auto& [low, shortcut] : climbed) unpacker.unpack(low, shortcut, true, out.arcs);
  state = meeting;
  for (; backward.row(state).below != kNone; state = backward.row(state).below)
    unpacker.unpack(backward.row(state).below, backward.row(state).by, false, out.arcs);
  out.to_seed = backward.row(state).by;
  return out;
}

}  // namespace muster::road
