// Private to road: the steps of building, each a function from values to values.
#pragma once

#include <string>
#include <vector>

#include "road/network.h"

namespace muster::road {

/// Ways cut into edges between junctions, in spatial order.
struct Draft {
  std::vector<Point> junctions;
  std::vector<Edge> edges;  ///< one more than there are
  std::vector<Point> points;
  std::vector<WayRecord> ways;
  std::string texts;
  std::size_t barriers = 0;
  // For turn restrictions only:
  std::vector<std::int64_t> junction_node;  ///< the node's id in the extract
  std::vector<std::vector<u32>> way_edges;  ///< by way, in its direction

  [[nodiscard]] std::size_t edge_count() const { return edges.size() - 1; }
  [[nodiscard]] u32 tail(u32 directed) const {
    const Edge& e = edges[directed >> 1];
    return (directed & 1U) != 0 ? e.b : e.a;
  }
  [[nodiscard]] u32 head(u32 directed) const { return tail(directed ^ 1U); }
  [[nodiscard]] std::uint8_t mask(u32 directed) const {
    const WayRecord& way = ways[edges[directed >> 1].way];
    return (directed & 1U) != 0 ? way.backward : way.forward;
  }
};

[[nodiscard]] Draft cut(const Extract& extract, const std::vector<Profile>& profiles);  // cut.cc
void sort_in_space(Draft& draft);                                                       // space.cc
/// Levels of boxes over groups of eight, the lowest first.
[[nodiscard]] std::vector<PointBox> make_boxes(const Draft& draft);  // space.cc

/// Directed edges (edge << 1 | backward) that must not follow each other; at least two.
struct Forbidden {
  std::vector<u32> path;
  u32 profiles = 0;
};
struct Turns {
  std::vector<Forbidden> list;
  std::size_t kept = 0, over_ways = 0, left_out = 0;
};
[[nodiscard]] Turns read_turns(const Extract& extract, const Draft& draft,
                               const std::vector<Profile>& profiles);  // turns.cc

/// The graph that is searched. `banned` has a mask of profiles per arc.
struct SearchGraph {
  std::vector<u32> search_of, junction_of;
  std::vector<ExtraState> extra;
  std::vector<u32> first_arc, arc_head, arc_edge, banned;
};
[[nodiscard]] SearchGraph split(const Draft& draft,
                                const std::vector<Forbidden>& turns);  // split.cc
void renumber(SearchGraph& graph, const std::vector<u32>& rank_of);    // split.cc

/// The draft as it is stored: junctions by state, edges between states, like ways together, points
/// as steps. The draft's edges and junctions are taken.
struct Stored {
  std::vector<Point> junctions;
  std::vector<Edge> edges;
  std::vector<PointStep> points;
  std::vector<Way> ways;
  std::vector<WayKind> way_kinds;
};
[[nodiscard]] Stored store(Draft& draft, SearchGraph& graph);  // store.cc

/// Contraction order and its chordal graph.
struct Order {
  std::vector<u32> rank_of;  ///< vertex → rank
  std::vector<u32> first_up, up_head;
};
/// @param first, head  adjacency of n vertices in either direction; doubles and loops are ignored
[[nodiscard]] Result<Order> contract(const std::vector<u32>& first, const std::vector<u32>& head);

}  // namespace muster::road
