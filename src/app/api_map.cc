// Map layers: the records of a type as GeoJSON, as far as the caller may read them, and base layers
// from files.
#include <fstream>
#include <iterator>

#include "app/routes.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;

constexpr int kPage = 500;
constexpr std::size_t kFeaturesMost = 20000;
constexpr std::string_view kGeoJson = "application/geo+json; charset=utf-8";

json::Value feature(const record::Record& record, const model::TypeDef& type) {
  json::Object properties{
      {"id", record.id}, {"type", record.type}, {"label", record.label}, {"state", record.state}};
  const json::Object shown = record::to_json(record, type);
  const json::Value* fields = shown.find("fields");
  for (const std::string& column : type.list) {
    const model::Field* field = type.field(column);
    if (field != nullptr && !field->personal && fields != nullptr)
      properties.set(column, (*fields)[column]);
  }
  return json::Object{{"type", "Feature"},
                      {"id", record.fid},
                      {"geometry", record.geometry},
                      {"properties", std::move(properties)}};
}

Result<Response> layer(Services& services, const Request& request) {
  const model::TypeDef* type = services.store.model().type(request.path_param("layer"));
  if (type == nullptr || type->place == model::PlaceKind::kNone) {
    return fail(error::kNotFound, "layer",
                {{"what", std::string(request.path_param("layer"))}});
  }
  json::Array features;
  std::string cursor;
  bool cut = false;
  do {
    Request page_request = request;
    page_request.query.emplace_back("limit", std::to_string(kPage));
    if (!cursor.empty()) page_request.query.emplace_back("cursor", cursor);
    const auto query = list_query(page_request, type->name, {});
    if (!query) return fail(query.error());
    const auto page = services.store.list(caller(request).viewer, *query);
    if (!page) return fail(page.error());
    for (const record::Record& record : page->items) {
      if (!record.geometry.is_null()) features.push_back(feature(record, *type));
    }
    cursor = page->next_cursor;
    cut = features.size() >= kFeaturesMost;
  } while (!cursor.empty() && !cut);
  json::Object collection{{"type", "FeatureCollection"}, {"features", std::move(features)}};
  if (cut) collection.set("truncated", true);
  Response response = Response::text(json::write(collection), std::string(kGeoJson));
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  return response;
}

Result<Response> base_layer(Services& services, const Request& request) {
  const std::string name(request.path_param("name"));
  const bool plain = !name.empty() && name.size() <= 40 &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  std::ifstream file(services.data + "/map/" + (plain ? name : "-") + ".geojson", std::ios::binary);
  if (!plain || !file) return fail(error::kNotFound, "name", {{"what", name}});
  Response response = Response::text(
      std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()),
      std::string(kGeoJson));
  response.headers.emplace_back("ETag", "\"" + sha256_hex(response.body).substr(0, 16) + "\"");
  response.headers.emplace_back("Cache-Control", "private, max-age=3600");
  return response;
}

}  // namespace

void add_map_routes(net::Router& router, Services& services) {
  router.add({net::Method::kGet, "/api/v1/map/{layer}.geojson", "session",
              [&services](const Request& r) { return layer(services, r); }});
  router.add({net::Method::kGet, "/map/base/{name}.geojson", "session",
              [&services](const Request& r) { return base_layer(services, r); }});
}

}  // namespace muster::app
