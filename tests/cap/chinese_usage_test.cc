#include <gtest/gtest.h>

#include "cap/cap.h"

namespace muster::cap {
namespace {

TEST(ChineseIdentifier, GbT35965Part1ReadsBothForms) {
  const auto whole = parse_identifier("42100241600000_20260715080000_0");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->area, "421002");
  EXPECT_EQ(whole->agency, "416");
  EXPECT_EQ(whole->unit, "000");
  EXPECT_EQ(whole->extension, "00");
  EXPECT_EQ(whole->entered, *parse_time("2026-07-15T08:00:00+08:00"));
  EXPECT_EQ(whole->serial, 0);
  const auto live = parse_identifier("11010841600000_20211229072633");
  ASSERT_TRUE(live);
  EXPECT_FALSE(live->serial);
  for (const char* text : {"42100241600000_20260715080000_0", "11010841600000_20211229072633"}) {
    EXPECT_EQ(format_identifier(*parse_identifier(text)), text);
  }
}

TEST(ChineseIdentifier, GbT35965Part1RefusesOtherForms) {
  for (const char* text : {"", "42100241600000", "42100241600000-20260715080000",
                           "4210024160000_20260715080000_0", "42100A41600000_20260715080000",
                           "42100241600000_20261315080000", "42100241600000_20260715080000_x",
                           "42100241600000_20260715080000_10", "421002416000 0_20260715080000"}) {
    EXPECT_FALSE(parse_identifier(text)) << text;
  }
}

TEST(Colour, MapsToSeverityAndUrgencyAndBack) {
  const struct {
    Colour colour;
    Severity severity;
    Urgency urgency;
    const char* word;
  } rows[] = {{Colour::kRed, Severity::kExtreme, Urgency::kImmediate, "红色"},
              {Colour::kOrange, Severity::kSevere, Urgency::kExpected, "橙色"},
              {Colour::kYellow, Severity::kModerate, Urgency::kExpected, "黄色"},
              {Colour::kBlue, Severity::kMinor, Urgency::kFuture, "蓝色"}};
  for (const auto& row : rows) {
    EXPECT_EQ(severity_of(row.colour), row.severity);
    EXPECT_EQ(urgency_of(row.colour), row.urgency);
    EXPECT_EQ(colour_from(row.word), row.colour);
    EXPECT_EQ(colour_from(colour_code(row.colour)), row.colour);
    Info info;
    info.severity = row.severity;
    EXPECT_EQ(colour_of(info), row.colour);
  }
}

TEST(Colour, ReadsTheParameterBeforeTheSeverity) {
  Info info;
  info.severity = Severity::kSevere;
  info.parameters = {{"ColorCode", "yellow"}};
  EXPECT_EQ(colour_of(info), Colour::kYellow);
  EXPECT_EQ(colour_of(Info{}), Colour::kUnknown);
}

}  // namespace
}  // namespace muster::cap
