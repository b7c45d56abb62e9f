// The parts of a workbook that every sheet needs: names of sheets, shared texts, which styles are dates.
#pragma once

#include <optional>

#include "exchange/archive.h"

namespace muster::exchange {

struct NumberStyle {
  bool date = false;
  bool time = false;   ///< shows a time of day
  bool date_part = false;  ///< shows a day; false with `time` is a time alone
  int zeros = 0;       ///< "000000" shows leading zeros to this width
};

struct Book {
  std::unique_ptr<Archive> archive;
  std::vector<std::string> sheets;  ///< shown ones, in order
  std::vector<std::string> parts;   ///< part of each sheet
  std::vector<std::string> texts;
  std::vector<NumberStyle> styles;  ///< by cell style index
  bool is_1904 = false;
};

/// kFileHasMacros, kFileEncrypted, kFileBroken, kFileIsBomb.
[[nodiscard]] Result<Book> read_book(std::string bytes, const Limits& limits);
/// How a number with this format code looks (ISO/IEC 29500-1, 18.8.30 and 18.8.31).
[[nodiscard]] NumberStyle style_of(std::string_view code);
[[nodiscard]] NumberStyle style_of_builtin(int id);
/// A day of the 1900 system as text: "2019-07-15", with the time when it has one. Nothing outside 1900 … 2200.
[[nodiscard]] std::optional<std::string> serial_text(double serial, bool with_time);
/// Rows and columns of a reference "B12", from 1 and from 0; nothing when it is none.
struct At {
  std::int64_t row = 0;
  int column = 0;
};
[[nodiscard]] std::optional<At> position_of(std::string_view reference);
[[nodiscard]] std::string column_letters(int column);  ///< 0 → "A", 26 → "AA"

/// A sheet as a stream of rows. The book outlives it.
[[nodiscard]] Result<std::unique_ptr<Source>> read_sheet(Book& book, const std::string& part, const Limits& limits);

}  // namespace muster::exchange
