#include <gtest/gtest.h>

#include "geo/geo.h"

namespace muster::geo {
namespace {

struct Pair {
  Position wgs84;
  Position gcj02;
};

// Computed once from the published formula, to 1e-7 degrees.
const Pair kPairs[] = {{{112.2407, 30.3328}, {112.2464096, 30.3302427}},
                       {{112.9000, 29.8200}, {112.9055326, 29.8172446}},
                       {{116.391349, 39.907375}, {116.3975902, 39.9087763}},
                       {{121.4737, 31.2304}, {121.4782231, 31.2284577}}};

TEST(Gcj02, MatchesKnownPairsWithin1e6Degrees) {
  for (const Pair& pair : kPairs) {
    const Position found = from_wgs84(pair.wgs84, Crs::kGcj02);
    EXPECT_NEAR(found.lon, pair.gcj02.lon, 1e-6);
    EXPECT_NEAR(found.lat, pair.gcj02.lat, 1e-6);
  }
}

TEST(Shift, IsUndoneByItsInverseWithin1e9Degrees) {
  for (const Pair& pair : kPairs) {
    for (const Crs crs : {Crs::kWgs84, Crs::kGcj02, Crs::kBd09}) {
      const Position back = to_wgs84(from_wgs84(pair.wgs84, crs), crs);
      EXPECT_NEAR(back.lon, pair.wgs84.lon, 1e-9);
      EXPECT_NEAR(back.lat, pair.wgs84.lat, 1e-9);
    }
  }
}

TEST(Shift, LeavesPlacesOutsideChinaAlone) {
  const Position tokyo{139.69, 35.69};
  EXPECT_EQ(from_wgs84(tokyo, Crs::kGcj02), tokyo);
  EXPECT_EQ(to_wgs84(tokyo, Crs::kBd09), tokyo);
}

TEST(Bd09, LiesAboutElevenHundredMetresFromWgs84InShashi) {
  const Position shashi{112.2407, 30.3328};
  const double metres = distance_m(shashi, from_wgs84(shashi, Crs::kBd09));
  EXPECT_GT(metres, 800);
  EXPECT_LT(metres, 1500);
}

TEST(Shift, MovesWholeGeometries) {
  const Geometry moved = from_wgs84(line({kPairs[0].wgs84, kPairs[1].wgs84}), Crs::kGcj02);
  EXPECT_NEAR(moved.parts[0][0][1].lon, kPairs[1].gcj02.lon, 1e-6);
  EXPECT_NEAR(to_wgs84(moved, Crs::kGcj02).parts[0][0][0].lat, kPairs[0].wgs84.lat, 1e-9);
}

}  // namespace
}  // namespace muster::geo
