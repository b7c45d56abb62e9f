#include <gtest/gtest.h>

#include <chrono>
#include <limits>

#include "json/json.h"

namespace muster::json {
namespace {

std::string param(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.params) {
    if (key == name) return value;
  }
  return "absent";
}

TEST(Parse, ReadsEveryKindOfValue) {
  const auto value = parse(
      "\xEF\xBB\xBF { \"null\": null, \"yes\": true, \"int\": -12, \"real\": 0.1, \"text\": "
      "\"沙市\\u7ad9\\n\", "
      "\"list\": [1, [], {}] }");
  ASSERT_TRUE(value) << value.error().cause;
  EXPECT_TRUE((*value)["null"].is_null());
  EXPECT_TRUE(value->boolean("yes"));
  EXPECT_EQ(value->integer("int"), -12);
  EXPECT_EQ(value->number("real"), 0.1);
  EXPECT_EQ(value->text("text"), "沙市站\n");
  EXPECT_EQ((*value)["list"].as_array().size(), 3U);
}

TEST(Parse, KeepsIntegersOfInt64Exactly) {
  EXPECT_EQ(parse("9223372036854775807")->as_integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse("-9223372036854775808")->as_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse("9223372036854775808")->as_double(), 9223372036854775808.0);
  EXPECT_EQ(parse("1E400").has_value(), false);
}

struct Refused {
  const char* name;
  std::string text;
  const char* line;
  const char* column;
  const char* reason;  // part of it
};

class RefusedText : public testing::TestWithParam<Refused> {};

TEST_P(RefusedText, SaysWhereAndWhat) {
  const auto value = parse(GetParam().text);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, error::kBadJson);
  EXPECT_EQ(param(value.error(), "line"), GetParam().line);
  EXPECT_EQ(param(value.error(), "column"), GetParam().column);
  EXPECT_NE(param(value.error(), "reason").find(GetParam().reason), std::string::npos)
      << param(value.error(), "reason");
}

INSTANTIATE_TEST_SUITE_P(
    Rfc8259, RefusedText,
    testing::Values(Refused{"Empty", "", "1", "1", ""},
                    Refused{"TrailingComma", "{\n \"a\": 1,\n}", "3", "1", "}"},
                    Refused{"TwoValues", "1 2", "1", "3", "2"},
                    Refused{"SingleQuotes", "{'a': 1}", "1", "2", "'"},
                    Refused{"Comment", "[1, // one\n 2]", "1", "5", "/"},
                    Refused{"LeadingZero", "[01]", "1", "3", "01"},
                    Refused{"NotANumber", "[NaN]", "1", "2", "N"},
                    Refused{"OpenString", "\"abc", "1", "4", "abc"},
                    Refused{"DuplicateKey", "{\"a\": 1,\n \"a\": 2}", "2", "4", "\"a\""},
                    Refused{"NumberTooLarge", "[1, 1e400]", "1", "9", "1e400"},
                    Refused{"InvalidUtf8", "[\"\xC3\x28\"]", "1", "4", ""},
                    Refused{"LoneSurrogate", R"(["\ud800"])", "1", "9", "ud800"},
                    Refused{"RawControlCharacter", "[\"a\x01\"]", "1", "4", ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Parse, RefusesDuplicateKeysOfALargeObject) {
  std::string text = "{";
  for (int i = 0; i < 40; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_TRUE(parse(text + "\"last\":1}"));
  EXPECT_FALSE(parse(text + "\"k0\":1}"));
  EXPECT_FALSE(parse(text + "\"k39\":1}"));
}

TEST(Parse, ReadsAnObjectOfManyKeysInLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 200000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  text += "\"end\":0}";
  const auto before = std::chrono::steady_clock::now();
  const auto value = parse(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_object().size(), 200001U);
  // Quadratic comparison takes minutes here.
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

TEST(Parse, HoldsEachLimitAtItsEdge) {
  const Limits limits{.bytes = 20, .depth = 3, .values = 5};
  EXPECT_TRUE(parse("[[[]]]", limits));
  EXPECT_EQ(param(parse("[[[[]]]]", limits).error(), "reason"), "depth > 3");
  EXPECT_EQ(param(parse("{\"a\":[[{}]]}", limits).error(), "column"), "8");
  EXPECT_TRUE(parse("[1,2,3,4]", limits));
  EXPECT_EQ(param(parse("[1,2,3,4,5]", limits).error(), "reason"), "values > 5");
  EXPECT_TRUE(parse("\"" + std::string(18, 'x') + "\"", limits));
  EXPECT_EQ(param(parse("\"" + std::string(19, 'x') + "\"", limits).error(), "reason"), "> 20 B");
}

TEST(Parse, SurvivesAMillionBrackets) {
  EXPECT_FALSE(parse(std::string(1000000, '[')));
  EXPECT_FALSE(parse(std::string(1000000, '{')));
}

}  // namespace
}  // namespace muster::json
