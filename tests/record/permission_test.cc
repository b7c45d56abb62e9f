#include <gtest/gtest.h>

#include "base/id.h"
#include "support/small_city.h"

namespace muster {
namespace {

using record::Draft;
using record::Record;
using test_support::SmallCity;

class Rights : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");
  identity::Viewer north_ = SmallCity::person("keeper", {"read", "create", "update", "move"}, {"dam"}, "/jz/north");
  identity::Viewer south_ = SmallCity::person("keeper", {"read", "create", "update", "move"}, {"dam"}, "/jz/south");
  identity::Viewer guest_;

  Record northern() { return city_.store->create(chief_, {}, city_.dam("北坝", city_.north)).value(); }
  static Draft move(const Record& record, const char* name, json::Object fields = {}) {
    Draft draft;
    draft.type = record.type;
    draft.id = record.id;
    draft.move = name;
    draft.fields = std::move(fields);
    return draft;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Rights, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Rights, HideARecordOfAnotherCountyEverywhere) {
  const Record dam = northern();
  for (const identity::Viewer* viewer : {&south_, &guest_}) {
    EXPECT_EQ(city_.store->get(*viewer, "dam", dam.id).error().code, error::kNotFound);
    record::Query query;
    query.type = "dam";
    const auto page = city_.store->list(*viewer, query);
    EXPECT_EQ(page->total, 0);
    EXPECT_TRUE(page->items.empty());
    query.text = "北坝";
    EXPECT_EQ(city_.store->list(*viewer, query)->total, 0);
  }
  EXPECT_TRUE(city_.store->get(north_, "dam", dam.id).has_value());
}

TEST_P(Rights, RefuseWritesOutsideOnesPlace) {
  const Record dam = northern();
  Draft edit = move(dam, "", {{"height_m", 1}});
  EXPECT_EQ(city_.store->update(south_, {}, edit).error().code, error::kNotAllowed);
  EXPECT_EQ(city_.store->update(guest_, {}, edit).error().code, error::kNotAllowed);
  EXPECT_EQ(city_.store->move(south_, {}, move(dam, "leak")).error().code, error::kNotAllowed);
  EXPECT_EQ(city_.store->create(south_, {}, city_.dam("伪坝", city_.north)).error().code, error::kNotAllowed);
  edit.jurisdiction_id = city_.south;  // nobody moves a record into a place that is not theirs
  EXPECT_EQ(city_.store->update(north_, {}, edit).error().code, error::kNotAllowed);
  EXPECT_EQ(city_.store->get(chief_, "dam", dam.id)->version, 1);
}

TEST_P(Rights, LetAMoveBeMadeByItsRolesOnly) {
  const Record dam = northern();
  ASSERT_TRUE(city_.store->move(north_, {}, move(dam, "leak")).has_value());
  ASSERT_TRUE(city_.store->move(north_, {}, move(dam, "fix")).has_value());
  EXPECT_EQ(city_.store->move(north_, {}, move(dam, "close")).error().code, error::kNotAllowed);
  EXPECT_TRUE(city_.store->move(chief_, {}, move(dam, "close")).has_value());
}

TEST_P(Rights, AskASecondPersonWhereTheMoveSaysSo) {
  const Record dam = northern();
  ASSERT_TRUE(city_.store->move(chief_, {}, move(dam, "leak")).has_value());
  ASSERT_TRUE(city_.store->move(chief_, {}, move(dam, "fix")).has_value());
  EXPECT_EQ(city_.store->move(chief_, {}, move(dam, "close")).error().code, error::kTwoPerson);
  identity::Viewer other = chief_;
  other.actor.person = derived_id("person/other");
  EXPECT_TRUE(city_.store->move(other, {}, move(dam, "close")).has_value());
}

TEST_P(Rights, RefuseAMoveFromAnotherStateAndFieldsThatItDoesNotTake) {
  const Record dam = northern();
  EXPECT_EQ(city_.store->move(chief_, {}, move(dam, "fix")).error().code, error::kWrongState);
  EXPECT_EQ(city_.store->move(chief_, {}, move(dam, "leak", {{"name", "改名"}})).error().code, error::kUnknownField);
  EXPECT_EQ(city_.store->move(chief_, {}, move(dam, "explode")).error().code, error::kUnknownMove);
}

TEST_P(Rights, FreezeARecordInItsFinalState) {
  const Record dam = northern();
  for (const char* step : {"leak", "fix"}) ASSERT_TRUE(city_.store->move(north_, {}, move(dam, step)).has_value());
  ASSERT_TRUE(city_.store->move(chief_, {}, move(dam, "close")).has_value());
  EXPECT_EQ(city_.store->update(chief_, {}, move(dam, "", {{"height_m", 1}})).error().code, error::kWrongState);
}

TEST_P(Rights, RefuseANameThatThePersonMayNotUse) {
  identity::Viewer viewer = chief_;
  viewer.actor.name_of = derived_id("body/other");
  EXPECT_EQ(city_.store->create(viewer, {}, city_.dam("北坝", city_.north)).error().code, error::kWrongName);
  viewer.names = {viewer.actor.name_of};
  EXPECT_TRUE(city_.store->create(viewer, {}, city_.dam("北坝", city_.north)).has_value());
}

TEST_P(Rights, LogEveryRevealOfAPersonalField) {
  Draft draft = city_.dam("北坝", city_.north);
  draft.fields.set("phone", "13900000461");
  const Record dam = city_.store->create(chief_, {}, draft).value();
  const json::Object shown = record::to_json(dam, *city_.model->type("dam"));
  EXPECT_EQ(shown.find("fields")->text("phone"), "139****0461");
  EXPECT_EQ(city_.store->reveal(north_, "dam", dam.id, "phone", "回访").error().code, error::kNotAllowed);
  EXPECT_EQ(city_.store->reveal(chief_, "dam", dam.id, "phone", "").error().code, error::kRequired);
  EXPECT_EQ(city_.store->reveal(chief_, "dam", dam.id, "phone", "回访").value(), "13900000461");
  const auto logged = city_.database->read([](db::Connection& c) { return (*c.one("SELECT COUNT(*) FROM access_log"))[0].integer(); });
  EXPECT_EQ(logged, 1);
}

}  // namespace
}  // namespace muster
