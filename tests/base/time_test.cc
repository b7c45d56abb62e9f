#include "base/time.h"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Time, ReadsRfc3339WithOffset) {
  struct Case {
    const char* text;
    std::int64_t millis;
  };
  for (const Case& c : {Case{"1970-01-01T00:00:00Z", 0}, Case{"2020-08-10T02:00:00+08:00", 1596996000000},
                        Case{"2020-08-09T18:00:00.5Z", 1596996000500}, Case{"2020-02-29T00:00:00-05:30", 1582954200000}}) {
    SCOPED_TRACE(c.text);
    const auto time = parse_time(c.text);
    ASSERT_TRUE(time.has_value());
    EXPECT_EQ(to_millis(*time), c.millis);
  }
}

TEST(Time, RefusesWhatIsNotAnInstant) {
  for (const char* text : {"", "2020-08-10", "2020-08-10T02:00:00", "2020-02-30T00:00:00Z", "2020-08-10T24:00:00Z",
                           "2020-08-10 02:00:00Z", "2020-08-10T02:00:00+8", "2020-08-10T02:00:00.Z", "1899-12-31T00:00:00Z",
                           "2020-08-10T02:00:00+08:00x", "２０20-08-10T02:00:00Z"}) {
    SCOPED_TRACE(text);
    const auto time = parse_time(text);
    ASSERT_FALSE(time.has_value());
    EXPECT_EQ(time.error().code, error::kBadTime);
  }
}

TEST(Time, WritesInTheCitysZone) {
  EXPECT_EQ(format_time(from_millis(1596996000000)), "2020-08-10T02:00:00+08:00");
  EXPECT_EQ(format_time(from_millis(1596996000007), 0), "2020-08-09T18:00:00.007Z");
  EXPECT_EQ(format_time(from_millis(-1), 0), "1969-12-31T23:59:59.999Z");
}

TEST(Time, CountsDaysInTheCity) {
  const auto late_evening_utc = *parse_time("2020-08-09T17:00:00Z");
  EXPECT_EQ(format_date(city_day(late_evening_utc)), "2020-08-10");
  EXPECT_EQ(format_time(city_midnight(city_day(late_evening_utc))), "2020-08-10T00:00:00+08:00");
}

TEST(Duration, ReadsShortAndIsoForms) {
  struct Case {
    const char* text;
    std::int64_t seconds;
  };
  for (const Case& c : {Case{"90s", 90}, Case{"30m", 1800}, Case{"24h", 86400}, Case{"10d", 864000}, Case{"PT30M", 1800},
                        Case{"P1DT2H", 93600}, Case{"PT0S", 0}}) {
    SCOPED_TRACE(c.text);
    ASSERT_TRUE(parse_duration(c.text).has_value());
    EXPECT_EQ(parse_duration(c.text)->count(), c.seconds * 1000);
  }
  for (const char* text : {"", "30", "m", "-5m", "5x", "P", "PT", "1h30", "99999999999y", "P5M"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_duration(text).has_value());
  }
}

TEST(Duration, WritesIso) {
  EXPECT_EQ(format_duration(Millis{1'482'000}), "PT24M42S");
  EXPECT_EQ(format_duration(Millis{90'000'000}), "P1DT1H");
  EXPECT_EQ(format_duration(Millis{0}), "PT0S");
}

}  // namespace
}  // namespace muster
