#include "demo/hydrograph.h"

#include <algorithm>
#include <cmath>

namespace muster::demo {

namespace {

double secant(const std::vector<Knot>& knots, std::size_t i) {
  return (knots[i + 1].value - knots[i].value) / (knots[i + 1].hour - knots[i].hour);
}

// Slope at a knot: the harmonic mean of its secants, 0 where they differ in sign (a peak stays a peak).
double slope(const std::vector<Knot>& knots, std::size_t i) {
  if (i == 0) return secant(knots, 0);
  if (i + 1 == knots.size()) return secant(knots, i - 1);
  const double before = secant(knots, i - 1);
  const double after = secant(knots, i);
  return before * after <= 0 ? 0 : 2 * before * after / (before + after);
}

}  // namespace

double interpolate(const std::vector<Knot>& knots, double hour) {
  if (hour <= knots.front().hour) return knots.front().value;
  if (hour >= knots.back().hour) return knots.back().value;
  const auto next = std::ranges::upper_bound(knots, hour, {}, &Knot::hour);
  const auto i = static_cast<std::size_t>(next - knots.begin()) - 1;
  const double width = knots[i + 1].hour - knots[i].hour;
  const double t = (hour - knots[i].hour) / width;
  const double t2 = t * t;
  const double t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * knots[i].value + (t3 - 2 * t2 + t) * width * slope(knots, i) +
         (-2 * t3 + 3 * t2) * knots[i + 1].value + (t3 - t2) * width * slope(knots, i + 1);
}

}  // namespace muster::demo
