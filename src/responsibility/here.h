// Who is responsible here (地图点选、桩号): the works at a place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/geo.h"
#include "record/record.h"

namespace muster::responsibility {

struct AtPlace {
  std::string work;
  double distance_m = 0;              ///< 0 inside an area
  std::optional<std::int64_t> stake;  ///< of the nearest point of a section, estimated along its line
};
/// Areas that hold the point, the nearest dike section within 3 km and other works within 500 m; nearest first.
[[nodiscard]] Result<std::vector<AtPlace>> works_at(record::Store& store, const record::Viewer& viewer, geo::Position position);
/// Sections over a stake, of one dike where it is named.
/// @param stake metres along the dike
[[nodiscard]] Result<std::vector<AtPlace>> works_at_stake(record::Store& store, const record::Viewer& viewer, std::int64_t stake, const std::string& dike);

}  // namespace muster::responsibility
