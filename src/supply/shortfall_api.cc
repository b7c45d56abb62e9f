// POST /api/v1/circle/shortfall: what affected people need by the norms, and what of it arrives within 1, 3, 12, 24 hours.
#include <algorithm>
#include <cmath>

#include "supply/circle_ask.h"
#include "supply/routes.h"
#include "supply/shortfall.h"

namespace muster::supply {
namespace {

using net::Request;
using net::Response;

constexpr std::int64_t kPeopleMost = 10'000'000;
constexpr std::size_t kPlacesMost = 500;
constexpr std::size_t kHoursMost = 8;
constexpr double kHourMost = 240;
constexpr double kDaysMost = 30;

Error out_of(std::string_view field, double min, double max, const json::Value& value) {
  Error error;
  error.code = error::kOutOfRange;
  error.field = field;
  error.params = {{"title", std::string(field)}, {"min", json::number_text(min)}, {"max", json::number_text(max)}, {"value", json::write(value)}};
  return error;
}

Result<std::int64_t> people_in(const json::Value& value, const std::string& field) {
  if (!value.is_integer() || value.as_integer() < 1 || value.as_integer() > kPeopleMost) {
    return fail(out_of(field, 1, static_cast<double>(kPeopleMost), value));
  }
  return value.as_integer();
}

Result<CirclePlace> place_of(app::Services& services, const CircleRequest& asked, const std::string& id, std::int64_t people) {
  const auto record = services.store.get(asked.viewer, "jurisdiction", id);
  if (!record) return fail(error::kNotFound, "affected", {{"what", id}});
  return CirclePlace{id, record->label, {}, people, place_position(services.store, asked.viewer, asked.ask.ledger, *record)};
}

// Where how many people are: one number at a point or in a jurisdiction, or a number per jurisdiction.
Result<std::vector<CirclePlace>> affected_in(app::Services& services, const CircleRequest& asked, const json::Value& body) {
  const json::Value& affected = body["affected"];
  std::vector<CirclePlace> out;
  if (affected.is_object()) {
    if (affected.as_object().empty() || affected.as_object().size() > kPlacesMost) return fail(out_of("affected", 1, kPlacesMost, json::Value(affected.as_object().size())));
    for (const auto& [id, number] : affected.as_object()) {
      const auto people = people_in(number, "affected." + id);
      if (!people) return fail(people.error());
      auto place = place_of(services, asked, id, *people);
      if (!place) return fail(place.error());
      out.push_back(std::move(*place));
    }
    return out;
  }
  const auto people = people_in(affected, "affected");
  if (!people) return fail(people.error());
  if (!body["at"].is_null()) {
    const auto at = position_of(body["at"], "at");
    if (!at) return fail(at.error());
    out.push_back({{}, {}, {}, *people, *at});
    return out;
  }
  if (asked.ask.jurisdiction.empty()) return fail(error::kRequired, "at", {{"title", "at"}, {"field", "at"}});
  auto place = place_of(services, asked, asked.ask.jurisdiction, *people);
  if (!place) return fail(place.error());
  out.push_back(std::move(*place));
  return out;
}

Result<std::vector<double>> hours_in(const json::Value& body) {
  const json::Value& value = body["hours"];
  if (value.is_null()) return std::vector<double>{1, 3, 12, 24};
  if (!value.is_array() || value.as_array().empty() || value.as_array().size() > kHoursMost) return fail(out_of("hours", 1, kHoursMost, value));
  std::vector<double> out;
  for (const json::Value& one : value.as_array()) {
    if (!one.is_number() || one.as_double() <= 0 || one.as_double() > kHourMost || (!out.empty() && one.as_double() <= out.back())) {
      return fail(out_of("hours", out.empty() ? 0 : out.back(), kHourMost, one));
    }
    out.push_back(one.as_double());
  }
  return out;
}

Result<double> days_in(const json::Value& body) {
  const json::Value& value = body["days"];
  if (value.is_null()) return 1.0;
  if (!value.is_number() || value.as_double() <= 0 || value.as_double() > kDaysMost) return fail(out_of("days", 0, kDaysMost, value));
  return value.as_double();
}

struct Supply {
  std::vector<Source> sources;
  json::Array stores;     ///< those that come, with what they have and when
  json::Array uncounted;  ///< stock in a unit that the norm does not know
};

std::vector<std::uint32_t> arrivals_of(const Computed& computed, std::size_t store) {
  std::vector<std::uint32_t> out(computed.circle.places.size(), road::kNever);
  for (std::size_t place = 0; place < out.size(); ++place) {
    for (const Arrival& arrival : computed.circle.places[place].arrivals) {
      if (arrival.store == store) out[place] = arrival.ms;
    }
  }
  return out;
}

Supply supply_of(const Norm& norm, const Computed& computed) {
  Supply out;
  for (std::size_t i = 0; i < computed.task.stores.size(); ++i) {
    const CircleStore& store = computed.task.stores[i];
    for (const FreeStock& stock : store.stock) {
      if (stock.goods != norm.goods || stock.free <= 0) continue;
      const auto quantity = norm.in_unit(stock.free, stock.unit);
      if (!quantity) {
        out.uncounted.push_back(json::Object{{"store", store.id}, {"label", store.label}, {"quantity", stock.free}, {"unit", stock.unit}});
        continue;
      }
      out.sources.push_back({*quantity, arrivals_of(computed, i)});
      const std::uint32_t soonest = *std::ranges::min_element(out.sources.back().arrival_ms);
      out.stores.push_back(json::Object{{"store", store.id}, {"label", store.label}, {"quantity", *quantity},
                                        {"min", soonest < road::kNever ? json::Value(minutes(soonest)) : json::Value{}}});
    }
  }
  return out;
}

json::Value item_json(const model::Model& model, const Norm& norm, const Computed& computed, const std::vector<double>& hours, double days,
                      const json::Value& source) {
  std::vector<double> needs;
  double need = 0;
  for (const CirclePlace& place : computed.task.places) {
    needs.push_back(norm.need(place.people.value_or(0), days));
    need += needs.back();
  }
  Supply supply = supply_of(norm, computed);
  json::Array arrives;
  json::Array met;
  json::Array missing;
  for (const double hour : hours) {
    const Met within = met_within(supply.sources, needs, static_cast<std::uint32_t>(std::llround(hour * 3'600'000)));
    arrives.emplace_back(within.arrives);
    met.emplace_back(within.met);
    missing.emplace_back(std::max(0.0, need - within.met));
  }
  return json::Object{{"goods", norm.goods},
                      {"title", json::Object{{"zh", model.word("goods", norm.goods, "zh")}, {"en", model.word("goods", norm.goods, "en")}}},
                      {"unit", norm.unit},
                      {"need", need},
                      {"norm", json::Object{{"text", norm.clause}, {"clause", source}, {"mark", norm.mark}}},
                      {"arrives", std::move(arrives)},
                      {"met", std::move(met)},
                      {"shortfall", std::move(missing)},
                      {"stores", std::move(supply.stores)},
                      {"uncounted", std::move(supply.uncounted)}};
}

json::Array places_json(const Computed& computed) {
  json::Array out;
  for (std::size_t i = 0; i < computed.task.places.size(); ++i) {
    const CirclePlace& place = computed.task.places[i];
    const PlaceReach& reach = computed.circle.places[i];
    out.push_back(json::Object{{"id", place.id.empty() ? json::Value{} : json::Value(place.id)}, {"label", place.label}, {"at", position_json(place.at)},
                               {"people", *place.people}, {"reached", reach.arrivals.empty() ? json::Value(reached_name(reach.reached)) : json::Value("reached")},
                               {"first_min", reach.arrivals.empty() ? json::Value{} : json::Value(minutes(reach.arrivals.front().ms))}});
  }
  return out;
}

// Every open store that has what is needed, of whatever kind.
Result<Computed> reach_affected(app::Services& services, Roads& roads, const CircleRequest& asked, std::vector<CirclePlace> places) {
  const auto metric = roads_of(roads, asked, all_drawn(asked));
  if (!metric) return fail(metric.error());
  auto facts = circle_stores(services.store, asked.viewer, asked.rule, asked.ask);
  if (!facts) return fail(facts.error());
  facts->places = std::move(places);
  Computed out;
  out.left_out = std::move(facts->left_out);
  out.task = circle_task(asked, *facts);
  auto made = circle(*metric, out.task);
  if (!made) return fail(made.error());
  out.circle = std::move(*made);
  return out;
}

Result<Response> post_shortfall(app::Services& services, Roads& roads, const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  auto body = app::object_body(request, {"affected", "at", "jurisdiction", "hours", "days", "norms", "profile", "night", "kind", "stores", "drawn", "roads_at", "speed_factor"});
  if (!body) return fail(body.error());
  if ((*body)["kind"].is_null()) body->as_object().set("kind", "any");
  const auto asked = circle_request(services, roads, request, *body);
  if (!asked) return fail(asked.error());
  const auto hours = hours_in(*body);
  if (!hours) return fail(hours.error());
  const auto days = days_in(*body);
  if (!days) return fail(days.error());
  auto places = affected_in(services, *asked, *body);
  if (!places) return fail(places.error());
  const std::string set = body->text("norms", "planning");
  const auto norms = norms_on(services.store.model(), asked->city_now, set);
  if (!norms) return fail(norms.error());
  const auto computed = reach_affected(services, roads, *asked, std::move(*places));
  if (!computed) return fail(computed.error());
  const auto rule = services.store.model().rule("relief_norms", city_day(asked->city_now));
  if (!rule) return fail(rule.error());
  const json::Value source = json::Object{{"zh", (*rule)->source.zh}, {"en", (*rule)->source.en}};
  json::Array items;
  for (const Norm& norm : *norms) items.push_back(item_json(services.store.model(), norm, *computed, *hours, *days, source));
  json::Array asked_hours;
  for (const double hour : *hours) asked_hours.emplace_back(hour);
  json::Object out{{"hours", std::move(asked_hours)}, {"days", *days}, {"norms", set}, {"night", asked->night}, {"profile", asked->profile},
                   {"places", places_json(*computed)}, {"items", std::move(items)}};
  roads.sign(out);
  out.set("took_ms", ms_since(start));
  return Response::json(std::move(out));
}

}  // namespace

void add_shortfall_routes(net::Router& router, app::Services& services, Roads& roads) {
  router.add({net::Method::kPost, "/api/v1/circle/shortfall", "session",
              [&services, &roads](const Request& request) { return post_shortfall(services, roads, request); }});
}

}  // namespace muster::supply
