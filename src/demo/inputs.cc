#include "demo/inputs.h"

#include <charconv>
#include <stdexcept>

#include "base/split.h"
#include "demo/embedded.h"

namespace muster::demo {

std::vector<Row> parse_table(std::string_view text) {
  std::vector<Row> rows;
  std::vector<std::string> names;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> cells = split(line, ',');
    if (names.empty()) {
      names.assign(cells.begin(), cells.end());
      continue;
    }
    if (cells.size() != names.size()) throw std::logic_error("demonstration input: bad row " + std::string(line));
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells[i];
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
