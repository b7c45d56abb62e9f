// A database of either engine with the shipped definitions, standing at the scenario's start, as `muster init --demo` makes it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "demo/demo.h"
#include "demo/scenario.h"
#include "journal/journal.h"
#include "observation/observation.h"
#include "record/schema.h"
#include "support/small_city.h"

namespace muster::demo {

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

  Status load_city(bool with_years = false) { return load({*store, *access, *database, time, with_years}); }
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

inline std::string whole_text(const Error& error) {
  std::string out = error_text(error, "zh") + " field=" + error.field + ' ' + error.cause;
  for (const Error& also : error.also) out += "\n  " + error_text(also, "zh") + " field=" + also.field;
  return out;
}

}  // namespace muster::demo
