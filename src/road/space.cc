// Edges along a Hilbert curve: near in space is near in memory, and groups of eight edges make the
// leaves of a packed R-tree (Kamel and Faloutsos, "Hilbert R-tree", VLDB 1994).
#include <algorithm>
#include <numeric>

#include "road/draft.h"
#include "road/space.h"

namespace muster::road {

u32 along_curve(u32 x, u32 y) {
  u32 out = 0;
  for (u32 side = 1U << (kCurveBits - 1); side > 0; side >>= 1) {
    const u32 right = (x & side) != 0 ? 1 : 0;
    const u32 upper = (y & side) != 0 ? 1 : 0;
    out = out << 2 | ((3 * right) ^ upper);
    if (upper == 0) {
      if (right != 0) {
        x = (1U << kCurveBits) - 1 - x;
        y = (1U << kCurveBits) - 1 - y;
      }
      std::swap(x, y);
    }
  }
  return out;
}

namespace {

struct Curve {
  PointBox box;
  u32 operator()(Point p) const {
    const auto cell = [](std::int64_t value, std::int64_t low, std::int64_t high) {
      const std::int64_t span = std::max<std::int64_t>(high - low, 1);
      return static_cast<u32>((value - low) * ((1 << kCurveBits) - 1) / span);
    };
    return along_curve(cell(p.lon, box.low.lon, box.high.lon),
                       cell(p.lat, box.low.lat, box.high.lat));
  }
};

Point middle(const Draft& draft, u32 edge) {
  const Edge& e = draft.edges[edge];
  const Point a = draft.junctions[e.a];
  const Point b = draft.junctions[e.b];
  return {a.lon / 2 + b.lon / 2, a.lat / 2 + b.lat / 2};
}

void renumber_junctions(Draft& draft) {
  constexpr u32 kUnset = 0xFFFFFFFF;
  std::vector<u32> number(draft.junctions.size(), kUnset);
  std::vector<Point> junctions;
  std::vector<std::int64_t> nodes;
  junctions.reserve(number.size());
  nodes.reserve(number.size());
  const auto place = [&](u32& end) {
    if (number[end] == kUnset) {
      number[end] = static_cast<u32>(junctions.size());
      junctions.push_back(draft.junctions[end]);
      nodes.push_back(draft.junction_node[end]);
    }
    end = number[end];
  };
  for (std::size_t i = 0; i < draft.edge_count(); ++i) {
    place(draft.edges[i].a);
    place(draft.edges[i].b);
  }
  draft.junctions = std::move(junctions);
  draft.junction_node = std::move(nodes);
}

}  // namespace

void sort_in_space(Draft& draft) {
  const std::size_t count = draft.edge_count();
  Curve curve;
  for (const Point p : draft.junctions) curve.box.add(p);
  std::vector<std::pair<u32, u32>> order(count);
  for (u32 i = 0; i < count; ++i) order[i] = {curve(middle(draft, i)), i};
  std::sort(order.begin(), order.end());

  std::vector<u32> number(count);
  std::vector<Edge> edges;
  std::vector<Point> points;
  edges.reserve(count + 1);
  points.reserve(draft.points.size());
  for (const auto& [place, old] : order) {
    number[old] = static_cast<u32>(edges.size());
    Edge edge = draft.edges[old];
    const auto from = draft.points.begin() + edge.first_point;
    const auto to = draft.points.begin() + draft.edges[old + 1].first_point;
    edge.first_point = static_cast<u32>(points.size());
    points.insert(points.end(), from, to);
    edges.push_back(edge);
  }
  Edge last;
  last.first_point = static_cast<u32>(points.size());
  edges.push_back(last);
  draft.edges = std::move(edges);
  draft.points = std::move(points);
  for (std::vector<u32>& list : draft.way_edges) {
    for (u32& edge : list) edge = number[edge];
  }
  renumber_junctions(draft);
}

std::vector<PointBox> make_boxes(const Draft& draft) {
  std::vector<PointBox> level((draft.edge_count() + 7) / 8);
  for (u32 i = 0; i < draft.edge_count(); ++i) {
    PointBox& box = level[i / 8];
    box.add(draft.junctions[draft.edges[i].a]);
    box.add(draft.junctions[draft.edges[i].b]);
    for (u32 k = draft.edges[i].first_point; k < draft.edges[i + 1].first_point; ++k)
      box.add(draft.points[k]);
  }
  std::vector<PointBox> out = level;
  while (level.size() > 1) {
    std::vector<PointBox> above((level.size() + 7) / 8);
    for (std::size_t i = 0; i < level.size(); ++i) above[i / 8].add(level[i]);
    out.insert(out.end(), above.begin(), above.end());
    level = std::move(above);
  }
  return out;
}

}  // namespace muster::road
