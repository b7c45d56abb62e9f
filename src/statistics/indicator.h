// An indicator of model/indicators read into values (docs/design/figures.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "statistics/figures.h"

namespace muster::statistics {

struct Calibre {
  std::string id;
  std::optional<std::chrono::year_month_day> from;  ///< first day
  std::optional<std::chrono::year_month_day> to;    ///< last day
  json::Value body;                                 ///< as written: id, validity, text, published
};

struct Indicator {
  std::string name;
  const model::TypeDef* of = nullptr;
  json::Value body;                  ///< as written
  std::vector<std::string> sum;      ///< fields that are added; empty: rows are counted
  std::vector<std::string> whole;    ///< of a share: `sum` in these, in per cent
  std::string distinct;              ///< counts the different values of this field
  double divide = 1;                 ///< 100 where fen are shown as yuan
  std::string at;                    ///< instant, date or text month that lies in the period
  bool standing = false;             ///< what is there on the period's last day, between the dates `from` and `to` (both may be empty)
  std::string from;
  std::string to;
  std::vector<record::Filter> where;
  std::vector<std::string> latest_by;
  std::vector<std::string> by;
  std::vector<Calibre> calibres;

  /// The calibre in force all through the period; nullptr when none is.
  [[nodiscard]] const Calibre* calibre(const Period& period) const;
  /// Whether it may be split by this: a field it names, `county`, and `month` where it counts what happened.
  [[nodiscard]] bool splits_by(std::string_view dimension) const;
  [[nodiscard]] std::vector<std::string> dimensions() const;
  /// The rows it counts in a period, as a question to the store: the list opens exactly these.
  [[nodiscard]] record::Query query(const std::string& ledger, const Period& period, const std::string& jurisdiction_id) const;
};

/// kNotFound for an unknown one; kBadValue when it names a type, field, word or condition that does not exist.
[[nodiscard]] Result<Indicator> indicator_of(const model::Model& model, std::string_view name);

}  // namespace muster::statistics
