#include <algorithm>
#include <cmath>

#include "demo/city.h"
#include "demo/inputs.h"
#include "demo/line.h"
#include "demo/scenario.h"

namespace muster::demo {

namespace {

constexpr std::string_view kPoint = "4210";

Rows::Where in_city() { return {.jurisdiction = std::string(kPoint), .geometry = {}, .occurred_at = {}}; }

std::string river_by_name(const std::string& name) {
  for (const Row& row : table("rivers.csv")) {
    if (row.at("name") == name) return id_of("river", row.at("code"));
  }
  return {};
}

void add_rivers(City& city) {
  const auto lines = waters();
  for (const Row& row : table("rivers.csv")) {
    Rows::Where where = in_city();
    if (const auto found = lines.find(row.at("name")); found != lines.end()) where.geometry = line_json(found->second);
    json::Object fields{{"code", row.at("code")}, {"name", row.at("name")}, {"name_en", row.at("name_en")}, {"kind", row.at("kind")},
                        {"source", row.at("source")}};
    if (!row.at("length_km").empty()) fields.set("length_km", to_number(row.at("length_km")));
    city.rows.add("river", row.at("code"), where, std::move(fields));
  }
  for (const Row& row : table("rivers.csv")) {
    if (!row.at("into").empty()) city.rows.set_later("river", row.at("code"), {{"into", id_of("river", row.at("into"))}});
  }
}

void add_gauge(City& city, const Row& row) {
  const std::string& property = row.at("property");
  const bool is_stage = property == "stage_m";
  Rows::Where where = in_city();
  where.geometry = point_json({to_number(row.at("lon")), to_number(row.at("lat"))});
  json::Object fields{{"code", row.at("code")}, {"name", row.at("name")}, {"name_en", row.at("name_en")},
                      {"river", river_by_name(row.at("river"))}, {"property", property}, {"is_key", row.at("key") == "1"},
                      {"order", static_cast<std::int64_t>(to_number(row.at("order")))}, {"source", row.at("source")},
                      {"owner", id_of("body", "city_hydrology")}, {"min_physical", is_stage ? -10.0 : 0.0},
                      {"max_physical", is_stage ? 130.0 : 20000.0}};
  if (is_stage) fields.set("max_rate_m_h", 2.0);
  if (const auto every = reporting_interval(row.at("code"))) fields.set("interval", every->count());
  if (row.at("code") == "MITUOSI") fields.set("keeper", city.by_key.at("qianhansheng").person);
  city.rows.add("gauge", row.at("code"), where, std::move(fields));
}

// Rain is reported for each county as one station: the mean over its area.
void add_rain_stations(City& city) {
  int order = 300;
  for (const County& county : city.counties) {
    if (county.is_zone) continue;
    city.rows.add("gauge", rain_station(county.code),
                  {.jurisdiction = county.code, .geometry = point_json(county.seat), .occurred_at = {}},
                  {{"code", rain_station(county.code)}, {"name", county.short_name + "面雨量"}, {"name_en", "Area rain " + county.code},
                   {"property", "rain_mm"}, {"is_key", false}, {"order", order++}, {"source", "演示虚构：逐时面雨量"},
                   {"owner", id_of("body", "city_weather")}, {"min_physical", 0.0}, {"max_physical", 300.0}, {"interval", 3600000},
                   {"silent_watch", false}});
  }
}

void add_threshold(City& city, const std::string& gauge, const std::string& kind, double value_m, const std::string& from,
                   const std::string& to, const std::string& mark, const std::string& source) {
  city.rows.add("threshold", gauge + ' ' + kind + ' ' + from, in_city(),
                {{"gauge", id_of("gauge", gauge)}, {"kind", kind}, {"value_m", value_m}, {"valid_from", from}, {"valid_to", to},
                 {"source", source}, {"mark", mark}});
}

// The replayed record has no official stages: they are its own quantiles.
void add_replay_thresholds(City& city) {
  std::vector<double> flows;
  for (const Row& row : table("replay_discharge.csv")) flows.push_back(to_number(row.at("discharge_m3s")));
  std::ranges::sort(flows);
  const auto quantile = [&](double part) { return flows[static_cast<std::size_t>(part * static_cast<double>(flows.size() - 1))]; };
  for (const auto& [kind, part, text] : {std::tuple{"defence", 0.80, "80 %"}, {"warning", 0.90, "90 %"}, {"guarantee", 0.975, "97.5 %"}}) {
    add_threshold(city, "REPLAY", kind, std::round(quantile(part)), "2020-01-01", "", "check",
                  std::string("回放记录自身 ") + text + " 分位数，单位 m³/s");
  }
}

}  // namespace

void add_waters(City& city) {
  add_rivers(city);
  for (const Row& row : table("gauges.csv")) add_gauge(city, row);
  add_rain_stations(city);
  for (const Row& row : table("thresholds.csv")) {
    add_threshold(city, row.at("gauge"), row.at("kind"), to_number(row.at("value_m")), row.at("valid_from"), row.at("valid_to"),
                  row.at("mark"), row.at("source"));
  }
  add_replay_thresholds(city);
}

}  // namespace muster::demo
