// What is wrong with a definition is said with file, line, reason and remedy, all of it at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/small_model.h"
#include "errors/definitions.h"

namespace muster::model::test {
namespace {

using testing::HasSubstr;

constexpr const char* kGauge = "model/types/gauge.yaml";
constexpr const char* kTask = "model/types/task.yaml";
constexpr const char* kAll = "model/dictionaries/all.yaml";
constexpr const char* kRoles = "model/roles/roles.yaml";
constexpr const char* kRules = "model/rules/all.yaml";
constexpr const char* kPlan = "model/plans/flood.yaml";

struct Broken {
  const char* name;
  const char* file;
  const char* text;     // replaced …
  const char* instead;  // … by this
  const char* where;    // file:line expected
  ErrorCode code;
  const char* says;  // in the English text
};

// clang-format off
const Broken kBroken[] = {
    {"unknown key of a type", kGauge, "key: [code]", "keys: [code]", "model/types/gauge.yaml:4", error::kDefUnknownKey, "“keys”"},
    {"unknown key of a field", kGauge, "max_length: 20", "length: 20", "model/types/gauge.yaml:7", error::kDefUnknownKey, "max_length"},
    {"unknown key of a move", kTask, "needs: [measure]", "need: [measure]", "model/types/task.yaml:27", error::kDefUnknownKey, "needs"},
    {"unknown key of a clock", kTask, "warn: 10m", "warns: 10m", "model/types/task.yaml:29", error::kDefUnknownKey, "warn"},
    {"unknown key of a choice", kAll, "en: Low, level", "en: Low, grade", "model/dictionaries/all.yaml:9", error::kDefUnknownKey, "level"},
    {"unknown key of a rule", kRules, "mark: certain", "marks: certain", "model/rules/all.yaml:3", error::kDefUnknownKey, "mark"},
    {"duplicate key", kGauge, "label: \"{name}\"", "label: \"{name}\"\nkey: [name]", "model/types/gauge.yaml:6", error::kDefDuplicateKey, "“key”"},
    {"duplicate field", kGauge, "  name: { kind", "  code: { kind", "model/types/gauge.yaml:8", error::kDefDuplicateKey, "“code”"},
    {"word twice in a list", kGauge, "[code]", "[code, code]", "model/types/gauge.yaml:4", error::kDefDuplicateKey, "“code”"},
    {"alias", kGauge, "label: \"{name}\"", "label: &a \"{name}\"", "model/types/gauge.yaml:5", error::kDefAlias, "Anchors"},
    {"key that reads as a boolean", kAll, "  works: {", "  on: {", "model/dictionaries/all.yaml:4", error::kDefBareWord, "“on”"},
    {"not YAML", kGauge, "key: [code]", "key: [code", "model/types/gauge.yaml:5", error::kDefSyntax, "not valid YAML"},
    {"no head", kGauge, "type: gauge", "name: gauge", "model/types/gauge.yaml:1", error::kDefNoHead, "type, dictionary"},
    {"file of another name", kGauge, "type: gauge", "type: gauges", "model/types/gauge.yaml:1", error::kDefFileName, "gauges.yaml"},
    {"title missing in a language", kGauge, "en: Name", "en: \"\"", "model/types/gauge.yaml:8", error::kDefMissingTitle, "no text in en"},
    {"title missing", kGauge, "kind: text, title: { zh: 名称, en: Name }", "kind: text", "model/types/gauge.yaml:8", error::kDefMissingKey, "“title”"},
    {"title of a state missing in Chinese", kTask, "{ zh: 等待, en: Waiting }", "{ en: Waiting }", "model/types/task.yaml:23", error::kDefMissingTitle, "no text in zh"},
    {"help in one language", kGauge, "group: works", "group: works\nhelp: { zh: 说明 }", "model/types/gauge.yaml:4", error::kDefMissingTitle, "“help”"},
    {"title of a plan missing", kPlan, ", en: Plan", "", "model/plans/flood.yaml:2", error::kDefMissingTitle, "no text in en"},
    {"group missing", kGauge, "group: works\n", "", "model/types/gauge.yaml:1", error::kDefMissingKey, "“group”"},
    {"group unknown", kGauge, "group: works", "group: rivers", "model/types/gauge.yaml:3", error::kDefUnknownReference, "“rivers”"},
    {"kind unknown", kGauge, "name: { kind: text", "name: { kind: string", "model/types/gauge.yaml:8", error::kDefWrongKind, "long_text"},
    {"text where true or false belongs", kGauge, "required: true", "required: yes", "model/types/gauge.yaml:7", error::kDefWrongKind, "true | false"},
    {"word where a number belongs", kTask, "min: 0", "min: none", "model/types/task.yaml:15", error::kDefWrongKind, "number"},
    {"min above max", kTask, "min: 0", "min: 61", "model/types/task.yaml:15", error::kDefWrongKind, "max >= min"},
    {"map where a list belongs", kGauge, "key: [code]", "key: code", "model/types/gauge.yaml:4", error::kDefWrongKind, "[a, b]"},
    {"not a duration", kTask, "warn: 10m", "warn: soon", "model/types/task.yaml:29", error::kDefWrongKind, "30m"},
    {"place unknown", kTask, "place: point", "place: spot", "model/types/task.yaml:4", error::kDefWrongKind, "none | point | line | area"},
    {"name in capitals", kGauge, "  name: { kind", "  Name: { kind", "model/types/gauge.yaml:8", error::kDefBadName, "“Name”"},
    {"name of the envelope", kTask, "  measure:  {", "  state:  {", "model/types/task.yaml:14", error::kDefBadName, "“state”"},
    {"key names no field", kGauge, "key: [code]", "key: [codes]", "model/types/gauge.yaml:4", error::kDefUnknownReference, "code, name"},
    {"label names no field", kGauge, "\"{name}\"", "\"{title}\"", "model/types/gauge.yaml:5", error::kDefUnknownReference, "“title”"},
    {"list names no field", kTask, "[text, state, jurisdiction]", "[texts]", "model/types/task.yaml:6", error::kDefUnknownReference, "“texts”"},
    {"filter names no field", kTask, "filters: [grade]", "filters: [level]", "model/types/task.yaml:7", error::kDefUnknownReference, "“level”"},
    {"responsibility unknown", kTask, "responsible: [technical]", "responsible: [political]", "model/types/task.yaml:8", error::kDefUnknownReference, "“political”"},
    {"governed by no type", kTask, "governed_by: gauge", "governed_by: gage", "model/types/task.yaml:9", error::kDefUnknownReference, "gauge, task"},
    {"reference to no type", kTask, "to: gauge, title", "to: gage, title", "model/types/task.yaml:12", error::kDefUnknownReference, "“gage”"},
    {"reference without a target", kTask, "kind: reference, to: gauge,", "kind: reference,", "model/types/task.yaml:12", error::kDefUnknownReference, "type"},
    {"choice of no dictionary", kTask, "of: grade", "of: grades", "model/types/task.yaml:13", error::kDefUnknownReference, "dictionary"},
    {"default is no choice", kTask, "otherwise: low", "otherwise: lowest", "model/types/task.yaml:13", error::kDefUnknownReference, "low, high"},
    {"default of another kind", kTask, "kind: number, min: 0", "kind: number, otherwise: high, min: 0", "model/types/task.yaml:15", error::kDefWrongKind, "number"},
    {"dictionary on a text", kTask, "text:     { kind: text", "text:     { kind: text, of: grade", "model/types/task.yaml:11", error::kDefWrongKind, "choice"},
    {"number that is personal", kTask, "kind: number, min: 0", "kind: number, personal: true, min: 0", "model/types/task.yaml:15", error::kDefWrongKind, "long_text"},
    {"condition on no field", kTask, "{ field: grade, in: [high] }", "{ field: level, in: [high] }", "model/types/task.yaml:14", error::kDefUnknownReference, "“level”"},
    {"condition without a test", kTask, "{ field: grade, in: [high] }", "{ field: grade }", "model/types/task.yaml:14", error::kDefExpression, "eq ne in"},
    {"condition with an unknown test", kTask, "{ field: grade, in: [high] }", "{ field: grade, is: high }", "model/types/task.yaml:14", error::kDefExpression, "eq ne in"},
    {"computation with an unknown operation", kTask, "{ sub: [stage_m, 3] }", "{ minus: [stage_m, 3] }", "model/types/task.yaml:16", error::kDefExpression, "add | sub"},
    {"computation of no field", kTask, "{ sub: [stage_m, 3] }", "{ sub: [stage, 3] }", "model/types/task.yaml:16", error::kDefUnknownReference, "“stage”"},
    {"required and computed", kTask, "kind: number, title: { zh: 水头", "kind: number, required: true, title: { zh: 水头", "model/types/task.yaml:16", error::kDefWrongKind, "computed"},
    {"start missing", kTask, "start: open\n", "", "model/types/task.yaml:1", error::kDefMissingKey, "“start”"},
    {"start is no state", kTask, "start: open", "start: begun", "model/types/task.yaml:20", error::kDefUnknownReference, "open, waiting, done"},
    {"move from no state", kTask, "from: [open], to: waiting", "from: [opened], to: waiting", "model/types/task.yaml:26", error::kDefUnknownReference, "“opened”"},
    {"move to no state", kTask, "from: [open], to: waiting", "from: [open], to: paused", "model/types/task.yaml:26", error::kDefUnknownReference, "“paused”"},
    {"move from a state never reached", kTask, "from: [open], to: waiting", "from: [open], to: open", "model/types/task.yaml:23", error::kDefUnreachable, "(finish)"},
    {"move out of a final state", kTask, "from: [open], to: waiting", "from: [open, done], to: waiting", "model/types/task.yaml:26", error::kDefLeavesFinal, "“done”"},
    {"move by no role", kTask, "by: [officer]", "by: [officers]", "model/types/task.yaml:27", error::kDefUnknownReference, "officer, reader"},
    {"move by a role without the grant", kTask, "by: [officer]", "by: [reader]", "model/types/task.yaml:27", error::kDefNoGrant, "“reader”"},
    {"move needs what is retired", kTask, "measure:  { kind: text,", "measure:  { kind: text, retired: true,", "model/types/task.yaml:27", error::kDefWrongKind, "retired"},
    {"move needs no field", kTask, "needs: [measure]", "needs: [measures]", "model/types/task.yaml:27", error::kDefUnknownReference, "“measures”"},
    {"stamp of an unknown kind", kTask, "done_by: actor", "done_by: person", "model/types/task.yaml:27", error::kDefWrongKind, "now | actor | post"},
    {"stamp into a field of another kind", kTask, "done_by: actor", "done_by: now", "model/types/task.yaml:27", error::kDefWrongKind, "instant"},
    {"clock with two limits", kTask, "limit_field: deadline", "limit_field: deadline, limit: 1h", "model/types/task.yaml:29", error::kDefClockLimit, "has 2"},
    {"clock without a limit", kTask, "limit_field: deadline, ", "", "model/types/task.yaml:29", error::kDefClockLimit, "has 0"},
    {"clock without an end", kTask, "during: [open], limit_rule", "starts: deadline, limit_rule", "model/types/task.yaml:30", error::kDefClockStart, "until_field"},
    {"clock during no state", kTask, "during: [open], limit_rule", "during: [begun], limit_rule", "model/types/task.yaml:30", error::kDefUnknownReference, "“begun”"},
    {"limit in a text", kTask, "limit_field: deadline", "limit_field: measure", "model/types/task.yaml:29", error::kDefWrongKind, "instant | duration"},
    {"limit by no rule", kTask, "limit_rule: task_limits", "limit_rule: limits", "model/types/task.yaml:30", error::kDefUnknownReference, "ladders, task_limits"},
    {"rule gives the clock no limit", kRules, "limits: { begin: 30m }", "limits: { start: 30m }", "model/rules/all.yaml:5", error::kDefWrongKind, "begin: 30m"},
    {"clock then does no move", kTask, "then: mark", "then: \"move:drop\"", "model/types/task.yaml:29", error::kDefUnknownReference, "wait, finish"},
    {"clock then does something unknown", kTask, "then: mark", "then: shout", "model/types/task.yaml:29", error::kDefWrongKind, "escalate | mark"},
    {"ladder unknown", kTask, "ladder: room", "ladder: roof", "model/types/task.yaml:30", error::kDefUnknownReference, "“roof”"},
    {"escalation without a ladder", kTask, ", ladder: room", "", "model/types/task.yaml:30", error::kDefMissingKey, "“ladder”"},
    {"append-only with states", kTask, "start: open", "append_only: true\nstart: open", "model/types/task.yaml:20", error::kDefWrongKind, "start"},
    {"dictionary twice", kAll, "dictionary: grade", "dictionary: menu_group", "model/dictionaries/all.yaml:6", error::kDefTwice, "model/dictionaries/all.yaml:1"},
    {"grant on no type", kRoles, "types: [task]", "types: [tasks]", "model/roles/roles.yaml:4", error::kDefUnknownReference, "gauge, task"},
    {"grant of no verb", kRoles, "[read, move]", "[read, move, look]", "model/roles/roles.yaml:4", error::kDefUnknownReference, "“look”"},
    {"grant of no move", kRoles, "[read, move]", "[read, move, \"move:drop\"]", "model/roles/roles.yaml:4", error::kDefUnknownReference, "“move:drop”"},
    {"reach unknown", kRoles, "reach: own", "reach: all", "model/roles/roles.yaml:4", error::kDefWrongKind, "own | city | self"},
    {"rule without a mark", kRules, "mark: certain\n", "", "model/rules/all.yaml:1", error::kDefMissingKey, "“mark”"},
    {"rule of an unknown mark", kRules, "mark: certain", "mark: sure", "model/rules/all.yaml:3", error::kDefWrongKind, "certain | check"},
    {"rule without validity in order", kRules, "valid_to: 2025-12-31", "valid_to: 2025-12-31\nvalid_from: 2026-01-01", "model/rules/all.yaml:4", error::kDefWrongKind, "valid_to >= valid_from"},
    {"rule on no date", kRules, "2025-12-31", "2025-02-30", "model/rules/all.yaml:4", error::kDefWrongKind, "2026-01-01"},
    {"rules that overlap", kRules, "valid_from: 2026-01-01", "valid_from: 2025-12-31", "model/rules/all.yaml:7", error::kDefOverlap, "model/rules/all.yaml:1"},
};
// clang-format on

std::string at(const Error& error) { return error.params[0].second + ":" + error.params[1].second; }

class BrokenDefinitions : public testing::TestWithParam<Broken> {};

TEST_P(BrokenDefinitions, AreReportedWithFileLineAndReason) {
  const Broken& broken = GetParam();
  const auto model = load(with(broken.file, broken.text, broken.instead));
  ASSERT_FALSE(model) << "was taken";
  EXPECT_EQ(model.error().code, error::kBadModel);
  const Error* found = nullptr;
  for (const Error& error : model.error().also) {
    if (error.code == broken.code && at(error) == broken.where) found = &error;
  }
  ASSERT_NE(found, nullptr) << error_text(model.error(), "en");
  EXPECT_THAT(error_text(*found, "en"), HasSubstr(broken.says));
  EXPECT_THAT(error_text(*found, "en"), HasSubstr("Remedy: "));
  EXPECT_THAT(error_text(*found, "zh"), HasSubstr("改法："));
  EXPECT_THAT(error_text(*found, "zh"), testing::Not(HasSubstr("{what}")));
}

std::string case_name(const testing::TestParamInfo<Broken>& info) {
  std::string out = info.param.name;
  for (char& c : out) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Each, BrokenDefinitions, testing::ValuesIn(kBroken), case_name);

TEST(BrokenModel, ReportsEverythingAtOnceInTheOrderOfFilesAndLines) {
  auto sources = with(kTask, "by: [officer]", "by: [nobody]");
  sources[0].text =
      "type: gauge\ntitle: { zh: 测站 }\ngroup: works\nlabel: \"{x}\"\nfields:\n  code: { kind: "
      "texts, title: { zh: 代码, en: Code } }\n";
  const auto model = load(sources);
  ASSERT_FALSE(model);
  std::vector<std::string> places;
  for (const Error& error : model.error().also) places.push_back(at(error));
  EXPECT_THAT(places, testing::ElementsAre("model/types/gauge.yaml:2", "model/types/gauge.yaml:4",
                                           "model/types/gauge.yaml:6", "model/types/task.yaml:27"));
  EXPECT_EQ(model.error().params, (Params{{"count", "4"}}));
}

TEST(BrokenModel, SurvivesNestingWithoutEnd) {
  auto sources = small_sources();
  sources.push_back({"model/plans/deep.yaml", "plan: deep\nx: " + std::string(5000, '[')});
  const auto model = load(sources);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().also.at(0).code, error::kDefSyntax);
}

}  // namespace
}  // namespace muster::model::test
