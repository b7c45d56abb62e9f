#include <algorithm>
#include <cmath>
#include <set>

#include "geo/geo.h"
#include "incident/incident.h"

namespace muster::incident {
namespace {

using record::Filter;
using record::Query;
using record::Record;
using record::Viewer;

constexpr std::size_t kNearestShown = 5;

std::vector<Record> all_of(const Sources& s, const Viewer& viewer, const std::string& ledger, const char* type, std::vector<Filter> filters,
                           const char* sort = "fid") {
  Query query;
  query.type = type;
  query.ledger = ledger;
  query.filters = std::move(filters);
  query.sort = sort;
  query.limit = 500;
  query.with_total = false;
  auto page = s.store.list(viewer, query);
  return page ? std::move(page->items) : std::vector<Record>{};
}

json::Array shown(const Sources& s, const std::vector<Record>& records) {
  json::Array out;
  for (const Record& record : records) out.emplace_back(record::to_json(record, *s.store.model().type(record.type)));
  return out;
}

std::optional<geo::Position> position_of(const Record& record) {
  if (record.geometry.is_null()) return std::nullopt;
  const auto geometry = geo::from_geojson(record.geometry);
  if (!geometry) return std::nullopt;
  return geo::label_point(*geometry);
}

constexpr double kUnknown = 1e9;  // minutes

struct Near {
  Record record;
  double straight_m = 0;
  double min = kUnknown;
};

json::Value minutes_json(double min) {
  if (min >= kUnknown) return {};
  return min;
}

std::vector<double> minutes_of(const Sources& s, const std::string& ledger, const std::vector<geo::Position>& from, geo::Position to) {
  std::vector<double> out(from.size(), kUnknown);
  if (!s.by_road || from.empty()) return out;
  const auto minutes = s.by_road(ledger, from, to);
  for (std::size_t i = 0; i < std::min(minutes.size(), out.size()); ++i) {
    if (minutes[i].has_value()) out[i] = *minutes[i];
  }
  return out;
}

// By the time on real roads; by straight distance, and said so, where no road network says it.
json::Array nearest(const Sources& s, const Viewer& viewer, const std::string& ledger, const char* type, std::vector<Filter> filters,
                    const std::optional<geo::Position>& to) {
  std::vector<Near> found;
  std::vector<geo::Position> places;
  for (Record& record : all_of(s, viewer, ledger, type, std::move(filters))) {
    const auto at = position_of(record);
    if (!to || !at) continue;
    places.push_back(*at);
    found.push_back({std::move(record), geo::distance_m(*to, *at), kUnknown});
  }
  if (to) {
    const std::vector<double> minutes = minutes_of(s, ledger, places, *to);
    for (std::size_t i = 0; i < found.size(); ++i) found[i].min = minutes[i];
  }
  std::ranges::stable_sort(found, {}, [](const Near& near) { return std::pair(near.min, near.straight_m); });
  json::Array out;
  for (std::size_t i = 0; i < std::min(kNearestShown, found.size()); ++i) {
    const Near& near = found[i];
    out.push_back(json::Object{{"record", record::to_json(near.record, *s.store.model().type(type))},
                               {"id", near.record.id}, {"label", near.record.label},
                               {"distance_km", std::round(near.straight_m / 100.0) / 10.0},
                               {"min", minutes_json(near.min)}, {"straight", near.min >= kUnknown}});
  }
  return out;
}

// Experts come in the order in which they are called; how long each takes stands beside.
json::Array experts(const Sources& s, const Viewer& viewer, const std::string& ledger, const std::optional<geo::Position>& to) {
  std::vector<Record> found = all_of(s, viewer, ledger, "expert", {{"available", "eq", "true"}}, "call_order");
  if (found.size() > kNearestShown) found.resize(kNearestShown);
  json::Array out;
  for (const Record& expert : found) {
    const auto at = position_of(expert);
    const double min = to && at ? minutes_of(s, ledger, {*at}, *to).front() : kUnknown;
    out.push_back(json::Object{{"record", record::to_json(expert, *s.store.model().type("expert"))}, {"id", expert.id}, {"label", expert.label},
                               {"distance_km", to && at ? json::Value(std::round(geo::distance_m(*to, *at) / 100.0) / 10.0) : json::Value()},
                               {"min", minutes_json(min)}, {"straight", min >= kUnknown}});
  }
  return out;
}

json::Array responsible_now(const Sources& s, const Viewer& viewer, const std::string& ledger, const Record& incident, std::vector<Record>& named) {
  json::Array out;
  const std::string day = format_date(city_day(s.city.now(ledger)));
  for (const Record& row : all_of(s, viewer, ledger, "responsibility", {{"work", "eq", incident.text("section")}})) {
    if (!row.valid_on(day, "from", "to")) continue;
    out.push_back(json::Object{{"role", row.text("role")}, {"person", row.text("person")}, {"post", row.text("post")},
                               {"liaison", row.text("liaison")}, {"assignment", row.id}});
    named.push_back(row);
  }
  return out;
}

json::Value gauge_now(const Sources& s, const Viewer& viewer, const std::string& ledger, const std::string& gauge_id) {
  const auto gauges = s.observation.now(viewer, ledger);
  if (!gauges) return {};
  for (const observation::GaugeNow& gauge : *gauges) {
    if (gauge.gauge.id == gauge_id) return observation::to_json(gauge, s.city.now(ledger));
  }
  return {};
}

// Clocks of the incident itself and of its tasks and report receipts, so that the room shows every limit that runs.
std::vector<Record> clocks_of(const Sources& s, const Viewer& viewer, const std::string& ledger, const std::vector<std::string>& ids) {
  std::vector<Record> out;
  for (std::size_t i = 0; i < ids.size(); i += 100) {
    std::string list;
    for (std::size_t k = i; k < std::min(ids.size(), i + 100); ++k) list += (list.empty() ? "" : ",") + ids[k];
    std::ranges::move(all_of(s, viewer, ledger, "clock", {{"about", "in", list}}, "started_at"), std::back_inserter(out));
  }
  return out;
}

struct Parts {
  Record incident;
  std::vector<Record> timeline;
  std::vector<Record> tasks;
  std::vector<Record> reports;
  std::vector<Record> receipts;
  std::vector<Record> callouts;
  std::vector<Record> clocks;
};

Result<Parts> parts_of(const Sources& s, const Viewer& viewer, const std::string& ledger, std::string_view id) {
  auto incident = s.store.get(viewer, "dike_incident", id);
  if (!incident) return fail(incident.error());
  Parts p;
  p.incident = std::move(*incident);
  const Filter about{"about", "eq", p.incident.id};
  p.timeline = all_of(s, viewer, ledger, "event_entry", {about}, "-entry_no");
  p.tasks = all_of(s, viewer, ledger, "task", {about});
  p.reports = all_of(s, viewer, ledger, "report", {about});
  p.receipts = all_of(s, viewer, ledger, "report_receipt", {about});
  std::vector<std::string> ids{p.incident.id};
  for (const auto* list : {&p.tasks, &p.receipts}) {
    for (const Record& record : *list) ids.push_back(record.id);
  }
  p.clocks = clocks_of(s, viewer, ledger, ids);
  std::string called;
  for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 200); ++i) called += (called.empty() ? "" : ",") + ids[i];
  p.callouts = all_of(s, viewer, ledger, "callout", {{"about", "in", called}}, "rung");
  return p;
}

}  // namespace

Result<json::Object> room(const Sources& s, const Viewer& viewer, const std::string& ledger, std::string_view id) {
  auto parts = parts_of(s, viewer, ledger, id);
  if (!parts) return fail(parts.error());
  const Parts& p = *parts;
  std::vector<Record> named{p.incident};
  for (const auto* list : {&p.timeline, &p.tasks, &p.reports, &p.receipts, &p.callouts, &p.clocks}) named.insert(named.end(), list->begin(), list->end());
  const auto place = position_of(p.incident);
  json::Array responsible = responsible_now(s, viewer, ledger, p.incident, named);
  const auto section = s.store.get(viewer, "dike_section", p.incident.text("section"));
  json::Array moves;
  for (const std::string& move : s.store.moves_for(viewer, p.incident)) moves.emplace_back(move);
  return json::Object{
      {"record", record::to_json(p.incident, *s.store.model().type("dike_incident"))},
      {"moves", std::move(moves)},
      {"clocks", shown(s, p.clocks)},
      {"timeline", shown(s, p.timeline)},
      {"tasks", shown(s, p.tasks)},
      {"reports", shown(s, p.reports)},
      {"report_receipts", shown(s, p.receipts)},
      {"callouts", shown(s, p.callouts)},
      {"nearest", json::Object{{"stores", nearest(s, viewer, ledger, "store", {}, place)},
                               {"teams", nearest(s, viewer, ledger, "rescue_team", {{"readiness", "eq", "ready"}}, place)},
                               {"experts", experts(s, viewer, ledger, place)}}},
      {"responsible", std::move(responsible)},
      {"section", section ? json::Value(record::to_json(*section, *s.store.model().type("dike_section"))) : json::Value{}},
      {"gauge", gauge_now(s, viewer, ledger, p.incident.text("control_gauge"))},
      {"refs", s.store.labels(viewer, named)}};
}

Result<json::Object> after_action(const Sources& s, const Viewer& viewer, const std::string& ledger, std::string_view id) {
  auto parts = parts_of(s, viewer, ledger, id);
  if (!parts) return fail(parts.error());
  json::Array rows;
  std::int64_t met = 0;
  std::int64_t late = 0;
  std::int64_t open = 0;
  for (const Record& clock : parts->clocks) {
    const bool was_late = clock.integer("late_ms") > 0 || clock.state == "late";
    const bool is_met = clock.state == "met";
    met += is_met && !was_late ? 1 : 0;
    late += was_late ? 1 : 0;
    open += !is_met && clock.state != "cancelled" ? 1 : 0;
    rows.push_back(json::Object{{"clock", clock.id}, {"title", clock.text("title")}, {"about", clock.text("about")}, {"about_type", clock.text("about_type")},
                                {"started_at", clock.text("started_at")}, {"due_at", clock.text("due_at")}, {"met_at", clock.text("met_at")},
                                {"late_ms", clock.integer("late_ms")}, {"state", clock.state}, {"rule", clock.text("rule")}, {"mark", clock.text("mark")}});
  }
  std::vector<Record> named = parts->clocks;
  named.push_back(parts->incident);
  return json::Object{{"record", record::to_json(parts->incident, *s.store.model().type("dike_incident"))}, {"rows", std::move(rows)},
                      {"in_time", met}, {"late", late}, {"open", open}, {"refs", s.store.labels(viewer, named)}};
}

}  // namespace muster::incident
