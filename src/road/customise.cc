#include <algorithm>
#include <queue>

#include "road/weights.h"

namespace muster::road {

u32 direct_ms(const Tables& t, std::span<const u32> arc_ms, u32 from, u32 to) {
  const auto begin = t.arc_head.begin() + t.first_arc[from];
  const auto end = t.arc_head.begin() + t.first_arc[from + 1];
  u32 least = kNever;
  for (auto at = std::lower_bound(begin, end, to); at != end && *at == to; ++at)
    least = std::min(least, arc_ms[static_cast<std::size_t>(at - t.arc_head.begin())]);
  return least;
}

std::vector<u32> arc_weights(const Tables& t, const Profile& profile, std::uint8_t bit,
                             const Setting& setting) {
  std::vector<u32> out(t.arc_head.size());
  for (std::size_t arc = 0; arc < out.size(); ++arc) {
    const EdgeId edge = t.arc_edge[arc] >> 1;
    out[arc] = pass_ms(profile, bit, setting, t.kind_of(edge), t.edges[edge].length_mm,
                       (t.arc_edge[arc] & 1U) != 0);
  }
  for (const BannedArc& row : t.banned) {
    if ((row.profiles & bit) != 0) out[row.arc] = kNever;
  }
  return out;
}

namespace {

u32 up_arc(const Tables& t, u32 low, u32 high) {
  const auto begin = t.up_head.begin() + t.first_up[low];
  const auto end = t.up_head.begin() + t.first_up[low + 1];
  return static_cast<u32>(std::lower_bound(begin, end, high) - t.up_head.begin());
}

void lower_to(u32& weight, u32 candidate) { weight = std::min(weight, candidate); }

void set_direct(const Tables& t, Weights& w) {
  std::fill(w.up_ms.begin(), w.up_ms.end(), kNever);
  std::fill(w.down_ms.begin(), w.down_ms.end(), kNever);
  for (u32 v = 0; v < t.states(); ++v) {
    for (u32 arc = t.first_arc[v]; arc < t.first_arc[v + 1]; ++arc) {
      const u32 head = t.arc_head[arc];
      if (head == v) continue;
      if (head > v)
        lower_to(w.up_ms[up_arc(t, v, head)], w.arc_ms[arc]);
      else
        lower_to(w.down_ms[up_arc(t, head, v)], w.arc_ms[arc]);
    }
  }
}

/// Every pair of higher neighbours of v may be joined through v.
void relax_triangles(const Tables& t, Weights& w, u32 v) {
  const u32 end = t.first_up[v + 1];
  for (u32 a = t.first_up[v]; a + 1 < end; ++a) {
    const u32 through_down = w.down_ms[a];
    const u32 through_up = w.up_ms[a];
    if (through_down == kNever && through_up == kNever) continue;
    u32 target = t.first_up[t.up_head[a]];
    for (u32 b = a + 1; b < end; ++b) {
      while (t.up_head[target] < t.up_head[b]) ++target;
      lower_to(w.up_ms[target], through_down + w.up_ms[b]);
      lower_to(w.down_ms[target], w.down_ms[b] + through_up);
    }
  }
}

}  // namespace

void customise_all(const Tables& t, Weights& w) {
  w.up_ms.resize(t.up_head.size());
  w.down_ms.resize(t.up_head.size());
  set_direct(t, w);
  for (u32 v = 0; v < t.states(); ++v) relax_triangles(t, w, v);
}

namespace {

/// Perfect customisation: shortcuts become distances, from the highest state down. The last state
/// of a fastest path into v that ranks above v is a neighbour of v, the path from there passes
/// lower states only, and what leads to that neighbour is a distance already.
class Perfect {
 public:
  Perfect(const Tables& t, const Weights& w) : t_(t), w_(w), up_(w.up_ms), down_(w.down_ms) {}

  std::vector<std::uint64_t> needed() {
    std::vector<std::uint64_t> out((up_.size() + 63) / 64, 0);
    for (auto v = static_cast<u32>(t_.states()); v-- > 0;) {
      over_neighbours(v);
      for (u32 arc = t_.first_up[v]; arc < t_.first_up[v + 1]; ++arc) {
        // Of two equal ways one has to stay.
        const bool is_needed = w_.down_ms[arc] < kNever && w_.down_ms[arc] == down_[arc];
        out[arc >> 6] |= std::uint64_t{is_needed} << (arc & 63U);
      }
    }
    return out;
  }

 private:
  void over_neighbours(u32 v) {
    for (u32 a = t_.first_up[v]; a < t_.first_up[v + 1]; ++a) {
      u32 side = t_.first_up[t_.up_head[a]];
      for (u32 b = a + 1; b < t_.first_up[v + 1]; ++b) {
        while (t_.up_head[side] < t_.up_head[b]) ++side;
        lower_to(down_[a], w_.down_ms[b] + up_[side]);
        lower_to(down_[b], w_.down_ms[a] + down_[side]);
        lower_to(up_[a], w_.up_ms[b] + down_[side]);
        lower_to(up_[b], w_.up_ms[a] + up_[side]);
      }
    }
  }

  const Tables& t_;
  const Weights& w_;
  std::vector<u32> up_, down_;
};

}  // namespace

std::vector<std::uint64_t> needed_descents(const Tables& t, const Weights& weights) {
  return Perfect(t, weights).needed();
}

namespace {

class Updater {
 public:
  Updater(const Network& network, Weights& weights)
      : t_(network.t), lower_(network.lower()), below_(network.first_below), w_(weights) {}

  std::size_t run(const std::vector<u32>& arcs) {
    for (const u32 arc : arcs) push_search_arc(arc);
    std::size_t seen = 0;
    while (!queue_.empty()) {
      // Shortcuts are numbered by their lower end, and depend on shortcuts with lower ones only.
      const Item item = queue_.top();
      while (!queue_.empty() && queue_.top().arc == item.arc) queue_.pop();
      renew(item);
      ++seen;
    }
    return seen;
  }

 private:
  struct Item {
    u32 arc, low;
    bool operator<(const Item& other) const { return arc > other.arc; }
  };

  void push_search_arc(u32 arc) {
    const u32 head = t_.arc_head[arc];
    const auto after = std::upper_bound(t_.first_arc.begin(), t_.first_arc.end(), arc);
    const auto tail = static_cast<u32>(after - t_.first_arc.begin() - 1);
    if (tail == head) return;
    const u32 low = std::min(tail, head);
    queue_.push({up_arc(t_, low, std::max(tail, head)), low});
  }

  void renew(Item item) {
    const u32 high = t_.up_head[item.arc];
    u32 up = direct_ms(t_, w_.arc_ms, item.low, high);
    u32 down = direct_ms(t_, w_.arc_ms, high, item.low);
    lower_triangles(item.low, high, up, down);
    const u32 old_up = w_.up_ms[item.arc];
    const u32 old_down = w_.down_ms[item.arc];
    if (up == old_up && down == old_down) return;
    w_.up_ms[item.arc] = up;
    w_.down_ms[item.arc] = down;
    for (u32 other = t_.first_up[item.low]; other < t_.first_up[item.low + 1]; ++other) {
      if (other != item.arc) push_if_felt(item, other, {up, down}, {old_up, old_down});
    }
  }

  void lower_triangles(u32 low, u32 high, u32& up, u32& down) const {
    // What lies below both lies in the subtree of the lower one, a stretch of ranks.
    const u32 i_end = lower_.first[low + 1], j_end = lower_.first[high + 1];
    u32 i = lower_.first[low];
    u32 j = first_from(lower_.first[high], j_end, below_[low]);
    while (i < i_end && j < j_end) {
      if (lower_.node[i] < lower_.node[j]) {
        ++i;
      } else if (lower_.node[i] > lower_.node[j]) {
        ++j;
      } else {
        const u32 to_low = lower_.arc[i++], to_high = lower_.arc[j++];
        lower_to(up, w_.down_ms[to_low] + w_.up_ms[to_high]);
        lower_to(down, w_.down_ms[to_high] + w_.up_ms[to_low]);
      }
    }
  }

  [[nodiscard]] u32 first_from(u32 begin, u32 end, u32 rank) const {
    const auto at = std::lower_bound(lower_.node.begin() + begin, lower_.node.begin() + end, rank);
    return static_cast<u32>(at - lower_.node.begin());
  }

  struct Both {
    u32 up, down;
  };
  /// The third side of the triangle below which `item` and `other` meet.
  void push_if_felt(Item item, u32 other, Both now, Both before) {
    const u32 x = t_.up_head[item.arc];
    const u32 y = t_.up_head[other];
    const u32 side = up_arc(t_, std::min(x, y), std::max(x, y));
    // From x down to the low end and up to y, and back.
    const u32 out_now = now.down + w_.up_ms[other], out_before = before.down + w_.up_ms[other];
    const u32 back_now = w_.down_ms[other] + now.up, back_before = w_.down_ms[other] + before.up;
    const u32 out = x < y ? w_.up_ms[side] : w_.down_ms[side];
    const u32 back = x < y ? w_.down_ms[side] : w_.up_ms[side];
    const bool felt = (out_before != out_now && (out_now < out || out_before == out)) ||
                      (back_before != back_now && (back_now < back || back_before == back));
    if (felt) queue_.push({side, std::min(x, y)});
  }

  const Tables& t_;
  const Lower& lower_;
  const std::vector<u32>& below_;
  Weights& w_;
  std::priority_queue<Item> queue_;
};

}  // namespace

std::size_t customise_some(const Network& network, const std::vector<u32>& arcs, Weights& weights) {
  // Beyond a half per cent of all arcs most shortcuts high up are touched, one by one.
  if (arcs.size() > network.t.arc_head.size() / 200 + 20) {
    customise_all(network.t, weights);
    return weights.up_ms.size();
  }
  return Updater(network, weights).run(arcs);
}

}  // namespace muster::road
