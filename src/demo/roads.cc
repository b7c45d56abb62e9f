#include "demo/roads.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "demo/road_canvas.h"
#include "demo/road_plan.h"

namespace muster::demo {
namespace {

using Node = RoadCanvas::Node;

constexpr double kBlock_m = 130;      ///< between streets of a town
constexpr double kVillageReach_m = 900;  ///< houses stand along the road so far from its middle

/// Expressways, by places they pass. They meet other roads at interchanges only.
struct Expressway {
  const char* name;
  Path path;
};
const Expressway kExpressways[] = {
    {"荆宜高速", {{111.955, 30.400}, {112.05, 30.385}, {112.16, 30.40}, {112.26, 30.385}, {112.36, 30.36}, {112.52, 30.375}}},
    {"荆襄高速", {{112.21, 30.655}, {112.20, 30.55}, {112.19, 30.46}, {112.165, 30.385}, {112.185, 30.325}}},
    {"荆公高速", {{112.175, 30.262}, {112.16, 30.18}, {112.165, 30.05}, {112.15, 29.90}, {112.16, 29.76}}},
    {"江监高速", {{112.36, 30.26}, {112.46, 30.16}, {112.58, 30.05}, {112.72, 29.96}, {112.86, 29.90}, {112.99, 29.87}, {113.13, 29.93}}},
    {"监洪高速", {{113.13, 29.93}, {113.25, 30.01}, {113.40, 30.05}, {113.55, 30.03}, {113.70, 30.06}, {113.85, 30.09}}},
};

const char* highway_of(RoadClass road_class) {
  switch (road_class) {
    case RoadClass::kNational:
      return "trunk";
    case RoadClass::kProvincial:
      return "primary";
    case RoadClass::kCounty:
      return "secondary";
    case RoadClass::kTownship:
      return "tertiary";
    case RoadClass::kVillage:
    case RoadClass::kFerry:
      break;
  }
  return "unclassified";
}

class Drawer {
 public:
  Drawer(const Land& land, const RoadPlan& plan, std::uint64_t seed)
      : land_(land), plan_(plan), seed_(seed), sites_(plan.sites.size()) {}

  road::Extract run() {
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      if (plan_.sites[i].place.is_town)
        town(i);
      else
        sites_[i].gates.push_back(canvas_.add(plan_.sites[i].place.at));
    }
    for (std::size_t i = 0; i < plan_.roads.size(); ++i) road(plan_.roads[i], i);
    for (const Expressway& each : kExpressways) expressway(each);
    for (const Dike& dike : dikes()) dike_road(dike);
    return canvas_.finish();
  }

 private:
  struct Site {
    std::vector<Node> gates;  ///< where roads come in; one node in a village
    double radius_m = 0;
  };

  /// A grid of streets, turned as the town pleases.
  void town(std::size_t index) {
    const Settlement& place = plan_.sites[index].place;
    Dice dice(seed_ ^ spread("town " + place.code));
    const bool is_street = place.code[6] == '0';
    const int half = static_cast<int>(dice.within(is_street ? 5 : 3, is_street ? 8 : 6));
    const double turn = dice.within(-0.4, 0.4);
    const auto at = [&](int c, int r) {
      const double x = c * kBlock_m, y = r * kBlock_m;
      return moved(place.at, x * std::cos(turn) - y * std::sin(turn),
                   x * std::sin(turn) + y * std::cos(turn));
    };
    std::map<std::pair<int, int>, Node> nodes;
    std::vector<std::pair<int, int>> reached{{0, 0}};
    nodes[{0, 0}] = canvas_.add(place.at);
    for (std::size_t i = 0; i < reached.size(); ++i) {
      const auto [c, r] = reached[i];
      for (const auto& [dc, dr] : {std::pair(1, 0), std::pair(0, 1), std::pair(-1, 0), std::pair(0, -1)}) {
        const std::pair<int, int> next{c + dc, r + dr};
        if (std::abs(next.first) > half || std::abs(next.second) > half || nodes.count(next) != 0)
          continue;
        if (!land_.is_open(at(next.first, next.second))) continue;
        nodes[next] = canvas_.add(at(next.first, next.second));
        reached.push_back(next);
      }
    }
    streets(nodes, half, dice);
    for (const auto& [cell, node] : nodes) {
      if (std::max(std::abs(cell.first), std::abs(cell.second)) == half ||
          nodes.size() < static_cast<std::size_t>(half))
        sites_[index].gates.push_back(node);
    }
    if (sites_[index].gates.empty()) sites_[index].gates.push_back(nodes.at({0, 0}));
    sites_[index].radius_m = half * kBlock_m * 1.15;
  }

  /// All blocks have two streets in each direction at least; some of the lesser are missing.
  void streets(const std::map<std::pair<int, int>, Node>& nodes, int half, Dice& dice) {
    const auto find = [&](int c, int r) {
      const auto found = nodes.find({c, r});
      return found == nodes.end() ? Node{0} : found->second;
    };
    for (const bool upright : {false, true}) {
      for (int line = -half; line <= half; ++line) {
        const bool is_main = line % 3 == 0;
        for (int i = -half; i < half; ++i) {
          const Node a = upright ? find(line, i) : find(i, line);
          const Node b = upright ? find(line, i + 1) : find(i + 1, line);
          if (a == 0 || b == 0 || (!is_main && std::abs(line) != half && dice.chance(0.12))) continue;
          const Position from = canvas_.at(a), to = canvas_.at(b);
          const Node middle = canvas_.add({(from.lon + to.lon) / 2, (from.lat + to.lat) / 2});
          canvas_.way({a, middle, b}, road_tags(is_main ? "tertiary" : "residential"));
          if (!is_main && dice.chance(0.5)) lane(middle, upright, dice);
        }
      }
    }
  }

  /// A blind alley from a street into its block.
  void lane(Node from, bool upright, Dice& dice) {
    const double side = dice.chance(0.5) ? 1 : -1;
    const double far = side * dice.within(25, 55);
    const Node end = canvas_.add(moved(canvas_.at(from), upright ? far : 0, upright ? 0 : far));
    canvas_.way({from, end}, road_tags("service"));
  }

  [[nodiscard]] Node gate(std::size_t site, Position toward) const {
    const std::vector<Node>& gates = sites_[site].gates;
    return *std::min_element(gates.begin(), gates.end(), [&](Node a, Node b) {
      return std::pair(apart_m(canvas_.at(a), toward), a) < std::pair(apart_m(canvas_.at(b), toward), b);
    });
  }

  void road(const PlannedRoad& planned, std::size_t number) {
    const Position a = plan_.sites[planned.a].place.at, b = plan_.sites[planned.b].place.at;
    Path between;
    for (std::size_t i = 1; i + 1 < planned.path.size(); ++i) {
      const Position p = planned.path[i];
      if (apart_m(p, a) > sites_[planned.a].radius_m && apart_m(p, b) > sites_[planned.b].radius_m)
        between.push_back(p);
    }
    std::vector<Node> nodes{gate(planned.a, between.empty() ? b : between.front())};
    for (const Position p : between) nodes.push_back(canvas_.add(p));
    const Node last = gate(planned.b, between.empty() ? a : between.back());
    if (last == nodes.back()) return;
    nodes.push_back(last);
    road::Tags tags = road_tags(highway_of(planned.road_class), planned.name);
    if (planned.road_class == RoadClass::kFerry) {
      canvas_.way(std::move(nodes), {{"route", "ferry"}, {"name", planned.name}, {"motor_vehicle", "yes"}, {"foot", "yes"}});
      return;
    }
    if (planned.over_yangtze) {
      tags.emplace_back("bridge", "yes");
      canvas_.way(std::move(nodes), std::move(tags));
      return;
    }
    bridged(nodes, tags);
    houses(planned, nodes, number);
  }

  /// Where the road is over a branch river it is a way of its own, a bridge.
  void bridged(const std::vector<Node>& nodes, const road::Tags& tags) {
    const auto is_wet = [&](std::size_t i) {
      return (land_.at(canvas_.at(nodes[i])) & Land::kBranch) != 0;
    };
    std::size_t from = 0;
    while (from + 1 < nodes.size()) {
      const bool bridge = is_wet(from) || is_wet(from + 1);
      std::size_t to = from + 1;
      while (to + 1 < nodes.size() && (is_wet(to) || is_wet(to + 1)) == bridge) ++to;
      road::Tags own = tags;
      if (bridge) own.emplace_back("bridge", "yes");
      canvas_.way({nodes.begin() + static_cast<std::ptrdiff_t>(from),
                   nodes.begin() + static_cast<std::ptrdiff_t>(to) + 1},
                  std::move(own));
      from = to;
    }
  }

  /// Dead ends on both sides, close together in a village and far apart between.
  void houses(const PlannedRoad& planned, const std::vector<Node>& nodes, std::size_t number) {
    if (planned.road_class >= RoadClass::kProvincial) return;
    Dice dice(seed_ ^ (number * 2'654'435'761ULL + 17));
    for (std::size_t i = 1; i + 1 < nodes.size(); ++i) {
      const Position here = canvas_.at(nodes[i]);
      if ((land_.at(here) & Land::kBranch) != 0) continue;
      const double far = std::min(apart_m(here, plan_.sites[planned.a].place.at),
                                  apart_m(here, plan_.sites[planned.b].place.at));
      const Position next = canvas_.at(nodes[i + 1]);
      const double heading = std::atan2((next.lat - here.lat) * kLatMetres,
                                        (next.lon - here.lon) * kLonMetres);
      for (const double side : {std::numbers::pi / 2, -std::numbers::pi / 2}) {
        if (!dice.chance(far < kVillageReach_m ? 0.52 : 0.08)) continue;
        const double longest = std::clamp(far * 0.6, 90.0, 330.0);
        dead_end(nodes[i], heading + side + dice.within(-0.25, 0.25),
                 dice.within(70, longest), far < kVillageReach_m, dice);
      }
    }
  }

  void dead_end(Node from, double heading, double length_m, bool in_village, Dice& dice) {
    const int pieces = std::max(1, static_cast<int>(length_m / 55));
    std::vector<Node> nodes{from};
    for (int i = 1; i <= pieces; ++i) {
      heading += dice.within(-0.12, 0.12);
      const double step = length_m / pieces;
      const Position at = moved(canvas_.at(nodes.back()), step * std::cos(heading), step * std::sin(heading));
      if (!land_.is_open(at)) break;
      nodes.push_back(canvas_.add(at));
    }
    for (std::size_t i = 1; in_village && i < nodes.size(); ++i) {
      if (!dice.chance(0.4)) continue;
      const double side = dice.chance(0.5) ? std::numbers::pi / 2 : -std::numbers::pi / 2;
      dead_end(nodes[i], heading + side, dice.within(30, 50), false, dice);
    }
    canvas_.way(std::move(nodes), road_tags(in_village ? "residential" : "service"));
  }

  void expressway(const Expressway& each) {
    const Path line = resampled(smoothed(resampled(each.path, 400), 4), 200);
    std::vector<Node> run;
    double since_interchange = 1e9;
    const auto end_run = [&] {
      if (run.size() > 1) {
        interchange(run.back());
        road::Tags tags = road_tags("motorway", each.name);
        tags.emplace_back("oneway", "no");
        bridged(run, tags);
      }
      run.clear();
      since_interchange = 1e9;
    };
    for (const Position at : line) {
      if (!land_.is_dry(at)) {
        end_run();
        continue;
      }
      run.push_back(canvas_.add(at));
      since_interchange += 200;
      if (since_interchange > 9000 && interchange(run.back())) since_interchange = 0;
    }
    end_run();
  }

  bool interchange(Node node) {
    const Position at = canvas_.at(node);
    std::size_t best = sites_.size();
    double nearest = 4000;
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      const double far = apart_m(at, plan_.sites[i].place.at);
      if (far >= nearest || far < 1) continue;
      const Land::Crossing crossing = land_.along({at, plan_.sites[i].place.at});
      if (!crossing.is_dry || crossing.has_branch) continue;
      nearest = far;
      best = i;
    }
    if (best == sites_.size()) return false;
    road::Tags tags = road_tags("motorway_link");
    tags.emplace_back("oneway", "no");
    canvas_.way({node, gate(best, at)}, std::move(tags));
    return true;
  }

  /// The road on the crest, with ways up to it.
  void dike_road(const Dike& dike) {
    std::vector<Node> run;
    int since_ramp = 1000;
    const auto end_run = [&] {
      canvas_.way(std::move(run), road_tags("unclassified", dike.name));
      run.clear();
      since_ramp = 1000;
    };
    for (const Section& section : dike.sections) {
      for (const Position at : resampled(section.line, 100)) {
        if (!run.empty() && apart_m(canvas_.at(run.back()), at) < 20) continue;
        if (!run.empty() && apart_m(canvas_.at(run.back()), at) > 400) end_run();
        if (!land_.is_open(at)) {
          end_run();
          continue;
        }
        const bool is_due = ++since_ramp > 15;
        const Node ramp = is_due ? canvas_.nearest(at, 2500, land_) : 0;
        if (is_due) since_ramp = 8;  // tried again after a while
        run.push_back(canvas_.add(at));
        if (ramp == 0 || std::find(run.begin(), run.end(), ramp) != run.end()) continue;
        canvas_.way({run.back(), ramp}, road_tags("unclassified", "上堤路"));
        since_ramp = 0;
      }
    }
    end_run();
  }

  const Land& land_;
  const RoadPlan& plan_;
  const std::uint64_t seed_;
  RoadCanvas canvas_;
  std::vector<Site> sites_;
};

}  // namespace

road::Extract roads(std::uint64_t seed) {
  const std::vector<County> all = counties();
  const Land land(all);
  const RoadPlan plan = plan_roads(settlements(all, place_towns(all), land), land, seed);
  return Drawer(land, plan, seed).run();
}

}  // namespace muster::demo
