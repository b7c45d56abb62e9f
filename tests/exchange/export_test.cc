// What goes out comes in again, in every format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "exchange/batch_city.h"
#include "exchange/workbook.h"

namespace muster::exchange {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ExportOptions as(const std::string& format, std::vector<std::string> columns = {}) {
  ExportOptions options;
  options.query.type = "dam";
  options.query.sort = "fid";
  options.format = format;
  options.columns = std::move(columns);
  return options;
}

Exported exported(BatchCity& b, const ExportOptions& options, const identity::Viewer& viewer) {
  auto made = export_records(*b.city.store, viewer, options, (b.folder.path() / "imports").string(), b.city.time.now());
  if (!made) throw std::runtime_error(error_text(made.error(), "en") + made.error().cause);
  return *std::move(made);
}

void fill(BatchCity& b) {
  b.imported(b.system, of_dams(), "dams.csv",
             "名称,等级,坝高（m）,坝宽,桩号,造价,建成,期限,标签,缘由,经度,纬度,属地\n"
             "000甲,大,12.5,5,718+350,3350.12,2019-07-15,2019-07-15 08:30,小、大,\"一,二\n三\",112.2381,30.3269,北县\n"
             "421023198001011234,小,0.1,,,,,,,=1+2,112.3,30.4,南县\n");
}

class RoundTrip : public ::testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, BringsEverythingBackAsItWas) {
  BatchCity b(db::Engine::kSqlite);
  fill(b);
  const std::vector<record::Record> before = b.dams();
  const Exported out = exported(b, as(GetParam()), b.system);
  EXPECT_EQ(out.rows, 2);
  EXPECT_EQ(out.file_name, "坝-20260819." + std::string(GetParam()));

  BatchCity other(db::Engine::kSqlite);
  ImportOptions options = of_dams();
  // Ids are of the other city.
  options.columns = {{std::string(GetParam()) == "csv" || std::string(GetParam()) == "xlsx" ? "记录编号" : "record_id", ""}};
  const json::Value done = other.imported(other.system, options, "dams." + std::string(GetParam()), out.bytes);
  EXPECT_EQ(done["result"].integer("created"), 2);
  for (const record::Record& was : before) {
    const record::Record is = other.dam(was.text("name"));
    EXPECT_EQ(is.fields, was.fields) << json::write(is.fields) << "\n" << json::write(was.fields);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_NEAR(is.geometry["coordinates"].as_array().at(i).as_double(), was.geometry["coordinates"].as_array().at(i).as_double(), 1e-9);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip, ::testing::Values("csv", "xlsx", "geojson", "gpkg"), [](const auto& row) { return std::string(row.param); });

class SameCity : public ::testing::TestWithParam<db::Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, SameCity, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(SameCity, FindsItsOwnRowsUnchangedByTheirId) {
  BatchCity b(GetParam());
  fill(b);
  const json::Value report = b.checked(b.system, of_dams("update"), "dams.xlsx", exported(b, as("xlsx"), b.system).bytes);
  EXPECT_EQ(report["counts"].integer("same"), 2) << json::write(report["errors"]) << json::write(report["duplicates"]);
}

// Two upstream dams of the same label: the file says which, or it could not be imported again.
TEST_P(SameCity, TellsReferencesApartThatShareTheirLabel) {
  BatchCity b(GetParam());
  std::string upstream;
  for (const std::string& place : {b.city.north, b.city.south}) {
    const auto made = b.city.store->create(b.system, {}, b.city.dam("同名坝", place));
    ASSERT_TRUE(made.has_value());
    upstream = made->id;
  }
  record::Draft below = b.city.dam("下游坝", b.city.south);
  below.fields.set("upstream", upstream);
  ASSERT_TRUE(b.city.store->create(b.system, {}, below).has_value());
  const json::Value report = b.checked(b.system, of_dams("update"), "dams.csv", exported(b, as("csv"), b.system).bytes);
  EXPECT_EQ(report["counts"].integer("same"), 3) << json::write(report["errors"]) << json::write(report["duplicates"]);
}

TEST_P(SameCity, LeavesWhatTheFileHidesAsItIsAndRefusesOtherMasks) {
  BatchCity b(GetParam());
  b.imported(b.system, of_dams(), "dams.csv", "名称,等级,电话,属地\n甲坝,小,13972500461,北县\n");
  const std::string file = exported(b, as("csv", {"id", "name", "phone"}), b.system).bytes;
  ASSERT_THAT(file, HasSubstr("139****0461"));
  EXPECT_EQ(b.checked(b.system, of_dams("update"), "dams.csv", file)["counts"].integer("same"), 1);
  for (const char* other : {"名称,等级,电话,属地\n甲坝,小,138****0461,北县\n", "名称,等级,电话,属地\n乙坝,小,139****0461,北县\n"}) {
    const json::Value report = b.checked(b.system, of_dams("update"), "dams.csv", other);
    EXPECT_EQ(report["counts"].integer("bad"), 1) << other;
    EXPECT_THAT(json::write(report["errors"]), HasSubstr("masked_value"));
  }
}

TEST(Export, GivesExactlyWhatIsShown) {
  BatchCity b(db::Engine::kSqlite);
  fill(b);
  ExportOptions options = as("csv", {"name", "grade", "state", "height_m"});
  options.query.filters = {{"grade", "eq", "large"}};
  EXPECT_EQ(exported(b, options, b.system).bytes, "\xEF\xBB\xBF名称,等级,状态,坝高（m）\r\n000甲,大,完好,12.5\r\n");
  options.lang = "en";
  EXPECT_EQ(exported(b, options, b.system).bytes, "\xEF\xBB\xBFName,Grade,State,Height (m)\r\n000甲,Large,Sound,12.5\r\n");
  options.query.filters.clear();
  options.query.sort = "-height_m";
  options.columns = {"name"};
  EXPECT_EQ(exported(b, options, b.system).bytes, "\xEF\xBB\xBFName\r\n000甲\r\n421023198001011234\r\n");
  options.columns = {"colour"};
  EXPECT_EQ(export_records(*b.city.store, b.system, options, "", b.city.time.now()).error().code, error::kUnknownField);
}

TEST(Export, ShowsOnlyThePlaceOfTheViewer) {
  BatchCity b(db::Engine::kSqlite);
  fill(b);
  const identity::Viewer north = b.person("north", {"read"}, "/jz/north");
  EXPECT_EQ(exported(b, as("csv"), north).rows, 1);
  EXPECT_THAT(exported(b, as("geojson"), north).bytes, Not(HasSubstr("421023198001011234")));
  EXPECT_EQ(exported(b, as("csv"), identity::Viewer{}).rows, 0);
}

// CWE-1236: a text that a spreadsheet would run is given as text.
TEST(Export, GuardsAgainstFormulas) {
  BatchCity b(db::Engine::kSqlite);
  fill(b);
  EXPECT_THAT(exported(b, as("csv", {"reason"}), b.system).bytes, HasSubstr("\r\n'=1+2\r\n"));
  const auto file = open_xlsx(exported(b, as("xlsx", {"reason"}), b.system).bytes);
  auto source = (*file)->open((*file)->sheets().front());
  Row row;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(*(*source)->next(row));
  EXPECT_EQ(row.cells[0].text, "=1+2");
  EXPECT_FALSE(row.cells[0].formula);
}

TEST(Export, MasksPersonalFieldsUnlessTheViewerMayAndSaysWhy) {
  BatchCity b(db::Engine::kSqlite);
  b.imported(b.system, of_dams(), "dams.csv", "名称,等级,电话,属地\n甲,小,13900000461,北县\n");
  const identity::Viewer reader = b.person("reader", {"read"}, "/jz");
  const identity::Viewer revealer = b.person("revealer", {"read", "reveal"}, "/jz");
  ExportOptions options = as("csv", {"name", "phone"});
  EXPECT_THAT(exported(b, options, revealer).bytes, HasSubstr("139****0461"));
  options.reveal = true;
  EXPECT_EQ(export_records(*b.city.store, revealer, options, "", b.city.time.now()).error().code, error::kRevealReason);
  options.reason = "汛前核对";
  EXPECT_THAT(exported(b, options, revealer).bytes, HasSubstr("13900000461"));
  EXPECT_THAT(exported(b, options, reader).bytes, HasSubstr("139****0461"));
  const auto logged = b.city.database->read([](db::Connection& c) { return c.query("SELECT body FROM access_log"); });
  ASSERT_EQ(logged.size(), 1U);
  EXPECT_THAT(logged[0][0].text(), HasSubstr("汛前核对"));
}

TEST(Template, IsFilledInAndImported) {
  BatchCity b(db::Engine::kSqlite);
  for (const char* lang : {"zh", "en"}) {
    const std::string bytes = template_of(*b.city.model, "dam", lang).value();
    const auto file = open_xlsx(bytes);
    ASSERT_TRUE(file.has_value());
    const auto rows = texts_of(**file, (*file)->sheets().front());
    ASSERT_GE(rows.size(), 3U);
    EXPECT_THAT(rows[0][1], HasSubstr(std::string(lang) == "zh" ? "*名称" : "*Name"));
    // Notes and example are passed over; an untouched template has no rows.
    const json::Value report = b.checked(b.system, of_dams(), "template.xlsx", bytes);
    EXPECT_EQ(report["counts"].integer("rows"), 0) << lang;
    EXPECT_TRUE(report["column_errors"].as_array().empty()) << json::write(report["column_errors"]);
    for (const json::Value& column : report["columns"].as_array()) EXPECT_FALSE(column.text("target").empty()) << column.text("title");
  }
}

}  // namespace
}  // namespace muster::exchange
