// Minutes by road between places, some of which may lie off the network.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geo/geo.h"
#include "record/record.h"
#include "road/road.h"
#include "supply/circle.h"

namespace muster::supply {

/// Roads of a ledger as they are now, for a profile and under further drawn conditions: Roads::metric, or a drawn map in tests.
using Ways = std::function<Result<CircleRoads>(const std::string& ledger, const std::string& profile, UtcTime now,
                                                   const std::vector<road::Condition>& drawn)>;

/// [from][to] in minutes; nothing where no road leads, where a place lies far from any road, or on one that is closed.
[[nodiscard]] Result<std::vector<std::vector<std::optional<double>>>> drive_minutes(const CircleRoads& roads, const std::vector<geo::Position>& from,
                                                                                    const std::vector<geo::Position>& to);

/// The fastest way; nothing where drive_minutes tells none.
[[nodiscard]] std::optional<road::Route> drive(const CircleRoads& roads, geo::Position from, geo::Position to);

/// A position [lon, lat] as the API gives it. kBadRequest, and what geo::check refuses.
[[nodiscard]] Result<geo::Position> position_from(const json::Value& value, const std::string& field);
[[nodiscard]] json::Value to_json(geo::Position position);

/// Whatever type the record has. Inside a unit, without permission.
[[nodiscard]] std::optional<record::Record> find_any(record::Unit& unit, const std::string& id);

}  // namespace muster::supply
