// Where roads and villages of the demonstration city may lie: inside the counties, off the waters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "demo/city.h"
#include "demo/dice.h"

namespace muster::demo {

/// Plane geometry near 30° N, good to a few per mille.
inline constexpr double kLonMetres = 96'298;
inline constexpr double kLatMetres = 111'195;
[[nodiscard]] double apart_m(Position a, Position b);
[[nodiscard]] Position moved(Position from, double east_m, double north_m);

/// A raster of about 60 m over the city.
class Land {
 public:
  enum Kind : std::uint8_t { kYangtze = 1, kBranch = 2, kLake = 4, kInside = 8 };
  explicit Land(const std::vector<County>& counties);

  [[nodiscard]] std::uint8_t at(Position place) const;
  /// Inside a county, off the Yangtze and the lakes; branch rivers can be bridged.
  [[nodiscard]] bool is_dry(Position place) const {
    return (at(place) & (kYangtze | kLake | kInside)) == kInside;
  }
  /// Dry, and off the branch rivers, together with its surroundings of `around_m`.
  [[nodiscard]] bool is_open(Position place, double around_m = 0) const;
  /// The nearest place that is open around it; the place itself when none is within 8 km.
  [[nodiscard]] Position nearest_open(Position place, double around_m) const;

  struct Crossing {
    bool is_dry = true;      ///< all of it
    bool has_branch = false;  ///< some of it
  };
  [[nodiscard]] Crossing along(const Path& path) const;

 private:
  void fill(const geo::Geometry& area, std::uint8_t kind);
  void stamp(const Path& line, double radius_m, std::uint8_t kind);
  std::vector<std::uint8_t> cells_;
};

}  // namespace muster::demo
