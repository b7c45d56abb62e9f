#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "geo/geo.h"

namespace muster::geo {
namespace {

constexpr double kDegreeM = kEarthRadiusM * std::numbers::pi / 180;

TEST(Distance, IsTheGreatCircle) {
  EXPECT_NEAR(distance_m({112, 30}, {112, 31}), kDegreeM, 1e-6);
  EXPECT_NEAR(distance_m({0, 0}, {180, 0}), kEarthRadiusM * std::numbers::pi, 1e-3);
  EXPECT_NEAR(distance_m({179.5, 0}, {-179.5, 0}), kDegreeM, 1e-6);
  EXPECT_EQ(distance_m({112, 30}, {112, 30}), 0);
  // Spherical law of cosines in place of the haversine.
  const double cosine =
      std::sin(30.33 * std::numbers::pi / 180) * std::sin(29.82 * std::numbers::pi / 180) +
      std::cos(30.33 * std::numbers::pi / 180) * std::cos(29.82 * std::numbers::pi / 180) *
          std::cos(0.66 * std::numbers::pi / 180);
  EXPECT_NEAR(distance_m({112.24, 30.33}, {112.90, 29.82}), kEarthRadiusM * std::acos(cosine),
              0.01);
}

TEST(Area, OfALuneMatchesTheSphere) {
  // Between two meridians one degree apart, from equator to 30 N: R² Δλ sin 30.
  const double expected = kEarthRadiusM * kEarthRadiusM * (std::numbers::pi / 180) * 0.5;
  EXPECT_NEAR(area_m2(rectangle({112, 0, 113, 30})) / expected, 1, 1e-12);
}

TEST(Area, SubtractsHolesAndAddsParts) {
  const Box outer{112, 30, 112.4, 30.4};
  const Box inner{112.1, 30.1, 112.2, 30.2};
  const double whole = area_m2(rectangle(outer));
  const double hole = area_m2(rectangle(inner));
  const Path ring = rectangle(outer).parts[0][0];
  const Path inner_ring = rectangle(inner).parts[0][0];
  EXPECT_NEAR(area_m2(polygon({ring, inner_ring})), whole - hole, 1);
  EXPECT_NEAR(area_m2(multi_polygon({{ring}, {inner_ring}})), whole + hole, 1);
  EXPECT_EQ(area_m2(line(ring)), 0);
}

TEST(Circle, HasItsRadiusAndArea) {
  const Position centre{112.24, 30.33};
  const Geometry round = circle(centre, 25000, 360);
  ASSERT_TRUE(check(round));
  for (const Position& position : round.parts[0][0])
    EXPECT_NEAR(distance_m(centre, position), 25000, 0.01);
  EXPECT_NEAR(area_m2(round) / (std::numbers::pi * 25000.0 * 25000.0), 1, 1e-3);
  EXPECT_TRUE(check_simple(round));
}

// Each letter of the map is asked at its cell's centre; the area is a ring with a hole and a notch
// from above.
TEST(Contains, TellsInsideFromOutsideAndHole) {
  //  y
  //  3  i i o i      i inside, o outside (notch or hole)
  //  2  i o o i      hole and notch are one: the ring runs around it
  //  1  i i i i
  //  0  i i i i
  const Path ring{{0, 0}, {4, 0}, {4, 4}, {3, 4}, {3, 2}, {1, 2},
                  {1, 3}, {2, 3}, {2, 4}, {0, 4}, {0, 0}};
  const char* map[] = {"iioi", "iooi", "iiii", "iiii"};
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      const Position asked{column + 0.5, 3 - row + 0.5};
      EXPECT_EQ(contains(polygon({ring}), asked), map[row][column] == 'i') << row << "," << column;
    }
  }
  EXPECT_FALSE(contains(polygon({ring}), {-0.5, 2}));  // level with vertices
  EXPECT_FALSE(contains(polygon({ring}), {4.5, 4}));
}

TEST(Contains, CountsTheBoundaryAndLeavesOutHoles) {
  const Path ring = rectangle({0, 0, 4, 4}).parts[0][0];
  const Path hole = rectangle({1, 1, 2, 2}).parts[0][0];
  const Geometry area = polygon({ring, hole});
  EXPECT_TRUE(contains(area, {0, 2}));
  EXPECT_TRUE(contains(area, {4, 4}));
  EXPECT_TRUE(contains(area, {1, 1.5}));
  EXPECT_FALSE(contains(area, {1.5, 1.5}));
  EXPECT_FALSE(contains(line(ring), {0, 2}));
}

TEST(Distance, ToAnAreaIsZeroInsideAndToItsEdgeOutside) {
  const Geometry area = rectangle({112, 30, 112.1, 30.1});
  EXPECT_EQ(distance_m(area, {112.05, 30.05}), 0);
  EXPECT_NEAR(distance_m(area, {112.05, 30.2}), 0.1 * kDegreeM, 20);
}

TEST(Box, CoversTheGeometryAndMeetsOthers) {
  EXPECT_EQ(box_of(line({{112, 31}, {113, 30}})), (Box{112, 30, 113, 31}));
  EXPECT_TRUE(Box{}.empty());
  EXPECT_FALSE(overlaps(Box{}, {112, 30, 113, 31}));
  EXPECT_TRUE(overlaps({112, 30, 113, 31}, {113, 31, 114, 32}));
  EXPECT_TRUE(contains(Box{112, 30, 113, 31}, {113, 31}));
}

}  // namespace
}  // namespace muster::geo
