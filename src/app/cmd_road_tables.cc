#include "app/cmd_road_tables.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "errors/road.h"

namespace muster::app {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Cells of one line; nullopt when a quote is left open.
std::optional<std::vector<std::string>> cells_of(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      out.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  return out;
}

}  // namespace

Result<std::string> read_road_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return fail(error::kRoadFileMissing, {}, {{"file", name}});
  return bytes;
}

Result<json::Value> read_road_json(const std::string& name) {
  auto text = read_road_file(name);
  if (!text) return fail(std::move(text).error());
  return json::parse(*text, {.bytes = 256U << 20, .depth = 32, .values = 1U << 26});
}

Result<geo::Position> position_of(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma != std::string_view::npos) {
    const auto lon = number(text.substr(0, comma));
    const auto lat = number(text.substr(comma + 1));
    if (lon && lat) {
      const geo::Position at{*lon, *lat};
      if (auto ok = geo::check(geo::point(at)); !ok) return fail(std::move(ok).error());
      return at;
    }
  }
  return fail(error::kBadGeometry, {}, {{"reason", std::string(text) + " ≠ LON,LAT"}});
}

Result<std::vector<road::Place>> places_of_text(const std::string& text) {
  std::vector<road::Place> out;
  std::stringstream in(text);
  for (std::string each; std::getline(in, each, ';');) {
    auto at = position_of(each);
    if (!at) return fail(std::move(at).error());
    out.push_back({.at = *at});
  }
  if (out.empty()) return fail(error::kBadGeometry, {}, {{"reason", "LON,LAT"}});
  return out;
}

Result<std::vector<std::uint32_t>> budgets_of(std::string text) {
  std::vector<std::uint32_t> out;
  double unit = 60'000;
  const auto ends = [&](std::string_view end, double ms) {
    if (text.size() <= end.size() || !text.ends_with(end)) return false;
    text.resize(text.size() - end.size());
    unit = ms;
    return true;
  };
  if (!ends("min", 60'000) && !ends("s", 1000) && !ends("m", 60'000)) ends("h", 3'600'000);
  std::stringstream in(text);
  for (std::string each; std::getline(in, each, ',');) {
    const auto value = number(each);
    if (!value || !(*value > 0 && *value * unit < road::kNever))
      return fail(error::kRoadBadBudget, "within", {{"value", each}});
    out.push_back(static_cast<std::uint32_t>(*value * unit));
  }
  return out;
}

Result<PlaceTable> places_of_csv(const std::string& name) {
  auto text = read_road_file(name);
  if (!text) return fail(std::move(text).error());
  PlaceTable out;
  std::stringstream in(*text);
  std::string line;
  for (std::size_t count = 1; std::getline(in, line); ++count) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (count == 1 || line.empty()) continue;
    const auto bad = [&] {
      return fail(
          error::kRoadBadTable, {},
          {{"file", name}, {"line", std::to_string(count)}, {"reason", "id,lon,lat[,offset_s]"}});
    };
    const auto cells = cells_of(line);
    if (!cells || cells->size() < 3) return bad();
    const auto at = position_of((*cells)[1] + "," + (*cells)[2]);
    const auto offset = cells->size() > 3 && !(*cells)[3].empty() ? number((*cells)[3]) : 0.0;
    if (!at || !offset || !(*offset >= 0 && *offset < 1e6)) return bad();
    out.ids.push_back((*cells)[0]);
    out.places.push_back({.at = *at, .offset_ms = static_cast<std::uint32_t>(*offset * 1000)});
  }
  return out;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::string seconds_text(std::uint32_t ms) {
  return ms == road::kNever ? std::string() : fmt::format("{}.{:03}", ms / 1000, ms % 1000);
}

}  // namespace muster::app
