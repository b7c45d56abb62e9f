#include "db/postgres_values.h"

#include <array>
#include <charconv>
#include <cmath>

#include "db/engines.h"

namespace muster::db {
namespace {

// Object ids of built-in types are fixed (PostgreSQL: src/include/catalog/pg_type.dat).
enum TypeOid : Oid {
  kBool = 16,
  kBytea = 17,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kOid = 26,
  kFloat4 = 700,
  kFloat8 = 701,
  kNumeric = 1700
};

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

/// SUM over BIGINT is numeric without a fraction: an integer, as on SQLite.
Cell read_numeric(std::string_view text) {
  std::int64_t integer = 0;
  if (read_number(text, integer)) return integer;
  double real = 0;
  if (read_number(text, real)) return real;
  throw Failure("a numeric column is out of range");
}

Cell read_bytes(const char* text) {
  std::size_t size = 0;
  unsigned char* raw = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &size);
  if (raw == nullptr) throw Failure("no memory");
  Blob blob;
  blob.bytes.assign(raw, raw + size);
  PQfreemem(raw);
  return blob;
}

Cell read_cell(Oid type, const char* text, std::size_t size) {
  const std::string_view value(text, size);
  std::int64_t integer = 0;
  double real = 0;
  switch (type) {
    case kBool:
      return value == "t" ? 1 : 0;
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid:
      if (!read_number(value, integer)) throw Failure("an integer column is out of range");
      return integer;
    case kFloat4:
    case kFloat8:
      if (value == "Infinity") return HUGE_VAL;
      if (value == "-Infinity") return -HUGE_VAL;
      if (value == "NaN") return nullptr;  // as SQLite stores it
      if (!read_number(value, real)) throw Failure("a real column is out of range");
      return real;
    case kNumeric:
      return read_numeric(value);
    case kBytea:
      return read_bytes(text);
    default:
      return value;
  }
}

}  // namespace

PostgresParameters::PostgresParameters(const Cells& cells) {
  refuse_nul(cells);
  numbers_.reserve(cells.size());  // values_ points into it
  for (const auto& cell : cells) {
    const auto& data = cell.data();
    const char* value = nullptr;
    int length = 0;
    int format = 0;
    if (const auto* i = std::get_if<std::int64_t>(&data)) {
      value = numbers_.emplace_back(std::to_string(*i)).c_str();
    } else if (const auto* d = std::get_if<double>(&data)) {
      if (!std::isnan(*d)) value = numbers_.emplace_back(number_text(*d)).c_str();
    } else if (const auto* s = std::get_if<std::string>(&data)) {
      value = s->c_str();
    } else if (const auto* b = std::get_if<Blob>(&data)) {
      value = b->bytes.data();
      length = static_cast<int>(b->bytes.size());
      format = 1;
    }
    values_.push_back(value);
    lengths_.push_back(length);
    formats_.push_back(format);
  }
}

void read_postgres_row(const PGresult* result, int row, Row& out) {
  out.clear();
  const int columns = PQnfields(result);
  for (int i = 0; i < columns; ++i) {
    if (PQgetisnull(result, row, i) != 0) {
      out.emplace_back();
      continue;
    }
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, i));
    out.push_back(read_cell(PQftype(result, i), PQgetvalue(result, row, i), size));
  }
}

}  // namespace muster::db
