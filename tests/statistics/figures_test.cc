#include "statistics/figures.h"

#include <gtest/gtest.h>

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
)yaml";

class Figures : public ::testing::TestWithParam<db::Engine> {
 protected:
  Figures() {
    make("甲", city_.north, "2026-07-31T23:59:59+08:00", 10);
    make("乙", city_.north, "2026-08-01T00:00:00+08:00", 20);
    make("丙", city_.south, "2026-08-31T23:59:59+08:00", 30);
    make("丁", city_.south, "2026-09-01T00:00:00+08:00", 40);
  }
  void make(const std::string& name, const std::string& place, const char* due, int height) {
    record::Draft draft = city_.dam(name, place);
    draft.fields.set("due_at", due);
    draft.fields.set("height_m", height);
    EXPECT_TRUE(city_.store->create(chief_, {}, draft).has_value());
  }
  json::Value ask(const identity::Viewer& viewer, const char* name, const char* period, const char* by = "") {
    auto out = figure(*city_.store, viewer, "real", name, period_of(period).value(), "", by);
    EXPECT_TRUE(out.has_value());
    return out ? json::Value(*out) : json::Value{};
  }
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
  EXPECT_FALSE(figure(*city_.store, chief_, "real", "dam_height", period_of("2026").value(), "", "colour").has_value());
}

TEST_P(Figures, OpenTheRowsThatTheyCount) {
  EXPECT_EQ(ask(chief_, "dams_due", "2026-08").text("rows_url"),
            "/api/v1/records/dam?ledger=real&filter=due_at:ge:2026-08-01T00:00:00%2B08:00&filter=due_at:lt:2026-09-01T00:00:00%2B08:00&filter=grade:ne:large");
}

TEST(Period, IsAYearAMonthOrADay) {
  for (const char* text : {"", "26", "2026-13", "2026-8", "2026-02-30", "2026-08-01T"}) EXPECT_FALSE(period_of(text).has_value()) << text;
}

}  // namespace
}  // namespace muster::statistics
