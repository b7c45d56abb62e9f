// The one-hour circle as the bureau means it: order to departure, and the drive, within a budget. Values in, values out; what is read from
// records stands in circle_facts.h. docs/design/circle.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "road/road.h"
#include "supply/free_stock.h"

namespace muster::supply {

struct CircleStore {
  std::string id = {};
  std::string label = {};
  std::string kind = {};       ///< store_kind
  geo::Position at = {};
  std::uint32_t day_ms = 0;    ///< order to departure in working hours
  std::uint32_t night_ms = 0;  ///< outside them: calling people in, where the store is not manned
  bool assumed = false;        ///< tells no times of its own; the rule's are taken
  std::vector<FreeStock> stock = {};
};

struct CirclePlace {
  std::string id = {};
  std::string label = {};
  std::string jurisdiction = {};            ///< its county or zone
  std::optional<std::int64_t> people = {};  ///< nothing when unknown: never 0
  std::optional<geo::Position> at = {};
};

struct Arrival {
  std::size_t store = 0;  ///< index
  std::uint32_t ms = 0;   ///< from the order
  bool operator==(const Arrival&) const = default;
};

enum class Reached {
  kCovered,
  kLate,        ///< a store reaches it, after the budget
  kCutOff,      ///< no store comes there on these roads, or the road at the place itself is closed
  kNoRoad,      ///< no road that the profile may use lies near
  kNoPosition,  ///< nobody has said where it lies
};
[[nodiscard]] std::string_view reached_name(Reached reached);  ///< "covered", "late", "cut_off", "no_road", "no_position"

struct PlaceReach {
  Reached reached = Reached::kNoPosition;
  std::vector<Arrival> arrivals;  ///< of every store that comes, soonest first
  std::size_t within = 0;         ///< how many of these are within the budget
};

/// Sums over places whose people are known; places are counted all.
struct CircleTotals {
  std::int64_t people = 0, covered_people = 0, doubly_people = 0;
  std::size_t places = 0, covered_places = 0, unknown_places = 0, unknown_uncovered = 0;
  [[nodiscard]] std::optional<double> share() const {  ///< of people; nothing where nobody's number is known
    if (people == 0) return std::nullopt;
    return static_cast<double>(covered_people) / static_cast<double>(people);
  }
};

struct Circle {
  std::vector<PlaceReach> places;  ///< as asked
  CircleTotals totals;
};

struct CircleTask {
  std::vector<CircleStore> stores;
  std::vector<CirclePlace> places;
  std::uint32_t budget_ms = 3'600'000;
  bool night = false;
};

/// The roads of a profile as they are today, and as they are when nothing is closed. Where a place lies on them is found on the latter:
/// whoever lives on a closed road is cut off, not moved to the next open one.
struct CircleRoads {
  road::MetricPtr today;
  road::MetricPtr ordinary;
};

/// Where a position joins the roads. Whoever lies on a road that is closed today has no `place`; off all roads, `on_roads` is false as well.
struct Standing {
  std::optional<road::Place> place;
  bool on_roads = false;
};
[[nodiscard]] Standing stand(const CircleRoads& roads, geo::Position at, std::uint32_t offset_ms = 0);

/// What road::matrix refuses. A store or place without road is no refusal.
[[nodiscard]] Result<Circle> circle(const CircleRoads& roads, const CircleTask& task);

/// For each candidate: the places (indices, ascending) that a store there would reach within the budget, leaving `to_departure_ms` after the
/// order; only places that `covered` does not cover.
[[nodiscard]] Result<std::vector<std::vector<std::uint32_t>>> would_cover(const CircleRoads& roads, const CircleTask& task, const Circle& covered,
                                                                          const std::vector<geo::Position>& candidates, std::uint32_t to_departure_ms);

/// Indices of the uncovered places: most people first, then those of unknown people, then by label.
[[nodiscard]] std::vector<std::size_t> uncovered(const CircleTask& task, const Circle& circle);

}  // namespace muster::supply
