// Where vehicles are, by their trackers: kept beside the journal like readings; the arrival of what they carry follows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "supply/dispatch_travel.h"

namespace muster::supply {

inline constexpr std::size_t kPositionsAtMost = 5000;
inline constexpr std::size_t kPositionBytes = 2U << 20;

/// Table vehicle_position, the latest of each vehicle and ledger; numbers 800 to 819.
[[nodiscard]] std::vector<db::Migration> migrations();

struct Position {
  geo::Position at;
  UtcTime time;
  std::optional<double> speed_kmh;
};
[[nodiscard]] std::optional<Position> last_position(db::Connection& connection, const std::string& ledger, const std::string& vehicle);

struct PositionReceipt {
  std::int64_t accepted = 0;
  std::vector<std::pair<std::size_t, Error>> rejected;  ///< by index in the batch
  std::vector<std::string> orders;                      ///< whose arrival time was renewed, or that have arrived
};

/// The same for HTTP and MQTT. Thread-safe.
class Positions {
 public:
  Positions(db::Database& database, record::Store& store, const record::CityTime& city, Ways ways)
      : database_(database), store_(store), city_(city), ways_(std::move(ways)) {}

  /// {positions: [{tracker, at, lon, lat, speed_kmh?}]}: each is taken or refused by itself. The sender must be allowed to update the vehicle.
  /// kRequired, kTooLarge for the batch; per item kTrackerUnknown, kPositionTooOld, kPositionAhead, kBadTime, and what geo::check refuses.
  Result<PositionReceipt> receive(const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

 private:
  struct Incoming {
    std::size_t index = 0;
    record::Record vehicle;
    Position position;
  };
  void read_all(const record::Viewer& viewer, const std::string& ledger, const json::Array& items, const json::Value& rule,
                std::vector<Incoming>& read, PositionReceipt& receipt);
  Result<std::vector<Incoming>> keep(const std::string& ledger, const std::vector<Incoming>& incoming, PositionReceipt& receipt);
  Status show(const Incoming& incoming, const json::Value& rule);
  std::vector<record::Record> carried(const std::string& ledger, const std::string& vehicle, std::vector<std::pair<std::string, Position>>& convoy);
  Status renew(const std::string& ledger, const Incoming& incoming, const json::Value& rule, std::vector<std::string>& renewed);
  std::optional<UtcTime> arrival(const std::string& ledger, const geo::Position& to, const Incoming& incoming, const json::Value& rule);

  db::Database& database_;
  record::Store& store_;
  const record::CityTime& city_;
  Ways ways_;
};

}  // namespace muster::supply
