#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "model/small_model.h"

namespace muster::model::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::year_month_day;

constexpr year_month_day day(int y, unsigned m, unsigned d) {
  return year_month_day{std::chrono::year{y}, std::chrono::month{m}, std::chrono::day{d}};
}

TEST(Load, ReadsATypeAsWritten) {
  const auto model = loaded(small_sources());
  const TypeDef* task = model->type("task");
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->title.in("en"), "Task");
  EXPECT_EQ(task->place, PlaceKind::kPoint);
  ASSERT_EQ(task->fields.size(), 9U);
  EXPECT_EQ(task->fields[0].name, "text");  // the order written
  EXPECT_EQ(task->field("stage_m")->max, 60.0);
  EXPECT_EQ(task->field("grade")->otherwise, json::Value("low"));
  EXPECT_EQ(task->field("nothing"), nullptr);
  EXPECT_TRUE(task->state("done")->final);
  const Move* finish = task->move("finish");
  ASSERT_NE(finish, nullptr);
  EXPECT_EQ(finish->stamps.at("done_at"), "now");
  EXPECT_EQ(task->clocks[0].warn, Millis{10min});
  EXPECT_EQ(task->clocks[0].limit_field, "deadline");
  EXPECT_EQ(task->clocks[1].ladder, "room");
}

TEST(Load, KeepsPlainScalarsApartFromTexts) {
  auto sources = small_sources();
  sources.push_back({"model/indicators/i.yaml",
                     "indicator: i\ntitle: { zh: 甲, en: A }\nvalues: [42.00, 7, true, null, "
                     "\"42\", 026, 718+350, 2026-01-01, 1e3, -0.50, yes, \"\"]\n"});
  const auto model = loaded(sources);
  const json::Value* found = model->indicators.find("i");
  ASSERT_NE(found, nullptr);
  const json::Array expected{42.0,         7,      true, nullptr, "42", "026", "718+350",
                             "2026-01-01", 1000.0, -0.5, "yes",   ""};
  EXPECT_EQ((*found)["values"], json::Value(expected));
}

TEST(Load, TakesRolesAsADictionaryForPosts) {
  const auto model = loaded(small_sources());
  const Dictionary& roles = model->dictionaries.at("role");
  ASSERT_EQ(roles.choices.size(), 2U);
  EXPECT_EQ(roles.choice("officer")->title.zh, "值班员");
}

TEST(Load, LetsALaterFileOfTheSameNameStandForTheEarlier) {
  auto sources = small_sources();
  Source own = sources[0];
  own.path = "/srv/muster/model/types/gauge.yaml";
  own.text.replace(own.text.find("en: Gauge"), 9, "en: Station");
  sources.push_back(own);
  EXPECT_EQ(loaded(sources)->type("gauge")->title.en, "Station");
}

TEST(Load, CountsARuleByTheDayItWasInForce) {
  const auto model = loaded(small_sources());
  const auto old_rule = model->rule("task_limits", day(2025, 12, 31));
  const auto new_rule = model->rule("task_limits", day(2026, 1, 1));
  ASSERT_TRUE(old_rule && new_rule);
  EXPECT_EQ((*old_rule)->source.zh, "甲规定");
  EXPECT_EQ((*new_rule)->mark, "check");
}

TEST(Load, SaysWhichRuleIsMissingOnWhichDay) {
  const auto model =
      loaded(with("model/rules/all.yaml", "valid_to: 2025-12-31", "valid_to: 2024-12-31"));
  const auto rule = model->rule("task_limits", day(2025, 6, 1));
  ASSERT_FALSE(rule);
  EXPECT_EQ(rule.error().code, error::kNoRule);
  EXPECT_EQ(rule.error().params, (Params{{"rule", "task_limits"}, {"day", "2025-06-01"}}));
}

TEST(Load, HashesWhatIsDefinedAndNotHowItIsWritten) {
  const auto model = loaded(small_sources());
  EXPECT_EQ(model->hash.size(), 64U);
  const auto spaced =
      loaded(with("model/types/gauge.yaml", "key: [code]", "# a comment\nkey:\n  - code"));
  EXPECT_EQ(spaced->hash, model->hash);
  const auto other = loaded(with("model/types/gauge.yaml", "en: Gauge", "en: Station"));
  EXPECT_NE(other->hash, model->hash);
  const auto ruled = loaded(with("model/rules/all.yaml", "begin: 30m", "begin: 31m"));
  EXPECT_NE(ruled->hash, model->hash);
}

TEST(Load, ReadsAFolderInTheOrderOfPathsWithoutTheTexts) {
  const std::filesystem::path folder = testing::TempDir() + "/model_load_test";
  std::filesystem::remove_all(folder);
  for (const Source& source : small_sources()) {
    const auto path = folder / source.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << source.text;
  }
  std::filesystem::create_directories(folder / "model/text/errors");
  std::ofstream(folder / "model/text/errors/common.yaml") << "internal: { status: 500 }\n";
  std::ofstream(folder / "model/types/notes.txt") << "not a definition\n";
  const auto read = read_sources(folder.string());
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), small_sources().size());
  EXPECT_NE(read->front().path.find("dictionaries/all.yaml"), std::string::npos);
  EXPECT_EQ(loaded(*read)->hash, loaded(small_sources())->hash);
  std::filesystem::remove_all(folder);
}

TEST(Load, SaysThatAFolderIsMissing) {
  const auto read = read_sources(testing::TempDir() + "/no_such_model");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, error::kNotFound);
}

}  // namespace
}  // namespace muster::model::test
