// Parts of the generator; each adds its rows after those that it refers to.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "demo/dikes.h"
#include "demo/names.h"
#include "demo/rows.h"
#include "geo/geo.h"

namespace muster::demo {

/// A county-level unit of the city: eight counties and three zones, in the order of codes.
struct County {
  std::string code;       ///< division code, or GX, JN
  std::string name;
  std::string short_name; ///< without 县, 市, 区
  bool is_zone = false;
  geo::Geometry area;     ///< empty for zones
  Position seat;          ///< somewhere in the middle
};

/// A town or village as a place that roads lead to: on dry land, a sketch.
struct Settlement {
  std::string code;  ///< of the township or village
  std::string name;
  Position at;
  bool is_town = false;
};

class Land;

/// Someone in the city and where to find them.
struct Someone {
  std::string person;     ///< record id
  std::string post;       ///< record id
  std::string name;
};

struct City {
  std::vector<County> counties;
  std::vector<Dike> dikes;
  Names names;
  int next_phone = 3000;
  std::map<std::string, Someone> by_post;   ///< by post code
  std::map<std::string, Someone> by_key;    ///< people of cast.csv by key
  std::map<std::string, Position> towns;    ///< by township code: sketched, not surveyed
  std::vector<Settlement> settlements;      ///< townships, then villages
  std::shared_ptr<const Land> land;
  Rows rows;

  [[nodiscard]] const County& county(const std::string& code) const;
  [[nodiscard]] const Section& section_at(const std::string& dike, std::int64_t stake) const;
  [[nodiscard]] const Dike& dike(const std::string& code) const;
};

[[nodiscard]] std::string section_key(const Section& section);       ///< "JJDD.720500"
[[nodiscard]] std::string section_id(const Section& section);
[[nodiscard]] std::string section_post(const Section& section);      ///< code of its leader's post
[[nodiscard]] std::vector<County> counties();
/// Invented; communities of a street are larger.
[[nodiscard]] std::int64_t village_people(const std::string& code);

void add_jurisdictions(City& city);
void add_bodies(City& city);
void add_people(City& city);
void add_waters(City& city);     ///< rivers, gauges, thresholds
void add_dikes(City& city);      ///< dikes, sections, huts, weak reaches
void add_works(City& city);      ///< sluices, pump stations, polders, reservoirs, flood-storage areas
void add_supplies(City& city);   ///< stores, stock and its batches, teams, experts
void add_vehicles(City& city);   ///< lorries, ambulances, buses, boats, each with its tracker
void add_shelters(City& city);   ///< shelters; villages to be moved and their safety zones
void add_responsibilities(City& city);

}  // namespace muster::demo
