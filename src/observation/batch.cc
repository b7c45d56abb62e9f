// Batches of readings and forecasts from outside, the same for HTTP and MQTT.
#include "observation/observation.h"

namespace muster::observation {
namespace {

constexpr std::size_t kBatchAtMost = 10'000;

tl::unexpected<Error> missing(std::string_view name) {
  return fail(error::kRequired, std::string(name), {{"title", std::string(name)}});
}

// The array of a batch, with its size checked: nothing of a batch that is too large is taken.
Result<const json::Array*> batch_of(const json::Value& body, std::string_view key) {
  if (!body[key].is_array()) return missing(key);
  if (body[key].as_array().size() > kBatchAtMost) {
    return fail(error::kTooLarge, std::string(key), {{"limit", std::to_string(kBatchAtMost)}});
  }
  return &body[key].as_array();
}

Result<UtcTime> time_of(const json::Value& item, std::string_view key) {
  if (!item[key].is_string()) return missing(key);
  return parse_time(item[key].as_string());
}

Result<Incoming> reading_of(const json::Value& item) {
  Incoming reading;
  reading.station = item.text("station");
  if (reading.station.empty()) return missing("station");
  if (!item["value"].is_number()) return missing("value");
  const auto at = time_of(item, "at");
  if (!at) return fail(at.error());
  reading.property = item.text("property", "stage_m");
  reading.at = *at;
  reading.value = item.number("value");
  const std::string quality = item.text("quality");
  if (quality == "manual") reading.quality = telemetry::kManual;
  if (quality == "corrected") reading.quality = telemetry::kCorrected;
  return reading;
}

Result<IncomingForecast> forecast_of(const json::Value& item) {
  IncomingForecast forecast;
  for (const auto& [key, into] : {std::pair<const char*, std::string&>{"issuer", forecast.issuer}, {"station", forecast.station}}) {
    into = item.text(key);
    if (into.empty()) return missing(key);
  }
  if (!item["value"].is_number()) return missing("value");
  const auto issued = time_of(item, "issued_at");
  const auto valid = time_of(item, "valid_at");
  if (!issued || !valid) return fail(!issued ? issued.error() : valid.error());
  forecast.property = item.text("property", "stage_m");
  forecast.issued_at = *issued;
  forecast.valid_at = *valid;
  forecast.value = item.number("value");
  if (item["error_m"].is_number()) forecast.error_m = item.number("error_m");
  forecast.kind = item.text("kind", "series");
  return forecast;
}

// Items that cannot be read are refused by index; the others are taken.
template <class T>
std::vector<T> read_items(const json::Array& items, Result<T> (*read)(const json::Value&), std::vector<std::size_t>& places,
                          std::vector<Rejected>& rejected) {
  std::vector<T> out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto one = read(items[i]);
    if (one) {
      out.push_back(std::move(*one));
      places.push_back(i);
    } else {
      rejected.push_back({i, one.error()});
    }
  }
  return out;
}

void put_back_places(Receipt& receipt, const std::vector<std::size_t>& places, std::vector<Rejected> unreadable) {
  for (Rejected& one : receipt.rejected) one.index = places[one.index];
  receipt.rejected.insert(receipt.rejected.end(), unreadable.begin(), unreadable.end());
}

Status may_send(const record::Viewer& viewer, std::string_view type) {
  if (viewer.is_system || viewer.may_somewhere("create", type)) return {};
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", "上报"}, {"type", std::string(type)}, {"who", "gateway"}});
}

}  // namespace

Result<Receipt> receive_readings(Service& service, const record::Viewer& viewer, const std::string& ledger, const json::Value& body) {
  if (Status allowed = may_send(viewer, "reading"); !allowed) return fail(allowed.error());
  const auto items = batch_of(body, "readings");
  if (!items) return fail(items.error());
  std::vector<std::size_t> places;
  std::vector<Rejected> unreadable;
  Receipt receipt = service.receive(viewer, ledger, read_items<Incoming>(**items, reading_of, places, unreadable));
  put_back_places(receipt, places, std::move(unreadable));
  return receipt;
}

Result<Receipt> receive_forecasts(Service& service, const record::Viewer& viewer, const std::string& ledger, const json::Value& body) {
  if (Status allowed = may_send(viewer, "forecast"); !allowed) return fail(allowed.error());
  const auto items = batch_of(body, "forecasts");
  if (!items) return fail(items.error());
  std::vector<std::size_t> places;
  std::vector<Rejected> unreadable;
  Receipt receipt = service.receive_forecasts(viewer, ledger, read_items<IncomingForecast>(**items, forecast_of, places, unreadable));
  put_back_places(receipt, places, std::move(unreadable));
  return receipt;
}

}  // namespace muster::observation
