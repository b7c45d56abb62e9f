#include <gtest/gtest.h>

#include <map>
#include <set>

#include "demo/demo.h"
#include "demo/inputs.h"
#include "demo/scenario.h"
#include "geo/geo.h"

namespace muster::demo {
namespace {

const DemoCity& city() {
  static const DemoCity made = make_city();
  return made;
}

std::map<std::string, int> counts(const std::vector<Item>& items) {
  std::map<std::string, int> out;
  for (const Item& item : items) {
    if (!item.create.type.empty()) ++out[item.create.type];
  }
  return out;
}

TEST(DemoCity, IsTheSameEachTimeItIsMade) { EXPECT_EQ(fingerprint(make_city()), fingerprint(city())); }

TEST(DemoCity, HasTheCountsThatThePublishedFactsAskFor) {
  const auto registers = counts(city().registers);
  const std::map<std::string, int> expected{{"jurisdiction", 1 + 11 + 129 + 1969}, {"dike_section", 360}, {"sluice", 41}, {"pump_station", 18},
                                            {"weak_reach", 26}, {"rescue_team", 43}, {"reservoir", 12}, {"polder", 8}, {"flood_storage_area", 5},
                                            {"expert", 18}};
  for (const auto& [type, count] : expected) EXPECT_EQ(registers.at(type), count) << type;
  int jingjiang_huts = 0;
  for (const Item& item : city().registers) {
    if (item.create.type == "hut" && item.create.id == id_of("hut", "JJDD." + std::to_string(jingjiang_huts + 1))) ++jingjiang_huts;
  }
  EXPECT_EQ(jingjiang_huts, 122);
}

TEST(DemoCity, NoRecordIsMadeTwiceAndNoneBeforeWhatItRefersTo) {
  std::set<std::string> made;
  std::set<std::string> ids;
  for (const auto* items : {&city().registers, &city().scenario}) {
    for (const Item& item : *items) {
      if (!item.create.type.empty()) {
        EXPECT_TRUE(ids.insert(item.create.id).second) << item.create.type << json::write(item.create.fields);
      }
      for (const auto& [name, value] : item.create.fields) {
        const bool is_reference = value.is_string() && value.as_string().size() == 36 && value.as_string()[14] == '8';
        if (is_reference) {
          EXPECT_TRUE(made.contains(value.as_string()) || value.as_string() == item.create.id)
              << item.create.type << '.' << name << ' ' << json::write(item.create.fields);
        }
      }
      if (!item.create.type.empty()) made.insert(item.create.id);
    }
  }
}

TEST(DemoCity, EverySectionHasThreeResponsiblePersonsButForOneGapAndOneExpiredTerm) {
  std::map<std::string, std::set<std::string>> held;
  int ended = 0;
  for (const Item& item : city().registers) {
    if (item.create.type != "responsibility") continue;
    const json::Value row(item.create.fields);
    if (row.text("to").empty()) held[row.text("work")].insert(row.text("role"));
    if (!row.text("to").empty()) ++ended;
  }
  EXPECT_EQ(ended, 2);
  int holes = 0;
  for (const Item& item : city().registers) {
    if (item.create.type != "dike_section") continue;
    holes += 3 - static_cast<int>(held[item.create.id].size());
  }
  EXPECT_EQ(holes, 2);
  EXPECT_FALSE(held[id_of("dike_section", "SZCJ.0")].contains("technical"));
  EXPECT_FALSE(held[id_of("dike_section", "JJDD.675500")].contains("oversight"));
}

TEST(DemoCity, TelephonesLieInARangeGivenToNobodyAndNamesAreNotRepeated) {
  std::set<std::string> names;
  std::set<std::string> phones;
  for (const Item& item : city().registers) {
    if (item.create.type != "person") continue;
    const json::Value row(item.create.fields);
    EXPECT_TRUE(names.insert(row.text("name")).second) << row.text("name");
    EXPECT_TRUE(phones.insert(row.text("phone")).second) << row.text("phone");
    EXPECT_TRUE(row.text("phone").starts_with("1390000")) << row.text("phone");
    EXPECT_EQ(row.text("phone").size(), 11U);
    EXPECT_TRUE(row.boolean("invented"));
  }
  EXPECT_GT(names.size(), 600U);
}

TEST(DemoCity, TownshipsAreSketchedInsideTheirCounty) {
  std::map<std::string, geo::Geometry> areas;
  for (const Item& item : city().registers) {
    const json::Value row(item.create.fields);
    if (item.create.type != "jurisdiction" || !item.create.geometry) continue;
    const auto area = geo::from_geojson(*item.create.geometry);
    ASSERT_TRUE(area);
    if (row.text("level") == "county") areas[item.create.id] = *area;
    if (row.text("level") != "township" || !areas.contains(row.text("parent"))) continue;
    const geo::Box box = geo::box_of(*area);
    EXPECT_NE(row.text("source").find("示意"), std::string::npos);
    EXPECT_TRUE(geo::contains(areas[row.text("parent")], {(box.west + box.east) / 2, (box.south + box.north) / 2})) << row.text("name");
  }
}

TEST(DemoCity, PeopleOnTheDikeAre18090UnderLevelFour) {
  std::map<std::string, std::int64_t> present;
  for (const Item& item : city().scenario) {
    if (item.create.type != "guard_report") continue;
    const json::Value row(item.create.fields);
    present[row.text("at")] += row.integer("leaders") + row.integer("labour");
  }
  ASSERT_EQ(present.size(), 2U);
  EXPECT_EQ(present.rbegin()->second, 18090);
}

TEST(DemoCity, OnlyTheVerifiedBasinCommandIsNotMarkedInvented) {
  int commands = 0;
  int invented = 0;
  for (const Item& item : city().registers) {
    const json::Value row(item.create.fields);
    if (item.create.type != "body" || row.text("kind") != "basin_command") continue;
    ++commands;
    invented += row.boolean("invented") ? 1 : 0;
  }
  EXPECT_EQ(commands, 15);
  EXPECT_EQ(invented, 14);
}

TEST(DemoPeople, EveryRoleOfTheNightCanBePlayed) {
  std::set<std::string> accounts;
  for (const DemoPerson& person : people()) {
    accounts.insert(person.account);
    EXPECT_FALSE(person.note.zh.empty());
    EXPECT_FALSE(person.note.en.empty());
    EXPECT_TRUE(person.start == "/" || person.start == "/m/" || person.start == "/wall/" || person.start == "/warnings");
  }
  for (const char* needed : {"admin", "gaowenlan", "zhouqiming", "guchangfeng", "jiangling", "gongan", "shishou", "zhengjiafu", "duanlixin",
                             "shipingchuan", "luoyanqiu", "taoyiwei", "jianshuwen", "linglu", "shenyibai", "wall", "viewer"}) {
    EXPECT_TRUE(accounts.contains(needed)) << needed;
  }
}

}  // namespace
}  // namespace muster::demo
