// What muster road reads from its words and tables, and the tables it writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "road/road.h"

namespace muster::app {

/// The whole file. kRoadFileMissing.
[[nodiscard]] Result<std::string> read_road_file(const std::string& name);
[[nodiscard]] Result<json::Value> read_road_json(const std::string& name);

/// "LON,LAT" in degrees. kBadGeometry.
[[nodiscard]] Result<geo::Position> position_of(std::string_view text);
/// "LON,LAT;LON,LAT…", at least one.
[[nodiscard]] Result<std::vector<road::Place>> places_of_text(const std::string& text);
/// "15,30,60min", "900s", "1h": the unit is that of the last. Milliseconds. kRoadBadBudget.
[[nodiscard]] Result<std::vector<std::uint32_t>> budgets_of(std::string text);

/// Rows of a CSV file with a header line: id,lon,lat[,offset_s]; cells may be in quotes.
struct PlaceTable {
  std::vector<std::string> ids;
  std::vector<road::Place> places;
};
/// kRoadBadTable with file and line.
[[nodiscard]] Result<PlaceTable> places_of_csv(const std::string& name);

/// A cell of CSV, in quotes where it has to be.
[[nodiscard]] std::string csv_cell(const std::string& text);
/// Whole seconds with three decimals, so that every millisecond is there; empty when not reached.
[[nodiscard]] std::string seconds_text(std::uint32_t ms);

}  // namespace muster::app
