#include "demo/inputs.h"

#include <charconv>
#include <stdexcept>

#include "demo/embedded.h"

namespace muster::demo {

namespace {

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> cells;
  std::size_t start = 0;
  while (true) {
    const std::size_t end = line.find(separator, start);
    cells.emplace_back(line.substr(start, end == std::string_view::npos ? end : end - start));
    if (end == std::string_view::npos) return cells;
    start = end + 1;
  }
}

}  // namespace

std::vector<Row> parse_table(std::string_view text) {
  std::vector<Row> rows;
  std::vector<std::string> names;
  for (const std::string& line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string> cells = split(line, ',');
    if (names.empty()) {
      names = std::move(cells);
      continue;
    }
    if (cells.size() != names.size()) throw std::logic_error("demonstration input: bad row " + line);
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = std::move(cells[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

double to_number(const std::string& text) {
  if (text.empty()) return 0;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) throw std::logic_error("demonstration input: not a number " + text);
  return value;
}

std::string_view input(std::string_view name) {
  for (const EmbeddedFile& file : embedded_inputs()) {
    if (file.path == name) return file.text;
  }
  throw std::logic_error("demonstration input not compiled in: " + std::string(name));
}

std::vector<Row> table(std::string_view name) { return parse_table(input(name)); }

json::Array features(std::string_view name) {
  const auto parsed = json::parse(input(name));
  if (!parsed) throw std::logic_error("demonstration input is not JSON: " + std::string(name));
  return (*parsed)["features"].as_array();
}

}  // namespace muster::demo
