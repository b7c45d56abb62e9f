#include <qrencode.h>

#include <cmath>
#include <memory>

#include "supply/circle_facts.h"
#include "supply/dispatch.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

// Rows of '1' (dark) and '0', without the quiet zone of four modules that whoever draws it must leave (ISO/IEC 18004 clause 9.1).
json::Array qr_rows(const std::string& text) {
  json::Array out;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return out;
  for (int row = 0; row < code->width; ++row) {
    std::string line;
    for (int column = 0; column < code->width; ++column) line += (code->data[row * code->width + column] & 1) != 0 ? '1' : '0';
    out.emplace_back(std::move(line));
  }
  return out;
}

json::Array shown_steps(const road::Route& route) {
  json::Array out;
  for (const road::Step& step : route.steps) {
    out.emplace_back(json::Object{{"text", json::Object{{"zh", road::step_text(step, "zh")}, {"en", road::step_text(step, "en")}}},
                                  {"km", std::round(step.length_m / 100) / 10}, {"min", std::round(step.ms / 6000.0) / 10}, {"at", to_json(step.at)}});
  }
  return out;
}

}  // namespace

Result<json::Object> card(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const std::string& id) {
  auto out = order_shown(parts, viewer, ledger, id);
  if (!out) return out;
  const std::string qr = "MUSTER:transfer_order:" + id;
  out->set("qr", qr);
  out->set("qr_rows", qr_rows(qr));
  const auto order = parts.store.get(viewer, "transfer_order", id);
  const json::Value* from = out->find("from_at");
  const auto to = order ? position_of(*order) : std::nullopt;
  const UtcTime now = parts.city.now(ledger);
  const auto rule = dispatch_rule(parts.store.model(), now);
  if (from == nullptr || !to || !rule) return out;
  const auto start = position_from(*from, "from_at");
  const auto roads = parts.ways(ledger, rule->text("profile", "lorry"), now, {});
  if (!start || !roads) return out;  // the card is printed without a route rather than not at all
  const auto route = drive(*roads, *start, *to);
  if (!route) return out;
  const road::Network& network = road::network_of(*roads->today);
  out->set("route", json::Object{{"min", std::round(route->ms / 6000.0) / 10}, {"km", std::round(route->length_m / 100) / 10},
                                 {"generated", road::is_generated(network)}, {"attribution", road::attribution(network)},
                                 {"line", geo::to_geojson(geo::line(route->line))}, {"steps", shown_steps(*route)}});
  return out;
}

}  // namespace muster::supply
