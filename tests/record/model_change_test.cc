// Definitions change while rows are there: what is kept, what is refused and how it is named.
#include "record/model_change.h"

#include <gtest/gtest.h>

#include "errors/change.h"
#include "support/small_city.h"

namespace muster {
namespace {

using record::Draft;
using record::Record;
using test_support::SmallCity;
using test_support::small_model_where;
using Instead = std::vector<std::pair<std::string, std::string>>;

const std::string kHeight = "  height_m: { kind: number, min: 0, max: 300, unit: m,";

class ModelChange : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  Record make(const std::string& name, json::Object fields = {}, const std::string& place = {}) {
    Draft draft = city_.dam(name, place.empty() ? city_.north : place);
    for (const auto& [field, value] : fields) draft.fields.set(field, value);
    draft.geometry = json::Object{{"type", "Point"}, {"coordinates", json::Array{112.24, 30.33}}};
    return city_.store->create(chief_, {}, draft).value();
  }
  Record now(const std::string& id, const std::string& type = "dam") { return city_.store->get(chief_, type, id).value(); }
  journal::Entry last_entry() {
    return city_.database->read([](db::Connection& c) { return journal::after(c, journal::head(c) - 1, 1); }).at(0);
  }
  std::vector<std::string> columns(const std::string& table) {
    return city_.database->read([&](db::Connection& c) {
      std::vector<std::string> out;
      const auto rows = c.engine() == db::Engine::kSqlite
                            ? c.query("SELECT name FROM pragma_table_info($1)", {table})
                            : c.query("SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1", {table});
      for (const db::Row& row : rows) out.push_back(row[0].text());
      return out;
    });
  }
  bool has_column(const std::string& table, const std::string& column) {
    const auto all = columns(table);
    return std::find(all.begin(), all.end(), column) != all.end();
  }
  /// The refusal of a change, its first reason. The city goes on with the definitions that it had.
  Error refusal(const std::shared_ptr<const model::Model>& model) {
    const std::int64_t entries = city_.database->read([](db::Connection& c) { return journal::head(c); });
    const auto had = city_.model;
    const Status changed = city_.reopen(model);
    EXPECT_FALSE(changed.has_value());
    if (changed) return {};
    EXPECT_TRUE(city_.reopen(had).has_value());
    EXPECT_EQ(changed.error().code, error::kModelNeedsMapping);
    EXPECT_EQ(city_.database->read([](db::Connection& c) { return journal::head(c); }), entries) << "nothing is journalled";
    if (changed.error().also.empty()) return {};
    return changed.error().also.front();
  }
  static std::string param(const Error& error, std::string_view name) {
    for (const auto& [key, value] : error.params) {
      if (key == name) return value;
    }
    return {};
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ModelChange, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(ModelChange, ARenamedFieldKeepsWhatItHolds) {
  const Record dam = make("上坝", {{"phone", "13900000461"}, {"height_m", 31}});
  ASSERT_TRUE(city_.reopen(small_model_where({{kHeight, "  high_m: { kind: number, was: height_m, min: 0, max: 300, unit: m,"},
                                              {"div: [height_m, width_m]", "div: [high_m, width_m]"},
                                              {"needs: [height_m]", "needs: [high_m]"},
                                              {"  phone:    { kind: text, personal: true,", "  call:    { kind: text, was: phone, personal: true,"}})));
  const Record after = now(dam.id);
  EXPECT_DOUBLE_EQ(after.number_of("high_m"), 31);
  EXPECT_EQ(after.text("call"), "13900000461");
  EXPECT_DOUBLE_EQ(after.number_of("slope"), dam.number_of("slope"));
  EXPECT_FALSE(after.has("height_m"));
  EXPECT_EQ(after.fid, dam.fid);
  EXPECT_EQ(after.version, dam.version);
  EXPECT_EQ(after.geometry, dam.geometry);
  EXPECT_FALSE(has_column("r_dam", "f_height_m"));
  // It is found by its sealed value under the new name, and the next record gets the next fid.
  record::Query query;
  query.type = "dam";
  query.filters = {{"call", "eq", "13900000461"}};
  EXPECT_EQ(city_.store->list(chief_, query)->total, 1);
  Draft next = city_.dam("下坝", city_.north);
  next.fields = {{"name", "下坝"}, {"high_m", 3}};
  EXPECT_GT(city_.store->create(chief_, {}, next).value().fid, dam.fid);
}

TEST_P(ModelChange, ARenamedTypeKeepsItsRowsHistorySearchAndClocks) {
  const Record dam = make("上坝");
  Draft leak;
  leak.type = "dam";
  leak.id = dam.id;
  leak.move = "leak";
  ASSERT_TRUE(city_.store->move(chief_, {}, leak));
  Draft clock;
  clock.type = "clock";
  clock.jurisdiction_id = city_.north;
  clock.fields = {{"about", dam.id}, {"about_type", "dam"}, {"name", "repair"}, {"title", "修复"},
                  {"started_at", "2026-08-19T20:00:00+08:00"}, {"due_at", "2026-08-19T22:00:00+08:00"}};
  const Record running = city_.store->create(chief_, {}, clock).value();
  ASSERT_TRUE(city_.reopen(small_model_where({{"type: dam\n", "type: weir\nwas: dam\n"}, {"types: [dam]", "types: [weir]"}, {"to: dam,", "to: weir,"}})));
  EXPECT_EQ(now(dam.id, "weir").state, "leaking");
  EXPECT_EQ(now(running.id, "clock").text("about_type"), "weir");
  record::Query query;
  query.type = "weir";
  query.text = "上坝";
  EXPECT_EQ(city_.store->list(chief_, query)->total, 1);
  EXPECT_EQ(city_.database->read([&](db::Connection& c) { return journal::of_record(c, "weir", dam.id, 0, 10); }).size(), 2U);
  // References to it still hold, and new ones are checked against the new name.
  Draft next = city_.dam("下坝", city_.north);
  next.type = "weir";
  next.fields.set("upstream", dam.id);
  EXPECT_TRUE(city_.store->create(chief_, {}, next));
}

TEST_P(ModelChange, TwoTypesMayExchangeTheirNames) {
  const Record dam = make("上坝");
  const std::string gate = "type: gate\ntitle: { zh: 闸, en: Gate }\ngroup: water\nlabel: \"{name}\"\nfields:\n  name: { kind: text, required: true, title: { zh: 名, en: Name } }\n";
  ASSERT_TRUE(city_.reopen(test_support::small_model(gate)));
  Draft draft;
  draft.type = "gate";
  draft.jurisdiction_id = city_.north;
  draft.fields = {{"name", "北闸"}};
  const Record north = city_.store->create(chief_, {}, draft).value();
  // By way of a third name, as `was` asks for an earlier name that nobody holds.
  ASSERT_TRUE(city_.reopen(small_model_where({{"type: dam\n", "type: weir\nwas: dam\n"}, {"types: [dam]", "types: [weir]"}, {"to: dam,", "to: weir,"}}, gate)));
  std::string dam_again = gate;
  dam_again.replace(0, 11, "type: dam\nwas: gate\n");
  ASSERT_TRUE(city_.reopen(small_model_where({{"type: dam\n", "type: weir\n"}, {"types: [dam]", "types: [weir]"}, {"to: dam,", "to: weir,"}}, dam_again)));
  EXPECT_EQ(now(north.id, "dam").text("name"), "北闸");
  EXPECT_EQ(now(dam.id, "weir").text("name"), "上坝");
}

struct Retyping {
  std::string name;
  std::string field;
  std::string definition;  ///< of the field, in the model to come
  std::string old;         ///< what stands there now
  json::Value held;
  json::Value after;       ///< null: refused
};
std::vector<Retyping> retypings() {
  const std::string reason = "  reason:   { kind: text,";
  return {
      {"text that is a number", "reason", "  reason:   { kind: number,", reason, "12.5", 12.5},
      {"text that is no number", "reason", "  reason:   { kind: number,", reason, "很高", nullptr},
      {"text that is a whole number", "reason", "  reason:   { kind: integer,", reason, "12", 12},
      {"text that is a stake", "reason", "  reason:   { kind: stake,", reason, "718+350", 718350},
      {"text that is a day", "reason", "  reason:   { kind: date,", reason, "2026-08-19", "2026-08-19"},
      {"text that is no day", "reason", "  reason:   { kind: date,", reason, "2026-02-30", nullptr},
      {"text that is a choice", "reason", "  reason:   { kind: choice, of: grade,", reason, "large", "large"},
      {"text that is no choice", "reason", "  reason:   { kind: choice, of: grade,", reason, "huge", nullptr},
      {"text that says true", "reason", "  reason:   { kind: boolean,", reason, "true", true},
      {"a number as text", "width_m", "  width_m:  { kind: text,", "  width_m:  { kind: number, min: 0, unit: m,", 5.25, "5.25"},
      {"a number that is whole", "width_m", "  width_m:  { kind: integer, unit: m,", "  width_m:  { kind: number, min: 0, unit: m,", 5, 5},
      {"a number that is not whole", "width_m", "  width_m:  { kind: integer, unit: m,", "  width_m:  { kind: number, min: 0, unit: m,", 5.25, nullptr},
      {"a stake as text", "stake", "  stake:    { kind: text,", "  stake:    { kind: stake,", 718350, "718+350"},
      {"a choice as text", "grade", "  grade:    { kind: text, required: true,", "  grade:    { kind: choice, of: grade, required: true, otherwise: small, index: true,", "small", "small"},
      {"one choice of several", "tags", "  tags:     { kind: choice, of: grade,", "  tags:     { kind: multi_choice, of: grade,", json::Array{"large"}, "large"},
      {"two choices of several", "tags", "  tags:     { kind: choice, of: grade,", "  tags:     { kind: multi_choice, of: grade,", json::Array{"large", "small"}, nullptr},
      {"a day as an instant", "built_on", "  built_on: { kind: instant,", "  built_on: { kind: date,", "2026-08-19", nullptr},
      {"a text that becomes personal", "reason", "  reason:   { kind: text, personal: true,", reason, "密", "密"},
      {"a reference to another type", "upstream", "  upstream: { kind: reference, to: note,", "  upstream: { kind: reference, to: dam,", "@", nullptr},
  };
}

TEST_P(ModelChange, RetypingConvertsWithoutLossOrNamesTheRows) {
  for (const Retyping& row : retypings()) {
    SCOPED_TRACE(row.name);
    SmallCity city(GetParam());
    const Record other = city.store->create(chief_, {}, city.dam("别坝", city.north)).value();
    Draft draft = city.dam("上坝", city.north);
    draft.fields.set(row.field, row.held.is_string() && row.held.as_string() == "@" ? json::Value(other.id) : row.held);
    const Record dam = city.store->create(chief_, {}, draft).value();
    const bool computed = row.field == "width_m" && row.definition.find("kind: text") != std::string::npos;
    Instead instead{{row.old, row.definition}};
    if (computed) instead.push_back({"  slope:    { kind: number, computed: { div: [height_m, width_m] },", "  slope:    { kind: number,"});
    const Status changed = city.reopen(small_model_where(instead));
    if (row.after.is_null()) {
      ASSERT_FALSE(changed.has_value());
      ASSERT_EQ(changed.error().also.size(), 1U);
      const Error& why = changed.error().also.front();
      EXPECT_EQ(why.code, error::kModelCannotConvert);
      EXPECT_EQ(why.field, "dam." + row.field);
      EXPECT_EQ(param(why, "rows"), "1");
      EXPECT_NE(param(why, "examples").find(dam.id), std::string::npos);
      continue;
    }
    ASSERT_TRUE(changed.has_value()) << error_text(changed.error(), "en") << (changed.error().also.empty() ? "" : error_text(changed.error().also[0], "en"));
    const Record after = city.store->get(chief_, "dam", dam.id).value();
    ASSERT_TRUE(after.has(row.field));
    EXPECT_EQ(*after.fields.find(row.field), row.after);
    EXPECT_EQ(city.store->get(chief_, "dam", other.id).value().version, 1);
  }
}

TEST_P(ModelChange, AnotherUnitNeedsAMapping) {
  const Record dam = make("上坝", {{"height_m", 12.34}});
  const std::pair<std::string, std::string> cm{kHeight, "  height_m: { kind: number, min: 0, max: 30000, unit: cm,"};
  const Error why = refusal(small_model_where({cm}));
  EXPECT_EQ(why.code, error::kModelUnitChanged);
  EXPECT_EQ(param(why, "rows"), "1");
  const std::string rule = "rule: model_mapping\nsource: { zh: 局内约定, en: House rule }\nmark: certain\nbody: { dam.height_m: { unit: [m, cm], times: 100 } }\n";
  ASSERT_TRUE(city_.reopen(small_model_where({cm}, rule)));
  EXPECT_DOUBLE_EQ(now(dam.id).number_of("height_m"), 1234);
  // The rule stays in the definitions and has no second effect.
  ASSERT_TRUE(city_.reopen(small_model_where({cm, {"en: Height", "en: Height of it"}}, rule)));
  EXPECT_DOUBLE_EQ(now(dam.id).number_of("height_m"), 1234);
  const std::string wrong = "rule: model_mapping\nsource: { zh: 局内约定, en: House rule }\nmark: certain\nbody: { dam.height_m: { factor: 100 } }\n";
  EXPECT_EQ(city_.reopen(small_model_where({cm}, wrong)).error().code, error::kModelBadMapping);
}

TEST_P(ModelChange, NarrowingIsRefusedWhileRowsDoNotFit) {
  const Record high = make("高坝", {{"height_m", 200}});
  make("低坝", {{"height_m", 20}});
  const auto lower = small_model_where({{"max: 300", "max: 100"}});
  const Error why = refusal(lower);
  EXPECT_EQ(why.code, error::kModelDoesNotFit);
  EXPECT_EQ(param(why, "rows"), "1");
  EXPECT_NE(param(why, "examples").find("高坝"), std::string::npos);
  Draft lowered;
  lowered.type = "dam";
  lowered.id = high.id;
  lowered.fields = {{"height_m", 99}};
  ASSERT_TRUE(city_.store->update(chief_, {}, lowered));
  EXPECT_TRUE(city_.reopen(lower));
  EXPECT_EQ(refusal(small_model_where({{"max: 300", "max: 100"}, {"  cost:     { kind: money,", "  cost:     { kind: money, required: true,"}})).code, error::kModelDoesNotFit);
  // A default fills what is newly required.
  ASSERT_TRUE(city_.reopen(small_model_where({{"max: 300", "max: 100"}, {"  cost:     { kind: money,", "  cost:     { kind: money, required: true, otherwise: 0,"}})));
  EXPECT_EQ(now(high.id).integer("cost", -1), 0);
}

TEST_P(ModelChange, WhatWasDeletedStandsInNobodysWay) {
  const Record high = make("高坝", {{"height_m", 200}, {"reason", "老"}});
  Draft gone;
  gone.type = "dam";
  gone.id = high.id;
  gone.reason = "拆除";
  ASSERT_TRUE(city_.store->remove(chief_, {}, gone));
  EXPECT_TRUE(city_.reopen(small_model_where({{"max: 300", "max: 100"}})));
  // But what it holds is not thrown away either.
  EXPECT_EQ(refusal(small_model_where({{"max: 300", "max: 100"}, {"  reason:   { kind: text, title: { zh: 缘由, en: Reason }, required_when: { field: grade, in: [large] } }\n", ""}})).code,
            error::kModelFieldInUse);
}

TEST_P(ModelChange, RemovingIsRefusedWhileRowsHoldValuesAndDropsTheColumnOtherwise) {
  const Instead without{{"  reason:   { kind: text, title: { zh: 缘由, en: Reason }, required_when: { field: grade, in: [large] } }\n", ""}};
  ASSERT_TRUE(city_.reopen(small_model_where(without)));
  EXPECT_FALSE(has_column("r_dam", "f_reason"));
  ASSERT_TRUE(city_.reopen(test_support::small_model()));
  EXPECT_TRUE(has_column("r_dam", "f_reason"));
  const Record dam = make("上坝", {{"reason", "老"}});
  const Error why = refusal(small_model_where(without));
  EXPECT_EQ(why.code, error::kModelFieldInUse);
  EXPECT_EQ(why.field, "dam.reason");
  EXPECT_EQ(param(why, "rows"), "1");
  EXPECT_NE(error_text(why, "en").find("retired: true"), std::string::npos);
  EXPECT_EQ(now(dam.id).text("reason"), "老") << "a refused change changes nothing";
}

TEST_P(ModelChange, ARetiredFieldIsKeptAndTakesNothingNew) {
  const Record dam = make("上坝", {{"reason", "老"}, {"cost", 5}});
  ASSERT_TRUE(city_.reopen(small_model_where({{"  reason:   { kind: text,", "  reason:   { kind: text, required: true, retired: true,"},
                                              {"  cost:     { kind: money,", "  cost:     { kind: money, retired: true, otherwise: 9,"}})));
  EXPECT_EQ(now(dam.id).text("reason"), "老");
  Draft draft = city_.dam("下坝", city_.north);
  draft.fields.set("reason", "新");
  const auto refused = city_.store->create(chief_, {}, draft);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, error::kFieldRetired);
  EXPECT_EQ(refused.error().field, "reason");
  draft.fields.erase("reason");
  const auto made = city_.store->create(chief_, {}, draft);
  ASSERT_TRUE(made.has_value()) << "neither required nor filled";
  EXPECT_FALSE(made->has("cost"));
  // A form may send back what it was shown; it may be cleared; it may not be changed.
  Draft change;
  change.type = "dam";
  change.id = dam.id;
  change.fields = {{"reason", "老"}, {"width_m", 6}};
  EXPECT_TRUE(city_.store->update(chief_, {}, change));
  change.fields = {{"reason", "新"}};
  EXPECT_EQ(city_.store->update(chief_, {}, change).error().code, error::kFieldRetired);
  change.fields = {{"reason", nullptr}};
  EXPECT_TRUE(city_.store->update(chief_, {}, change));
}

TEST_P(ModelChange, ARetiredTypeIsReadAndFinishedButNotBegun) {
  const Record dam = make("上坝");
  ASSERT_TRUE(city_.reopen(small_model_where({{"type: dam\n", "type: dam\nretired: true\n"}})));
  EXPECT_EQ(city_.store->create(chief_, {}, city_.dam("下坝", city_.north)).error().code, error::kTypeRetired);
  Draft leak;
  leak.type = "dam";
  leak.id = dam.id;
  leak.move = "leak";
  EXPECT_TRUE(city_.store->move(chief_, {}, leak));
}

TEST_P(ModelChange, ChoicesAndStatesThatAreInUseNeedAMapping) {
  const Record dam = make("上坝", {{"grade", "large"}, {"reason", "大"}, {"tags", json::Array{"large", "small"}}});
  const std::pair<std::string, std::string> grade{"  large: { zh: 大, en: Large }\n", "  huge: { zh: 巨, en: Huge }\n"};
  const std::pair<std::string, std::string> when{"in: [large]", "in: [huge]"};
  const Error why = refusal(small_model_where({grade, when}));
  EXPECT_EQ(why.code, error::kModelChoiceInUse);
  EXPECT_EQ(param(why, "name"), "grade.large");
  const std::string rule =
      "rule: model_mapping\nsource: { zh: 局内约定, en: House rule }\nmark: certain\nbody:\n"
      "  dam.grade: { values: { large: huge } }\n  dam.tags: { values: { large: huge } }\n  dam.state: { values: { leaking: sound } }\n";
  ASSERT_TRUE(city_.reopen(small_model_where({grade, when}, rule)));
  EXPECT_EQ(now(dam.id).text("grade"), "huge");
  EXPECT_EQ(*now(dam.id).fields.find("tags"), (json::Array{"huge", "small"}));
}

TEST_P(ModelChange, RowsThatWouldShareAKeyAreNamed) {
  make("上坝");
  make("上坝", {}, city_.south);
  const Error why = refusal(small_model_where({{"key: [jurisdiction, name]", "key: [name]"}}));
  EXPECT_EQ(why.code, error::kModelKeyCollides);
  EXPECT_EQ(param(why, "rows"), "1");
  EXPECT_TRUE(city_.reopen(small_model_where({{"key: [jurisdiction, name]", "key: [jurisdiction, name, grade]"}})));
  Draft twin = city_.dam("上坝", city_.north);
  EXPECT_EQ(city_.store->create(chief_, {}, twin).error().code, error::kDuplicate);
  twin.fields.set("grade", "large");
  twin.fields.set("reason", "大");
  EXPECT_TRUE(city_.store->create(chief_, {}, twin));
}

TEST_P(ModelChange, AnotherPlaceIsRefusedWhileRowsLieElsewhere) {
  make("上坝");
  EXPECT_EQ(refusal(small_model_where({{"place: point", "place: line"}})).code, error::kModelPlaceInUse);
}

TEST_P(ModelChange, IsAnEntryOfItsOwnWithPlanWhoAndVersions) {
  make("上坝", {{"reason", "12"}});
  const std::string before = city_.model->hash;
  const auto number = small_model_where({{"  reason:   { kind: text,", "  reason:   { kind: number,"}});
  record::ModelActor by;
  by.actor.account = "root";
  by.actor.person = "system";
  by.actor.channel = "command";
  by.at = static_cast<const TimeSource&>(city_.time).now();
  const auto applied = city_.database->write([&](db::Connection& c) { return record::apply_model(c, *number, std::string(32, 'k'), by); });
  ASSERT_TRUE(applied.has_value());
  const journal::Entry entry = last_entry();
  EXPECT_EQ(entry.kind, "model");
  EXPECT_EQ(entry.actor.account, "root");
  EXPECT_EQ(entry.body.text("from"), before);
  EXPECT_EQ(entry.body.text("to"), number->hash);
  EXPECT_EQ(entry.body["plan"].as_array().at(0).text("kind"), "field_retyped");
  EXPECT_EQ(entry.body["plan"].as_array().at(0).integer("rows"), 1);
  EXPECT_EQ(entry.body["rewritten"].as_array().at(0).integer("changed"), 1);
  EXPECT_TRUE(entry.body["definitions"]["types"]["dam"].is_object());
  // Whoever still has the earlier definitions writes nothing any more.
  const auto refused = city_.store->create(chief_, {}, city_.dam("下坝", city_.north));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, error::kModelMovedOn);
  ASSERT_TRUE(city_.reopen(number));
  EXPECT_EQ(last_entry().seq, entry.seq) << "in force already";
}

TEST_P(ModelChange, ThePlanCountsRowsAndChangesNothing) {
  make("上坝", {{"reason", "12"}, {"height_m", 200}});
  make("下坝", {{"reason", "老"}});
  const auto model = small_model_where({{"  reason:   { kind: text,", "  reason:   { kind: number,"}, {"max: 300", "max: 100"}});
  const std::int64_t head = city_.database->read([](db::Connection& c) { return journal::head(c); });
  const auto plan = city_.database->read([&](db::Connection& c) { return record::plan_model(c, *model, std::string(32, 'k')); });
  ASSERT_TRUE(plan.has_value());
  EXPECT_FALSE(plan->possible());
  ASSERT_EQ(plan->steps.size(), 2U);
  EXPECT_EQ(plan->steps[0].change.name, "height_m");
  EXPECT_EQ(plan->steps[0].rows, 2);
  EXPECT_EQ(plan->steps[0].in_the_way, 1);
  EXPECT_EQ(plan->steps[1].change.name, "reason");
  EXPECT_EQ(plan->steps[1].rows, 2);
  EXPECT_EQ(plan->steps[1].in_the_way, 1);
  EXPECT_NE(plan->steps[1].examples.at(0).find("下坝"), std::string::npos);
  EXPECT_EQ(city_.database->read([](db::Connection& c) { return journal::head(c); }), head);
}

}  // namespace
}  // namespace muster
