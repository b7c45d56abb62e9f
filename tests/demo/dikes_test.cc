#include "demo/dikes.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "demo/inputs.h"
#include "geo/geo.h"

namespace muster::demo {
namespace {

std::map<std::string, double> km_by_county(bool above_warning_only) {
  std::map<std::string, double> out;
  for (const Dike& dike : dikes()) {
    for (const Section& section : dike.sections) {
      const bool governed = section.gauge == "SHASHI" || section.gauge == "JIANLI" ||
                            (section.gauge == "SHISHOU" && !section.warning_m);
      if (!above_warning_only || governed) out[section.county] += section.length_km();
    }
  }
  return out;
}

TEST(Dikes, SectionsOfADikeFollowOnWithoutGapOrOverlap) {
  for (const Dike& dike : dikes()) {
    SCOPED_TRACE(dike.name);
    ASSERT_FALSE(dike.sections.empty());
    const bool falls = dike.sections.front().to_stake < dike.sections.front().from_stake;
    for (std::size_t i = 0; i < dike.sections.size(); ++i) {
      const Section& section = dike.sections[i];
      EXPECT_EQ(section.to_stake < section.from_stake, falls) << section.name;
      if (i == 0) continue;
      EXPECT_EQ(section.from_stake, dike.sections[i - 1].to_stake) << section.name;
    }
  }
}

TEST(Dikes, JingjiangDikeIs182KilometresInFortyTwoShashiSectionsAndFifteenOfJianli) {
  const auto all = dikes();
  const auto& jingjiang = all.front();
  ASSERT_EQ(jingjiang.code, "JJDD");
  EXPECT_EQ(jingjiang.sections.front().from_stake, 810350);
  EXPECT_EQ(jingjiang.sections.back().to_stake, 628000);
  std::map<std::string, std::pair<int, double>> by_gauge;
  for (const Section& section : jingjiang.sections) {
    by_gauge[section.gauge].first += 1;
    by_gauge[section.gauge].second += section.length_km();
  }
  EXPECT_EQ(by_gauge["SHASHI"].first, 42);
  EXPECT_NEAR(by_gauge["SHASHI"].second, 134.85, 1e-6);
  EXPECT_EQ(by_gauge["JIANLI"].first, 15);
  EXPECT_NEAR(by_gauge["JIANLI"].second, 47.5, 1e-6);
}

TEST(Dikes, LengthsByCountyAddUpToTheScaleOfTheYear2020) {
  const std::map<std::string, double> expected{{"421002", 22.3}, {"421003", 118.4}, {"421022", 502.8}, {"421024", 69.5},
                                               {"421071", 8.6},  {"421081", 286.7}, {"421083", 196.2}, {"421087", 214.6},
                                               {"421088", 248.9}, {"GX", 12.4},     {"JN", 16.8}};
  double total = 0;
  const auto found = km_by_county(false);
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [county, km] : expected) {
    EXPECT_NEAR(found.at(county), km, 1e-6) << county;
    total += km;
  }
  EXPECT_NEAR(total, 1697.2, 1e-6);
  double warned = 0;
  for (const auto& [county, km] : km_by_county(true)) warned += km;
  EXPECT_NEAR(warned, 491.2, 1e-6);
}

TEST(Dikes, EverySectionIsGovernedByAKnownGaugeAndLiesAboveItsGround) {
  std::set<std::string> gauges;
  for (const Row& row : table("gauges.csv")) gauges.insert(row.at("code"));
  std::set<std::string> names;
  for (const Dike& dike : dikes()) {
    for (const Section& section : dike.sections) {
      EXPECT_TRUE(gauges.contains(section.gauge)) << dike.name << section.name;
      EXPECT_TRUE(names.insert(dike.code + section.name).second) << dike.name << section.name;
      EXPECT_GT(section.crest_m, section.inner_m + 3) << section.name;
      EXPECT_GE(section.length_km(), 1.0) << section.name;
      EXPECT_LE(section.length_km(), 8.0) << section.name;
      EXPECT_GE(section.line.size(), 2U) << section.name;
    }
  }
}

TEST(Dikes, LinesAreOfTheOrderOfTheirStakes) {
  for (const Dike& dike : dikes()) {
    double drawn_m = 0;
    double staked_m = 0;
    for (const Section& section : dike.sections) {
      drawn_m += geo::length_m(section.line);
      staked_m += section.length_km() * 1000;
    }
    EXPECT_GT(drawn_m, staked_m * 0.35) << dike.name;
    EXPECT_LT(drawn_m, staked_m * 1.6) << dike.name;
  }
}

TEST(Dikes, TheSandBoilStakeLiesOnTheLeftBankInJiangling) {
  const auto all = dikes();
  for (const Section& section : all.front().sections) {
    if (!section.holds(718350)) continue;
    EXPECT_EQ(section.name, "720+500–718+000");
    EXPECT_EQ(section.county, "421024");
    EXPECT_NEAR(section.inner_m, 33.6, 0.1);
    EXPECT_NEAR(43.04 + section.shift_m, 41.7, 0.1);
    const Position place = section.at(718350);
    EXPECT_GT(place.lon, 112.2);
    EXPECT_LT(place.lon, 112.5);
    return;
  }
  FAIL() << "no section holds 718+350";
}

TEST(Dikes, StakesReadAsTheTradeWritesThem) {
  EXPECT_EQ(stake_text(718350, ""), "718+350");
  EXPECT_EQ(stake_text(48300, "K"), "K48+300");
  EXPECT_EQ(stake_text(50, "K"), "K0+050");
}

}  // namespace
}  // namespace muster::demo
