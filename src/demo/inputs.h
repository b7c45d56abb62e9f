// The committed inputs of the demonstration city (demo/inputs), compiled in and read into values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

namespace muster::demo {

/// Cells by column name.
using Row = std::map<std::string, std::string, std::less<>>;

/// A comma-separated table; no quoting, '#' starts a comment line. Throws std::logic_error for a row of another width: the tables are ours.
[[nodiscard]] std::vector<Row> parse_table(std::string_view text);

[[nodiscard]] double to_number(const std::string& text);  ///< 0 for empty; throws std::logic_error for anything but a number

/// The text of demo/inputs/NAME; throws std::logic_error when it is not compiled in.
[[nodiscard]] std::string_view input(std::string_view name);
[[nodiscard]] std::vector<Row> table(std::string_view name);  ///< demo/inputs/NAME as a table
/// Features of a GeoJSON input.
[[nodiscard]] json::Array features(std::string_view name);

}  // namespace muster::demo
