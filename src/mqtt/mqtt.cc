#include "mqtt/mqtt.h"

#include <MQTTAsync.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include "base/log.h"

namespace muster::mqtt {
namespace {

constexpr int kQos = 1;
constexpr int kKeepAliveSeconds = 30;
constexpr int kConnectSeconds = 10;
constexpr Millis kAnswerWithin{15'000};
constexpr Millis kStopWithin{3000};
constexpr Millis kFirstRetry{100};   // of a message that could not be dealt with
constexpr Millis kLongestRetry{5000};

std::string words(int code, const char* message) {
  // MQTT 3.1.1 section 3.2.2.3: what a broker answers instead of letting in.
  constexpr const char* kRefusals[] = {"", "unacceptable protocol version", "client id rejected", "server unavailable", "bad user name or password", "not authorised"};
  if (code > 0 && code < 6) return kRefusals[code];
  if (message != nullptr && *message != '\0') return message;
  const char* text = MQTTAsync_strerror(code);
  return text == nullptr ? "code " + std::to_string(code) : text;
}

/// What Paho's callbacks tell the thread that waits: one question at a time is open.
struct Mailbox {
  std::mutex mutex;
  std::condition_variable bell;
  bool answered = false;  ///< guarded by mutex, as all below
  bool good = false;
  bool connected = false;
  bool lost = false;
  bool ending = false;
  std::int64_t connections = 0;
  std::string cause;
  std::string detail;  // what OpenSSL says of a handshake that failed

  void ask() {
    const std::lock_guard lock(mutex);
    answered = good = false;
    detail.clear();
  }
  void answer(bool is_good, const std::string& why) {
    const std::lock_guard lock(mutex);
    answered = true;
    good = is_good;
    if (!is_good) cause = why + (detail.empty() ? "" : ": " + detail);
    bell.notify_all();
  }
  bool wait_answer(Millis at_most, bool to_the_end = false) {
    std::unique_lock lock(mutex);
    if (!bell.wait_for(lock, at_most, [&] { return answered || (ending && !to_the_end); })) cause = "no answer";
    return answered && good;
  }
};

void on_success(void* context, MQTTAsync_successData* data) {
  auto* mailbox = static_cast<Mailbox*>(context);
  mailbox->answer(true, {});
  static_cast<void>(data);
}

// A broker that refuses a subscription says so in a success: granted QoS 0x80 (section 3.9.3).
void on_subscribed(void* context, MQTTAsync_successData* data) {
  const bool granted = data == nullptr || data->alt.qos < 0x80;
  static_cast<Mailbox*>(context)->answer(granted, "the broker refuses the topic");
}

void on_failure(void* context, MQTTAsync_failureData* data) {
  const int code = data == nullptr ? MQTTASYNC_FAILURE : data->code;
  static_cast<Mailbox*>(context)->answer(false, words(code, data == nullptr ? nullptr : data->message));
}

int on_tls_error(const char* text, std::size_t length, void* context) {
  auto* mailbox = static_cast<Mailbox*>(context);
  const std::lock_guard lock(mailbox->mutex);
  mailbox->detail.assign(text, length);
  while (!mailbox->detail.empty() && mailbox->detail.back() == '\n') mailbox->detail.pop_back();
  return 1;
}

/// One client of Paho's; the callbacks of messages and of a lost connection have `owner` as their context.
class Handle {
 public:
  static Result<std::unique_ptr<Handle>> make(const MqttSettings& settings, const std::string& client_id, bool keeps_files) {
    static std::once_flag once;
    std::call_once(once, [] {
      MQTTAsync_init_options init = MQTTAsync_init_options_initializer;
      init.do_openssl_init = 0;  // OpenSSL 3 does that by itself, and others here use it too
      MQTTAsync_global_init(&init);
    });
    auto out = std::unique_ptr<Handle>(new Handle(settings));
    // What is given back unhandled at the very end of a process is kept in files and delivered at the next start.
    const int rc = MQTTAsync_create(&out->handle_, settings.url.c_str(), client_id.c_str(), keeps_files ? MQTTCLIENT_PERSISTENCE_DEFAULT : MQTTCLIENT_PERSISTENCE_NONE,
                                    keeps_files ? const_cast<char*>(settings.folder.c_str()) : nullptr);
    if (rc != MQTTASYNC_SUCCESS) return fail(error::kBadSetting, "mqtt.url", {{"name", "mqtt.url"}, {"reason", settings.url + ": " + words(rc, nullptr)}});
    return out;
  }
  ~Handle() {
    if (handle_ != nullptr) MQTTAsync_destroy(&handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] MQTTAsync get() const { return handle_; }

  bool connect(Mailbox& mailbox, bool keeps_session, Millis at_most = kAnswerWithin) {
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
    MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
    options.MQTTVersion = MQTTVERSION_3_1_1;
    options.cleansession = keeps_session ? 0 : 1;
    options.keepAliveInterval = kKeepAliveSeconds;
    options.connectTimeout = kConnectSeconds;
    if (!settings_.user.empty()) options.username = settings_.user.c_str();
    if (!settings_.password.empty()) options.password = settings_.password.c_str();
    if (settings_.url.starts_with("ssl://") || settings_.url.starts_with("mqtts://")) {
      if (!settings_.ca_file.empty()) tls.trustStore = settings_.ca_file.c_str();
      tls.enableServerCertAuth = 1;
      tls.verify = 1;
      tls.sslVersion = MQTT_SSL_VERSION_TLS_1_2;
      tls.ssl_error_cb = on_tls_error;
      tls.ssl_error_context = &mailbox;
      options.ssl = &tls;
    }
    options.onSuccess = on_success;
    options.onFailure = on_failure;
    options.context = &mailbox;
    mailbox.ask();
    const int rc = MQTTAsync_connect(handle_, &options);
    if (rc != MQTTASYNC_SUCCESS) mailbox.answer(false, words(rc, nullptr));
    return mailbox.wait_answer(at_most);
  }

  bool subscribe(Mailbox& mailbox) {
    std::istringstream topics(settings_.topic);
    bool granted = true;
    for (std::string topic; granted && std::getline(topics >> std::ws, topic, ',');) granted = subscribe(mailbox, topic);
    return granted;
  }

  bool subscribe(Mailbox& mailbox, const std::string& topic) {
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.onSuccess = on_subscribed;
    options.onFailure = on_failure;
    options.context = &mailbox;
    mailbox.ask();
    const int rc = MQTTAsync_subscribe(handle_, topic.c_str(), kQos, &options);
    if (rc != MQTTASYNC_SUCCESS) mailbox.answer(false, words(rc, nullptr));
    return mailbox.wait_answer(kAnswerWithin);
  }

  void disconnect(Mailbox& mailbox) {
    MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer;
    options.timeout = static_cast<int>(kStopWithin.count());
    options.onSuccess = on_success;
    options.onFailure = on_failure;
    options.context = &mailbox;
    mailbox.ask();
    if (MQTTAsync_disconnect(handle_, &options) == MQTTASYNC_SUCCESS) mailbox.wait_answer(kStopWithin, true);
  }

 private:
  explicit Handle(const MqttSettings& settings) : settings_(settings) {}
  MqttSettings settings_;
  MQTTAsync handle_ = nullptr;
};

class PahoLink final : public MqttLink {
 public:
  PahoLink(const MqttSettings& settings, Handler handler) : settings_(settings), handler_(std::move(handler)) {}
  ~PahoLink() override { stop(); }
  PahoLink(const PahoLink&) = delete;
  PahoLink& operator=(const PahoLink&) = delete;

  Status begin() {
    std::error_code error;
    std::filesystem::create_directories(settings_.folder, error);
    if (error) return fail(error::kStorageUnavailable, "", {{"reason", settings_.folder}});
    auto made = Handle::make(settings_, settings_.client_id, true);
    if (!made) return fail(made.error());
    handle_ = *std::move(made);
    MQTTAsync_setCallbacks(handle_->get(), this, on_lost, on_message, nullptr);
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
    return {};
  }

  [[nodiscard]] MqttState state() const override {
    const std::lock_guard lock(mailbox_.mutex);
    return {mailbox_.connected, mailbox_.connections, mailbox_.connected ? std::string() : mailbox_.cause};
  }

  void stop() override {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    {
      const std::lock_guard lock(mailbox_.mutex);
      mailbox_.ending = true;
      mailbox_.bell.notify_all();
    }
    thread_.join();
    handle_->disconnect(mailbox_);
    handle_.reset();
    const std::lock_guard lock(mailbox_.mutex);
    mailbox_.connected = false;
  }

 private:
  static void on_lost(void* context, char* cause) {
    auto* link = static_cast<PahoLink*>(context);
    const std::lock_guard lock(link->mailbox_.mutex);
    link->mailbox_.lost = true;
    link->mailbox_.connected = false;
    link->mailbox_.cause = cause == nullptr ? "connection lost" : cause;
    link->mailbox_.bell.notify_all();
  }

  // Paho acknowledges after this has returned 1 and not before; what it gets back with 0 it would acknowledge and keep by itself, so that
  // only the end of the process gives 0.
  static int on_message(void* context, char* topic, int length, MQTTAsync_message* message) {
    auto* link = static_cast<PahoLink*>(context);
    MqttMessage taken;
    taken.topic = length > 0 ? std::string(topic, static_cast<std::size_t>(length)) : std::string(topic);
    taken.payload.assign(static_cast<const char*>(message->payload), static_cast<std::size_t>(message->payloadlen));
    taken.again = message->dup != 0;
    taken.retained = message->retained != 0;
    if (!link->deal_with(taken)) return 0;
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
  }

  bool handled(const MqttMessage& message) {
    try {
      return handler_(message);
    } catch (const std::exception& failure) {
      log::error("mqtt_message", {{"topic", message.topic}, {"cause", std::string(failure.what())}});
      return false;
    }
  }

  bool deal_with(const MqttMessage& message) {
    for (Millis wait = kFirstRetry; !handled(message); wait = std::min(wait * 2, kLongestRetry)) {
      if (!pause(wait)) return false;
    }
    return true;
  }

  // False when the end came first.
  bool pause(Millis at_most) {
    std::unique_lock lock(mailbox_.mutex);
    mailbox_.bell.wait_for(lock, at_most, [this] { return mailbox_.ending; });
    return !mailbox_.ending;
  }

  bool come_in() {
    {
      const std::lock_guard lock(mailbox_.mutex);
      mailbox_.lost = false;
    }
    if (!handle_->connect(mailbox_, true) || !handle_->subscribe(mailbox_)) return false;
    const std::lock_guard lock(mailbox_.mutex);
    mailbox_.connected = !mailbox_.lost;
    ++mailbox_.connections;
    return mailbox_.connected;
  }

  void stay() {
    std::unique_lock lock(mailbox_.mutex);
    mailbox_.bell.wait(lock, [this] { return mailbox_.lost || mailbox_.ending; });
  }

  void work(const std::stop_token& stop) {
    std::minstd_rand random(std::random_device{}());
    Millis wait = settings_.first_wait;
    while (!stop.stop_requested()) {
      if (come_in()) {
        wait = settings_.first_wait;
        log::info("mqtt_connected", {{"url", settings_.url}, {"topic", settings_.topic}});
        stay();
      }
      if (stop.stop_requested()) return;
      log::warning("mqtt_not_connected", {{"url", settings_.url}, {"cause", state().cause}, {"again_in_ms", std::int64_t{wait.count()}}});
      if (MQTTAsync_isConnected(handle_->get()) != 0) handle_->disconnect(mailbox_);
      // Half of the wait is left to chance, so that many who lost one broker do not come back at one instant.
      pause(wait / 2 + Millis{std::uniform_int_distribution<std::int64_t>(0, wait.count() / 2)(random)});
      wait = std::min(wait * 2, settings_.longest_wait);
    }
  }

  MqttSettings settings_;
  Handler handler_;
  mutable Mailbox mailbox_;
  std::unique_ptr<Handle> handle_;
  std::jthread thread_;
};

}  // namespace

Result<std::unique_ptr<MqttLink>> MqttLink::start(const MqttSettings& settings, Handler handler) {
  auto link = std::make_unique<PahoLink>(settings, std::move(handler));
  if (Status begun = link->begin(); !begun) return fail(begun.error());
  return link;
}

Status reach_broker(const MqttSettings& settings, Millis timeout) {
  Mailbox mailbox;  // outlives the handle, whose callbacks write into it
  auto handle = Handle::make(settings, settings.client_id + "-doctor", false);
  if (!handle) return fail(handle.error());
  if ((*handle)->connect(mailbox, false, timeout)) {
    (*handle)->disconnect(mailbox);
    return {};
  }
  return fail(error::kPeerUnavailable, "mqtt.url", {{"reason", settings.url + ": " + mailbox.cause}}, mailbox.cause);
}

}  // namespace muster::mqtt
