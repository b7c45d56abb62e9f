#include "app/links.h"

#include <algorithm>
#include <filesystem>

#include "base/log.h"

namespace muster::app {
namespace {

std::string path_of(const Services& services, std::string_view name) {
  const std::string text = services.setting(name);
  if (text.empty()) return text;
  return (std::filesystem::path(services.data) / text).lexically_normal().string();
}

message::Settings message_settings(const Services& services) {
  message::Settings settings;
  settings.outbox = path_of(services, "messages.outbox");
  settings.peer_url = services.setting("messages.peer_url");
  settings.ca_file = path_of(services, "messages.peer_ca");
  settings.tokens = path_of(services, "messages.tokens");
  settings.node = services.setting("node.name");
  return settings;
}

// Positions as the intake counts them.
Result<observation::Receipt> taken(const Result<supply::PositionReceipt>& receipt) {
  if (!receipt) return fail(receipt.error());
  observation::Receipt out;
  out.accepted = static_cast<int>(receipt->accepted);
  for (const auto& [index, error] : receipt->rejected) out.rejected.push_back({index, error});
  return out;
}

}  // namespace

Links::Links(Services& services, observation::Service& observation, supply::Positions& positions)
    : services_(services),
      intake_({observation, services.access, services.directory, services.city,
               [&services](const std::vector<std::string>& stations) {
                 services.live.readings("real", stations);
               },
               [&positions, &services](const identity::Viewer& viewer, const std::string& ledger,
                                       const json::Value& body) {
                 const auto known = record::ledgers(services.db);
                 if (std::ranges::find(known, ledger) == known.end())
                   return Result<observation::Receipt>(fail(error::kNotFound, "topic", {{"what", ledger}}));
                 return taken(positions.receive(viewer, ledger, body));
               }},
              services.setting("mqtt.trust_topic") == "true"),
      sender_(services.store, services.city, services.wall, message_settings(services)) {
  message::attach(services.store);
  services.gauges.emplace_back([this] { return message_gauges(); });
  services.gauges.emplace_back([this] { return mqtt_gauges(); });
}

void Links::start() {
  start_mqtt();
  // A worker of its own: a peer that does not answer holds up nothing but messages.
  sending_ = record::Ticker::start(
      services_.db,
      {{"messages", [this](const std::string& ledger) { return sender_.step(ledger); }}});
}

void Links::stop() {
  if (sending_ != nullptr) sending_->stop();
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

std::vector<Gauge> Links::message_gauges() const {
  const message::Sender::Counts c = sender_.counts();
  const auto number = [](std::int64_t n) { return static_cast<double>(n); };
  return {
      {"muster_messages_filed", "Messages written into the outbox folder.", number(c.filed)},
      {"muster_messages_posted", "Messages that another system took.", number(c.posted)},
      {"muster_messages_failed", "Attempts that failed.", number(c.failed)},
      {"muster_messages_given_up", "Messages that wait for a person.", number(c.given_up)}};
}

}  // namespace muster::app
