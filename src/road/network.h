// Private to road: the network in memory.
//
// Junctions are where roads meet or end; an edge is a road part between two of them. The search
// runs on states: a junction has one, and one more for each history that a turn restriction has to
// remember there. States are numbered by their rank in the contraction order, so that an array over
// states is laid out as the sweeps read it; a junction has the number of its state without history.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "road/file.h"
#include "road/profile.h"
#include "road/road.h"

namespace muster::road {

using u32 = std::uint32_t;

struct Point {
  std::int32_t lon = 0, lat = 0;  ///< 1e-7 degrees
  bool operator==(const Point&) const = default;
};
[[nodiscard]] inline geo::Position position(Point p) { return {p.lon * 1e-7, p.lat * 1e-7}; }
[[nodiscard]] Point point_at(geo::Position p);

struct Edge {
  u32 a = 0, b = 0;  ///< junctions; a → b is the direction of the way
  u32 way = 0;
  u32 first_point = 0;  ///< of the points between them; they end where the next edge's begin
  u32 length_mm = 0;
  bool operator==(const Edge&) const = default;
};

struct Way {
  std::int64_t id = 0;
  u32 names = 0;  ///< offset in the texts
  u32 kind = 0;
};

/// From the point before it, 1e-7 degrees. kFarStep in lon: the next two hold lon and lat whole.
struct PointStep {
  std::int16_t lon = 0, lat = 0;
};
inline constexpr std::int16_t kFarStep = INT16_MIN;

struct PointBox {
  Point low{INT32_MAX, INT32_MAX}, high{INT32_MIN, INT32_MIN};
  void add(Point p);
  void add(const PointBox& other);
};

struct ExtraState {
  u32 junction = 0, state = 0;
};
struct BannedArc {
  u32 arc = 0, profiles = 0;
};
/// Views of the mapped file.
struct Tables {
  std::span<const Point> junctions;  ///< by state: where it lies
  std::span<const Edge> edges;       ///< one more than there are, to end the points
  std::span<const PointStep> points;
  std::span<const Way> ways;
  std::span<const WayKind> way_kinds;
  std::span<const char> texts;
  std::span<const u32> edges_by_way;  ///< edges, sorted by the id of their way
  std::span<const PointBox> boxes;
  std::span<const ExtraState> extra_states;            ///< states with history, by junction
  std::span<const u32> first_arc, arc_head, arc_edge;  ///< edge << 1 | backward
  std::span<const BannedArc> banned;
  std::span<const u32> first_up, up_head;  ///< arcs to higher ranks, ascending; [0] is the parent
  [[nodiscard]] std::size_t states() const { return junctions.size(); }
  [[nodiscard]] std::size_t edge_count() const { return edges.empty() ? 0 : edges.size() - 1; }
  [[nodiscard]] const WayKind& kind_of(EdgeId edge) const {
    return way_kinds[ways[edges[edge].way].kind];
  }
  /// Calls f(point) for junction a, the points between, junction b.
  template <class F>
  void each_point(EdgeId edge, F f) const {
    Point at = junctions[edges[edge].a];
    f(at);
    for (u32 k = edges[edge].first_point; k < edges[edge + 1].first_point; ++k) {
      if (points[k].lon == kFarStep) {
        at = {std::bit_cast<std::int32_t>(points[k + 1]),
              std::bit_cast<std::int32_t>(points[k + 2])};
        k += 2;
      } else {
        at = {at.lon + points[k].lon, at.lat + points[k].lat};
      }
      f(at);
    }
    f(junctions[edges[edge].b]);
  }
};

struct ProfileData {
  Profile profile;
  std::uint8_t bit = 0;
  std::unique_ptr<MappedFile> file;
  std::span<const u32> arc_ms, up_ms, down_ms;
  std::span<const std::uint64_t> small;   ///< a bit per edge: cut off from the rest
  std::span<const std::uint64_t> snap;    ///< a bit per edge: points are put on it
  std::span<const std::uint64_t> needed;  ///< a bit per shortcut: see needed_descents
};

/// Lower neighbours: the transpose of first_up/up_head.
struct Lower {
  std::vector<u32> first, node, arc;
};

class Network {
 public:
  Tables t;
  std::vector<ProfileData> profiles;
  std::vector<u32> first_below;  ///< state → lowest rank of its subtree of the elimination tree
  json::Value report;
  std::unique_ptr<MappedFile> file;

  [[nodiscard]] const ProfileData* profile(const std::string& name) const;
  [[nodiscard]] const Way& way_of(EdgeId edge) const { return t.ways[t.edges[edge].way]; }
  [[nodiscard]] const WayKind& kind_of(EdgeId edge) const { return t.kind_of(edge); }
  [[nodiscard]] std::string name(const Way& way) const { return t.texts.data() + way.names; }
  [[nodiscard]] std::string english_name(const Way& way) const;
  [[nodiscard]] bool has_history(u32 state) const {
    return (extra_[state >> 6] >> (state & 63U) & 1U) != 0;
  }
  [[nodiscard]] u32 junction_of(u32 state) const;
  void note_extra_states();  ///< once, after `t` is set
  /// Junction a, the points between, junction b.
  [[nodiscard]] std::vector<Point> line(EdgeId edge) const;
  [[nodiscard]] const Lower& lower() const;  ///< made when first asked for

  /// The arc of this edge and direction that starts without history.
  [[nodiscard]] u32 plain_arc(EdgeId edge, bool backward) const;
  /// Calls f(arc, its state) for the arcs of all states of the junction where the edge begins.
  template <class F>
  void each_arc(EdgeId edge, bool backward, F f) const {
    const Edge& e = t.edges[edge];
    const u32 junction = backward ? e.b : e.a;
    arcs_of(junction, edge << 1 | static_cast<u32>(backward), f);
    each_extra_state(junction,
                     [&](u32 state) { arcs_of(state, edge << 1 | static_cast<u32>(backward), f); });
  }
  template <class F>
  void each_extra_state(u32 junction, F f) const {
    auto low =
        std::lower_bound(t.extra_states.begin(), t.extra_states.end(), junction,
                         [](const ExtraState& row, u32 wanted) { return row.junction < wanted; });
    for (; low != t.extra_states.end() && low->junction == junction; ++low) f(low->state);
  }

 private:
  template <class F>
  void arcs_of(u32 state, u32 wanted, F& f) const {
    for (u32 arc = t.first_arc[state]; arc < t.first_arc[state + 1]; ++arc) {
      if (t.arc_edge[arc] == wanted) f(arc, state);
    }
  }
  std::vector<std::uint64_t> extra_;  ///< a bit per state
  std::vector<ExtraState> extra_by_state_;
  mutable std::once_flag lower_once_;
  mutable Lower lower_;
};

/// kRoadUnknownProfile with the profiles that there are.
[[nodiscard]] Error unknown_profile(const Network& network, const std::string& profile);

}  // namespace muster::road
