#include "responsibility/here.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace muster::responsibility {
namespace {

using record::Record;

constexpr double kSectionWithin_m = 3000;
constexpr double kWorkWithin_m = 500;
constexpr double kMetresOfDegree = 111'320;

std::array<double, 4> box_around(geo::Position position, double metres) {
  const double lat = metres / kMetresOfDegree;
  const double lon = lat / std::max(0.1, std::cos(position.lat * std::numbers::pi / 180));
  return {position.lon - lon, position.lat - lat, position.lon + lon, position.lat + lat};
}

// A section's line runs from its from_stake to its to_stake; between them stakes are taken as even.
std::optional<std::int64_t> stake_at(const Record& section, const geo::Geometry& line, geo::Position position) {
  if (line.parts.size() != 1 || line.parts.front().size() != 1 || !section.has("from_stake") || !section.has("to_stake")) return std::nullopt;
  const geo::Path& path = line.parts.front().front();
  const double length = geo::length_m(path);
  if (path.size() < 2 || length <= 0) return std::nullopt;
  const double share = std::clamp(geo::nearest_on(path, position).along_m / length, 0.0, 1.0);
  const auto from = static_cast<double>(section.integer("from_stake"));
  const auto to = static_cast<double>(section.integer("to_stake"));
  return static_cast<std::int64_t>(std::llround(from + share * (to - from)));
}

}  // namespace

Result<std::vector<AtPlace>> works_at(record::Store& store, const record::Viewer& viewer, geo::Position position) {
  std::vector<AtPlace> out;
  for (const auto& [name, type] : store.model().types) {
    if (type.responsible.empty() || type.place == model::PlaceKind::kNone || !viewer.may_somewhere("read", name)) continue;
    const bool is_section = type.field("from_stake") != nullptr;
    const double within = is_section ? kSectionWithin_m : kWorkWithin_m;
    record::Query query;
    query.type = name;
    query.bbox = box_around(position, within);
    const auto near = store.list_all(viewer, query);
    if (!near) return fail(near.error());
    std::vector<AtPlace> of_type;
    for (const Record& work : *near) {
      const auto shape = geo::from_geojson(work.geometry);
      if (!shape) continue;
      const bool inside = shape->is_area() && geo::contains(*shape, position);
      const double distance = inside ? 0 : geo::distance_m(*shape, position);
      if (shape->is_area() ? inside : distance <= within) of_type.push_back({work.id, distance, stake_at(work, *shape, position)});
    }
    std::ranges::sort(of_type, {}, &AtPlace::distance_m);
    if (is_section && of_type.size() > 1) of_type.resize(1);
    out.insert(out.end(), of_type.begin(), of_type.end());
  }
  std::ranges::stable_sort(out, {}, &AtPlace::distance_m);
  return out;
}

Result<std::vector<AtPlace>> works_at_stake(record::Store& store, const record::Viewer& viewer, std::int64_t stake, const std::string& dike) {
  record::Query query;
  query.type = "dike_section";
  if (!dike.empty()) query.filters = {{"dike", "eq", dike}};
  query.sort = "fid";
  const auto sections = store.list_all(viewer, query);
  if (!sections) return fail(sections.error());
  std::vector<AtPlace> out;
  for (const Record& section : *sections) {
    const std::int64_t low = std::min(section.integer("from_stake"), section.integer("to_stake"));
    const std::int64_t high = std::max(section.integer("from_stake"), section.integer("to_stake"));
    if (low <= stake && stake <= high) out.push_back({section.id, 0, stake});
  }
  return out;
}

}  // namespace muster::responsibility
