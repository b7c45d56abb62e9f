#include <gtest/gtest.h>

#include <numbers>

#include "cap/cap.h"
#include "cap/sample.h"

namespace muster::cap {
namespace {

TEST(AreaGeometry, Cap12Clause324IsTheUnionOfPolygonsAndCircles) {
  Area area;
  area.polygons = {geo::rectangle({112.2, 30.2, 112.3, 30.3}).parts[0][0]};
  area.circles = {{{112.25, 30.25}, 1}, {{113, 31}, 2}};  // the first lies inside the polygon
  const geo::Geometry all = geometry(area);
  EXPECT_EQ(all.kind, geo::Kind::kMultiPolygon);
  const double expected =
      geo::area_m2(geo::rectangle({112.2, 30.2, 112.3, 30.3})) + std::numbers::pi * 2000 * 2000;
  EXPECT_NEAR(geo::area_m2(all) / expected, 1, 1e-3);
  EXPECT_TRUE(geo::contains(all, {113.01, 31}));
  EXPECT_FALSE(geo::contains(all, {112.6, 30.6}));
}

TEST(AreaGeometry, OfAMessageIsThatOfAllItsAreas) {
  Message message = *parse(kSample);
  EXPECT_TRUE(geo::contains(geometry(message), {112.24, 30.33}));
  message.infos[0].areas[0].polygons.clear();
  EXPECT_TRUE(geometry(message).empty());
}

TEST(AreaPolygons, CarryOuterRingsOnly) {
  const geo::Path outer = geo::rectangle({0, 0, 4, 4}).parts[0][0];
  const geo::Path hole = geo::rectangle({1, 1, 2, 2}).parts[0][0];
  EXPECT_EQ(polygons(geo::multi_polygon({{outer, hole}, {hole}})),
            (std::vector<geo::Path>{outer, hole}));
  EXPECT_TRUE(polygons(geo::point({1, 1})).empty());
}

}  // namespace
}  // namespace muster::cap
