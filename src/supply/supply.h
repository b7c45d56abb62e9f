// Relief on real roads: the network of the data folder under today's closures, the one-hour circle,
// dispatch. docs/design/supply.md; routes in docs/api/contract.md, "Roads, circle, dispatch".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"
#include "record/record.h"
#include "road/road.h"

namespace muster::supply {

class BuildJob;  ///< private header build_job.h

/// The road network of a data folder, and its profiles under the road conditions (`road_closure`
/// in force) of a ledger. Thread-safe; a change of a closure is felt by the next call.
class Roads {
 public:
  /// Loads `folder` when there is a network in it. Registers a listener with the store, so it is
  /// made before serving. @param folder  DATA/roads
  Roads(record::Store& store, std::string folder);
  ~Roads();
  Roads(const Roads&) = delete;
  Roads& operator=(const Roads&) = delete;

  [[nodiscard]] bool ready() const;
  [[nodiscard]] const std::string& folder() const;
  /// kRoadsNotReady (409) with the remedy.
  [[nodiscard]] Result<road::NetworkPtr> network() const;
  /// Takes over what lies in the folder now. What road::load refuses; the old network then stays.
  [[nodiscard]] Status reload();

  /// A profile under the closures of the ledger that are in force at `city_now`, and under `extra`
  /// conditions (drawn, never stored). Cached while `extra` is empty.
  /// @param vehicle  instead of the profile's own
  /// kRoadsNotReady, kRoadUnknownProfile, kRoadBadCondition, kRoadUnknownWay.
  [[nodiscard]] Result<road::MetricPtr> metric(const std::string& ledger,
                                               const std::string& profile, UtcTime city_now,
                                               const std::vector<road::Condition>& extra = {},
                                               std::optional<road::Vehicle> vehicle = {});

  /// The same but for one closure (its record id): what it costs is the difference. Not cached.
  [[nodiscard]] Result<road::MetricPtr> metric_without(const std::string& closure,
                                                       const std::string& ledger,
                                                       const std::string& profile,
                                                       UtcTime city_now,
                                                       const std::vector<road::Condition>& extra = {});

  /// The conditions that the ledger's closures put on a profile at `city_now`; each has the id of
  /// its record. A closure that says several things (water and a weight limit) gives several.
  [[nodiscard]] Result<std::vector<road::Condition>> conditions(
      const std::string& ledger, const std::string& profile, UtcTime city_now,
      std::optional<road::Vehicle> vehicle = {});

  /// Begins to build the network anew from a PBF file's bytes; it is taken over when complete.
  /// kRoadsBuilding (409) while one is being built. @param by  account that asked
  Status start_build(const std::string& id, std::string pbf, const std::string& by);
  /// {state: "none"|"running"|"done"|"failed", id, step, share, by, refused: {code, zh, en}, report}
  [[nodiscard]] json::Value last_build() const;

  /// {ready, generated, mark, attribution, extent, profiles: [{name, title}], nodes, edges,
  /// built_at}; {ready: false} without a network.
  [[nodiscard]] json::Value about() const;
  /// Adds what every answer on roads must say of its source: generated, mark (生成路网),
  /// attribution.
  void sign(json::Object& answer) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
  std::unique_ptr<BuildJob> build_;
};

/// Minutes with one decimal for a relief lorry under the ledger's closures, nothing for a place that
/// no road leads from or whose road is closed; empty when there is no network.
[[nodiscard]] std::vector<std::optional<double>> minutes_by_road(
    Roads& roads, const std::string& ledger, UtcTime city_now,
    const std::vector<geo::Position>& from, geo::Position to);

}  // namespace muster::supply
