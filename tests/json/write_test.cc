#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "json/json.h"

namespace muster::json {
namespace {

TEST(Write, WritesCompactAndPretty) {
  const Value value =
      Object{{"名", "沙市"}, {"empty", Array{}}, {"list", Array{1, nullptr, Object{}}}};
  EXPECT_EQ(write(value), R"({"名":"沙市","empty":[],"list":[1,null,{}]})");
  EXPECT_EQ(write_pretty(value),
            "{\n  \"名\": \"沙市\",\n  \"empty\": [],\n  \"list\": [\n    1,\n    null,\n    {}\n  "
            "]\n}\n");
}

TEST(Write, GivesValidJsonForWhatJsonCannotHold) {
  EXPECT_EQ(write(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(write(std::nan("")), "null");
  EXPECT_EQ(write("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(write("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(write("\xE6\xB2"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(Write, GivesBackWhatWasRead) {
  std::mt19937_64 random(8785);
  for (int i = 0; i < 20000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    const auto again = parse(write(number));
    ASSERT_TRUE(again) << write(number);
    ASSERT_EQ(again->as_double(), number) << write(number);
  }
  for (const char* text : {"-3223372036854477580.8", "9007199254740994.0", "9223372036854774784.0",
                           "9.3e18", "1e21"}) {
    const Value value = *parse(text);
    EXPECT_EQ(*parse(write(value)), value) << text;
  }
  const std::string integer = "-9223372036854775808";
  EXPECT_EQ(write(*parse(integer)), integer);
}

struct Number {
  std::uint64_t bits;
  const char* text;
};

// The IEEE 754 bit patterns and their texts are the sample table of the RFC's appendix B.
TEST(WriteCanonical, Rfc8785AppendixBNumbers) {
  const Number numbers[] = {{0x0000000000000000, "0"},
                            {0x8000000000000000, "0"},
                            {0x0000000000000001, "5e-324"},
                            {0x8000000000000001, "-5e-324"},
                            {0x7fefffffffffffff, "1.7976931348623157e+308"},
                            {0xffefffffffffffff, "-1.7976931348623157e+308"},
                            {0x4340000000000000, "9007199254740992"},
                            {0xc340000000000000, "-9007199254740992"},
                            {0x4430000000000000, "295147905179352830000"},
                            {0x44b52d02c7e14af5, "9.999999999999997e+22"},
                            {0x44b52d02c7e14af6, "1e+23"},
                            {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                            {0x444b1ae4d6e2ef4e, "999999999999999700000"},
                            {0x444b1ae4d6e2ef4f, "999999999999999900000"},
                            {0x444b1ae4d6e2ef50, "1e+21"},
                            {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                            {0x3eb0c6f7a0b5ed8d, "0.000001"},
                            {0x41b3de4355555553, "333333333.3333332"},
                            {0x41b3de4355555554, "333333333.33333325"},
                            {0x41b3de4355555555, "333333333.3333333"},
                            {0x41b3de4355555556, "333333333.3333334"},
                            {0x41b3de4355555557, "333333333.33333343"},
                            {0xbecbf647612f3696, "-0.0000033333333333333333"},
                            {0x43143ff3c1cb0959, "1424953923781206.2"}};
  for (const Number& number : numbers) {
    EXPECT_EQ(write_canonical(std::bit_cast<double>(number.bits)), number.text);
  }
}

TEST(WriteCanonical, Rfc8785Section322Primitives) {
  const auto value = parse(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })");
  ASSERT_TRUE(value);
  EXPECT_EQ(write_canonical(*value),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(WriteCanonical, Rfc8785Section323SortsKeysByUtf16CodeUnits) {
  const auto value = parse(R"({
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
  })");
  ASSERT_TRUE(value);
  EXPECT_EQ(write_canonical(*value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small "
            "Letter O With Diaeresis\","
            "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet "
            "With Dagesh\"}");
}

TEST(WriteCanonical, IsTheSameForEqualValues) {
  EXPECT_EQ(write_canonical(*parse(R"({"b":1.0,"a":{"d":1,"c":10e1}})")),
            R"({"a":{"c":100,"d":1},"b":1})");
  EXPECT_EQ(write_canonical(*parse(R"({"aa":1,"a":2,"":3})")), R"({"":3,"a":2,"aa":1})");
}

}  // namespace
}  // namespace muster::json
