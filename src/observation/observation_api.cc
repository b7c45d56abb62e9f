#include <charconv>

#include "observation/routes.h"

namespace muster::observation {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;

constexpr std::size_t kBatchAtMost = 10'000;

tl::unexpected<Error> missing(std::string_view name) {
  return fail(error::kRequired, std::string(name), {{"title", std::string(name)}});
}

// The array of a batch, with its size checked: nothing of a batch that is too large is taken.
Result<json::Array> batch_of(const Request& request, std::string_view key) {
  auto body = app::object_body(request, {key});
  if (!body) return fail(body.error());
  if (!(*body)[key].is_array()) return missing(key);
  if ((*body)[key].as_array().size() > kBatchAtMost) {
    return fail(error::kTooLarge, std::string(key), {{"limit", std::to_string(kBatchAtMost)}});
  }
  return (*body)[key].as_array();
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

Response receipt_response(const Request& request, const Receipt& receipt) {
  json::Array rejected;
  for (const Rejected& one : receipt.rejected) {
    rejected.push_back(json::Object{{"index", one.index},
                                    {"code", error_info(one.error.code).name},
                                    {"message", error_text(one.error, request.lang())}});
  }
  json::Array alarms;
  for (const std::string& id : receipt.alarms) alarms.emplace_back(id);
  return Response::json(json::Object{{"accepted", receipt.accepted}, {"duplicate", receipt.duplicate},
                                     {"rejected", std::move(rejected)}, {"alarms", std::move(alarms)}});
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

Status may_send(const Request& request, std::string_view type) {
  const identity::Viewer& viewer = caller(request).viewer;
  if (viewer.may_somewhere("create", type)) return {};
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", "上报"}, {"type", std::string(type)}, {"who", "gateway"}});
}

Result<Response> post_readings(const Request& request, app::Services& services, Service& service) {
  if (Status allowed = may_send(request, "reading"); !allowed) return fail(allowed.error());
  const auto items = batch_of(request, "readings");
  if (!items) return fail(items.error());
  std::vector<std::size_t> places;
  std::vector<Rejected> unreadable;
  const std::vector<Incoming> readings = read_items<Incoming>(*items, reading_of, places, unreadable);
  const std::string ledger = ledger_of(request);
  Receipt receipt = service.receive(ledger, readings);
  put_back_places(receipt, places, std::move(unreadable));
  if (!receipt.stations.empty()) services.live.readings(ledger, receipt.stations);
  return receipt_response(request, receipt);
}

Result<Response> post_forecasts(const Request& request, app::Services& services, Service& service) {
  if (Status allowed = may_send(request, "forecast"); !allowed) return fail(allowed.error());
  const auto items = batch_of(request, "forecasts");
  if (!items) return fail(items.error());
  std::vector<std::size_t> places;
  std::vector<Rejected> unreadable;
  const std::vector<IncomingForecast> forecasts = read_items<IncomingForecast>(*items, forecast_of, places, unreadable);
  const std::string ledger = ledger_of(request);
  Receipt receipt = service.receive_forecasts(caller(request).viewer, ledger, forecasts);
  put_back_places(receipt, places, std::move(unreadable));
  if (!receipt.stations.empty()) services.live.readings(ledger, receipt.stations);
  return receipt_response(request, receipt);
}

json::Array shown_thresholds(app::Services& services, const Request& request, const std::string& gauge) {
  record::Query query;
  query.type = "threshold";
  query.filters = {{"gauge", "eq", gauge}};
  query.limit = 100;
  json::Array out;
  const auto page = services.store.list(caller(request).viewer, query);
  if (!page) return out;
  for (const record::Record& row : page->items) {
    json::Object shown;
    for (const char* key : {"kind", "value_m", "valid_from", "valid_to", "source", "mark"}) {
      const json::Value* value = row.fields.find(key);
      shown.set(key, value != nullptr ? *value : json::Value{});
    }
    out.emplace_back(std::move(shown));
  }
  return out;
}

json::Object shown_forecast(const std::vector<record::Record>& issue) {
  if (issue.empty()) return {};
  json::Array points;
  for (const record::Record& value : issue) {
    points.push_back(json::Array{value.text("valid_at"), value.number_of("value"), value.number_of("error_m")});
  }
  return {{"issuer", issue.front().text("issuer")}, {"issued_at", issue.front().text("issued_at")}, {"points", std::move(points)}};
}

Result<Response> get_readings(const Request& request, app::Services& services, Service& service) {
  const std::string station = request.param("station").value_or("");
  const std::string property = request.param("property").value_or("stage_m");
  const std::string ledger = ledger_of(request);
  const auto present = service.now(caller(request).viewer, ledger);
  if (!present) return fail(present.error());
  for (const GaugeNow& gauge : *present) {
    if (gauge.gauge.id != station && gauge.gauge.text("code") != station) continue;
    const UtcTime now = services.city.now(ledger);
    const auto from = parse_time(request.param("from").value_or(format_time(now - Millis{3 * 86'400'000LL})));
    const auto to = parse_time(request.param("to").value_or(format_time(now)));
    if (!from || !to) return fail(!from ? from.error() : to.error());
    int at_most = 2000;
    const std::string wanted = request.param("max_points").value_or("2000");
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), at_most);
    json::Array points;
    for (const telemetry::Reading& r : service.readings(ledger, gauge.gauge.id, property, *from, *to, std::min(at_most, 5000))) {
      points.push_back(json::Array{format_time(r.at), r.value, r.quality});
    }
    return Response::json(json::Object{{"station", gauge.gauge.id}, {"code", gauge.gauge.text("code")}, {"name", gauge.gauge.text("name")},
                                       {"property", property}, {"unit", property == "stage_m" ? "m" : ""}, {"points", std::move(points)},
                                       {"forecast", shown_forecast(gauge.forecast)},
                                       {"thresholds", shown_thresholds(services, request, gauge.gauge.id)}});
  }
  return fail(error::kUnknownStation, "station", {{"station", station}});
}

Result<Response> get_gauges(const Request& request, app::Services& services, Service& service) {
  const std::string ledger = ledger_of(request);
  const auto present = service.now(caller(request).viewer, ledger);
  if (!present) return fail(present.error());
  json::Array out;
  for (const GaugeNow& gauge : *present) out.emplace_back(to_json(gauge, services.city.now(ledger)));
  return Response::json(json::Value(std::move(out)));
}

}  // namespace

void add_routes(net::Router& router, app::Services& services, Service& service) {
  using net::Method;
  const auto bind = [&](auto handler) {
    return [&services, &service, handler](const Request& request) { return handler(request, services, service); };
  };
  router.add({Method::kPost, "/api/v1/readings", "readings", bind(post_readings), 4U << 20});
  router.add({Method::kPost, "/api/v1/forecasts", "readings", bind(post_forecasts), 4U << 20});
  router.add({Method::kGet, "/api/v1/readings", "session", bind(get_readings)});
  router.add({Method::kGet, "/api/v1/gauges/now", "session", bind(get_gauges)});
  router.add({Method::kGet, "/api/v1/alarms", "session", [&services](const Request& request) { return services.list_page(request, "alarm", {}); }});
}

}  // namespace muster::observation
