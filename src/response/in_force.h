// While a level of response is in force: the question, and chores of the ticker that have work only then.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "record/record.h"

namespace muster::response {

/// Signed notices of level (level_notice) that have not ended and are not themselves an end, of any plan.
[[nodiscard]] record::Query notices_in_force(const std::string& ledger);

/// Runs a chore at most once in each ten minutes of city time of a ledger, and only while a level is in force there. Each run is one intent
/// of its own, so that again after a crash has no effect. Used by the ticker's thread only.
class WhileInForce {
 public:
  using Work = std::function<Result<json::Value>(record::Unit&)>;

  WhileInForce(record::Store& store, const record::CityTime& city) : store_(store), city_(city) {}

  /// The work is tried again at the next call when it fails or no level is in force yet. `once` names a longer span that has one
  /// run only, such as a day; empty = each ten minutes.
  Status run(const std::string& ledger, const std::string& kind, const Work& work, const std::string& once = {});

 private:
  record::Store& store_;
  const record::CityTime& city_;
  std::map<std::string, std::int64_t> last_;  ///< ledger → ten minutes already looked at
};

}  // namespace muster::response
