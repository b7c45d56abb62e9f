// One cell as one value: the ways in which offices write, and what is refused with its remedy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/convert.h"
#include "support/small_city.h"

namespace muster::exchange {
namespace {

using model::FieldKind;

struct World {
  test_support::SmallCity city{db::Engine::kSqlite};
  record::Viewer system = record::Viewer::system("import");
  Resolver resolver{*city.store, system, "real"};
};
World& world() {
  static World one;
  return one;
}

model::Field field(FieldKind kind, std::string unit = {}, std::string of = {}, std::string to = {}) {
  model::Field made;
  made.name = "f";
  made.kind = kind;
  made.title = {"项目", "Item"};
  made.unit = std::move(unit);
  made.of = std::move(of);
  made.to = std::move(to);
  return made;
}
Cell text(std::string given) {
  Cell cell;
  cell.kind = Cell::Kind::kText;
  cell.text = std::move(given);
  return cell;
}
Cell number(double given, std::string shown) {
  Cell cell;
  cell.kind = Cell::Kind::kNumber;
  cell.number = given;
  cell.text = std::move(shown);
  return cell;
}
Result<json::Value> converted(const Cell& cell, const model::Field& as) { return convert(cell, *world().city.model, as, world().resolver); }

struct Taken {
  Cell cell;
  model::Field as;
  json::Value value;
};

TEST(Cells, AreTakenAsOfficesWriteThem) {
  const model::Field metres = field(FieldKind::kNumber, "m");
  const model::Field day = field(FieldKind::kDate);
  const model::Field moment = field(FieldKind::kInstant);
  const model::Field grade = field(FieldKind::kChoice, "", "grade");
  const model::Field yes = field(FieldKind::kBoolean);
  const model::Field money = field(FieldKind::kMoney);
  const model::Field stake = field(FieldKind::kStake);
  const std::vector<Taken> cases{
      {text("000123"), field(FieldKind::kText), "000123"},
      {text("421023198001011234"), field(FieldKind::kText), "421023198001011234"},
      {number(123456789012345, "123456789012345"), field(FieldKind::kText), "123456789012345"},
      {text("1,234.5"), metres, 1234.5},
      {text("１２．５"), metres, 12.5},
      {text("12.5m"), metres, 12.5},
      {text("12.5 米"), metres, 12.5},
      {text("-0.3"), metres, -0.3},
      {text("—"), metres, json::Value()},
      {text("/"), day, json::Value()},
      {text("无"), day, json::Value()},
      {number(3, "3"), field(FieldKind::kInteger), 3},
      {text("3350.12"), money, 335012},
      {text("3350.12元"), money, 335012},
      {number(0.29, "0.29"), money, 29},
      {text("大"), grade, "large"},
      {text("LARGE"), grade, "large"},
      {text(" Large "), grade, "large"},
      {text("是"), yes, true},
      {text("无"), yes, false},
      {text("×"), yes, false},
      {number(1, "1"), yes, true},
      {text("2019/7/15"), day, "2019-07-15"},
      {text("2019.7.15"), day, "2019-07-15"},
      {text("2019-07-15"), day, "2019-07-15"},
      {text("20190715"), day, "2019-07-15"},
      {text("2019年7月15日"), day, "2019-07-15"},
      {text("2019 年 7 月 15 日"), day, "2019-07-15"},
      {text("２０１９年７月１５日"), day, "2019-07-15"},
      {text("2019/7/15 0:00:00"), day, "2019-07-15"},
      {number(43661, "43661"), day, "2019-07-15"},
      {text("43661"), day, "2019-07-15"},
      {text("2019-07-15 8:30"), moment, "2019-07-15T08:30:00+08:00"},
      {text("2019年7月15日8时30分"), moment, "2019-07-15T08:30:00+08:00"},
      {text("2019年7月15日8时"), moment, "2019-07-15T08:00:00+08:00"},
      {text("2019-07-15T00:30:00Z"), moment, "2019-07-15T08:30:00+08:00"},
      {text("2019/7/15"), moment, "2019-07-15T00:00:00+08:00"},
      {text("718+350"), stake, 718350},
      {text("K718+350"), stake, 718350},
      {number(718350, "718350"), stake, 718350},
      {text("30分钟"), field(FieldKind::kDuration), 1800000},
      {text("PT30M"), field(FieldKind::kDuration), 1800000},
      {text("小、大"), field(FieldKind::kMultiChoice, "", "grade"), json::Array{"small", "large"}},
      {text("荆州市北县"), field(FieldKind::kJurisdiction), world().city.north},
  };
  for (const Taken& each : cases) {
    const auto value = converted(each.cell, each.as);
    ASSERT_TRUE(value.has_value()) << each.cell.text << ": " << error_text(value.error(), "en");
    EXPECT_EQ(*value, each.value) << each.cell.text;
  }
}

struct Wrong {
  Cell cell;
  model::Field as;
  ErrorCode code;
};

TEST(Cells, AreRefusedWhereTheyAreNotUnmistakable) {
  const model::Field metres = field(FieldKind::kNumber, "m");
  const model::Field day = field(FieldKind::kDate);
  Cell merged = number(10, "10");
  merged.spread_down = true;
  Cell across = text("甲");
  across.spread_across = true;
  Cell failed;
  failed.kind = Cell::Kind::kFault;
  failed.fault = error::kCellFormula;
  failed.text = "#REF!";
  const std::vector<Wrong> cases{
      {number(1.23456789012345e17, "123456789012345000"), field(FieldKind::kText), error::kLongNumber},
      {text("4.21023E+17"), field(FieldKind::kText), error::kLongNumber},
      {text("1.2km"), metres, error::kCellUnit},
      {text("3万元"), field(FieldKind::kMoney), error::kCellUnit},
      {text("约30"), metres, error::kCellNumber},
      {text("1,23"), metres, error::kCellNumber},
      {text("30-40"), metres, error::kCellNumber},
      {text("2.5"), field(FieldKind::kInteger), error::kCellNumber},
      {text("1.005"), field(FieldKind::kMoney), error::kCellNumber},
      {text("7/15/2019"), day, error::kCellDate},
      {text("2019年7月"), day, error::kCellDate},
      {text("19-7-15"), day, error::kCellDate},
      {text("2019-02-30"), day, error::kCellDate},
      {text("2019-07-15 08:30"), day, error::kCellDate},
      {number(12, "12"), day, error::kCellDate},
      {text("2019-07-15 25:00"), field(FieldKind::kInstant), error::kCellInstant},
      {text("巨大"), field(FieldKind::kChoice, "", "grade"), error::kCellChoice},
      {text("也许"), field(FieldKind::kBoolean), error::kCellBoolean},
      {text("nowhere"), field(FieldKind::kJurisdiction), error::kReferenceUnknown},
      {merged, metres, error::kCellMerged},
      {across, field(FieldKind::kText), error::kCellMerged},
      {failed, metres, error::kCellFormula},
  };
  for (const Wrong& each : cases) {
    const auto value = converted(each.cell, each.as);
    ASSERT_FALSE(value.has_value()) << each.cell.text << " = " << json::write(*value);
    EXPECT_EQ(value.error().code, each.code) << each.cell.text << ": " << error_text(value.error(), "en");
    for (const char* lang : {"zh", "en"}) EXPECT_THAT(error_text(value.error(), lang), ::testing::Not(::testing::HasSubstr("{"))) << "a parameter is missing";
  }
}

TEST(Cells, OfATextMergedOverSeveralRowsHoldForEach) {
  Cell county = text("公安县");
  county.spread_down = true;
  EXPECT_EQ(*converted(county, field(FieldKind::kText)), json::Value("公安县"));
}

TEST(References, AreFoundByCodeNameAndIdAndRefusedWhenAmbiguous) {
  test_support::SmallCity city(db::Engine::kSqlite);
  const record::Viewer system = record::Viewer::system("import");
  const auto north = city.store->create(system, {}, city.dam("同名坝", city.north));
  const auto south = city.store->create(system, {}, city.dam("同名坝", city.south));
  const auto alone = city.store->create(system, {}, city.dam("独坝", city.south));
  ASSERT_TRUE(north && south && alone);
  Resolver resolver(*city.store, system, "real");
  const model::Field upstream = field(FieldKind::kReference, "", "", "dam");
  EXPECT_EQ(*resolver.find("dam", "独坝", upstream), alone->id);
  EXPECT_EQ(*resolver.find("dam", alone->number, upstream), alone->id);
  EXPECT_EQ(*resolver.find("dam", north->id, upstream), north->id);
  const auto both = resolver.find("dam", "同名坝", upstream);
  ASSERT_FALSE(both.has_value());
  EXPECT_EQ(both.error().code, error::kReferenceAmbiguous);
  EXPECT_THAT(error_text(both.error(), "zh"), ::testing::AllOf(::testing::HasSubstr(north->id), ::testing::HasSubstr(south->id)));
}

TEST(References, ToAnyRegisterSayWhichOneIsMeant) {
  test_support::SmallCity city(db::Engine::kSqlite);
  const auto dam = city.store->create(record::Viewer::system("import"), {}, city.dam("北坝", city.north));
  ASSERT_TRUE(dam.has_value());
  Resolver resolver(*city.store, record::Viewer::system("import"), "real");
  const model::Field any = field(FieldKind::kReference, "", "", "*");
  for (const char* text : {"坝：北坝", "Dam: 北坝", "dam:北坝"}) EXPECT_EQ(*resolver.find("*", text, any), dam->id) << text;
  const auto bare = resolver.find("*", "北坝", any);
  ASSERT_FALSE(bare.has_value());
  EXPECT_EQ(bare.error().code, error::kReferenceOfAny);
}

TEST(References, AreFoundOnlyWhereTheViewerMayRead) {
  test_support::SmallCity city(db::Engine::kSqlite);
  ASSERT_TRUE(city.store->create(record::Viewer::system("import"), {}, city.dam("北坝", city.north)).has_value());
  const record::Viewer southern = test_support::SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/south");
  Resolver resolver(*city.store, southern, "real");
  EXPECT_EQ(resolver.find("dam", "北坝", field(FieldKind::kReference, "", "", "dam")).error().code, error::kReferenceUnknown);
}

}  // namespace
}  // namespace muster::exchange
