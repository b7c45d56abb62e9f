#include "app/links.h"

#include "base/log.h"

namespace muster::app {

Links::Links(Services& services, observation::Service& observation)
    : services_(services),
      intake_({observation, services.access, services.directory, services.city,
               [&services](const std::vector<std::string>& stations) {
                 services.live.readings("real", stations);
               }},
              services.setting("mqtt.trust_topic") == "true") {
  services.gauges.emplace_back([this] { return mqtt_gauges(); });
}

void Links::start() { start_mqtt(); }

void Links::stop() {
  if (mqtt_ != nullptr) mqtt_->stop();
}

// A setting that cannot be used is logged here and told by `muster doctor`.
void Links::start_mqtt() {
  const auto settings = mqtt::mqtt_settings(services_.setting, services_.data);
  if (settings && !*settings) return;
  auto link = settings ? mqtt::MqttLink::start(
                             **settings,
                             [this](const mqtt::MqttMessage& m) { return intake_.take(m); })
                       : Result<std::unique_ptr<mqtt::MqttLink>>(fail(settings.error()));
  if (!link) {
    log::error("mqtt_not_started", {{"cause", error_text(link.error(), "en")}});
    return;
  }
  mqtt_ = *std::move(link);
}

std::vector<Gauge> Links::mqtt_gauges() const {
  if (mqtt_ == nullptr) return {};
  const mqtt::MqttState state = mqtt_->state();
  const mqtt::Intake::Counts c = intake_.counts();
  const auto number = [](std::int64_t n) { return static_cast<double>(n); };
  return {
      {"muster_mqtt_connected", "Whether the broker is connected.", state.connected ? 1.0 : 0.0},
      {"muster_mqtt_connections", "Connections made since the start.", number(state.connections)},
      {"muster_mqtt_messages", "Messages dealt with since the start.", number(c.messages)},
      {"muster_mqtt_messages_refused", "Messages of which nothing was taken.",
       number(c.refused_messages)},
      {"muster_mqtt_readings", "Readings and forecasts written.", number(c.accepted)},
      {"muster_mqtt_readings_duplicate", "Readings that were there already.", number(c.duplicate)},
      {"muster_mqtt_readings_refused", "Readings and forecasts refused.", number(c.refused)},
      {"muster_mqtt_lag_seconds", "Age of the newest reading when it came.", c.lag_s}};
}

}  // namespace muster::app
