// What ties the running city to others: telemetry by MQTT, and the messages that leave it.
#pragma once

#include <memory>

#include "app/services.h"
#include "message/message.h"
#include "mqtt/intake.h"
#include "mqtt/mqtt.h"
#include "record/ticker.h"
#include "supply/positions.h"

namespace muster::app {

class Links {
 public:
  Links(Services& services, observation::Service& observation, supply::Positions& positions);
  /// Begins to work beside the requests; without a broker the city goes on.
  void start();
  void stop();

 private:
  void start_mqtt();
  [[nodiscard]] std::vector<Gauge> mqtt_gauges() const;
  [[nodiscard]] std::vector<Gauge> message_gauges() const;

  Services& services_;
  mqtt::Intake intake_;
  std::unique_ptr<mqtt::MqttLink> mqtt_;
  message::Sender sender_;
  std::unique_ptr<record::Ticker> sending_;
};

}  // namespace muster::app
