#include "observation/stuck.h"

#include <algorithm>
#include <map>

namespace muster::observation {
namespace {

using record::Record;

/// A gauge's day of the city.
struct Day {
  std::int64_t number = 0;
  std::int64_t readings = 0;
  double low = 0;
  double high = 0;
};
using Days = std::map<std::string, std::vector<Day>>;  ///< by gauge, in order

struct Limits {
  std::int64_t days = 2;
  std::int64_t readings = 24;
  double neighbour_m = 0.2;
};

constexpr std::int64_t kCityZone_ms = 8 * 3'600'000;
constexpr std::int64_t kDay_ms = 24 * 3'600'000;

// Both engines divide whole numbers to whole numbers.
Days days_of(db::Connection& connection, const std::string& ledger, UtcTime from, UtcTime to) {
  Days out;
  const auto rows = connection.query(
      "SELECT gauge, (at + $4) / $5 AS day, COUNT(*), MIN(value), MAX(value) FROM reading "
      "WHERE ledger = $1 AND property = 'stage_m' AND at >= $2 AND at < $3 GROUP BY gauge, day ORDER BY gauge, day",
      {ledger, to_millis(from), to_millis(to), kCityZone_ms, kDay_ms});
  for (const db::Row& row : rows) out[row[0].text()].push_back({row[1].integer(), row[2].integer(), row[3].real(), row[4].real()});
  return out;
}

/// The longest stretch of days with one value.
struct Run {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t readings = 0;
};

Run longest_run(const std::vector<Day>& days) {
  Run best;
  Run run;
  double value = 0;
  for (const Day& day : days) {
    const bool still = day.low == day.high;
    const bool goes_on = still && run.readings > 0 && day.number == run.last + 1 && day.low == value;
    run = !still ? Run{} : goes_on ? Run{run.first, day.number, run.readings + day.readings} : Run{day.number, day.number, day.readings};
    value = day.low;
    if (run.readings > best.readings) best = run;
  }
  return best;
}

double moved_m(const std::vector<Day>& days, const Run& run) {
  double low = 0;
  double high = 0;
  bool seen = false;
  for (const Day& day : days) {
    if (day.number < run.first || day.number > run.last) continue;
    low = seen ? std::min(low, day.low) : day.low;
    high = seen ? std::max(high, day.high) : day.high;
    seen = true;
  }
  return high - low;
}

std::string url_of(const std::string& ledger, const std::vector<const Record*>& gauges) {
  std::string ids;
  for (const Record* gauge : gauges) ids += (ids.empty() ? "" : ",") + gauge->id;
  return "/api/v1/records/gauge?ledger=" + ledger + "&filter=id:in:" + (ids.empty() ? "none" : ids);
}

}  // namespace

Result<json::Object> stuck_figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, UtcTime from, UtcTime to,
                                  const std::string& jurisdiction_id, const std::string& by) {
  const auto rule = store.model().rule("stuck_gauge", city_day(to - Millis{1}));
  if (!rule) return fail(rule.error());
  const Limits limits{(*rule)->body.integer("days", 2), (*rule)->body.integer("readings", 24), (*rule)->body.number("neighbour_m", 0.2)};
  record::Query query;
  query.type = "gauge";
  query.ledger = ledger;
  const auto gauges = store.list_all(viewer, query);
  if (!gauges) return fail(gauges.error());
  query.jurisdiction_id = jurisdiction_id;
  const auto asked = jurisdiction_id.empty() ? gauges : store.list_all(viewer, query);
  if (!asked) return fail(asked.error());
  Days days;
  const Status looked = store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
    days = days_of(unit.connection(), ledger, from, to);
    return {};
  });
  if (!looked) return fail(looked.error());

  std::vector<const Record*> stuck;
  for (const Record& gauge : *asked) {
    const auto own = days.find(gauge.id);
    if (own == days.end() || gauge.text("river").empty()) continue;
    const Run run = longest_run(own->second);
    if (run.last - run.first + 1 < limits.days || run.readings < limits.readings) continue;
    const bool beside_moves = std::ranges::any_of(*gauges, [&](const Record& other) {
      const auto found = days.find(other.id);
      return other.id != gauge.id && other.text("river") == gauge.text("river") && found != days.end() && moved_m(found->second, run) >= limits.neighbour_m;
    });
    if (beside_moves) stuck.push_back(&gauge);
  }
  std::map<std::string, std::vector<const Record*>> parts;
  for (const Record* gauge : stuck) {
    if (!by.empty()) parts[by == "river" ? gauge->text("river") : gauge->jurisdiction_id].push_back(gauge);
  }
  json::Array split;
  for (const auto& [key, part] : parts) {
    const auto named = store.get(viewer, by == "river" ? "river" : "jurisdiction", key);
    split.push_back(json::Object{{"key", key}, {"label", named ? named->label : key}, {"value", part.size()}, {"rows_url", url_of(ledger, part)}});
  }
  return json::Object{{"value", stuck.size()}, {"rows", stuck.size()}, {"rows_url", url_of(ledger, stuck)}, {"by", std::move(split)}};
}

}  // namespace muster::observation
