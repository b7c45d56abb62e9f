// City time of each ledger. `real` is the wall's; a drill or scenario starts at a stated instant,
// runs at a stated speed and stands still while the server is down. Start and speed are stored in
// table ledger.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "record/record.h"

namespace muster::app {

struct Ledger {
  std::string id;  ///< "real", "drill:…", "scenario:…"
  std::string title_zh;
  std::string title_en;
  std::string kind;  ///< real drill scenario
  UtcTime city_start;
  UtcTime wall_start;  ///< the epoch: it stands
  double speed = 1;    ///< 0 … 100000; 1 in `real`, always
  [[nodiscard]] bool stands() const {
    return kind != "real" && wall_start == UtcTime{};
  }  ///< at city_start, until resumed
};

class StoredCityTime final : public record::CityTime {
 public:
  /// Knows only `real` until `load`: the store, which makes the tables, is opened with it.
  StoredCityTime(db::Database& database, const TimeSource& wall)
      : database_(database), wall_(wall) {}
  /// Reads the ledgers; `real` is added where it is missing.
  Status load();

  [[nodiscard]] UtcTime now(
      std::string_view ledger) const override;  ///< an unknown ledger reads as `real`
  [[nodiscard]] double speed(std::string_view ledger) const override;
  [[nodiscard]] UtcTime wall_of(std::string_view ledger, UtcTime city) const override;

  [[nodiscard]] bool knows(std::string_view ledger) const;
  [[nodiscard]] std::vector<Ledger> ledgers() const;
  /// kDuplicate for one that exists; it stands at `city_start` until resume_all.
  Status add(Ledger ledger);
  /// City time goes on from where it is, at another speed. kBadValue for `real` and for a speed
  /// outside 0 … 100000.
  Status set_speed(std::string_view ledger, double speed);
  Status resume_all();  ///< when serving begins
  Status pause_all();   ///< when serving ends

 private:
  Status read();
  Status store(const Ledger& ledger);

  db::Database& database_;
  const TimeSource& wall_;
  mutable std::mutex mutex_;
  std::map<std::string, Ledger, std::less<>> ledgers_;  ///< guarded by mutex_
};

}  // namespace muster::app
