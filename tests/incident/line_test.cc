#include "incident/line.h"

#include <gtest/gtest.h>

namespace muster::incident {
namespace {

TEST(Line, IsReadIntoItsFacts) {
  struct Case {
    const char* text;
    const char* facts;
  };
  for (const Case& c : {
           Case{"718+350堤脚外60米 管涌 浑水 6人守", R"({"distance_m":60,"kind":"sand_boil","people":6,"side":"inner_toe","stake":718350,"water":"muddy"})"},
           Case{"K568+200左岸散浸，出清水，不带砂，四人在守", R"({"bank":"left","kind":"seepage","people":4,"sand":"no","stake":568200,"water":"clear"})"},
           Case{"７１８＋３５０ 管涌2处 口径8厘米 带砂", R"({"aperture_cm":8,"count":2,"kind":"sand_boil","sand":"yes","stake":718350})"},
           Case{"漏洞 出浑水", R"({"kind":"muddy_leak","water":"muddy"})"},
           Case{"巡查正常，6人在岗", R"({"nothing":true,"people":6})"},
           Case{"两个人巡到头，无险情", R"({"nothing":true,"people":2})"},
           Case{"需砂石料120方", R"({"goods":"sand_gravel","quantity":120})"},
           Case{"观音寺闸门漏水", R"({"kind":"culvert"})"},
           Case{"水好大，快来人", "{}"},
           Case{"", "{}"},
       }) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(json::write_canonical(json::Value(to_json(read_line(c.text)))), c.facts);
  }
}

TEST(Line, IsNeverRefusedForItsLengthOrBytes) {
  EXPECT_TRUE(to_json(read_line(std::string(100'000, 'x'))).empty());
  EXPECT_TRUE(to_json(read_line("\xff\xfe+\x80")).empty());
}

}  // namespace
}  // namespace muster::incident
