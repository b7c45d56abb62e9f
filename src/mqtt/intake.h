// Readings, forecasts and positions of vehicles by MQTT, through the services that HTTP uses. Who sends follows from a token in the message, or from the topic
// where the broker's own rules keep everybody to theirs (docs/design/telemetry.md).
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "mqtt/mqtt.h"
#include "identity/access.h"
#include "observation/observation.h"

namespace muster::mqtt {

class Intake {
 public:
  struct Parts {
    observation::Service& observation;
    identity::Access& access;
    identity::Directory& directory;
    const record::CityTime& city;
    std::function<void(const std::vector<std::string>& stations)> news;  ///< gauges that have news; may be empty
    /// {positions: […]} of vehicles, in a ledger: accepted and rejected; empty where there is no such service.
    std::function<Result<observation::Receipt>(const identity::Viewer& viewer, const std::string& ledger, const json::Value& body)> positions = {};
  };
  /// What has come in since the start.
  struct Counts {
    std::int64_t messages = 0;
    std::int64_t refused_messages = 0;  ///< nothing of them was taken
    std::int64_t accepted = 0;          ///< readings, forecasts and positions
    std::int64_t duplicate = 0;
    std::int64_t refused = 0;           ///< single readings and forecasts
    double lag_s = 0;                   ///< from the newest reading's time to its arrival, of the last message with one
  };
  /// @param trust_topic  the topic names the account without a token: …/ACCOUNT, of positions also …/ACCOUNT/LEDGER
  Intake(Parts parts, bool trust_topic) : parts_(std::move(parts)), trust_topic_(trust_topic) {}

  /// False when storage failed: the message must come again. What is wrong with a message itself is logged and counted, and the message
  /// is dealt with. Thread-safe.
  [[nodiscard]] bool take(const MqttMessage& message);
  [[nodiscard]] Counts counts() const;

 private:
  Result<observation::Receipt> receive(const MqttMessage& message, const json::Value& body);
  Result<identity::Viewer> sender(const MqttMessage& message, const json::Value& body);
  bool note(const MqttMessage& message, const observation::Receipt& receipt, const json::Value& body);
  bool refuse(const MqttMessage& message, const Error& error);

  Parts parts_;
  bool trust_topic_;
  mutable std::mutex mutex_;
  Counts counts_;  ///< guarded by mutex_
};

}  // namespace muster::mqtt
