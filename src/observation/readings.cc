#include "observation/readings.h"

#include <algorithm>

#include "observation/observation.h"

namespace muster::observation {
namespace {

using telemetry::Reading;

constexpr std::string_view kSqlite = R"sql(
CREATE TABLE reading (ledger TEXT NOT NULL, gauge TEXT NOT NULL, property TEXT NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL,
  quality INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY (ledger, gauge, property, at)) STRICT, WITHOUT ROWID;
)sql";
constexpr std::string_view kPostgres = R"sql(
CREATE TABLE reading (ledger TEXT NOT NULL, gauge TEXT NOT NULL, property TEXT NOT NULL, at BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL,
  quality BIGINT NOT NULL, received BIGINT NOT NULL, PRIMARY KEY (ledger, gauge, property, at));
)sql";

Reading read_row(const db::Row& row) {
  return {from_millis(row[0].integer()), row[1].real(), static_cast<int>(row[2].integer())};
}

}  // namespace

std::vector<db::Migration> migrations() { return {{300, "readings", kSqlite, kPostgres}}; }

Stored store_reading(db::Connection& connection, const SeriesKey& key, const Reading& reading, UtcTime received) {
  const db::Cells cells{key.ledger,    key.gauge,      key.property,          to_millis(reading.at),
                        reading.value, reading.quality, to_millis(received)};
  if ((reading.quality & telemetry::kCorrected) != 0) {
    (void)connection.execute(
        "INSERT INTO reading (ledger, gauge, property, at, value, quality, received) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT (ledger, gauge, property, at) DO UPDATE SET value = excluded.value, quality = excluded.quality, received = excluded.received",
        cells);
    return Stored::kNew;
  }
  const auto inserted = connection.execute(
      "INSERT INTO reading (ledger, gauge, property, at, value, quality, received) VALUES ($1, $2, $3, $4, $5, $6, $7) "
      "ON CONFLICT (ledger, gauge, property, at) DO NOTHING",
      cells);
  if (inserted && *inserted == 1) return Stored::kNew;
  const auto row = connection.one("SELECT value FROM reading WHERE ledger = $1 AND gauge = $2 AND property = $3 AND at = $4",
                                  {key.ledger, key.gauge, key.property, to_millis(reading.at)});
  return row && (*row)[0].real() == reading.value ? Stored::kSame : Stored::kDifferent;
}

std::vector<Reading> load_readings(db::Connection& connection, const SeriesKey& key, UtcTime from, UtcTime to) {
  std::vector<Reading> out;
  connection.each(
      "SELECT at, value, quality FROM reading WHERE ledger = $1 AND gauge = $2 AND property = $3 AND at >= $4 AND at <= $5 ORDER BY at",
      {key.ledger, key.gauge, key.property, to_millis(from), to_millis(to)}, [&](const db::Row& row) {
        out.push_back(read_row(row));
        return true;
      });
  return out;
}

std::optional<Reading> last_reading(db::Connection& connection, const SeriesKey& key, UtcTime until) {
  const auto row = connection.one(
      "SELECT at, value, quality FROM reading WHERE ledger = $1 AND gauge = $2 AND property = $3 AND at <= $4 ORDER BY at DESC LIMIT 1",
      {key.ledger, key.gauge, key.property, to_millis(until)});
  return row ? std::optional(read_row(*row)) : std::nullopt;
}

std::vector<Reading> thin_out(std::vector<Reading> readings, int max_points) {
  const auto wanted = static_cast<std::size_t>(std::max(4, max_points));
  if (readings.size() <= wanted) return readings;
  std::vector<Reading> out{readings.front()};
  const std::size_t buckets = (wanted - 2) / 2;
  const std::size_t inner = readings.size() - 2;
  for (std::size_t b = 0; b < buckets; ++b) {
    const auto from = readings.begin() + 1 + static_cast<std::ptrdiff_t>(inner * b / buckets);
    const auto to = readings.begin() + 1 + static_cast<std::ptrdiff_t>(inner * (b + 1) / buckets);
    if (from == to) continue;
    auto [low, high] = std::minmax_element(from, to, [](const Reading& a, const Reading& c) { return a.value < c.value; });
    if (high < low) std::swap(low, high);
    out.push_back(*low);
    if (low != high) out.push_back(*high);
  }
  out.push_back(readings.back());
  return out;
}

}  // namespace muster::observation
