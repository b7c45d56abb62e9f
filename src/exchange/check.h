// All rows of a file looked at before any is written.
#pragma once

#include <functional>

#include "exchange/columns.h"
#include "exchange/exchange.h"
#include "exchange/lines.h"
#include "exchange/sheet.h"

namespace muster::exchange {

/// What is to be done with one row; a line of rows.jsonl.
struct Plan {
  std::int64_t row = 0;
  std::string op;               ///< create update skip same
  std::string id;
  std::int64_t version = 0;     ///< of the record that is updated, when it was looked at
  std::string jurisdiction_id;  ///< of a new record; of an update only when it moves
  json::Object fields;
  std::optional<json::Value> geometry;
  json::Object before;          ///< of an update: the values that change, null where there was none
  std::optional<json::Value> geometry_before;
  std::string jurisdiction_before;
};
[[nodiscard]] json::Object to_json(const Plan& plan);
[[nodiscard]] Plan plan_from(const json::Value& line);

/// What a check found, as it is kept and shown.
struct Report {
  std::string format;
  Header header;
  std::int64_t rows = 0;
  std::int64_t bad = 0;
  std::map<std::string, std::int64_t> ops;  ///< create update skip same
  json::Array errors;                       ///< the first kErrorsShown
  json::Array twins;                        ///< records that are there already, with what would change: the first kTwinsShown
};
inline constexpr std::size_t kErrorsShown = 1000;
inline constexpr std::size_t kTwinsShown = 200;
[[nodiscard]] json::Object to_json(const Report& report, const model::TypeDef& type);

struct Check {
  record::Store& store;
  const record::Viewer& viewer;
  const ImportOptions& options;
  std::string batch;      ///< new records take their ids from it and their row
  File& file;
  Remembered remembered{};
  LineWriter& rows;       ///< plans of the good rows
  LineWriter& bad_rows;   ///< {row, cells, geometry?, errors}
  std::function<bool(std::int64_t rows)> go_on{};  ///< asked after each piece; false ends it
};
/// Faults of rows are in the report; an error is about the whole file. A check that was told to end gives what it has.
[[nodiscard]] Result<Report> run_check(const Check& check);

/// One fault of a row as the API shows it: {row, column, title, field, code, value, zh, en}.
[[nodiscard]] json::Object fault_json(const Error& error, std::int64_t row, const Column* column);

}  // namespace muster::exchange
