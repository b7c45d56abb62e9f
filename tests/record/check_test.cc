#include "record/check.h"

#include <gtest/gtest.h>

#include "support/small_city.h"

namespace muster {
namespace {

TEST(Stake, IsReadAsKilometresPlusMetres) {
  EXPECT_EQ(record::parse_stake("718+350"), 718350);
  EXPECT_EQ(record::parse_stake("K0+050"), 50);
  EXPECT_EQ(record::parse_stake("718350"), 718350);
  for (const char* text : {"", "718+35", "+350", "718+3500", "abc", "718+35a", "718 350"}) EXPECT_FALSE(record::parse_stake(text)) << text;
}

TEST(Given, IsBroughtIntoNormalForm) {
  const auto model = test_support::small_model();
  const auto checked = record::check_given(*model, *model->type("dam"), {{"due_at", "2026-08-20T02:00:00Z"}, {"stake", "1+002"}, {"cost", 5.0}, {"name", ""}});
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(json::write(json::Value(*checked)), R"({"due_at":"2026-08-20T10:00:00+08:00","stake":1002,"cost":5,"name":null})");
}

TEST(Given, RefusesTheWrongKindOfValue) {
  const auto model = test_support::small_model();
  for (const auto& [field, value] : {std::pair<const char*, json::Value>{"name", 5}, {"height_m", "high"}, {"cost", 1.5}, {"cost", 1e300},
                                     {"tags", "small"}, {"tags", json::Array{"huge"}}, {"upstream", "x"}, {"due_at", 5}, {"slope", 1},
                                     {"name", std::string("a\0b", 3)}, {"name", std::string(63, 'x')}}) {
    SCOPED_TRACE(std::string(field) + json::write(value));
    EXPECT_FALSE(record::check_given(*model, *model->type("dam"), {{field, value}}).has_value());
  }
}

}  // namespace
}  // namespace muster
