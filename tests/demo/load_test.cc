#include <gtest/gtest.h>

#include <algorithm>

#include "demo/demo.h"
#include "demo/feeder.h"
#include "demo/scenario.h"
#include "journal/journal.h"
#include "observation/observation.h"
#include "record/schema.h"
#include "support/small_city.h"

namespace muster::demo {
namespace {

/// The shipped definitions over an empty database, standing at the scenario's start.
struct Folder {
  explicit Folder(db::Engine engine) : database(engine), access_database(engine) {
    time.set(format_time(scenario_start()));
    std::vector<db::Migration> migrations = journal::migrations();
    for (auto more : {record::migrations(), observation::migrations()}) migrations.insert(migrations.end(), more.begin(), more.end());
    std::ranges::sort(migrations, {}, &db::Migration::number);
    EXPECT_TRUE(db::migrate(*database, migrations));
    const auto loaded = model::load(model::shipped_sources());
    EXPECT_TRUE(loaded) << error_text(loaded.error(), "en");
    model = *loaded;
    record::Store::Options options;
    options.field_key = std::string(32, 'k');
    auto opened = record::Store::open(*database, model, time, time, options);
    EXPECT_TRUE(opened) << error_text(opened.error(), "en");
    store = *std::move(opened);
    access = *identity::Access::open(*access_database, time, std::string(32, 'a'));
  }

  Status load_city() { return load({*store, *access, *database, time}); }
  [[nodiscard]] std::int64_t count(const std::string& type, const std::string& ledger) {
    return database->read([&](db::Connection& c) {
      return (*c.one("SELECT COUNT(*) FROM r_" + type + " WHERE ledger = $1", {ledger}))[0].integer();
    });
  }
  [[nodiscard]] record::Page list(const std::string& type, std::vector<record::Filter> filters = {}) {
    record::Query query;
    query.type = type;
    query.ledger = kLedger;
    query.filters = std::move(filters);
    query.limit = 500;
    return *store->list(identity::Viewer::system("test"), query);
  }

  test_support::HandTime time;
  test_support::TestDatabase database;
  test_support::TestDatabase access_database;
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<record::Store> store;
  std::unique_ptr<identity::Access> access;
};

std::string whole_text(const Error& error) {
  std::string out = error_text(error, "zh") + " field=" + error.field + ' ' + error.cause;
  for (const Error& also : error.also) out += "\n  " + error_text(also, "zh") + " field=" + also.field;
  return out;
}

class DemoLoading : public testing::TestWithParam<db::Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, DemoLoading, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(DemoLoading, WritesTheWholeCityOnceAndLivesOn) {
  Folder folder(GetParam());
  const Status loaded = folder.load_city();
  ASSERT_TRUE(loaded) << whole_text(loaded.error());
  EXPECT_EQ(folder.count("jurisdiction", "real"), 2110);
  EXPECT_EQ(folder.count("dike_section", "real"), 360);
  EXPECT_EQ(folder.count("sluice", "real") + folder.count("sluice", std::string(kLedger)), 41);
  EXPECT_EQ(folder.count("duty_shift", "real"), 0);
  EXPECT_EQ(folder.list("level_notice", {{"state", "eq", "signed"}}).items.size(), 1U);
  EXPECT_EQ(folder.list("receipt", {{"state", "eq", "accepted"}}).items.size(), 26U);
  EXPECT_TRUE(folder.access->account("admin"));
  EXPECT_TRUE(folder.list("alarm", {{"state", "eq", "active"}}).items.empty());
  EXPECT_GE(folder.list("alarm", {{"state", "eq", "acknowledged"}, {"kind", "eq", "stage"}}).items.size(), 5U);

  // Loaded again, nothing is written twice.
  const std::int64_t persons = folder.count("person", "real");
  ASSERT_TRUE(folder.load_city());
  EXPECT_EQ(folder.count("person", "real"), persons);

  // The noon forecast is the first signal; Shashi passes 43.00 at 23:00 on the 19th.
  const auto service = observation::Service::make(*folder.database, *folder.store, folder.time);
  Feeder feeder(*service, folder.time);
  folder.time.set("2026-08-18T12:01:00+08:00");
  const auto fed = feeder.step();
  ASSERT_TRUE(fed) << whole_text(fed.error());
  EXPECT_GT(*fed, 100);
  const auto foreseen = folder.list("alarm", {{"kind", "eq", "forecast"}, {"gauge", "eq", id_of("gauge", "SHASHI")}});
  ASSERT_EQ(foreseen.items.size(), 1U);
  EXPECT_EQ(foreseen.items.front().text("proposed_level"), "3");

  folder.time.set("2026-08-19T23:00:00+08:00");
  ASSERT_TRUE(feeder.step());
  const auto stage = folder.list("alarm", {{"kind", "eq", "stage"}, {"gauge", "eq", id_of("gauge", "SHASHI")}});
  ASSERT_EQ(stage.items.size(), 1U);
  EXPECT_EQ(stage.items.front().text("stage_kind"), "warning");

  // A feeder begun again sends only what is known already.
  Feeder again(*service, folder.time);
  EXPECT_EQ(*again.step(), 0);
}

}  // namespace
}  // namespace muster::demo
