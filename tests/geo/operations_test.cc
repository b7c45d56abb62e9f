#include <gtest/gtest.h>

#include <numbers>

#include "geo/geo.h"
#include "errors/geometry.h"

namespace muster::geo {
namespace {

const Geometry kSquare = rectangle({112, 30, 112.1, 30.1});
const Geometry kBowTie = polygon({{{112, 30}, {112.1, 30.1}, {112.1, 30}, {112, 30.1}, {112, 30}}});

TEST(CheckSimple, NamesThePlaceWhereARingCrossesItself) {
  EXPECT_TRUE(check_simple(kSquare));
  const Status status = check_simple(kBowTie);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, error::kRingCrossesItself);
  EXPECT_EQ(status.error().params.at(0).second, "112.05,30.05");
}

TEST(Intersects, HoldsForTouchAndFailsApart) {
  EXPECT_TRUE(intersects(kSquare, point({112.05, 30.05})));
  EXPECT_TRUE(intersects(kSquare, rectangle({112.1, 30.1, 112.2, 30.2})));
  EXPECT_FALSE(intersects(kSquare, rectangle({112.11, 30.11, 112.2, 30.2})));
  EXPECT_TRUE(intersects(line({{111.9, 30.05}, {112.2, 30.05}}), kSquare));
  // Boxes overlap, shapes do not.
  EXPECT_FALSE(intersects(line({{112.09, 30.11}, {112.11, 30.09}, {112.11, 30.11}}), kSquare));
}

TEST(Intersects, AnswersAboutABrokenOutline) {
  EXPECT_TRUE(intersects(kBowTie, point({112.08, 30.05})));
  EXPECT_FALSE(intersects(kBowTie, point({112.05, 30.08})));
}

TEST(Buffer, WidensByMetresInEveryDirection) {
  const Geometry around = buffer(point({112.24, 30.33}), 500);
  ASSERT_EQ(around.kind, Kind::kPolygon);
  for (const Position& position : around.parts[0][0])
    EXPECT_NEAR(distance_m({112.24, 30.33}, position), 500, 1);
  EXPECT_NEAR(area_m2(around) / (std::numbers::pi * 500 * 500), 1, 0.01);
}

TEST(Buffer, NarrowsToNothing) {
  EXPECT_LT(area_m2(buffer(kSquare, -1000)), area_m2(kSquare));
  EXPECT_TRUE(buffer(kSquare, -20000).empty());
}

TEST(UnionOf, CountsTheOverlapOnce) {
  const Geometry both = union_of({kSquare, rectangle({112.05, 30, 112.15, 30.1})});
  EXPECT_NEAR(area_m2(both) / area_m2(rectangle({112, 30, 112.15, 30.1})), 1, 1e-9);
  EXPECT_EQ(union_of({kSquare, rectangle({113, 30, 113.1, 30.1})}).kind, Kind::kMultiPolygon);
  EXPECT_TRUE(union_of({point({112, 30})}).empty());
}

TEST(Simplify, DropsVerticesWithinTheTolerance) {
  const Geometry bent = line({{112, 30}, {112.05, 30.0001}, {112.1, 30}, {112.15, 30.05}});
  EXPECT_EQ(simplify(bent, 50).parts[0][0].size(), 3U);
  EXPECT_EQ(simplify(bent, 1).parts[0][0].size(), 4U);
}

TEST(LabelPoint, LiesOnTheShapeWhereTheCentroidDoesNot) {
  // A horseshoe open to the east.
  const Geometry horseshoe =
      polygon({{{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 3}, {4, 3}, {4, 4}, {0, 4}, {0, 0}}});
  EXPECT_FALSE(contains(horseshoe, centroid(horseshoe)));
  EXPECT_TRUE(contains(horseshoe, label_point(horseshoe)));
  EXPECT_EQ(centroid(point({112, 30})), (Position{112, 30}));
}

}  // namespace
}  // namespace muster::geo
