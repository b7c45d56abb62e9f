// States for turn restrictions. The history that matters at a junction is the longest end of the
// path driven so far that begins a forbidden path: the states of Aho and Corasick (CACM 18(6),
// 1975) over directed edges. Restrictions over nodes and over ways are the same thing here, and a
// junction without any keeps one state.
#include <algorithm>
#include <map>

#include "road/draft.h"

namespace muster::road {
namespace {

using Path = std::vector<u32>;

class Splitter {
 public:
  Splitter(const Draft& draft, const std::vector<Forbidden>& turns) : draft_(draft) {
    for (const Forbidden& each : turns) forbidden_[each.path] |= each.profiles;
    begins_.assign(2 * draft.edge_count(), false);
    for (const auto& [path, profiles] : forbidden_) {
      begins_[path.front()] = true;
      for (std::size_t length = 1; length < path.size(); ++length)
        state_of_.try_emplace(
            Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length)), 0);
    }
  }

  SearchGraph run() {
    number_states();
    list_leaving();
    std::vector<const Path*> history(out_.junction_of.size(), nullptr);
    for (const auto& [path, state] : state_of_) history[state] = &path;
    out_.first_arc.assign(1, 0);
    for (u32 state = 0; state < out_.junction_of.size(); ++state) {
      const u32 at = out_.junction_of[state];
      for (u32 i = first_[at]; i < first_[at + 1]; ++i) add_arc(history[state], leaving_[i]);
      out_.first_arc.push_back(static_cast<u32>(out_.arc_head.size()));
    }
    return std::move(out_);
  }

 private:
  void number_states() {
    const auto junctions = static_cast<u32>(draft_.junctions.size());
    out_.junction_of.resize(junctions);
    for (u32 i = 0; i < junctions; ++i) out_.junction_of[i] = i;
    out_.search_of = out_.junction_of;
    for (auto& [path, state] : state_of_) {
      state = static_cast<u32>(out_.junction_of.size());
      out_.junction_of.push_back(draft_.head(path.back()));
      out_.extra.push_back({draft_.head(path.back()), state});
    }
  }

  void list_leaving() {
    first_.assign(draft_.junctions.size() + 1, 0);
    const auto arcs = static_cast<u32>(2 * draft_.edge_count());
    const auto passable = [&](u32 arc) { return draft_.mask(arc) != 0; };
    for (u32 arc = 0; arc < arcs; ++arc) first_[draft_.tail(arc) + 1] += passable(arc) ? 1 : 0;
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    leaving_.resize(first_.back());
    Path next(first_.begin(), first_.end() - 1);
    for (u32 arc = 0; arc < arcs; ++arc) {
      if (passable(arc)) leaving_[next[draft_.tail(arc)]++] = arc;
    }
  }

  void add_arc(const Path* history, u32 arc) {
    u32 banned = 0;
    u32 next = draft_.head(arc);
    bool remembered = false;
    if (history != nullptr || begins_[arc]) {
      Path path = history == nullptr ? Path() : *history;
      path.push_back(arc);
      // Every end of the path, the longest first.
      for (std::size_t from = 0; from < path.size(); ++from) {
        const Path end(path.begin() + static_cast<std::ptrdiff_t>(from), path.end());
        if (const auto found = forbidden_.find(end); found != forbidden_.end())
          banned |= found->second;
        if (remembered) continue;
        if (const auto found = state_of_.find(end); found != state_of_.end()) {
          next = found->second;
          remembered = true;
        }
      }
    }
    if ((draft_.mask(arc) & ~banned) == 0) return;
    out_.arc_head.push_back(next);
    out_.arc_edge.push_back(arc);
    out_.banned.push_back(banned);
  }

  const Draft& draft_;
  std::map<Path, u32> forbidden_;  ///< path → profiles
  std::map<Path, u32> state_of_;   ///< beginning of a forbidden path → state
  std::vector<bool> begins_;       ///< directed edges that begin a forbidden path
  Path first_, leaving_;
  SearchGraph out_;
};

}  // namespace

SearchGraph split(const Draft& draft, const std::vector<Forbidden>& turns) {
  return Splitter(draft, turns).run();
}

void renumber(SearchGraph& graph, const std::vector<u32>& rank_of) {
  const std::size_t n = rank_of.size();
  std::vector<u32> vertex(n);
  for (u32 v = 0; v < n; ++v) vertex[rank_of[v]] = v;
  SearchGraph out;
  out.search_of.resize(graph.search_of.size());
  for (std::size_t i = 0; i < out.search_of.size(); ++i)
    out.search_of[i] = rank_of[graph.search_of[i]];
  out.extra = graph.extra;
  for (ExtraState& row : out.extra) row.state = rank_of[row.state];
  std::sort(out.extra.begin(), out.extra.end(), [](const ExtraState& a, const ExtraState& b) {
    return std::pair(a.junction, a.state) < std::pair(b.junction, b.state);
  });
  out.first_arc.assign(1, 0);
  std::vector<u32> arcs;
  for (u32 rank = 0; rank < n; ++rank) {
    const u32 v = vertex[rank];
    out.junction_of.push_back(graph.junction_of[v]);
    arcs.clear();
    for (u32 arc = graph.first_arc[v]; arc < graph.first_arc[v + 1]; ++arc) arcs.push_back(arc);
    std::sort(arcs.begin(), arcs.end(), [&](u32 a, u32 b) {
      return std::pair(rank_of[graph.arc_head[a]], graph.arc_edge[a]) <
             std::pair(rank_of[graph.arc_head[b]], graph.arc_edge[b]);
    });
    for (const u32 arc : arcs) {
      out.arc_head.push_back(rank_of[graph.arc_head[arc]]);
      out.arc_edge.push_back(graph.arc_edge[arc]);
      out.banned.push_back(graph.banned[arc]);
    }
    out.first_arc.push_back(static_cast<u32>(out.arc_head.size()));
  }
  graph = std::move(out);
}

}  // namespace muster::road
