#include "supply/circle.h"

#include <algorithm>

namespace muster::supply {
namespace {

constexpr std::uint32_t kNoColumn = 0xFFFFFFFF;
constexpr double kFromRoadMost_m = 5000;
constexpr double kClosedBeyond_m = 100;  ///< from where a place lies on its road to where that road can be driven on today

// Those of a list that today's roads take, and where each stands among them: a matrix refuses as a whole when one of its points has no road.
struct OnRoads {
  std::vector<road::Place> places;
  std::vector<std::uint32_t> column;  ///< per asked; kNoColumn where none of it
  std::vector<Reached> without;       ///< why there is none

  void add(const CircleRoads& roads, const std::optional<geo::Position>& at, std::uint32_t offset_ms = 0) {
    column.push_back(kNoColumn);
    without.push_back(at ? Reached::kNoRoad : Reached::kNoPosition);
    if (!at) return;
    const Standing standing = stand(roads, *at, offset_ms);
    if (standing.on_roads) without.back() = Reached::kCutOff;
    if (!standing.place) return;
    column.back() = static_cast<std::uint32_t>(places.size());
    places.push_back(*standing.place);
  }
};

void count(CircleTotals& totals, const CirclePlace& place, const PlaceReach& reach) {
  const bool covered = reach.within > 0;
  ++totals.places;
  totals.covered_places += covered ? 1 : 0;
  if (!place.people) {
    ++totals.unknown_places;
    totals.unknown_uncovered += covered ? 0 : 1;
    return;
  }
  totals.people += *place.people;
  totals.covered_people += covered ? *place.people : 0;
  totals.doubly_people += reach.within > 1 ? *place.people : 0;
}

PlaceReach reach_of(const road::Matrix& times, const OnRoads& stores, std::uint32_t column, std::uint32_t budget_ms) {
  PlaceReach out;
  for (std::size_t store = 0; store < stores.column.size(); ++store) {
    if (stores.column[store] == kNoColumn) continue;
    const std::uint32_t ms = times.at(stores.column[store], column);
    if (ms < road::kNever) out.arrivals.push_back({store, ms});
  }
  std::ranges::stable_sort(out.arrivals, {}, &Arrival::ms);
  while (out.within < out.arrivals.size() && out.arrivals[out.within].ms <= budget_ms) ++out.within;
  out.reached = out.arrivals.empty() ? Reached::kCutOff : Reached::kLate;
  if (out.within > 0) out.reached = Reached::kCovered;
  return out;
}

}  // namespace

Standing stand(const CircleRoads& roads, geo::Position at, std::uint32_t offset_ms) {
  const auto lies = road::snap(*roads.ordinary, at, kFromRoadMost_m);
  if (!lies) return {};
  const road::Place place{lies->at, offset_ms, kClosedBeyond_m};
  if (!road::snap(*roads.today, place.at, place.max_snap_m)) return {{}, true};
  return {place, true};
}

std::string_view reached_name(Reached reached) {
  switch (reached) {
    case Reached::kCovered: return "covered";
    case Reached::kLate: return "late";
    case Reached::kCutOff: return "cut_off";
    case Reached::kNoRoad: return "no_road";
    case Reached::kNoPosition: break;
  }
  return "no_position";
}

Result<Circle> circle(const CircleRoads& roads, const CircleTask& task) {
  OnRoads stores;
  OnRoads places;
  for (const CircleStore& store : task.stores) stores.add(roads, store.at, task.night ? store.night_ms : store.day_ms);
  for (const CirclePlace& place : task.places) places.add(roads, place.at);
  road::Matrix times;
  if (!stores.places.empty() && !places.places.empty()) {
    auto asked = road::matrix(*roads.today, stores.places, places.places);
    if (!asked) return fail(asked.error());
    times = std::move(*asked);
  }
  Circle out;
  for (std::size_t i = 0; i < task.places.size(); ++i) {
    PlaceReach reach{places.without[i], {}, 0};
    if (places.column[i] != kNoColumn && times.rows > 0) reach = reach_of(times, stores, places.column[i], task.budget_ms);
    count(out.totals, task.places[i], reach);
    out.places.push_back(std::move(reach));
  }
  return out;
}

Result<std::vector<std::vector<std::uint32_t>>> would_cover(const CircleRoads& roads, const CircleTask& task, const Circle& covered,
                                                            const std::vector<geo::Position>& candidates, std::uint32_t to_departure_ms) {
  std::vector<std::vector<std::uint32_t>> out(candidates.size());
  OnRoads from;
  OnRoads to;
  for (const geo::Position& candidate : candidates) from.add(roads, candidate, to_departure_ms);
  for (std::size_t i = 0; i < task.places.size(); ++i) to.add(roads, covered.places[i].within > 0 ? std::nullopt : task.places[i].at);
  if (from.places.empty() || to.places.empty()) return out;
  const auto times = road::matrix(*roads.today, from.places, to.places);
  if (!times) return fail(times.error());
  for (std::size_t candidate = 0; candidate < candidates.size(); ++candidate) {
    if (from.column[candidate] == kNoColumn) continue;
    for (std::size_t i = 0; i < task.places.size(); ++i) {
      if (to.column[i] != kNoColumn && times->at(from.column[candidate], to.column[i]) <= task.budget_ms) {
        out[candidate].push_back(static_cast<std::uint32_t>(i));
      }
    }
  }
  return out;
}

std::vector<std::size_t> uncovered(const CircleTask& task, const Circle& circle) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < circle.places.size(); ++i) {
    if (circle.places[i].within == 0) out.push_back(i);
  }
  std::ranges::sort(out, [&](std::size_t a, std::size_t b) {
    const std::int64_t people_a = task.places[a].people.value_or(-1);
    const std::int64_t people_b = task.places[b].people.value_or(-1);
    return people_a != people_b ? people_a > people_b : task.places[a].label < task.places[b].label;
  });
  return out;
}

}  // namespace muster::supply
