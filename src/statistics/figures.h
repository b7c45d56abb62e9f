// Figures (indicators): each computed from the rows that the viewer may read, with its calibre (口径), and opening those rows. Figures of
// different calibre are never joined; a percentage is never stored.
#pragma once

#include "record/record.h"

namespace muster::statistics {

struct Period {
  UtcTime from;  ///< inclusive
  UtcTime to;    ///< exclusive
  std::string text;
};
/// "2026", "2026-08" or "2026-08-20" in the city's zone; kBadDate.
[[nodiscard]] Result<Period> period_of(std::string_view text);

/// {value, unit, calibre, period, jurisdiction, rows_url, by:[{key, label, value}], history:[{period, value}]}: history has the months of a
/// year, the days of a month, of indicators with latest_by. A share ("share: {of, in}") is in per cent, null where nothing is known of the whole. kNotFound for an unknown figure, kBadValue for a dimension
/// that the indicator does not name.
[[nodiscard]] Result<json::Object> figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, std::string_view name,
                                          const Period& period, const std::string& jurisdiction_id, std::string_view by);

}  // namespace muster::statistics
