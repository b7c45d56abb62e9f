#include <gtest/gtest.h>

#include <algorithm>

#include "clock/clock.h"
#include "demo/autopilot.h"
#include "demo/demo_folder.h"
#include "demo/feeder.h"
#include "incident/incident.h"
#include "response/response.h"

namespace muster::demo {
namespace {

// A newcomer alone: the others act by themselves, through their own rights, from the noon forecast to the held sand boil.
TEST(DemoNight, MovesByItselfFromTheForecastToTheHeldSandBoil) {
  Folder folder(db::Engine::kSqlite);
  const Status loaded = folder.load_city();
  ASSERT_TRUE(loaded) << whole_text(loaded.error());
  clock::attach(*folder.store);
  response::attach(*folder.store);
  incident::attach(*folder.store);
  const auto directory = identity::Directory::make(*folder.database, folder.model);
  const auto service = observation::Service::make(*folder.database, *folder.store, folder.time);
  Feeder feeder(*service, folder.time);
  Autopilot others(*folder.store, *directory, folder.time);

  const UtcTime end = *parse_time("2026-08-20T05:00:00+08:00");
  while (folder.time.now() < end) {
    // Nothing but readings happens for most of the 18th and 19th: half hours there, four minutes in the night.
    const bool is_night = folder.time.now() >= *parse_time("2026-08-20T02:12:00+08:00");
    folder.time.advance(is_night ? std::chrono::minutes(4) : std::chrono::minutes(30));
    const auto fed = feeder.step();
    ASSERT_TRUE(fed) << whole_text(fed.error());
    ASSERT_TRUE(others.step());
  }
  for (const std::string& refusal : others.refused()) ADD_FAILURE() << refusal;

  const auto notices = folder.list("level_notice", {{"level", "eq", "3"}, {"state", "eq", "signed"}});
  ASSERT_EQ(notices.items.size(), 1U);
  EXPECT_EQ(notices.items.front().text("signed_by"), id_of("person", "guchangfeng"));
  EXPECT_EQ(folder.list("receipt", {{"notice", "eq", notices.items.front().id}, {"state", "eq", "accepted"}}).items.size(), 26U);
  const auto incidents = folder.list("dike_incident", {{"stake", "eq", "718350"}});
  ASSERT_EQ(incidents.items.size(), 1U);
  EXPECT_EQ(incidents.items.front().state, "under_control");
  EXPECT_EQ(folder.list("warning", {{"state", "eq", "relayed"}}).items.size(), 1U);
  EXPECT_EQ(folder.list("line_report").items.size(), 2U);
  EXPECT_GT(folder.list("task").items.size(), 20U);
}

}  // namespace
}  // namespace muster::demo
