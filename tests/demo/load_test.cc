#include <gtest/gtest.h>

#include "demo/demo_folder.h"
#include "demo/feeder.h"
#include "demo/scenario.h"
#include "observation/observation.h"

namespace muster::demo {
namespace {

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
