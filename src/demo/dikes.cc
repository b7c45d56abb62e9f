#include "demo/dikes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include "demo/inputs.h"

namespace muster::demo {

namespace {

constexpr double kStep_m = 400;         // spacing of a dike's vertices before smoothing
constexpr std::size_t kSmoothing = 4;   // points either side: loops tighter than about 3 km are cut, as dikes cut them
constexpr std::int64_t kRounding = 50;  // section limits lie on even stakes

// "R river side offset lon lat lon lat": beside a river from near one point to near another. "L lon lat lon lat …": as drawn.
Path path_piece(const std::string& text, const std::map<std::string, Path>& rivers) {
  std::istringstream in(text);
  std::string kind;
  in >> kind;
  if (kind == "L") {
    Path line;
    for (Position p; in >> p.lon >> p.lat;) line.push_back(p);
    return line;
  }
  std::string river;
  std::string side;
  double offset_m = 0;
  Position from;
  Position to;
  in >> river >> side >> offset_m >> from.lon >> from.lat >> to.lon >> to.lat;
  const auto found = rivers.find(river);
  if (!in || kind != "R" || found == rivers.end()) throw std::logic_error("reaches.csv: bad path " + text);
  const double start = geo::nearest_on(found->second, from).along_m;
  const double end = geo::nearest_on(found->second, to).along_m;
  if (end <= start) throw std::logic_error("reaches.csv: path runs upstream " + text);
  const Path bank = smoothed(resampled(geo::stretch(found->second, start, end), kStep_m), kSmoothing);
  return beside(bank, side == "left" ? offset_m : -offset_m);
}

Path reach_line(const std::string& path, const std::map<std::string, Path>& rivers) {
  Path line;
  std::istringstream in(path);
  for (std::string piece; std::getline(in, piece, '|');) {
    for (const Position& p : path_piece(piece, rivers)) line.push_back(p);
  }
  return line;
}

// Every `every`-th vertex of a stretch, ends kept: a section needs no more to be seen.
Path thinned(const Path& line, std::size_t every) {
  Path out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i % every == 0 || i + 1 == line.size()) out.push_back(line[i]);
  }
  return out;
}

std::optional<double> maybe_number(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<double>(to_number(text));
}

double mixed(double from, double to, double t) { return from + (to - from) * t; }

double centimetres(double value) { return std::round(value * 100) / 100; }

// Ground behind the dike: the polders lie some twelve metres under the crest on the Jingjiang dike, less elsewhere.
double inner_ground(const std::string& dike_class, double crest_m) {
  return centimetres(crest_m - (dike_class == "jingjiang" ? 12.06 : dike_class == "yangtze_main" ? 9.5 : 6.5));
}

void cut(const Row& row, Dike& dike, const std::map<std::string, Path>& rivers) {
  const auto from = static_cast<std::int64_t>(to_number(row.at("from_stake")));
  const auto to = static_cast<std::int64_t>(to_number(row.at("to_stake")));
  const auto count = static_cast<std::int64_t>(to_number(row.at("sections")));
  const Path line = reach_line(row.at("path"), rivers);
  const double length = geo::length_m(line);
  const auto limit = [&](std::int64_t i) {
    if (i == count) return to;
    const double exact = static_cast<double>(from) + static_cast<double>((to - from) * i) / static_cast<double>(count);
    return i == 0 ? from : static_cast<std::int64_t>(std::llround(exact / kRounding)) * kRounding;
  };
  const auto part = [&](std::int64_t stake) { return static_cast<double>(stake - from) / static_cast<double>(to - from); };
  for (std::int64_t i = 0; i < count; ++i) {
    Section section;
    section.dike = dike.code;
    section.county = row.at("county");
    section.dike_class = dike.dike_class;
    section.bank = dike.bank;
    section.gauge = row.at("gauge");
    section.from_stake = limit(i);
    section.to_stake = limit(i + 1);
    section.defence_m = maybe_number(row.at("defence_m"));
    section.warning_m = maybe_number(row.at("warning_m"));
    const double middle = (part(section.from_stake) + part(section.to_stake)) / 2;
    section.shift_m = centimetres(mixed(to_number(row.at("shift_from_m")), to_number(row.at("shift_to_m")), middle));
    section.crest_m = centimetres(mixed(to_number(row.at("crest_from_m")), to_number(row.at("crest_to_m")), middle));
    section.inner_m = inner_ground(dike.dike_class, section.crest_m);
    section.name = stake_text(section.from_stake, dike.prefix) + "–" + stake_text(section.to_stake, dike.prefix);
    section.line = thinned(geo::stretch(line, length * part(section.from_stake), length * part(section.to_stake)), 2);
    dike.sections.push_back(std::move(section));
  }
}

}  // namespace

double Section::length_km() const { return static_cast<double>(std::abs(to_stake - from_stake)) / 1000; }

bool Section::holds(std::int64_t stake) const {
  return stake >= std::min(from_stake, to_stake) && stake <= std::max(from_stake, to_stake);
}

Position Section::at(std::int64_t stake) const {
  const double part = static_cast<double>(stake - from_stake) / static_cast<double>(to_stake - from_stake);
  return geo::along(line, part * geo::length_m(line));
}

Path Section::between(std::int64_t from, std::int64_t to) const {
  const double length = geo::length_m(line);
  const auto part = [&](std::int64_t stake) {
    return static_cast<double>(stake - from_stake) / static_cast<double>(to_stake - from_stake) * length;
  };
  return geo::stretch(line, std::min(part(from), part(to)), std::max(part(from), part(to)));
}

std::map<std::string, Path> waters() {
  std::map<std::string, Path> out;
  for (const json::Value& feature : features("waters.geojson")) {
    const json::Array& coordinates = feature["geometry"]["coordinates"].as_array();
    const bool is_lake = feature["properties"].text("kind") == "lake";
    out[feature["properties"].text("name")] = to_path(is_lake ? coordinates[0].as_array() : coordinates);
  }
  return out;
}

std::vector<Dike> dikes() {
  const std::map<std::string, Path> rivers = waters();
  std::vector<Dike> out;
  const std::vector<Row> reaches = table("reaches.csv");
  for (const Row& row : table("dikes.csv")) {
    Dike dike{.code = row.at("code"), .name = row.at("name"), .name_en = row.at("name_en"), .dike_class = row.at("class"),
              .river = row.at("river"), .bank = row.at("bank"), .prefix = row.at("prefix"), .sections = {}};
    for (const Row& reach : reaches) {
      if (reach.at("dike") == dike.code) cut(reach, dike, rivers);
    }
    out.push_back(std::move(dike));
  }
  return out;
}

std::string stake_text(std::int64_t stake, const std::string& prefix) {
  return fmt::format("{}{}+{:03}", prefix, stake / 1000, stake % 1000);
}

}  // namespace muster::demo
