// The duty desk: one queue of everything that has a clock, by deadline and then by level; every row has who, when and the next step.
#pragma once

#include "observation/observation.h"
#include "record/record.h"

namespace muster::duty {

struct Sources {
  record::Store& store;
  observation::Service& observation;
  const record::CityTime& city;
};

/// GET /api/v1/desk (docs/api/contract.md).
[[nodiscard]] Result<json::Object> desk(const Sources& sources, const record::Viewer& viewer, const std::string& ledger);
/// GET /api/v1/me/tasks: open tasks, calls and patrol lines that name the viewer's person or post, with their clocks.
[[nodiscard]] Result<json::Object> my_tasks(const Sources& sources, const record::Viewer& viewer, const std::string& ledger);

}  // namespace muster::duty
