// Nights that nobody was put down for, found from the rosters.
#include "duty/gaps.h"

#include <gtest/gtest.h>

#include "support/shipped_city.h"

namespace muster::duty {
namespace {

using test_support::need;

class Gaps : public testing::TestWithParam<db::Engine> {
 protected:
  Gaps() : city(GetParam()) {}
  void shift(const std::string& place, const std::string& from, const std::string& to) {
    const std::string body = place == "gongan" ? "hq_421022" : "hq_421024";
    city.create(place + from, "duty_shift", place,
                {{"body", city.ids[body]}, {"date", from.substr(0, 10)}, {"from", from}, {"to", to}, {"leader", city.ids["leader"]}, {"main", city.ids["officer"]}});
  }
  json::Value gaps(const std::string& who, const std::string& by = {}, const std::string& from = "2026-08-01", const std::string& to = "2026-09-01") {
    const auto viewer = who.empty() ? test_support::ShippedCity::system() : city.as(who);
    return json::Value(need(gaps_figure(*city.store, viewer, "real", city_midnight(*parse_date(from)), city_midnight(*parse_date(to)), {}, by)));
  }
  test_support::ShippedCity city;
};
INSTANTIATE_TEST_SUITE_P(Engines, Gaps, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Gaps, AreNightsBetweenShiftsAndNotTheEndOfARoster) {
  EXPECT_EQ(gaps("").integer("value", -1), 0);
  shift("gongan", "2026-08-03T08:00:00+08:00", "2026-08-03T20:00:00+08:00");
  shift("gongan", "2026-08-04T08:00:00+08:00", "2026-08-04T20:00:00+08:00");  // nobody in the night between
  shift("gongan", "2026-08-04T20:10:00+08:00", "2026-08-05T08:00:00+08:00");  // ten minutes of handing over
  shift("gongan", "2026-08-20T08:00:00+08:00", "2026-08-20T20:00:00+08:00");  // two weeks later: not kept here meanwhile
  shift("jiangling", "2026-08-03T08:00:00+08:00", "2026-08-04T08:00:00+08:00");
  shift("jiangling", "2026-08-03T20:00:00+08:00", "2026-08-04T02:00:00+08:00");  // within the one before
  shift("jiangling", "2026-08-04T08:00:00+08:00", "2026-08-05T08:00:00+08:00");
  const json::Value found = gaps("");
  EXPECT_EQ(found.integer("value"), 1);
  EXPECT_EQ(found.text("rows_url"), "/api/v1/records/duty_shift?ledger=real&filter=id:in:" + city.ids["gongan2026-08-03T08:00:00+08:00"]);
  for (const auto& [by, label] : {std::pair{"county", "公安县"}, {"body", "公安县防指"}, {"month", "2026-08"}}) {
    const json::Value split = gaps("", by);
    ASSERT_EQ(split["by"].as_array().size(), 1U) << by;
    EXPECT_EQ(split["by"].as_array().front().text("label"), label);
  }
}

TEST_P(Gaps, BelongToThePeriodInWhichTheyBegin) {
  shift("gongan", "2026-07-31T08:00:00+08:00", "2026-07-31T20:00:00+08:00");
  shift("gongan", "2026-08-01T08:00:00+08:00", "2026-08-01T20:00:00+08:00");
  EXPECT_EQ(gaps("").integer("value", -1), 0);
  EXPECT_EQ(gaps("", {}, "2026-07-01", "2026-08-01").integer("value"), 1);
}

TEST_P(Gaps, AreTheCitysOwnAndNothingToAGuest) {
  shift("jiangling", "2026-08-03T08:00:00+08:00", "2026-08-03T20:00:00+08:00");
  shift("jiangling", "2026-08-04T08:00:00+08:00", "2026-08-04T20:00:00+08:00");
  EXPECT_EQ(gaps("officer").integer("value"), 1);
  EXPECT_EQ(gaps("gongan.duty").integer("value"), 1);  // duty rooms of a city know each other's rosters
  const identity::Viewer guest;
  const auto refused = gaps_figure(*city.store, guest, "real", city_midnight(*parse_date("2026-08-01")), city_midnight(*parse_date("2026-09-01")), {}, {});
  EXPECT_TRUE(!refused || refused->find("value")->as_integer() == 0);
}

}  // namespace
}  // namespace muster::duty
