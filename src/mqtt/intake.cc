#include "mqtt/intake.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/log.h"

namespace muster::mqtt {
namespace {

using identity::Viewer;

constexpr const char* kLedger = "real";
constexpr int kLoggedAtMost = 10;  // refusals of one message; the count has them all

// Only to add readings and forecasts and to say where vehicles are, whatever else the account may do: a device's secret lies in the field.
Viewer narrowed(const Viewer& viewer) {
  Viewer out = viewer;
  out.grants.clear();
  out.names.clear();
  for (const identity::ScopedGrant& grant : viewer.grants) {
    for (const auto& [verb, type] : {std::pair<const char*, const char*>{"create", "reading"}, {"create", "forecast"}, {"update", "vehicle"}}) {
      if (!identity::covers(grant, verb, type)) continue;
      identity::ScopedGrant kept = grant;
      kept.verbs = {verb};
      kept.types = {type};
      out.grants.push_back(std::move(kept));
    }
  }
  return out;
}

// muster/readings/ACCOUNT, muster/positions/ACCOUNT or muster/positions/ACCOUNT/LEDGER: where lorries drive in an exercise is no news of the real ones.
struct Addressed {
  std::string account;
  std::string ledger = kLedger;
};
Addressed addressed(const std::string& topic) {
  const std::size_t last = topic.rfind('/');
  const std::string before = last == std::string::npos ? std::string() : topic.substr(0, last);
  const std::size_t kind = before.rfind('/');
  const std::size_t root = kind == std::string::npos ? std::string::npos : before.rfind('/', kind - 1);
  const bool has_ledger = kind != std::string::npos && before.substr(root == std::string::npos ? 0 : root + 1, kind - (root == std::string::npos ? 0 : root + 1)) == "positions";
  if (has_ledger) return {before.substr(kind + 1), topic.substr(last + 1)};
  return {topic.substr(last + 1)};
}

// A setting that names a file, relative ones counted from the data folder.
std::string file_of(const std::string& text, const std::string& data) { return text.empty() ? text : (std::filesystem::path(data) / text).lexically_normal().string(); }

bool is_ours(const Error& error) { return error_info(error.code).status >= 500; }

}  // namespace

Result<std::optional<MqttSettings>> mqtt_settings(const std::function<std::string(std::string_view name)>& setting, const std::string& data) {
  MqttSettings out;
  out.url = setting("mqtt.url");
  if (out.url.empty()) return std::optional<MqttSettings>();
  out.client_id = setting("mqtt.client_id").empty() ? "muster-" + setting("node.name") : setting("mqtt.client_id");
  out.topic = setting("mqtt.topic");
  out.user = setting("mqtt.user");
  out.ca_file = file_of(setting("mqtt.ca"), data);
  out.folder = data + "/mqtt";
  if (const std::string file = file_of(setting("mqtt.password_file"), data); !file.empty()) {
    std::ifstream in(file);
    if (!std::getline(in, out.password)) return fail(error::kStorageUnavailable, "mqtt.password_file", {{"reason", file}});
  }
  return std::optional(std::move(out));
}

Result<Viewer> Intake::sender(const MqttMessage& message, const json::Value& body) {
  Result<identity::Account> account = fail(error::kNotSignedIn, "token");
  if (body["token"].is_string()) {
    account = parts_.access.token(body.text("token"));
  } else if (trust_topic_) {
    const auto named = parts_.access.account(addressed(message.topic).account);
    if (named && !named->disabled) account = *named;
  }
  if (!account) return fail(account.error());
  auto viewer = parts_.directory.viewer(account->name, account->person, {}, parts_.city.now(kLedger));
  if (!viewer) return fail(viewer.error());
  viewer->actor.channel = "mqtt";
  return narrowed(*viewer);
}

Result<observation::Receipt> Intake::receive(const MqttMessage& message, const json::Value& body) {
  for (const auto& [key, value] : body.as_object()) {
    const bool known = key == "readings" || key == "forecasts" || key == "token" || (key == "positions" && parts_.positions);
    if (!known) return fail(error::kUnknownField, key, {{"field", key}});
  }
  const auto viewer = sender(message, body);
  if (!viewer) return fail(viewer.error());
  if (!body["positions"].is_null()) return parts_.positions(*viewer, addressed(message.topic).ledger, json::Object{{"positions", body["positions"]}});
  const bool is_forecast = body["readings"].is_null() && !body["forecasts"].is_null();
  return is_forecast ? observation::receive_forecasts(parts_.observation, *viewer, kLedger, body)
                     : observation::receive_readings(parts_.observation, *viewer, kLedger, body);
}

bool Intake::refuse(const MqttMessage& message, const Error& error) {
  log::warning("mqtt_refused", {{"topic", message.topic}, {"at", error.field}, {"code", std::string(error_info(error.code).name)},
                                {"cause", error_text(error, "en")}, {"bytes", static_cast<std::int64_t>(message.payload.size())}});
  const std::lock_guard lock(mutex_);
  ++counts_.messages;
  ++counts_.refused_messages;
  return true;
}

bool Intake::note(const MqttMessage& message, const observation::Receipt& receipt, const json::Value& body) {
  int logged = 0;
  const char* list = body["readings"].is_array() ? "readings" : body["positions"].is_array() ? "positions" : "forecasts";
  for (const observation::Rejected& one : receipt.rejected) {
    if (is_ours(one.error)) return false;
    if (++logged > kLoggedAtMost) continue;
    log::warning("mqtt_refused", {{"topic", message.topic}, {"at", std::string(list) + '[' + std::to_string(one.index) + "]." + one.error.field},
                                  {"code", std::string(error_info(one.error.code).name)}, {"cause", error_text(one.error, "en")}});
  }
  std::optional<UtcTime> newest;
  for (const json::Value& item : body["readings"].is_array() ? body["readings"].as_array() : json::Array{}) {
    const auto at = parse_time(item.text("at"));
    if (at && (!newest || *at > *newest)) newest = *at;
  }
  const std::lock_guard lock(mutex_);
  ++counts_.messages;
  counts_.accepted += receipt.accepted;
  counts_.duplicate += receipt.duplicate;
  counts_.refused += static_cast<std::int64_t>(receipt.rejected.size());
  const bool nothing_taken = receipt.accepted + receipt.duplicate == 0 && !receipt.rejected.empty();
  counts_.refused_messages += nothing_taken ? 1 : 0;
  if (newest && receipt.accepted > 0) counts_.lag_s = static_cast<double>((parts_.city.now(kLedger) - *newest).count()) / 1000;
  return true;
}

bool Intake::take(const MqttMessage& message) {
  if (message.payload.size() > observation::kBatchBytes) {
    return refuse(message, fail(error::kTooLarge, "", {{"limit", std::to_string(observation::kBatchBytes)}}).value());
  }
  const auto body = json::parse(message.payload);
  if (!body) return refuse(message, body.error());
  if (!body->is_object()) return refuse(message, fail(error::kBadRequest, "", {{"reason", "{…}"}}).value());
  const auto receipt = receive(message, *body);
  if (!receipt) return is_ours(receipt.error()) ? false : refuse(message, receipt.error());
  if (!note(message, *receipt, *body)) return false;
  if (parts_.news && !receipt->stations.empty()) parts_.news(receipt->stations);
  return true;
}

Intake::Counts Intake::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace muster::mqtt
