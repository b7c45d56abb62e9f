#include "response/facts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace muster::response {
namespace {

using record::Filter;
using record::Query;
using record::Record;
using record::Viewer;

constexpr Millis kDay{86'400'000};

double round_to(double value, double step) { return std::round(value / step) * step; }

Result<std::vector<Record>> all_of(const Sources& s, const Viewer& viewer, const std::string& ledger, const char* type,
                                   std::vector<Filter> filters = {}) {
  Query query;
  query.type = type;
  query.ledger = ledger;
  query.filters = std::move(filters);
  return s.store.list_all(viewer, std::move(query));
}

std::string rows_url(const std::string& type, const std::string& ledger, const std::string& more = {}) {
  return "/api/v1/records/" + type + "?ledger=" + ledger + more;
}

// Rain of 24 h by place of the rain station; a county's figure is the mean of its stations, the city's the mean of counties.
Result<json::Object> rain(const Sources& s, const Viewer& viewer, const std::string& ledger, UtcTime now) {
  const auto gauges = s.observation.now(viewer, ledger);
  if (!gauges) return fail(gauges.error());
  std::map<std::string, std::pair<double, int>> by_place;
  std::optional<UtcTime> newest;
  for (const observation::GaugeNow& gauge : *gauges) {
    if (gauge.property != "rain_mm") continue;
    double sum = 0;
    const auto readings = s.observation.readings(ledger, gauge.gauge.id, "rain_mm", now - kDay + Millis{1}, now, 5000);
    for (const telemetry::Reading& reading : readings) sum += reading.value;
    if (readings.empty()) continue;
    newest = newest ? std::max(*newest, readings.back().at) : readings.back().at;
    auto& [total, stations] = by_place[gauge.gauge.jurisdiction_id];
    total += sum;
    ++stations;
  }
  json::Array rows;
  double total = 0;
  for (const auto& [place, sum] : by_place) {
    const double mean = sum.first / sum.second;
    total += mean;
    const auto name = s.store.get(viewer, "jurisdiction", place);
    rows.push_back(json::Object{{"jurisdiction", place}, {"name", name ? name->text("name") : std::string()}, {"mm", round_to(mean, 0.1)}});
  }
  json::Object out{{"by", std::move(rows)}, {"hours", 24}, {"areal_mm", nullptr}, {"at", nullptr}};
  if (!by_place.empty()) out.set("areal_mm", round_to(total / static_cast<double>(by_place.size()), 0.1));
  if (newest) out.set("at", format_time(*newest));
  return out;
}

Result<json::Object> incidents(const Sources& s, const Viewer& viewer, const std::string& ledger, UtcTime now) {
  const auto all = all_of(s, viewer, ledger, "dike_incident", {{"state", "ne", "excluded"}});
  if (!all) return fail(all.error());
  struct Count {
    int total = 0;
    int open = 0;
  };
  std::map<std::string, Count> by_kind;
  int last_day = 0;
  for (const Record& incident : *all) {
    Count& count = by_kind[incident.text("kind")];
    ++count.total;
    if (incident.state != "closed") ++count.open;
    if (incident.instant("found_at").value_or(now) > now - kDay) ++last_day;
  }
  json::Array rows;
  for (const auto& [kind, count] : by_kind) {
    rows.push_back(json::Object{{"kind", kind}, {"total", count.total}, {"open", count.open},
                                {"rows_url", rows_url("dike_incident", ledger, "&filter=kind:eq:" + kind)}});
  }
  return json::Object{{"total", all->size()}, {"change_day", last_day}, {"by_kind", std::move(rows)}, {"rows_url", rows_url("dike_incident", ledger)}};
}

// The newest report of each area counts once; areas that report on their own and have none are named as unknown, not as zero.
Result<json::Object> losses(const Sources& s, const Viewer& viewer, const std::string& ledger) {
  const auto reports = all_of(s, viewer, ledger, "loss_report");
  const auto areas = all_of(s, viewer, ledger, "jurisdiction", {{"reports", "eq", "true"}});
  if (!reports || !areas) return fail(!reports ? reports.error() : areas.error());
  std::map<std::string, const Record*> newest;
  for (const Record& report : *reports) {
    const Record*& best = newest[report.text("area")];
    if (best == nullptr || best->text("at") < report.text("at")) best = &report;
  }
  json::Object sums;
  std::string at;
  for (const char* field : {"affected", "relocated", "in_shelters", "houses_collapsed", "deaths", "missing"}) {
    std::int64_t sum = 0;
    for (const auto& [area, report] : newest) sum += report->integer(field);
    sums.set(field, newest.empty() ? json::Value{} : json::Value(sum));
  }
  double crops = 0;
  for (const auto& [area, report] : newest) {
    crops += report->number_of("crops_ha");
    at = std::max(at, report->text("at"));
  }
  sums.set("crops_ha", newest.empty() ? json::Value{} : json::Value(crops));
  json::Array unknown;
  for (const Record& area : *areas) {
    if (!newest.contains(area.id)) unknown.emplace_back(area.text("name"));
  }
  return json::Object{{"sums", std::move(sums)}, {"areas_reported", newest.size()}, {"unknown", std::move(unknown)},
                      {"at", at.empty() ? json::Value{} : json::Value(at)}, {"rows_url", rows_url("loss_report", ledger)}};
}

Result<json::Object> works(const Sources& s, const Viewer& viewer, const std::string& ledger) {
  json::Object out;
  for (const char* type : {"sluice", "pump_station"}) {
    const auto all = all_of(s, viewer, ledger, type);
    if (!all) return fail(all.error());
    std::map<std::string, int> states;
    for (const Record& work : *all) ++states[work.state];
    json::Object counted{{"total", all->size()}, {"rows_url", rows_url(type, ledger)}};
    for (const auto& [state, count] : states) counted.set(state.empty() ? "none" : state, count);
    out.set(type, std::move(counted));
  }
  const auto weak = all_of(s, viewer, ledger, "weak_reach");
  const auto reservoirs = all_of(s, viewer, ledger, "reservoir");
  if (!weak || !reservoirs) return fail(!weak ? weak.error() : reservoirs.error());
  out.set("weak_reach", json::Object{{"total", weak->size()}, {"rows_url", rows_url("weak_reach", ledger)}});
  out.set("reservoir", json::Object{{"total", reservoirs->size()}, {"rows_url", rows_url("reservoir", ledger)}});
  return out;
}

}  // namespace

Result<json::Object> five_facts(const Sources& s, const Viewer& viewer, const std::string& ledger) {
  const UtcTime now = s.city.now(ledger);
  auto rain_facts = rain(s, viewer, ledger, now);
  if (!rain_facts) return rain_facts;
  const auto gauges = s.observation.now(viewer, ledger);
  if (!gauges) return fail(gauges.error());
  json::Array water;
  for (const observation::GaugeNow& gauge : *gauges) {
    if (gauge.property != "rain_mm") water.emplace_back(observation::to_json(gauge, now));
  }
  auto incident_facts = incidents(s, viewer, ledger, now);
  if (!incident_facts) return incident_facts;
  auto loss_facts = losses(s, viewer, ledger);
  if (!loss_facts) return loss_facts;
  auto work_facts = works(s, viewer, ledger);
  if (!work_facts) return work_facts;
  return json::Object{{"at", format_time(now)},
                      {"rain", std::move(*rain_facts)},
                      {"water", json::Object{{"gauges", std::move(water)}}},
                      {"incidents", std::move(*incident_facts)},
                      {"losses", std::move(*loss_facts)},
                      {"works", std::move(*work_facts)}};
}

Result<json::Object> guard_json(const Sources& s, const Viewer& viewer, const std::string& ledger, UtcTime at) {
  GuardTable table;
  std::map<std::string, std::string> paths;
  const Status looked = s.store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
    auto made = guard_table(unit, at);
    if (!made) return fail(made.error());
    table = std::move(*made);
    for (const GuardRow& row : table.rows) {
      const auto place = unit.find("jurisdiction", row.jurisdiction_id);
      if (place) paths[row.jurisdiction_id] = place->jpath;
    }
    return {};
  });
  if (!looked) return fail(looked.error());
  json::Array rows;
  GuardRow sum;
  for (const GuardRow& row : table.rows) {
    if (!viewer.is_system && !viewer.may("read", "guard_report", paths[row.jurisdiction_id])) continue;
    const auto km = [&](const char* kind) {
      const auto found = row.km_over.find(kind);
      return found == row.km_over.end() ? 0.0 : round_to(found->second, 0.1);
    };
    json::Object classes;
    for (const auto& [name, length] : row.km_by_class) classes.set(name, round_to(length, 0.1));
    const std::int64_t present = row.leaders + row.labour;
    rows.push_back(json::Object{{"jurisdiction", row.jurisdiction_id}, {"name", row.name}, {"km_over_defence", km("defence")},
                                {"km_over_warning", km("warning")}, {"km_over_guarantee", km("guarantee")},
                                {"km_forecast", round_to(row.km_forecast_warning, 0.1)}, {"km_by_class", std::move(classes)},
                                {"leaders", row.leaders}, {"labour", row.labour}, {"people_present", present},
                                {"people_due", row.people_due}, {"short", std::max<std::int64_t>(0, row.people_due - present)}, {"change", row.change},
                                {"rows_url", rows_url("guard_report", ledger, "&filter=area:eq:" + row.jurisdiction_id)},
                                {"sections_url", "/api/v1/records/dike_section?jurisdiction=" + row.jurisdiction_id}});
    for (const auto& [kind, length] : row.km_over) sum.km_over[kind] += length;
    sum.km_forecast_warning += row.km_forecast_warning;
    sum.leaders += row.leaders;
    sum.labour += row.labour;
    sum.people_due += row.people_due;
    sum.change += row.change;
  }
  json::Object totals{{"km_over_defence", round_to(sum.km_over["defence"], 0.1)}, {"km_over_warning", round_to(sum.km_over["warning"], 0.1)},
                      {"km_over_guarantee", round_to(sum.km_over["guarantee"], 0.1)}, {"km_forecast", round_to(sum.km_forecast_warning, 0.1)},
                      {"leaders", sum.leaders}, {"labour", sum.labour}, {"people_present", sum.leaders + sum.labour},
                      {"people_due", sum.people_due}, {"change", sum.change}};
  return json::Object{{"at", format_time(table.at)}, {"calibre", table.calibre}, {"rows", std::move(rows)}, {"totals", std::move(totals)}};
}

}  // namespace muster::response
