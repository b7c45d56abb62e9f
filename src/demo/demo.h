// The demonstration city: made as values, the same on every machine, then written through the one write path. Divisions, rivers,
// gauges and the facts named in docs/data-sources.md are real; people, works beyond those facts and the flood are invented.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "demo/rows.h"
#include "identity/access.h"
#include "model/model.h"
#include "record/record.h"

namespace muster::demo {

/// The ledger of the invented flood 【情景】, and its names.
inline constexpr std::string_view kLedger = "scenario:flood";
inline constexpr std::string_view kLedgerTitle = "【情景】2026 年 8 月长江洪水";
inline constexpr std::string_view kLedgerTitleEn = "Scenario: Yangtze flood of August 2026";

/// Somebody whom a newcomer can be.
struct DemoPerson {
  std::string account;
  std::string person;      ///< record id
  std::string name;
  std::string post;        ///< title with its body, "市防办 主班"
  std::string start;       ///< "/", "/m/" or "/wall/"
  model::Text note;
};

struct DemoCity {
  std::vector<Item> registers;  ///< ledger "real", each after what it refers to
  std::vector<Item> scenario;   ///< ledger kLedger
  std::vector<Item> years;      ///< ledger "real": the years 2018 and 2019, empty unless asked for
  std::vector<DemoPerson> people;
};

[[nodiscard]] DemoCity make_city(bool with_years = false);
/// SHA-256 over everything in a city: two machines compare one line.
[[nodiscard]] std::string fingerprint(const DemoCity& city);
/// The people alone, for the page that offers them (cheap: read from the tables).
[[nodiscard]] std::vector<DemoPerson> people();

struct Loading {
  record::Store& store;            ///< before reactors are attached: what is written here lies in the past
  identity::Access& access;
  db::Database& database;
  const record::CityTime& city;    ///< knows kLedger, standing at scenario::kStart
  bool with_years = false;         ///< the records of 2018 and 2019 too, about six thousand rows more
};

/// Writes the city and the readings up to the scenario's start, in batches, each once: what an interrupted loading wrote is
/// not written again. Errors of the store; the city is whole only when this succeeds.
Status load(const Loading& into);

}  // namespace muster::demo
