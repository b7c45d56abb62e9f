#include <algorithm>
#include <atomic>
#include <filesystem>
#include <list>
#include <map>
#include <mutex>

#include <fmt/format.h>

#include "base/log.h"
#include "clock/clock.h"
#include "errors/supply.h"
#include "supply/build_job.h"
#include "supply/closures.h"
#include "supply/asked.h"
#include "supply/circle_facts.h"
#include "supply/dispatch_travel.h"
#include "supply/supply.h"

namespace muster::supply {
namespace {

using record::Record;

constexpr std::size_t kMetricsKept = 12;  // some 20 MB each at 300,000 nodes

bool in_force(const Record& closure, UtcTime now) {
  const auto from = closure.instant("valid_from");
  const auto to = closure.instant("valid_to");
  return (!from || *from <= now) && (!to || now < *to);
}

int hour_of(UtcTime now) {
  const auto of_day = now - city_midnight(city_day(now));
  return static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(of_day).count());
}

/// By the city's calendar; a year that it does not know has its weekends free.
bool is_workday(const model::Model& model, UtcTime now) {
  const std::chrono::sys_days day{city_day(now)};
  const UtcTime eve = city_midnight(std::chrono::year_month_day{day - std::chrono::days{1}});
  const auto next = clock::add_working_days(model, eve, 1);
  if (next) return city_day(*next) == city_day(now);
  const std::chrono::weekday weekday{day};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

// What the instant says of the roads, before any closure.
road::Conditions today_of(const model::Model& model, const road::Network& network,
                          const std::string& profile, UtcTime now) {
  road::Conditions today;
  today.at = now;
  today.workday = is_workday(model, now);
  if (road::has_hour(network, profile, hour_of(now), today.workday)) today.hour = hour_of(now);
  return today;
}

}  // namespace

struct Roads::State {
  State(record::Store& city_store, std::string data_folder)
      : store(city_store), folder(std::move(data_folder)) {}

  struct Closures {
    std::uint64_t revision = 0;
    std::vector<Record> active;
  };
  struct Kept {
    std::string key;
    road::MetricPtr metric;
  };

  record::Store& store;
  const std::string folder;
  std::atomic<std::uint64_t> revision{1};  ///< raised after each commit that touches a closure
  mutable std::mutex mutex;                ///< guards what follows
  road::NetworkPtr network;
  json::Value built_at;
  std::map<std::string, std::shared_ptr<const Closures>> closures;  ///< by ledger
  std::list<Kept> metrics;                                          ///< newest use first

  Result<std::shared_ptr<const Closures>> active_closures(const std::string& ledger) {
    const std::uint64_t now = revision.load();
    {
      const std::lock_guard lock(mutex);
      const auto found = closures.find(ledger);
      if (found != closures.end() && found->second->revision == now) return found->second;
    }
    record::Query query;
    query.type = "road_closure";
    query.ledger = ledger;
    query.filters = {{"state", "eq", "active"}};
    query.sort = "fid";
    auto rows = store.list_all(record::Viewer::system("rule"), query);
    if (!rows) return fail(rows.error());
    auto made = std::make_shared<const Closures>(Closures{now, *std::move(rows)});
    const std::lock_guard lock(mutex);
    closures[ledger] = made;
    return std::shared_ptr<const Closures>(made);
  }

  road::MetricPtr kept(const std::string& key) {
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [&](const Kept& each) { return each.key == key; });
    if (found == metrics.end()) return nullptr;
    metrics.splice(metrics.begin(), metrics, found);
    return found->metric;
  }

  void keep(const std::string& key, const road::MetricPtr& metric) {
    const std::lock_guard lock(mutex);
    if (network.get() != &road::network_of(*metric)) return;  // replaced meanwhile
    metrics.push_front({key, metric});
    if (metrics.size() > kMetricsKept) metrics.pop_back();
  }

  Result<road::Vehicle> vehicle_of(const std::string& profile,
                                   const std::optional<road::Vehicle>& given) const {
    if (given) return *given;
    road::NetworkPtr roads;
    {
      const std::lock_guard lock(mutex);
      roads = network;
    }
    if (roads == nullptr)
      return fail(error::kRoadsNotReady, {}, {{"folder", folder}});
    return road::profile_vehicle(*roads, profile);
  }
};

Roads::Roads(record::Store& store, std::string folder)
    : state_(std::make_shared<State>(store, std::move(folder))),
      build_(std::make_unique<BuildJob>(state_->folder, [this] { return reload(); })) {
  store.listen([state = state_](const journal::Entry&, const std::vector<record::Change>& changes) {
    const bool touched =
        std::any_of(changes.begin(), changes.end(), [](const record::Change& change) {
          return change.after.type == "road_closure" || change.before.type == "road_closure";
        });
    if (touched) ++state->revision;
  });
  std::error_code error;
  if (!std::filesystem::exists(state_->folder, error)) return;
  if (const Status loaded = reload(); !loaded)
    log::error("road network not loaded", {{"folder", state_->folder},
                                           {"reason", error_text(loaded.error(), "en")}});
}

Roads::~Roads() = default;

bool Roads::ready() const {
  const std::lock_guard lock(state_->mutex);
  return state_->network != nullptr;
}

const std::string& Roads::folder() const { return state_->folder; }

Result<road::NetworkPtr> Roads::network() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->network == nullptr)
    return fail(error::kRoadsNotReady, {}, {{"folder", state_->folder}});
  return state_->network;
}

Status Roads::reload() {
  auto network = road::load(state_->folder);
  if (!network) return fail(network.error());
  json::Value built_at;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(state_->folder, error)) {
    const auto written = file.last_write_time(error);
    if (error || !file.is_regular_file(error)) continue;
    const auto time = std::chrono::time_point_cast<Millis>(
        std::chrono::file_clock::to_sys(written));
    const std::string text = format_time(time);
    if (!built_at.is_string() || built_at.as_string() < text) built_at = text;
  }
  const std::lock_guard lock(state_->mutex);
  state_->network = *std::move(network);
  state_->built_at = std::move(built_at);
  state_->metrics.clear();
  return {};
}

Result<std::vector<road::Condition>> Roads::conditions(const std::string& ledger,
                                                       const std::string& profile,
                                                       UtcTime city_now,
                                                       std::optional<road::Vehicle> vehicle) {
  const auto of = state_->vehicle_of(profile, vehicle);
  if (!of) return fail(of.error());
  const auto closures = state_->active_closures(ledger);
  if (!closures) return fail(closures.error());
  std::vector<road::Condition> out;
  for (const Record& closure : (*closures)->active) {
    if (!in_force(closure, city_now)) continue;
    auto more = conditions_of(closure, profile, *of);
    std::move(more.begin(), more.end(), std::back_inserter(out));
  }
  return out;
}

Result<road::MetricPtr> Roads::metric_without(const std::string& closure,
                                              const std::string& ledger,
                                              const std::string& profile, UtcTime city_now,
                                              const std::vector<road::Condition>& extra) {
  const auto roads = network();
  if (!roads) return fail(roads.error());
  const auto base = road::customise(*roads, profile);
  if (!base) return base;
  auto list = conditions(ledger, profile, city_now);
  if (!list) return fail(list.error());
  std::erase_if(*list, [&](const road::Condition& one) { return one.id == closure; });
  list->insert(list->end(), extra.begin(), extra.end());
  road::Conditions today = today_of(state_->store.model(), **roads, profile, city_now);
  today.list = *std::move(list);
  return road::with(*base, today);
}

Result<road::MetricPtr> Roads::metric(const std::string& ledger, const std::string& profile,
                                      UtcTime city_now,
                                      const std::vector<road::Condition>& extra,
                                      std::optional<road::Vehicle> vehicle) {
  const auto roads = network();
  if (!roads) return fail(roads.error());
  auto base = road::customise(*roads, profile);
  if (!base) return base;
  const auto closures = state_->active_closures(ledger);
  if (!closures) return fail(closures.error());

  road::Conditions today = today_of(state_->store.model(), **roads, profile, city_now);
  today.vehicle = vehicle;
  std::string key = fmt::format("{}|{}|{}|{}", ledger, profile, (*closures)->revision,
                                today.hour ? *today.hour : -1);
  if (vehicle)
    key += fmt::format("|{} {} {} {}", vehicle->weight_t, vehicle->height_m, vehicle->width_m,
                       vehicle->hazmat);
  for (std::size_t i = 0; i < (*closures)->active.size(); ++i) {
    if (in_force((*closures)->active[i], city_now)) key += fmt::format("|{}", i);
  }
  if (extra.empty()) {
    if (auto found = state_->kept(key)) return found;
  }
  auto list = conditions(ledger, profile, city_now, vehicle);
  if (!list) return fail(list.error());
  today.list = *std::move(list);
  today.list.insert(today.list.end(), extra.begin(), extra.end());
  if (today.list.empty() && !today.hour && !today.vehicle) return base;
  auto made = road::with(*base, today);
  if (made && extra.empty()) state_->keep(key, *made);
  return made;
}

Status Roads::start_build(const std::string& id, std::string pbf, const std::string& by) {
  return build_->start(id, std::move(pbf), by);
}

json::Value Roads::last_build() const { return build_->show(); }

void Roads::sign(json::Object& answer) const {
  const auto roads = network();
  if (!roads) return;
  const bool generated = road::is_generated(**roads);
  answer.set("generated", generated);
  if (generated) answer.set("mark", json::Object{{"zh", "生成路网"}, {"en", "generated roads"}});
  answer.set("attribution", road::attribution(**roads));
}

json::Value Roads::about() const {
  const auto roads = network();
  if (!roads) return json::Object{{"ready", false}};
  json::Object out{{"ready", true}};
  sign(out);
  const geo::Box box = road::extent(**roads);
  out.set("extent", json::Array{box.west, box.south, box.east, box.north});
  json::Array profiles;
  for (const std::string& name : road::profile_names(**roads)) {
    profiles.emplace_back(json::Object{
        {"name", name},
        {"title", json::Object{{"zh", road::profile_title(**roads, name, "zh")},
                               {"en", road::profile_title(**roads, name, "en")}}}});
  }
  out.set("profiles", std::move(profiles));
  const json::Value stats = road::stats(**roads);
  out.set("nodes", stats["nodes"]);
  out.set("edges", stats["edges"]);
  const std::lock_guard lock(state_->mutex);
  out.set("built_at", state_->built_at);
  return out;
}

std::vector<std::optional<double>> minutes_by_road(Roads& roads, const std::string& ledger,
                                                   UtcTime city_now,
                                                   const std::vector<geo::Position>& from,
                                                   geo::Position to) {
  const auto today = circle_roads(roads, ledger, "lorry", city_now);
  const auto times = today ? drive_minutes(*today, from, {to})
                           : Result<std::vector<std::vector<std::optional<double>>>>(fail(today.error()));
  if (!times) return {};
  std::vector<std::optional<double>> out;
  for (const auto& row : *times)
    out.push_back(row.front() ? std::optional(std::round(*row.front() * 10) / 10) : std::nullopt);
  return out;
}

}  // namespace muster::supply
