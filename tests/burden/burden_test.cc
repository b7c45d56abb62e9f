#include "burden/burden.h"

#include <gtest/gtest.h>

#include "errors/common.h"
#include "support/small_city.h"

namespace muster::burden {
namespace {

using test_support::SmallCity;

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(error_text(result.error(), "en"));
  return *std::move(result);
}

class Burden : public testing::TestWithParam<db::Engine>, public SmallCity {
 protected:
  Burden() : SmallCity(GetParam()) {}
  identity::Viewer keeper(const std::string& path = "/jz/north") const { return person("keeper", {"read", "create", "update", "move"}, {"dam"}, path); }
  record::Record dam_of(const identity::Viewer& who, const std::string& name, const std::string& place, json::Object more = {}) {
    record::Draft draft = dam(name, place);
    for (auto& [key, value] : more) draft.fields.set(key, std::move(value));
    return need(store->create(who, {}, draft));
  }
  record::Record change(const identity::Viewer& who, const record::Record& record, json::Object fields, const std::string& move = {}) {
    record::Draft draft;
    draft.type = record.type;
    draft.id = record.id;
    draft.fields = std::move(fields);
    draft.move = move;
    return need(move.empty() ? store->update(who, {}, draft) : store->move(who, {}, draft));
  }
  Month month(const identity::Viewer& who, const std::string& place = {}, const std::string& from = "2026-08-01", const std::string& to = "2026-09-01") {
    return need(burden_of(*store, who, readers_, "real", *parse_time(from + "T00:00:00+08:00"), *parse_time(to + "T00:00:00+08:00"), place));
  }
  const identity::Viewer everybody = identity::Viewer::system("test");

 private:
  Readers readers_{*model, {}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Burden, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Burden, CountsTheFieldsOfAFormAndThoseWithAValue) {
  const record::Record made = dam_of(keeper(), "甲", north, {{"height_m", 12}});
  const Month out = month(everybody);
  ASSERT_EQ(out.forms.size(), 1U);
  const Form& form = out.forms.front();
  EXPECT_EQ(form.id, made.id);
  EXPECT_EQ(form.place->id, north);
  EXPECT_EQ(form.asked, 14);  // thirteen fields and the place on the map
  std::int64_t given = made.geometry.is_null() ? 0 : 1;
  for (const auto& [name, value] : made.fields) given += name != "slope" && !value.is_null() ? 1 : 0;
  EXPECT_EQ(form.filled, given);
  EXPECT_EQ(form.unread, 9);  // all but name, grade, height_m and width_m: see Readers
}

TEST_P(Burden, OfAnEditWhatWasChangedAndOfAStepWhatItAsksFor) {
  const record::Record made = dam_of(keeper(), "甲", north);
  change(keeper(), made, {{"width_m", 6}, {"cost", 100}});
  change(keeper(), made, {}, "leak");
  change(keeper(), made, {{"height_m", 12}}, "fix");
  const Month out = month(everybody);
  ASSERT_EQ(out.forms.size(), 4U);
  EXPECT_EQ(std::pair(out.forms[1].asked, out.forms[1].unread), std::pair(std::int64_t{2}, std::int64_t{1}));
  EXPECT_EQ(std::pair(out.forms[2].asked, out.forms[2].filled), std::pair(std::int64_t{1}, std::int64_t{0}));  // due_at, left empty
  EXPECT_EQ(std::pair(out.forms[3].asked, out.forms[3].filled), std::pair(std::int64_t{1}, std::int64_t{1}));  // the stamp is the server's
}

TEST_P(Burden, WhatTheSystemWritesIsNobodysForm) {
  dam_of(everybody, "甲", north);
  EXPECT_TRUE(month(everybody).forms.empty());
}

TEST_P(Burden, WhatFollowsByRuleIsNobodysForm) {
  store->react("dam", [](record::Unit& unit, const record::Change& change) -> Status {
    if (change.op != record::Op::kCreate) return {};
    record::Draft note;
    note.type = "note";
    note.jurisdiction_id = change.after.jurisdiction_id;
    note.fields = {{"text", "新坝"}, {"about", change.after.id}};
    const auto made = unit.create_by_rule(note);
    if (!made) return fail(made.error());
    return {};
  });
  dam_of(keeper(), "甲", north);
  const Month out = month(everybody);
  ASSERT_EQ(out.forms.size(), 1U);
  EXPECT_EQ(out.forms.front().type, "dam");
}

TEST_P(Burden, OfAnImportEachRowIsAForm) {
  record::Intent intent;
  intent.kind = "import";
  need(store->run(keeper(), intent, [&](record::Unit& unit) -> Result<json::Value> {
    for (const char* name : {"甲", "乙", "丙"}) {
      if (const auto made = unit.create(dam(name, north)); !made) return fail(made.error());
    }
    return json::Value{};
  }));
  EXPECT_EQ(month(everybody).forms.size(), 3U);
}

TEST_P(Burden, LiesInItsMonthByTheCitysClock) {
  time.set("2026-07-31T23:59:59+08:00");
  dam_of(keeper(), "甲", north);
  time.set("2026-08-01T00:00:00+08:00");
  dam_of(keeper(), "乙", north);
  EXPECT_EQ(month(everybody).forms.size(), 1U);
  EXPECT_EQ(month(everybody, {}, "2026-07-01", "2026-08-01").forms.size(), 1U);
}

TEST_P(Burden, IsShownByPlaceAndToWhoMayReadThere) {
  dam_of(keeper(), "甲", north);
  dam_of(keeper("/jz/south"), "乙", south);
  EXPECT_EQ(month(everybody).places.size(), 2U);
  EXPECT_EQ(month(everybody, south).forms.size(), 1U);
  EXPECT_EQ(month(everybody, city).forms.size(), 2U);
  const Month own = month(keeper("/jz/south"));
  ASSERT_EQ(own.forms.size(), 1U);
  EXPECT_EQ(own.forms.front().place->id, south);
  EXPECT_TRUE(month(identity::Viewer{}).forms.empty());
  const auto nowhere = burden_of(*store, everybody, Readers(*model, {}), "real", UtcTime{}, time.now(), "0198c2f0-0000-7000-8000-00000000dead");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, error::kNotFound);
}

}  // namespace
}  // namespace muster::burden
