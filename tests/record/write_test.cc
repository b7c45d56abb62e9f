#include <gtest/gtest.h>

#include "base/id.h"
#include "support/small_city.h"
#include "errors/geometry.h"

namespace muster {
namespace {

using record::Draft;
using record::Record;
using record::Unit;
using test_support::SmallCity;

class WritePath : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  Record make(const std::string& name) { return city_.store->create(chief_, {}, city_.dam(name, city_.north)).value(); }
  Draft change(const Record& record, json::Object fields) const {
    Draft draft;
    draft.type = record.type;
    draft.id = record.id;
    draft.fields = std::move(fields);
    return draft;
  }
  std::int64_t entries() {
    return city_.database->read([](db::Connection& connection) { return journal::head(connection); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, WritePath, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(WritePath, FillsTheEnvelopeNumberLabelAndComputedFields) {
  const Record dam = make("上坝");
  EXPECT_TRUE(is_id(dam.id));
  EXPECT_EQ(dam.version, 1);
  EXPECT_EQ(dam.jpath, "/jz/north");
  EXPECT_EQ(dam.state, "sound");
  EXPECT_EQ(dam.number, "BA-20260819-001");
  EXPECT_EQ(dam.label, "上坝·小");
  EXPECT_DOUBLE_EQ(dam.number_of("slope"), 2.5);
  EXPECT_EQ(dam.created_by, chief_.actor.person);
  EXPECT_EQ(make("下坝").number, "BA-20260819-002");
}

TEST_P(WritePath, NumbersWhatIsEnteredAfterItsYearInTheYearThatItBelongsTo) {
  Draft draft = city_.dam("旧坝", city_.north);
  draft.occurred_at = *parse_time("2019-07-15T23:30:00+08:00");
  EXPECT_EQ(city_.store->create(chief_, {}, draft)->number, "BA-20190715-001");
  draft = city_.dam("又一旧坝", city_.north);
  draft.occurred_at = *parse_time("2019-07-15T08:00:00+08:00");
  EXPECT_EQ(city_.store->create(chief_, {}, draft)->number, "BA-20190715-002");
  draft = city_.dam("今年补记", city_.north);
  draft.occurred_at = *parse_time("2026-03-01T08:00:00+08:00");
  EXPECT_EQ(city_.store->create(chief_, {}, draft)->number, "BA-20260819-001");
}

TEST_P(WritePath, NamesEveryFaultOfAFormAtOnce) {
  Draft draft = city_.dam("", city_.north);
  draft.fields.set("height_m", 301);
  draft.fields.set("grade", "huge");
  draft.fields.set("colour", "red");
  draft.fields.set("built_on", "2026-02-30");
  const auto made = city_.store->create(chief_, {}, draft);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, error::kInvalid);
  std::vector<std::string> fields;
  for (const Error& fault : made.error().also) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"height_m", "grade", "colour", "built_on"}));
  EXPECT_EQ(city_.store->create(chief_, {}, city_.dam("", city_.north)).error().code, error::kRequired);
}

TEST_P(WritePath, RequiresAFieldWhenItsConditionHolds) {
  Draft draft = city_.dam("大坝", city_.north);
  draft.fields.set("grade", "large");
  EXPECT_EQ(city_.store->create(chief_, {}, draft).error().code, error::kRequired);
  draft.fields.set("reason", "1998 年加高");
  EXPECT_TRUE(city_.store->create(chief_, {}, draft).has_value());
}

TEST_P(WritePath, RefusesASecondRecordWithTheSameKeyAndFreesTheKeyOfADeletedOne) {
  const Record dam = make("上坝");
  const auto twin = city_.store->create(chief_, {}, city_.dam("上坝", city_.north));
  ASSERT_FALSE(twin.has_value());
  EXPECT_EQ(twin.error().code, error::kDuplicate);
  EXPECT_TRUE(city_.store->create(chief_, {}, city_.dam("上坝", city_.south)).has_value());
  Draft gone = change(dam, {});
  EXPECT_EQ(city_.store->remove(chief_, {}, gone).error().code, error::kRequired);
  gone.reason = "拆除";
  ASSERT_TRUE(city_.store->remove(chief_, {}, gone).has_value());
  EXPECT_EQ(city_.store->get(chief_, "dam", dam.id).error().code, error::kNotFound);
  EXPECT_TRUE(city_.store->create(chief_, {}, city_.dam("上坝", city_.north)).has_value());
}

TEST_P(WritePath, AppliesAnIntentOnceHoweverOftenItIsSent) {
  record::Intent intent;
  intent.id = derived_id("once");
  intent.fingerprint = "a";
  const Record first = city_.store->create(chief_, intent, city_.dam("上坝", city_.north)).value();
  const std::int64_t after_first = entries();
  const Record again = city_.store->create(chief_, intent, city_.dam("上坝", city_.north)).value();
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(entries(), after_first);
  intent.fingerprint = "b";
  EXPECT_EQ(city_.store->create(chief_, intent, city_.dam("下坝", city_.north)).error().code, error::kIntentConflict);
}

TEST_P(WritePath, RefusesAChangeOfAVersionThatIsNoLongerTheNewest) {
  const Record dam = make("上坝");
  Draft draft = change(dam, {{"height_m", 20}});
  draft.if_version = 1;
  ASSERT_TRUE(city_.store->update(chief_, {}, draft).has_value());
  draft.fields = {{"height_m", 30}};
  const auto stale = city_.store->update(chief_, {}, draft);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().code, error::kStaleVersion);
  EXPECT_DOUBLE_EQ(city_.store->get(chief_, "dam", dam.id)->number_of("height_m"), 20);
}

TEST_P(WritePath, KeepsEveryKindOfFieldAcrossTheDatabase) {
  Draft draft = city_.dam("上坝", city_.north);
  draft.fields.set("stake", "718+350");
  draft.fields.set("cost", 123456);
  draft.fields.set("built_on", "1998-08-07");
  draft.fields.set("due_at", "2026-08-20T02:00:00Z");
  draft.fields.set("phone", "13900000461");
  draft.fields.set("tags", json::Array{"small", "large"});
  draft.geometry = json::parse(R"({"type":"Point","coordinates":[112.5,30.25]})").value();
  const Record made = city_.store->create(chief_, {}, draft).value();
  const Record read = city_.store->get(chief_, "dam", made.id).value();
  EXPECT_EQ(read, made);
  EXPECT_EQ(read.integer("stake"), 718350);
  EXPECT_EQ(read.text("due_at"), "2026-08-20T10:00:00+08:00");
  EXPECT_EQ(read.text("phone"), "13900000461");
  EXPECT_EQ(json::write(read.geometry), R"({"type":"Point","coordinates":[112.5,30.25]})");
  const auto stored = city_.database->read([&](db::Connection& connection) {
    return (*connection.one("SELECT f_phone FROM r_dam WHERE id = $1", {made.id}))[0].text();
  });
  EXPECT_EQ(stored.find("139"), std::string::npos);
}

TEST_P(WritePath, RefusesAReferenceToNothingOrToAnotherType) {
  Draft draft = city_.dam("上坝", city_.north);
  draft.fields.set("upstream", derived_id("nothing"));
  EXPECT_EQ(city_.store->create(chief_, {}, draft).error().code, error::kNoSuchReference);
  draft.fields.set("upstream", city_.north);
  EXPECT_EQ(city_.store->create(chief_, {}, draft).error().code, error::kNoSuchReference);
  draft.fields.set("upstream", make("源坝").id);
  EXPECT_TRUE(city_.store->create(chief_, {}, draft).has_value());
}

TEST_P(WritePath, RefusesAPlaceThatDoesNotFitOrIsSwapped) {
  Draft draft = city_.dam("上坝", city_.north);
  draft.geometry = json::parse(R"({"type":"Point","coordinates":[30.25,112.5]})").value();
  EXPECT_EQ(city_.store->create(chief_, {}, draft).error().code, error::kSwappedCoordinates);
  draft.geometry = json::parse(R"({"type":"LineString","coordinates":[[112,30],[113,30]]})").value();
  EXPECT_EQ(city_.store->create(chief_, {}, draft).error().code, error::kBadGeometry);
}

TEST_P(WritePath, AddsToAnAppendOnlyTypeAndChangesNothingOfIt) {
  Draft draft;
  draft.type = "note";
  draft.jurisdiction_id = city_.north;
  draft.fields = {{"text", "到场"}};
  const Record note = city_.store->create(chief_, {}, draft).value();
  EXPECT_EQ(city_.store->update(chief_, {}, change(note, {{"text", "改"}})).error().code, error::kAppendOnly);
  Draft gone = change(note, {});
  gone.reason = "误";
  EXPECT_EQ(city_.store->remove(chief_, {}, gone).error().code, error::kAppendOnly);
}

TEST_P(WritePath, UndoesTheWholeIntentWhenOnePartFails) {
  const std::int64_t before = entries();
  const auto outcome = city_.store->run(chief_, {}, [&](Unit& unit) -> Result<json::Value> {
    if (auto made = unit.create(city_.dam("上坝", city_.north)); !made) return fail(made.error());
    auto twin = unit.create(city_.dam("上坝", city_.north));
    if (!twin) return fail(twin.error());
    return json::Value{};
  });
  EXPECT_EQ(outcome.error().code, error::kDuplicate);
  EXPECT_EQ(entries(), before);
  record::Query all;
  all.type = "dam";
  EXPECT_EQ(city_.store->list(chief_, all)->total, 0);
}

TEST_P(WritePath, RunsRulesInTheSameEntry) {
  city_.store->react("dam", [](Unit& unit, const record::Change& c) -> Status {
    Draft note;
    note.type = "note";
    note.jurisdiction_id = c.after.jurisdiction_id;
    note.fields = {{"text", "建档 " + c.after.label}, {"about", c.after.id}};
    const auto made = unit.create_by_rule(note);
    if (!made) return fail(made.error());
    return {};
  });
  const std::int64_t before = entries();
  make("上坝");
  EXPECT_EQ(entries(), before + 1);
  record::Query notes;
  notes.type = "note";
  EXPECT_EQ(city_.store->list(chief_, notes)->items.at(0).text("text"), "建档 上坝·小");
}

TEST_P(WritePath, TellsListenersEachEntryOnceInOrder) {
  std::vector<std::int64_t> heard;
  city_.store->listen([&](const journal::Entry& entry, const std::vector<record::Change>&) { heard.push_back(entry.seq); });
  const std::int64_t before = entries();
  make("一");
  make("二");
  make("三");
  EXPECT_EQ(heard, (std::vector<std::int64_t>{before + 1, before + 2, before + 3}));
}

}  // namespace
}  // namespace muster
