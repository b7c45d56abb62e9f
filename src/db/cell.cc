#include <cassert>
#include <charconv>

#include "db/db.h"

namespace muster::db {
namespace {

const std::string& empty_text() {
  static const std::string kEmpty;
  return kEmpty;
}

template <class T>
T parse_number(const std::string& text) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) throw Failure("a text column is not a number");
  return value;
}

}  // namespace

std::int64_t Cell::integer() const {
  if (is_null()) return 0;
  if (const auto* i = std::get_if<std::int64_t>(&data_)) return *i;
  if (const auto* d = std::get_if<double>(&data_)) return static_cast<std::int64_t>(*d);
  if (const auto* s = std::get_if<std::string>(&data_)) return parse_number<std::int64_t>(*s);
  throw Failure("a blob column was read as an integer");
}

double Cell::real() const {
  if (is_null()) return 0;
  if (const auto* d = std::get_if<double>(&data_)) return *d;
  if (const auto* i = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*i);
  if (const auto* s = std::get_if<std::string>(&data_)) return parse_number<double>(*s);
  throw Failure("a blob column was read as a number");
}

const std::string& Cell::text() const {
  if (is_null()) return empty_text();
  if (const auto* s = std::get_if<std::string>(&data_)) return *s;
  throw Failure("a column that is not text was read as text");
}

const std::string& Cell::blob() const {
  if (is_null()) return empty_text();
  if (const auto* b = std::get_if<Blob>(&data_)) return b->bytes;
  throw Failure("a column that is not a blob was read as a blob");
}

std::optional<std::string> Cell::maybe_text() const {
  if (is_null()) return std::nullopt;
  return text();
}

std::optional<std::int64_t> Cell::maybe_integer() const {
  if (is_null()) return std::nullopt;
  return integer();
}

std::optional<double> Cell::maybe_real() const {
  if (is_null()) return std::nullopt;
  return real();
}

std::optional<Row> Connection::one(std::string_view sql, const Cells& cells) {
  if (engine() == Engine::kPostgres) {  // one round trip instead of a cursor's three
    auto rows = query(sql, cells);
    return rows.empty() ? std::nullopt : std::optional<Row>(std::move(rows.front()));
  }
  std::optional<Row> found;
  each(sql, cells, [&](const Row& row) {
    found = row;
    return false;
  });
  return found;
}

std::string quote_name(std::string_view name) {
  bool good = !name.empty() && name.size() <= 60 && !(name[0] >= '0' && name[0] <= '9');
  for (const char c : name) {
    good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  }
  assert(good && "an identifier must come from the fixed list");
  if (!good) throw Failure("not an SQL name of ours");
  std::string out;
  out.reserve(name.size() + 2);
  out += '"';
  out += name;
  out += '"';
  return out;
}

}  // namespace muster::db
