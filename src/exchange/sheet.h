// What every reader gives: rows of cells, one after another, never the whole file as values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "errors/exchange.h"
#include "json/json.h"

namespace muster::exchange {

/// How much a strangers' file may ask of us. Beyond: kFileTooBig or kFileIsBomb.
struct Limits {
  std::size_t bytes = 64U << 20;            ///< of the file
  std::size_t unpacked = 1U << 30;          ///< of all parts of an archive
  std::size_t shared_texts = 256U << 20;    ///< of a workbook
  std::int64_t rows = 1'048'576;            ///< the most that a sheet can have
  int columns = 1000;
  std::size_t cell_bytes = 1U << 20;
};

struct Cell {
  enum class Kind { kEmpty, kText, kNumber, kBoolean, kFault };
  Kind kind = Kind::kEmpty;
  std::string text;     ///< what stands there; of a number its shortest digits, of a date cell "2019-07-15" or "2019-07-15 08:30:00"
  double number = 0;    ///< numbers and booleans; dates as days of the 1900 system
  bool date = false;    ///< a number whose format is that of a date
  bool formula = false;
  bool spread_down = false;    ///< not written here: a cell merged over several rows covers it
  bool spread_across = false;  ///< … over several columns
  ErrorCode fault = error::kCellBroken;  ///< of kFault

  [[nodiscard]] bool empty() const { return kind == Kind::kEmpty; }
};

struct Row {
  std::int64_t number = 0;  ///< as the sheet counts, from 1; of a GIS layer the feature, from 1
  std::vector<Cell> cells;
  json::Value geometry;     ///< GeoJSON in WGS 84 axes, from GIS files only
};

class Source {
 public:
  virtual ~Source() = default;
  /// The next row that holds anything; false at the end. An error ends the reading.
  virtual Result<bool> next(Row& row) = 0;
};

/// An opened file. Its sources outlive neither it nor each other's sheet.
class File {
 public:
  virtual ~File() = default;
  [[nodiscard]] virtual std::string_view format() const = 0;  ///< csv xlsx geojson gpkg shp kml
  [[nodiscard]] virtual const std::vector<std::string>& sheets() const = 0;  ///< at least one name; of a CSV file ""
  /// Reads a sheet from its beginning, any number of times. kSheetUnknown.
  virtual Result<std::unique_ptr<Source>> open(const std::string& sheet) = 0;
};

/// UTF-8 with or without a mark, UTF-16 with one, else GB 18030; separators , ; tab, found by the first line.
/// kQuoteOpen (param line), kFileTooBig.
[[nodiscard]] Result<std::unique_ptr<File>> open_csv(std::string bytes, const Limits& limits = {});
/// An Office Open XML workbook (ISO/IEC 29500-1), read as a stream. kFileBroken, kFileIsBomb, kFileHasMacros, kFileEncrypted.
[[nodiscard]] Result<std::unique_ptr<File>> open_xlsx(std::string bytes, const Limits& limits = {});
/// GeoJSON, GeoPackage, KML and zipped Shapefile through GDAL in a child process (gis.cc). kGisFailed with the reason, kLayerHasNoCrs.
/// @param path of the file; @param folder for what the child writes.
/// @param crs "" as the file says, else "epsg:4547": what it says is not believed.
[[nodiscard]] Result<std::unique_ptr<File>> open_gis(const std::string& path, const std::string& folder, const std::string& crs,
                                                     const Limits& limits = {});
/// By content first, by name where content does not tell. kFileIsXls and kFileKindUnknown with the remedy.
[[nodiscard]] Result<std::unique_ptr<File>> open_file(const std::string& path, const std::string& name, const std::string& folder,
                                                      const std::string& crs, const Limits& limits = {});

/// Text of any of the encodings above as UTF-8; bytes that are none become U+FFFD.
/// @return the text, and the name of the encoding
struct Decoded {
  std::string text;
  std::string_view encoding;
};
[[nodiscard]] Decoded decode(std::string_view bytes);
[[nodiscard]] bool is_utf8(std::string_view bytes);
/// Without spaces at both ends, ideographic and no-break ones among them.
[[nodiscard]] std::string trimmed(std::string_view text);
/// Full-width letters, digits and signs as ASCII.
[[nodiscard]] std::string narrowed(std::string_view text);

}  // namespace muster::exchange
