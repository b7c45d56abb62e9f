#include "supply/evacuation_field.h"

#include <algorithm>
#include <set>

#include "errors/dispatch.h"
#include "supply/circle_facts.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Viewer;

constexpr std::size_t kVillagesAtMost = 1000;
constexpr std::size_t kSheltersAtMost = 1000;

std::set<std::string> ids_in(const json::Value& list) {
  std::set<std::string> out;
  if (!list.is_array()) return out;
  for (const json::Value& id : list.as_array()) {
    if (id.is_string()) out.insert(id.as_string());
  }
  return out;
}

Result<std::vector<Record>> all_of(record::Store& store, const Viewer& viewer, const std::string& type) {
  record::Query query;
  query.type = type;
  return store.list_all(viewer, query);
}

Result<std::optional<geo::Geometry>> water_of(record::Store& store, const Viewer& viewer, const json::Value& body) {
  if (!body["flood"].is_null()) {
    auto drawn = geo::from_geojson(body["flood"]);
    if (drawn && !drawn->is_area()) return fail(error::kBadRequest, "flood", {{"reason", "Polygon, MultiPolygon"}});
    if (!drawn) {
      Error error = drawn.error();
      error.field = "flood";
      return fail(std::move(error));
    }
    return std::optional(*std::move(drawn));
  }
  const std::string id = body.text("area");
  if (id.empty()) return std::optional<geo::Geometry>();
  for (const char* type : {"polder", "flood_storage_area"}) {
    const auto area = store.get(viewer, type, id);
    if (!area) continue;
    const auto outline = geo::from_geojson(area->geometry);
    if (!area->geometry.is_null() && outline && outline->is_area()) return std::optional(*outline);
    return std::optional<geo::Geometry>();
  }
  return fail(error::kNotFound, "area", {{"what", id}});
}

std::optional<std::int64_t> at_home(const Record& table) {
  if (!table.has("people")) return std::nullopt;
  return std::max<std::int64_t>(0, table.integer("people") - table.integer("outside"));
}

// The tables first: they say who is away, who needs help, where people gather. Other villages by their own record.
class Villages {
 public:
  Villages(const json::Value& body, EvacuationField& out) : wanted_(ids_in(body["villages"])), area_(body.text("area")), out_(out) {}

  void add(const Record& table) {
    const bool named = wanted_.contains(table.id) || wanted_.contains(table.jurisdiction_id);
    const auto at = position_of(table);
    const bool meant = wanted_.empty() ? (!area_.empty() && table.text("storage_area") == area_) || (at && wet(*at)) : named;
    if (!meant) return;
    found_.insert(named ? (wanted_.contains(table.id) ? table.id : table.jurisdiction_id) : table.id);
    if (!table.jurisdiction_id.empty()) known_.insert(table.jurisdiction_id);
    if (at) {
      out_.villages.push_back({table.id, table.label, *at, at_home(table), table});
    } else {
      out_.without_place.push_back(table.label);
    }
  }
  void add(const CirclePlace& place) {
    if (known_.contains(place.id)) return;
    const bool meant = wanted_.empty() ? place.at && wet(*place.at) : wanted_.contains(place.id);
    if (!meant) return;
    found_.insert(place.id);
    if (place.at) {
      out_.villages.push_back({place.id, place.label, *place.at, place.people, {}});
    } else {
      out_.without_place.push_back(place.label);
    }
  }
  [[nodiscard]] Status check() const {
    for (const std::string& id : wanted_) {
      if (!found_.contains(id)) return fail(error::kNotFound, "villages", {{"what", id}});
    }
    if (out_.villages.empty()) return fail(error::kNoPlace, "villages", {{"what", bilingual("村", "Villages")}});
    if (out_.villages.size() > kVillagesAtMost) {
      return fail(error::kTooMany, "villages", {{"what", bilingual("村", "villages")}, {"limit", std::to_string(kVillagesAtMost)}});
    }
    return {};
  }

 private:
  [[nodiscard]] bool wet(geo::Position at) const { return out_.water && geo::contains(*out_.water, at); }

  std::set<std::string> wanted_, found_, known_;
  std::string area_;
  EvacuationField& out_;
};

Status add_villages(record::Store& store, const Viewer& viewer, const std::string& ledger, const json::Value& body, EvacuationField& out) {
  if (ids_in(body["villages"]).empty() && body.text("area").empty() && !out.water) return fail(error::kRequired, "villages", {{"title", bilingual("村", "Villages")}});
  const auto tables = all_of(store, viewer, "storage_village");
  if (!tables) return fail(tables.error());
  CircleAsk ask;
  ask.ledger = ledger;
  const auto places = circle_places(store, viewer, ask);
  if (!places) return fail(places.error());
  Villages villages(body, out);
  for (const Record& table : *tables) villages.add(table);
  for (const CirclePlace& place : *places) villages.add(place);
  return villages.check();
}

bool takes_people(const Record& row) {
  if (row.type == "safety_zone") return true;
  const json::Value* safe = row.fields.find("flood_safe");
  return (row.state == "standby" || row.state == "open") && (safe == nullptr || !safe->is_bool() || safe->as_bool());
}

// Safety zones that lie in another flood-storage area are meant for its own people.
bool is_meant(const Record& row, const std::set<std::string>& wanted, const EvacuationField& field) {
  if (!wanted.empty()) return wanted.contains(row.id);
  if (row.type != "safety_zone") return true;
  return std::ranges::any_of(field.villages, [&](const MovedVillage& one) { return one.table && one.table->text("storage_area") == row.text("storage_area"); });
}

// A safety zone is built for the water that it lies in; any other place in the water is none.
bool is_dry(const Record& row, geo::Position at, const EvacuationField& field) { return row.type == "safety_zone" || !field.water || !geo::contains(*field.water, at); }

Status add_shelters(record::Store& store, const Viewer& viewer, const json::Value& body, EvacuationField& out) {
  const std::set<std::string> wanted = ids_in(body["shelters"]);
  for (const char* type : {"shelter", "safety_zone"}) {
    const auto rows = all_of(store, viewer, type);
    if (!rows) return fail(rows.error());
    for (const Record& row : *rows) {
      if (!takes_people(row) || !is_meant(row, wanted, out)) continue;
      const std::int64_t room = row.integer("capacity") - row.integer("occupancy");
      const auto at = position_of(row);
      if (room > 0 && at && is_dry(row, *at, out)) out.shelters.push_back({row, *at, room});
    }
  }
  if (out.shelters.size() > kSheltersAtMost) {
    return fail(error::kTooMany, "shelters", {{"what", bilingual("避难场所", "shelters")}, {"limit", std::to_string(kSheltersAtMost)}});
  }
  return {};
}

}  // namespace

Result<EvacuationField> evacuation_field(record::Store& store, const Viewer& viewer, const std::string& ledger, const json::Value& body) {
  EvacuationField out;
  auto water = water_of(store, viewer, body);
  if (!water) return fail(water.error());
  out.water = *std::move(water);
  if (Status added = add_villages(store, viewer, ledger, body, out); !added) return fail(added.error());
  if (Status added = add_shelters(store, viewer, body, out); !added) return fail(added.error());
  return out;
}

}  // namespace muster::supply
