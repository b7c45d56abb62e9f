#include "demo/situation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "demo/inputs.h"
#include "demo/line.h"
#include "demo/scenario.h"

namespace muster::demo {

namespace {

using std::chrono::hours;

UtcTime instant(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) throw std::logic_error("situation: bad instant " + std::string(text));
  return *time;
}

Rows::Where in_county(const std::string& code, UtcTime at) { return {.jurisdiction = code, .geometry = {}, .occurred_at = at}; }

// People on the dike under level IV by county (18,090 in all), and the evening before, when fewer reaches stood above defence stage.
struct Present {
  std::string_view county;
  std::int64_t people;
  std::int64_t day_before;
};
constexpr Present kPresent[] = {{"421002", 360, 210},    {"421003", 1180, 760},  {"421022", 4720, 3010}, {"421024", 1330, 820},
                                {"421081", 2860, 1790},  {"421083", 2230, 1310}, {"421087", 1690, 1080}, {"421088", 3440, 2190},
                                {"421071", 110, 60},     {"JN", 60, 30},         {"GX", 110, 70}};

std::vector<const Section*> sections_of(const City& city, std::string_view county) {
  std::vector<const Section*> out;
  for (const Dike& dike : city.dikes) {
    for (const Section& section : dike.sections) {
      if (section.county == county) out.push_back(&section);
    }
  }
  return out;
}

void add_guard_count(City& city, Rows& rows, std::string_view county, std::int64_t people, UtcTime at) {
  const auto sections = sections_of(city, county);
  double total_km = 0;
  for (const Section* section : sections) total_km += section->length_km();
  double along_km = 0;
  std::int64_t given = 0;
  for (const Section* section : sections) {
    along_km += section->length_km();
    const auto until_here = static_cast<std::int64_t>(std::llround(static_cast<double>(people) * along_km / total_km));
    const std::int64_t here = until_here - given;  // so that the county's sum is exact
    given = until_here;
    const std::int64_t leaders = std::max<std::int64_t>(1, here / 30);
    rows.add("guard_report", section_key(*section) + ' ' + format_time(at), in_county(section->county, at),
             {{"at", format_time(at)}, {"area", place_id(section->county)}, {"section", section_id(*section)}, {"class", section->dike_class},
              {"leaders", std::min(leaders, here)}, {"labour", here - std::min(leaders, here)},
              {"huts_manned", static_cast<std::int64_t>(std::ceil(section->length_km() / 1.5))},
              {"reporter", city.by_post.at(section_post(*section)).person}, {"channel", "telephone"}});
  }
}

void add_last_night(City& city, Rows& rows) {
  const UtcTime from = instant("2026-08-17T20:00:00+08:00");
  for (const Dike& dike : city.dikes) {
    for (const Section& section : dike.sections) {
      const auto huts = static_cast<std::int64_t>(std::ceil(section.length_km() / 1.5));
      const std::string leader = city.by_post.at(section_post(section)).person;
      const UtcTime reported = from + hours(11) + std::chrono::minutes(static_cast<int>(spread(section.name) % 70));
      rows.add("patrol_shift", section_key(section) + ' ' + format_time(from), in_county(section.county, from),
               {{"section", section_id(section)}, {"shift_start", format_time(from)}, {"shift_end", format_time(from + hours(12))},
                {"due_at", format_time(from + hours(12) + std::chrono::minutes(15))}, {"from_stake", section.from_stake},
                {"to_stake", section.to_stake}, {"leader", leader}, {"groups", huts}, {"people_due", huts * 6}, {"interval", 7200000},
                {"stage_kind", "defence"}});
      rows.then_move("report", {{"text", fmt::format("{} 人到岗，各组无新险情", huts * 6)}, {"result", "nothing"}, {"people", huts * 6},
                                {"groups", huts}, {"channel", "telephone"}});
      rows.then_set({{"reported_at", format_time(reported)}, {"reported_by", leader}});
    }
  }
}

void add_shift(City& city, Rows& rows, const std::string& body, const std::string& county, UtcTime from, const std::string& leader,
               const std::string& main, const std::string& deputy, bool is_city) {
  const bool is_night = (from + hours(8) - std::chrono::floor<std::chrono::days>(from + hours(8))) >= hours(20);
  rows.add("duty_shift", body + ' ' + format_time(from), in_county(county, from),
           {{"body", id_of("body", body)}, {"date", format_date(city_day(from))}, {"kind", is_night ? "night" : "day"},
            {"from", format_time(from)}, {"to", format_time(from + hours(12))}, {"leader", city.by_post.at(leader).person},
            {"main", city.by_post.at(main).person}, {"deputy", city.by_post.at(deputy).person},
            {"technical", is_city ? city.by_key.at("pengjiangchao").person : ""},
            {"military", is_city ? city.by_key.at("weiguochuan").person : ""},
            {"sound_tested_at", is_city ? format_time(from + std::chrono::minutes(2)) : ""}});
}

struct Earlier {
  std::string_view dike;
  std::int64_t stake;
  std::string_view kind;
  std::string_view finder;
  std::string_view found_at;
  std::string_view measures;
  bool is_watched;
};
constexpr Earlier kEarlier[] = {
    {"JJDD", 664900, "seepage", "巡查 2 组", "2026-08-17T22:10:00+08:00", "开沟导渗，铺砂石反滤，专人观察", true},
    {"JJDD", 740750, "culvert", "观音寺闸管所", "2026-08-18T01:05:00+08:00", "闭闸止水，闸后蓄水反压", false},
    {"GACJ", 37600, "seepage", "巡查 1 组", "2026-08-17T19:30:00+08:00", "开沟导渗", true},
    {"SSCJ", 21900, "seepage", "巡查 3 组", "2026-08-18T04:40:00+08:00", "开沟导渗，加密观察", true},
    {"JHCJ", 470400, "well", "村民", "2026-08-18T07:20:00+08:00", "井口抬高围井，填砂石", false},
    {"JHCJ", 601400, "seepage", "巡查 4 组", "2026-08-18T09:15:00+08:00", "开沟导渗", false}};

void add_incident(City& city, Rows& rows, const Earlier& earlier) {
  const Section& section = city.section_at(std::string(earlier.dike), earlier.stake);
  const UtcTime found = instant(earlier.found_at);
  const auto after = [&](int minutes) { return format_time(found + std::chrono::minutes(minutes)); };
  Rows::Where where = in_county(section.county, found);
  where.geometry = point_json(section.at(earlier.stake));
  rows.add("dike_incident", std::string(earlier.dike) + ' ' + std::to_string(earlier.stake), where,
           {{"kind", earlier.kind}, {"grade", "general"}, {"upward_grade", "general"}, {"dike_class", section.dike_class},
            {"section", section_id(section)}, {"stake", earlier.stake}, {"bank", section.bank}, {"side", "inner_toe"}, {"distance_m", 12},
            {"control_gauge", id_of("gauge", section.gauge)}, {"water", "clear"}, {"sand", "no"}, {"finder", earlier.finder},
            {"source", "patrol"}, {"casualties", "无"}, {"found_at", format_time(found)}});
  rows.then_move("receive", {{"source", "patrol"}});
  rows.then_move("verify");
  rows.then_move("measure", {{"measures", earlier.measures}, {"people_on_site", 12}});
  rows.then_move("control");
  if (earlier.is_watched) rows.then_move("watch");
  rows.then_set({{"received_at", after(6)}, {"received_by", city.by_post.at(section.county + ".duty_officer").person},
                 {"verified_at", after(25)}, {"verified_by", city.by_post.at(section_post(section)).person},
                 {"first_measure_at", after(52)}, {"under_control_at", after(100)}, {"watched_at", earlier.is_watched ? after(150) : ""}});
}

}  // namespace

void add_rosters(City& city, Rows& rows) {
  const UtcTime first = instant("2026-08-16T08:00:00+08:00");
  for (int n = 0; n < 18; ++n) {
    const UtcTime from = first + hours(12 * n);
    const bool by_night = n % 2 == 1;
    add_shift(city, rows, "city_flood_office", "4210", from, by_night ? "city_duty_leader" : "city_duty_leader_b",
              by_night ? "city_duty_officer" : "city_duty_officer_b", by_night ? "city_duty_deputy" : "city_duty_deputy_b", true);
    for (const County& county : city.counties) {
      add_shift(city, rows, "hq_" + county.code, county.code, from, county.code + ".duty_leader", county.code + ".duty_officer",
                county.code + ".duty_deputy", false);
    }
  }
}

void add_level_in_force(City& city, Rows& rows) {
  const UtcTime signed_at = instant("2026-08-17T10:00:00+08:00");
  std::vector<std::string> units;
  for (const County& county : city.counties) units.push_back("hq_" + county.code);
  for (const Row& row : table("bodies.csv")) {
    if (row.at("kind") == "basin_command") units.push_back(row.at("code"));
  }
  const auto people = [&](const char* key) { return city.by_key.at(key).person; };
  rows.add("level_notice", "level 4", in_county("4210", signed_at),
           {{"title", "关于启动防汛四级应急响应的通知"}, {"body", id_of("body", "city_flood_hq")}, {"plan", "flood_city"}, {"level", "4"},
            {"kind", "start"},
            {"text", "各县市区防汛抗旱指挥部，各流域分指挥部，市防指各成员单位：\n沙市站已达到设防水位42.00米。经会商，市防指决定自8月17日10时起启动防汛四级应急响应。"
                     "请按预案上足劳力，两小时一巡，守住穿堤建筑物与险工险段，险情随报。"},
            {"effective_at", format_time(signed_at)}, {"units", ids_of("body", units)}, {"drafted_by", people("xiayuhe")}});
  rows.then_move("check");
  rows.then_move("sign");
  rows.then_set({{"checked_at", format_time(signed_at - std::chrono::minutes(12))}, {"checked_by", people("pengjiangchao")},
                 {"signed_at", format_time(signed_at)}, {"signed_by", people("guchangfeng")},
                 {"signed_post", id_of("post", "city_flood_deputy")}, {"receipts_met", units.size()}, {"receipts_due", units.size()}});
  for (const std::string& unit : units) {
    const bool is_basin = unit.starts_with("basin_");
    const std::string post = is_basin ? unit + ".duty" : unit.substr(3) + ".duty_officer";
    const UtcTime accepted = signed_at + std::chrono::minutes(1 + static_cast<int>(spread(unit) % 20));
    rows.add("receipt", "level 4 " + unit, in_county(is_basin ? "4210" : unit.substr(3), signed_at),
             {{"notice", id_of("level_notice", "level 4")}, {"unit", id_of("body", unit)}, {"sent_at", format_time(signed_at)}, {"channel", "desk"}});
    rows.then_move("accept", {{"channel", "desk"}});
    rows.then_set({{"accepted_at", format_time(accepted)}, {"accepted_by", city.by_post.at(post).person}, {"accepted_post", id_of("post", post)}});
  }
}

void add_guard(City& city, Rows& rows) {
  for (const Present& present : kPresent) {
    add_guard_count(city, rows, present.county, present.day_before, instant("2026-08-17T11:00:00+08:00"));
    add_guard_count(city, rows, present.county, present.people, instant("2026-08-18T08:00:00+08:00"));
  }
  add_last_night(city, rows);
}

void add_earlier_incidents(City& city, Rows& rows) {
  for (const Earlier& earlier : kEarlier) add_incident(city, rows, earlier);
}

// Shishou's figure of the 18th is missing on purpose: it is asked for, and not counted as nought.
void add_losses(City& city, Rows& rows) {
  struct Loss {
    const char* county;
    std::int64_t relocated;
    std::int64_t in_shelters;
    double crops_ha;
  };
  const UtcTime at = instant("2026-08-18T08:00:00+08:00");
  for (const Loss& loss : {Loss{"421022", 640, 210, 1180}, {"421083", 214, 96, 960}, {"421088", 432, 96, 1000}, {"421002", 0, 0, 0},
                           {"421003", 0, 0, 0}, {"421024", 0, 0, 0}, {"421087", 0, 0, 0}}) {
    rows.add("loss_report", std::string(loss.county) + " 0818", in_county(loss.county, at),
             {{"at", format_time(at)}, {"area", place_id(loss.county)}, {"hazard", "flood"}, {"affected", loss.relocated * 3},
              {"relocated", loss.relocated}, {"in_shelters", loss.in_shelters}, {"crops_ha", loss.crops_ha}, {"houses_collapsed", 0},
              {"deaths", 0}, {"missing", 0}, {"calibre", "口径乙"},
              {"reporter", city.by_post.at(std::string(loss.county) + ".duty_officer").person}});
  }
}

}  // namespace muster::demo
