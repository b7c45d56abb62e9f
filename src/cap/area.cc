#include <charconv>
#include <cmath>

#include "cap/structure.h"
#include "errors/cap.h"
#include "errors/geometry.h"

namespace muster::cap {
namespace {

constexpr std::string_view kArea = "CAP 1.2 3.2.4";
constexpr std::string_view kWgs84 = "CAP 1.2 3.3.1";

std::string pair_text(geo::Position p) {
  return json::number_text(p.lat) + "," + json::number_text(p.lon);
}

/// False after reporting when the pair is no place on earth.
bool check_pair(const xml::Element& element, std::string_view path, std::string_view text,
                geo::Position p, Report& report) {
  if (std::fabs(p.lat) <= 90 && std::fabs(p.lon) <= 180) return true;
  const bool swapped = std::fabs(p.lat) <= 180 && std::fabs(p.lon) <= 90;
  report.add(element, path, kWgs84, swapped ? error::kCapSwapped : error::kCapPosition,
             {{"element", std::string(path)}, {"value", std::string(text)}});
  return false;
}

Params with_element(std::string_view path, Params params) {
  params.insert(params.begin(), {"element", std::string(path)});
  return params;
}

void check_ring(const xml::Element& element, std::string_view path, const geo::Path& ring,
                Report& report) {
  if (ring.size() < 4) {
    report.add(element, path, kArea, error::kCapPolygonShort,
               with_element(path, {{"count", std::to_string(ring.size())}}));
  } else if (ring.front() != ring.back()) {
    report.add(
        element, path, kArea, error::kCapPolygonOpen,
        with_element(path, {{"first", pair_text(ring.front())}, {"last", pair_text(ring.back())}}));
  } else if (ring.size() > geo::kMaxVertices) {
    report.add(element, path, kArea, error::kTooManyVertices,
               with_element(path, {{"max", std::to_string(geo::kMaxVertices)}}));
  } else if (const muster::Status simple = geo::check_simple(geo::polygon({ring})); !simple) {
    report.add(element, path, kArea, error::kCapPolygonCrosses,
               with_element(path, simple.error().params));
  }
}

std::optional<double> parse_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace

std::optional<double> parse_decimal(std::string_view text) {
  if (text.find_first_not_of("+-.0123456789") != std::string_view::npos)
    return std::nullopt;  // xs:decimal has no exponent
  return parse_number(text);
}

std::optional<geo::Position> parse_pair(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto lat = parse_number(text.substr(0, comma));
  const auto lon = parse_number(text.substr(comma + 1));
  if (!lat || !lon) return std::nullopt;
  return geo::Position{*lon, *lat};
}

std::optional<Circle> parse_circle(std::string_view text) {
  const std::vector<std::string> words = split_words(text);
  if (words.size() != 2) return std::nullopt;
  const auto centre = parse_pair(words[0]);
  const auto radius = parse_number(words[1]);
  if (!centre || !radius) return std::nullopt;
  return Circle{*centre, *radius};
}

void check_polygon(const xml::Element& element, std::string_view path, Report& report) {
  geo::Path ring;
  for (const std::string& word : split_words(element.text)) {
    const auto position = parse_pair(word);
    if (!position) {
      report.add(element, path, kArea, error::kCapPolygon,
                 with_element(path, {{"value", word}}));
      return;
    }
    if (!check_pair(element, path, word, *position, report)) return;  // one such pair says it all
    ring.push_back(*position);
  }
  check_ring(element, path, ring, report);
}

void check_circle(const xml::Element& element, std::string_view path, Report& report) {
  const std::string text = xml::trimmed(element.text);
  const auto circle = parse_circle(text);
  if (!circle || circle->radius_km < 0) {
    report.add(element, path, kArea, error::kCapCircle, with_element(path, {{"value", text}}));
    return;
  }
  check_pair(element, path, text, circle->centre, report);
}

geo::Geometry geometry(const Area& area) {
  std::vector<geo::Geometry> all;
  for (const geo::Path& ring : area.polygons) all.push_back(geo::polygon({ring}));
  for (const Circle& circle : area.circles) {
    // A radius of 0 marks a point; a metre keeps it an area.
    all.push_back(geo::circle(circle.centre, std::fmax(circle.radius_km * 1000, 1)));
  }
  return all.size() == 1 ? all.front() : geo::union_of(all);
}

geo::Geometry geometry(const Message& message) {
  std::vector<geo::Geometry> all;
  for (const Info& info : message.infos) {
    for (const Area& area : info.areas) {
      if (geo::Geometry one = geometry(area); !one.empty()) all.push_back(std::move(one));
    }
  }
  return all.size() == 1 ? all.front() : geo::union_of(all);
}

std::vector<geo::Path> polygons(const geo::Geometry& area) {
  std::vector<geo::Path> rings;
  if (!area.is_area()) return rings;
  for (const geo::Part& part : area.parts) {
    if (!part.empty()) rings.push_back(part.front());
  }
  return rings;
}

}  // namespace muster::cap
