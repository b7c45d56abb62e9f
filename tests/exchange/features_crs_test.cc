// OGC API – Features – Part 2: Coordinate Reference Systems by Reference (18-058), held against PROJ. Both engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <proj.h>

#include <cmath>
#include <set>

#include "exchange/feature_city.h"

namespace muster::exchange {
namespace {

using app::Answer;

const std::string kRoot = "/ogc/features";
const std::string kEpsg = "http://www.opengis.net/def/crs/EPSG/0/";
const std::string kCrs84Uri = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Latitude and longitude of WGS 84 in another system, in the order of its authority's axes.
std::pair<double, double> by_proj(const std::string& to, double lat, double lon) {
  PJ_CONTEXT* context = proj_context_create();
  PJ* transform = proj_create_crs_to_crs(context, "EPSG:4326", to.c_str(), nullptr);
  const PJ_COORD out = proj_trans(transform, PJ_FWD, proj_coord(lat, lon, 0, 0));
  proj_destroy(transform);
  proj_context_destroy(context);
  return {out.xy.x, out.xy.y};
}

class FeaturesCrs : public ::testing::TestWithParam<db::Engine> {
 protected:
  FeatureCity& at = FeatureCity::of(GetParam());
  Answer get(const std::string& path, const std::string& who = "duty") { return at.city.ask({.who = who, .path = path}); }
  json::Array position(const std::string& crs) {
    const Answer answer = get(kRoot + "/collections/store/items/" + at.other + (crs.empty() ? "" : "?crs=" + crs));
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("content-crs"), "<" + (crs.empty() ? kCrs84Uri : crs) + ">");
    return answer.json()["geometry"]["coordinates"].as_array();
  }
  std::set<std::string> names(const std::string& query) {
    const Answer answer = get(kRoot + "/collections/store/items?limit=2000&" + query);
    EXPECT_EQ(answer.status, 200) << answer.body.substr(0, 300);
    std::set<std::string> out;
    const json::Value body = answer.json();
    for (const json::Value& each : body["features"].as_array()) out.insert(each["properties"].text("name"));
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, FeaturesCrs, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(FeaturesCrs, CrsFcMdCrsListAndStorageCrs_EveryCollectionNamesItsSystems) {
  const json::Value all = get(kRoot + "/collections").json();
  for (const json::Value& each : all["collections"].as_array()) {
    std::vector<std::string> uris;
    for (const json::Value& uri : each["crs"].as_array()) uris.push_back(uri.as_string());
    ASSERT_FALSE(uris.empty());
    EXPECT_EQ(uris[0], kCrs84Uri) << "the default comes first";
    EXPECT_THAT(uris, ::testing::IsSupersetOf({kEpsg + "4326", kEpsg + "4490", kEpsg + "3857", kEpsg + "4546", kEpsg + "4547"}));
    EXPECT_THAT(uris, ::testing::Contains(each.text("storageCrs")));
  }
}

TEST_P(FeaturesCrs, CrsOgcCrsHeaderAndDefault_WithoutCrsItIsCrs84) {
  const json::Array at84 = position("");
  EXPECT_DOUBLE_EQ(at84[0].as_double(), 112.9);
  EXPECT_DOUBLE_EQ(at84[1].as_double(), 29.8);
  EXPECT_EQ(position(kCrs84Uri)[0].as_double(), 112.9);
}

TEST_P(FeaturesCrs, CrsCrsAction_PositionsAreThoseOfProjInTheAuthoritysOrder) {
  struct Case {
    const char* code;
    double tolerance;
  };
  for (const Case& each : {Case{"4326", 1e-12}, Case{"4490", 1e-9}, Case{"3857", 1e-3}, Case{"4546", 1e-3}, Case{"4547", 1e-3}, Case{"4525", 1e-3}, Case{"4526", 1e-3}}) {
    SCOPED_TRACE(each.code);
    const auto [first, second] = by_proj(std::string("EPSG:") + each.code, 29.8, 112.9);
    const json::Array got = position(kEpsg + each.code);
    EXPECT_NEAR(got[0].as_double(), first, each.tolerance);
    EXPECT_NEAR(got[1].as_double(), second, each.tolerance);
  }
}

TEST_P(FeaturesCrs, CrsCrsAction_LinesAndAreasAreTransformedWhole) {
  const json::Value river = get(kRoot + "/collections/river/items/" + at.river + "?crs=" + kEpsg + "4547").json()["geometry"];
  const auto [north, east] = by_proj("EPSG:4547", 31.0, 113.0);
  EXPECT_NEAR(river["coordinates"].as_array()[1].as_array()[0].as_double(), north, 1e-3);
  EXPECT_NEAR(river["coordinates"].as_array()[1].as_array()[1].as_double(), east, 1e-3);
  const json::Value polder = get(kRoot + "/collections/polder/items/" + at.polder + "?crs=" + kEpsg + "4490").json()["geometry"];
  const json::Array& hole = polder["coordinates"].as_array()[1].as_array();
  ASSERT_EQ(hole.size(), 5U);
  for (const json::Value& each : hole) EXPECT_LT(each.as_array()[0].as_double(), each.as_array()[1].as_double()) << "latitude first";
}

TEST_P(FeaturesCrs, CrsFcBboxCrsAction_TheSameBoxInEverySystemFindsTheSame) {
  const std::set<std::string> expected{"仓0", "仓1", "仓2"};
  EXPECT_EQ(names("bbox=112.045,30.045,112.075,30.055"), expected);
  EXPECT_EQ(names("bbox=112.045,30.045,112.075,30.055&bbox-crs=" + kCrs84Uri), expected);
  EXPECT_EQ(names("bbox=30.045,112.045,30.055,112.075&bbox-crs=" + kEpsg + "4326"), expected);
  EXPECT_EQ(names("bbox=30.045,112.045,30.055,112.075&bbox-crs=" + kEpsg + "4490"), expected);
  EXPECT_EQ(get(kRoot + "/collections/store/items?bbox=112.045,30.045,112.075,30.055&bbox-crs=" + kEpsg + "4326").status, 400) << "a latitude of 112 degrees";
  for (const char* code : {"3857", "4546", "4547"}) {
    const auto low = by_proj(std::string("EPSG:") + code, 30.045, 112.045);
    const auto high = by_proj(std::string("EPSG:") + code, 30.055, 112.075);
    const std::string box = json::number_text(low.first) + "," + json::number_text(low.second) + "," + json::number_text(high.first) + "," + json::number_text(high.second);
    EXPECT_EQ(names("bbox=" + box + "&bbox-crs=" + kEpsg + code), expected) << code;
  }
}

TEST_P(FeaturesCrs, CrsFcBboxCrsAction_ABoxOfGridMetresIsThatAreaAndNotTheBoxOfDegreesAroundIt) {
  // 112.05 lies 1.95 degrees west of the zone's meridian, where the grid is turned by about a degree: a box of 1 m width along the grid's
  // north leaves the column of stores, which runs along the meridian.
  const auto foot = by_proj("EPSG:4547", 30.05, 112.05);
  const auto number = [](double value) { return json::number_text(value); };
  const std::string box = number(foot.first - 1) + "," + number(foot.second - 1) + "," + number(foot.first + 20000) + "," + number(foot.second + 1);
  EXPECT_EQ(names("bbox=" + box + "&bbox-crs=" + kEpsg + "4547"), std::set<std::string>{"仓0"});
}

TEST_P(FeaturesCrs, CrsCombinesWithPermission) {
  EXPECT_EQ(get(kRoot + "/collections/store/items/" + at.other + "?crs=" + kEpsg + "3857", "gongan").status, 404);
  EXPECT_EQ(get(kRoot + "/collections/store/items?crs=" + kEpsg + "3857", "").status, 401);
}

}  // namespace
}  // namespace muster::exchange
