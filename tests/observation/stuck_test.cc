// A gauge that tells one value for days while the river beside it moves.
#include "observation/stuck.h"

#include "river.h"

namespace muster::observation {
namespace {

using test_support::need;

class Stuck : public River {
 protected:
  Stuck() {
    create("canal", "river", "city", {{"code", "SHQ"}, {"name", "四湖总干渠"}, {"kind", "river"}});
    gauge("still", "yangtze", "jiangling");
    gauge("moving", "yangtze", "gongan");
    gauge("pond", "canal", "city");
  }
  void gauge(const std::string& code, const std::string& river, const std::string& place) {
    create(code, "gauge", place, {{"code", code}, {"name", code}, {"river", ids[river]}, {"property", "stage_m"}, {"silent_watch", false}},
           json::Object{{"type", "Point"}, {"coordinates", json::Array{112.4, 30.0}}});
  }
  /// Hourly from the midnight of a day of August 2026.
  void hours(const std::string& station, int day, int count, const std::function<double(int)>& value) {
    std::vector<Incoming> readings;
    for (int n = 0; n < count; ++n) {
      Incoming one;
      one.station = station;
      one.at = *parse_time("2026-08-01T00:00:00+08:00") + std::chrono::hours(24 * (day - 1) + n);
      one.value = value(n);
      readings.push_back(one);
    }
    ASSERT_TRUE(service->receive(system(), "real", readings).rejected.empty());
  }
  json::Value stuck(const identity::Viewer& viewer, const std::string& by = {}) {
    return json::Value(need(stuck_figure(*store, viewer, "real", city_midnight(*parse_date("2026-08-01")), city_midnight(*parse_date("2026-09-01")), {}, by)));
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Stuck, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Stuck, IsAGaugeOfOneValueForWholeDaysWhileItsNeighbourMoves) {
  hours("moving", 3, 72, [](int hour) { return 40 + 0.01 * hour; });
  hours("still", 2, 24, [](int hour) { return 39.5 + 0.01 * hour; });
  hours("still", 3, 48, [](int) { return 39.8; });
  hours("pond", 3, 72, [](int) { return 27.1; });  // nothing beside it moves: a calm pond
  const json::Value found = stuck(system());
  EXPECT_EQ(found.integer("value"), 1);
  EXPECT_EQ(found.text("rows_url"), "/api/v1/records/gauge?ledger=real&filter=id:in:" + ids["still"]);
  const json::Value split = stuck(system(), "river");
  EXPECT_EQ(split["by"].as_array().front().text("label"), "长江");
}

TEST_P(Stuck, IsNotSaidOfADayOrOfACalmRiver) {
  hours("moving", 3, 24, [](int hour) { return 40 + 0.02 * hour; });
  hours("still", 3, 24, [](int) { return 39.8; });  // one day is too short
  EXPECT_EQ(stuck(system()).integer("value", -1), 0);
  hours("still", 4, 24, [](int) { return 39.8; });
  EXPECT_EQ(stuck(system()).integer("value", -1), 1);
  hours("pond", 10, 72, [](int) { return 27.1; });
  gauge("lock", "canal", "city");
  hours("lock", 10, 72, [](int hour) { return 27.0 + 0.001 * hour; });  // 7 cm in three days
  EXPECT_EQ(stuck(system()).integer("value", -1), 1);
}

TEST_P(Stuck, NamesOnlyGaugesThatTheViewerMayRead) {
  hours("moving", 3, 48, [](int hour) { return 40 + 0.01 * hour; });
  hours("still", 3, 48, [](int) { return 39.8; });
  EXPECT_EQ(stuck(as("officer")).integer("value"), 1);
  const identity::Viewer guest;
  const auto refused = stuck_figure(*store, guest, "real", city_midnight(*parse_date("2026-08-01")), city_midnight(*parse_date("2026-09-01")), {}, {});
  EXPECT_TRUE(!refused || refused->find("value")->as_integer() == 0);
}

}  // namespace
}  // namespace muster::observation
