// Private to road: many road parts against one drawn area.
#pragma once

#include <optional>
#include <vector>

#include "road/network.h"

namespace muster::road {

/// An area prepared for tests: its sides in rows by latitude. Even-odd rule.
class AreaTest {
 public:
  explicit AreaTest(const geo::Geometry& area);
  [[nodiscard]] const PointBox& box() const { return box_; }
  [[nodiscard]] bool holds(double lon, double lat) const;  ///< 1e-7 degrees
  /// The first and last share of a line's length that lie inside; nullopt when none does.
  [[nodiscard]] std::optional<std::pair<double, double>> stretch(
      const std::vector<Point>& line) const;

 private:
  struct Side {
    double ax, ay, bx, by;
  };
  [[nodiscard]] std::size_t row(double lat) const;
  void crossings(Side segment, std::vector<double>& out) const;

  PointBox box_;
  std::vector<std::vector<Side>> rows_;
};

}  // namespace muster::road
