// Private to supply: stores, places and the rule of the circle, read from records as far as the viewer may.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "supply/circle.h"
#include "supply/supply.h"

namespace muster::supply {

/// Rule supply_circle: what a bureau configures. Minutes of the day in the city's zone.
struct CircleRule {
  int budget_min = 60;
  std::string profile = "lorry";
  std::string store_kind = "relief";
  std::string level = "village";
  std::uint32_t prepare_ms = 0, load_ms = 0, call_in_ms = 0;
  int day_from_min = 0, day_to_min = 0;
  int snapshot_at_min = 0;
  int sites_time_limit_ms = 10'000;
  json::Value source;  ///< {zh, en}
  std::string mark;
};
/// kNoRule… as Model::rule refuses; kBadValue for a time of day that is none.
[[nodiscard]] Result<CircleRule> circle_rule(const model::Model& model, UtcTime city_now);
/// Outside the rule's hours, or on a day off: nobody works in a store that is not manned round the clock.
[[nodiscard]] bool is_night(const model::Model& model, const CircleRule& rule, UtcTime city_now);

/// Today's roads of a ledger beside the ordinary ones. What Roads::metric refuses.
[[nodiscard]] Result<CircleRoads> circle_roads(Roads& roads, const std::string& ledger, const std::string& profile, UtcTime city_now,
                                               const std::vector<road::Condition>& drawn = {});

struct CircleAsk {
  std::string ledger = "real";
  std::string store_kind;           ///< "relief" (relief and both), "flood" (flood and both), "any"
  std::vector<std::string> stores;  ///< ids; empty: all of the kind
  std::string level = "village";    ///< or "township"
  std::string jurisdiction;         ///< places below it only
};

struct LeftOut {
  std::string id;
  std::string label;
  std::string why;  ///< "closed", "no_stock", "no_position", "other_kind"
  std::optional<geo::Position> at;
};

struct CircleFacts {
  std::vector<CircleStore> stores;   ///< open, with something to send
  std::vector<LeftOut> left_out;     ///< the other ones
  std::vector<CirclePlace> places;   ///< where the viewer may read stores: elsewhere the circle would be told without them
};
/// kNotFound for a store or jurisdiction that the viewer may not see.
[[nodiscard]] Result<CircleFacts> circle_facts(record::Store& store, const record::Viewer& viewer, const CircleRule& rule, const CircleAsk& ask);

/// The stores alone: `places` stays empty.
[[nodiscard]] Result<CircleFacts> circle_stores(record::Store& store, const record::Viewer& viewer, const CircleRule& rule, const CircleAsk& ask);
/// The places alone; kNotFound as above.
[[nodiscard]] Result<std::vector<CirclePlace>> circle_places(record::Store& store, const record::Viewer& viewer, const CircleAsk& ask);

/// Where a jurisdiction lies: by its own record, else by the tables of flood-storage areas.
[[nodiscard]] std::optional<geo::Position> place_position(record::Store& store, const record::Viewer& viewer, const std::string& ledger,
                                                          const record::Record& jurisdiction);
/// Where a record lies: its point, or a point surely on its line or area.
[[nodiscard]] std::optional<geo::Position> position_of(const record::Record& record);

}  // namespace muster::supply
