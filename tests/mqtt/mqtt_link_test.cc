#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <mutex>

#include "mqtt/mqtt.h"
#include "support/mosquitto.h"

namespace muster::mqtt {
namespace {

using test_support::eventually;
using test_support::Mosquitto;
using test_support::TempFolder;

/// What came, in order.
class Box {
 public:
  MqttLink::Handler handler(bool good = true) {
    return [this, good](const MqttMessage& message) {
      const std::lock_guard lock(mutex_);
      messages_.push_back(message);
      return good;
    };
  }
  [[nodiscard]] std::vector<std::string> payloads() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const MqttMessage& message : messages_) out.push_back(message.payload);
    return out;
  }
  [[nodiscard]] bool any_again() const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(messages_, &MqttMessage::again);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<MqttMessage> messages_;
};

MqttSettings settings_for(const Mosquitto& broker, const TempFolder& folder) {
  MqttSettings settings;
  settings.url = broker.url();
  settings.client_id = "muster-test";
  settings.topic = "muster/readings/#";
  settings.folder = folder.path().string();
  settings.first_wait = Millis{20};
  settings.longest_wait = Millis{200};
  return settings;
}

std::unique_ptr<MqttLink> start(const MqttSettings& settings, MqttLink::Handler handler) {
  auto link = MqttLink::start(settings, std::move(handler));
  EXPECT_TRUE(link) << error_text(link.error(), "en");
  return *std::move(link);
}

bool comes_in(const MqttLink& link) {
  return eventually([&link] { return link.state().connected; });
}

TEST(MqttLink, GivesMessagesInTheOrderInWhichTheyWereSent) {
  Mosquitto broker;
  TempFolder folder;
  Box box;
  const auto link = start(settings_for(broker, folder), box.handler());
  ASSERT_TRUE(comes_in(*link));
  ASSERT_TRUE(broker.publish("muster/readings/a", "1\n2\n3"));
  ASSERT_TRUE(eventually([&] { return box.payloads().size() == 3; }));
  EXPECT_THAT(box.payloads(), testing::ElementsAre("1", "2", "3"));
}

TEST(MqttLink, WhatWasSentWhileNobodyListenedComesWhenTheSessionIsTakenUpAgain) {
  Mosquitto broker;
  TempFolder folder;
  Box box;
  auto link = start(settings_for(broker, folder), box.handler());
  ASSERT_TRUE(comes_in(*link));
  link->stop();
  ASSERT_TRUE(broker.publish("muster/readings/a", "missed"));
  link = start(settings_for(broker, folder), box.handler());
  EXPECT_TRUE(eventually([&] { return box.payloads() == std::vector<std::string>{"missed"}; }));
}

TEST(MqttLink, ComesBackByItselfWhenTheBrokerWasKilled) {
  Mosquitto broker;
  TempFolder folder;
  Box box;
  const auto link = start(settings_for(broker, folder), box.handler());
  ASSERT_TRUE(comes_in(*link));
  broker.kill();
  ASSERT_TRUE(eventually([&] { return !link->state().connected; }));
  EXPECT_FALSE(link->state().cause.empty());
  broker.start();
  ASSERT_TRUE(comes_in(*link));
  ASSERT_TRUE(broker.publish("muster/readings/a", "after"));
  EXPECT_TRUE(eventually([&] { return box.payloads() == std::vector<std::string>{"after"}; }));
  EXPECT_EQ(link->state().connections, 2);
}

TEST(MqttLink, WaitsForABrokerThatComesLater) {
  Mosquitto broker;
  broker.end();
  TempFolder folder;
  Box box;
  const auto link = start(settings_for(broker, folder), box.handler());
  ASSERT_TRUE(eventually([&] { return !link->state().cause.empty(); }));
  broker.start();
  EXPECT_TRUE(comes_in(*link));
}

// MQTT 3.1.1 section 4.4: what was not acknowledged is sent again. A process that dies with the message in hand has not acknowledged.
TEST(MqttLink, AMessageInTheHandsOfAProcessThatDiesComesAgain) {
  Mosquitto broker;
  TempFolder folder;
  {
    Box box;
    const auto link = start(settings_for(broker, folder), box.handler());
    ASSERT_TRUE(comes_in(*link));  // the session is made before anything is sent
  }
  ASSERT_TRUE(broker.publish("muster/readings/a", "precious"));
  const TempFolder other;
  const test_support::Ended ended = test_support::run_program({MUSTER_DIES_WITH_MESSAGE, broker.url(), "muster-test", "muster/readings/#", other.path().string()});
  ASSERT_EQ(ended.code, -SIGKILL);
  ASSERT_EQ(ended.out, "precious");  // it had the message
  Box box;
  const auto link = start(settings_for(broker, folder), box.handler());
  ASSERT_TRUE(eventually([&] { return !box.payloads().empty(); }));
  EXPECT_EQ(box.payloads().front(), "precious");
  EXPECT_TRUE(box.any_again());
}

TEST(MqttLink, AMessageThatCannotBeDealtWithIsTriedAgainAndHoldsBackTheNext) {
  Mosquitto broker;
  TempFolder folder;
  std::mutex mutex;
  std::vector<std::string> seen;
  const auto link = start(settings_for(broker, folder), [&](const MqttMessage& message) {
    const std::lock_guard lock(mutex);
    seen.push_back(message.payload);
    if (seen.size() == 2) throw std::runtime_error("the disk is full");
    return seen.size() > 2;
  });
  ASSERT_TRUE(comes_in(*link));
  ASSERT_TRUE(broker.publish("muster/readings/a", "first\nsecond"));
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return seen.size() == 4;
  }));
  EXPECT_THAT(seen, testing::ElementsAre("first", "first", "first", "second"));
}

TEST(MqttLink, WhatWasNotDealtWithAtTheEndIsThereAtTheNextStart) {
  Mosquitto broker;
  TempFolder folder;
  Box never;
  auto link = start(settings_for(broker, folder), never.handler(false));
  ASSERT_TRUE(comes_in(*link));
  ASSERT_TRUE(broker.publish("muster/readings/a", "stuck"));
  ASSERT_TRUE(eventually([&] { return !never.payloads().empty(); }));
  link->stop();
  Box box;
  link = start(settings_for(broker, folder), box.handler());
  EXPECT_TRUE(eventually([&] { return box.payloads() == std::vector<std::string>{"stuck"}; }));
}

TEST(MqttLink, SpeaksTlsAndGivesItsNameToABrokerThatAsks) {
  Mosquitto::Options options;
  options.tls = true;
  options.user = "muster";
  options.password = "a long secret";
  Mosquitto broker(options);
  TempFolder folder;
  MqttSettings settings = settings_for(broker, folder);
  settings.user = options.user;
  settings.password = options.password;
  settings.ca_file = broker.ca_file();
  Box box;
  const auto link = start(settings, box.handler());
  ASSERT_TRUE(comes_in(*link)) << link->state().cause;
  ASSERT_TRUE(broker.publish("muster/readings/a", "sealed"));
  EXPECT_TRUE(eventually([&] { return box.payloads() == std::vector<std::string>{"sealed"}; }));
}

TEST(ReachBroker, SaysWhyNot) {
  Mosquitto::Options options;
  options.tls = true;
  options.user = "muster";
  options.password = "a long secret";
  Mosquitto broker(options);
  TempFolder folder;
  MqttSettings settings = settings_for(broker, folder);
  settings.user = options.user;
  settings.password = options.password;
  settings.ca_file = broker.ca_file();
  EXPECT_TRUE(reach_broker(settings, std::chrono::seconds(20)));
  settings.password = "wrong";
  const Status refused = reach_broker(settings, std::chrono::seconds(20));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error::kPeerUnavailable);
  EXPECT_THAT(refused.error().cause, testing::AnyOf(testing::HasSubstr("uthori"), testing::HasSubstr("password")));
  settings.password = options.password;
  settings.ca_file.clear();  // an authority that nobody here trusts
  EXPECT_FALSE(reach_broker(settings, std::chrono::seconds(20)));
  broker.end();
  EXPECT_FALSE(reach_broker(settings, std::chrono::seconds(20)));
}

}  // namespace
}  // namespace muster::mqtt
