#include "road/dijkstra.h"

#include <functional>
#include <queue>

namespace muster::road {
namespace {

struct Graph {
  std::vector<u32> first, head, ms;
};

Graph reversed(const Tables& t, std::span<const u32> arc_ms) {
  const std::size_t n = t.states();
  Graph out{std::vector<u32>(n + 1, 0), std::vector<u32>(t.arc_head.size()),
            std::vector<u32>(t.arc_head.size())};
  for (const u32 head : t.arc_head) ++out.first[head + 1];
  for (std::size_t v = 0; v < n; ++v) out.first[v + 1] += out.first[v];
  std::vector<u32> next(out.first.begin(), out.first.end() - 1);
  for (u32 v = 0; v < n; ++v) {
    for (u32 arc = t.first_arc[v]; arc < t.first_arc[v + 1]; ++arc) {
      const u32 slot = next[t.arc_head[arc]]++;
      out.head[slot] = v;
      out.ms[slot] = arc_ms[arc];
    }
  }
  return out;
}

std::vector<u32> search(std::span<const u32> first, std::span<const u32> head,
                        std::span<const u32> ms, std::span<const Seed> seeds, u32 budget_ms) {
  std::vector<u32> label(first.size() - 1, kNever);
  using Item = std::pair<u32, u32>;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
  const auto reach = [&](u32 state, u32 at) {
    if (at >= label[state]) return;
    label[state] = at;
    queue.emplace(at, state);
  };
  for (const Seed& seed : seeds) reach(seed.state, seed.ms);
  while (!queue.empty()) {
    const auto [at, state] = queue.top();
    queue.pop();
    if (at > label[state]) continue;
    if (at > budget_ms) break;
    for (u32 arc = first[state]; arc < first[state + 1]; ++arc) reach(head[arc], at + ms[arc]);
  }
  return label;
}

}  // namespace

std::vector<u32> dijkstra(const Tables& t, std::span<const u32> arc_ms, std::span<const Seed> seeds,
                          Direction direction, u32 budget_ms) {
  if (direction == Direction::kFrom)
    return search(t.first_arc, t.arc_head, arc_ms, seeds, budget_ms);
  const Graph graph = reversed(t, arc_ms);
  return search(graph.first, graph.head, graph.ms, seeds, budget_ms);
}

}  // namespace muster::road
