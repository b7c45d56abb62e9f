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
---
indicator: dam_share
title: { zh: 高度占比, en: Share of heights }
of: dam
share: { of: [height_m], in: [width_m] }
latest_by: [jurisdiction]
at: due_at
by: [jurisdiction]
unit: { zh: "%", en: "%" }
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
  void make(const std::string& name, const std::string& place, const char* due, int height, int width = 0) {
    record::Draft draft = city_.dam(name, place);
    draft.fields.set("due_at", due);
    draft.fields.set("height_m", height);
    if (width > 0) draft.fields.set("width_m", width);
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
