// The journal alone gives the tables again, on either engine.
#include "record/replay.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "errors/change.h"
#include "record/schema.h"
#include "support/small_city.h"

namespace muster {
namespace {

using record::Draft;
using record::Record;
using test_support::SmallCity;
using test_support::small_model_where;
using test_support::TestDatabase;

const std::string kKey(32, 'k');

struct Engines {
  db::Engine from;
  db::Engine into;
};
void PrintTo(const Engines& engines, std::ostream* out) {
  PrintTo(engines.from, out);
  *out << " into ";
  PrintTo(engines.into, out);
}

void make_tables(db::Database& database) {
  std::vector<db::Migration> steps = journal::migrations();
  for (db::Migration& step : record::migrations()) steps.push_back(step);
  ASSERT_TRUE(db::migrate(database, steps).has_value());
}

class Replay : public ::testing::TestWithParam<Engines> {
 protected:
  SmallCity city_{GetParam().from};
  TestDatabase into_{GetParam().into};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  void SetUp() override { make_tables(*into_); }

  Record create(const Draft& draft, const std::string& ledger = "real") {
    record::Intent intent;
    intent.ledger = ledger;
    return city_.store->create(chief_, intent, draft).value();
  }
  void move(const Record& record, const std::string& name, json::Object fields = {}) {
    Draft draft;
    draft.type = record.type;
    draft.id = record.id;
    draft.move = name;
    draft.fields = std::move(fields);
    record::Intent intent;
    intent.ledger = record.ledger;
    city_.time.advance(Millis{90'000});
    ASSERT_TRUE(city_.store->move(chief_, intent, draft).has_value()) << name;
  }
  void update(const Record& record, json::Object fields) {
    Draft draft;
    draft.type = record.type;
    draft.id = record.id;
    draft.fields = std::move(fields);
    ASSERT_TRUE(city_.store->update(chief_, {}, draft).has_value());
  }
  static json::Value point(double lon, double lat) { return json::Object{{"type", "Point"}, {"coordinates", json::Array{lon, lat}}}; }

  /// Every operation there is, in two ledgers, with the definitions changed in the middle.
  void live() {
    const auto ledger = city_.database->write([](db::Connection& c) {
      return c.execute("INSERT INTO ledger (id, title_zh, title_en, kind, city_start, wall_start, speed) VALUES ('drill:1', '演练', 'Drill', 'drill', 5, 0, 60)");
    });
    ASSERT_TRUE(ledger.has_value());
    Draft draft = city_.dam("上坝", city_.north);
    draft.fields.set("phone", "13900000461");
    draft.fields.set("due_at", "2026-08-19T22:00:00.125+08:00");
    draft.fields.set("tags", json::Array{"small", "large"});
    draft.fields.set("cost", 123'456'789'012);
    draft.fields.set("reason", "12.5");
    draft.geometry = point(112.239741, 30.335165);
    const Record up = create(draft);
    draft = city_.dam("下坝", city_.south);
    draft.fields.set("upstream", up.id);
    const Record down = create(draft);
    const Record drill = create(city_.dam("演练坝", city_.north), "drill:1");
    update(up, {{"height_m", 0.1 + 0.2}, {"cost", nullptr}});
    Draft moved;
    moved.type = "dam";
    moved.id = down.id;
    moved.geometry = point(112.5, 30.1);
    moved.jurisdiction_id = city_.north;
    ASSERT_TRUE(city_.store->update(chief_, {}, moved).has_value());
    move(up, "leak", {{"due_at", "2026-08-20T08:00:00+08:00"}});
    move(drill, "leak");
    Draft gone;
    gone.type = "dam";
    gone.id = create(city_.dam("废坝", city_.south)).id;
    gone.reason = "拆除";
    ASSERT_TRUE(city_.store->remove(chief_, {}, gone).has_value());
    ASSERT_TRUE(city_.reopen(small_model_where({{"type: dam\n", "type: weir\nwas: dam\n"},
                                                {"types: [dam]", "types: [weir]"},
                                                {"to: dam,", "to: weir,"},
                                                {"  reason:   { kind: text,", "  cause:    { kind: number, was: reason,"},
                                                {"  phone:    { kind: text,", "  call:     { kind: text, was: phone,"}}))
                    .has_value());
    draft = city_.dam("新坝", city_.north);
    draft.type = "weir";
    draft.fields.set("cause", 3);
    create(draft);
    Record again = up;
    again.type = "weir";
    move(again, "wait");
    update(again, {{"call", "13900000462"}});
    Draft note;
    note.type = "note";
    note.jurisdiction_id = city_.city;
    note.fields = {{"text", "改名之后"}, {"about", up.id}};
    create(note);
  }
  std::optional<record::Difference> difference() { return record::first_difference(*city_.database, *into_, kKey).value(); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Replay,
                         ::testing::Values(Engines{db::Engine::kSqlite, db::Engine::kSqlite}, Engines{db::Engine::kPostgres, db::Engine::kPostgres},
                                           Engines{db::Engine::kSqlite, db::Engine::kPostgres}, Engines{db::Engine::kPostgres, db::Engine::kSqlite}));

TEST_P(Replay, GivesTheSameTables) {
  live();
  const auto replayed = record::replay(*city_.database, *into_, kKey);
  ASSERT_TRUE(replayed.has_value()) << error_text(replayed.error(), "en") << replayed.error().cause;
  EXPECT_EQ(replayed->entries, city_.database->read([](db::Connection& c) { return journal::head(c); }));
  const auto found = difference();
  EXPECT_FALSE(found.has_value()) << found->where << ' ' << found->what;
  EXPECT_FALSE(into_->read([](db::Connection& c) { return journal::verify(c); }).has_value());
  // A city can go on from there: numbers continue, keys and repeated intents are known.
  record::Store::Options options;
  options.field_key = kKey;
  auto store = record::Store::open(*into_, city_.model, city_.time, city_.time, options);
  ASSERT_TRUE(store.has_value());
  Draft draft = city_.dam("又一坝", city_.north);
  draft.type = "weir";
  EXPECT_EQ((*store)->create(chief_, {}, draft).value().number, "BA-20260819-005");
  draft.fields.set("name", "上坝");
  EXPECT_EQ((*store)->create(chief_, {}, draft).error().code, error::kDuplicate);
  record::Query query;
  query.type = "weir";
  query.text = "上坝";
  EXPECT_EQ((*store)->list(chief_, query)->total, 1);
}

TEST_P(Replay, ARepeatedIntentHasNoSecondEffectThere) {
  record::Intent intent;
  intent.id = derived_id("phone/1");
  intent.fingerprint = "what was asked";
  ASSERT_TRUE(city_.store->create(chief_, intent, city_.dam("上坝", city_.north)).has_value());
  ASSERT_TRUE(record::replay(*city_.database, *into_, kKey).has_value());
  record::Store::Options options;
  options.field_key = kKey;
  auto store = record::Store::open(*into_, city_.model, city_.time, city_.time, options);
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ((*store)->create(chief_, intent, city_.dam("上坝", city_.south)).error().code, error::kIntentConflict);
}

TEST_P(Replay, NamesTheFirstDifference) {
  live();
  ASSERT_TRUE(record::replay(*city_.database, *into_, kKey).has_value());
  const auto change = [&](const char* sql) {
    return city_.database->write([&](db::Connection& c) { return c.execute(sql); }).value();
  };
  ASSERT_EQ(change("UPDATE number_series SET last = last + 1 WHERE series = 'real|BA-20260819'"), 1);
  EXPECT_EQ(difference()->where, "number_series real|BA-20260819");
  ASSERT_EQ(change("UPDATE r_weir SET f_width_m = 7.5 WHERE f_name = '新坝'"), 1);
  EXPECT_EQ(difference()->what, "width_m: 7.5 ≠ 5");
  EXPECT_EQ(difference()->where.substr(0, 5), "weir ");
}

TEST_P(Replay, ASecondReplayIntoTheSameDatabaseIsRefused) {
  create(city_.dam("上坝", city_.north));
  ASSERT_TRUE(record::replay(*city_.database, *into_, kKey).has_value());
  const auto again = record::replay(*city_.database, *into_, kKey);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, error::kReplayNotEmpty);
}

TEST_P(Replay, AnEntryThatWasAlteredStopsIt) {
  const Record dam = create(city_.dam("上坝", city_.north));
  update(dam, {{"height_m", 3}});
  const auto altered = city_.database->write([&](db::Connection& c) {
    return c.execute(c.pick("UPDATE journal SET body = replace(body, '[12.5,3]', '[12.5,4]')", "UPDATE journal SET body = replace(body, '[12.5,3]', '[12.5,4]') WHERE body LIKE '%[12.5,3]%'"));
  });
  ASSERT_TRUE(altered.has_value());
  EXPECT_EQ(record::replay(*city_.database, *into_, kKey).error().code, error::kChainBroken);
}

TEST_P(Replay, TheBookOfTheJournalFollowsChangedDefinitions) {
  live();
  const auto book = record::read_book(*city_.database, kKey);
  ASSERT_TRUE(book.has_value());
  record::Query query;
  query.type = "weir";
  const auto weirs = city_.store->list_all(chief_, query).value();
  ASSERT_EQ(weirs.size(), 3U);
  for (const Record& weir : weirs) {
    const Record& told = book->rows.at(weir.id);
    EXPECT_EQ(told.type, "weir");
    EXPECT_EQ(told.version, weir.version);
    for (const char* field : {"call", "cause", "height_m", "due_at", "tags"}) {
      const json::Value none;
      EXPECT_EQ(told.has(field) ? *told.fields.find(field) : none, weir.has(field) ? *weir.fields.find(field) : none) << field;
    }
  }
}

}  // namespace
}  // namespace muster
