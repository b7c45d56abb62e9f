// Cuts ways where they meet. A node with a barrier becomes a star: each road ends at a junction of
// its own there, joined to the middle by an edge without length that is the barrier.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "road/draft.h"

namespace muster::road {
namespace {

constexpr u32 kNoNode = 0xFFFFFFFF;

class Cutter {
 public:
  Cutter(const Extract& extract, const std::vector<Profile>& profiles)
      : extract_(extract), profiles_(profiles) {}

  Draft run() {
    out_.texts.assign(2, '\0');  // no names
    look_up();
    count_uses();
    junction_of_.assign(extract_.nodes.size(), kNoNode);
    for (const Run& run : runs_) add_run(run);
    out_.edges.push_back(end_of_points());
    return std::move(out_);
  }

 private:
  /// A stretch of a way whose nodes are all known.
  struct Run {
    u32 way = 0;
    std::vector<u32> nodes;
  };

  u32 node_index(std::int64_t id) const {
    const auto at =
        std::lower_bound(extract_.nodes.begin(), extract_.nodes.end(), id,
                         [](const auto& row, std::int64_t wanted) { return row.first < wanted; });
    if (at == extract_.nodes.end() || at->first != id) return kNoNode;
    return static_cast<u32>(at - extract_.nodes.begin());
  }

  void look_up() {
    for (const ExtractWay& way : extract_.ways) {
      WayRecord record = read_way(way, profiles_);
      if ((record.forward | record.backward) == 0) continue;
      const std::size_t first = runs_.size();
      const auto number = static_cast<u32>(out_.ways.size());
      Run run{number, {}};
      for (const std::int64_t id : way.nodes) {
        const u32 node = node_index(id);
        if (node != kNoNode && (run.nodes.empty() || run.nodes.back() != node))
          run.nodes.push_back(node);
        if (node == kNoNode) keep(run);
      }
      keep(run);
      if (runs_.size() == first) continue;
      name(way, record);
      set_ferry_speed(record, first);
      out_.ways.push_back(record);
      out_.way_edges.emplace_back();
    }
  }

  void keep(Run& run) {
    if (run.nodes.size() > 1) runs_.push_back(run);
    run.nodes.clear();
  }

  void name(const ExtractWay& way, WayRecord& record) {
    std::string_view local = tag(way.tags, "name:zh");
    if (local.empty()) local = tag(way.tags, "name");
    if (local.empty()) local = tag(way.tags, "ref");
    // An embedded NUL would end a name early.
    const auto whole = [](std::string_view value) {
      return std::string(value.substr(0, value.find('\0')));
    };
    const std::string own = whole(local), english = whole(tag(way.tags, "name:en"));
    if (own.empty() && english.empty()) return;
    std::string both = own + '\0' + english + '\0';
    const auto [at, is_new] = names_at_.try_emplace(both, static_cast<u32>(out_.texts.size()));
    if (is_new) out_.texts += both;
    record.names = at->second;
  }

  /// The tagged duration is for the way's whole length.
  void set_ferry_speed(WayRecord& record, std::size_t first) {
    if (record.road_class != kFerryClass || record.ferry_mm_per_s == 0) return;
    double length_mm = 0;
    for (std::size_t i = first; i < runs_.size(); ++i) {
      for (std::size_t k = 1; k < runs_[i].nodes.size(); ++k)
        length_mm += 1000 * geo::distance_m(at(runs_[i].nodes[k - 1]), at(runs_[i].nodes[k]));
    }
    record.ferry_mm_per_s =
        static_cast<u32>(std::clamp(length_mm / record.ferry_mm_per_s, 1.0, 50'000.0));
  }

  void count_uses() {
    uses_.assign(extract_.nodes.size(), 0);
    const auto use = [&](u32 node, int times) {
      uses_[node] = static_cast<std::uint8_t>(std::min(3, uses_[node] + times));
    };
    for (const Run& run : runs_) {
      for (const u32 node : run.nodes) use(node, 1);
      use(run.nodes.front(), 1);
      use(run.nodes.back(), 1);
    }
    for (const auto& [id, tags] : extract_.barriers) {
      const u32 node = node_index(id);
      if (node == kNoNode || uses_[node] == 0) continue;
      use(node, 2);
      barrier_[node] = &tags;
    }
  }

  void add_run(const Run& run) {
    std::size_t from = 0;
    for (std::size_t i = 1; i < run.nodes.size(); ++i) {
      if (uses_[run.nodes[i]] < 2) continue;
      // A loop has no direction of its own; two halves do.
      if (run.nodes[from] == run.nodes[i] && i - from > 1) {
        const std::size_t middle = (from + i) / 2;
        add_edge(run, from, middle);
        from = middle;
      }
      add_edge(run, from, i);
      from = i;
    }
  }

  void add_edge(const Run& run, std::size_t from, std::size_t to) {
    Edge edge = end_of_points();
    edge.way = run.way;
    edge.a = end_at(run.nodes[from]);
    edge.b = end_at(run.nodes[to]);
    double length_m = 0;
    for (std::size_t i = from + 1; i <= to; ++i) {
      length_m += geo::distance_m(at(run.nodes[i - 1]), at(run.nodes[i]));
      if (i < to) out_.points.push_back(point_at(at(run.nodes[i])));
    }
    edge.length_mm = static_cast<u32>(std::min(std::round(length_m * 1000), 4e9));
    out_.way_edges[run.way].push_back(static_cast<u32>(out_.edges.size()));
    out_.edges.push_back(edge);
    for (const auto& [outer, node] : stars_) add_barrier(outer, node);
    stars_.clear();
  }

  /// The junction where an edge ends at this node.
  u32 end_at(u32 node) {
    if (junction_of_[node] == kNoNode) junction_of_[node] = new_junction(node);
    if (barrier_.count(node) == 0) return junction_of_[node];
    const u32 outer = new_junction(node);
    stars_.emplace_back(outer, node);
    return outer;
  }

  u32 new_junction(u32 node) {
    out_.junctions.push_back(point_at(at(node)));
    out_.junction_node.push_back(extract_.nodes[node].first);
    return static_cast<u32>(out_.junctions.size() - 1);
  }

  void add_barrier(u32 outer, u32 node) {
    const auto [row, is_new] = barrier_way_.try_emplace(node, static_cast<u32>(out_.ways.size()));
    if (is_new) {
      out_.ways.push_back(read_barrier(*barrier_[node], profiles_));
      out_.way_edges.emplace_back();
      ++out_.barriers;
    }
    Edge edge = end_of_points();
    edge.a = outer;
    edge.b = junction_of_[node];
    edge.way = row->second;
    out_.edges.push_back(edge);
  }

  Edge end_of_points() const {
    Edge edge;
    edge.first_point = static_cast<u32>(out_.points.size());
    return edge;
  }
  geo::Position at(u32 node) const { return extract_.nodes[node].second; }

  const Extract& extract_;
  const std::vector<Profile>& profiles_;
  Draft out_;
  std::vector<Run> runs_;
  std::vector<std::uint8_t> uses_;
  std::vector<u32> junction_of_;
  std::unordered_map<u32, const Tags*> barrier_;
  std::unordered_map<u32, u32> barrier_way_;
  std::vector<std::pair<u32, u32>> stars_;  ///< outer junction, node: after the edge being added
  std::unordered_map<std::string, u32> names_at_;
};

}  // namespace

Draft cut(const Extract& extract, const std::vector<Profile>& profiles) {
  return Cutter(extract, profiles).run();
}

}  // namespace muster::road
