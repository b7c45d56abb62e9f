#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "clock/clock.h"
#include "demo/autopilot.h"
#include "demo/demo_folder.h"
#include "demo/feeder.h"
#include "duty/brief.h"
#include "incident/incident.h"
#include "message/message.h"
#include "record/replay.h"
#include "response/response.h"

namespace muster::demo {
namespace {

// What a whole night left behind comes out of its journal again, on either engine.
void expect_replay_gives_the_same(Folder& folder, db::Engine engine) {
  test_support::TestDatabase into(engine);
  std::vector<db::Migration> migrations = journal::migrations();
  for (auto more : {record::migrations(), observation::migrations()}) migrations.insert(migrations.end(), more.begin(), more.end());
  std::ranges::sort(migrations, {}, &db::Migration::number);
  ASSERT_TRUE(db::migrate(*into, migrations));
  const std::string key(32, 'k');
  const auto replayed = record::replay(*folder.database, *into, key);
  ASSERT_TRUE(replayed) << whole_text(replayed.error());
  EXPECT_GT(replayed->entries, 100);
  const auto difference = record::first_difference(*folder.database, *into, key);
  ASSERT_TRUE(difference) << whole_text(difference.error());
  EXPECT_FALSE(difference->has_value()) << (*difference)->where << "  " << (*difference)->what;
}

std::int64_t late_ms(Folder& folder, const record::Record& about) {
  std::int64_t late = 0;
  for (const record::Record& clock : folder.list("clock", {{"about", "eq", about.id}}).items) late += clock.integer("late_ms");
  return late;
}

// First reports of both incidents to four receivers each, the written ones as files; one is late, on purpose, and says so.
void expect_the_reports_to_go_in_time(Folder& folder, const std::filesystem::path& outbox) {
  const auto receipts = folder.list("report_receipt", {{"report_kind", "eq", "first"}, {"state", "eq", "acknowledged"}}).items;
  std::vector<record::Record> late;
  std::ranges::copy_if(receipts, std::back_inserter(late), [&](const record::Record& receipt) { return late_ms(folder, receipt) > 0; });
  EXPECT_GE(receipts.size(), 8U);
  ASSERT_EQ(late.size(), 1U);
  EXPECT_NE(late.front().text("receipt_by").find("【情景】"), std::string::npos);
  EXPECT_GE(folder.list("report", {{"kind", "eq", "follow_up"}, {"state", "eq", "sent"}}).items.size(), 2U);
  EXPECT_EQ(folder.list("message_out", {{"state", "in", "queued,failed"}}).items.size(), 0U);
  EXPECT_FALSE(std::filesystem::is_empty(outbox));
  // Each morning's brief is drafted, signed by another and numbered.
  const auto briefs = folder.list("daily_brief", {{"state", "eq", "signed"}}).items;
  ASSERT_EQ(briefs.size(), 1U);  // of the 19th: the night ends before that of the 20th
  EXPECT_EQ(briefs.front().text("issue_no"), "2026年第1期");
  EXPECT_NE(briefs.front().text("text").find("沙市站"), std::string::npos);
  EXPECT_NE(briefs.front().text("signed_by"), briefs.front().text("drafted_by"));
  // Townships owe a zero report each day that a level is in force; most are in time.
  const auto zero = folder.list("zero_report", {{"state", "eq", "reported"}}).items;
  EXPECT_GT(zero.size(), 100U);
  EXPECT_GT(folder.list("guard_report", {{"at", "gt", "2026-08-18T12:00:00+08:00"}}).items.size(), 5U);
}

// A newcomer alone: the others act by themselves, through their own rights, from the noon forecast to the held sand boil.
TEST(DemoNight, MovesByItselfFromTheForecastToTheHeldSandBoil) {
  Folder folder(db::Engine::kSqlite);
  const Status loaded = folder.load_city();
  ASSERT_TRUE(loaded) << whole_text(loaded.error());
  clock::attach(*folder.store);
  response::attach(*folder.store);
  incident::attach(*folder.store);
  message::attach(*folder.store);
  duty::attach(*folder.store);
  const auto directory = identity::Directory::make(*folder.database, folder.model);
  const auto service = observation::Service::make(*folder.database, *folder.store, folder.time);
  Feeder feeder(*service, folder.time);
  Autopilot others(*folder.store, *directory, folder.time, service.get());
  const test_support::TempFolder out;
  message::Settings settings;
  settings.outbox = (out.path() / "outbox").string();
  message::Sender sender(*folder.store, folder.time, folder.time, settings);
  duty::ZeroReports zero_reports(*folder.store, folder.time);

  const UtcTime end = *parse_time("2026-08-20T05:00:00+08:00");
  while (folder.time.now() < end) {
    // Nothing but readings happens for most of the 18th and 19th: half hours there, four minutes in the night.
    const bool is_night = folder.time.now() >= *parse_time("2026-08-20T02:12:00+08:00");
    folder.time.advance(is_night ? std::chrono::minutes(4) : std::chrono::minutes(30));
    const auto fed = feeder.step();
    ASSERT_TRUE(fed) << whole_text(fed.error());
    ASSERT_TRUE(zero_reports.run(std::string(kLedger)));
    ASSERT_TRUE(others.step());
    ASSERT_TRUE(sender.step(std::string(kLedger)));
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
  expect_the_reports_to_go_in_time(folder, out.path() / "outbox" / "scenario-flood");
  for (const db::Engine engine : test_support::engines()) expect_replay_gives_the_same(folder, engine);
}

}  // namespace
}  // namespace muster::demo
