// /tiles: registers with a place as vector tiles, each reader's own.
#include <charconv>

#include "errors/features.h"
#include "exchange/routes.h"
#include "exchange/tiles/kept_layers.h"
#include "exchange/tiles/tile.h"

namespace muster::exchange {
namespace {

using model::TypeDef;
using net::Request;
using net::Response;

constexpr int kDeepestMade = 16;  ///< clients enlarge these further in
constexpr std::string_view kMedia = "application/vnd.mapbox-vector-tile";

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Service {
 public:
  Service(app::Services& services, ByteCache& cache, KeptLayers& kept) : services_(services), cache_(cache), kept_(kept) {}

  Result<Response> tile(const Request& request) {
    const auto type = layer_type(services_.store.model(), app::caller(request).viewer, request.path_param("layer"));
    if (!type) return fail(type.error());
    const auto address = address_in(request);
    if (!address) return fail(address.error());
    const LayerScope scope = layer_scope(app::caller(request).viewer, **type, app::ledger_of(request));
    return services_.db.read([&](db::Connection& connection) {
      const std::string tag = tag_of(connection, **type);
      const std::string begin = "W/\"" + tag + "-" + scope.key;
      const std::string etag = begin + '"';
      const std::string had(request.header("if-none-match"));  // what is kept has a digest behind its tag
      if (had == etag || had.starts_with(begin + '-')) return answer("", had, 304);
      const std::string key = "tile/" + scope.key + "/" + std::to_string(address->z) + "/" + std::to_string(address->x) + "/" + std::to_string(address->y);
      if (auto kept = cache_.find(key, tag)) return answer(*std::move(kept), etag, 200);
      std::string bytes = make(connection, **type, scope, *address);
      cache_.keep(key, tag, bytes);
      return answer(std::move(bytes), etag, 200);
    });
  }

  Result<Response> description(const Request& request) {
    const auto type = layer_type(services_.store.model(), app::caller(request).viewer, request.path_param("layer"));
    if (!type) return fail(type.error());
    const LayerScope scope = layer_scope(app::caller(request).viewer, **type, app::ledger_of(request));
    const auto extent = services_.db.read([&](db::Connection& connection) { return extent_of(connection, **type, scope); });
    const std::string& name = (*type)->name;
    json::Object fields{{"id", "String"}, {"label", "String"}};
    if (!(*type)->states.empty()) fields.set("state", "String");
    for (const model::Field* field : tile_fields(**type)) fields.set(field->name, word_of(*field));
    json::Array layers;
    if ((*type)->place != model::PlaceKind::kPoint) {
      layers = {layer(name, fields), layer(name + "_label", fields)};
    } else {
      json::Object of_points = fields;
      of_points.set("cluster", "Boolean");
      of_points.set("point_count", "Number");
      layers = {layer(name, of_points)};
    }
    const auto ledger = request.param("ledger");
    const std::string more = ledger ? "?ledger=" + percent_encoded(*ledger) : "";
    json::Object out{{"tilejson", "3.0.0"},
                     {"name", (*type)->title.in(request.lang())},
                     {"description", (*type)->help.in(request.lang())},
                     {"scheme", "xyz"},
                     {"tiles", json::Array{address_of(request) + "/tiles/" + name + "/{z}/{x}/{y}.mvt" + more}},
                     {"minzoom", 0},
                     {"maxzoom", kDeepestMade},
                     {"vector_layers", std::move(layers)}};
    if (extent && extent->box) {
      const auto& [west, south, east, north] = *extent->box;
      out.set("bounds", json::Array{west, south, east, north});
    }
    Response response = Response::json(out);
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
  }

 private:
  [[nodiscard]] std::string make(db::Connection& connection, const TypeDef& type, const LayerScope& scope, const TileAddress& address) {
    const auto layer = address.z <= KeptLayer::kZoomMost ? kept_.find(connection, type, scope.cells.front().text()) : nullptr;
    return layer ? layer->tile(connection, scope, address) : tile_of(connection, type, scope, address);
  }

  /// Rows and definitions: what a tile is made of.
  [[nodiscard]] std::string tag_of(db::Connection& connection, const TypeDef& type) const {
    return std::to_string(change_sequence(connection, type)) + "-" + services_.store.model().hash.substr(0, 8);
  }

  static Response answer(std::string bytes, const std::string& etag, int status) {
    Response response = Response::text(std::move(bytes), std::string(kMedia), status);
    response.headers.emplace_back("ETag", etag);
    // Asked again each time, answered with 304 while nothing has changed: an edit is seen with the next look.
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    response.headers.emplace_back("Vary", "Authorization, Cookie, X-Muster-Post");
    return response;
  }

  static Result<TileAddress> address_in(const Request& request) {
    const auto z = whole(request.path_param("z"));
    const auto x = whole(request.path_param("x"));
    const auto y = whole(request.path_param("y"));
    const bool numbers = z && x && y && *z >= 0 && *z <= kZoomMost;
    const TileAddress address = numbers ? TileAddress{static_cast<int>(*z), *x, *y} : TileAddress{-1, 0, 0};
    if (address.exists()) return address;
    const std::string text = std::string(request.path_param("z")) + "/" + std::string(request.path_param("x")) + "/" + std::string(request.path_param("y"));
    return fail(error::kTileUnknown, "", {{"tile", text}, {"max", std::to_string(kZoomMost)}});
  }

  static json::Object layer(const std::string& id, const json::Object& fields) {
    return json::Object{{"id", id}, {"minzoom", 0}, {"maxzoom", kDeepestMade}, {"fields", fields}};
  }
  static const char* word_of(const model::Field& field) {
    switch (field.kind) {
      case model::FieldKind::kBoolean: return "Boolean";
      case model::FieldKind::kNumber:
      case model::FieldKind::kInteger:
      case model::FieldKind::kMoney:
      case model::FieldKind::kStake: return "Number";
      default: return "String";
    }
  }

  app::Services& services_;
  ByteCache& cache_;
  KeptLayers& kept_;
};

}  // namespace

void add_tile_routes(net::Router& router, app::Services& services, ByteCache& cache, KeptLayers& kept, Keep keep) {
  const auto service = std::make_shared<Service>(services, cache, kept);
  router.add({net::Method::kGet, "/tiles/{layer}.json", "session", [service](const Request& request) { return service->description(request); }});
  router.add({net::Method::kGet, "/tiles/{layer}/{z}/{x}/{y}.mvt", "session", [service, keep = std::move(keep)](const Request& request) {
    return keep(request, [&service](const Request& asked) { return service->tile(asked); });
  }});
}

}  // namespace muster::exchange
