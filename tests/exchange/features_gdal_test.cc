// A client that is not ours: GDAL's OAPIF driver with a bearer token reads the registers page by page, and what it saved is imported back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "exchange/feature_city.h"
#include "support/process.h"

namespace muster::exchange {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using test_support::Ended;

class FeaturesGdal : public ::testing::TestWithParam<db::Engine> {
 protected:
  FeatureCity& at = FeatureCity::of(GetParam());
  test_support::TempFolder folder;

  /// A GDAL program with the token of `who` in its headers; without one a guest.
  Ended gdal(const std::string& who, std::vector<std::string> words) {
    std::vector<std::string> all{"env", "GDAL_HTTP_TIMEOUT=60"};
    if (!who.empty()) all.push_back("GDAL_HTTP_HEADERS=Authorization: Bearer " + at.token(who));
    all.insert(all.end(), words.begin(), words.end());
    return test_support::run_program(all);
  }
  std::string source() { return "OAPIF:" + at.city.address() + "/ogc/features"; }
  std::string file(const std::string& name) { return (folder.path() / name).string(); }

  json::Value imported(const std::string& path, const std::string& more) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const app::Answer made = at.city.ask({.who = "admin", .method = "POST", .path = "/api/v1/imports?type=store&" + more, .body = bytes, .headers = {{"X-File-Name", "out.gpkg"}}});
    EXPECT_EQ(made.status, 201) << made.body;
    for (;;) {
      const json::Value shown = at.city.ask({.who = "admin", .path = "/api/v1/imports/" + made.json().text("id")}).json();
      if (shown.text("state") != "checking") return shown;
      std::this_thread::yield();
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, FeaturesGdal, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(FeaturesGdal, ListsTheCollectionsOfTheTokensOwner) {
  const Ended listed = gdal("duty", {"ogrinfo", "-ro", source()});
  EXPECT_EQ(listed.code, 0);
  for (const char* layer : {"store", "river", "polder"}) EXPECT_THAT(listed.out, HasSubstr(layer));
  EXPECT_NE(gdal("", {"ogrinfo", "-ro", source()}).code, 0) << "a guest";
}

TEST_P(FeaturesGdal, ReadsAllPagesAndOnlyWhatOneMaySee) {
  const Ended whole = gdal("gongan", {"ogrinfo", "-ro", "-al", "-geom=YES", "-oo", "PAGE_SIZE=50", source(), "store"});
  EXPECT_EQ(whole.code, 0);
  EXPECT_THAT(whole.out, HasSubstr("Feature Count: " + std::to_string(kStores + 1)));
  EXPECT_THAT(whole.out, HasSubstr("POINT (112.05 30.05)"));
  EXPECT_THAT(whole.out, HasSubstr("仓229"));
  EXPECT_THAT(whole.out, Not(HasSubstr("监利秘密仓库")));
  EXPECT_THAT(gdal("jianli", {"ogrinfo", "-ro", "-al", source(), "store"}).out, HasSubstr("Feature Count: 1"));
}

TEST_P(FeaturesGdal, FiltersInPlaceOnTheServer) {
  const Ended boxed = gdal("duty", {"ogrinfo", "-ro", "-al", "-so", "-spat", "112.045", "30.045", "112.07", "30.055", source(), "store"});
  EXPECT_THAT(boxed.out, HasSubstr("Feature Count: 3"));
}

TEST_P(FeaturesGdal, SavedAsGeoPackageItIsImportedBackWithoutADifference) {
  const std::string saved = file("out.gpkg");
  ASSERT_EQ(gdal("gongan", {"ogr2ogr", "-f", "GPKG", "-oo", "PAGE_SIZE=100", saved, source(), "store"}).code, 0);
  const json::Value same = imported(saved, "on_duplicate=update");
  EXPECT_EQ(same.text("state"), "checked") << json::write(same).substr(0, 2000);
  EXPECT_EQ(same["counts"].integer("rows"), kStores + 1) << json::write(same["counts"]);
  EXPECT_EQ(same["counts"].integer("same"), kStores + 1) << json::write(same["counts"]) << json::write(same["errors"]).substr(0, 800) << json::write(same["duplicates"]).substr(0, 800);

  const std::string change = "UPDATE store SET area_m2 = 7777.25 WHERE name = '仓5'";
  ASSERT_EQ(gdal("", {"ogrinfo", saved, "-sql", change}).code, 0);
  const json::Value changed = imported(saved, "on_duplicate=update");
  EXPECT_EQ(changed["counts"].integer("update"), 1) << json::write(changed["counts"]);
  EXPECT_EQ(changed["counts"].integer("same"), kStores) << json::write(changed["counts"]);
  EXPECT_THAT(json::write(changed["duplicates"]), HasSubstr("7777.25"));
}

}  // namespace
}  // namespace muster::exchange
