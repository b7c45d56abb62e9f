// Shelters by GB/T 44013 with capacity by GB 51143; villages of the flood-storage areas and polders, and the safety zones that they move to.
// Areas and counts are invented, the standard's square metres are not.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "demo/inputs.h"
#include "demo/land.h"
#include "demo/line.h"

namespace muster::demo {
namespace {

constexpr double kStorageReach_m = 6000;  // as the areas are drawn (works.cc)
constexpr double kShortStay_m2 = 2.0;     // GB 51143-2015, table 4.2.3: effective area a person, fifteen days
constexpr double kLongStay_m2 = 4.5;      // the same, a hundred days

/// Ground that may go under water: a flood-storage area or polder as it is drawn.
struct Basin {
  std::string type;
  std::string name;
  std::string county;
  Position middle;
  double reach_m = 0;
  std::int64_t people = 0;  ///< of a polder, published; 0: as many as its villages have
};

std::vector<Basin> basins() {
  std::vector<Basin> out;
  const auto middle = [](const Row& row) { return Position{to_number(row.at("lon")), to_number(row.at("lat"))}; };
  for (const Row& row : table("storage_areas.csv")) out.push_back({"flood_storage_area", row.at("name"), row.at("county"), middle(row), kStorageReach_m, 0});
  for (const Row& row : table("polders.csv")) {
    out.push_back({"polder", row.at("name"), row.at("county"), middle(row), std::sqrt(to_number(row.at("land_ha")) * 10000 / 3.14159),
                   static_cast<std::int64_t>(to_number(row.at("people")))});
  }
  return out;
}

bool is_inside(const Basin& basin, Position at) { return apart_m(at, basin.middle) <= basin.reach_m; }

/// A building or ground as shelters are made of.
struct Make {
  std::string_view level;
  std::string_view space;
  std::string_view function;
  std::string_view duration;
  std::string_view source;
  std::string_view period;
  double per_person_m2;
  double from_m2;  ///< effective area, the least
  std::uint32_t more_m2;
  json::Array facilities;
};

std::int64_t add_shelter(City& city, const std::string& name, const std::string& place, const std::string& body, Position at, const Make& make, bool flood_safe) {
  const double effective = make.from_m2 + static_cast<double>(spread("shelter " + name) % make.more_m2);
  const auto capacity = static_cast<std::int64_t>(effective / make.per_person_m2);
  city.rows.add("shelter", place + ' ' + name, {.jurisdiction = place, .geometry = point_json(at), .occurred_at = {}},
                {{"name", name}, {"code", fmt::format("BN{}-{:04}", place.substr(0, 6), spread(name) % 10000)}, {"level", make.level}, {"space", make.space},
                 {"function", make.function}, {"duration", make.duration}, {"source_kind", make.source}, {"address", name}, {"body", id_of("body", body)},
                 {"area_m2", std::round(effective * 1.8)}, {"effective_area_m2", effective}, {"refuge_period", make.period},
                 {"area_per_person", make.per_person_m2}, {"capacity", capacity}, {"toilets", std::max<std::int64_t>(4, capacity / 50)},
                 {"facilities", make.facilities}, {"flood_safe", flood_safe}, {"checked_on", "2026-04-20"}, {"invented", true}});
  return capacity;
}

void add_all_shelters(City& city, const std::vector<Basin>& low) {
  const Make hall{"county", "indoor", "comprehensive", "long", "stadium", "long", kLongStay_m2, 5400, 5400,
                  {"water", "power", "toilet", "medical", "kitchen", "comms", "sign", "barrier_free", "store", "fire", "security"}};
  const Make park{"county", "outdoor", "single", "urgent", "park", "urgent", 0.5, 6000, 9000, {"water", "toilet", "sign", "comms"}};
  const Make school{"township", "indoor", "comprehensive", "short", "school", "short", kShortStay_m2, 1200, 1600,
                    {"water", "power", "toilet", "kitchen", "sign", "fire", "comms"}};
  const auto is_safe = [&](Position at) { return std::ranges::none_of(low, [&](const Basin& basin) { return is_inside(basin, at); }); };
  for (const County& county : city.counties) {
    const Position seat = city.land->nearest_open(county.seat, 150);
    add_shelter(city, county.short_name + "体育馆避难场所", county.code, "hq_" + county.code, seat, hall, is_safe(seat));
    const Position green = city.land->nearest_open(moved(seat, 900, -600), 100);
    add_shelter(city, county.short_name + "中心公园避难场所", county.code, "hq_" + county.code, green, park, is_safe(green));
  }
  for (const Settlement& town : city.settlements) {
    if (!town.is_town) continue;
    const Position at = moved(town.at, 180, 120);
    add_shelter(city, town.name + "中心学校避难场所", town.code, "tw_" + town.code, at, school, is_safe(at));
  }
}

struct Zone {
  std::string key;
  Position at;
};

// Three to an area, at the edges of its circle: together they hold about six in ten, so the rest goes to shelters outside. The first takes
// any village whole.
std::vector<Zone> add_zones(City& city, const Basin& basin, std::int64_t people, std::int64_t largest) {
  struct Kind {
    std::string_view word;
    std::string_view title;
    double bearing;
    std::int64_t share;
  };
  constexpr std::int64_t kLargestShare = 34;
  constexpr Kind kKinds[] = {{"safe_area", "安全区", 0.6, kLargestShare}, {"safe_area", "二号安全区", 2.7, 18}, {"safe_platform", "安全台", 4.8, 8}};
  std::vector<Zone> out;
  for (const Kind& kind : kKinds) {
    if (basin.type == "polder" && kind.word == "safe_area") continue;  // a polder has its platform only
    const std::string key = basin.name + std::string(kind.title);
    const Position at = city.land->nearest_open(moved(basin.middle, 0.7 * basin.reach_m * std::sin(kind.bearing), 0.7 * basin.reach_m * std::cos(kind.bearing)), 100);
    const double radius = kind.word == "safe_area" ? 450 : 150;
    city.rows.add("safety_zone", key, {.jurisdiction = basin.county, .geometry = polygon_json(geo::circle(at, radius, 16).parts.front().front()), .occurred_at = {}},
                  {{"name", key}, {"kind", kind.word}, {"storage_area", id_of(basin.type, basin.name)}, {"area_km2", std::round(radius * radius * 3.14159 / 1e4) / 100},
                   {"capacity", std::max(people * kind.share / 1000 * 10, kind.share == kLargestShare ? largest : 80)}, {"water", "自来水与机井"}, {"power", "双回路（演示虚构）"}, {"medical", "村卫生室"},
                   {"toilets", 24}, {"checked_on", "2026-04-25"}, {"source", "演示虚构；位置示意"}, {"invented", true}});
    out.push_back({key, at});
  }
  return out;
}

void add_village(City& city, const Basin& basin, const Settlement& village, std::int64_t people, const std::vector<Zone>& zones) {
  const auto nearest = std::ranges::min_element(zones, {}, [&](const Zone& zone) { return apart_m(zone.at, village.at); });
  const double km = std::round(apart_m(nearest->at, village.at) * 1.3 / 100) / 10;
  const std::uint32_t seed = spread("move " + village.code);
  const bool by_foot = km < 1.5;
  city.rows.add("storage_village", basin.name + ' ' + village.code, {.jurisdiction = village.code, .geometry = point_json(village.at), .occurred_at = {}},
                {{"storage_area", id_of(basin.type, basin.name)}, {"households", std::max<std::int64_t>(1, people / 3)}, {"people", people},
                 {"frail", people * (12 + seed % 7) / 100}, {"outside", people * (18 + seed / 7 % 15) / 100}, {"livestock", static_cast<std::int64_t>(seed / 99 % 60)},
                 {"safety_zone", id_of("safety_zone", nearest->key)}, {"assembly", "村委会门前"}, {"route_km", km},
                 {"means", by_foot ? json::Array{"foot"} : json::Array{"vehicle", "tractor"}}, {"vehicles_needed", by_foot ? 0 : std::max<std::int64_t>(1, people / 400)},
                 {"hours_needed", by_foot ? 1.5 : std::round(20 + km * 2) / 10}, {"loudspeaker", true}, {"checked_on", "2026-05-10"}, {"invented", true}});
}

// Villages inside; of the county that keeps the works, where it has any there.
std::vector<const Settlement*> villages_in(const City& city, const Basin& basin) {
  std::vector<const Settlement*> own;
  std::vector<const Settlement*> others;
  for (const Settlement& place : city.settlements) {
    if (place.is_town || place.code[6] == '0' || !is_inside(basin, place.at)) continue;
    (place.code.substr(0, 6) == basin.county ? own : others).push_back(&place);
  }
  return own.empty() ? others : own;
}

void add_moving(City& city, const Basin& basin) {
  const std::vector<const Settlement*> villages = villages_in(city, basin);
  if (villages.empty()) return;
  std::int64_t whole = 0;
  std::int64_t largest = 0;
  for (const Settlement* village : villages) {
    whole += village_people(village->code);
    largest = std::max(largest, village_people(village->code));
  }
  // A polder has fewer people than the villages that reach into it.
  const std::int64_t people = basin.people == 0 ? whole : std::min(whole, basin.people);
  const std::vector<Zone> zones = add_zones(city, basin, people, largest);
  for (const Settlement* village : villages) add_village(city, basin, *village, village_people(village->code) * people / whole, zones);
}

}  // namespace

void add_shelters(City& city) {
  const std::vector<Basin> low = basins();
  add_all_shelters(city, low);
  for (const Basin& basin : low) add_moving(city, basin);
}

}  // namespace muster::demo
