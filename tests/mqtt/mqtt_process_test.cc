#include <gtest/gtest.h>

#include <random>

#include "support/muster_server.h"
#include "support/mosquitto.h"
#include "support/test_database.h"

namespace muster::mqtt {
namespace {

using test_support::eventually;
using test_support::MusterServer;

class MqttProcess : public testing::TestWithParam<db::Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, MqttProcess, testing::ValuesIn(test_support::engines()), test_support::engine_name);

std::string reading(UtcTime at, double value) {
  return R"({"readings":[{"station":"60112200","property":"stage_m","at":")" + format_time(at) + R"(","value":)" + std::to_string(value) + "}]}";
}

// The broker has acknowledged each reading to its sender, so each must arrive, whatever happens to the server: killed at any moment
// between taking a message and acknowledging it, it gets the message again and writes it once.
TEST_P(MqttProcess, KilledAgainAndAgainTheServerLosesNoReadingAndWritesNoneTwice) {
  test_support::Mosquitto broker;
  MusterServer server(GetParam(), {{"MUSTER_MQTT_URL", broker.url()}, {"MUSTER_MQTT_TRUST_TOPIC", "true"}});
  server.start();
  const std::string gauge = server.create("gauge", {{"code", "60112200"}, {"name", "沙市"}, {"min_physical", 25}, {"max_physical", 50}});
  ASSERT_TRUE(eventually([&] { return server.metric("muster_mqtt_connected") == 1; }));
  std::mt19937 random(20200820);
  const UtcTime begin = WallTime().now() - std::chrono::hours(20);
  constexpr int kRounds = 5;
  constexpr int kEach = 60;
  int sent = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string lines;
    for (int i = 0; i < kEach; ++i, ++sent) lines += (lines.empty() ? "" : "\n") + reading(begin + std::chrono::minutes(sent), 40 + sent * 0.001);
    ASSERT_TRUE(broker.publish("muster/readings/admin", lines));
    const double until = std::uniform_int_distribution<int>(1, kEach)(random);
    ASSERT_TRUE(eventually([&] { return server.metric("muster_mqtt_messages") >= until; }));
    server.kill();
    server.start();
  }
  std::string from = format_time(begin);
  from.replace(from.find('+'), 1, "%2B");
  const auto count = [&] { return server.get("/api/v1/readings?station=60112200&max_points=5000&from=" + from)["points"].as_array().size(); };
  ASSERT_TRUE(eventually([&] { return count() == static_cast<std::size_t>(sent); })) << count() << " of " << sent;
  EXPECT_EQ(server.metric("muster_mqtt_messages_refused"), 0);
}

TEST_P(MqttProcess, APositionMovesTheVehicleAndOneForALedgerThatIsNoneIsRefused) {
  test_support::Mosquitto broker;
  MusterServer server(GetParam(), {{"MUSTER_MQTT_URL", broker.url()}, {"MUSTER_MQTT_TRUST_TOPIC", "true"}});
  server.start();
  const std::string lorry = server.create("vehicle", {{"plate", "鄂D00001"}, {"kind", "truck"}, {"tracker", "T1"}});
  ASSERT_TRUE(eventually([&] { return server.metric("muster_mqtt_connected") == 1; }));
  const auto position = [](int minute, double lon) {
    const UtcTime at = WallTime().now() - std::chrono::minutes(30 - minute);
    return R"({"positions":[{"tracker":"T1","at":")" + format_time(at) + R"(","lon":)" + std::to_string(lon) + R"(,"lat":30.05}]})";
  };
  const auto shown = [&] { return server.get("/api/v1/records/vehicle/" + lorry)["record"]["geometry"]; };
  ASSERT_TRUE(broker.publish("muster/positions/admin/nowhere", position(1, 112.1)));
  ASSERT_TRUE(eventually([&] { return server.metric("muster_mqtt_messages_refused") == 1; })) << "a ledger that is none";
  EXPECT_TRUE(shown().is_null());
  ASSERT_TRUE(broker.publish("muster/positions/admin", position(2, 112.3)));
  ASSERT_TRUE(eventually([&] { return !shown().is_null(); }));
  EXPECT_NEAR(shown()["coordinates"].as_array().front().as_double(), 112.3, 1e-9);
  ASSERT_TRUE(broker.publish("muster/positions/admin/real", position(3, 112.4)));
  ASSERT_TRUE(eventually([&] { return std::abs(shown()["coordinates"].as_array().front().as_double() - 112.4) < 1e-9; }));
}

TEST(MqttDoctor, TellsOfABrokerThatCannotBeReached) {
  test_support::Mosquitto broker;
  MusterServer server(db::Engine::kSqlite, {});
  const auto doctor = [&] {
    const std::string out = test_support::run_program({"env", "MUSTER_MQTT_URL=" + broker.url(), MusterServer::program(), "doctor", "--data", server.data(), "--json"}).out;
    const json::Value report = json::parse(out).value();
    for (const json::Value& finding : report["findings"].as_array()) {
      if (finding.text("what") == "mqtt") return finding.text("level");
    }
    return std::string("missing");
  };
  EXPECT_EQ(doctor(), "fine");
  broker.end();
  EXPECT_EQ(doctor(), "warning");
}

}  // namespace
}  // namespace muster::mqtt
