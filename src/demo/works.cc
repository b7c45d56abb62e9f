#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "demo/city.h"
#include "demo/inputs.h"
#include "demo/line.h"

namespace muster::demo {

namespace {

constexpr std::int64_t kHutEvery_m = 1500;   // bulletin of 2024-07-17: one post hut every 1.5 km
constexpr std::string_view kInvented = "演示虚构；桩号与堤别按公开资料，线形示意";

Rows::Where in_county(const std::string& code) { return {.jurisdiction = code, .geometry = {}, .occurred_at = {}}; }

std::int64_t integer(const std::string& text) { return static_cast<std::int64_t>(to_number(text)); }

void add_section(City& city, const Section& section) {
  Rows::Where where = in_county(section.county);
  where.geometry = line_json(section.line);
  json::Object fields{{"dike", id_of("dike", section.dike)}, {"name", city.county(section.county).short_name + "段 " + section.name},
                      {"class", section.dike_class}, {"from_stake", section.from_stake}, {"to_stake", section.to_stake},
                      {"bank", section.bank}, {"control_gauge", id_of("gauge", section.gauge)}, {"stage_shift_m", section.shift_m},
                      {"crest_m", section.crest_m}, {"inner_m", section.inner_m}, {"body", id_of("body", "hq_" + section.county)},
                      {"leader_post", id_of("post", section_post(section))}, {"source", kInvented}, {"invented", true}};
  if (section.defence_m) fields.set("defence_m", *section.defence_m);
  if (section.warning_m) fields.set("warning_m", *section.warning_m);
  city.rows.add("dike_section", section_key(section), where, std::move(fields));
}

// Huts stand on the Jingjiang dike and the main-stem dikes; on the others the section's count is enough.
void add_huts(City& city, const Dike& dike) {
  if (dike.dike_class != "jingjiang" && dike.dike_class != "yangtze_main") return;
  const std::int64_t start = dike.sections.front().from_stake;
  const std::int64_t end = dike.sections.back().to_stake;
  const std::int64_t direction = end < start ? -1 : 1;
  const auto count = static_cast<std::int64_t>(std::ceil(static_cast<double>(std::abs(end - start)) / static_cast<double>(kHutEvery_m)));
  for (std::int64_t n = 1; n <= count; ++n) {
    const std::int64_t along = std::min(n * kHutEvery_m - kHutEvery_m / 2, std::abs(end - start));
    const std::int64_t stake = start + direction * along;
    const Section& section = city.section_at(dike.code, stake);
    Rows::Where where = in_county(section.county);
    where.geometry = point_json(section.at(stake));
    city.rows.add("hut", dike.code + '.' + std::to_string(n), where,
                  {{"number_on_dike", n}, {"section", section_id(section)}, {"stake", stake}, {"group_size", 6}});
  }
}

void add_weak_reaches(City& city) {
  for (const Row& row : table("weak_reaches.csv")) {
    const std::int64_t from = integer(row.at("from_stake"));
    const std::int64_t to = integer(row.at("to_stake"));
    const Section& section = city.section_at(row.at("dike"), from);
    Rows::Where where = in_county(section.county);
    where.geometry = line_json(section.between(from, section.holds(to) ? to : section.to_stake));
    city.rows.add("weak_reach", row.at("name"), where,
                  {{"name", row.at("name")}, {"section", section_id(section)}, {"from_stake", from}, {"to_stake", to}, {"kind", row.at("kind")},
                   {"last_year", integer(row.at("last_year"))}, {"history", row.at("history")}, {"guard", "超设防起专人看守，每班一报"}});
  }
}

void add_sluice(City& city, const Row& row) {
  const std::int64_t stake = integer(row.at("stake"));
  const Section& section = city.section_at(row.at("dike"), stake);
  Rows::Where where = in_county(section.county);
  where.geometry = point_json(section.at(stake));
  city.rows.add("sluice", row.at("name"), where,
                {{"name", row.at("name")}, {"river", id_of("river", city.dike(section.dike).river)}, {"section", section_id(section)},
                 {"stake", stake}, {"grade", row.at("grade")}, {"control_gauge", id_of("gauge", section.gauge)},
                 {"shut_stage_m", to_number(row.at("shut_stage_m"))}, {"design_flow_m3s", to_number(row.at("design_flow_m3s"))}, {"invented", true}});
  if (row.at("state") == "shut") city.rows.then_move("shut", {{"note", "过设防水位前已关"}});
}

void add_pump(City& city, const Row& row) {
  const std::int64_t stake = integer(row.at("stake"));
  const Section& section = city.section_at(row.at("dike"), stake);
  Rows::Where where = in_county(section.county);
  where.geometry = point_json(section.at(stake));
  city.rows.add("pump_station", row.at("name"), where,
                {{"name", row.at("name")}, {"river", id_of("river", city.dike(section.dike).river)}, {"section", section_id(section)},
                 {"stake", stake}, {"grade", row.at("grade")}, {"control_gauge", id_of("gauge", section.gauge)},
                 {"stop_stage_m", to_number(row.at("stop_stage_m"))}, {"design_flow_m3s", to_number(row.at("design_flow_m3s"))}, {"invented", true}});
  if (row.at("state") == "stopped") city.rows.then_move("stop", {{"note", "到停排水位"}});
  if (row.at("state") == "running") city.rows.then_move("run", {{"units_running", integer(row.at("units_running"))}});
}

json::Value area_of(const Row& row, double radius_m) {
  return polygon_json(geo::circle({to_number(row.at("lon")), to_number(row.at("lat"))}, radius_m, 16).parts.front().front());
}

void add_areas(City& city) {
  for (const Row& row : table("polders.csv")) {
    Rows::Where where = in_county(row.at("county"));
    where.geometry = area_of(row, std::sqrt(to_number(row.at("land_ha")) * 10000 / 3.14159));
    city.rows.add("polder", row.at("name"), where,
                  {{"name", row.at("name")}, {"kind", row.at("kind")}, {"river", id_of("river", row.at("river"))},
                   {"control_gauge", id_of("gauge", row.at("gauge"))}, {"people", integer(row.at("people"))},
                   {"land_ha", to_number(row.at("land_ha"))}, {"abandon_stage_m", to_number(row.at("abandon_stage_m"))}, {"invented", true}});
  }
  for (const Row& row : table("storage_areas.csv")) {
    Rows::Where where = in_county(row.at("county"));
    where.geometry = area_of(row, 6000);
    city.rows.add("flood_storage_area", row.at("name"), where,
                  {{"name", row.at("name")}, {"rank", row.at("rank")}, {"storage_yi_m3", to_number(row.at("storage_yi_m3"))},
                   {"authority", row.at("authority")}, {"inlet", row.at("inlet")}, {"source", row.at("source") + "；范围示意"}});
  }
  for (const Row& row : table("reservoirs.csv")) {
    Rows::Where where = in_county(row.at("county"));
    where.geometry = point_json({to_number(row.at("lon")), to_number(row.at("lat"))});
    const bool is_weishui = row.at("name") == "洈水水库";
    city.rows.add("reservoir", row.at("name"), where,
                  {{"name", row.at("name")}, {"grade", row.at("grade")}, {"river", is_weishui ? id_of("river", "WS") : ""},
                   {"control_gauge", is_weishui ? id_of("gauge", "WEISHUI") : ""}, {"storage_wan_m3", to_number(row.at("storage_wan_m3"))},
                   {"flood_limit_m", to_number(row.at("flood_limit_m"))}, {"crest_m", to_number(row.at("crest_m"))}, {"invented", true}});
  }
}

}  // namespace

const Dike& City::dike(const std::string& code) const {
  const auto found = std::ranges::find(dikes, code, &Dike::code);
  if (found == dikes.end()) throw std::logic_error("demonstration: no dike " + code);
  return *found;
}

const Section& City::section_at(const std::string& code, std::int64_t stake) const {
  for (const Section& section : dike(code).sections) {
    if (section.holds(stake)) return section;
  }
  throw std::logic_error("demonstration: no section at " + code + ' ' + std::to_string(stake));
}

std::string section_key(const Section& section) { return section.dike + '.' + std::to_string(section.from_stake); }
std::string section_id(const Section& section) { return id_of("dike_section", section_key(section)); }
std::string section_post(const Section& section) { return "section." + section_key(section); }

void add_dikes(City& city) {
  for (const Dike& dike : city.dikes) {
    Rows::Where where = in_county("4210");
    Path whole;
    for (const Section& section : dike.sections) whole.insert(whole.end(), section.line.begin(), section.line.end());
    where.geometry = line_json(whole);
    city.rows.add("dike", dike.code, where,
                  {{"code", dike.code}, {"name", dike.name}, {"name_en", dike.name_en}, {"class", dike.dike_class},
                   {"river", id_of("river", dike.river)}, {"bank", dike.bank}, {"from_stake", dike.sections.front().from_stake},
                   {"to_stake", dike.sections.back().to_stake}, {"stake_prefix", dike.prefix}});
    for (const Section& section : dike.sections) add_section(city, section);
    add_huts(city, dike);
  }
  add_weak_reaches(city);
}

void add_works(City& city) {
  for (const Row& row : table("sluices.csv")) add_sluice(city, row);
  for (const Row& row : table("pumps.csv")) add_pump(city, row);
  add_areas(city);
}

}  // namespace muster::demo
