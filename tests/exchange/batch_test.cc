// One import is one batch: checked before anything is written, written once, taken back where nobody has touched it since.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exchange/batch_city.h"
#include "exchange/run.h"
#include "exchange/workbook.h"
#include "exchange/write_sheet.h"
#include "journal/journal.h"

namespace muster::exchange {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ImportBatch : public ::testing::TestWithParam<db::Engine> {
 protected:
  BatchCity b{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, ImportBatch, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

std::vector<std::string> codes(const json::Value& shown) {
  std::vector<std::string> out;
  for (const json::Value& error : shown["errors"].as_array()) out.push_back(std::to_string(error.integer("row")) + error.text("column") + " " + error.text("code"));
  return out;
}

TEST_P(ImportBatch, BringsEveryKindOfFieldIntoTheRegister) {
  const json::Value done = b.imported(b.system, of_dams(), "dams.csv",
                                      "名称,等级,坝高（m）,坝宽,桩号,造价,建成,期限,电话,标签,缘由,经度,纬度,属地\n"
                                      "000甲,大,12.5,5,718+350,3350.12,2019年7月15日,2019/7/15 8:30,13900000461,小、大,要紧,112°14′17″,30.3269,北县\n"
                                      "乙,小,,,,,,,,,,,,421002\n");
  EXPECT_EQ(done.text("state"), "done");
  EXPECT_EQ(done["result"].integer("created"), 2);
  const record::Record dam = b.dam("000甲");
  EXPECT_EQ(dam.text("grade"), "large");
  EXPECT_EQ(dam.number_of("height_m"), 12.5);
  EXPECT_EQ(dam.number_of("slope"), 2.5);
  EXPECT_EQ(dam.integer("stake"), 718350);
  EXPECT_EQ(dam.integer("cost"), 335012);
  EXPECT_EQ(dam.text("built_on"), "2019-07-15");
  EXPECT_EQ(dam.text("due_at"), "2019-07-15T08:30:00+08:00");
  EXPECT_EQ(dam.text("phone"), "13900000461");
  EXPECT_EQ(*dam.fields.find("tags"), json::Value(json::Array{"small", "large"}));
  EXPECT_EQ(dam.jurisdiction_id, b.city.north);
  EXPECT_NEAR(dam.geometry["coordinates"].as_array()[0].as_double(), 112.238056, 1e-6);
  EXPECT_EQ(b.dam("乙").jurisdiction_id, b.city.south);
}

TEST_P(ImportBatch, WritesNothingBeforeItIsConfirmed) {
  const std::int64_t head = b.journal_head();
  const json::Value report = b.checked(b.system, of_dams(), "dams.csv", "名称,等级\n甲,小\n");
  EXPECT_EQ(report.text("state"), "checked");
  EXPECT_EQ(report["counts"].integer("create"), 1);
  EXPECT_EQ(b.journal_head(), head);
  EXPECT_TRUE(b.dams().empty());
}

TEST_P(ImportBatch, NamesRowColumnCauseAndRemedyOfEveryFault) {
  const json::Value report = b.checked(b.system, of_dams(), "dams.csv",
                                       "名称,等级,坝高（m）,缘由,属地,经度,纬度\n"
                                       "甲,小,301,,北县,,\n"
                                       "乙,巨,1.2km,,北县,,\n"
                                       ",小,1,,北县,,\n"
                                       "丁,大,1,,北县,,\n"
                                       "戊,小,1,,西县,,\n"
                                       "己,小,1,,北县,30.3,112.2\n"
                                       "庚,小,1,,北县,112.2,\n"
                                       "辛,小,1,,北县,,\n"
                                       "辛,小,1,,北县,,\n"
                                       "壬,小,1,,北县,500000,3356000\n");
  EXPECT_EQ(codes(report), (std::vector<std::string>{"2C out_of_range", "3B cell_choice", "3C cell_unit", "4A required", "5D required", "6E reference_unknown",
                                                     "7F swapped_coordinates", "8F coordinate_half", "10A row_twice", "11F coordinate_projected"}));
  EXPECT_EQ(report["counts"].integer("bad"), 9);
  EXPECT_EQ(report["counts"].integer("good"), 1);
  for (const json::Value& error : report["errors"].as_array()) {
    EXPECT_FALSE(error.text("zh").empty());
    EXPECT_FALSE(error.text("en").empty());
  }
}

TEST_P(ImportBatch, SaysAMissingRequiredColumnOnce) {
  std::string id;
  const json::Value report = b.checked(b.system, of_dams(), "dams.csv", "等级,坝高\n小,1\n大,2\n", &id);
  ASSERT_EQ(report["column_errors"].as_array().size(), 1U);
  EXPECT_EQ(report["column_errors"].as_array()[0].text("code"), "column_missing");
  EXPECT_EQ(b.imports->confirm(b.system, id, true).error().code, error::kImportHasErrors);
}

// 10,000 rows with 37 bad ones, corrected and imported again; fewer on the engine that takes longer.
TEST_P(ImportBatch, OfTenThousandRowsGivesBackThe37BadOnesAndTakesThemCorrected) {
  const int count = GetParam() == db::Engine::kSqlite ? 10'000 : 3'000;
  const int every = GetParam() == db::Engine::kSqlite ? 270 : 81;
  const auto table = write_xlsx({.sheet = "坝", .titles = {"名称", "等级", "坝高（m）", "属地"}, .widths = {}});
  for (int i = 0; i < count; ++i) {
    const bool bad = i % every == every - 1;
    ASSERT_TRUE(table->add({{"坝" + std::to_string(i), false}, {"小", false}, {bad ? json::Value("1.2km") : json::Value(i % 300), false}, {i % 2 == 0 ? "北县" : "421002", false}}).has_value());
  }
  std::string id;
  const std::string bytes = table->finish().value();
  const json::Value report = b.checked(b.system, of_dams(), "dams.xlsx", bytes, &id);
  EXPECT_EQ(report["counts"].integer("rows"), count);
  ASSERT_EQ(report["counts"].integer("bad"), 37);
  EXPECT_EQ(b.imports->confirm(b.system, id, false).error().code, error::kImportHasErrors);
  ASSERT_TRUE(b.imports->confirm(b.system, id, true).has_value());
  ASSERT_TRUE(b.imports->work(id).has_value());
  EXPECT_EQ(b.dams().size(), static_cast<std::size_t>(count - 37));

  const std::string sheet = b.imports->error_sheet(b.system, id, "csv", "zh").value();
  EXPECT_THAT(sheet, HasSubstr("请换算后只填数字"));
  std::string corrected = sheet;
  for (std::size_t at = corrected.find("1.2km,"); at != std::string::npos; at = corrected.find("1.2km,")) corrected.replace(at, 6, "1.2,");
  const json::Value again = b.imported(b.system, of_dams(), "corrected.csv", corrected);
  EXPECT_EQ(again["result"].integer("created"), 37);
  EXPECT_EQ(b.dams().size(), static_cast<std::size_t>(count));

  // The same as XLSX, which people correct in their spreadsheet.
  const auto file = open_xlsx(b.imports->error_sheet(b.system, id, "xlsx", "zh").value());
  ASSERT_TRUE(file.has_value());
  const auto rows = texts_of(**file, (*file)->sheets().front());
  ASSERT_EQ(rows.size(), 38U);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"名称", "等级", "坝高（m）", "属地", "原行", "错误"}));
  EXPECT_EQ(rows[1][0], "坝" + std::to_string(every - 1));
  EXPECT_EQ(rows[1][4], std::to_string(every + 1));
}

TEST_P(ImportBatch, ShowsWhatIsThereAlreadyBesideWhatWouldChange) {
  ASSERT_TRUE(b.city.store->create(b.system, {}, b.city.dam("甲", b.city.north)).has_value());
  const std::string csv = "名称,坝高,电话,属地\n甲,20,13900000461,北县\n乙,1,,北县\n";
  const json::Value refused = b.checked(b.system, of_dams("refuse"), "dams.csv", csv);
  EXPECT_EQ(codes(refused), (std::vector<std::string>{"2A row_exists"}));
  const json::Value& twin = refused["duplicates"].as_array().at(0);
  EXPECT_EQ(twin["changes"]["height_m"], json::Value(json::Array{12.5, 20.0}));
  EXPECT_THAT(json::write(twin), Not(HasSubstr("13900000461")));

  EXPECT_EQ(b.imported(b.system, of_dams("skip"), "dams.csv", csv)["result"].integer("created"), 1);
  EXPECT_EQ(b.dam("甲").number_of("height_m"), 12.5);

  std::string id;
  const json::Value updated = b.imported(b.system, of_dams("update"), "dams.csv", csv, &id);
  EXPECT_EQ(updated["result"].integer("updated"), 1);
  EXPECT_EQ(updated["counts"].integer("same"), 1);
  EXPECT_EQ(b.dam("甲").number_of("height_m"), 20);
  EXPECT_EQ(b.dam("甲").number_of("width_m"), 5);

  const json::Value back = b.undone(b.system, id);
  EXPECT_EQ(back["result"]["undone"].integer("restored"), 1);
  EXPECT_EQ(b.dam("甲").number_of("height_m"), 12.5);
  EXPECT_FALSE(b.dam("甲").has("phone"));
}

TEST_P(ImportBatch, IsTakenBackExceptForWhatSomebodyChangedSince) {
  std::string id;
  b.imported(b.system, of_dams(), "dams.csv", "名称,等级,属地\n甲,小,北县\n乙,小,北县\n丙,小,南县\n", &id);
  record::Draft change;
  change.type = "dam";
  change.id = b.dam("乙").id;
  change.fields = {{"height_m", 7}};
  ASSERT_TRUE(b.city.store->update(b.system, {}, change).has_value());
  EXPECT_EQ(b.imports->undo(b.system, id, " ").error().code, error::kRequired);
  const json::Value back = b.undone(b.system, id);
  EXPECT_EQ(back.text("state"), "undone");
  EXPECT_EQ(back["result"]["undone"].integer("removed"), 2);
  ASSERT_EQ(back["result"]["undone"]["kept"].as_array().size(), 1U);
  EXPECT_EQ(back["result"]["undone"]["kept"].as_array()[0].integer("row"), 3);
  ASSERT_EQ(b.dams().size(), 1U);
  EXPECT_EQ(b.dams()[0].text("name"), "乙");
  EXPECT_EQ(b.imports->undo(b.system, id, "又一次").error().code, error::kImportWrongState);
  // What was taken back may be imported anew.
  EXPECT_EQ(b.imported(b.system, of_dams(), "dams.csv", "名称,等级,属地\n甲,小,北县\n")["result"].integer("created"), 1);
}

TEST_P(ImportBatch, OfManyPiecesIsTakenBackFromTheLastToTheFirst) {
  std::string csv = "名称,等级,属地,上游坝\n";
  for (int i = 0; i < 250; ++i) csv += "坝" + std::to_string(i) + ",小,北县,\n";
  std::string id;
  b.imported(b.system, of_dams(), "dams.csv", csv, &id);
  EXPECT_EQ(b.dams().size(), 250U);
  EXPECT_EQ(b.undone(b.system, id)["result"]["undone"].integer("removed"), 250);
  EXPECT_TRUE(b.dams().empty());
  EXPECT_EQ(b.city.store->get(b.system, "import_batch", id)->state, "undone");
}

TEST_P(ImportBatch, HasARecordThatItsJournalEntriesName) {
  std::string id;
  b.imported(b.system, of_dams(), "坝.csv", "名称,等级,属地\n甲,小,北县\n", &id);
  const auto batch = b.city.store->get(b.system, "import_batch", id);
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->state, "done");
  EXPECT_EQ(batch->text("file"), "坝.csv");
  EXPECT_EQ(batch->integer("created"), 1);
  const auto entries = b.city.database->read([&](db::Connection& c) { return journal::of_record(c, "import_batch", id, 0, 10); });
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].kind, "import");
  EXPECT_THAT(json::write(entries[1].body), HasSubstr(b.dam("甲").id));
}

/// The process is gone in the middle: the next one writes the rest, and nothing twice.
TEST_P(ImportBatch, GoesOnAfterACrashWithoutDoubling) {
  std::string csv = "名称,等级,属地\n";
  for (int i = 0; i < 1000; ++i) csv += "坝" + std::to_string(i) + ",小,北县\n";
  std::string id;
  b.checked(b.system, of_dams(), "dams.csv", csv, &id);
  ASSERT_TRUE(b.imports->confirm(b.system, id, false).has_value());
  struct Killed {};
  int pieces = 0;
  EXPECT_THROW(b.imports->work(id, [&](std::int64_t, std::int64_t) { if (++pieces == 2) throw Killed{}; }).has_value(), Killed);
  EXPECT_EQ(b.dams().size(), 2U * kRowsOfAPiece);
  b.restart();
  EXPECT_EQ(json::Value(b.imports->show(b.system, id).value()).text("state"), "running");
  ASSERT_TRUE(b.imports->work(id).has_value());
  EXPECT_EQ(b.dams().size(), 1000U);
  const json::Value done(b.imports->show(b.system, id).value());
  EXPECT_EQ(done.text("state"), "done");
  EXPECT_EQ(b.city.store->get(b.system, "import_batch", id)->integer("created"), 1000);
}

TEST_P(ImportBatch, WritesTheOtherRowsWhenSomebodyWasFaster) {
  std::string id;
  b.checked(b.system, of_dams(), "dams.csv", "名称,等级,属地\n甲,小,北县\n乙,小,北县\n", &id);
  ASSERT_TRUE(b.city.store->create(b.system, {}, b.city.dam("甲", b.city.north)).has_value());
  ASSERT_TRUE(b.imports->confirm(b.system, id, false).has_value());
  ASSERT_TRUE(b.imports->work(id).has_value());
  const json::Value done(b.imports->show(b.system, id).value());
  EXPECT_EQ(done["result"].integer("created"), 1);
  EXPECT_EQ(done["result"].integer("failed"), 1);
  EXPECT_EQ(done["result"]["errors"].as_array().at(0).text("code"), "duplicate");
  EXPECT_EQ(done["result"]["errors"].as_array().at(0).integer("row"), 2);
  EXPECT_EQ(b.undone(b.system, id)["result"]["undone"].integer("removed"), 1);
}

TEST_P(ImportBatch, NeedsCreateAtThePlaceOfEachRow) {
  const identity::Viewer north = b.person("north", {"read", "create", "update"}, "/jz/north");
  const identity::Viewer south = b.person("south", {"read", "create", "update"}, "/jz/south");
  const identity::Viewer reader = b.person("reader", {"read"}, "/jz");
  std::string id;
  const json::Value report = b.checked(north, of_dams(), "dams.csv", "名称,等级,属地\n甲,小,北县\n乙,小,南县\n丙,小,\n", &id);
  EXPECT_EQ(codes(report), (std::vector<std::string>{"3C not_allowed"}));
  ASSERT_TRUE(b.imports->confirm(north, id, true).has_value());
  ASSERT_TRUE(b.imports->work(id).has_value());
  EXPECT_EQ(b.dam("丙").jurisdiction_id, b.city.north);
  EXPECT_EQ(b.dam("甲").created_by, north.actor.person);
  EXPECT_EQ(b.imports->add(reader, of_dams(), "x.csv", "a").error().code, error::kNotAllowed);
  EXPECT_EQ(b.imports->add(identity::Viewer{}, of_dams(), "x.csv", "a").error().code, error::kNotAllowed);
  // Another's batch does not exist, and a record of another place is not shown side by side.
  EXPECT_EQ(b.imports->show(south, id).error().code, error::kNotFound);
  EXPECT_EQ(b.imports->undo(south, id, "x").error().code, error::kNotFound);
  EXPECT_TRUE(b.imports->list(south, 10).empty());
  const json::Value hidden = b.checked(south, of_dams("update"), "dams.csv", "名称,等级,属地\n甲,小,北县\n");
  EXPECT_EQ(codes(hidden), (std::vector<std::string>{"2A row_exists_elsewhere"}));
  EXPECT_TRUE(hidden["duplicates"].as_array().empty());
}

TEST_P(ImportBatch, RunsWithTheRightsOfTheMomentInWhichItIsWritten) {
  const identity::Viewer north = b.person("north", {"read", "create"}, "/jz/north");
  std::string id;
  b.checked(north, of_dams(), "dams.csv", "名称,等级,属地\n甲,小,北县\n", &id);
  b.person("north", {"read"}, "/jz/north");
  ASSERT_TRUE(b.imports->confirm(north, id, false).has_value());
  ASSERT_TRUE(b.imports->work(id).has_value());
  const json::Value done(b.imports->show(north, id).value());
  EXPECT_EQ(done["result"].integer("created"), 0);
  EXPECT_EQ(done["result"]["errors"].as_array().at(0).text("code"), "not_allowed");
}

TEST_P(ImportBatch, RemembersWhichColumnWasWhich) {
  ImportOptions options = of_dams();
  options.columns = {{"坝名", "name"}, {"档次", "grade"}};
  b.imported(b.system, options, "a.csv", "坝名,档次,属地\n甲,小,北县\n");
  const json::Value again = b.checked(b.system, of_dams(), "b.csv", "坝名,档次,属地\n乙,小,北县\n");
  EXPECT_EQ(again["counts"].integer("create"), 1);
  EXPECT_EQ(again["columns"].as_array()[0].text("by"), "remembered");
}

TEST_P(ImportBatch, IsCheckedAgainWithOtherOptions) {
  std::string id;
  const json::Value wrong = b.checked(b.system, of_dams(), "a.csv", "名称,等级,属地,X坐标,Y坐标\n甲,小,北县,500000,3356000\n", &id);
  EXPECT_EQ(codes(wrong), (std::vector<std::string>{"2D coordinate_projected"}));
  ImportOptions options = of_dams();
  options.crs = "epsg:4546";
  ASSERT_TRUE(b.imports->recheck(b.system, id, options).has_value());
  ASSERT_TRUE(b.imports->work(id).has_value());
  const json::Value right(b.imports->show(b.system, id).value());
  EXPECT_EQ(right["counts"].integer("create"), 1);
  ASSERT_TRUE(b.imports->cancel(b.system, id).has_value());
  EXPECT_EQ(b.imports->confirm(b.system, id, false).error().code, error::kImportWrongState);
}

TEST_P(ImportBatch, LetsLaterRowsNameEarlierOnes) {
  ImportOptions options;
  options.type = "jurisdiction";
  const json::Value done = b.imported(b.system, options, "places.csv", "代码,名称,上级\n421003,东县,荆州市\n421003101,河口镇,东县\n421003101200,新村,东县河口镇\n");
  EXPECT_EQ(done["result"].integer("created"), 3);
  record::Query query;
  query.type = "jurisdiction";
  query.filters = {{"name", "eq", "新村"}};
  EXPECT_EQ(b.city.store->list(b.system, query)->items.at(0).jpath, "/jz/421003/421003101/421003101200");
}

TEST_P(ImportBatch, KeepsItsRowsSealedOnTheDisk) {
  std::string id;
  b.checked(b.system, of_dams(), "dams.csv", "名称,等级,属地,电话\n甲,小,北县,13900000461\n乙,大,北县,13900000462\n", &id);
  for (const char* name : {"rows", "bad"}) {
    const std::string bytes = read_file((b.folder.path() / "imports" / id / name).string());
    EXPECT_FALSE(bytes.empty());
    EXPECT_THAT(bytes, Not(HasSubstr("1390000046")));
  }
}

TEST_P(ImportBatch, IsForgottenAfterThirtyDaysAndThenNotTakenBack) {
  std::string id;
  b.imported(b.system, of_dams(), "dams.csv", "名称,等级,属地\n甲,小,北县\n", &id);
  b.city.time.advance(std::chrono::days(29));
  b.imports->start();
  b.imports->stop();
  EXPECT_TRUE(std::filesystem::exists(b.folder.path() / "imports" / id / "rows"));
  b.city.time.advance(std::chrono::days(2));
  b.restart();
  b.imports->start();
  b.imports->stop();
  EXPECT_FALSE(std::filesystem::exists(b.folder.path() / "imports" / id));
  EXPECT_EQ(b.imports->undo(b.system, id, "太晚").error().code, error::kImportGone);
  EXPECT_EQ(b.dams().size(), 1U);
}

TEST_P(ImportBatch, RefusesAFileWithAClearWord) {
  const identity::Viewer north = b.person("north", {"read", "create"}, "/jz/north");
  const json::Value failed = b.checked(north, of_dams(), "old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on");
  EXPECT_EQ(failed.text("state"), "failed");
  EXPECT_EQ(failed["refused"].text("code"), "file_is_xls");
  EXPECT_THAT(failed["refused"].text("zh"), HasSubstr("另存为"));
}

}  // namespace
}  // namespace muster::exchange
