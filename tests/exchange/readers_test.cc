// Spreadsheets as they come: what is read, and the clear word where it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "exchange/workbook.h"
#include "exchange/xlsx_book.h"
#include "support/temp_folder.h"

namespace muster::exchange {
namespace {

using ::testing::ElementsAre;
using Texts = std::vector<std::vector<std::string>>;
using namespace std::string_literals;

// ---- CSV

struct CsvCase {
  const char* name;
  std::string bytes;
  Texts rows;
};

class CsvReader : public ::testing::TestWithParam<CsvCase> {};

TEST_P(CsvReader, ReadsWhatSpreadsheetsWrite) {
  const auto file = open_csv(GetParam().bytes);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(texts_of(**file, ""), GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, CsvReader,
    ::testing::Values(CsvCase{"Plain", "站码,站名\n001,沙市\n", {{"站码", "站名"}, {"001", "沙市"}}},
                      CsvCase{"Utf8Mark", "\xEF\xBB\xBF站码,站名\r\n001,沙市\r\n", {{"站码", "站名"}, {"001", "沙市"}}},
                      CsvCase{"Gb18030", "\xD5\xBE\xC2\xEB,\xD5\xBE\xC3\xFB\r\n001,\xC9\xB3\xCA\xD0", {{"站码", "站名"}, {"001", "沙市"}}},
                      CsvCase{"Utf16", "\xFF\xFE" + "a\0\t\0b\0\n\0"s, {{"a", "b"}}},
                      CsvCase{"Semicolons", "a;b\n\"x;y\";2\n", {{"a", "b"}, {"x;y", "2"}}},
                      CsvCase{"Tabs", "a\tb,c\n1\t2\n", {{"a", "b,c"}, {"1", "2"}}},
                      CsvCase{"QuotedNewline", "a,b\n\"上\n下\",2\n", {{"a", "b"}, {"上\n下", "2"}}},
                      CsvCase{"DoubledQuote", "a\n\"he said \"\"no\"\"\"\n", {{"a"}, {"he said \"no\""}}},
                      CsvCase{"EmptyRows", "a,b\n\n,,\n1,2\n", {{"a", "b"}, {"1", "2"}}},
                      CsvCase{"OldMacLines", "a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
                      CsvCase{"GuardedFormula", "a\n'=1+2\n'-3\n", {{"a"}, {"=1+2"}, {"-3"}}},
                      CsvCase{"IdeographicSpaces", "a,b\n\xE3\x80\x80沙市\xE3\x80\x80,1\n", {{"a", "b"}, {"沙市", "1"}}},
                      CsvCase{"BrokenGbkBytes", "\xD5\xBE\xC2\xEB,b\n\xC9\xB3\xFF\xFF,2\n", {{"站码", "b"}, {"!沙\xEF\xBF\xBD\xEF\xBF\xBD", "2"}}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(CsvReader, NamesTheLineOfAQuoteThatIsNeverClosed) {
  const auto file = open_csv("a,b\n1,2\n3,\"x\n4,5\n");
  ASSERT_TRUE(file.has_value());
  auto source = (*file)->open("");
  Row row;
  EXPECT_TRUE(*(*source)->next(row));
  EXPECT_TRUE(*(*source)->next(row));
  const auto end = (*source)->next(row);
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().code, error::kQuoteOpen);
  EXPECT_THAT(error_text(end.error(), "zh"), ::testing::HasSubstr("第 3 行"));
}

TEST(CsvReader, CountsRowsAsTheSheetDoes) {
  const auto file = open_csv("a\n\n\n1\n");
  auto source = (*file)->open("");
  Row row;
  ASSERT_TRUE(*(*source)->next(row));
  ASSERT_TRUE(*(*source)->next(row));
  EXPECT_EQ(row.number, 4);
}

// ---- XLSX

Cell only_cell(const RawBook& raw) {
  const auto file = open_xlsx(book(raw));
  if (!file) throw std::runtime_error(error_text(file.error(), "en"));
  auto source = (*file)->open(raw.sheets.front().name);
  Row row;
  if (!*(*source)->next(row) || row.cells.empty()) return {};
  return row.cells.front();
}

RawBook one(const std::string& cell, RawBook raw = {}) {
  raw.sheets = {{"表一", "<row r=\"1\">" + cell + "</row>"}};
  return raw;
}
RawBook dated(const std::string& value, const std::string& format, bool is_1904 = false) {
  return one("<c r=\"A1\" s=\"1\"><v>" + value + "</v></c>", {.formats = {format}, .is_1904 = is_1904});
}

struct CellCase {
  const char* name;
  RawBook book;
  Cell::Kind kind;
  std::string text;
};

class XlsxCell : public ::testing::TestWithParam<CellCase> {};

TEST_P(XlsxCell, IsWhatTheSheetShows) {
  const Cell cell = only_cell(GetParam().book);
  EXPECT_EQ(cell.kind, GetParam().kind);
  EXPECT_EQ(cell.text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, XlsxCell,
    ::testing::Values(
        CellCase{"SharedText", one("<c r=\"A1\" t=\"s\"><v>1</v></c>", {.shared = {"<t>甲</t>", "<t>乙</t>"}}), Cell::Kind::kText, "乙"},
        CellCase{"RichTextIsJoined", one("<c r=\"A1\" t=\"s\"><v>0</v></c>", {.shared = {"<r><t>沙</t></r><r><t>市</t></r><rPh sb=\"0\" eb=\"1\"><t>sha</t></rPh>"}}), Cell::Kind::kText, "沙市"},
        CellCase{"InlineTextKeepsLeadingZeros", one("<c r=\"A1\" t=\"inlineStr\"><is><t>000123</t></is></c>"), Cell::Kind::kText, "000123"},
        CellCase{"ZerosOfTheFormat", dated("123", "000000"), Cell::Kind::kNumber, "000123"},
        CellCase{"WholeNumber", one("<c r=\"A1\"><v>60108400</v></c>"), Cell::Kind::kNumber, "60108400"},
        CellCase{"Fraction", one("<c r=\"A1\"><v>43.17</v></c>"), Cell::Kind::kNumber, "43.17"},
        CellCase{"FifteenDigits", one("<c r=\"A1\"><v>123456789012345</v></c>"), Cell::Kind::kNumber, "123456789012345"},
        CellCase{"DateOfThe1900System", dated("43661", "14"), Cell::Kind::kNumber, "2019-07-15"},
        CellCase{"DateOfThe1904System", dated("42199", "14", true), Cell::Kind::kNumber, "2019-07-15"},
        CellCase{"ChineseDateFormat", dated("43661", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"), Cell::Kind::kNumber, "2019-07-15"},
        CellCase{"DateAndTime", dated("43661.354166666664", "yyyy/m/d h:mm"), Cell::Kind::kNumber, "2019-07-15 08:30:00"},
        CellCase{"FirstOfMarch1900", dated("61", "14"), Cell::Kind::kNumber, "1900-03-01"},
        CellCase{"The29thOfFebruary1900NeverWas", dated("60", "14"), Cell::Kind::kNumber, "60"},
        CellCase{"FormulaWithItsValue", one("<c r=\"A1\"><f>B1*2</f><v>84</v></c>"), Cell::Kind::kNumber, "84"},
        CellCase{"FormulaNeverCalculated", one("<c r=\"A1\"><f>B1*2</f></c>"), Cell::Kind::kFault, ""},
        CellCase{"FormulaThatFailed", one("<c r=\"A1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"), Cell::Kind::kFault, "#DIV/0!"},
        CellCase{"FormulaOfText", one("<c r=\"A1\" t=\"str\"><f>A2</f><v>沙市</v></c>"), Cell::Kind::kText, "沙市"},
        CellCase{"Boolean", one("<c r=\"A1\" t=\"b\"><v>1</v></c>"), Cell::Kind::kBoolean, "TRUE"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(XlsxReader, SaysWhichCellsAMergeCovers) {
  const auto file = open_xlsx(book({.sheets = {{"表一", text_row(1, {"甲", "乙", "丙"}) + text_row(2, {"公安", "1"}) + text_row(3, {"", "2"}) + text_row(4, {"横", "", "3"}),
                                                "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A4:B4\"/></mergeCells>"}}}));
  ASSERT_TRUE(file.has_value());
  auto source = (*file)->open("表一");
  Row row;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(*(*source)->next(row));
  EXPECT_EQ(row.cells[0].text, "公安");
  EXPECT_TRUE(row.cells[0].spread_down);
  EXPECT_FALSE(row.cells[1].spread_down);
  ASSERT_TRUE(*(*source)->next(row));
  EXPECT_FALSE(row.cells[0].spread_across);
  EXPECT_TRUE(row.cells[1].spread_across);
}

TEST(XlsxReader, ListsItsSheetsAndReadsThemAgainFromTheBeginning) {
  const auto file = open_xlsx(book({.sheets = {{"说明", text_row(1, {"请填"})}, {"数据", text_row(1, {"a"}) + text_row(5, {"b"})}}}));
  ASSERT_TRUE(file.has_value());
  EXPECT_THAT((*file)->sheets(), ElementsAre("说明", "数据"));
  EXPECT_EQ(texts_of(**file, "数据"), (Texts{{"a"}, {"b"}}));
  EXPECT_EQ(texts_of(**file, "数据"), (Texts{{"a"}, {"b"}}));
  EXPECT_EQ((*file)->open("别的").error().code, error::kSheetUnknown);
}

// ---- files that are refused

struct Refused {
  const char* name;
  std::string file;
  std::string bytes;
  ErrorCode code;
  const char* remedy;  ///< in the Chinese text
};

std::string of_spaces(std::size_t size) {
  return book({.sheets = {{"表一", text_row(1, {"a"})}}, .more = {{"xl/worksheets/sheet9.xml", std::string(size, ' ')}}});
}

class RefusedFile : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedFile, IsRefusedWithItsRemedy) {
  const test_support::TempFolder folder;
  const std::string path = (folder.path() / GetParam().file).string();
  std::ofstream(path, std::ios::binary) << GetParam().bytes;
  const auto file = open_file(path, GetParam().file, folder.path().string(), "");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, GetParam().code) << error_text(file.error(), "en");
  EXPECT_THAT(error_text(file.error(), "zh"), ::testing::HasSubstr(GetParam().remedy));
}

std::string wide(const std::string& text) {
  std::string out;
  for (const char c : text) out += {c, '\0'};
  return out;
}
std::string ole() { return "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(1024, '\0'); }

INSTANTIATE_TEST_SUITE_P(
    Files, RefusedFile,
    ::testing::Values(Refused{"OldExcel", "old.xls", ole(), error::kFileIsXls, "另存为"},
                      Refused{"PageCalledXls", "page.xls", "<html><table><tr><td>1</td></tr></table></html>", error::kFileIsXls, "另存为"},
                      Refused{"Password", "secret.xlsx", ole() + wide("EncryptedPackage"), error::kFileEncrypted, "密码"},
                      Refused{"Macros", "macro.xlsm", book({.sheets = {{"表一", text_row(1, {"a"})}}, .more = {{"xl/vbaProject.bin", "x"}}}), error::kFileHasMacros, "宏"},
                      Refused{"TruncatedZip", "cut.xlsx", book({.sheets = {{"表一", text_row(1, {"a"})}}}).substr(0, 400), error::kFileBroken, "损坏"},
                      Refused{"ZipBomb", "bomb.xlsx", of_spaces((1U << 30) + 1), error::kFileIsBomb, "解开后过大"},
                      Refused{"Empty", "empty.csv", "", error::kFileBroken, "损坏"},
                      Refused{"Picture", "photo.xlsx", "\x89PNG\r\n\x1a\n\0\0\0\r"s, error::kFileKindUnknown, "认不出"},
                      Refused{"OtherZip", "letter.zip", zipped({{"letter.txt", "hello"}}), error::kFileKindUnknown, "Shapefile"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(XlsxReader, EndsAtAPartThatPacksAsNoHonestTextDoes) {
  const auto file = open_xlsx(book({.sheets = {{"表一", text_row(1, {"a"}) + "<!--" + std::string(64U << 20, 'x') + "-->"}}}));
  ASSERT_TRUE(file.has_value());  // 64 MB may be honest; a thousandfold is not
  const auto source = (*file)->open("表一");
  ASSERT_FALSE(source.has_value());
  EXPECT_EQ(source.error().code, error::kFileIsBomb);
}

TEST(XlsxReader, RefusesADocumentTypeWithItsEntities) {
  const Parts parts{{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<!DOCTYPE a [<!ENTITY x \"y\">]><workbook>&x;</workbook>"}};
  EXPECT_EQ(open_xlsx(zipped(parts)).error().code, error::kFileBroken);
}

TEST(NumberFormat, IsADateWhereItShowsOne) {
  for (const char* code : {"yyyy-mm-dd", "m/d/yy", "yyyy\"年\"m\"月\"", "[$-804]yyyy年m月d日", "d-mmm", "h:mm:ss", "[h]:mm"}) EXPECT_TRUE(style_of(code).date) << code;
  for (const char* code : {"General", "0.00", "#,##0", "@", "0.00E+00", "\"day\"0", "[Red]0.0", "0\"m\""}) EXPECT_FALSE(style_of(code).date) << code;
}

}  // namespace
}  // namespace muster::exchange
