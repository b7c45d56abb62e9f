// Where the header stands and which column is which field.
#include "exchange/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/workbook.h"
#include "support/small_city.h"

namespace muster::exchange {
namespace {

const model::TypeDef& dam() {
  static const auto model = test_support::small_model();
  return *model->type("dam");
}

std::string targets(const Header& header) {
  std::string out;
  for (const Column& column : header.columns) out += (out.empty() ? "" : " ") + (column.target.empty() ? std::string("?") : column.target);
  return out;
}

Result<Header> header_of(const std::string& csv, const Wishes& wishes = {}, const Remembered& remembered = {}) {
  const auto file = open_csv(csv);
  return find_header(**file, dam(), wishes, remembered);
}

struct Case {
  const char* name;
  std::string csv;
  std::string targets;
  std::int64_t last_row = 1;
};

class Headers : public ::testing::TestWithParam<Case> {};

TEST_P(Headers, AreFound) {
  const auto header = header_of(GetParam().csv);
  ASSERT_TRUE(header.has_value()) << error_text(header.error(), "en");
  EXPECT_EQ(targets(*header), GetParam().targets);
  EXPECT_EQ(header->last_row, GetParam().last_row);
  EXPECT_TRUE(header->faults.empty());
}

INSTANTIATE_TEST_SUITE_P(Forms, Headers,
                         ::testing::Values(Case{"Chinese", "名称,等级,坝高\n", "name grade height_m"}, Case{"English", "Name,Grade,Height\n", "name grade height_m"},
                                           Case{"FieldNames", "name,grade,height_m\n", "name grade height_m"},
                                           Case{"UnitAndStar", "*名称,等级 ,坝高（m）\n", "name grade height_m"},
                                           Case{"UnitInWords", "名称,等级,坝高(米)\n", "name grade height_m"},
                                           Case{"TitleLineAbove", "荆州市水坝登记表,,\n填报单位：,,\n名称,等级,坝高\n", "name grade height_m", 3},
                                           Case{"TwoHeaderRows", "名称,基本情况,,属地\n,坝高,坝宽,\n甲,1,2,北\n", "name height_m width_m @jurisdiction", 2},
                                           Case{"UnknownColumns", "序号,名称,等级,颜色\n", "@skip name grade ?"},
                                           Case{"Places", "名称,等级,经度,纬度,属地\n", "name grade @lon @lat @jurisdiction"},
                                           Case{"ComputedIsPassedOver", "名称,等级,坡比,状态,编号\n", "name grade @skip @skip @skip"},
                                           Case{"FullWidth", "名称,ｇｒａｄｅ,ＮＡＭＥ＿Ｘ\n", "name grade ?"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Headers, OfMergedCellsAreReadOverTwoRows) {
  const auto file = open_xlsx(book({.sheets = {{"表一", text_row(1, {"名称", "尺寸"}) + text_row(2, {"", "坝高", "坝宽"}) + text_row(3, {"甲", "1", "2"}),
                                                "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>"}}}));
  ASSERT_TRUE(file.has_value());
  const auto header = find_header(**file, dam(), {}, {});
  ASSERT_TRUE(header.has_value()) << error_text(header.error(), "en");
  EXPECT_EQ(targets(*header), "name height_m width_m");
  EXPECT_EQ(header->first_row, 1);
  EXPECT_EQ(header->last_row, 2);
}

TEST(Headers, AreLookedForOnEverySheet) {
  const auto file = open_xlsx(book({.sheets = {{"封面", text_row(1, {"水坝登记"})}, {"登记", text_row(1, {"名称", "等级"})}}}));
  EXPECT_EQ(find_header(**file, dam(), {}, {})->sheet, "登记");
  const auto wrong = find_header(**file, dam(), {.sheet = "封面", .columns = {}}, {});
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, error::kNoHeader);
  EXPECT_THAT(error_text(wrong.error(), "zh"), ::testing::AllOf(::testing::HasSubstr("封面"), ::testing::HasSubstr("名称")));
  EXPECT_EQ(find_header(**file, dam(), {.sheet = "无此表", .columns = {}}, {}).error().code, error::kSheetUnknown);
}

TEST(Headers, WithAnotherUnitAreRefusedBeforeAnyRowIsAThousandTimesTooBig) {
  const auto header = header_of("名称,等级,坝高（km）\n");
  ASSERT_TRUE(header.has_value());
  ASSERT_EQ(header->faults.size(), 1U);
  EXPECT_EQ(header->faults[0].code, error::kHeaderUnit);
}

TEST(Headers, ThatNameAFieldTwiceAreRefused) {
  const auto header = header_of("名称,Name,等级\n");
  ASSERT_EQ(header->faults.size(), 1U);
  EXPECT_EQ(header->faults[0].code, error::kColumnTwice);
  EXPECT_THAT(error_text(header->faults[0], "zh"), ::testing::HasSubstr("A、B"));
}

TEST(Headers, AreGivenByPeopleAndRemembered) {
  const auto given = header_of("坝名,级别,高度\n", {.sheet = "", .columns = {{"坝名", "name"}, {"级别", "grade"}, {"C", "height_m"}}});
  ASSERT_TRUE(given.has_value()) << error_text(given.error(), "en");
  EXPECT_EQ(targets(*given), "name grade height_m");
  EXPECT_EQ(given->columns[0].by, "given");
  const auto remembered = header_of("坝名,级别\n", {}, {{"坝名", "name"}, {"级别", "grade"}});
  ASSERT_TRUE(remembered.has_value());
  EXPECT_EQ(targets(*remembered), "name grade");
  EXPECT_EQ(remembered->columns[0].by, "remembered");
}

TEST(Headers, RefuseWishesForWhatIsNot) {
  EXPECT_EQ(header_of("名称,等级\n", {.sheet = "", .columns = {{"名称", "colour"}}}).error().code, error::kColumnUnknown);
  EXPECT_EQ(header_of("名称,等级\n", {.sheet = "", .columns = {{"颜色", "name"}}}).error().code, error::kColumnUnknown);
  EXPECT_EQ(header_of("名称,等级\n", {.sheet = "", .columns = {{"名称", "slope"}}}).error().code, error::kFieldNotImported);
}

TEST(Units, OfATitleAreToldFromOtherBrackets) {
  EXPECT_EQ(unit_in_title("水位（m）"), "m");
  EXPECT_EQ(unit_in_title("库容(万立方米)"), "万m3");
  EXPECT_EQ(unit_in_title("面积（单位：平方公里）"), "km2");
  EXPECT_EQ(unit_in_title("县（市、区）"), "");
  EXPECT_EQ(plain_title("县（市、区）"), "县(市、区)");
  EXPECT_EQ(plain_title(" *水 位（m）"), "水位");
}

}  // namespace
}  // namespace muster::exchange
