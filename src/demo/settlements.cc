#include "demo/settlements.h"

#include <algorithm>
#include <cmath>

#include "demo/inputs.h"

namespace muster::demo {
namespace {

constexpr double kLonStep = 0.0062, kLatStep = 0.0054;  // 600 m
constexpr double kAround_m = 250;                       // dry land around a village
constexpr double kStreetReach_m = 2500;                 // communities of a street lie close

using Places = std::vector<Position>;

/// Where villages of each town may lie: the grid places nearest to it.
std::map<std::string, Places> room(const std::vector<County>& counties,
                                   const std::map<std::string, Position>& towns, const Land& land) {
  std::map<std::string, Places> out;
  for (const County& county : counties) {
    if (county.is_zone) continue;
    const geo::Box box = geo::box_of(county.area);
    for (double lat = box.south; lat < box.north; lat += kLatStep) {
      for (double lon = box.west; lon < box.east; lon += kLonStep) {
        if (!geo::contains(county.area, {lon, lat})) continue;
        Dice dice(static_cast<std::uint64_t>(std::llround(lon * 1e5) * 7919 + std::llround(lat * 1e5)));
        const double east = dice.within(-150, 150);
        const Position place = moved({lon, lat}, east, dice.within(-150, 150));
        if (!land.is_open(place, kAround_m)) continue;
        const std::string* own = nullptr;
        double nearest = 1e9;
        for (const auto& [code, town] : towns) {
          const bool is_zone = code.substr(0, 6) == "421071";
          if (code.substr(0, 6) != county.code && !is_zone) continue;
          const double far = apart_m(place, town);
          if (far < nearest) {
            nearest = far;
            own = &code;
          }
        }
        if (own != nullptr) out[*own].push_back(place);
      }
    }
  }
  return out;
}

/// So many places far from each other and from the town.
Places spread_out(Places candidates, Position town, std::size_t count) {
  Places out;
  std::vector<double> gap;
  for (const Position place : candidates) gap.push_back(apart_m(place, town));
  while (out.size() < count && !candidates.empty()) {
    const auto best = std::max_element(gap.begin(), gap.end());
    if (*best < 350) break;
    out.push_back(candidates[static_cast<std::size_t>(best - gap.begin())]);
    for (std::size_t i = 0; i < candidates.size(); ++i)
      gap[i] = std::min(gap[i], apart_m(candidates[i], out.back()));
  }
  return out;
}

/// What finds no room in the country lies around the town.
Position beside_town(Position town, std::size_t number, const Land& land) {
  const double angle = static_cast<double>(number) * 2.399963;
  const double far = 500 + 180 * std::sqrt(static_cast<double>(number) + 1);
  return land.nearest_open(moved(town, far * std::sin(angle), far * std::cos(angle)), 100);
}

}  // namespace

std::vector<Settlement> settlements(const std::vector<County>& counties,
                                    const std::map<std::string, Position>& towns,
                                    const Land& land) {
  std::vector<Settlement> out;
  std::map<std::string, Position> dry_towns;
  for (const Row& row : table("townships.csv")) {
    const Position at = land.nearest_open(towns.at(row.at("code")), 400);
    dry_towns[row.at("code")] = at;
    out.push_back({row.at("code"), row.at("name"), at, true});
  }
  std::map<std::string, std::vector<const Row*>> villages_of;
  const std::vector<Row> rows = table("villages.csv");
  for (const Row& row : rows) villages_of[row.at("code").substr(0, 9)].push_back(&row);

  auto candidates = room(counties, dry_towns, land);
  std::map<std::string, Position> village_at;
  for (const auto& [town, villages] : villages_of) {
    const Position middle = dry_towns.at(town);
    Places& own = candidates[town];
    if (town[6] == '0') {  // a street: 001 … 099
      own.erase(std::remove_if(own.begin(), own.end(),
                               [&](Position p) { return apart_m(p, middle) > kStreetReach_m; }),
                own.end());
    }
    const Places chosen = spread_out(own, middle, villages.size());
    for (std::size_t i = 0; i < villages.size(); ++i) {
      village_at[villages[i]->at("code")] =
          i < chosen.size() ? chosen[i] : beside_town(middle, i - chosen.size(), land);
    }
  }
  for (const Row& row : rows)
    out.push_back({row.at("code"), row.at("name"), village_at.at(row.at("code")), false});
  return out;
}

}  // namespace muster::demo
