// Workbooks made by hand, so that each oddity stands in the test that is about it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "exchange/sheet.h"

namespace muster::exchange {

using Parts = std::vector<std::pair<std::string, std::string>>;  ///< name, content

/// A zip archive of these parts, deflated.
[[nodiscard]] std::string zipped(const Parts& parts);

struct RawSheet {
  std::string name = "表一";
  std::string rows;    ///< content of <sheetData>
  std::string after{}; ///< behind it: merges
};
struct RawBook {
  std::vector<RawSheet> sheets{};
  std::vector<std::string> shared{};  ///< content of each <si>
  std::vector<std::string> formats{}; ///< number formats; style 1 is the first, 0 is General
  bool is_1904 = false;
  Parts more{};
};
[[nodiscard]] std::string book(const RawBook& raw);
/// <row r="n"> with inline texts in A, B, C …
[[nodiscard]] std::string text_row(int number, const std::vector<std::string>& texts);

/// Every row of a sheet, cells as their text; "!" before a fault's text.
[[nodiscard]] std::vector<std::vector<std::string>> texts_of(File& file, const std::string& sheet);
[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace muster::exchange
