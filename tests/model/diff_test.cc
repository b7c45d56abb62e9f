// What a change of definitions does to what is stored.
#include "model/diff.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/definitions.h"
#include "model/small_model.h"

namespace muster::model::test {
namespace {

struct Change {
  const char* name;
  const char* file;
  const char* text;
  const char* instead;
  std::vector<ModelChange> expected;
  bool touches_rows;
};

constexpr const char* kGauge = "model/types/gauge.yaml";
constexpr const char* kTask = "model/types/task.yaml";
constexpr const char* kName = "  name: { kind: text, title: { zh: 名称, en: Name } }";

std::vector<Change> changes() {
  using K = ChangeKind;
  // clang-format off
  return {
      {"nothing", kGauge, "label: \"{name}\"", "label:   \"{name}\"", {}, false},
      {"a title", kGauge, "en: Gauge", "en: Station", {{K::kOther, "gauge", "", "", "", {}}}, false},
      {"a further field", kGauge, kName, "  name: { kind: text, title: { zh: 名称, en: Name } }\n  river: { kind: text, title: { zh: 河, en: River } }",
       {{K::kFieldAdded, "gauge", "river", "", "", {}}}, false},
      {"a further field that is required", kGauge, kName,
       "  name: { kind: text, title: { zh: 名称, en: Name } }\n  river: { kind: text, required: true, title: { zh: 河, en: River } }",
       {{K::kFieldAdded, "gauge", "river", "", "", {}}, {K::kFieldNarrowed, "gauge", "river", "", "required", {}}}, true},
      {"a required field with a default", kGauge, kName,
       "  name: { kind: text, title: { zh: 名称, en: Name } }\n  river: { kind: text, required: true, otherwise: 长江, title: { zh: 河, en: River } }",
       {{K::kFieldAdded, "gauge", "river", "", "", {}}}, false},
      {"a field gone", kTask, "  head_m:   { kind: number, title: { zh: 水头, en: Head }, computed: { sub: [stage_m, 3] } }\n", "",
       {{K::kFieldRemoved, "task", "head_m", "", "", {}}}, true},
      {"a field of another kind", kTask, "stage_m:  { kind: number, min: 0, max: 60,", "stage_m:  { kind: integer, min: 0, max: 60,",
       {{K::kFieldRetyped, "task", "stage_m", "number", "number → integer", {}}}, true},
      {"a field of a wider kind", kGauge, "name: { kind: text", "name: { kind: long_text", {{K::kFieldWidened, "gauge", "name", "text", "", {}}}, false},
      {"a field that becomes personal", kGauge, "name: { kind: text", "name: { kind: text, personal: true",
       {{K::kFieldRetyped, "gauge", "name", "text", "text → text", {}}}, true},
      {"a lower maximum", kTask, "max: 60", "max: 50", {{K::kFieldNarrowed, "task", "stage_m", "", "max 60 → 50", {}}}, true},
      {"a higher maximum", kTask, "max: 60", "max: 70", {{K::kFieldWidened, "task", "stage_m", "", "max 60 → 70", {}}}, false},
      {"a lower minimum", kTask, "min: 0", "min: -5", {{K::kFieldWidened, "task", "stage_m", "", "min 0 → -5", {}}}, false},
      {"no minimum any more", kTask, "min: 0, ", "", {{K::kFieldWidened, "task", "stage_m", "", "min 0 → -", {}}}, false},
      {"fewer characters", kGauge, "max_length: 20", "max_length: 10", {{K::kFieldNarrowed, "gauge", "code", "", "max_length 20 → 10", {}}}, true},
      {"required no more", kGauge, "required: true, ", "", {{K::kFieldWidened, "gauge", "code", "", "required", {}}}, false},
      {"another key", kGauge, "key: [code]", "key: [code, name]", {{K::kKeyChanged, "gauge", "", "", R"(["code","name"])", {}}}, true},
      {"another place", kTask, "place: point", "place: line", {{K::kPlaceChanged, "task", "", "", "point → line", {}}}, true},
      {"a further choice", "model/dictionaries/all.yaml", "  high: {", "  middle: { zh: 中, en: Middle }\n  high: {",
       {{K::kChoiceAdded, "", "grade.middle", "", "", {"task.grade"}}}, false},
      {"another unit", kTask, "unit: m", "unit: cm", {{K::kUnitChanged, "task", "stage_m", "", "m → cm", {}}}, true},
      {"no unit any more", kTask, "unit: m, ", "", {{K::kOther, "task", "", "", "", {}}}, false},
      {"a field retired", kTask, "unit: m", "retired: true, unit: m", {{K::kFieldRetired, "task", "stage_m", "", "", {}}}, false},
      {"a type retired", kGauge, "type: gauge", "type: gauge\nretired: true", {{K::kTypeRetired, "gauge", "", "", "", {}}}, false},
      {"one register for all ledgers", kGauge, "type: gauge", "type: gauge\nshared: true", {{K::kSharedChanged, "gauge", "", "", "shared", {}}}, true},
      {"a choice retired", "model/dictionaries/all.yaml", "level: \"3\"", "level: \"3\", retired: true", {{K::kOther, "", "grade", "", "", {}}}, false},
      {"a rule", "model/rules/all.yaml", "begin: 30m", "begin: 20m", {{K::kOther, "", "rules", "", "", {}}}, false},
      {"a plan", "model/plans/flood.yaml", "30m", "20m", {{K::kOther, "", "plans", "", "", {}}}, false},
  };
  // clang-format on
}

TEST(ModelDiff, NamesEachChangeAndWhetherRowsMayStandInTheWay) {
  const json::Value before = definitions(*loaded(small_sources()));
  for (const Change& change : changes()) {
    SCOPED_TRACE(change.name);
    const auto found = diff(before, *loaded(with(change.file, change.text, change.instead)));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->changes, change.expected);
    EXPECT_EQ(found->touches_rows(), change.touches_rows);
  }
}

std::string replaced(std::string text, const std::string& word, const std::string& instead) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + instead.size()))
    text.replace(at, word.size(), instead);
  return text;
}

TEST(ModelDiff, FollowsARenamedFieldByWas) {
  auto sources = small_sources();
  sources[1].text = replaced(sources[1].text, "  measure:  { kind: text,",
                             "  action:  { kind: text, was: measure,");
  sources[1].text = replaced(sources[1].text, "needs: [measure]", "needs: [action]");
  const auto now = loaded(sources);
  const auto found = diff(definitions(*loaded(small_sources())), *now);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->changes.size(), 1U);
  EXPECT_EQ(found->changes[0],
            (ModelChange{ChangeKind::kFieldRenamed, "task", "action", "measure", "", {}}));
  // Applied, the same `was` renames nothing again.
  const auto again = diff(definitions(*now), *now);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->changes.empty());
}

TEST(ModelDiff, FollowsARenamedTypeByWas) {
  auto sources = small_sources();
  sources[0].path = "model/types/station.yaml";
  sources[0].text = replaced(sources[0].text, "type: gauge", "type: station\nwas: gauge");
  sources[1].text = replaced(replaced(sources[1].text, "to: gauge", "to: station"),
                             "governed_by: gauge", "governed_by: station");
  const auto found = diff(definitions(*loaded(small_sources())), *loaded(sources));
  ASSERT_TRUE(found);
  const auto renamed =
      std::find(found->changes.begin(), found->changes.end(),
                ModelChange{ChangeKind::kTypeRenamed, "station", "", "gauge", "", {}});
  EXPECT_NE(renamed, found->changes.end());
  EXPECT_TRUE(std::none_of(found->changes.begin(), found->changes.end(), [](const ModelChange& c) {
    return c.kind == ChangeKind::kTypeRemoved || c.kind == ChangeKind::kTypeAdded ||
           c.kind == ChangeKind::kFieldRetyped;
  }));
}

TEST(ModelDiff, NamesTypesThatComeAndGo) {
  auto sources = small_sources();
  const Source gone = sources[0];
  sources.erase(sources.begin());
  sources[0].text =
      replaced(replaced(sources[0].text, "kind: reference, to: gauge,", "kind: text,"),
               "governed_by: gauge\n", "");
  const auto without = loaded(sources);
  const auto found = diff(definitions(*loaded(small_sources())), *without);
  ASSERT_TRUE(found);
  EXPECT_NE(std::find(found->changes.begin(), found->changes.end(),
                      ModelChange{ChangeKind::kTypeRemoved, "gauge", "", "", "", {}}),
            found->changes.end());
  EXPECT_TRUE(found->touches_rows());
  const auto back = diff(definitions(*without), *loaded(small_sources()));
  ASSERT_TRUE(back);
  EXPECT_NE(std::find(back->changes.begin(), back->changes.end(),
                      ModelChange{ChangeKind::kTypeAdded, "gauge", "", "", "", {}}),
            back->changes.end());
}

TEST(ModelDiff, NamesChoicesAndStatesThatAreGoneWithTheFieldsThatMayHoldThem) {
  auto sources = small_sources();
  sources[1].text = replaced(sources[1].text, "otherwise: low", "otherwise: high");
  sources[1].text =
      replaced(sources[1].text, "  waiting: { title: { zh: 等待, en: Waiting } }\n", "");
  sources[1].text =
      replaced(sources[1].text,
               "  wait:   { title: { zh: 等待, en: Wait }, from: [open], to: waiting }\n", "");
  sources[1].text =
      replaced(replaced(sources[1].text, "[open, waiting]", "[open]"), ", pauses: [waiting]", "");
  sources[2].text = replaced(sources[2].text, "  low:  { zh: 低, en: Low, level: \"4\" }\n", "");
  const auto found = diff(definitions(*loaded(small_sources())), *loaded(sources));
  ASSERT_TRUE(found);
  const std::vector<ModelChange> expected{
      {ChangeKind::kStateRemoved, "task", "waiting", "", "", {}},
      {ChangeKind::kChoiceRemoved, "", "grade.low", "", "", {"task.grade"}}};
  EXPECT_EQ(found->changes, expected);
  EXPECT_TRUE(found->changes[0].touches_rows());
  EXPECT_TRUE(found->changes[1].touches_rows());
}

TEST(ModelDiff, AddsEverythingWhereNothingIsStored) {
  const auto found = diff(json::Value(), *loaded(small_sources()));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->touches_rows());
  EXPECT_EQ(found->changes.at(0), (ModelChange{ChangeKind::kTypeAdded, "gauge", "", "", "", {}}));
  EXPECT_EQ(found->changes.at(1), (ModelChange{ChangeKind::kTypeAdded, "task", "", "", "", {}}));
}

TEST(ModelDiff, RefusesWhatIsNoStoredModel) {
  const auto found = diff(json::Value("nothing"), *loaded(small_sources()));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, error::kBadModel);
}

}  // namespace
}  // namespace muster::model::test
