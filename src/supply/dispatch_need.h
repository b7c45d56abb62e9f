// A need as the API tells it.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "supply/dispatch_plan.h"
#include "supply/dispatch_travel.h"

namespace muster::supply {

struct NeedAsked {
  std::string need;   ///< a transfer order in state `need`, or empty
  std::string about;  ///< record id, or empty
  std::string title;
  std::string to_text;
  geo::Position at;
  UtcTime wanted_at;
  std::vector<Asked> items;
  std::string profile;
  std::vector<road::Condition> drawn;
};

/// Reads it; what is left out comes from the need or from what it is about. kRequired, kNoPlace, kNotAChoice, kTooMany, kNotFound.
[[nodiscard]] Result<NeedAsked> read_need(record::Unit& unit, const record::Viewer& viewer, const json::Value& body);
[[nodiscard]] json::Object to_json(const NeedAsked& need);  ///< the members that `accept` takes again

}  // namespace muster::supply
