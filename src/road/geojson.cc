// Answers and conditions as GeoJSON (RFC 7946).
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "errors/road.h"
#include "road/network.h"

namespace muster::road {
namespace {

using Named = std::pair<std::string_view, int>;

class ConditionReader {
 public:
  explicit ConditionReader(std::size_t number) : number_(number) {}

  Result<Condition> read(const json::Value& feature) {
    const bool bare = feature.text("type") != "Feature";
    if (!bare) properties(feature["properties"]);
    const json::Value& geometry = bare ? feature : feature["geometry"];
    if (!geometry.is_null()) {
      auto where = geo::from_geojson(geometry);
      if (!where) return fail(std::move(where).error());
      out_.where = *std::move(where);
    } else if (out_.ways.empty()) {
      wrong("geometry, ways");
    }
    if (!wrong_.empty())
      return fail(error::kRoadBadCondition, fmt::format("features.{}", number_),
                  {{"number", std::to_string(number_ + 1)}, {"reason", wrong_}});
    return std::move(out_);
  }

 private:
  void wrong(const std::string& reason) {
    if (wrong_.empty()) wrong_ = reason;
  }

  void properties(const json::Value& p) {
    if (p.is_null()) return;
    if (!p.is_object()) return wrong("properties");
    out_.id = p["id"].is_string() ? p["id"].as_string() : "";
    effect(p);
    touches(p);
    list(p, "ways", [&](const json::Value& way) {
      if (!way.is_integer()) return false;
      out_.ways.push_back(way.as_integer());
      return true;
    });
    list(p, "profiles", [&](const json::Value& name) {
      if (!name.is_string()) return false;
      out_.profiles.push_back(name.as_string());
      return true;
    });
    out_.from = time(p, "from");
    out_.to = time(p, "to");
  }

  void effect(const json::Value& p) {
    static constexpr std::array<std::pair<std::string_view, Effect>, 6> kEffects = {
        {{"closed", Effect::kClosed},
         {"speed_factor", Effect::kSpeedFactor},
         {"speed_limit", Effect::kSpeedLimit},
         {"speed", Effect::kSpeed},
         {"weight_limit", Effect::kWeightLimit},
         {"water_depth", Effect::kWaterDepth}}};
    const std::string name = p["effect"].is_null() ? "closed" : p.text("effect");
    bool known = false;
    for (const auto& [text, value] : kEffects) {
      if (text == name) {
        out_.effect = value;
        known = true;
      }
    }
    if (!known) return wrong("effect: " + name);
    if (out_.effect == Effect::kClosed) return;
    if (!p["value"].is_number()) return wrong("value");
    out_.value = p["value"].as_double();
    if (!std::isfinite(out_.value) || out_.value < 0) wrong("value");
  }

  void touches(const json::Value& p) {
    const std::string name = p.text("touches", "all");
    if (name == "bridges")
      out_.touches = Touches::kBridges;
    else if (name == "not_bridges")
      out_.touches = Touches::kNotBridges;
    else if (name != "all")
      wrong("touches: " + name);
  }

  template <class F>
  void list(const json::Value& p, const char* key, F take) {
    const json::Value& rows = p[key];
    if (rows.is_null()) return;
    if (!rows.is_array()) return wrong(key);
    for (const json::Value& row : rows.as_array()) {
      if (!take(row)) wrong(key);
    }
  }

  std::optional<UtcTime> time(const json::Value& p, const char* key) {
    if (p[key].is_null()) return std::nullopt;
    const auto read = p[key].is_string() ? parse_time(p[key].as_string())
                                         : Result<UtcTime>(fail(error::kBadTime));
    if (!read) {
      wrong(key);
      return std::nullopt;
    }
    return *read;
  }

  std::size_t number_;
  std::string wrong_;
  Condition out_;
};

json::Object feature(const geo::Geometry& geometry, json::Object properties) {
  return {{"type", "Feature"},
          {"geometry", geo::to_geojson(geometry)},
          {"properties", std::move(properties)}};
}

json::Object collection(const Network& network, json::Array features) {
  return {{"type", "FeatureCollection"},
          {"attribution", attribution(network)},
          {"generated", is_generated(network)},
          {"features", std::move(features)}};
}

json::Object snap_json(const Snap& snap) {
  return {{"moved_m", std::round(snap.moved_m * 10) / 10},
          {"edge", snap.edge},
          {"cut_off", snap.cut_off}};
}

}  // namespace

Result<std::vector<Condition>> conditions_from_geojson(const json::Value& value) {
  json::Array one;
  const json::Array* features = &one;
  if (value.text("type") == "FeatureCollection") {
    if (!value["features"].is_array())
      return fail(error::kRoadBadCondition, "features", {{"number", "1"}, {"reason", "features"}});
    features = &value["features"].as_array();
  } else {
    one.push_back(value);
  }
  std::vector<Condition> out;
  for (std::size_t i = 0; i < features->size(); ++i) {
    auto condition = ConditionReader(i).read((*features)[i]);
    if (!condition) return fail(std::move(condition).error());
    out.push_back(*std::move(condition));
  }
  return out;
}

json::Value to_geojson(const Network& network, const Reach& reach,
                       const std::vector<std::uint32_t>& budgets_ms) {
  json::Array features;
  for (const Snap& source : reach.sources) {
    json::Object properties = snap_json(source);
    properties.set("kind", "source");
    features.emplace_back(feature(geo::point(source.at), std::move(properties)));
  }
  for (std::size_t band = 0; band < budgets_ms.size(); ++band) {
    json::Object about{{"budget_s", budgets_ms[band] / 1000}, {"length_km", reach.length_km[band]}};
    if (band < reach.areas.size()) {
      about.set("kind", "area");
      features.emplace_back(feature(reach.areas[band], about));
    }
    geo::Geometry lines{geo::Kind::kMultiLine, {}};
    for (const ReachedPart& part : reach.parts) {
      if (part.band == band)
        lines.parts.push_back({edge_line(network, part.edge, part.from, part.to)});
    }
    about.set("kind", "roads");
    features.emplace_back(feature(lines, std::move(about)));
  }
  return collection(network, std::move(features));
}

json::Value to_geojson(const Network& network, const std::vector<Route>& routes) {
  json::Array features;
  for (const Route& route : routes) {
    json::Array steps;
    for (const Step& step : route.steps) {
      steps.emplace_back(json::Object{{"zh", step_text(step, "zh")},
                                      {"en", step_text(step, "en")},
                                      {"name", step.name},
                                      {"at", json::Array{step.at.lon, step.at.lat}},
                                      {"length_m", std::round(step.length_m)},
                                      {"seconds", step.ms / 1000}});
    }
    features.emplace_back(feature(geo::line(route.line), {{"kind", "route"},
                                                          {"seconds", route.ms / 1000},
                                                          {"length_m", std::round(route.length_m)},
                                                          {"steps", std::move(steps)}}));
  }
  return collection(network, std::move(features));
}

}  // namespace muster::road
