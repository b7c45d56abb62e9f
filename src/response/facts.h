// The five facts of a consultation (雨情 水情 险情 灾情 工情), computed from the records that the viewer may read.
#pragma once

#include "observation/observation.h"
#include "record/record.h"
#include "response/response.h"

namespace muster::response {

struct Sources {
  record::Store& store;
  observation::Service& observation;
  const record::CityTime& city;
};

/// {rain, water, incidents, losses, works}: shapes in docs/api/contract.md.
[[nodiscard]] Result<json::Object> five_facts(const Sources& sources, const record::Viewer& viewer, const std::string& ledger);

/// The guard table as JSON, rows of places that the viewer may read only; each figure opens its rows.
[[nodiscard]] Result<json::Object> guard_json(const Sources& sources, const record::Viewer& viewer, const std::string& ledger, UtcTime at);

}  // namespace muster::response
