// Turn restrictions as paths of directed edges that must not be driven (wiki of OpenStreetMap,
// "Relation:restriction"). "only" forbids every other way to leave its path.
#include <algorithm>
#include <optional>
#include <unordered_map>

#include "road/draft.h"

namespace muster::road {
namespace {

class TurnReader {
 public:
  TurnReader(const Extract& extract, const Draft& draft, const std::vector<Profile>& profiles)
      : extract_(extract), draft_(draft), profiles_(profiles) {}

  Turns run() {
    if (extract_.restrictions.empty()) return {};
    for (u32 i = 0; i < draft_.ways.size(); ++i) way_[draft_.ways[i].id].push_back(i);
    list_arcs();
    for (const ExtractRestriction& each : extract_.restrictions) {
      if (!add(each)) ++out_.left_out;
    }
    return std::move(out_);
  }

 private:
  using Path = std::vector<u32>;

  void list_arcs() {
    first_.assign(draft_.junctions.size() + 1, 0);
    const auto arcs = static_cast<u32>(2 * draft_.edge_count());
    for (u32 arc = 0; arc < arcs; ++arc) ++first_[draft_.tail(arc) + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    leaving_.resize(arcs);
    Path next(first_.begin(), first_.end() - 1);
    for (u32 arc = 0; arc < arcs; ++arc) leaving_[next[draft_.tail(arc)]++] = arc;
  }

  /// Whom it binds by this key's value, and whether it says "only".
  struct Meaning {
    u32 profiles = 0;
    bool only = false;
  };
  Meaning meaning(const ExtractRestriction& restriction) const {
    Meaning out;
    const std::string_view except = tag(restriction.tags, "except");
    for (std::size_t i = 0; i < profiles_.size(); ++i) {
      std::string_view value;
      for (const std::string& key : profiles_[i].restrictions) {
        if (const std::string_view found = tag(restriction.tags, key); !found.empty())
          value = found;
      }
      const bool only = value.substr(0, 5) == "only_";
      if (!only && value.substr(0, 3) != "no_") continue;
      if (excepted(profiles_[i], except)) continue;
      out.profiles |= 1U << i;
      out.only = only;
    }
    return out;
  }

  static bool excepted(const Profile& profile, std::string_view except) {
    while (!except.empty()) {
      const std::size_t end = std::min(except.find(';'), except.size());
      std::string_view mode = except.substr(0, end);
      while (!mode.empty() && mode.front() == ' ') mode.remove_prefix(1);
      if (std::find(profile.access.begin() + 1, profile.access.end(), mode) != profile.access.end())
        return true;
      except.remove_prefix(std::min(end + 1, except.size()));
    }
    return false;
  }

  /// Directed edges of a way, in either direction.
  Path arcs_of(std::int64_t way_id) const {
    Path out;
    const auto found = way_.find(way_id);
    if (found == way_.end()) return out;
    for (const u32 way : found->second) {
      for (const u32 edge : draft_.way_edges[way]) {
        out.push_back(edge << 1);
        out.push_back(edge << 1 | 1U);
      }
    }
    return out;
  }

  /// The one arc of the way that ends (or begins) at a junction; more than one would be a guess.
  std::optional<u32> arc_at(std::int64_t way_id, u32 junction, bool begins) const {
    std::optional<u32> found;
    for (const u32 arc : arcs_of(way_id)) {
      if ((begins ? draft_.tail(arc) : draft_.head(arc)) != junction) continue;
      if (found) return std::nullopt;
      found = arc;
    }
    return found;
  }

  std::optional<u32> meeting(const Path& a, const Path& b) const {
    std::optional<u32> found;
    for (const u32 x : a) {
      for (const u32 y : b) {
        if (draft_.head(x) != draft_.tail(y)) continue;
        if (found && *found != draft_.head(x)) return std::nullopt;
        found = draft_.head(x);
      }
    }
    return found;
  }

  /// Along one way from junction to junction without turning round.
  std::optional<Path> along(std::int64_t way_id, u32 from, u32 to) const {
    const Path arcs = arcs_of(way_id);
    for (const u32 start : arcs) {
      if (draft_.tail(start) != from) continue;
      Path path{start};
      while (draft_.head(path.back()) != to && path.size() <= arcs.size() / 2) {
        const auto next = std::find_if(arcs.begin(), arcs.end(), [&](u32 arc) {
          return draft_.tail(arc) == draft_.head(path.back()) && arc >> 1 != path.back() >> 1 &&
                 (arc & 1U) == (start & 1U);
        });
        if (next == arcs.end()) break;
        path.push_back(*next);
      }
      if (draft_.head(path.back()) == to) return path;
    }
    return std::nullopt;
  }

  std::optional<Path> path_of(const ExtractRestriction& restriction) const {
    Path middle;
    std::optional<u32> enter, leave;
    if (restriction.via_ways.empty()) {
      enter = leave = junction_between(restriction);
    } else {
      std::vector<std::int64_t> ways{restriction.from_way};
      ways.insert(ways.end(), restriction.via_ways.begin(), restriction.via_ways.end());
      ways.push_back(restriction.to_way);
      std::vector<u32> joints;
      for (std::size_t i = 1; i < ways.size(); ++i) {
        const auto joint = meeting(arcs_of(ways[i - 1]), arcs_of(ways[i]));
        if (!joint) return std::nullopt;
        joints.push_back(*joint);
      }
      for (std::size_t i = 1; i < joints.size(); ++i) {
        const auto piece = along(ways[i], joints[i - 1], joints[i]);
        if (!piece) return std::nullopt;
        middle.insert(middle.end(), piece->begin(), piece->end());
      }
      enter = joints.front();
      leave = joints.back();
    }
    if (!enter) return std::nullopt;
    const auto first = arc_at(restriction.from_way, *enter, false);
    const auto last = arc_at(restriction.to_way, *leave, true);
    if (!first || !last) return std::nullopt;
    Path path{*first};
    path.insert(path.end(), middle.begin(), middle.end());
    path.push_back(*last);
    return path;
  }

  std::optional<u32> junction_between(const ExtractRestriction& restriction) const {
    for (const u32 arc : arcs_of(restriction.from_way)) {
      if (draft_.junction_node[draft_.head(arc)] == restriction.via_node) return draft_.head(arc);
    }
    return std::nullopt;
  }

  bool add(const ExtractRestriction& restriction) {
    const Meaning meant = meaning(restriction);
    if (meant.profiles == 0) return false;
    const auto path = path_of(restriction);
    if (!path || path->size() > 16) return false;
    if (meant.only)
      forbid_others(*path, meant.profiles);
    else
      out_.list.push_back({*path, meant.profiles});
    ++out_.kept;
    out_.over_ways += path->size() > 2 ? 1 : 0;
    return true;
  }

  void forbid_others(const Path& path, u32 profiles) {
    for (std::size_t length = 1; length < path.size(); ++length) {
      const u32 at = draft_.head(path[length - 1]);
      for (u32 i = first_[at]; i < first_[at + 1]; ++i) {
        if (leaving_[i] == path[length]) continue;
        Path other(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length));
        other.push_back(leaving_[i]);
        out_.list.push_back({std::move(other), profiles});
      }
    }
  }

  const Extract& extract_;
  const Draft& draft_;
  const std::vector<Profile>& profiles_;
  std::unordered_map<std::int64_t, std::vector<u32>> way_;
  Path first_, leaving_;
  Turns out_;
};

}  // namespace

Turns read_turns(const Extract& extract, const Draft& draft, const std::vector<Profile>& profiles) {
  return TurnReader(extract, draft, profiles).run();
}

}  // namespace muster::road
