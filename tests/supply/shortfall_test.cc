// Needs by the norms, clause by clause; and what of them can be met, against every way of cutting the flow.
#include "supply/shortfall.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "road/road.h"

namespace muster::supply {
namespace {

constexpr std::uint32_t kHour = 3'600'000;

std::map<std::string, Norm> norms(const std::string& set, const char* at = "2026-08-20T10:00:00+08:00") {
  static const auto model = model::load(model::shipped_sources());
  std::map<std::string, Norm> out;
  const auto found = norms_on(**model, parse_time(at).value(), set);
  EXPECT_TRUE(found.has_value());
  if (found) {
    for (const Norm& norm : *found) out[norm.goods] = norm;
  }
  return out;
}

struct Case {
  const char* goods;
  std::int64_t people;
  double days;
  double need;
};

TEST(ReliefNorms, GiveWhatPlanningTakes) {
  for (const Case& one : {Case{"quilt", 120, 1, 120}, {"bed", 120, 3, 120}, {"tent", 101, 1, 26}, {"tent", 100, 1, 25}, {"water", 120, 2, 720}, {"food", 10, 1, 30},
                          {"light", 11, 1, 2}}) {
    SCOPED_TRACE(one.goods);
    EXPECT_EQ(norms("planning").at(one.goods).need(one.people, one.days), one.need);
    EXPECT_EQ(norms("planning").at(one.goods).mark, "check");
  }
}

TEST(ReliefNorms, DoubleTheQuiltsInWinter) {
  for (const char* winter : {"2026-11-15T08:00:00+08:00", "2027-01-01T00:00:00+08:00", "2026-03-15T23:00:00+08:00"}) {
    EXPECT_EQ(norms("planning", winter).at("quilt").need(10, 1), 20) << winter;
  }
  for (const char* summer : {"2026-11-14T08:00:00+08:00", "2026-03-16T00:30:00+08:00"}) {
    EXPECT_EQ(norms("planning", summer).at("quilt").need(10, 1), 10) << summer;
  }
}

TEST(ReliefNorms, OfTheSphereHandbookAreCertain) {
  const auto sphere = norms("sphere");
  EXPECT_EQ(sphere.at("water").need(10, 1), 150);
  EXPECT_EQ(sphere.at("toilet").need(50, 1), 1);
  EXPECT_EQ(sphere.at("toilet").need(51, 1), 2);
  for (const auto& [goods, norm] : sphere) EXPECT_EQ(norm.mark, "certain") << goods;
}

TEST(ReliefNorms, RefuseASetThatIsNone) {
  const auto model = model::load(model::shipped_sources());
  const auto found = norms_on(**model, parse_time("2026-08-20T10:00:00+08:00").value(), "generous");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().field, "norms");
}

TEST(ReliefNorms, ConvertOnlyUnitsThatTheyKnow) {
  const Norm water = norms("planning").at("water");
  EXPECT_EQ(water.in_unit(2, "L"), 2.0);
  EXPECT_EQ(water.in_unit(2, "箱"), 26.4);
  EXPECT_EQ(water.in_unit(2, "车"), std::nullopt);
}

TEST(Shortfall, CountsWhatArrivesInTime) {
  const std::vector<Source> sources{{100, {kHour}}, {50, {kHour + 1}}, {70, {road::kNever}}};
  EXPECT_EQ(met_within(sources, {120}, kHour).arrives, 100);
  EXPECT_EQ(met_within(sources, {120}, kHour).met, 100);
  EXPECT_EQ(met_within(sources, {120}, 2 * kHour).arrives, 150);
  EXPECT_EQ(met_within(sources, {120}, 2 * kHour).met, 120);
  EXPECT_EQ(met_within({}, {120}, kHour).met, 0);
}

// The near store reaches both places, the far one only the first: the near one must serve the second.
TEST(Shortfall, SharesStockSoThatMostIsMet) {
  const std::vector<Source> sources{{60, {10, 10}}, {60, {10, road::kNever}}};
  EXPECT_EQ(met_within(sources, {60, 60}, kHour).met, 120);
  EXPECT_EQ(met_within(sources, {120, 0.5}, kHour).met, 120);
}

// Ford and Fulkerson: the largest flow is the smallest cut. Here: over every set of places, needs outside it and stock that reaches into it.
double smallest_cut(const std::vector<Source>& sources, const std::vector<double>& needs, std::uint32_t within) {
  double best = 1e18;
  for (unsigned inside = 0; inside < 1U << needs.size(); ++inside) {
    double cut = 0;
    for (std::size_t p = 0; p < needs.size(); ++p) cut += (inside >> p & 1U) == 0 ? needs[p] : 0;
    for (const Source& source : sources) {
      bool reaches = false;
      for (std::size_t p = 0; p < needs.size(); ++p) reaches = reaches || ((inside >> p & 1U) != 0 && source.arrival_ms[p] <= within);
      cut += reaches ? source.quantity : 0;
    }
    best = std::min(best, cut);
  }
  return best;
}

TEST(Shortfall, MeetsAsMuchAsAnyWayOfSharing) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    std::vector<double> needs(1 + random() % 6);
    for (double& need : needs) need = static_cast<double>(random() % 400) / 4;
    std::vector<Source> sources(random() % 6);
    for (Source& source : sources) {
      source.quantity = static_cast<double>(random() % 800) / 8;
      for (std::size_t p = 0; p < needs.size(); ++p) source.arrival_ms.push_back(static_cast<std::uint32_t>(random() % 10) * kHour / 4);
    }
    ASSERT_NEAR(met_within(sources, needs, kHour).met, smallest_cut(sources, needs, kHour), 0.002);
  }
}

}  // namespace
}  // namespace muster::supply
