// Which column of a strangers' table is which field, and where its header stands.
#pragma once

#include <map>
#include <optional>

#include "exchange/sheet.h"
#include "model/model.h"

namespace muster::exchange {

/// What a column may stand for beside a field.
inline constexpr std::string_view kJurisdiction = "@jurisdiction";
inline constexpr std::string_view kLon = "@lon";
inline constexpr std::string_view kLat = "@lat";
inline constexpr std::string_view kGeometry = "@geometry";  ///< GeoJSON text
inline constexpr std::string_view kId = "@id";              ///< record id of a row that was exported
inline constexpr std::string_view kMark = "@mark";          ///< notes and examples of the template
inline constexpr std::string_view kSkip = "@skip";          ///< known and not imported: state, number, computed fields, our own error column

struct Column {
  int index = 0;             ///< from 0
  std::string title;         ///< as it stands in the sheet, both header rows joined
  std::string target;        ///< name of a field, one of the words above, or empty: nothing was found
  std::string by;            ///< "given", "title", "name", "remembered", or empty
};

/// Titles that people used before and what they meant: {title as `plain_title` gives it: target}.
using Remembered = std::map<std::string, std::string, std::less<>>;

struct Header {
  std::string sheet;
  std::int64_t first_row = 0;  ///< rows of the header, as the sheet counts
  std::int64_t last_row = 0;
  std::vector<Column> columns;
  std::vector<Error> faults;   ///< of single columns: twice, unit, missing
};

struct Wishes {
  std::string sheet;                               ///< empty: the one that fits best
  std::map<std::string, std::string> columns;      ///< title or letters of a column → target; "" leaves the column out
};

/// Looks at the first rows of the sheets and takes the header that names most. kNoHeader with what was looked at, kSheetUnknown,
/// kColumnUnknown for a wish that names nothing.
[[nodiscard]] Result<Header> find_header(File& file, const model::TypeDef& type, const Wishes& wishes, const Remembered& remembered);

/// A title without spaces, marks of what is required, brackets with a unit, in lower case and half width.
[[nodiscard]] std::string plain_title(std::string_view title);
/// The unit in brackets at the end of a title, "水位（m）" → "m"; empty without one that is a unit.
[[nodiscard]] std::string unit_in_title(std::string_view title);
/// One spelling for each unit: "米" and "m" are "m"; the text itself where it is no unit known.
[[nodiscard]] std::string unit_of(std::string_view text);
[[nodiscard]] bool is_unit(std::string_view text);
/// The unit that the cells of a field are written in: its own, "元" for money.
[[nodiscard]] std::string unit_of_cells(const model::Field& field);

/// Whether a table may fill this field; computed ones, files and structured values it may not.
[[nodiscard]] bool is_importable(const model::Field& field);

}  // namespace muster::exchange
