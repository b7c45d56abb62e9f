#include <algorithm>
#include <bit>
#include <string_view>
#include <unordered_map>

#include "road/draft.h"

namespace muster::road {
namespace {

/// Junctions get the number of their state without history; one with history lies where its
/// junction does.
void number_by_state(const Draft& draft, SearchGraph& graph, Stored& out) {
  out.junctions.resize(graph.junction_of.size());
  for (std::size_t state = 0; state < out.junctions.size(); ++state)
    out.junctions[state] = draft.junctions[graph.junction_of[state]];
  for (Edge& edge : out.edges) {
    edge.a = graph.search_of[edge.a];
    edge.b = graph.search_of[edge.b];
  }
  for (ExtraState& row : graph.extra) row.junction = graph.search_of[row.junction];
  std::sort(graph.extra.begin(), graph.extra.end(), [](const ExtraState& a, const ExtraState& b) {
    return std::pair(a.junction, a.state) < std::pair(b.junction, b.state);
  });
}

void add_point(Point from, Point to, std::vector<PointStep>& out) {
  const std::int64_t lon = std::int64_t{to.lon} - from.lon, lat = std::int64_t{to.lat} - from.lat;
  const auto is_near = [](std::int64_t step) { return step > kFarStep && step <= INT16_MAX; };
  if (is_near(lon) && is_near(lat)) {
    out.push_back({static_cast<std::int16_t>(lon), static_cast<std::int16_t>(lat)});
    return;
  }
  out.push_back({kFarStep, 0});
  out.push_back(std::bit_cast<PointStep>(to.lon));
  out.push_back(std::bit_cast<PointStep>(to.lat));
}

/// Before the junctions are numbered anew.
void step_points(const Draft& draft, Stored& out) {
  for (std::size_t i = 0; i < out.edges.size(); ++i) {
    Edge& edge = out.edges[i];
    const u32 first = edge.first_point;
    edge.first_point = static_cast<u32>(out.points.size());
    if (i + 1 == out.edges.size()) return;
    Point last = draft.junctions[edge.a];
    for (u32 k = first; k < out.edges[i + 1].first_point; ++k) {
      add_point(last, draft.points[k], out.points);
      last = draft.points[k];
    }
  }
}

void join_ways(const Draft& draft, Stored& out) {
  std::unordered_map<std::string, u32> number;
  for (const WayRecord& way : draft.ways) {
    const WayKind& kind = way;
    std::string bytes(reinterpret_cast<const char*>(&kind), sizeof kind);
    const auto [at, is_new] =
        number.try_emplace(std::move(bytes), static_cast<u32>(out.way_kinds.size()));
    if (is_new) out.way_kinds.push_back(kind);
    out.ways.push_back({way.id, way.names, at->second});
  }
}

}  // namespace

Stored store(Draft& draft, SearchGraph& graph) {
  Stored out;
  out.edges = std::move(draft.edges);
  step_points(draft, out);
  join_ways(draft, out);
  number_by_state(draft, graph, out);
  return out;
}

}  // namespace muster::road
