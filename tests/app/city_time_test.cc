#include "app/city_time.h"

#include <gtest/gtest.h>

#include "app/modules.h"
#include "support/test_database.h"

namespace muster::app {
namespace {

constexpr std::string_view kFlood = "scenario:flood";

class CityTimeTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  CityTimeTest()
      : wall_(from_millis(1'600'000'000'000)),
        database_(GetParam(), {.durable = false, .postgis = true}) {
    EXPECT_TRUE(db::migrate(*database_, city_migrations()));
    city_ = open();
    EXPECT_TRUE(city_->add({.id = std::string(kFlood),
                            .title_zh = "情景",
                            .title_en = "Scenario",
                            .kind = "scenario",
                            .city_start = start_,
                            .wall_start = {},
                            .speed = 600}));
  }
  std::unique_ptr<StoredCityTime> open() {
    auto city = std::make_unique<StoredCityTime>(*database_, wall_);
    EXPECT_TRUE(city->load());
    return city;
  }
  const UtcTime start_ = from_millis(1'597'000'000'000);
  ManualTime wall_;
  test_support::TestDatabase database_;
  std::unique_ptr<StoredCityTime> city_;
};

TEST_P(CityTimeTest, RealIsTheWallAndNeverRunsAtAnotherSpeed) {
  EXPECT_EQ(city_->now("real"), wall_.now());
  EXPECT_EQ(city_->speed("real"), 1);
  EXPECT_EQ(city_->wall_of("real", start_), start_);
  const Status set = city_->set_speed("real", 2);
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, error::kOutOfRange);
}

TEST_P(CityTimeTest, AScenarioStandsUntilItIsResumedThenRunsAtItsSpeed) {
  wall_.advance(std::chrono::minutes(5));
  EXPECT_EQ(city_->now(kFlood), start_);
  EXPECT_EQ(city_->speed(kFlood), 0);
  ASSERT_TRUE(city_->resume_all());
  wall_.advance(std::chrono::seconds(6));
  EXPECT_EQ(city_->now(kFlood), start_ + std::chrono::hours(1));
  EXPECT_EQ(city_->wall_of(kFlood, start_ + std::chrono::hours(2)),
            wall_.now() + std::chrono::seconds(6));
}

TEST_P(CityTimeTest, ItStandsStillWhileTheServerIsDownAndSurvivesARestart) {
  ASSERT_TRUE(city_->resume_all());
  wall_.advance(std::chrono::seconds(6));
  ASSERT_TRUE(city_->pause_all());
  wall_.advance(std::chrono::hours(100));
  city_ = open();
  EXPECT_EQ(city_->now(kFlood), start_ + std::chrono::hours(1));
  ASSERT_TRUE(city_->resume_all());
  wall_.advance(std::chrono::seconds(6));
  EXPECT_EQ(city_->now(kFlood), start_ + std::chrono::hours(2));
}

TEST_P(CityTimeTest, AfterACrashItHasGoneOnWithTheWallAndNeverBack) {
  ASSERT_TRUE(city_->resume_all());
  wall_.advance(std::chrono::seconds(6));
  city_ = open();  // no pause before
  EXPECT_EQ(city_->now(kFlood), start_ + std::chrono::hours(1));
}

TEST_P(CityTimeTest, AChangeOfSpeedMakesNoLeap) {
  ASSERT_TRUE(city_->resume_all());
  wall_.advance(std::chrono::seconds(6));
  ASSERT_TRUE(city_->set_speed(kFlood, 1));
  EXPECT_EQ(city_->now(kFlood), start_ + std::chrono::hours(1));
  wall_.advance(std::chrono::seconds(6));
  EXPECT_EQ(city_->now(kFlood), start_ + std::chrono::hours(1) + std::chrono::seconds(6));
  for (const double bad : {-1.0, 100001.0}) EXPECT_FALSE(city_->set_speed(kFlood, bad)) << bad;
}

TEST_P(CityTimeTest, ALedgerIsMadeOnceAndKnownByName) {
  EXPECT_TRUE(city_->knows(kFlood));
  EXPECT_FALSE(city_->knows("drill:none"));
  const Status again = city_->add({.id = std::string(kFlood),
                                   .title_zh = "",
                                   .title_en = "",
                                   .kind = "scenario",
                                   .city_start = start_,
                                   .wall_start = {},
                                   .speed = 1});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, error::kDuplicate);
  EXPECT_EQ(city_->ledgers().size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Engines, CityTimeTest, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

}  // namespace
}  // namespace muster::app
