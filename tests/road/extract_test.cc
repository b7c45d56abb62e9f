// Real extracts (tests/data/roads, © OpenStreetMap contributors, ODbL 1.0), whole and broken.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "errors/road.h"
#include "road/dijkstra.h"
#include "road/map.h"
#include "road/sweep.h"

namespace muster::road {
namespace {

using test::Folder;

std::string file(const std::string& name) {
  return std::string(MUSTER_SOURCE_DIR "/tests/data/roads/") + name + ".osm.pbf";
}

std::string bytes_of(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Whole {
  const char* name;
  std::size_t roads;  ///< at least; counted by another reader (all highway ways)
};

class RoadExtracts : public testing::TestWithParam<Whole> {};

TEST_P(RoadExtracts, AreReadBuiltAndAnsweredAsDijkstraDoes) {
  const auto extract = read_extract({file(GetParam().name)});
  ASSERT_TRUE(extract) << error_text(extract.error(), "en");
  EXPECT_GE(extract->ways.size(), GetParam().roads);
  const Folder folder;
  const auto report = build(*extract, folder.path());
  ASSERT_TRUE(report);
  EXPECT_GT(report->profiles[0].largest_share, 0.75);
  const auto network = load(folder.path());
  ASSERT_TRUE(network);
  std::mt19937 random(1);
  Workspace work;
  for (const std::string& profile : profile_names(**network)) {
    const auto metric = *customise(*network, profile);
    std::vector<Seed> seeds;
    for (u32 lane = 0; lane < kLanes; ++lane)
      seeds.push_back({static_cast<u32>(random() % metric->t().states()), lane, lane});
    for (const Direction direction : {Direction::kFrom, Direction::kTowards}) {
      const auto labels = work.run(ladder_of(*metric, direction), seeds, kLanes);
      for (u32 lane = 0; lane < kLanes; lane += 5) {
        const auto expected =
            dijkstra(metric->t(), metric->arc_ms, std::vector<Seed>{seeds[lane]}, direction);
        for (u32 v = 0; v < metric->t().states(); ++v)
          ASSERT_EQ(labels[v * kLanes + lane], expected[v]) << profile << ' ' << v;
      }
    }
  }
}

// columbus is not sorted by id.
INSTANTIATE_TEST_SUITE_P(Files, RoadExtracts,
                         testing::Values(Whole{"andorra", 1500}, Whole{"liechtenstein", 4500},
                                         Whole{"heidelberg", 25'000}, Whole{"columbus", 11'900}),
                         [](const auto& row) { return row.param.name; });

TEST(RoadExtract, TwoFilesMakeOneNetworkAndTheSameFileTwiceChangesNothing) {
  const auto one = read_extract({file("andorra")});
  const auto twice = read_extract({file("andorra"), file("andorra")});
  const auto both = read_extract({file("andorra"), file("liechtenstein")});
  ASSERT_TRUE(one && twice && both);
  EXPECT_EQ(one->ways.size(), twice->ways.size());
  EXPECT_EQ(one->nodes.size(), twice->nodes.size());
  EXPECT_EQ(one->restrictions.size(), twice->restrictions.size());
  EXPECT_EQ(both->ways.size(),
            one->ways.size() + read_extract({file("liechtenstein")})->ways.size());
}

TEST(RoadExtract, AFileCutAnywhereIsRefusedOrReadToItsLastWholeBlock) {
  const std::string whole = bytes_of(file("andorra"));
  const auto full = read_extract_bytes(whole, "andorra");
  ASSERT_TRUE(full);
  int refused = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    const std::size_t size = whole.size() * i / 60 + i;
    const auto cut = read_extract_bytes(std::string_view(whole).substr(0, size), "andorra");
    if (cut) {
      EXPECT_LE(cut->ways.size(), full->ways.size());
      continue;
    }
    ++refused;
    EXPECT_TRUE(cut.error().code == error::kRoadFileBroken ||
                cut.error().code == error::kRoadFileEmpty);
    EXPECT_NE(error_text(cut.error(), "zh").find("andorra"), std::string::npos);
  }
  EXPECT_GE(refused, 58);
}

TEST(RoadExtract, DamagedBytesAreRefusedOrReadNeverWorse) {
  const std::string whole = bytes_of(file("andorra"));
  std::mt19937 random(4);
  for (int i = 0; i < 60; ++i) {
    std::string bad = whole;
    for (int k = 0; k < 1 + i % 5; ++k)
      bad[random() % (i < 30 ? 4000 : bad.size())] = static_cast<char>(random());
    const auto found = read_extract_bytes(bad, "andorra");
    if (found) continue;
    EXPECT_TRUE(found.error().code == error::kRoadFileBroken ||
                found.error().code == error::kRoadFileEmpty);
  }
}

TEST(RoadExtract, WhatIsNoPbfIsRefused) {
  for (const std::string& bad :
       {std::string(), std::string("<?xml version='1.0'?><osm/>"), std::string(5000, '\0'),
        std::string(5000, '\xff'), std::string("\0\0\0\x0d\x0a\x09OSMHeader", 15)}) {
    const auto found = read_extract_bytes(bad, "bad.pbf");
    ASSERT_FALSE(found);
    EXPECT_FALSE(error_text(found.error(), "en").empty());
  }
  const auto missing = read_extract({"/nowhere/at/all.osm.pbf"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, error::kRoadFileMissing);
}

TEST(RoadDump, LetsAnyoneRunADijkstraOfTheirOwn) {
  const auto network = test::network_of_extract(*read_extract({file("andorra")}));
  const auto metric = *customise(network, "lorry");
  const Folder folder;
  ASSERT_TRUE(dump(*metric, folder.path("nodes.csv"), folder.path("arcs.csv")));
  // Its own reading of the text: milliseconds from seconds, nothing of ours.
  std::map<long, std::vector<std::pair<long, long>>> arcs;
  std::istringstream in(bytes_of(folder.path("arcs.csv")));
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "from,to,seconds,metres,way_id");
  while (std::getline(in, line)) {
    long from = 0, to = 0;
    double seconds = 0;
    ASSERT_EQ(std::sscanf(line.c_str(), "%ld,%ld,%lf", &from, &to, &seconds), 3);
    arcs[from].emplace_back(to, std::lround(seconds * 1000));
  }
  std::map<long, long> least{{7, 0}};
  std::multimap<long, long> queue{{0, 7}};
  while (!queue.empty()) {
    const auto [at, state] = *queue.begin();
    queue.erase(queue.begin());
    if (at > least[state]) continue;
    for (const auto& [to, ms] : arcs[state]) {
      const auto [row, is_new] = least.try_emplace(to, at + ms);
      if (!is_new && row->second <= at + ms) continue;
      row->second = at + ms;
      queue.emplace(at + ms, to);
    }
  }
  Workspace work;
  const auto labels =
      work.run(ladder_of(*metric, Direction::kFrom), std::vector<Seed>{{7, 0, 0}}, 1);
  for (u32 v = 0; v < metric->t().states(); ++v) {
    const auto found = least.find(v);
    ASSERT_EQ(labels[v], found == least.end() ? kNever : static_cast<u32>(found->second)) << v;
  }
}

}  // namespace
}  // namespace muster::road
