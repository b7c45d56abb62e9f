#include "fuzz/tables_entry.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "base/time.h"
#include "exchange/columns.h"
#include "exchange/convert.h"
#include "exchange/places.h"
#include "exchange/sheet.h"
#include "exchange/workbook.h"

namespace muster::fuzz {
namespace {

using exchange::Cell;

void promise(bool kept) {
  if (!kept) std::abort();
}

exchange::Limits small() {
  exchange::Limits limits;
  limits.bytes = 1U << 20;
  limits.unpacked = 4U << 20;
  limits.shared_texts = 1U << 20;
  limits.rows = 10'000;
  limits.columns = 200;
  return limits;
}

bool read_all(exchange::File& file, const exchange::Limits& limits) {
  for (const std::string& sheet : file.sheets()) {
    auto source = file.open(sheet);
    if (!source) return false;
    std::int64_t before = 0;
    for (exchange::Row row;;) {
      const auto more = (*source)->next(row);
      if (!more) return false;
      if (!*more) break;
      promise(row.number > before && row.number <= limits.rows);
      promise(static_cast<int>(row.cells.size()) <= limits.columns);
      before = row.number;
      for (const Cell& cell : row.cells) {
        promise(exchange::is_utf8(cell.text));
        promise(cell.kind != Cell::Kind::kText || !cell.text.empty());
        promise(cell.kind != Cell::Kind::kNumber || std::isfinite(cell.number));
      }
    }
  }
  return true;
}

}  // namespace

bool csv_table(const std::uint8_t* data, std::size_t size) {
  const exchange::Limits limits = small();
  auto file = exchange::open_csv(std::string(reinterpret_cast<const char*>(data), size), limits);
  return file && read_all(**file, limits);
}

bool xlsx_table(const std::uint8_t* data, std::size_t size) {
  const exchange::Limits limits = small();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (auto whole = exchange::open_xlsx(bytes, limits)) read_all(**whole, limits);
  exchange::RawBook raw;
  raw.sheets = {{"s", bytes}};
  raw.shared = {"<t>a</t>", "<r><t>b</t></r>"};
  raw.formats = {"14", "000000", "h:mm"};
  auto inside = exchange::open_xlsx(exchange::book(raw), limits);
  return inside && read_all(**inside, limits);
}

bool cell_text(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 200));
  const auto day = exchange::parse_day(text);
  promise(!day || parse_date(*day).has_value());
  const auto moment = exchange::parse_moment(text);
  promise(!moment || parse_time(*moment).has_value());
  const auto amount = exchange::parse_amount(text);
  promise(!amount || std::isfinite(amount->number));
  const auto degrees = exchange::parse_coordinate(text);
  promise(!degrees || std::isfinite(*degrees));
  promise(exchange::plain_title(text).size() <= text.size());
  return day || moment || amount || degrees;
}

}  // namespace muster::fuzz
