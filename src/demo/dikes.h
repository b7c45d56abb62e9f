// The dikes of the demonstration city: reaches by county (demo/inputs/reaches.csv) cut into sections with stakes and lines.
// Classes, stakes of the Jingjiang dike and control gauges follow published facts; everything else is invented and marked so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demo/line.h"

namespace muster::demo {

struct Section {
  std::string dike;          ///< code in dikes.csv
  std::string county;        ///< division code, or GX, JN for the zones without one
  std::string dike_class;    ///< dictionary dike_class
  std::string bank;
  std::string gauge;         ///< code of the control gauge
  std::int64_t from_stake = 0;
  std::int64_t to_stake = 0;
  std::optional<double> defence_m;  ///< own stages where the gauge's do not fit
  std::optional<double> warning_m;
  double shift_m = 0;        ///< water level here minus at the gauge
  double crest_m = 0;
  double inner_m = 0;
  std::string name;          ///< unique on its dike
  Path line;                 ///< in the direction from_stake → to_stake

  [[nodiscard]] double length_km() const;
  [[nodiscard]] bool holds(std::int64_t stake) const;  ///< between the two stakes, ends included
  /// The place of a stake: the line is stretched evenly over the stakes.
  [[nodiscard]] Position at(std::int64_t stake) const;
  [[nodiscard]] Path between(std::int64_t from, std::int64_t to) const;
};

struct Dike {
  std::string code;
  std::string name;
  std::string name_en;
  std::string dike_class;
  std::string river;
  std::string bank;
  std::string prefix;        ///< "K" or empty
  std::vector<Section> sections;  ///< contiguous, in the direction of the stakes
};

/// Waters by name: rivers as lines in downstream direction, lakes as rings.
[[nodiscard]] std::map<std::string, Path> waters();
[[nodiscard]] std::vector<Dike> dikes();
/// "718+350"; with the prefix "K48+300".
[[nodiscard]] std::string stake_text(std::int64_t stake, const std::string& prefix);

}  // namespace muster::demo
