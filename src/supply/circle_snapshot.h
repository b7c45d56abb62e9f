// The circle of a day kept as records (circle_snapshot), one per county, so that its history stays.
#pragma once

#include <map>
#include <string>

#include "record/record.h"
#include "supply/supply.h"

namespace muster::supply {

/// Writes the circle of the ledger as it is now by rule supply_circle: one row per county or zone that has places. Computed with the stores
/// of the whole city (another county's store serves as well); written by the viewer's right, counties where he has none are left out.
/// The answer is an array of the rows' ids. kNotAllowed when he may write none; what Roads::metric refuses.
[[nodiscard]] Result<json::Value> take_snapshot(record::Store& store, const record::CityTime& city, Roads& roads, const record::Viewer& viewer,
                                                const record::Intent& intent);

/// The ticker's chore: once a day of the city from the rule's hour on, when there are roads. Runs again without effect.
class CircleSnapshots {
 public:
  CircleSnapshots(record::Store& store, const record::CityTime& city, Roads& roads) : store_(store), city_(city), roads_(roads) {}
  Status run(const std::string& ledger);

 private:
  record::Store& store_;
  const record::CityTime& city_;
  Roads& roads_;
  std::map<std::string, std::string> last_;  ///< ledger → day already written; the ticker's thread only
};

}  // namespace muster::supply
