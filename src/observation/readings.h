// The readings' own table: primary key (ledger, gauge, property, instant).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "telemetry/telemetry.h"

namespace muster::observation {

struct SeriesKey {
  std::string ledger;
  std::string gauge;     ///< record id
  std::string property;
  auto operator<=>(const SeriesKey&) const = default;
};

enum class Stored { kNew, kSame, kDifferent };

/// Inserts, or compares with what stands there; a correction replaces it.
[[nodiscard]] Stored store_reading(db::Connection& connection, const SeriesKey& key, const telemetry::Reading& reading, UtcTime received);
/// Ascending by time, [from, to].
[[nodiscard]] std::vector<telemetry::Reading> load_readings(db::Connection& connection, const SeriesKey& key, UtcTime from, UtcTime to);
[[nodiscard]] std::optional<telemetry::Reading> last_reading(db::Connection& connection, const SeriesKey& key, UtcTime until);
/// At most `max_points`, keeping first, last and in each bucket the lowest and the highest value.
[[nodiscard]] std::vector<telemetry::Reading> thin_out(std::vector<telemetry::Reading> readings, int max_points);

}  // namespace muster::observation
