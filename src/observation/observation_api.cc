#include <charconv>

#include "observation/routes.h"

namespace muster::observation {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;

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

// The batch is the whole body; what else stands in it is refused by name.
Result<Response> post_batch(const Request& request, app::Services& services, Service& service, std::string_view key,
                            Result<Receipt> (*receive)(Service&, const record::Viewer&, const std::string&, const json::Value&)) {
  const auto body = app::object_body(request, {key});
  if (!body) return fail(body.error());
  const std::string ledger = ledger_of(request);
  const Result<Receipt> receipt = receive(service, caller(request).viewer, ledger, *body);
  if (!receipt) return fail(receipt.error());
  if (!receipt->stations.empty()) services.live.readings(ledger, receipt->stations);
  return receipt_response(request, *receipt);
}

Result<Response> post_readings(const Request& request, app::Services& services, Service& service) {
  return post_batch(request, services, service, "readings", receive_readings);
}

Result<Response> post_forecasts(const Request& request, app::Services& services, Service& service) {
  return post_batch(request, services, service, "forecasts", receive_forecasts);
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
  router.add({Method::kPost, "/api/v1/readings", "readings", bind(post_readings), kBatchBytes});
  router.add({Method::kPost, "/api/v1/forecasts", "readings", bind(post_forecasts), kBatchBytes});
  router.add({Method::kGet, "/api/v1/readings", "session", bind(get_readings)});
  router.add({Method::kGet, "/api/v1/gauges/now", "session", bind(get_gauges)});
  router.add({Method::kGet, "/api/v1/alarms", "session", [&services](const Request& request) { return services.list_page(request, "alarm", {}); }});
}

}  // namespace muster::observation
