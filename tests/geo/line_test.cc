#include <gtest/gtest.h>

#include "geo/geo.h"

namespace muster::geo {
namespace {

// A line drawn in steps of 0.01 degrees (about 1.1 km north, 0.96 km east) from 112, 30:
//
//   .  b--c
//   .  |  |
//   o--a  d
const Position kO{112, 30}, kA{112.01, 30}, kB{112.01, 30.01}, kC{112.02, 30.01}, kD{112.02, 30};
const Path kLine{kO, kA, kB, kC, kD};

TEST(Along, StartsEndsAndStopsAtTheEnds) {
  EXPECT_EQ(along(kLine, 0), kO);
  EXPECT_EQ(along(kLine, -5), kO);
  EXPECT_EQ(along(kLine, 1e9), kD);
  const Position corner = along(kLine, distance_m(kO, kA));
  EXPECT_NEAR(corner.lon, kA.lon, 1e-12);
  EXPECT_NEAR(corner.lat, kA.lat, 1e-12);
}

TEST(Along, GivesTheDistanceAskedFor) {
  const double length = length_m(kLine);
  for (double metres = 0; metres < length; metres += 97) {
    const Nearest back = nearest_on(kLine, along(kLine, metres));
    EXPECT_NEAR(back.along_m, metres, 0.05);
    EXPECT_NEAR(back.distance_m, 0, 0.01);
  }
}

TEST(NearestOn, TellsSideDistanceAndStake) {
  const struct {
    const char* name;
    Position asked;
    Position at;
    Side side;
  } rows[] = {
      {"left of the first stretch", {112.005, 30.003}, {112.005, 30}, Side::kLeft},
      {"right of the first stretch", {112.005, 29.997}, {112.005, 30}, Side::kRight},
      {"inside the bend, nearer the rise", {112.013, 30.005}, {112.01, 30.005}, Side::kRight},
      {"outside the corner b", {112.007, 30.013}, kB, Side::kLeft},
      {"outside the corner c", {112.023, 30.013}, kC, Side::kLeft},
      {"outside the corner a", {112.012, 29.998}, kA, Side::kRight},
      {"before the start, left", {111.99, 30.001}, kO, Side::kLeft},
      {"beyond the end, going south", {112.021, 29.99}, kD, Side::kLeft}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Nearest found = nearest_on(kLine, row.asked);
    EXPECT_NEAR(found.at.lon, row.at.lon, 1e-5);
    EXPECT_NEAR(found.at.lat, row.at.lat, 1e-5);
    EXPECT_NEAR(found.distance_m, distance_m(row.asked, row.at), 1);
    EXPECT_EQ(found.side, row.side);
  }
}

TEST(NearestOn, IsOnTheLineWhereTheLineIs) {
  EXPECT_EQ(nearest_on(kLine, {112.005, 30}).side, Side::kOn);
}

TEST(NearestOn, TakesASinglePosition) {
  const Nearest found = nearest_on({kA}, kB);
  EXPECT_EQ(found.at, kA);
  EXPECT_NEAR(found.distance_m, distance_m(kA, kB), 1e-9);
}

TEST(Stretch, CutsBetweenTwoStakesAndKeepsVertices) {
  const double first = distance_m(kO, kA);
  const Path cut = stretch(kLine, first / 2, first + 100);
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_NEAR(cut[0].lon, 112.005, 1e-9);
  EXPECT_EQ(cut[1], kA);
  EXPECT_NEAR(length_m(cut), first / 2 + 100, 0.01);
  const Path reversed = stretch(kLine, first + 100, first / 2);
  EXPECT_EQ(reversed, Path(cut.rbegin(), cut.rend()));
}

}  // namespace
}  // namespace muster::geo
