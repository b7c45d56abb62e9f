// A subscription at an MQTT 3.1.1 broker whose messages are acknowledged only when they are dealt with. Paho C stays in mqtt.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace muster::mqtt {

struct MqttSettings {
  std::string url;        ///< tcp://host:1883 or ssl://host:8883
  std::string client_id;  ///< names the session that the broker keeps; two servers of one name throw each other out
  std::string topic;      ///< filters, comma between: "muster/readings/#,muster/positions/#"; the broker must grant them all
  std::string user;
  std::string password;
  std::string ca_file;    ///< trust for ssl://; empty: the system's
  std::string folder;     ///< of the client's own files; made when missing
  Millis first_wait{1000};     ///< before the second attempt; doubled each time, with jitter
  Millis longest_wait{60'000};
};

/// From the settings mqtt.* (a value by its name) and the data folder; nothing when mqtt.url is empty. kStorageUnavailable for a password
/// file that cannot be read.
[[nodiscard]] Result<std::optional<MqttSettings>> mqtt_settings(const std::function<std::string(std::string_view name)>& setting,
                                                                const std::string& data);

struct MqttMessage {
  std::string topic;
  std::string payload;
  bool again = false;     ///< the broker sent it before and has seen no acknowledgement
  bool retained = false;  ///< an old value that the broker keeps for newcomers
};

struct MqttState {
  bool connected = false;
  std::int64_t connections = 0;  ///< since the start
  std::string cause;             ///< why it is not connected
};

class MqttLink {
 public:
  virtual ~MqttLink() = default;
  /// Deals with a message for good: true acknowledges it, false or an exception asks for it again a little later, which holds back all
  /// that follows. Called by one thread, one message at a time.
  using Handler = std::function<bool(const MqttMessage&)>;
  /// Connects by itself and comes back whenever the broker does (session kept, QoS 1). kBadSetting for settings that Paho refuses.
  static Result<std::unique_ptr<MqttLink>> start(const MqttSettings& settings, Handler handler);
  [[nodiscard]] virtual MqttState state() const = 0;
  virtual void stop() = 0;  ///< waits for the message in hand; also done by the destructor
};

/// Whether the broker lets us in: connects once, with a session of its own that is not kept. kPeerUnavailable with the cause.
[[nodiscard]] Status reach_broker(const MqttSettings& settings, Millis timeout);

}  // namespace muster::mqtt
