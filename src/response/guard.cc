// Guard deployment (布防), the number asked for every day: km of dike above each stage by county and class, leaders and labour on the
// dike, change on the day before.
#include <algorithm>
#include <map>

#include "response/response.h"

namespace muster::response {
namespace {

using record::Record;
using record::Unit;

constexpr Millis kDay{86'400'000};

// Newest guard report of a place (section, else the county's own line) not later than `at`.
struct Newest {
  std::string at;
  std::int64_t leaders = 0;
  std::int64_t labour = 0;
};

using ByPlace = std::map<std::string, std::map<std::string, Newest>>;  // county → section ("" county line) → newest

ByPlace newest_reports(const std::vector<Record>& reports, UtcTime at) {
  ByPlace out;
  for (const Record& report : reports) {
    const auto time = report.instant("at");
    if (!time || *time > at) continue;
    Newest& newest = out[report.text("area")][report.text("section")];
    const std::string key = report.text("at");
    if (key < newest.at) continue;
    newest = {key, report.integer("leaders"), report.integer("labour")};
  }
  return out;
}

// A county's own line, when newer than the sections', stands for all of them.
Newest total_of(const std::map<std::string, Newest>& places) {
  Newest sum;
  for (const auto& [section, newest] : places) {
    if (section.empty()) continue;
    sum.leaders += newest.leaders;
    sum.labour += newest.labour;
    sum.at = std::max(sum.at, newest.at);
  }
  const auto own = places.find("");
  return own != places.end() && own->second.at >= sum.at ? own->second : sum;
}

const char* due_stage(int rank) { return rank >= 3 ? "guarantee" : rank == 2 ? "warning" : "defence"; }

}  // namespace

Result<GuardTable> guard_table(Unit& unit, UtcTime at) {
  const auto rule = unit.model().rule("guard_deployment", city_day(at));
  if (!rule) return fail(rule.error());
  GuardTable table;
  table.at = at;
  table.calibre = (*rule)->body.text("calibre");
  std::map<std::string, GuardRow> rows;
  std::vector<Record> places = unit.find_where("jurisdiction", {{"reports", true}}, 200);
  std::ranges::sort(places, {}, [](const Record& p) { return p.text("code"); });
  for (const Record& place : places) {
    rows[place.id].jurisdiction_id = place.id;
    rows[place.id].name = place.text("name");
  }
  std::map<std::string, std::pair<Reached, Reached>> gauges;  // observed, with forecasts
  for (const Record& section : unit.find_where("dike_section", {}, 5000)) {
    const auto row = rows.find(section.jurisdiction_id);
    if (row == rows.end()) continue;
    const std::string gauge = section.text("control_gauge");
    const auto [found, fresh] = gauges.try_emplace(gauge);
    if (fresh) found->second = {reached(unit, gauge, false), reached(unit, gauge, true)};
    const double km = section.number_of("length_km");
    const int rank = found->second.first.rank;
    for (const char* kind : {"defence", "warning", "guarantee"}) {
      if (rank >= stage_rank(kind)) row->second.km_over[kind] += km;
    }
    if (found->second.second.rank >= stage_rank("warning")) row->second.km_forecast_warning += km;
    if (rank < stage_rank("defence")) continue;
    row->second.km_by_class[section.text("class")] += km;
    const double per_km = (*rule)->body["people_per_km"][due_stage(rank)].number(section.text("class"));
    row->second.people_due += static_cast<std::int64_t>(per_km * km + 0.5);
  }
  const std::vector<Record> reports = unit.find_where("guard_report", {}, 20'000);
  const ByPlace now = newest_reports(reports, at);
  const ByPlace before = newest_reports(reports, at - kDay);
  for (auto& [id, row] : rows) {
    const auto today = now.find(id);
    const auto yesterday = before.find(id);
    const Newest present = today != now.end() ? total_of(today->second) : Newest{};
    const Newest past = yesterday != before.end() ? total_of(yesterday->second) : Newest{};
    row.leaders = present.leaders;
    row.labour = present.labour;
    row.change = (present.leaders + present.labour) - (past.leaders + past.labour);
  }
  for (const Record& place : places) table.rows.push_back(std::move(rows[place.id]));
  return table;
}

}  // namespace muster::response
