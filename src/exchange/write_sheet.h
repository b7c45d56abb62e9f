// Tables as files: CSV with a mark for spreadsheets, XLSX by libxlsxwriter.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "errors/exchange.h"
#include "json/json.h"

namespace muster::exchange {

/// A value of a cell: null, number, boolean or text. Numbers and booleans stay such in XLSX.
struct Shown {
  json::Value value;
  bool marked = false;  ///< in red: what is wrong
};

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  struct Style {
    std::string sheet = "Sheet1";
    std::vector<std::string> titles;
    std::vector<double> widths{};  ///< in characters; empty: by title
    std::vector<std::string> heading{};  ///< lines above the titles, each over the whole width; the sheet is then laid out for printing
  };
  virtual Status add(const std::vector<Shown>& row) = 0;
  virtual Result<std::string> finish() = 0;
};
/// UTF-8 with byte order mark, CRLF (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe before it.
[[nodiscard]] std::unique_ptr<TableWriter> write_csv(const TableWriter::Style& style);
/// Row by row to a temporary file: memory does not grow with the rows. Text of 12 digits and more stays text.
[[nodiscard]] std::unique_ptr<TableWriter> write_xlsx(const TableWriter::Style& style);

/// The bad rows of a check with a last column saying what is wrong. kBadOption for a format other than xlsx, csv.
/// @param columns of the report, for titles in their order
[[nodiscard]] Result<std::string> write_error_sheet(const std::string& bad_path, const std::string& key, const json::Value& columns,
                                                    std::string_view format, std::string_view lang);

/// Characters that a column of this text needs; a Chinese one counts two.
[[nodiscard]] double width_of(std::string_view text);

}  // namespace muster::exchange
