// What a request for items asks, read strictly: a parameter that is not known is refused (OGC API – Features 1.0, 7.15.8).
#pragma once

#include "exchange/features/out_crs.h"
#include "net/http.h"
#include "record/record.h"

namespace muster::exchange {

inline constexpr int kItemsMost = 2000;
inline constexpr int kItemsUsual = 100;

struct ItemsAsked {
  record::Query query;          ///< without bbox's exact area; sorted by fid
  int limit = kItemsUsual;      ///< above kItemsMost it is kItemsMost (/req/core/fc-limit-response-1)
  std::optional<AskedBox> box;
  std::unique_ptr<OutCrs> crs;  ///< of the answer
};

/// Property filters are the names that `is_filter` accepts, with equality; `jurisdiction` means the whole subtree.
/// kFeatureParameterUnknown, kFeatureParameterBad, kFeatureCrsUnknown.
[[nodiscard]] Result<ItemsAsked> read_items(const net::Request& request, const model::TypeDef& type);

/// Whether features show this field, and may be filtered by it: not personal ones, files, structured values, retired ones.
[[nodiscard]] bool is_shown(const model::Field& field);

/// kFeatureParameterUnknown unless each parameter is among `known`, `lang`, `ledger` or `f` (json, geojson); kFeatureParameterBad for one
/// that stands twice.
[[nodiscard]] Status check_parameters(const net::Request& request, const std::vector<std::string>& known);

}  // namespace muster::exchange
