#include "base/id.h"

#include <gtest/gtest.h>

#include <set>

namespace muster {
namespace {

TEST(Id, Version7CarriesTheInstantFirst) {
  const std::string id = new_id(from_millis(0x0123456789AB));
  EXPECT_EQ(id.substr(0, 13), "01234567-89ab");
  EXPECT_EQ(id[14], '7');
  EXPECT_TRUE(is_id(id));
}

TEST(Id, DoesNotRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(new_id(from_millis(1)));
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Id, OfANameIsAlwaysTheSame) {
  EXPECT_EQ(derived_id("clock/1"), derived_id("clock/1"));
  EXPECT_NE(derived_id("clock/1"), derived_id("clock/2"));
  EXPECT_TRUE(is_id(derived_id("x")));
}

TEST(Id, IsRecognisedByShape) {
  for (const char* text : {"", "0123", "01234567-89ab-7000-8000-00000000000G", "01234567-89ab-9000-8000-000000000000",
                           "01234567-89AB-7000-8000-000000000000"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(is_id(text));
  }
}

}  // namespace
}  // namespace muster
