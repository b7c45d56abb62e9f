// Cutting and writing tiles, without a city.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <protozero/pbf_reader.hpp>
#include <random>

#include "exchange/tiles/cut.h"

namespace muster::exchange {
namespace {

using ::testing::ElementsAre;

/// The geometry integers of the first feature of the first layer.
std::vector<std::uint32_t> commands_in(const std::string& tile) {
  protozero::pbf_reader reader(tile);
  EXPECT_TRUE(reader.next(3));
  protozero::pbf_reader layer = reader.get_message();
  EXPECT_TRUE(layer.next(2));
  protozero::pbf_reader feature = layer.get_message();
  EXPECT_TRUE(feature.next(4));
  const auto range = feature.get_packed_uint32();
  return {range.begin(), range.end()};
}
std::string tile_with(const TileShape& shape) {
  const std::vector<std::string> names{"a", "b", "c"};
  std::string properties;
  put_property(properties, 0, "甲");
  put_property(properties, 1, -1);
  put_property(properties, 2, json::Value());
  TileLayer layer("x", names);
  layer.add(7, shape, properties);
  std::string out;
  layer.write_to(out);
  return out;
}

TEST(VectorTile, WritesTheExamplesOfTheSpecification435) {
  using Kind = TileShape::Kind;
  EXPECT_THAT(commands_in(tile_with({Kind::kPoint, {{{25, 17}}}})), ElementsAre(9, 50, 34));
  EXPECT_THAT(commands_in(tile_with({Kind::kPoint, {{{5, 7}}, {{3, 2}}}})), ElementsAre(17, 10, 14, 3, 9));
  EXPECT_THAT(commands_in(tile_with({Kind::kLine, {{{2, 2}, {2, 10}, {10, 10}}}})), ElementsAre(9, 4, 4, 18, 0, 16, 16, 0));
  EXPECT_THAT(commands_in(tile_with({Kind::kLine, {{{2, 2}, {2, 10}, {10, 10}}, {{1, 1}, {3, 5}}}})), ElementsAre(9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8));
  EXPECT_THAT(commands_in(tile_with({Kind::kPolygon, {{{3, 6}, {8, 12}, {20, 34}}}})), ElementsAre(9, 6, 12, 18, 10, 12, 24, 44, 15));
}

TEST(VectorTile, AnEmptyLayerIsNotWritten) {
  std::string out;
  const std::vector<std::string> names;
  TileLayer layer("x", names);
  layer.add(1, TileShape{}, {});
  layer.write_to(out);
  EXPECT_EQ(out, "");
}

TEST(TileCut, TheAddressesOfAZoomLevelMeetAtTheirSides) {
  EXPECT_FALSE((TileAddress{0, 1, 0}).exists());
  EXPECT_FALSE((TileAddress{-1, 0, 0}).exists());
  EXPECT_FALSE((TileAddress{23, 0, 0}).exists());
  EXPECT_FALSE((TileAddress{4, 0, -1}).exists());
  const geo::Box world = TileAddress{0, 0, 0}.box();
  EXPECT_NEAR(world.west, -180, 1e-12);
  EXPECT_NEAR(world.north, kMercatorLatitude, 1e-9);
  EXPECT_NEAR(world.south, -kMercatorLatitude, 1e-9);
  EXPECT_EQ((TileAddress{12, 3323, 1690}.box().east), (TileAddress{12, 3324, 1690}.box().west));
  EXPECT_EQ((TileAddress{12, 3323, 1690}.box().south), (TileAddress{12, 3323, 1691}.box().north));
}

TEST(TileCut, EachPositionLiesInExactlyOneTileOfALevel) {
  std::mt19937 random(20200810);
  std::uniform_real_distribution<double> lon(112.0, 113.0);
  std::uniform_real_distribution<double> lat(29.5, 30.5);
  for (const int z : {0, 5, 11, 16, 22}) {
    const auto side = static_cast<double>(std::int64_t{1} << z);
    for (int i = 0; i < 300; ++i) {
      // Every third on a corner of a tile, where a rounding could lose it or give it twice.
      geo::Position at{lon(random), lat(random)};
      const auto column = static_cast<std::int64_t>((at.lon + 180) / 360 * side);
      const double r = at.lat * std::numbers::pi / 180;
      const auto row = static_cast<std::int64_t>((1 - std::asinh(std::tan(r)) / std::numbers::pi) / 2 * side);
      if (i % 3 == 0 && z > 5) at = {TileAddress{z, column, row}.box().west, TileAddress{z, column, row}.box().north};
      int tiles = 0;
      for (std::int64_t x = column - 1; x <= column + 1; ++x) {
        for (std::int64_t y = row - 1; y <= row + 1; ++y) {
          const TileAddress tile{z, x, y};
          if (tile.exists() && point_on(tile, at)) ++tiles;
        }
      }
      EXPECT_EQ(tiles, 1) << z << ' ' << json::number_text(at.lon) << ' ' << json::number_text(at.lat);
    }
  }
}

TEST(TileCut, APositionIsWhereEpsg3857PutsIt) {
  // Formulas of EPSG guidance note 7-2, method 1024, by another way than the code's.
  const TilePosition at = on_tile({0, 0, 0}, {112.2381, 30.3269});
  const double half = 20037508.342789244;
  EXPECT_NEAR(at.x / kTileExtent * 2 * half - half, 112.2381 * std::numbers::pi / 180 * 6378137, 1e-6);
  EXPECT_NEAR(half - at.y / kTileExtent * 2 * half, 6378137 * std::log(std::tan(std::numbers::pi / 4 + 30.3269 * std::numbers::pi / 360)), 1e-6);
}

double distance_to(const TilePosition& p, const TilePosition& a, const TilePosition& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double t = length == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

TEST(TileCut, AWindingLineStaysWithinOneUnitBothWays) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> step(-2e-4, 2e-4);
  const TileAddress tile{11, 1662, 843};
  const geo::Box box = tile.box();
  geo::Path path{{box.west - 0.05, (box.south + box.north) / 2}};
  while (path.back().lon < box.east + 0.05) path.push_back({path.back().lon + 3e-4, path.back().lat + step(random)});
  const TileShape shape = cut(tile, geo::line(path));
  ASSERT_EQ(shape.kind, TileShape::Kind::kLine);
  ASSERT_FALSE(shape.empty());
  std::vector<TilePosition> exact;
  for (const geo::Position& each : path) exact.push_back(on_tile(tile, each));
  std::size_t vertices = 0;
  for (const auto& part : shape.paths) {
    vertices += part.size();
    for (const GridPoint& point : part) {
      EXPECT_LE(std::abs(point.x - kTileExtent / 2), kTileExtent / 2 + kTileBuffer);
      double nearest = 1e9;
      for (std::size_t i = 1; i < exact.size(); ++i) nearest = std::min(nearest, distance_to({static_cast<double>(point.x), static_cast<double>(point.y)}, exact[i - 1], exact[i]));
      EXPECT_LE(nearest, 1.0);
    }
  }
  EXPECT_GT(vertices, 100U);
  for (const TilePosition& each : exact) {
    if (each.x < 0 || each.x > kTileExtent) continue;
    double nearest = 1e9;
    for (const auto& part : shape.paths) {
      for (std::size_t i = 1; i < part.size(); ++i) {
        nearest = std::min(nearest, distance_to(each, {double(part[i - 1].x), double(part[i - 1].y)}, {double(part[i].x), double(part[i].y)}));
      }
    }
    EXPECT_LE(nearest, 1.0) << each.x;
  }
}

TEST(TileCut, AreasKeepTheirHolesAndTheirRingsTurnAsTheSpecificationSays) {
  const TileAddress tile{9, 415, 210};
  const geo::Box box = tile.box();
  const auto at = [&](double x, double y) { return geo::Position{box.west + x * (box.east - box.west), box.south + y * (box.north - box.south)}; };
  for (const bool turned : {false, true}) {
    geo::Path outer{at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8), at(0.2, 0.8), at(0.2, 0.2)};
    geo::Path hole{at(0.4, 0.4), at(0.4, 0.6), at(0.6, 0.6), at(0.6, 0.4), at(0.4, 0.4)};
    if (turned) {
      std::ranges::reverse(outer);
      std::ranges::reverse(hole);
    }
    const TileShape shape = cut(tile, geo::polygon({outer, hole}));
    ASSERT_EQ(shape.paths.size(), 2U);
    EXPECT_GT(twice_area(shape.paths[0]), 0);
    EXPECT_LT(twice_area(shape.paths[1]), 0);
    EXPECT_NEAR(static_cast<double>(twice_area(shape.paths[0])) / 2, 0.36 * 4096 * 4096, 0.002 * 4096 * 4096);
  }
}

TEST(TileCut, AnAreaThatCoversTheTileReachesItsBuffer) {
  const TileAddress tile{14, 13300, 6750};
  const geo::Box box = tile.box();
  const TileShape shape = cut(tile, geo::rectangle({box.west - 1, box.south - 1, box.east + 1, box.north + 1}));
  ASSERT_EQ(shape.paths.size(), 1U);
  EXPECT_EQ(twice_area(shape.paths[0]) / 2, std::int64_t{4096 + 128} * (4096 + 128));
}

TEST(TileCut, WhatIsSmallerThanTheGridOrElsewhereIsEmpty) {
  const TileAddress tile{5, 25, 13};
  const geo::Box box = tile.box();
  const geo::Position at{(box.west + box.east) / 2, (box.south + box.north) / 2};
  EXPECT_TRUE(cut(tile, geo::circle(at, 5)).empty());
  EXPECT_TRUE(cut(tile, geo::line({at, {at.lon + 1e-5, at.lat}})).empty());
  EXPECT_TRUE(cut(tile, geo::circle({box.west - 20, at.lat}, 1000)).empty());
}

TEST(TileCut, ABowTieThatSomebodyDrewDoesNotFail) {
  const TileAddress tile{9, 415, 210};
  const geo::Box box = tile.box();
  const geo::Geometry bow = geo::polygon({{{box.west, box.south}, {box.east, box.north}, {box.east, box.south}, {box.west, box.north}, {box.west, box.south}}});
  const TileShape shape = cut(tile, bow);
  EXPECT_EQ(shape.paths.size(), 2U);
  for (const auto& ring : shape.paths) EXPECT_GT(twice_area(ring), 0);
}

}  // namespace
}  // namespace muster::exchange
