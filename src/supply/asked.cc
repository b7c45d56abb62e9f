#include "supply/asked.h"

#include <fmt/format.h>

namespace muster::supply {
namespace {

constexpr std::size_t kDrawnMost = 500;

tl::unexpected<Error> bad(std::string_view field, const std::string& reason) {
  return fail(error::kBadRequest, std::string(field), {{"reason", reason}});
}

}  // namespace

Result<geo::Position> position_of(const json::Value& value, std::string_view field) {
  const bool is_pair = value.is_array() && value.as_array().size() == 2 &&
                       value.as_array()[0].is_number() && value.as_array()[1].is_number();
  if (!is_pair) return bad(field, "[lon, lat]");
  const geo::Position at{value.as_array()[0].as_double(), value.as_array()[1].as_double()};
  if (auto ok = geo::check(geo::point(at)); !ok) {
    Error error = ok.error();
    error.field = field;
    return fail(std::move(error));
  }
  return at;
}

Result<std::uint32_t> budget_of(const json::Value& value, std::string_view field, double most_min) {
  if (!value.is_number() || !(value.as_double() > 0) || value.as_double() > most_min)
    return bad(field, fmt::format("0 < min ≤ {}", most_min));
  return static_cast<std::uint32_t>(std::lround(value.as_double() * 60'000));
}

Result<std::vector<road::Condition>> drawn_of(const json::Value& drawn) {
  if (drawn.is_null()) return std::vector<road::Condition>{};
  auto list = drawn.is_array() ? road::conditions_from_geojson(json::Object{
                                     {"type", "FeatureCollection"}, {"features", drawn}})
                               : road::conditions_from_geojson(drawn);
  if (!list) return list;
  if (list->size() > kDrawnMost) return bad("drawn", fmt::format("≤ {}", kDrawnMost));
  return list;
}

Result<std::string> profile_of(const Roads& roads, const json::Value& body) {
  const auto network = roads.network();
  if (!network) return fail(network.error());
  const std::string named = body.text("profile");
  return named.empty() ? road::profile_names(**network).front() : named;
}

Result<Weather> weather_of(const Roads& roads, UtcTime city_now, const json::Value& body) {
  Weather out{city_now, {}};
  if (!body["roads_at"].is_null()) {
    const auto at = parse_time(body.text("roads_at"));
    if (!at) {
      Error error = at.error();
      error.field = "roads_at";
      return fail(std::move(error));
    }
    out.at = *at;
  }
  const json::Value& factor = body["speed_factor"];
  if (factor.is_null() || (factor.is_number() && factor.as_double() == 1)) return out;
  if (!factor.is_number() || !(factor.as_double() >= 0.1) || factor.as_double() > 2)
    return bad("speed_factor", "0.1 … 2");
  const auto network = roads.network();
  if (!network) return fail(network.error());
  geo::Box box = road::extent(**network);
  constexpr double kBeyond_deg = 0.01;  // roads on the very edge are inside as well
  box = {box.west - kBeyond_deg, box.south - kBeyond_deg, box.east + kBeyond_deg, box.north + kBeyond_deg};
  road::Condition all{.effect = road::Effect::kSpeedFactor, .value = factor.as_double()};
  all.where = geo::rectangle(box);
  out.everywhere.push_back(std::move(all));
  return out;
}

Result<CircleRoads> roads_asked(Roads& roads, const record::CityTime& city,
                                const std::string& ledger, const json::Value& body) {
  const auto profile = profile_of(roads, body);
  if (!profile) return fail(profile.error());
  auto drawn = drawn_of(body["drawn"]);
  if (!drawn) return fail(drawn.error());
  const auto weather = weather_of(roads, city.now(ledger), body);
  if (!weather) return fail(weather.error());
  drawn->insert(drawn->end(), weather->everywhere.begin(), weather->everywhere.end());
  return circle_roads(roads, ledger, *profile, weather->at, *drawn);
}

}  // namespace muster::supply
