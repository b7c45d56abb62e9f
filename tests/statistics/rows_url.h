// The rows that the address of a figure opens, asked as the list screen asks.
#pragma once

#include <algorithm>
#include <string>

#include "record/record.h"

namespace muster::test_support {

/// How many rows "/api/v1/records/TYPE?ledger=…&filter=…&jurisdiction=…" lists for a viewer; -1 when it is refused.
inline std::int64_t opened(record::Store& store, const record::Viewer& viewer, const std::string& url) {
  record::Query query;
  query.type = url.substr(16, url.find('?') - 16);
  for (std::size_t from = url.find('?') + 1; from < url.size();) {
    const std::size_t to = std::min(url.find('&', from), url.size());
    std::string part = url.substr(from, to - from);
    for (std::size_t at = part.find("%2B"); at != std::string::npos; at = part.find("%2B")) part.replace(at, 3, "+");
    if (part.starts_with("ledger=")) query.ledger = part.substr(7);
    if (part.starts_with("jurisdiction=")) query.jurisdiction_id = part.substr(13);
    if (part.starts_with("filter=")) {
      const std::size_t first = part.find(':');
      const std::size_t second = part.find(':', first + 1);
      query.filters.push_back({part.substr(7, first - 7), part.substr(first + 1, second - first - 1), part.substr(second + 1)});
    }
    from = to + 1;
  }
  const auto page = store.list(viewer, query);
  return page ? page->total : -1;
}

}  // namespace muster::test_support
