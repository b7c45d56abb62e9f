#include "exchange/places.h"

#include <gtest/gtest.h>

#include "errors/exchange.h"

namespace muster::exchange {
namespace {

TEST(Coordinate, IsReadAsDegreesHoweverItIsWritten) {
  for (const char* text : {"112.5", "112°30′", "112°30′0″", "112°30'0\"E", "东经112度30分", "112度30分0秒", "112 30 0", "１１２．５", "112°30′00.0″", "E112.5°"}) {
    const auto degrees = parse_coordinate(text);
    ASSERT_TRUE(degrees.has_value()) << text;
    EXPECT_NEAR(*degrees, 112.5, 1e-9) << text;
  }
  EXPECT_NEAR(*parse_coordinate("30°19′36.8″N"), 30.326889, 1e-6);
  EXPECT_NEAR(*parse_coordinate("-30.5"), -30.5, 1e-9);
}

TEST(Coordinate, IsRefusedWhereItIsNone) {
  for (const char* text : {"", "沙市", "112°75′", "112.5°30′", "112,5", "1 2 3 4", "112°30′61″"}) EXPECT_FALSE(parse_coordinate(text).has_value()) << text;
}

struct Same {
  const char* crs;
  double x;
  double y;
};

// 沙市, 112.2381 E 30.3269 N, in the systems that tables come in.
class System : public ::testing::TestWithParam<Same> {};

TEST_P(System, NamesTheSamePlace) {
  const auto crs = Crs::of(GetParam().crs);
  ASSERT_TRUE(crs.has_value()) << error_text(crs.error(), "en");
  const auto position = (*crs)->to_wgs84(GetParam().x, GetParam().y);
  ASSERT_TRUE(position.has_value());
  EXPECT_NEAR(position->lon, 112.2381, 2e-5);
  EXPECT_NEAR(position->lat, 30.3269, 2e-5);
}

geo::Position shifted(geo::Crs crs) { return geo::from_wgs84({112.2381, 30.3269}, crs); }

INSTANTIATE_TEST_SUITE_P(Systems, System,
                         ::testing::Values(Same{"", 112.2381, 30.3269}, Same{"WGS 84", 112.2381, 30.3269}, Same{"cgcs2000", 112.2381, 30.3269},
                                           Same{"EPSG:4490", 112.2381, 30.3269},
                                           Same{"gcj02", shifted(geo::Crs::kGcj02).lon, shifted(geo::Crs::kGcj02).lat},
                                           Same{"BD-09", shifted(geo::Crs::kBd09).lon, shifted(geo::Crs::kBd09).lat}));

TEST(System, GaussKruegerGoesByItsZone) {
  // CGCS2000 3-degree zone with central meridian 111 E: on the meridian x is 500000, whatever y.
  const auto crs = Crs::of("epsg:4546");
  ASSERT_TRUE(crs.has_value());
  EXPECT_TRUE((*crs)->is_projected());
  const auto on_meridian = (*crs)->to_wgs84(500000, 3356000);
  ASSERT_TRUE(on_meridian.has_value());
  EXPECT_NEAR(on_meridian->lon, 111.0, 1e-9);
  EXPECT_NEAR(on_meridian->lat, 30.32, 0.02);
  const auto east = (*crs)->to_wgs84(600000, 3356000);
  EXPECT_NEAR(east->lon, 112.04, 0.02);
}

TEST(System, IsRefusedWhenUnknown) {
  for (const char* name : {"epsg:999999", "mars", "epsg:", "+proj=pipeline", "epsg:4326;x"}) {
    const auto crs = Crs::of(name);
    ASSERT_FALSE(crs.has_value()) << name;
    EXPECT_EQ(crs.error().code, error::kCrsUnknown);
  }
}

TEST(Place, IsTheSameToAMillimetre) {
  const auto point = [](double lon) { return json::Value(json::Object{{"type", "Point"}, {"coordinates", json::Array{lon, 30.0}}}); };
  EXPECT_TRUE(same_place(point(112.2380555555556), point(112.238055556)));
  EXPECT_FALSE(same_place(point(112.2380555), point(112.2381)));
  EXPECT_FALSE(same_place(point(112), json::Value()));
  EXPECT_TRUE(same_place(json::Value(), json::Value()));
}

TEST(System, MovesEveryPositionOfAGeometry) {
  const auto crs = Crs::of("gcj02");
  const auto wrong = geo::from_wgs84({112, 30}, geo::Crs::kGcj02);
  const json::Value line = json::Object{{"type", "LineString"}, {"coordinates", json::Array{json::Array{wrong.lon, wrong.lat}, json::Array{wrong.lon, wrong.lat}}}};
  const auto right = moved(line, **crs);
  ASSERT_TRUE(right.has_value());
  EXPECT_NEAR((*right)["coordinates"].as_array()[1].as_array()[0].as_double(), 112, 1e-8);
}

}  // namespace
}  // namespace muster::exchange
