// The two JSON forms of a model.
#include "model/definitions.h"

#include <gtest/gtest.h>

#include "model/small_model.h"

namespace muster::model::test {
namespace {

TEST(Definitions, LeaveOutWhatStandsAtItsDefault) {
  const json::Value all = definitions(*loaded(small_sources()));
  const json::Object expected{
      {"name", "name"}, {"kind", "text"}, {"title", json::Object{{"zh", "名称"}, {"en", "Name"}}}};
  EXPECT_EQ(all["types"]["gauge"]["fields"].as_array()[1], json::Value(expected));
}

TEST(Definitions, HoldEveryPartOfTheModel) {
  const json::Value all = definitions(*loaded(small_sources()));
  EXPECT_EQ(all["roles"]["officer"]["grants"].as_array()[0].text("reach"), "own");
  EXPECT_EQ(all["rules"].as_array()[0].text("valid_to"), "2025-12-31");
  EXPECT_EQ(all["plans"]["flood"]["levels"]["4"].number("at_m"), 42.5);
  EXPECT_EQ(all["types"]["task"]["moves"].as_array()[1]["stamps"].text("done_by"), "actor");
  EXPECT_EQ(all["types"]["task"]["clocks"].as_array()[0].integer("warn"), 600'000);
  EXPECT_TRUE(all["types"]["task"]["fields"].as_array()[3]["required_when"].is_object());
}

TEST(Definitions, AreReadBackAsFarAsRowsDependOnThem) {
  for (const auto& model : {loaded(small_sources()), loaded(with("model/types/task.yaml", "unit: m", "retired: true, unit: m"))}) {
    const auto read = from_definitions(definitions(*model));
    ASSERT_TRUE(read.has_value());
    ASSERT_EQ(read->types.size(), model->types.size());
    const json::Value again = definitions(*read);
    const json::Value all = definitions(*model);
    EXPECT_EQ(again["dictionaries"], all["dictionaries"]);
    for (const auto& [name, type] : all["types"].as_object()) {
      for (const char* key : {"fields", "key", "label", "place", "shared", "append_only", "start", "states", "was", "retired"})
        EXPECT_EQ(again["types"][name][key], type[key]) << name << ' ' << key;
    }
  }
  EXPECT_FALSE(from_definitions(json::Object{{"types", 1}}).has_value());
}

TEST(ModelForBrowsers, HasEveryKeyOfTheContractInEveryField) {
  const json::Value all = to_json(*loaded(small_sources()));
  EXPECT_EQ(all.text("version").size(), 64U);
  for (const auto& [name, type] : all["types"].as_object()) {
    SCOPED_TRACE(name);
    for (const char* key : {"name", "title", "help", "group", "place", "fields", "key", "label",
                            "list", "filters", "responsible", "governed_by", "icon", "append_only", "retired",
                            "start", "states", "moves", "clocks"}) {
      EXPECT_TRUE(type.as_object().has(key)) << key;
    }
    for (const json::Value& field : type["fields"].as_array()) {
      for (const char* key :
           {"name", "kind", "title", "help", "unit", "of", "to", "required", "personal", "min",
            "max", "max_length", "otherwise", "required_when", "visible_when", "computed", "retired"}) {
        EXPECT_TRUE(field.as_object().has(key)) << key;
      }
    }
    for (const json::Value& move : type["moves"].as_array()) {
      for (const char* key :
           {"name", "title", "from", "to", "by", "needs", "takes", "once", "two_person"}) {
        EXPECT_TRUE(move.as_object().has(key)) << key;
      }
    }
  }
}

TEST(ModelForBrowsers, GivesClocksTheLengthOfTheLatestEditionOfTheRule) {
  const json::Value all = to_json(*loaded(small_sources()));
  const json::Array& clocks = all["types"]["task"]["clocks"].as_array();
  EXPECT_EQ(clocks[1].integer("limit_ms"), 15 * 60'000);
  EXPECT_EQ(clocks[0].integer("limit_ms"), 0);  // a field of the record gives it
  EXPECT_EQ(clocks[0].text("limit_field"), "deadline");
}

TEST(ModelForBrowsers, KeepsRulesAndGrantsToTheServer) {
  const json::Value all = to_json(*loaded(small_sources()));
  EXPECT_FALSE(all.as_object().has("rules"));
  EXPECT_FALSE(all["roles"]["officer"].as_object().has("grants"));
}

}  // namespace
}  // namespace muster::model::test
