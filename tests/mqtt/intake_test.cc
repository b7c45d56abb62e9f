#include <gmock/gmock.h>

#include <mutex>

#include "base/id.h"
#include "clock/clock.h"
#include "mqtt/intake.h"
#include "support/mosquitto.h"
#include "support/shipped_city.h"

namespace muster::mqtt {
namespace {

using test_support::need;

class IntakeTest : public testing::TestWithParam<db::Engine> {
 protected:
  IntakeTest() : city(GetParam(), observation::migrations()) {
    clock::attach(*city.store);
    service = observation::Service::make(*city.database, *city.store, city.time);
    city.time.set("2026-08-19T20:00:00+08:00");
  }
  Intake intake(bool trust_topic) {
    return Intake({*service, *city.access, *city.directory, city.time, [this](const std::vector<std::string>& stations) { news = stations; }}, trust_topic);
  }
  static MqttMessage message(const std::string& payload, const std::string& account = "gateway") {
    return {"muster/readings/" + account, payload, false, false};
  }
  static std::string reading(const std::string& value, const std::string& at = "2026-08-19T20:00:00+08:00", const std::string& station = "60112200") {
    return R"({"readings":[{"station":")" + station + R"(","property":"stage_m","at":")" + at + R"(","value":)" + value + "}]}";
  }
  std::int64_t rows() {
    return city.database->read([](db::Connection& c) { return (*c.one("SELECT COUNT(*) FROM reading"))[0].integer(); });
  }

  test_support::ShippedCity city;
  std::unique_ptr<observation::Service> service;
  std::vector<std::string> news;
};
INSTANTIATE_TEST_SUITE_P(Engines, IntakeTest, testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(IntakeTest, AReadingIsWrittenAndRaisesTheAlarmOfItsGauge) {
  Intake in = intake(true);
  ASSERT_TRUE(in.take(message(reading("43.05", "2026-08-19T19:50:00+08:00"))));
  ASSERT_TRUE(in.take(message(reading("43.08"))));
  const auto alarms = city.list("alarm", {{"kind", "eq", "stage"}});
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms.front().text("stage_kind"), "warning");
  EXPECT_EQ(news, std::vector<std::string>{city.ids["shashi"]});
  EXPECT_EQ(in.counts().accepted, 2);
  EXPECT_EQ(in.counts().lag_s, 0);
}

TEST_P(IntakeTest, AForecastOfAGatewayIsARecord) {
  Intake in = intake(true);
  ASSERT_TRUE(in.take(message(R"({"forecasts":[{"issuer":"长江委水文局","station":"60112200","property":"stage_m","issued_at":"2026-08-19T18:00:00+08:00","valid_at":"2026-08-20T18:00:00+08:00","value":43.2,"error_m":0.1}]})")));
  EXPECT_EQ(city.list("forecast").size(), 1U);
  EXPECT_EQ(in.counts().accepted, 1);
}

TEST_P(IntakeTest, TheSameMessageAgainIsOneReading) {
  Intake in = intake(true);
  ASSERT_TRUE(in.take(message(reading("42.50"))));
  ASSERT_TRUE(in.take(message(reading("42.50"))));
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(in.counts().duplicate, 1);
  EXPECT_EQ(in.counts().refused_messages, 0);
}

TEST_P(IntakeTest, LagIsTheAgeOfTheReadingWhenItCame) {
  Intake in = intake(true);
  ASSERT_TRUE(in.take(message(reading("42.50", "2026-08-19T19:58:30+08:00"))));
  EXPECT_EQ(in.counts().lag_s, 90);
}

struct Bad {
  const char* name;
  std::string payload;
  const char* account;
};
TEST_P(IntakeTest, WhatIsWrongIsRefusedCountedAndDealtWith) {
  const Bad cases[] = {
      {"no JSON", "garbage \x01\xff", "gateway"},
      {"no object", "[1,2]", "gateway"},
      {"no readings", "{}", "gateway"},
      {"another key", R"({"readings":[],"secret":1})", "gateway"},
      {"unknown station", reading("42", "2026-08-19T20:00:00+08:00", "00000000"), "gateway"},
      {"absurd value", reading("99"), "gateway"},
      {"value is text", reading(R"("high")"), "gateway"},
      {"far in the future", reading("42", "2027-08-19T20:00:00+08:00"), "gateway"},
      {"unknown account", reading("42"), "stranger"},
      {"no right to write readings", reading("42"), "leader"},
      {"a gauge of another place", reading("42"), "gongan.duty"},
      {"a false token", R"({"token":"mst_0000","readings":[]})", "gateway"},
      {"too large", "{\"readings\":[" + std::string(observation::kBatchBytes, ' ') + "]}", "gateway"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.name);
    Intake in = intake(true);
    EXPECT_TRUE(in.take(message(bad.payload, bad.account)));
    EXPECT_EQ(in.counts().refused_messages, 1);
    EXPECT_EQ(in.counts().accepted, 0);
  }
  EXPECT_EQ(rows(), 0);
}

TEST_P(IntakeTest, GoodReadingsBesideABadOneAreTaken) {
  Intake in = intake(true);
  ASSERT_TRUE(in.take(message(R"({"readings":[{"station":"x","at":"2026-08-19T20:00:00+08:00","value":1},{"station":"60112200","at":"2026-08-19T20:00:00+08:00","value":42.1},{"station":"60112200","at":"yesterday","value":42.1}]})")));
  EXPECT_EQ(in.counts().accepted, 1);
  EXPECT_EQ(in.counts().refused, 2);
  EXPECT_EQ(in.counts().refused_messages, 0);
}

TEST_P(IntakeTest, WithoutTrustInTopicsOnlyATokenProvesTheSender) {
  Intake in = intake(false);
  ASSERT_TRUE(in.take(message(reading("42.1"))));
  EXPECT_EQ(in.counts().refused_messages, 1);
  EXPECT_EQ(rows(), 0);
  const std::string token = need(city.access->make_token("gateway", "gauge", std::chrono::hours(1)));
  std::string body = reading("42.1");
  body.insert(1, R"("token":")" + token + R"(",)");
  ASSERT_TRUE(in.take(message(body, "anything")));
  EXPECT_EQ(rows(), 1);
  ASSERT_TRUE(city.access->disable("gateway", true));
  ASSERT_TRUE(in.take(message(body)));
  EXPECT_EQ(in.counts().refused_messages, 2);
}

TEST_P(IntakeTest, ACountyWritesItsOwnGauge) {
  Intake in = intake(true);
  ASSERT_TRUE(in.take(message(reading("35.1", "2026-08-19T20:00:00+08:00", "60112399"), "gongan.duty")));
  EXPECT_EQ(in.counts().accepted, 1);
}

// From the device to the alarm over a real broker, and once more: QoS 1 promises at least once, the city keeps once.
TEST_P(IntakeTest, FromTheBrokerToTheAlarmOnceHoweverOftenItIsSent) {
  test_support::Mosquitto broker;
  test_support::TempFolder folder;
  Intake in = intake(true);
  MqttSettings settings;
  settings.url = broker.url();
  settings.client_id = "muster-intake";
  settings.topic = "muster/readings/#";
  settings.folder = folder.path().string();
  settings.first_wait = Millis{20};
  const auto link = need(MqttLink::start(settings, [&](const MqttMessage& m) { return in.take(m); }));
  ASSERT_TRUE(test_support::eventually([&] { return link->state().connected; }));
  const std::string lines = reading("43.05", "2026-08-19T19:50:00+08:00") + '\n' + reading("43.08");
  ASSERT_TRUE(broker.publish("muster/readings/gateway", lines + "\nnonsense"));
  ASSERT_TRUE(test_support::eventually([&] { return in.counts().messages == 3; }));
  EXPECT_EQ(in.counts().refused_messages, 1);
  broker.kill();
  ASSERT_TRUE(test_support::eventually([&] { return !link->state().connected; }));
  broker.start();
  ASSERT_TRUE(test_support::eventually([&] { return link->state().connected; }));
  ASSERT_TRUE(broker.publish("muster/readings/gateway", lines));
  ASSERT_TRUE(test_support::eventually([&] { return in.counts().accepted == 2 && in.counts().duplicate >= 2; }));
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(city.list("alarm", {{"kind", "eq", "stage"}}).size(), 1U);
}

// A lorry of an exercise drives in the exercise: the ledger stands in the topic, and the real one hears nothing of it. Over a real broker.
TEST_P(IntakeTest, PositionsGoToTheLedgerThatTheirTopicNames) {
  test_support::Mosquitto broker;
  test_support::TempFolder folder;
  std::mutex mutex;
  std::vector<std::string> taken;
  Intake in({*service, *city.access, *city.directory, city.time, {},
             [&](const identity::Viewer& viewer, const std::string& ledger, const json::Value& body) -> Result<observation::Receipt> {
               const std::lock_guard lock(mutex);
               taken.push_back(viewer.actor.account + ' ' + ledger + ' ' + body["positions"].as_array().front().text("tracker"));
               return observation::Receipt{};
             }},
            true);
  MqttSettings settings;
  settings.url = broker.url();
  settings.client_id = "muster-test";
  settings.topic = "muster/readings/#,muster/positions/#";
  settings.folder = folder.path().string();
  const auto link = need(MqttLink::start(settings, [&](const MqttMessage& one) { return in.take(one); }));
  ASSERT_TRUE(test_support::eventually([&] { return link->state().connected; }));
  const auto payload = [](const char* tracker) { return R"({"positions":[{"tracker":")" + std::string(tracker) + R"("}]})"; };
  ASSERT_TRUE(broker.publish("muster/positions/gateway", payload("T1")));
  ASSERT_TRUE(broker.publish("muster/positions/gateway/scenario:flood", payload("T2")));
  ASSERT_TRUE(broker.publish("muster/positions/stranger/scenario:flood", payload("T3")));
  ASSERT_TRUE(test_support::eventually([&] { return in.counts().messages == 3; }));
  EXPECT_THAT(taken, testing::ElementsAre("gateway real T1", "gateway scenario:flood T2"));
  EXPECT_EQ(in.counts().refused_messages, 1) << "the account before the ledger is who sends";
  link->stop();
}

}  // namespace
}  // namespace muster::mqtt
