// muster road, as a person at a terminal uses it; on a real extract (© OpenStreetMap contributors,
// ODbL 1.0).
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/cli.h"
#include "road/map.h"

namespace muster::app {
namespace {

const std::string kExtract = MUSTER_SOURCE_DIR "/tests/data/roads/liechtenstein.osm.pbf";
const std::string kVaduz = "9.5209,47.1410";
const std::string kBalzers = "9.5028,47.0670";

struct Answer {
  int code;
  std::string out, err;
  [[nodiscard]] json::Value json() const {
    return json::parse(out, {.values = 1U << 22}).value_or(json::Value());
  }
};

Answer muster(std::vector<std::string> words) {
  words.insert(words.begin(), "muster");
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  std::ostringstream out, err;
  const int code = run_cli(static_cast<int>(argv.size()), argv.data(), out, err);
  return {code, out.str(), err.str()};
}

class RoadCommand : public testing::Test {
 protected:
  void SetUp() override {
    const Answer built = muster({"road", "build", kExtract, "--out", folder.path("net"), "--json"});
    ASSERT_EQ(built.code, kDone) << built.err;
    EXPECT_GT(built.json()["report"].integer("edges"), 5000);
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path(name)) << text;
    return folder.path(name);
  }
  road::test::Folder folder;
};

TEST_F(RoadCommand, ReachGivesRoadsAndAreasPerBudgetAndShrinksWhenARoadIsClosed) {
  const std::vector<std::string> words = {"road", "reach",    folder.path("net"), "--from",
                                          kVaduz, "--within", "5,10min"};
  const Answer open = muster(words);
  ASSERT_EQ(open.code, kDone) << open.err;
  const json::Value shown = open.json();
  const auto& features = shown["features"].as_array();
  ASSERT_EQ(features.size(), 5U);
  const double all = features[4]["properties"].number("length_km");
  EXPECT_GT(all, features[2]["properties"].number("length_km"));
  const std::string flood = write("flood.geojson", R"({"type":"Polygon","coordinates":
    [[[9.4,47.12],[9.6,47.12],[9.6,47.125],[9.4,47.125],[9.4,47.12]]]})");
  auto closed_words = words;
  closed_words.insert(closed_words.end(), {"--closed", flood, "--json"});
  const Answer closed = muster(closed_words);
  ASSERT_EQ(closed.code, kDone) << closed.err;
  EXPECT_LT(closed.json()["reach"]["features"].as_array()[4]["properties"].number("length_km"),
            all);
}

TEST_F(RoadCommand, RouteTellsItsWayAndMatrixAgreesWithIt) {
  const Answer route = muster({"road", "route", folder.path("net"), "--from", kVaduz, "--to",
                               kBalzers, "--profile", "car", "--json"});
  ASSERT_EQ(route.code, kDone) << route.err;
  const json::Value routes = route.json()["routes"];
  const json::Value& way = routes["features"].as_array()[0]["properties"];
  EXPECT_NEAR(way.number("length_m"), 9300, 1500);
  EXPECT_GT(way["steps"].as_array().size(), 3U);
  const std::string from = write("from.csv", "id,lon,lat,offset_s\nVaduz," + kVaduz + ",60\n");
  const std::string to = write("to.csv", "id,lon,lat\nBalzers," + kBalzers + "\n");
  const Answer matrix = muster(
      {"road", "matrix", folder.path("net"), "--from", from, "--to", to, "--profile", "car"});
  ASSERT_EQ(matrix.code, kDone) << matrix.err;
  ASSERT_EQ(matrix.out.rfind("from,to,seconds\nVaduz,Balzers,", 0), 0U) << matrix.out;
  const double seconds = std::stod(matrix.out.substr(matrix.out.rfind(',') + 1));
  EXPECT_NEAR(seconds, way.number("seconds") + 60, 1);
}

TEST_F(RoadCommand, StatsAndDumpSayWhatIsThere) {
  EXPECT_GT(muster({"road", "stats", folder.path("net")}).json()["bytes"].integer("network"),
            100'000);
  const Answer dumped = muster({"road", "dump", folder.path("net"), "--profile", "foot", "--out",
                                folder.path("n.csv"), folder.path("a.csv")});
  EXPECT_EQ(dumped.code, kDone) << dumped.err;
  EXPECT_GT(std::filesystem::file_size(folder.path("a.csv")), 100'000U);
}

TEST_F(RoadCommand, PlacesSayHowFarTheyWereMovedAndWhetherTheyAreCutOff) {
  const std::string net = folder.path("net");
  const std::string from = write("a.csv", "id,lon,lat\n\"Va, duz\"," + kVaduz + "\n");
  const std::string to = write("b.csv", "id,lon,lat\nhill,9.63,47.10\n");
  const Answer table = muster({"road", "matrix", net, "--from", from, "--to", to});
  EXPECT_NE(table.out.find("\"Va, duz\",hill,"), std::string::npos) << table.out;
  EXPECT_NE(table.err.find("hill was moved 577 m"), std::string::npos) << table.err;
  const std::string flood = write("flood.geojson", R"({"type":"Polygon","coordinates":
    [[[9.519,47.139],[9.523,47.139],[9.523,47.143],[9.519,47.143],[9.519,47.139]]]})");
  const Answer wet =
      muster({"road", "matrix", net, "--from", from, "--to", to, "--closed", flood, "--json"});
  ASSERT_EQ(wet.code, kDone) << wet.err;
  EXPECT_TRUE(wet.json()["from"].as_array()[0].boolean("cut_off"));
  EXPECT_TRUE(wet.json()["times"].as_array()[0]["seconds"].is_null());
  const Answer route =
      muster({"road", "route", net, "--from", kVaduz, "--to", kBalzers, "--closed", flood});
  EXPECT_EQ(route.code, kNo);
  EXPECT_NE(route.err.find("cut off"), std::string::npos) << route.err;
}

TEST_F(RoadCommand, AVehicleKeepsToItsLimits) {
  const auto seconds = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"road", "route", folder.path("net"), "--from",
                                   kVaduz, "--to",  kBalzers,           "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const Answer answer = muster(words);
    EXPECT_EQ(answer.code, kDone) << answer.err;
    return answer.json()["routes"]["features"].as_array()[0]["properties"].number("seconds");
  };
  const double own = seconds({});
  EXPECT_LE(seconds({"--weight", "3", "--height", "1.9", "--width", "1.8"}), own);
  EXPECT_GE(seconds({"--weight", "40", "--height", "4", "--hazmat"}), own);
  EXPECT_GT(seconds({"--hour", "8"}), own) << "rush";
}

TEST_F(RoadCommand, TheBenchmarkHoldsEveryAnswerAgainstDijkstra) {
  const Answer answer = muster({"bench", "road", "plain:800", kExtract, "--no-peers", "--json"});
  ASSERT_EQ(answer.code, kDone) << answer.err;
  const json::Value shown = answer.json();
  const auto& networks = shown["networks"].as_array();
  ASSERT_EQ(networks.size(), 2U);
  for (const json::Value& each : networks) {
    EXPECT_TRUE(each.boolean("equal_to_dijkstra"));
    EXPECT_EQ(each.integer("sources_checked"), 1008);
    EXPECT_GT(each.number("sweep_16_ms_per_source"), 0);
  }
  EXPECT_EQ(muster({"bench", "road", "plain:abc"}).code, kNo);
}

TEST_F(RoadCommand, RefusesWithAWordAndACode) {
  const std::string net = folder.path("net");
  const std::string broken = write("broken.osm.pbf", "no map");
  const std::string table = write("bad.csv", "id,lon,lat\nx,hundred,30\n");
  struct Case {
    std::vector<std::string> words;
    int code;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"road", "build", broken, "--out", folder.path("other")}, kNo, "broken.osm.pbf"},
      {{"road", "build", "/no/such.osm.pbf", "--out", folder.path("other")},
       kNo,
       "/no/such.osm.pbf"},
      {{"road", "stats", folder.path("nothing")}, kCouldNotRun, "muster road build"},
      {{"road", "reach", net, "--from", "112,30"}, kNo, "5000"},
      {{"road", "reach", net, "--from", "30,112"}, kNo, "112"},
      {{"road", "reach", net, "--from", kVaduz, "--within", "10,5min"}, kNo, "300000"},
      {{"road", "reach", net, "--from", kVaduz, "--profile", "tank"}, kNo, "lorry, car"},
      {{"road", "matrix", net, "--from", table, "--to", table}, kNo, "2"},
      {{"road", "reach", net}, kWrongUse, "--from"},
      {{"road"}, kWrongUse, "subcommand"}};
  for (const Case& row : cases) {
    const Answer answer = muster(row.words);
    EXPECT_EQ(answer.code, row.code) << row.words[1] << answer.out << answer.err;
    EXPECT_NE((answer.out + answer.err).find(row.says), std::string::npos) << answer.err;
  }
}

}  // namespace
}  // namespace muster::app
