// GIS files out and in again, through GDAL in its own process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "exchange/batch_city.h"
#include "exchange/child.h"
#include "exchange/workbook.h"

namespace muster::exchange {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

struct Files {
  test_support::TempFolder folder{};
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream((folder.path() / name).string(), std::ios::binary) << bytes;
    return (folder.path() / name).string();
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / name).string(); }
};

std::string feature(const std::string& name, double lon, double lat, const std::string& more = "") {
  return R"({"type":"Feature","properties":{"名称":")" + name + R"(","等级":"小","坝高":12.5)" + more + R"(},"geometry":{"type":"Point","coordinates":[)" + json::number_text(lon) + "," +
         json::number_text(lat) + "]}}";
}
std::string collection(const std::vector<std::string>& features) {
  std::string out;
  for (const std::string& each : features) out += (out.empty() ? "" : ",") + each;
  return R"({"type":"FeatureCollection","features":[)" + out + "]}";
}

TEST(GisFile, GeoJsonIsReadWithItsPlaces) {
  BatchCity b(db::Engine::kSqlite);
  const json::Value done = b.imported(b.system, of_dams(), "dams.geojson", collection({feature("甲", 112.2381, 30.3269, R"(,"属地":"北县")"), feature("乙", 112.3, 30.4)}));
  EXPECT_EQ(done["result"].integer("created"), 2);
  EXPECT_EQ(done.text("format"), "geojson");
  const json::Value at = b.dam("甲").geometry["coordinates"];
  EXPECT_NEAR(at.as_array()[0].as_double(), 112.2381, 1e-8);
  EXPECT_NEAR(at.as_array()[1].as_double(), 30.3269, 1e-8);
  EXPECT_EQ(b.dam("甲").jurisdiction_id, b.city.north);
}

TEST(GisFile, IsShiftedFromGcj02WhenPeopleSaySo) {
  BatchCity b(db::Engine::kSqlite);
  ImportOptions options = of_dams();
  options.crs = "gcj02";
  b.imported(b.system, options, "dams.geojson", collection({feature("甲", 112.2381, 30.3269)}));
  const double lon = b.dam("甲").geometry["coordinates"].as_array()[0].as_double();
  EXPECT_GT(112.2381 - lon, 0.004);
  EXPECT_LT(112.2381 - lon, 0.007);
}

/// A zipped Shapefile as a surveyor sends it: projected, attributes in GBK, no .cpg.
std::string shapefile(const Files& files, const std::string& crs, const std::string& encoding) {
  const std::string from = files.write("in.geojson", collection({feature("沙市坝", 111.0, 30.32)}));
  fs::create_directories(files.folder.path() / "shp");
  const auto made = run_child({"ogr2ogr", "-f", "ESRI Shapefile", files.path("shp/dams.shp"), from, "-t_srs", crs, "-lco", "ENCODING=" + encoding}, {});
  if (!made || made->code != 0) throw std::runtime_error(made ? made->err : error_text(made.error(), "en"));
  Parts parts;
  for (const char* ending : {".shp", ".shx", ".dbf", ".prj"}) parts.emplace_back("测站/dams" + std::string(ending), read_file(files.path("shp/dams" + std::string(ending))));
  return zipped(parts);
}

TEST(GisFile, ShapefileInGbkAndGaussKruegerIsReadAsItIs) {
  const Files files;
  BatchCity b(db::Engine::kSqlite);
  const json::Value done = b.imported(b.system, of_dams(), "dams.zip", shapefile(files, "EPSG:4546", "GB18030"));
  EXPECT_EQ(done.text("format"), "shp");
  const record::Record dam = b.dam("沙市坝");
  EXPECT_NEAR(dam.geometry["coordinates"].as_array()[0].as_double(), 111.0, 1e-6);
  EXPECT_NEAR(dam.geometry["coordinates"].as_array()[1].as_double(), 30.32, 1e-6);
  EXPECT_EQ(dam.number_of("height_m"), 12.5);
}

TEST(GisFile, WithoutASystemAsksForOne) {
  const Files files;
  BatchCity b(db::Engine::kSqlite);
  const identity::Viewer north = b.person("north", {"read", "create"}, "/jz");
  std::string zip = shapefile(files, "EPSG:4546", "UTF-8");
  Parts parts;
  for (const char* ending : {".shp", ".shx", ".dbf"}) parts.emplace_back("dams" + std::string(ending), read_file(files.path("shp/dams" + std::string(ending))));
  std::string id;
  EXPECT_EQ(b.checked(north, of_dams(), "dams.zip", zipped(parts), &id)["refused"].text("code"), "layer_has_no_crs");
  ImportOptions options = of_dams();
  options.crs = "epsg:4546";
  ASSERT_TRUE(b.imports->recheck(north, id, options).has_value());
  ASSERT_TRUE(b.imports->work(id).has_value());
  EXPECT_EQ(json::Value(b.imports->show(north, id).value())["counts"].integer("create"), 1);
}

TEST(GisFile, KmlGivesNamesAndPlaces) {
  BatchCity b(db::Engine::kSqlite);
  const std::string kml = R"(<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>坝</name><Placemark><name>甲</name>)"
                          R"(<Point><coordinates>112.2381,30.3269,0</coordinates></Point></Placemark></Folder></Document></kml>)";
  ImportOptions options = of_dams();
  const json::Value done = b.imported(b.system, options, "dams.kml", kml);
  EXPECT_EQ(done["result"].integer("created"), 1);
  EXPECT_NEAR(b.dam("甲").geometry["coordinates"].as_array()[1].as_double(), 30.3269, 1e-8);
}

TEST(GisFile, ThatIsBrokenIsRefusedWithGdalsReason) {
  BatchCity b(db::Engine::kSqlite);
  const identity::Viewer north = b.person("north", {"read", "create"}, "/jz");
  EXPECT_EQ(b.checked(north, of_dams(), "x.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{")["refused"].text("code"), "gis_failed");
  EXPECT_EQ(b.checked(north, of_dams(), "x.gpkg", std::string("SQLite format 3\0", 16) + std::string(500, 'x'))["refused"].text("code"), "gis_failed");
}

TEST(GisFile, ErrorsKeepTheirPlaceInTheErrorSheet) {
  BatchCity b(db::Engine::kSqlite);
  std::string id;
  b.checked(b.system, of_dams(), "dams.geojson", collection({feature("甲", 112.2, 30.3, R"(,"造价":"约30")")}), &id);
  std::string sheet = b.imports->error_sheet(b.system, id, "csv", "zh").value();
  EXPECT_THAT(sheet, HasSubstr("位置（GeoJSON）"));
  sheet.replace(sheet.find("约30"), std::string("约30").size(), "30");
  EXPECT_EQ(b.imported(b.system, of_dams(), "again.csv", sheet)["result"].integer("created"), 1);
  EXPECT_NEAR(b.dam("甲").geometry["coordinates"].as_array()[0].as_double(), 112.2, 1e-8);
}

// ---- the child

TEST(Child, HasNoNetwork) {
  const auto asked = run_child({"bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9 && echo open"}, {});
  ASSERT_TRUE(asked.has_value());
  EXPECT_NE(asked->code, 0);
  EXPECT_THAT(asked->err, HasSubstr("Permission denied"));
}

TEST(Child, IsEndedByItsLimits) {
  ChildLimits limits;
  limits.cpu_s = 1;
  EXPECT_EQ(run_child({"bash", "-c", "while :; do :; done"}, {}, limits).error().code, error::kGisLimit);
  ChildLimits memory;
  memory.memory_bytes = 200U << 20;
  const auto hungry = run_child({"bash", "-c", "x=$(head -c 300000000 /dev/zero | tr '\\0' x); echo ${#x}"}, {}, memory);
  EXPECT_TRUE(!hungry || hungry->code != 0);
  ChildLimits output;
  output.output_bytes = 1000;
  EXPECT_EQ(run_child({"bash", "-c", "yes"}, {}, output).error().code, error::kGisLimit);
}

TEST(Child, SeesNoEnvironmentOfOurs) {
  ::setenv("MUSTER_SECRET", "x", 1);
  const auto seen = run_child({"env"}, {"A=b"});
  ::unsetenv("MUSTER_SECRET");
  ASSERT_TRUE(seen.has_value());
  EXPECT_THAT(seen->out, HasSubstr("A=b"));
  EXPECT_THAT(seen->out, ::testing::Not(HasSubstr("MUSTER_SECRET")));
}

// What PROJ and others register with pthread_atfork may wait for a lock of a thread that the child does not have.
TEST(Child, RunsNoHandlersThatLibrariesHangOnFork) {
  static bool hangs = false;
  ASSERT_EQ(::pthread_atfork(nullptr, nullptr, [] { while (hangs) ::pause(); }), 0);
  ChildLimits limits;
  limits.wall_s = 10;
  hangs = true;
  const auto seen = run_child({"env"}, {}, limits);
  hangs = false;
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->code, 0);
}

TEST(Child, ThatIsMissingIsSaidToBe) { EXPECT_EQ(run_child({"no-such-program"}, {}).error().code, error::kGisMissing); }

}  // namespace
}  // namespace muster::exchange
