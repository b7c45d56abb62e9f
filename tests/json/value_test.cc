#include <gtest/gtest.h>

#include "json/json.h"

namespace muster::json {
namespace {

TEST(Object, KeepsTheOrderWrittenAndFindsByKey) {
  Object object{{"b", 1}, {"a", "x"}};
  object.set("c", true);
  object.set("b", 2);
  EXPECT_EQ(write(object), R"({"b":2,"a":"x","c":true})");
  EXPECT_EQ(object.find("missing"), nullptr);
  EXPECT_TRUE(object.erase("a"));
  EXPECT_FALSE(object.erase("a"));
  EXPECT_EQ(object.size(), 2U);
}

TEST(Object, EqualsAnotherWithItsMembersInAnotherOrder) {
  const Object a{{"x", 1}, {"y", Array{1, 2}}};
  const Object b{{"y", Array{1, 2}}, {"x", 1}};
  EXPECT_EQ(a, b);
  EXPECT_FALSE(a == (Object{{"y", Array{2, 1}}, {"x", 1}}));
  EXPECT_FALSE(a == (Object{{"x", 1}}));
}

TEST(Value, TakesEveryIntegerTypeAndNoPointerAsBoolean) {
  EXPECT_EQ(Value(std::uint32_t{7}).as_integer(), 7);
  EXPECT_EQ(Value(7L).as_integer(), 7);
  EXPECT_EQ(Value(std::int8_t{-7}).as_integer(), -7);
  EXPECT_TRUE(Value("text").is_string());
  EXPECT_TRUE(Value(std::string_view("text")).is_string());
  EXPECT_TRUE(Value(nullptr).is_null());
  static_assert(!std::is_convertible_v<const Object*, Value>);
}

TEST(Value, EqualsByNumberNotByKind) {
  EXPECT_EQ(Value(1), Value(1.0));
  EXPECT_FALSE(Value(1) == Value(1.5));
  EXPECT_FALSE(Value(1) == Value(true));
  EXPECT_FALSE(Value(std::int64_t{9007199254740993}) == Value(9007199254740992.0));
  EXPECT_FALSE(Value(1) == Value(1e300));
}

TEST(Value, ReadsMembersForgivingly) {
  const Value value = Object{{"s", "text"}, {"i", 3}, {"d", 2.5}, {"b", true}};
  EXPECT_EQ(value.text("s"), "text");
  EXPECT_EQ(value.text("i", "other"), "other");
  EXPECT_EQ(value.integer("i"), 3);
  EXPECT_EQ(value.integer("d", 9), 9);
  EXPECT_EQ(value.number("i"), 3.0);
  EXPECT_EQ(value.number("d"), 2.5);
  EXPECT_TRUE(value.boolean("b"));
  EXPECT_TRUE(value["nothing"]["deeper"].is_null());
}

}  // namespace
}  // namespace muster::json
