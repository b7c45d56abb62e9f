#include "road/components.h"

#include <algorithm>

namespace muster::road {
namespace {

constexpr u32 kUnseen = 0xFFFFFFFF;

class Tarjan {
 public:
  Tarjan(const Tables& t, std::span<const u32> arc_ms) : t_(t), arc_ms_(arc_ms) {
    index_.assign(t.states(), kUnseen);
    low_.assign(t.states(), 0);
    component.assign(t.states(), kUnseen);
  }

  void run() {
    for (u32 v = 0; v < t_.states(); ++v) {
      if (index_[v] == kUnseen) visit(v);
    }
  }

  std::vector<u32> component;
  u32 count = 0;

 private:
  struct Frame {
    u32 state, arc;
  };

  void enter(u32 v) {
    index_[v] = low_[v] = next_++;
    stack_.push_back(v);
    frames_.push_back({v, t_.first_arc[v]});
  }

  void visit(u32 root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const u32 v = frame.state;
      if (frame.arc < t_.first_arc[v + 1]) {
        const u32 arc = frame.arc++;
        if (arc_ms_[arc] == kNever) continue;
        const u32 head = t_.arc_head[arc];
        if (index_[head] == kUnseen)
          enter(head);
        else if (component[head] == kUnseen)
          low_[v] = std::min(low_[v], index_[head]);
        continue;
      }
      frames_.pop_back();
      if (low_[v] == index_[v]) close(v);
      if (!frames_.empty())
        low_[frames_.back().state] = std::min(low_[frames_.back().state], low_[v]);
    }
  }

  void close(u32 v) {
    u32 member;
    do {
      member = stack_.back();
      stack_.pop_back();
      component[member] = count;
    } while (member != v);
    ++count;
  }

  const Tables& t_;
  std::span<const u32> arc_ms_;
  std::vector<u32> index_, low_, stack_;
  std::vector<Frame> frames_;
  u32 next_ = 0;
};

/// Per edge: the components of its two ends where the profile may use it, else kUnseen.
struct Ends {
  u32 a = kUnseen, b = kUnseen;
};

}  // namespace

Components find_components(const Tables& t, std::span<const u32> arc_ms) {
  Tarjan tarjan(t, arc_ms);
  tarjan.run();
  std::vector<Ends> ends(t.edge_count());
  for (u32 v = 0; v < t.states(); ++v) {
    for (u32 arc = t.first_arc[v]; arc < t.first_arc[v + 1]; ++arc) {
      if (arc_ms[arc] == kNever) continue;
      Ends& edge = ends[t.arc_edge[arc] >> 1];
      const u32 tail = tarjan.component[v], head = tarjan.component[t.arc_head[arc]];
      const bool backward = (t.arc_edge[arc] & 1U) != 0;
      edge = {backward ? head : tail, backward ? tail : head};
    }
  }
  std::vector<double> km(tarjan.count, 0);
  Components out;
  for (u32 i = 0; i < ends.size(); ++i) {
    if (ends[i].a == kUnseen) continue;
    const double own = t.edges[i].length_mm / 1e6;
    out.usable_km += own;
    if (ends[i].a == ends[i].b) km[ends[i].a] += own;
  }
  const double largest = km.empty() ? 0 : *std::max_element(km.begin(), km.end());
  const auto is_small = [&](u32 component) {
    return km[component] < largest / 50 && km[component] < 20;
  };
  for (u32 i = 0; i < km.size(); ++i) {
    if (km[i] == 0) continue;
    ++out.count;
    out.small += is_small(i) ? 1 : 0;
  }
  out.largest_share = out.usable_km == 0 ? 0 : largest / out.usable_km;
  out.small_edges.assign((ends.size() + 63) / 64, 0);
  out.snap_edges.assign((ends.size() + 63) / 64, 0);
  for (u32 i = 0; i < ends.size(); ++i) {
    if (ends[i].a == kUnseen) continue;
    const bool small = is_small(ends[i].a) && is_small(ends[i].b);
    const bool barrier = t.kind_of(i).road_class == kBarrierClass;
    const std::uint64_t bit = std::uint64_t{1} << (i & 63U);
    if (small) out.small_edges[i >> 6] |= bit;
    if (!small && !barrier) out.snap_edges[i >> 6] |= bit;
  }
  return out;
}

}  // namespace muster::road
