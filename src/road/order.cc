// The contraction order, independent of any weight (Dibbelt, Strasser and Wagner, "Customizable
// Contraction Hierarchies", JEA 21, 2016): dead ends and chains first, because they need no
// shortcuts beyond one, then nested dissection of what is left by METIS (Karypis and Kumar, SIAM J.
// Sci. Comput. 20(1), 1998), then renumbered to a postorder of the elimination tree (Liu, "The role
// of elimination trees in sparse factorization", SIMAX 11(1), 1990), which changes no shortcut but
// puts every subtree into one stretch of memory.
#include <fmt/format.h>
#include <metis.h>

#include <algorithm>
#include <array>

#include "errors/road.h"
#include "road/draft.h"

namespace muster::road {
namespace {

constexpr u32 kNone = 0xFFFFFFFF;

struct Adjacency {
  std::vector<u32> first, head, degree;
  [[nodiscard]] u32 size() const { return static_cast<u32>(degree.size()); }
};

/// Undirected, without loops and doubles.
Adjacency undirected(const std::vector<u32>& first, const std::vector<u32>& head) {
  const auto n = static_cast<u32>(first.size() - 1);
  Adjacency out;
  out.first.assign(n + 1, 0);
  const auto each = [&](auto&& f) {
    for (u32 v = 0; v < n; ++v) {
      for (u32 i = first[v]; i < first[v + 1]; ++i) {
        if (head[i] == v) continue;
        f(v, head[i]);
        f(head[i], v);
      }
    }
  };
  each([&](u32 a, u32) { ++out.first[a + 1]; });
  for (u32 v = 0; v < n; ++v) out.first[v + 1] += out.first[v];
  out.head.resize(out.first[n]);
  std::vector<u32> next(out.first.begin(), out.first.end() - 1);
  each([&](u32 a, u32 b) { out.head[next[a]++] = b; });
  out.degree.resize(n);
  for (u32 v = 0; v < n; ++v) {
    const auto from = out.head.begin() + out.first[v];
    const auto to = out.head.begin() + out.first[v + 1];
    std::sort(from, to);
    out.degree[v] = static_cast<u32>(std::unique(from, to) - from);
  }
  return out;
}

/// Takes out vertices of degree up to two as long as there are any; a neighbour's place in the list
/// is reused for the shortcut, so that nothing grows.
class Peeler {
 public:
  explicit Peeler(Adjacency graph) : g_(std::move(graph)), gone_(g_.size(), 0) {}

  std::vector<u32> run() {
    for (u32 v = 0; v < g_.size(); ++v) {
      todo_.push_back(v);
      while (!todo_.empty()) {
        const u32 next = todo_.back();
        todo_.pop_back();
        if (gone_[next] == 0 && g_.degree[next] <= 2) take(next);
      }
    }
    return std::move(order_);
  }
  [[nodiscard]] const Adjacency& rest() const { return g_; }
  [[nodiscard]] bool gone(u32 v) const { return gone_[v] != 0; }

 private:
  void take(u32 v) {
    gone_[v] = 1;
    order_.push_back(v);
    const u32* list = &g_.head[g_.first[v]];
    if (g_.degree[v] == 1) remove(list[0], v);
    if (g_.degree[v] == 2) join(list[0], list[1], v);
  }
  void join(u32 a, u32 b, u32 v) {
    if (find(a, b) != nullptr) {
      remove(a, v);
      remove(b, v);
      return;
    }
    *find(a, v) = b;
    *find(b, v) = a;
  }
  u32* find(u32 in, u32 wanted) {
    u32* from = &g_.head[g_.first[in]];
    u32* to = from + g_.degree[in];
    u32* at = std::find(from, to, wanted);
    return at == to ? nullptr : at;
  }
  void remove(u32 in, u32 wanted) {
    u32* at = find(in, wanted);
    *at = g_.head[g_.first[in] + --g_.degree[in]];
    if (g_.degree[in] <= 2) todo_.push_back(in);
  }

  Adjacency g_;
  std::vector<char> gone_;
  std::vector<u32> todo_, order_;
};

bool dissect(const Peeler& peeled, std::vector<u32>& order) {
  const Adjacency& g = peeled.rest();
  std::vector<idx_t> number(g.size(), -1), offsets{0}, heads;
  std::vector<u32> vertex;
  for (u32 v = 0; v < g.size(); ++v) {
    if (peeled.gone(v)) continue;
    number[v] = static_cast<idx_t>(vertex.size());
    vertex.push_back(v);
  }
  if (vertex.empty()) return true;
  for (const u32 v : vertex) {
    for (u32 i = 0; i < g.degree[v]; ++i) heads.push_back(number[g.head[g.first[v] + i]]);
    offsets.push_back(static_cast<idx_t>(heads.size()));
  }
  auto count = static_cast<idx_t>(vertex.size());
  std::vector<idx_t> at(vertex.size()), place(vertex.size());
  std::array<idx_t, METIS_NOPTIONS> options{};
  METIS_SetDefaultOptions(options.data());
  options[METIS_OPTION_COMPRESS] = 0;
  options[METIS_OPTION_CCORDER] = 0;
  options[METIS_OPTION_SEED] = 1;  // the same file gives the same network
  if (METIS_NodeND(&count, offsets.data(), heads.data(), nullptr, options.data(), at.data(),
                   place.data()) != METIS_OK)
    return false;
  for (const idx_t i : at) order.push_back(vertex[static_cast<std::size_t>(i)]);
  return true;
}

/// Parents in the elimination tree of an order: Liu's algorithm with path compression.
std::vector<u32> parents(const Adjacency& g, const std::vector<u32>& order,
                         const std::vector<u32>& position) {
  const u32 n = g.size();
  std::vector<u32> parent(n, kNone), ancestor(n, kNone);
  for (u32 v = 0; v < n; ++v) {
    const u32 vertex = order[v];
    for (u32 i = 0; i < g.degree[vertex]; ++i) {
      u32 below = position[g.head[g.first[vertex] + i]];
      while (below < v) {
        const u32 next = ancestor[below];
        ancestor[below] = v;
        if (next == kNone) parent[below] = v;
        if (next == kNone || next == v) break;
        below = next;
      }
    }
  }
  return parent;
}

/// new rank by old rank, children before parents and subtrees without gaps.
std::vector<u32> postorder(const std::vector<u32>& parent) {
  const auto n = static_cast<u32>(parent.size());
  std::vector<u32> child(n, kNone), sibling(n, kNone), rank(n);
  std::vector<u32> roots;
  for (u32 v = n; v-- > 0;) {
    if (parent[v] == kNone) {
      roots.push_back(v);
    } else {
      sibling[v] = child[parent[v]];
      child[parent[v]] = v;
    }
  }
  u32 next = 0;
  std::vector<u32> stack;
  for (const u32 root : roots) {
    stack.push_back(root);
    while (!stack.empty()) {
      const u32 v = stack.back();
      if (child[v] != kNone) {
        stack.push_back(child[v]);
        child[v] = sibling[child[v]];
      } else {
        rank[v] = next++;
        stack.pop_back();
      }
    }
  }
  return rank;
}

/// Each vertex's higher neighbours once all lower ones are contracted.
Result<void> fill(const Adjacency& g, Order& out) {
  const u32 n = g.size();
  std::vector<u32> vertex(n);
  for (u32 v = 0; v < n; ++v) vertex[out.rank_of[v]] = v;
  std::vector<u32> child(n, kNone), sibling(n, kNone), seen(n, kNone), list;
  out.first_up.assign(1, 0);
  out.first_up.reserve(n + 1);
  for (u32 rank = 0; rank < n; ++rank) {
    list.clear();
    const auto add = [&](u32 other) {
      if (other <= rank || seen[other] == rank) return;
      seen[other] = rank;
      list.push_back(other);
    };
    const u32 v = vertex[rank];
    for (u32 i = 0; i < g.degree[v]; ++i) add(out.rank_of[g.head[g.first[v] + i]]);
    for (u32 c = child[rank]; c != kNone; c = sibling[c]) {
      for (u32 i = out.first_up[c]; i < out.first_up[c + 1]; ++i) add(out.up_head[i]);
    }
    std::sort(list.begin(), list.end());
    if (!list.empty()) {
      sibling[rank] = child[list.front()];
      child[list.front()] = rank;
    }
    out.up_head.insert(out.up_head.end(), list.begin(), list.end());
    if (out.up_head.size() > 2'000'000'000)
      return fail(error::kRoadTooLarge, {}, {{"reason", fmt::format("{}", out.up_head.size())}});
    out.first_up.push_back(static_cast<u32>(out.up_head.size()));
  }
  return {};
}

}  // namespace

Result<Order> contract(const std::vector<u32>& first, const std::vector<u32>& head) {
  const Adjacency graph = undirected(first, head);
  Peeler peeler(graph);
  std::vector<u32> order = peeler.run();
  if (!dissect(peeler, order)) return fail(error::kRoadTooLarge, {}, {{"reason", "METIS_NodeND"}});
  Order out;
  out.rank_of.resize(graph.size());
  for (u32 i = 0; i < order.size(); ++i) out.rank_of[order[i]] = i;
  const std::vector<u32> rank = postorder(parents(graph, order, out.rank_of));
  for (u32& each : out.rank_of) each = rank[each];
  if (auto filled = fill(graph, out); !filled) return fail(std::move(filled).error());
  return out;
}

}  // namespace muster::road
