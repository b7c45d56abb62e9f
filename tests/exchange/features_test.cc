// OGC API – Features, Part 1 (17-069r3) and Part 2 (18-058), requirement by requirement: the words after the requirement's name say
// what is held against it. Both engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "exchange/feature_city.h"

namespace muster::exchange {
namespace {

using app::Answer;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kRoot = "/ogc/features";
const std::string kStoreItems = kRoot + "/collections/store/items";
const std::string kEpsg = "http://www.opengis.net/def/crs/EPSG/0/";
const std::string kCrs84Uri = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

class Features : public ::testing::TestWithParam<db::Engine> {
 protected:
  FeatureCity& at = FeatureCity::of(GetParam());
  Answer get(const std::string& path, const std::string& who = "duty", bool by_cookie = false) { return at.city.ask({.who = who, .path = path, .by_cookie = by_cookie}); }
  json::Value good(const std::string& path, const std::string& who = "duty") {
    const Answer answer = get(path, who);
    EXPECT_EQ(answer.status, 200) << path << '\n' << answer.body.substr(0, 500);
    return answer.json();
  }
  std::string link(const json::Value& body, const std::string& rel) {
    if (!body["links"].is_array()) return {};
    for (const json::Value& each : body["links"].as_array()) {
      if (each.text("rel") == rel) return each.text("href");
    }
    return {};
  }
  std::string path_of(const std::string& href) {
    EXPECT_EQ(href.rfind(at.city.address(), 0), 0U) << href;
    return href.substr(at.city.address().size());
  }
  std::set<std::string> names(const json::Value& body) {
    std::set<std::string> out;
    for (const json::Value& each : body["features"].as_array()) out.insert(each["properties"].text("name"));
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Features, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

// ---- Part 1, requirements class Core

TEST_P(Features, CoreRootOpAndRootSuccess_LandingPageLinksToApiConformanceAndData) {
  const json::Value body = good(kRoot);
  EXPECT_EQ(good(kRoot + "/").text("title"), body.text("title"));
  for (const char* rel : {"service-desc", "conformance", "data", "self"}) {
    const std::string href = link(body, rel);
    ASSERT_FALSE(href.empty()) << rel;
    EXPECT_EQ(get(path_of(href)).status, 200) << href;
  }
}

TEST_P(Features, CoreApiDefinitionSuccess_TheDescriptionIsOpenApi30WithAPathForEveryCollection) {
  const Answer answer = get(kRoot + "/api");
  EXPECT_THAT(answer.headers.at("content-type"), HasSubstr("application/vnd.oai.openapi+json;version=3.0"));
  const json::Value api = answer.json();
  EXPECT_EQ(api.text("openapi").substr(0, 3), "3.0");
  const json::Value collections = good(kRoot + "/collections")["collections"];
  for (const json::Value& each : collections.as_array()) {
    for (const char* tail : {"", "/items", "/items/{featureId}"}) {
      EXPECT_TRUE(api["paths"].as_object().has("/collections/" + each.text("id") + tail)) << each.text("id") << tail;
    }
  }
}

TEST_P(Features, CoreConformanceSuccess_ClassesOfCoreOpenApiGeoJsonAndCrsAreDeclared) {
  std::vector<std::string> classes;
  const json::Value declared = good(kRoot + "/conformance");
  for (const json::Value& each : declared["conformsTo"].as_array()) classes.push_back(each.as_string());
  for (const char* each : {"1/1.0/conf/core", "1/1.0/conf/oas30", "1/1.0/conf/geojson", "2/1.0/conf/crs"}) {
    EXPECT_THAT(classes, Contains("http://www.opengis.net/spec/ogcapi-features-" + std::string(each)));
  }
}

TEST_P(Features, CoreHttp_HeadAnswersWithoutBodyAndOtherMethodsWith405) {
  const Answer head = at.city.ask({.who = "duty", .method = "HEAD", .path = kStoreItems});
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.body.empty());
  EXPECT_EQ(at.city.ask({.who = "duty", .method = "DELETE", .path = kStoreItems}).status, 405);
  EXPECT_EQ(get(kRoot + "/collections/dragon").status, 404);
  EXPECT_EQ(get(kRoot + "/collections/dragon/items").status, 404);
}

struct BadAsk {
  const char* name;
  std::string path;
  const char* holds;
};
TEST_P(Features, CoreQueryParamUnknownAndInvalid_AreRefusedWith400) {
  for (const BadAsk& each : std::vector<BadAsk>{{"unknown on items", kStoreItems + "?colour=red", "feature_parameter_unknown"},
                                                {"unknown on the landing page", kRoot + "?x=1", "feature_parameter_unknown"},
                                                {"unknown on collections", kRoot + "/collections?x=1", "feature_parameter_unknown"},
                                                {"unknown on a collection", kRoot + "/collections/store?x=1", "feature_parameter_unknown"},
                                                {"a personal field is no filter", kRoot + "/collections/population/items?phone=1", ""},
                                                {"limit zero", kStoreItems + "?limit=0", "feature_parameter_bad"},
                                                {"limit below zero", kStoreItems + "?limit=-5", "feature_parameter_bad"},
                                                {"limit below everything", kStoreItems + "?limit=-99999999999999999999", "feature_parameter_bad"},
                                                {"limit in words", kStoreItems + "?limit=ten", "feature_parameter_bad"},
                                                {"limit empty", kStoreItems + "?limit=", "feature_parameter_bad"},
                                                {"limit twice", kStoreItems + "?limit=5&limit=6", "feature_parameter_bad"},
                                                {"box of three", kStoreItems + "?bbox=1,2,3", "feature_parameter_bad"},
                                                {"box of words", kStoreItems + "?bbox=a,b,c,d", "feature_parameter_bad"},
                                                {"box not a number", kStoreItems + "?bbox=nan,30,113,31", "feature_parameter_bad"},
                                                {"box upside down", kStoreItems + "?bbox=112,31,113,30", "feature_parameter_bad"},
                                                {"box beyond the pole", kStoreItems + "?bbox=112,31,113,99", "feature_parameter_bad"},
                                                {"time in words", kStoreItems + "?datetime=yesterday", "feature_parameter_bad"},
                                                {"time open at both ends", kStoreItems + "?datetime=../..", "feature_parameter_bad"},
                                                {"time backwards", kStoreItems + "?datetime=2020-07-02T00:00:00Z/2020-07-01T00:00:00Z", "feature_parameter_bad"},
                                                {"time of three", kStoreItems + "?datetime=2020-07-02T00:00:00Z/../..", "feature_parameter_bad"},
                                                {"number filter of words", kStoreItems + "?area_m2=large", "feature_parameter_bad"},
                                                {"truth filter of words", kStoreItems + "?is_open=perhaps", "feature_parameter_bad"},
                                                {"form", kStoreItems + "?f=html", "feature_parameter_bad"},
                                                {"cursor", kStoreItems + "?cursor=zz", "bad_request"},
                                                {"crs", kStoreItems + "?crs=EPSG:4326", "feature_crs_unknown"},
                                                {"bbox-crs", kStoreItems + "?bbox=1,2,3,4&bbox-crs=" + kEpsg + "2", "feature_crs_unknown"},
                                                {"crs of one feature", kStoreItems + "/" + at.other + "?crs=x", "feature_crs_unknown"},
                                                {"unknown on one feature", kStoreItems + "/" + at.other + "?limit=1", "feature_parameter_unknown"}}) {
    SCOPED_TRACE(each.name);
    const Answer answer = get(each.path);
    if (each.holds[0] == '\0') {
      EXPECT_NE(answer.status, 200);
      continue;
    }
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(each.holds));
    EXPECT_THAT(answer.headers.at("content-type"), HasSubstr("application/problem+json"));
  }
}

TEST_P(Features, CoreFcMdSuccessAndLinks_EveryCollectionHasSelfItemsExtentAndCrs) {
  const json::Value body = good(kRoot + "/collections");
  EXPECT_FALSE(link(body, "self").empty());
  std::set<std::string> ids;
  for (const json::Value& each : body["collections"].as_array()) {
    ids.insert(each.text("id"));
    EXPECT_FALSE(link(each, "items").empty());
    EXPECT_FALSE(link(each, "self").empty());
    EXPECT_EQ(each.text("itemType"), "feature");
  }
  EXPECT_THAT(ids, ::testing::IsSupersetOf({"store", "river", "polder"}));
  EXPECT_EQ(ids.count("person"), 0U) << "a register without a place is no collection";
}

TEST_P(Features, CoreFcMdExtent_SpansWhatTheReaderMaySee) {
  const json::Value gongan = good(kRoot + "/collections/store", "gongan")["extent"]["spatial"]["bbox"].as_array()[0];
  EXPECT_NEAR(gongan.as_array()[0].as_double(), 112.05, 1e-9);
  EXPECT_GT(gongan.as_array()[1].as_double(), 30.0) << "监利 lies further south";
  const json::Value jianli = good(kRoot + "/collections/store", "jianli")["extent"]["spatial"]["bbox"].as_array()[0];
  EXPECT_NEAR(jianli.as_array()[0].as_double(), 112.9, 1e-9);
  const json::Value duty = good(kRoot + "/collections/store")["extent"]["spatial"]["bbox"].as_array()[0];
  EXPECT_NEAR(duty.as_array()[1].as_double(), 29.8, 1e-9);
}

TEST_P(Features, CoreSfcMdSuccess_OneCollectionIsWhatTheListSays) {
  const json::Value all = good(kRoot + "/collections");
  for (const json::Value& each : all["collections"].as_array()) {
    if (each.text("id") == "store") {
      EXPECT_EQ(good(kRoot + "/collections/store"), each);
    }
  }
}

TEST_P(Features, CoreFcLimitDefinition_IsDescribedWithItsMostAndUsual) {
  const json::Value limit = good(kRoot + "/api")["components"]["parameters"]["limit"]["schema"];
  EXPECT_EQ(limit.integer("minimum"), 1);
  EXPECT_EQ(limit.integer("maximum"), 2000);
  EXPECT_EQ(limit.integer("default"), 100);
}

TEST_P(Features, CoreFcLimitResponse_NoMoreThanAskedAndTheMostInsteadOfMore) {
  EXPECT_EQ(good(kStoreItems + "?limit=7")["features"].as_array().size(), 7U);
  EXPECT_EQ(good(kStoreItems)["features"].as_array().size(), 100U);
  const json::Value all = good(kStoreItems + "?limit=99999999999999999999");
  EXPECT_GE(all["features"].as_array().size(), static_cast<std::size_t>(kStores));
  EXPECT_TRUE(link(all, "next").empty());
}

TEST_P(Features, CoreFcLinksNext_PagesGiveEveryFeatureOnceAndKeepTheQuery) {
  std::set<std::string> seen;
  std::size_t given = 0;
  std::string path = kStoreItems + "?limit=40&kind=flood&bbox=112,30,112.5,30.5";
  int pages = 0;
  while (!path.empty()) {
    const json::Value page = good(path);
    for (const json::Value& each : page["features"].as_array()) {
      seen.insert(each.text("id"));
      EXPECT_EQ(each["properties"].text("kind"), "flood");
    }
    given += page["features"].as_array().size();
    const std::string next = link(page, "next");
    path = next.empty() ? "" : path_of(next);
    ++pages;
  }
  const std::size_t expected = kStores - (kStores + 2) / 3 + 1;  // and the store of the city's founding
  EXPECT_EQ(seen.size(), expected);
  EXPECT_EQ(given, expected);
  EXPECT_EQ(pages, 4);
}

TEST_P(Features, CoreFcBboxResponse_PointsInTheBoxAndOnItsEdge) {
  const json::Value body = good(kStoreItems + "?bbox=112.045,30.045,112.07,30.055");
  EXPECT_EQ(names(body), (std::set<std::string>{"仓0", "仓1", "仓2"}));
  EXPECT_EQ(names(good(kStoreItems + "?bbox=112.045,30.045,-100,112.07,30.055,9000")), (std::set<std::string>{"仓0", "仓1", "仓2"}));
}

TEST_P(Features, CoreFcBboxResponse_ABoxWhoseWestIsEastOfItsEastLiesAcross180Degrees) {
  std::set<std::string> expected{"仓0", "孟家溪秘密仓库"};  // the store of the city's founding lies further east
  for (int i = 2; i < 20; ++i) expected.insert("仓" + std::to_string(i));
  EXPECT_EQ(names(good(kStoreItems + "?bbox=112.065,30.045,112.055,30.055")), expected);
  EXPECT_EQ(names(good(kStoreItems + "?bbox=30.045,112.065,30.055,112.055&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326")), expected);
  EXPECT_EQ(good(kStoreItems + "?bbox=170,-80,-170,80")["features"].as_array().size(), 0U);
  const std::string rivers = kRoot + "/collections/river/items?bbox=";
  EXPECT_EQ(names(good(rivers + "112.95,30.7,112.45,30.9")).count("斜河"), 0U) << "its bounding box touches, the line does not";
  EXPECT_EQ(names(good(rivers + "112.95,30.7,112.85,30.9")).count("斜河"), 1U) << "in the eastern end of the second box";
}

TEST_P(Features, CoreFcBboxResponse_ALineWhoseBoxOnlyTouchesIsNotGiven) {
  const std::string rivers = kRoot + "/collections/river/items?bbox=";
  EXPECT_EQ(names(good(rivers + "112.45,30.45,112.55,30.55")).count("斜河"), 1U);
  EXPECT_EQ(names(good(rivers + "112.1,30.7,112.2,30.9")).count("斜河"), 0U) << "inside its bounding box, away from the line";
  EXPECT_EQ(good(kRoot + "/collections/polder/items?bbox=112.28,29.88,112.32,29.92")["features"].as_array().size(), 0U) << "in the hole";
  EXPECT_EQ(good(kRoot + "/collections/polder/items?bbox=112.21,29.81,112.22,29.82")["features"].as_array().size(), 1U);
}

TEST_P(Features, CoreFcTimeResponse_InstantsIntervalsAndOpenEnds) {
  const std::string base = kStoreItems + "?limit=2000&bbox=112,30,112.5,30.5&datetime=";
  const auto count = [&](const std::string& time) { return good(base + time)["features"].as_array().size(); };
  EXPECT_EQ(count("2020-06-01T00:00:00Z"), 1U);
  EXPECT_EQ(count("2020-06-01T00:00:00Z/2020-06-02T00:00:00Z"), 11U) << "both ends belong to it";
  EXPECT_EQ(count("../2020-06-02T00:00:00Z"), 11U);
  EXPECT_EQ(count("/2020-06-02T00:00:00Z"), 11U);
  EXPECT_EQ(count("2020-06-02T00:00:00Z/.."), kStores - 10U + 1U);
  EXPECT_EQ(count("2020-06-02T00:00:00Z/"), kStores - 10U + 1U);
  EXPECT_EQ(count("2020-06-02"), 10U) << "a day of the city, from 16:00Z on";
  EXPECT_EQ(count("2010-01-01T00:00:00Z"), 0U);
}

TEST_P(Features, CoreFcFilters_PropertiesFilterByEquality) {
  const std::string base = kStoreItems + "?limit=2000&";
  EXPECT_EQ(names(good(base + "name=%E4%BB%9317")), (std::set<std::string>{"仓17"}));
  EXPECT_EQ(names(good(base + "area_m2=103.5")), (std::set<std::string>{"仓3"}));
  EXPECT_EQ(good(base + "kind=relief&is_open=true")["numberMatched"].as_integer(), 39);
  EXPECT_EQ(good(base + "jurisdiction=" + at.city.id("jianli"))["numberMatched"].as_integer(), 1);
  EXPECT_EQ(good(base + "kind=nothing")["numberMatched"].as_integer(), 0);
}

TEST_P(Features, CoreFcTimeStampNumberMatchedAndNumberReturned_SayWhatIsThere) {
  const json::Value body = good(kStoreItems + "?limit=3&jurisdiction=" + at.city.id("gongan"));
  EXPECT_EQ(body.text("timeStamp"), "2020-08-10T02:00:00Z");
  EXPECT_EQ(body.integer("numberReturned"), 3);
  EXPECT_EQ(body.integer("numberMatched"), kStores + 1);
  EXPECT_FALSE(good(kRoot + "/collections/river/items?bbox=112,30,113,31").as_object().has("numberMatched")) << "not known before all are looked at";
}

TEST_P(Features, CoreFSuccessAndLinks_OneFeatureWithSelfAndCollection) {
  const json::Value one = good(kStoreItems + "/" + at.other);
  EXPECT_EQ(one.text("type"), "Feature");
  EXPECT_EQ(one.text("id"), at.other);
  EXPECT_EQ(one["properties"].text("name"), "监利秘密仓库");
  EXPECT_EQ(get(path_of(link(one, "self"))).json(), one);
  EXPECT_EQ(get(path_of(link(one, "collection"))).json().text("id"), "store");
  EXPECT_EQ(get(kStoreItems + "/not-an-id").status, 404);
}

// ---- Part 1, requirements classes GeoJSON and OpenAPI 3.0

TEST_P(Features, GeoJsonDefinitionAndContent_MediaTypeAndMembers) {
  const Answer answer = get(kStoreItems + "?limit=2");
  EXPECT_THAT(answer.headers.at("content-type"), HasSubstr("application/geo+json"));
  const json::Value body = answer.json();
  EXPECT_EQ(body.text("type"), "FeatureCollection");
  for (const json::Value& each : body["features"].as_array()) {
    EXPECT_EQ(each.text("type"), "Feature");
    EXPECT_TRUE(each["geometry"].is_object());
    EXPECT_EQ(each["properties"].text("record_id"), each.text("id"));
  }
}

TEST_P(Features, GeoJsonContent_HoldsNoPersonalField) {
  const auto& types = at.city.installation().store->model().types;
  const json::Value api = good(kRoot + "/api", "admin");
  int looked = 0;
  for (const auto& [name, type] : types) {
    for (const model::Field& field : type.fields) {
      if (!field.personal || type.place == model::PlaceKind::kNone) continue;
      ++looked;
      EXPECT_FALSE(api["components"]["schemas"][name]["properties"]["properties"]["properties"].as_object().has(field.name)) << name << '.' << field.name;
      EXPECT_EQ(get(kRoot + "/collections/" + name + "/items?" + field.name + "=1", "admin").status, 400) << name << '.' << field.name;
    }
  }
  EXPECT_GT(looked, 0);
}

TEST_P(Features, Oas30Completeness_WhatItemsTakesIsDescribedAndWhatIsDescribedIsTaken) {
  const json::Value api = good(kRoot + "/api");
  std::set<std::string> described;
  for (const json::Value& each : api["paths"]["/collections/store/items"]["get"]["parameters"].as_array()) {
    const std::string reference = each.text("$ref");
    const std::string name = reference.empty() ? each.text("name") : reference.substr(reference.rfind('/') + 1);
    described.insert(name);
    const Answer answer = get(kStoreItems + "?" + name + "=%20");
    EXPECT_THAT(answer.body, Not(HasSubstr("feature_parameter_unknown"))) << name;
  }
  EXPECT_THAT(described, ::testing::IsSupersetOf({"limit", "bbox", "bbox-crs", "crs", "datetime", "kind", "area_m2", "jurisdiction"}));
}

TEST_P(Features, Oas30ExceptionsAndSecurity_AreDescribed) {
  const json::Value api = good(kRoot + "/api");
  EXPECT_EQ(api["components"]["securitySchemes"]["token"].text("scheme"), "bearer");
  for (const char* status : {"200", "400", "401", "404"}) {
    EXPECT_TRUE(api["paths"]["/collections/store/items"]["get"]["responses"].as_object().has(status)) << status;
  }
}

// ---- permission

TEST_P(Features, GuestsAreAskedToSignInEverywhere) {
  for (const std::string& path : {kRoot, kRoot + "/api", kRoot + "/conformance", kRoot + "/collections", kRoot + "/collections/store", kStoreItems, kStoreItems + "/" + at.other}) {
    EXPECT_EQ(get(path, "").status, 401) << path;
  }
}

TEST_P(Features, AWrongPlaceSeesNoRowsNoCountAndNoFeature) {
  const json::Value jianli = good(kStoreItems + "?limit=2000", "jianli");
  EXPECT_EQ(names(jianli), (std::set<std::string>{"监利秘密仓库"}));
  EXPECT_EQ(jianli.integer("numberMatched"), 1);
  EXPECT_EQ(names(good(kStoreItems + "?limit=2000", "gongan")).count("监利秘密仓库"), 0U);
  EXPECT_EQ(get(kStoreItems + "/" + at.other, "gongan").status, 404);
  EXPECT_EQ(get(kStoreItems + "/" + at.other, "jianli").status, 200);
  EXPECT_EQ(good(kStoreItems + "?jurisdiction=" + at.city.id("gongan"), "jianli").integer("numberMatched"), 0);
  EXPECT_EQ(get(kStoreItems, "gone").status, 403) << "holds no post now";
}

TEST_P(Features, ASessionReadsAsATokenDoes) {
  EXPECT_EQ(get(kStoreItems + "?limit=5", "gongan", true).json()["features"], good(kStoreItems + "?limit=5", "gongan")["features"]);
}

}  // namespace
}  // namespace muster::exchange
