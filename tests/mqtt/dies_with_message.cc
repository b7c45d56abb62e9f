// Takes one message and is killed before it has dealt with it.
//   dies_with_message URL CLIENT TOPIC FOLDER
#include <signal.h>
#include <unistd.h>

#include "mqtt/mqtt.h"

int main(int /*argc*/, char** argv) {
  muster::mqtt::MqttSettings settings;
  settings.url = argv[1];
  settings.client_id = argv[2];
  settings.topic = argv[3];
  settings.folder = argv[4];
  const auto link = muster::mqtt::MqttLink::start(settings, [](const muster::mqtt::MqttMessage& message) {
    static_cast<void>(!::write(STDOUT_FILENO, message.payload.data(), message.payload.size()));
    ::raise(SIGKILL);
    return true;
  });
  for (;;) ::pause();
}
