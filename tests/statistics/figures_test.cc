#include "statistics/figures.h"

#include <gtest/gtest.h>

#include <map>

#include "statistics/rows_url.h"
#include "support/small_city.h"

namespace muster::statistics {
namespace {

using test_support::SmallCity;

constexpr const char* kIndicators = R"yaml(indicator: dams_due
title: { zh: 到期坝数, en: Dams due }
of: dam
count: true
at: due_at
where: { not: { field: grade, in: [large] } }
by: [jurisdiction, grade]
unit: { zh: 座, en: dams }
calibre: { id: dam_2026, valid_from: 2026-01-01, text: { zh: 期内到期, en: Due in the period } }
---
indicator: dam_height
title: { zh: 坝高合计, en: Height of dams }
of: dam
sum: [height_m]
at: due_at
by: [jurisdiction]
unit: { zh: 米, en: m }
calibre: { id: dam_2026, valid_from: 2026-01-01, text: { zh: 期内到期, en: Due in the period } }
---
indicator: dams_by_calibre
title: { zh: 分口径, en: By calibre }
of: dam
count: true
at: due_at
by: [grade]
unit: { zh: 座, en: dams }
calibre:
  - { id: dam_2024, valid_from: 2024-01-01, valid_to: 2024-12-31, published: 181, text: { zh: 旧口径, en: Old calibre } }
  - { id: dam_2025, valid_from: 2025-01-01, text: { zh: 新口径, en: New calibre } }
---
indicator: cost
title: { zh: 造价, en: Cost }
of: dam
sum: cost
divide: 100
at: built_on
by: [grade]
unit: { zh: 元, en: yuan }
calibre: { id: cost, text: { zh: 建成在期内, en: Built in the period } }
---
indicator: dams_standing
title: { zh: 在册坝, en: Dams on the register }
of: dam
count: true
standing: { from: built_on, to: due_at }
by: [grade]
unit: { zh: 座, en: dams }
calibre: { id: standing, text: { zh: 期末在册, en: On the register at the end } }
---
indicator: heights
title: { zh: 坝高种数, en: Heights }
of: dam
distinct: height_m
at: due_at
unit: { zh: 种, en: heights }
calibre: { id: heights, text: { zh: 不同坝高, en: Different heights } }
---
indicator: tallest_newest
title: { zh: 各级最新坝高, en: Height of the newest of each grade }
of: dam
sum: height_m
at: due_at
latest_by: [grade]
unit: { zh: 米, en: m }
calibre: { id: newest, text: { zh: 每级取最新, en: The newest of each grade } }
---
indicator: below_large
title: { zh: 大坝下游坝, en: Dams below a large one }
of: dam
count: true
at: due_at
where: { field: upstream.grade, eq: large }
unit: { zh: 座, en: dams }
calibre: { id: below, text: { zh: 上游为大坝, en: Below a large dam } }
---
indicator: dam_share
title: { zh: 高度占比, en: Share of heights }
of: dam
share: { of: [height_m], in: [width_m] }
latest_by: [jurisdiction]
at: due_at
by: [jurisdiction]
unit: { zh: "%", en: "%" }
calibre: { id: dam_2026, valid_from: 2025-01-01, text: { zh: 期内到期, en: Due in the period } }
)yaml";

class Figures : public ::testing::TestWithParam<db::Engine> {
 protected:
  Figures() {
    make("甲", city_.north, "2026-07-31T23:59:59+08:00", 10);
    make("乙", city_.north, "2026-08-01T00:00:00+08:00", 20);
    make("丙", city_.south, "2026-08-31T23:59:59+08:00", 30);
    make("丁", city_.south, "2026-09-01T00:00:00+08:00", 40);
  }
  void make(const std::string& name, const std::string& place, const char* due, int height, int width = 0) {
    record::Draft draft = city_.dam(name, place);
    draft.fields.set("due_at", due);
    draft.fields.set("height_m", height);
    if (width > 0) draft.fields.set("width_m", width);
    EXPECT_TRUE(city_.store->create(chief_, {}, draft).has_value());
  }
  json::Value ask(const identity::Viewer& viewer, const char* name, const char* period, const char* by = "") {
    auto out = figure(*city_.store, viewer, {name, "real", period_of(period).value(), "", by, true});
    EXPECT_TRUE(out.has_value());
    return out ? json::Value(*out) : json::Value{};
  }
  record::Record make_dam(const std::string& name, const std::string& place, json::Object fields) {
    record::Draft draft = city_.dam(name, place);
    for (auto& [key, value] : fields) draft.fields.set(key, value);
    return city_.store->create(chief_, {}, draft).value();
  }
  std::int64_t opened(const std::string& url) { return test_support::opened(*city_.store, chief_, url); }
  SmallCity city_{GetParam(), test_support::small_model(kIndicators)};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");
};
INSTANTIATE_TEST_SUITE_P(Engines, Figures, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Figures, CountTheMonthFromItsFirstInstantToItsLast) {
  EXPECT_EQ(ask(chief_, "dams_due", "2026-08").integer("value"), 2);
  EXPECT_EQ(ask(chief_, "dams_due", "2026").integer("value"), 4);
  EXPECT_EQ(ask(chief_, "dams_due", "2026-08-31").integer("value"), 1);
  EXPECT_EQ(ask(chief_, "dam_height", "2026-08").integer("value"), 50);
}

TEST_P(Figures, CountOnlyWhatTheViewerMayRead) {
  const auto north = SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/north");
  EXPECT_EQ(ask(north, "dams_due", "2026-08").integer("value"), 1);
  EXPECT_EQ(ask(identity::Viewer{}, "dams_due", "2026-08").integer("value"), 0);
}

TEST_P(Figures, AreSplitByADimensionAndAddUp) {
  const json::Value split = ask(chief_, "dam_height", "2026", "jurisdiction");
  double sum = 0;
  for (const json::Value& part : split["by"].as_array()) sum += part.number("value");
  EXPECT_EQ(split["by"].as_array().size(), 2U);
  EXPECT_DOUBLE_EQ(sum, split.number("value"));
  EXPECT_FALSE(figure(*city_.store, chief_, {"dam_height", "real", period_of("2026").value(), "", "colour", false}).has_value());
}

TEST_P(Figures, AreSplitByCountyMonthAndWordEachPartOpeningItsRows) {
  make("戊", city_.city, "2026-08-11T00:00:00+08:00", 5);  // at the city itself
  for (const auto& [name, by, parts] : {std::tuple{"dams_due", "county", 3}, {"dams_due", "month", 3}, {"dams_due", "grade", 1}}) {
    SCOPED_TRACE(by);
    const json::Value split = ask(chief_, name, "2026", by);
    EXPECT_EQ(split["by"].as_array().size(), static_cast<std::size_t>(parts));
    std::int64_t sum = 0;
    for (const json::Value& part : split["by"].as_array()) {
      EXPECT_EQ(opened(part.text("rows_url")), part.integer("value")) << part.text("label");
      sum += part.integer("value");
    }
    EXPECT_EQ(sum, 5);
    EXPECT_EQ(opened(split.text("rows_url")), 5);
    EXPECT_EQ(split["source_rows"].as_array().size(), 5U);
  }
  const json::Value counties = ask(chief_, "dams_due", "2026", "county");
  EXPECT_EQ(counties["by"].as_array().at(0).text("label"), "市直");
  EXPECT_EQ(counties["by"].as_array().at(1).text("label"), "北县");
  EXPECT_EQ(counties["by"].as_array().at(1).integer("value"), 2);
  EXPECT_EQ(ask(chief_, "dams_due", "2026", "month")["by"].as_array().at(0).text("key"), "2026-07");
  EXPECT_EQ(ask(chief_, "dams_due", "2026", "grade")["by"].as_array().at(0)["title"].text("en"), "Small");
  // Asked for a county, its part is that county's and opens no more.
  const auto north = figure(*city_.store, chief_, {"dams_due", "real", period_of("2026").value(), city_.north, "county", false});
  ASSERT_TRUE(north);
  EXPECT_EQ(json::Value(*north)["by"].as_array().size(), 1U);
  EXPECT_EQ(opened(json::Value(*north)["by"].as_array().at(0).text("rows_url")), 2);
}

TEST_P(Figures, CompareWithTheYearBeforeOnlyWithinOneCalibre) {
  for (int n = 0; n < 3; ++n) make("前" + std::to_string(n), city_.north, "2025-05-05T08:00:00+08:00", 8);
  make("更前", city_.north, "2024-05-05T08:00:00+08:00", 8);
  const json::Value now = ask(chief_, "dams_by_calibre", "2026");
  EXPECT_EQ(now["change"].text("period"), "2025");
  EXPECT_EQ(now["change"].integer("value"), 3);
  EXPECT_EQ(now["change"].integer("difference"), 1);
  EXPECT_DOUBLE_EQ(now["change"].number("percent"), 33.3);
  EXPECT_TRUE(ask(chief_, "dams_by_calibre", "2025")["change"].is_null());
  EXPECT_EQ(ask(chief_, "dams_by_calibre", "2025").integer("value"), 3);
  const json::Value old = ask(chief_, "dams_by_calibre", "2024");
  EXPECT_TRUE(old["value"].is_null());
  EXPECT_EQ(old.integer("published"), 181);
  EXPECT_TRUE(ask(chief_, "dams_by_calibre", "2023")["value"].is_null());
  EXPECT_TRUE(ask(chief_, "dams_due", "2026")["change"].is_null());
  // Nothing before is no percentage.
  EXPECT_TRUE(ask(chief_, "dams_by_calibre", "2026-07")["change"]["percent"].is_null());
}

TEST_P(Figures, AddMoneyCountStandingRowsAndDifferentValues) {
  make_dam("己", city_.north, {{"cost", 12345}, {"built_on", "2019-01-01"}});
  make_dam("庚", city_.south, {{"cost", 655}, {"built_on", "2019-12-31"}, {"due_at", "2021-05-01T00:00:00+08:00"}});
  EXPECT_EQ(ask(chief_, "cost", "2019").integer("value"), 130);
  EXPECT_DOUBLE_EQ(ask(chief_, "cost", "2019-01", "county")["by"].as_array().at(0).number("value"), 123.45);
  EXPECT_EQ(opened(ask(chief_, "cost", "2019").text("rows_url")), 2);
  // 甲乙丙丁 have no day of building: they stand from ever until they are due.
  EXPECT_EQ(ask(chief_, "dams_standing", "2018").integer("value"), 4);
  EXPECT_EQ(ask(chief_, "dams_standing", "2019").integer("value"), 6);
  EXPECT_EQ(ask(chief_, "dams_standing", "2022").integer("value"), 5);
  EXPECT_EQ(opened(ask(chief_, "dams_standing", "2022").text("rows_url")), 5);
  make("辛", city_.south, "2026-08-05T00:00:00+08:00", 10);
  EXPECT_EQ(ask(chief_, "heights", "2026").integer("value"), 4);
  EXPECT_EQ(ask(chief_, "tallest_newest", "2026").integer("value"), 40);
  EXPECT_EQ(opened(ask(chief_, "tallest_newest", "2026").text("rows_url")), 1);
}

TEST_P(Figures, AskThroughReferences) {
  const auto large = make_dam("大", city_.north, {{"grade", "large"}, {"reason", "高"}});
  make_dam("下", city_.north, {{"upstream", large.id}, {"due_at", "2026-08-05T00:00:00+08:00"}});
  const json::Value below = ask(chief_, "below_large", "2026");
  EXPECT_EQ(below.integer("value"), 1);
  EXPECT_EQ(opened(below.text("rows_url")), 1);
}

TEST_P(Figures, AreListedWithWhatMayBeAsked) {
  const auto list = figure_list(*city_.model);
  ASSERT_TRUE(list);
  std::string names;
  for (const json::Value& one : *list) names += one.text("name") + ' ';
  EXPECT_EQ(names, "below_large cost dam_height dam_share dams_by_calibre dams_due dams_standing heights tallest_newest ");
  EXPECT_EQ(json::write((*list)[5]["by"]), R"(["jurisdiction","grade","county","month"])");
  EXPECT_EQ(json::write((*list)[6]["by"]), R"(["grade","county"])");
}

TEST(Indicators, OfTheCityNameWhatExists) {
  const auto shipped = model::load(model::shipped_sources());
  ASSERT_TRUE(shipped);
  const auto list = figure_list(**shipped);
  ASSERT_TRUE(list) << error_text(list.error(), "en") << list.error().field;
  for (const json::Value& one : *list) {
    EXPECT_FALSE(one["title"].text("en").empty()) << one.text("name");
    EXPECT_FALSE(one["unit"].text("zh").empty()) << one.text("name");
  }
}

TEST(Indicators, RefuseUnknownTypesFieldsAndConditions) {
  const std::string good = "indicator: x\ntitle: { zh: 数, en: X }\nunit: { zh: 座, en: dams }\ncalibre: { id: x, text: { zh: 口径, en: Calibre } }\n";
  for (const char* rest : {"of: dyke\nat: due_at\n", "of: dam\nat: due_on\n", "of: dam\nat: due_at\nby: [colour]\n", "of: dam\n",
                           "of: dam\nat: due_at\nstanding: {}\n", "of: dam\nat: due_at\nsum: weight\n",
                           "of: dam\nat: due_at\nwhere: { field: grade, like: large }\n", "of: dam\nat: due_at\nwhere: { field: colour, eq: red }\n"}) {
    EXPECT_FALSE(figure_list(*test_support::small_model(good + rest)).has_value()) << rest;
  }
  EXPECT_TRUE(figure_list(*test_support::small_model(good + "of: dam\nat: due_at\n")).has_value());
}

TEST_P(Figures, OpenTheRowsThatTheyCount) {
  EXPECT_EQ(ask(chief_, "dams_due", "2026-08").text("rows_url"),
            "/api/v1/records/dam?ledger=real&filter=due_at:ge:2026-08-01T00:00:00%2B08:00&filter=due_at:lt:2026-09-01T00:00:00%2B08:00&filter=grade:ne:large");
}

// Heights in widths, of the last dam of each place.
TEST_P(Figures, OfSharesDivideTheSumsAndAreNeverAveraged) {
  make("戊", city_.north, "2025-03-02T08:00:00+08:00", 10, 100);
  make("己", city_.north, "2025-03-05T08:00:00+08:00", 30, 60);
  make("庚", city_.south, "2025-03-31T23:30:00+08:00", 10, 40);
  make("辛", city_.south, "2025-04-01T00:30:00+08:00", 40, 50);
  const json::Value march = ask(chief_, "dam_share", "2025-03", "jurisdiction");
  EXPECT_EQ(march.number("value"), 40);  // 40 of 100; the mean of the two would be 37.5
  std::map<std::string, double> by;
  for (const json::Value& part : march["by"].as_array()) by[part.text("key")] = part.number("value");
  EXPECT_EQ(by, (std::map<std::string, double>{{city_.north, 50}, {city_.south, 25}}));
  EXPECT_EQ(json::write(march["history"]), R"([{"period":"2025-03-02","value":10},{"period":"2025-03-05","value":50},{"period":"2025-03-31","value":25}])");
  const json::Value year = ask(chief_, "dam_share", "2025");
  EXPECT_EQ(year.number("value"), 63.64);
  EXPECT_EQ(json::write(year["history"]), R"([{"period":"2025-03","value":40},{"period":"2025-04","value":80}])");
}

TEST_P(Figures, OfAShareAreUnknownWhereNothingIsKnownOfTheWhole) {
  EXPECT_TRUE(ask(chief_, "dam_share", "2024")["value"].is_null());
  EXPECT_TRUE(ask(identity::Viewer{}, "dam_share", "2026")["value"].is_null());
}

TEST(Period, IsAYearAMonthOrADay) {
  for (const char* text : {"", "26", "2026-13", "2026-8", "2026-02-30", "2026-08-01T"}) EXPECT_FALSE(period_of(text).has_value()) << text;
}

}  // namespace
}  // namespace muster::statistics
