#include <algorithm>

#include "warning/rules.h"

namespace muster::warning {
namespace {

using record::Record;
using record::Unit;

constexpr int kMostPlaces = 5000;

bool is_area_code(const std::string& text) {
  return (text.size() == 6 || text.size() == 9 || text.size() == 12) &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "421000" names everything below 4210, "420000" everything below 42.
std::string significant(std::string code) {
  while (code.size() > 2 && code.ends_with("00")) code.resize(code.size() - 2);
  return code;
}

// The code now or one that the place had earlier (监利 was 421023 until June 2020).
bool has_code(const Record& place, const std::string& code) {
  if (place.text("code") == code) return true;
  const json::Value* codes = place.fields.find("codes");
  if (codes == nullptr || !codes->is_array()) return false;
  return std::ranges::any_of(codes->as_array(), [&](const json::Value& one) { return one.text("code") == code; });
}

void add(std::vector<std::string>& ids, const std::string& id) {
  if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

void add_by_code(const std::vector<Record>& places, const std::string& value, std::vector<std::string>& ids) {
  if (!is_area_code(value)) return;
  const auto exact = std::ranges::find_if(places, [&](const Record& place) { return has_code(place, value); });
  if (exact != places.end()) return add(ids, exact->id);
  const std::string stem = significant(value);
  // A province's code covers the city whole.
  if (stem.size() > 2) return;
  for (const Record& place : places) {
    if (!place.has("parent") && place.text("code").starts_with(stem)) add(ids, place.id);
  }
}

void add_by_shape(const std::vector<Record>& places, const geo::Geometry& shape, std::vector<std::string>& ids) {
  if (shape.empty()) return;
  const geo::Box box = geo::box_of(shape);
  for (const Record& place : places) {
    const std::string level = place.text("level");
    if ((level != "county" && level != "zone") || place.geometry.is_null()) continue;
    const auto area = geo::from_geojson(place.geometry);
    if (area && geo::overlaps(box, geo::box_of(*area)) && geo::intersects(shape, *area)) add(ids, place.id);
  }
}

}  // namespace

std::vector<std::string> jurisdictions_of(Unit& unit, const cap::Message& message) {
  const std::vector<Record> places = unit.find_where("jurisdiction", {}, kMostPlaces);
  std::vector<std::string> ids;
  for (const cap::Info& info : message.infos) {
    for (const cap::Area& area : info.areas) {
      const std::size_t before = ids.size();
      for (const cap::Named& code : area.geocodes) {
        if (code.name.find("2260") != std::string::npos) add_by_code(places, code.value, ids);
      }
      // A code says what is meant; the drawn shape of a county touches its neighbours.
      if (ids.size() == before) add_by_shape(places, cap::geometry(area), ids);
    }
  }
  return ids;
}

std::optional<Record> jurisdiction_named(Unit& unit, const std::string& name) {
  if (name.empty()) return std::nullopt;
  std::vector<Record> places = unit.find_where("jurisdiction", {}, kMostPlaces);
  for (const char* suffix : {"", "市", "县", "区"}) {
    for (Record& place : places) {
      if (place.text("name") == name + suffix) return std::move(place);
    }
  }
  return std::nullopt;
}

std::optional<Record> root_place(Unit& unit) {
  std::optional<Record> root;
  for (Record& place : unit.find_where("jurisdiction", {}, kMostPlaces)) {
    if (!root || place.jpath.size() < root->jpath.size()) root = std::move(place);
  }
  return root;
}

}  // namespace muster::warning
