// Private to supply: teams, experts and vehicles that could come, with what each can do and when it would be there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "supply/dispatch.h"

namespace muster::supply {

struct HelperAsk {
  std::string about;                      ///< what they are called to; may be empty
  std::vector<std::string> capabilities;  ///< any of these; empty: all
  std::vector<std::string> expertise;
  std::vector<std::string> kinds;         ///< of vehicles
};

/// Somebody who could come.
struct Helper {
  record::Record record;                ///< rescue_team, expert or vehicle
  std::optional<geo::Position> at;      ///< a vehicle's by its tracker when that is newer
  double ready_min = 0;                 ///< mustering
  std::string person;                   ///< who answers for it: leader, the expert, driver; may be empty
  std::string why_not;                  ///< "not_ready", "out", "repair", "unavailable", "expired", "on_order", "called"; empty: available
  std::optional<record::Record> call;   ///< the latest call about `about`, by whichever rung
};

/// Rows of rescue_team, expert or vehicle that the viewer may read and that can do what is asked, by label. Inside a look or unit.
[[nodiscard]] std::vector<Helper> helpers_of(record::Unit& unit, const record::Viewer& viewer, const std::string& type, const HelperAsk& ask);

/// Calls of a helper, newest first.
[[nodiscard]] std::vector<record::Record> calls_of(record::Unit& unit, const std::string& helper);
/// A call that binds: it rings, or was answered with coming, and nobody recalled it.
[[nodiscard]] bool binds(const record::Record& call);

/// Minutes by road to a place, vehicles in the profile `lorry`, everybody else by car; nothing where no road leads.
[[nodiscard]] Result<std::vector<std::optional<double>>> minutes_to(const DispatchParts& parts, const std::string& ledger, const std::vector<Helper>& helpers,
                                                                    geo::Position to, const std::vector<road::Condition>& drawn);

/// {id, type, label, at, ready_min, min, arrive_at?, person?, what it can do, why_not?, call?}. @param drive  minutes by road
[[nodiscard]] json::Object helper_json(const Helper& one, std::optional<double> drive, UtcTime now);

/// POST /api/v1/dispatch/helpers {about? | at, of?: [types], capabilities?, expertise?, kinds?, drawn?} → {at, helpers, unavailable, refs}.
/// kNoPlace, kNotFound, kRoadsNotReady, kBadRequest.
[[nodiscard]] Result<json::Object> helpers(const DispatchParts& parts, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

}  // namespace muster::supply
