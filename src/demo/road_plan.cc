#include "demo/road_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <limits>
#include <map>
#include <optional>
#include <queue>

namespace muster::demo {
namespace {

constexpr double kNeighbour_m = 9000;
constexpr double kNodeSpacing_m = 75;
constexpr double kBridgeSearch_m = 3500;  ///< how far from the line firm ground may begin
constexpr double kFerryMost_m = 7000;

/// Crossings of the Yangtze within the city, about where they are. 枝城, 荆岳, 赤壁 and 嘉鱼 lead out of it.
struct Crossing {
  const char* name;
  Position at;
  RoadClass road_class;
};
const Crossing kCrossings[] = {
    {"荆州长江大桥", {112.195, 30.295}, RoadClass::kNational},
    {"公安长江公铁大桥", {112.265, 30.075}, RoadClass::kNational},
    {"石首长江大桥", {112.375, 29.765}, RoadClass::kNational},
    {"郝穴渡口", {112.425, 30.020}, RoadClass::kFerry},
    {"调关渡口", {112.610, 29.720}, RoadClass::kFerry},
};
/// Seats of counties, by their first township; the trunk of the network joins them.
const char* const kSeats[] = {"421002001", "421003001", "421022101", "421024106", "421081001",
                              "421083001", "421087001", "421088100"};

class Parts {  // union-find
 public:
  explicit Parts(std::size_t count) : parent_(count) {
    for (std::size_t i = 0; i < count; ++i) parent_[i] = i;
  }
  std::size_t of(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  bool join(std::size_t a, std::size_t b) {
    a = of(a);
    b = of(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  std::vector<std::size_t> parent_;
};

struct Edge {
  std::size_t a = 0, b = 0;
  double length_m = 0;
  bool has_branch = false, is_close = false, is_kept = false;
  Path path = {};
  RoadClass road_class = RoadClass::kVillage;
  std::string name = {};
  bool over_yangtze = false;
};

class Planner {
 public:
  Planner(const std::vector<Settlement>& places, const Land& land, std::uint64_t seed)
      : land_(land), seed_(seed) {
    for (const Settlement& place : places) plan_.sites.push_back({place, false});
  }

  RoadPlan run() {
    add_crossings();
    near_.resize(plan_.sites.size());
    find_near();
    add_neighbours();
    join_parts();
    add_ferries();
    raise_classes();
    for (Edge& edge : edges_) {
      if (!edge.is_kept) continue;
      plan_.roads.push_back({edge.a, edge.b, edge.road_class, std::move(edge.name),
                             std::move(edge.path), edge.over_yangtze});
    }
    return std::move(plan_);
  }

 private:
  [[nodiscard]] Position at(std::size_t site) const { return plan_.sites[site].place.at; }

  void add_crossings() {
    static const Path river = waters().at("长江");
    for (const Crossing& crossing : kCrossings) {
      const geo::Nearest on = geo::nearest_on(river, crossing.at);
      const Position before = geo::along(river, on.along_m - 400);
      const Position after = geo::along(river, on.along_m + 400);
      const double east = (after.lon - before.lon) * kLonMetres;
      const double north = (after.lat - before.lat) * kLatMetres;
      const double length = std::hypot(east, north);
      std::size_t ends[2] = {0, 0};
      bool found = true;
      for (const int side : {0, 1}) {
        const double sign = side == 0 ? 1 : -1;
        double far = 700;
        const auto place = [&] {
          return moved(on.at, -sign * north / length * far, sign * east / length * far);
        };
        while (far < kBridgeSearch_m && !land_.is_open(place(), 120)) far += 50;
        found = found && far < kBridgeSearch_m;
        ends[side] = plan_.sites.size() + static_cast<std::size_t>(side);
        if (!found) break;
        ends_at_[side] = place();
      }
      if (!found) continue;
      for (const int side : {0, 1})
        plan_.sites.push_back({{"", crossing.name, ends_at_[side], false}, true});
      add_fixed(ends[0], ends[1], crossing.name, crossing.road_class);
    }
  }

  void add_fixed(std::size_t a, std::size_t b, const std::string& name, RoadClass road_class) {
    Edge edge{.a = a, .b = b, .length_m = apart_m(at(a), at(b)), .path = {at(a), at(b)}, .name = name};
    edge.road_class = road_class;
    edge.is_kept = edge.over_yangtze = true;
    if (road_class == RoadClass::kFerry) edge.length_m += 8000;  // waiting
    edges_.push_back(std::move(edge));
  }

  /// Other sites within reach, nearest first.
  void find_near() {
    std::map<std::pair<int, int>, std::vector<std::size_t>> cells;
    const auto cell_of = [](Position p) {
      return std::pair(static_cast<int>(p.lon * kLonMetres / kNeighbour_m),
                       static_cast<int>(p.lat * kLatMetres / kNeighbour_m));
    };
    for (std::size_t i = 0; i < plan_.sites.size(); ++i) cells[cell_of(at(i))].push_back(i);
    for (std::size_t i = 0; i < plan_.sites.size(); ++i) {
      const auto [column, row] = cell_of(at(i));
      for (int c = column - 1; c <= column + 1; ++c) {
        for (int r = row - 1; r <= row + 1; ++r) {
          for (const std::size_t other : cells[{c, r}]) {
            if (other != i && apart_m(at(i), at(other)) < kNeighbour_m) near_[i].push_back(other);
          }
        }
      }
      std::sort(near_[i].begin(), near_[i].end(), [&](std::size_t a, std::size_t b) {
        return std::pair(apart_m(at(i), at(a)), a) < std::pair(apart_m(at(i), at(b)), b);
      });
    }
  }

  /// Gabriel neighbours: nothing lies in the circle over the edge. Those that are relative
  /// neighbours too all become roads, of the others a part.
  void add_neighbours() {
    for (std::size_t a = 0; a < plan_.sites.size(); ++a) {
      for (const std::size_t b : near_[a]) {
        if (b <= a) continue;
        const double length = apart_m(at(a), at(b));
        bool is_gabriel = true, is_close = true;
        for (const std::size_t c : near_[a]) {
          const double ca = apart_m(at(c), at(a));
          if (ca >= length || !is_gabriel) break;
          if (c == b) continue;
          const double cb = apart_m(at(c), at(b));
          is_gabriel = ca * ca + cb * cb >= length * length;
          is_close = is_close && cb >= length;
        }
        if (!is_gabriel) continue;
        auto edge = drawn(a, b);
        if (!edge) continue;
        Dice dice(seed_ ^ (a * 1'000'003 + b));
        edge->is_close = is_close;
        edge->is_kept = !edge->has_branch && (is_close || dice.chance(0.45));
        edges_.push_back(*std::move(edge));
      }
    }
  }

  /// A road with bends where there is room for them; nothing when water lies between.
  [[nodiscard]] std::optional<Edge> drawn(std::size_t a, std::size_t b) const {
    const double length = apart_m(at(a), at(b));
    if (length < 1) return std::nullopt;
    Dice dice(seed_ ^ (b * 7'368'787 + a));
    const double bow = std::min(length * 0.05, 170.0) * dice.within(-1, 1);
    const double wave = std::min(length * 0.03, 60.0) * dice.within(-1, 1);
    for (const double share : {1.0, -1.0, 0.0}) {
      Edge edge{.a = a, .b = b, .length_m = length, .path = bent(a, b, bow * share, wave * share)};
      const Land::Crossing crossing = land_.along(edge.path);
      if (!crossing.is_dry) continue;
      edge.has_branch = crossing.has_branch;
      return edge;
    }
    return std::nullopt;
  }

  [[nodiscard]] Path bent(std::size_t a, std::size_t b, double bow_m, double wave_m) const {
    const double length = apart_m(at(a), at(b));
    const int pieces = std::max(1, static_cast<int>(length / kNodeSpacing_m));
    const double east = (at(b).lon - at(a).lon) * kLonMetres / length;
    const double north = (at(b).lat - at(a).lat) * kLatMetres / length;
    Path out;
    for (int i = 0; i <= pieces; ++i) {
      const double t = static_cast<double>(i) / pieces;
      const double aside = bow_m * std::sin(std::numbers::pi * t) +
                           wave_m * std::sin(std::numbers::pi * t) * std::sin(2 * std::numbers::pi * t * (1 + length / 1800));
      out.push_back(moved(at(a), east * length * t - north * aside, north * length * t + east * aside));
    }
    out.back() = at(b);
    return out;
  }

  /// What is still apart is joined by the shortest dry way, over a branch river where it must.
  void join_parts() {
    Parts parts(plan_.sites.size());
    for (const Edge& edge : edges_) {
      if (edge.is_kept) parts.join(edge.a, edge.b);
    }
    std::vector<Edge> more;
    for (std::size_t a = 0; a < plan_.sites.size(); ++a) {
      for (const std::size_t b : near_[a]) {
        if (b < a || parts.of(a) == parts.of(b)) continue;
        if (auto edge = drawn(a, b)) more.push_back(*std::move(edge));
      }
    }
    std::stable_sort(more.begin(), more.end(), [](const Edge& x, const Edge& y) {
      return x.length_m * (x.has_branch ? 3 : 1) < y.length_m * (y.has_branch ? 3 : 1);
    });
    for (Edge& edge : more) {
      if (!parts.join(edge.a, edge.b)) continue;
      edge.is_kept = true;
      edges_.push_back(std::move(edge));
    }
  }

  /// What only water divides gets a ferry.
  void add_ferries() {
    Parts parts(plan_.sites.size());
    for (const Edge& edge : edges_) {
      if (edge.is_kept) parts.join(edge.a, edge.b);
    }
    std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < plan_.sites.size(); ++a) {
      for (const std::size_t b : near_[a]) {
        const double length = apart_m(at(a), at(b));
        if (b > a && length < kFerryMost_m && parts.of(a) != parts.of(b)) pairs.emplace_back(length, a, b);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [length, a, b] : pairs) {
      if (!parts.join(a, b)) continue;
      const bool from_village = !plan_.sites[a].is_crossing;
      add_fixed(a, b, plan_.sites[from_village ? a : b].place.name + "渡口", RoadClass::kFerry);
    }
  }

  using From = std::vector<std::size_t>;  ///< the edge by which each site is reached

  /// Cheapest ways from a site; roads raised already draw others onto them.
  From ways_from(std::size_t start) const {
    constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
    From by(plan_.sites.size(), kNone);
    std::vector<double> cost(plan_.sites.size(), 1e18);
    using Row = std::pair<double, std::size_t>;
    std::priority_queue<Row, std::vector<Row>, std::greater<>> queue;
    cost[start] = 0;
    queue.emplace(0, start);
    while (!queue.empty()) {
      const auto [so_far, site] = queue.top();
      queue.pop();
      if (so_far > cost[site]) continue;
      for (const std::size_t index : around_[site]) {
        const Edge& edge = edges_[index];
        const std::size_t to = edge.a == site ? edge.b : edge.a;
        const double discount = edge.road_class >= RoadClass::kCounty ? 0.75 : 1;
        const double next = so_far + edge.length_m * discount +
                            (edge.has_branch && !edge.is_kept ? 2500 : 0);
        if (next >= cost[to]) continue;
        cost[to] = next;
        by[to] = index;
        queue.emplace(next, to);
      }
    }
    return by;
  }

  void raise(const From& by, std::size_t from, std::size_t to, RoadClass road_class,
             const std::string& name) {
    for (std::size_t site = to; site != from;) {
      if (by[site] >= edges_.size()) return;
      Edge& edge = edges_[by[site]];
      edge.is_kept = true;
      if (!edge.over_yangtze && edge.road_class < road_class) {
        edge.road_class = road_class;
        edge.name = name;
      }
      site = edge.a == site ? edge.b : edge.a;
    }
  }

  [[nodiscard]] std::string between(std::size_t a, std::size_t b, const char* kind) const {
    const auto short_name = [this](std::size_t site) {
      std::string name = plan_.sites[site].place.name;
      for (const std::string suffix : {"街道", "镇", "乡"}) {
        if (name.size() > suffix.size() + 3 && name.ends_with(suffix))
          return name.substr(0, name.size() - suffix.size());
      }
      return name;
    };
    return short_name(a) + "—" + short_name(b) + kind;
  }

  void raise_classes() {
    around_.assign(plan_.sites.size(), {});
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      around_[edges_[i].a].push_back(i);
      around_[edges_[i].b].push_back(i);
    }
    std::vector<std::size_t> towns, seats;
    std::map<std::string, std::size_t> town_of;
    for (std::size_t i = 0; i < plan_.sites.size(); ++i) {
      const RoadSite& site = plan_.sites[i];
      if (!site.place.is_town) continue;
      towns.push_back(i);
      town_of[site.place.code] = i;
      if (std::find(std::begin(kSeats), std::end(kSeats), site.place.code) != std::end(kSeats))
        seats.push_back(i);
    }
    join_gabriel(seats, RoadClass::kNational, "国道");
    std::vector<std::size_t> larger = seats;
    for (std::size_t i = 0; i < towns.size(); i += 4) larger.push_back(towns[i]);
    join_gabriel(larger, RoadClass::kProvincial, "省道");
    join_gabriel(towns, RoadClass::kCounty, "公路");
    std::map<std::size_t, From> from_town;
    for (std::size_t i = 0; i < plan_.sites.size(); ++i) {
      const std::string& code = plan_.sites[i].place.code;
      if (code.size() != 12) continue;
      const std::size_t town = town_of.at(code.substr(0, 9));
      if (!from_town.count(town)) from_town[town] = ways_from(town);
      // Every third village lies on the bus line of its township.
      if (i % 3 == 0) raise(from_town[town], town, i, RoadClass::kTownship, "");
    }
  }

  void join_gabriel(const std::vector<std::size_t>& sites, RoadClass road_class, const char* kind) {
    for (const std::size_t a : sites) {
      const From by = ways_from(a);
      for (const std::size_t b : sites) {
        if (b <= a) continue;
        const double length = apart_m(at(a), at(b));
        const bool free = std::none_of(sites.begin(), sites.end(), [&](std::size_t c) {
          if (c == a || c == b) return false;
          const double ca = apart_m(at(c), at(a)), cb = apart_m(at(c), at(b));
          return ca * ca + cb * cb < length * length;
        });
        if (free) raise(by, a, b, road_class, between(a, b, kind));
      }
    }
  }

  const Land& land_;
  const std::uint64_t seed_;
  RoadPlan plan_;
  Position ends_at_[2];
  std::vector<std::vector<std::size_t>> near_, around_;
  std::vector<Edge> edges_;
};

}  // namespace

RoadPlan plan_roads(const std::vector<Settlement>& places, const Land& land, std::uint64_t seed) {
  return Planner(places, land, seed).run();
}

}  // namespace muster::demo
