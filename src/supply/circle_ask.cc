#include "supply/circle_ask.h"

#include <chrono>

namespace muster::supply {
namespace {

constexpr std::int64_t kBudgetMost_min = 600;
constexpr std::size_t kDrawnMost = 50;
constexpr std::size_t kStoresMost = 500;

Error wrong(std::string_view field, const json::Value& value, std::string reason) {
  Error error;
  error.code = error::kBadValue;
  error.field = field;
  error.params = {{"title", std::string(field)}, {"value", value.is_string() ? value.as_string() : json::write(value)}, {"reason", std::move(reason)}};
  return error;
}

// A text member that is one of the allowed words; `otherwise` when it is absent.
Result<std::string> word_in(const json::Value& body, std::string_view key, const std::string& otherwise, const std::vector<std::string>& allowed) {
  const json::Value& value = body[key];
  if (value.is_null()) return otherwise;
  for (const std::string& one : allowed) {
    if (value.is_string() && value.as_string() == one) return one;
  }
  std::string list;
  for (const std::string& one : allowed) list += (list.empty() ? "" : ", ") + one;
  return fail(wrong(key, value, list));
}

Result<int> budget_in(const json::Value& body, int otherwise) {
  const json::Value& value = body["budget_min"];
  if (value.is_null()) return otherwise;
  if (!value.is_integer() || value.as_integer() < 1 || value.as_integer() > kBudgetMost_min) {
    return fail(error::kOutOfRange, "budget_min", {{"title", "budget_min"}, {"min", "1"}, {"max", std::to_string(kBudgetMost_min)}, {"value", json::write(value)}});
  }
  return static_cast<int>(value.as_integer());
}

Result<std::vector<std::string>> ids_in(const json::Value& body, std::string_view key) {
  std::vector<std::string> out;
  const json::Value& value = body[key];
  if (value.is_null()) return out;
  if (!value.is_array() || value.as_array().size() > kStoresMost) return fail(wrong(key, value.is_array() ? json::Value("…") : value, "[id, …]"));
  for (const json::Value& one : value.as_array()) {
    if (!one.is_string()) return fail(wrong(key, one, "id"));
    out.push_back(one.as_string());
  }
  return out;
}

Result<std::vector<std::vector<road::Condition>>> drawn_in(const json::Value& body) {
  std::vector<std::vector<road::Condition>> out;
  const json::Value& value = body["drawn"];
  if (value.is_null()) return out;
  if (!value.is_array()) return fail(wrong("drawn", json::Value("…"), "[GeoJSON Feature, …]"));
  if (value.as_array().size() > kDrawnMost) {
    return fail(error::kOutOfRange, "drawn", {{"title", "drawn"}, {"min", "0"}, {"max", std::to_string(kDrawnMost)}, {"value", std::to_string(value.as_array().size())}});
  }
  for (std::size_t i = 0; i < value.as_array().size(); ++i) {
    auto conditions = road::conditions_from_geojson(value.as_array()[i]);
    if (!conditions) {
      Error error = conditions.error();
      error.field = "drawn." + std::to_string(i) + (error.field.empty() ? "" : "." + error.field);
      return fail(std::move(error));
    }
    out.push_back(std::move(*conditions));
  }
  return out;
}

Result<bool> night_in(const json::Value& body, bool otherwise) {
  const json::Value& value = body["night"];
  if (value.is_null()) return otherwise;
  if (!value.is_bool()) return fail(wrong("night", value, "true, false"));
  return value.as_bool();
}

}  // namespace

Result<CircleRequest> circle_request(const app::Services& services, const Roads& roads, const net::Request& request, const json::Value& body) {
  CircleRequest out;
  out.viewer = app::caller(request).viewer;
  out.ask.ledger = app::ledger_of(request);
  out.city_now = services.city.now(out.ask.ledger);
  auto rule = circle_rule(services.store.model(), out.city_now);
  if (!rule) return fail(rule.error());
  out.rule = std::move(*rule);
  const auto budget = budget_in(body, out.rule.budget_min);
  if (!budget) return fail(budget.error());
  const auto kind = word_in(body, "kind", out.rule.store_kind, {"relief", "flood", "any"});
  if (!kind) return fail(kind.error());
  const auto level = word_in(body, "level", out.rule.level, {"village", "township"});
  if (!level) return fail(level.error());
  auto stores = ids_in(body, "stores");
  if (!stores) return fail(stores.error());
  auto drawn = drawn_in(body);
  if (!drawn) return fail(drawn.error());
  const auto night = night_in(body, is_night(services.store.model(), out.rule, out.city_now));
  if (!night) return fail(night.error());
  // Without roads the refusal comes from them, further on.
  if (!body["roads_at"].is_null() || !body["speed_factor"].is_null()) {
    auto weather = weather_of(roads, out.city_now, body);
    if (!weather) return fail(weather.error());
    out.roads_at = weather->at;
    out.everywhere = std::move(weather->everywhere);
  } else {
    out.roads_at = out.city_now;
  }
  out.budget_min = *budget;
  out.profile = body.text("profile", out.rule.profile);
  out.ask.store_kind = *kind;
  out.ask.level = *level;
  out.ask.stores = std::move(*stores);
  out.ask.jurisdiction = body.text("jurisdiction");
  out.drawn = std::move(*drawn);
  out.night = *night;
  return out;
}

CircleTask circle_task(const CircleRequest& request, CircleFacts& facts) {
  return {.stores = std::move(facts.stores), .places = std::move(facts.places), .budget_ms = request.budget_ms(), .night = request.night};
}

std::vector<road::Condition> all_drawn(const CircleRequest& request) {
  std::vector<road::Condition> out;
  for (const auto& one : request.drawn) out.insert(out.end(), one.begin(), one.end());
  return out;
}

Result<CircleRoads> roads_of(Roads& roads, const CircleRequest& request, const std::vector<road::Condition>& drawn) {
  std::vector<road::Condition> all = drawn;
  all.insert(all.end(), request.everywhere.begin(), request.everywhere.end());
  return circle_roads(roads, request.ask.ledger, request.profile, request.roads_at, all);
}

Result<Computed> compute(app::Services& services, Roads& roads, const CircleRequest& request) {
  const auto metric = roads_of(roads, request, all_drawn(request));
  if (!metric) return fail(metric.error());
  auto facts = circle_facts(services.store, request.viewer, request.rule, request.ask);
  if (!facts) return fail(facts.error());
  Computed out;
  out.left_out = std::move(facts->left_out);
  out.task = circle_task(request, *facts);
  auto made = circle(*metric, out.task);
  if (!made) return fail(made.error());
  out.circle = std::move(*made);
  return out;
}

json::Value position_json(const std::optional<geo::Position>& at) {
  if (!at) return {};
  return place_json(*at);
}

std::int64_t ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace muster::supply
