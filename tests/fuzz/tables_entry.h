// Spreadsheets from outside through their readers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace muster::fuzz {

// Each returns whether every row could be read; aborts when a promise of the reader is broken.
bool csv_table(const std::uint8_t* data, std::size_t size);
/// The bytes as a whole workbook, and as the sheet inside an otherwise sound one: mutations rarely survive the checksums of a zip.
bool xlsx_table(const std::uint8_t* data, std::size_t size);
/// A cell's text through the readers of dates, times, numbers and coordinates.
bool cell_text(const std::uint8_t* data, std::size_t size);

}  // namespace muster::fuzz
