#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "demo/city.h"
#include "demo/inputs.h"
#include "demo/line.h"
#include "demo/settlements.h"

namespace muster::demo {

namespace {

constexpr double kTownRadius_m = 2000;
constexpr int kTownVertices = 12;
constexpr double kVillageRadius_m = 300;
constexpr int kVillageVertices = 6;
constexpr std::string_view kVillageSketch = "示意：位置、范围与人口为演示虚构";
constexpr std::string_view kSketch = "示意：位置与范围为演示虚构，非勘界成果";

std::string without_suffix(const std::string& name) {
  for (const std::string suffix : {"县", "市", "区"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

Position middle(const geo::Geometry& area) {
  const geo::Box box = geo::box_of(area);
  return {(box.west + box.east) / 2, (box.south + box.north) / 2};
}

// Candidates on a grid inside a county, about 2 km apart.
std::vector<Position> grid(const geo::Geometry& area) {
  std::vector<Position> out;
  const geo::Box box = geo::box_of(area);
  for (double lat = box.south; lat < box.north; lat += 0.018) {
    for (double lon = box.west; lon < box.east; lon += 0.021) {
      if (geo::contains(area, {lon, lat})) out.push_back({lon, lat});
    }
  }
  return out;
}

// Towns have no published coordinates: each new one goes where it is farthest from those already placed.
Position farthest(const std::vector<Position>& candidates, const std::vector<Position>& placed, Position otherwise) {
  Position best = otherwise;
  double best_distance = -1;
  for (const Position& candidate : candidates) {
    double nearest = 1e9;
    for (const Position& other : placed) nearest = std::min(nearest, geo::distance_m(candidate, other));
    if (nearest > best_distance) {
      best_distance = nearest;
      best = candidate;
    }
  }
  return best;
}

// Towns whose place is known from GeoNames.
std::map<std::string, Position> anchors() {
  std::map<std::string, Position> out;
  for (const Row& row : table("places.csv")) out[row.at("name")] = {to_number(row.at("lon")), to_number(row.at("lat"))};
  return out;
}

json::Value town_area(Position at) {
  return polygon_json(geo::circle(at, kTownRadius_m, kTownVertices).parts.front().front());
}

json::Value village_area(Position at) {
  return polygon_json(geo::circle(at, kVillageRadius_m, kVillageVertices).parts.front().front());
}

json::Array codes_of(const std::string& code) {
  if (code != "421088") return {json::Object{{"code", code}}};
  return {json::Object{{"code", "421023"}, {"name", "监利县"}, {"to", "2020-06-11"}},
          json::Object{{"code", "421088"}, {"name", "监利市"}, {"from", "2020-06-12"}}};
}

}  // namespace

std::int64_t village_people(const std::string& code) {
  const bool is_street = code[6] == '0';
  return (is_street ? 3200 : 900) + static_cast<std::int64_t>(spread("people " + code) % (is_street ? 4200 : 2100));
}

std::vector<County> counties() {
  std::vector<County> out;
  for (const json::Value& feature : features("counties.geojson")) {
    const std::string name = feature["properties"].text("name");
    const auto area = geo::from_geojson(feature["geometry"]);
    if (!area) throw std::logic_error("counties.geojson: bad geometry of " + name);
    out.push_back({feature["properties"].text("code"), name, without_suffix(name), false, *area, middle(*area)});
  }
  out.push_back({"421071", "荆州经济技术开发区", "荆州开发区", true, {}, {112.300, 30.265}});
  out.push_back({"JN", "荆州纪南生态文化旅游区", "纪南文旅区", true, {}, {112.230, 30.420}});
  out.push_back({"GX", "荆州高新技术产业开发区", "荆州高新区", true, {}, {112.140, 30.350}});
  // In the order of the city's own tables: the eight counties and districts, then the zones.
  return out;
}

std::map<std::string, Position> place_towns(const std::vector<County>& counties) {
  std::map<std::string, Position> out;
  const auto known = anchors();
  for (const County& county : counties) {
    const std::vector<Position> candidates = county.is_zone ? std::vector<Position>{} : grid(county.area);
    std::vector<Position> placed{county.seat};
    for (const Row& row : table("townships.csv")) {
      if (row.at("code").substr(0, 6) != county.code) continue;
      Position at = farthest(candidates, placed, {county.seat.lon + 0.01 * static_cast<double>(placed.size()), county.seat.lat});
      for (const auto& [name, where] : known) {
        if (row.at("name").starts_with(name)) at = where;
      }
      placed.push_back(at);
      out[row.at("code")] = at;
    }
  }
  return out;
}

const County& City::county(const std::string& code) const {
  const auto found = std::ranges::find(counties, code, &County::code);
  if (found == counties.end()) throw std::logic_error("demonstration: no county " + code);
  return *found;
}

void add_jurisdictions(City& city) {
  city.counties = counties();
  city.towns = place_towns(city.counties);
  city.land = std::make_shared<const Land>(city.counties);
  city.settlements = settlements(city.counties, city.towns, *city.land);
  city.rows.add("jurisdiction", "4210", {}, {{"code", "421000"}, {"name", "荆州市"}, {"name_en", "Jingzhou"}, {"level", "city"},
                                           {"path", "/42/10"}, {"reports", true}, {"order", 0}});
  int order = 1;
  for (const County& county : city.counties) {
    const bool has_code = county.code.size() == 6;
    Rows::Where where;
    if (!county.is_zone) where.geometry = geo::to_geojson(county.area);
    city.rows.add("jurisdiction", county.code, where,
                  {{"code", has_code ? county.code : "4210" + county.code}, {"name", county.name},
                   {"level", county.is_zone ? "zone" : "county"}, {"parent", place_id("4210")},
                   {"path", "/42/10/" + (has_code ? county.code.substr(4) : county.code)}, {"codes", codes_of(county.code)},
                   {"reports", true}, {"order", order++}});
  }
  for (const Row& row : table("townships.csv")) {
    const std::string& code = row.at("code");
    city.rows.add("jurisdiction", code, {.jurisdiction = {}, .geometry = town_area(city.towns.at(code)), .occurred_at = {}},
                  {{"code", code}, {"name", row.at("name")}, {"level", "township"}, {"parent", place_id(code.substr(0, 6))},
                   {"path", "/42/10/" + code.substr(4, 2) + '/' + code.substr(6)}, {"source", kSketch}});
  }
  for (const Settlement& village : city.settlements) {
    if (village.is_town) continue;
    const std::string& code = village.code;
    city.rows.add("jurisdiction", code, {.jurisdiction = {}, .geometry = village_area(village.at), .occurred_at = {}},
                  {{"code", code}, {"name", village.name}, {"level", "village"}, {"parent", place_id(code.substr(0, 9))},
                   {"path", "/42/10/" + code.substr(4, 2) + '/' + code.substr(6, 3) + '/' + code.substr(9)},
                   {"people", village_people(code)}, {"source", kVillageSketch}});
  }
}

}  // namespace muster::demo
