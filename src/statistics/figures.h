// Figures (indicators): each computed from the rows that the viewer may read, with its calibre (口径), and opening those rows. Figures of
// different calibre are never joined; a percentage is computed and never stored.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "record/record.h"

namespace muster::statistics {

struct Period {
  UtcTime from;  ///< inclusive
  UtcTime to;    ///< exclusive
  std::string text;
};
/// "2026", "2026-08" or "2026-08-20" in the city's zone; kBadDate.
[[nodiscard]] Result<Period> period_of(std::string_view text);
/// The same period a year earlier; 29 February becomes the 28th.
[[nodiscard]] Period year_before(const Period& period);

struct Question {
  std::string name;
  std::string ledger = "real";
  Period period;
  std::string jurisdiction_id;  ///< empty: the whole city
  std::string by;               ///< dimension; empty: none
  bool with_rows = false;       ///< the rows themselves in `source_rows`: {type, id, number, label, value}
};

/// Figures that are no count of one register's rows, by the word of their `computed:`; {value, rows, rows_url, by} from another module.
using Computed = std::map<std::string, std::function<Result<json::Object>(const record::Viewer&, const Question&)>>;

/// {name, title, value, unit, calibre, period, jurisdiction, rows, rows_url, by: [{key, label, title?, value, rows_url}], change, history}.
/// `value` is null where no calibre is in force all through the period (then `published` may hold what was published in another one).
/// `change`: {period, value, difference, percent} against the year before, percent with one decimal; null across calibres.
/// `history`: [{period, value}], the months of a year or days of a month, of indicators with latest_by. A share ("share: {of, in}") is in
/// per cent, null where nothing is known of the whole, and has no percentage of its own.
/// kNotFound for an unknown figure, kBadValue for a dimension that it does not have.
[[nodiscard]] Result<json::Object> figure(record::Store& store, const record::Viewer& viewer, const Question& question, const Computed& computed = {});

/// Every figure: {name, title, unit, calibre, group, of, by, periods}; sorted by name. `periods`: what may be asked, "year month day".
[[nodiscard]] Result<json::Array> figure_list(const model::Model& model);

}  // namespace muster::statistics
