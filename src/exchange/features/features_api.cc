// OGC API – Features – Part 1: Core 1.0 and Part 2: CRS 1.0 at /ogc/features: what a reader may see of the registers, and no more.
#include "errors/features.h"
#include "exchange/features/feature.h"
#include "exchange/features/query.h"
#include "exchange/routes.h"

namespace muster::exchange {
namespace {

using model::TypeDef;
using net::Request;
using net::Response;

constexpr std::int64_t kCountedUpTo = 10'000;

class Service {
 public:
  Service(app::Services& services, ByteCache& cache) : services_(services), cache_(cache) {}

  Result<Response> landing(const Request& request) {
    if (Status checked = check_parameters(request, {}); !checked) return fail(checked.error());
    const bool english = request.lang() == "en";
    const std::string root = root_of(request);
    return answer(json::Object{
        {"title", english ? "Muster: features" : "握拳：地理要素服务"},
        {"description", english ? "The registers with a place, as far as you may read them" : "有位置的各类台账，以本人有权查看的为限"},
        {"links", json::Array{link_to(root, "self", kJsonMedia, english ? "this page" : "本页"),
                              link_to(root + "/api", "service-desc", kOpenApiMedia, "OpenAPI 3.0"),
                              link_to(root + "/conformance", "conformance", kJsonMedia, english ? "conformance classes" : "符合性类"),
                              link_to(root + "/collections", "data", kJsonMedia, english ? "collections" : "图层")}}});
  }

  Result<Response> conformance(const Request& request) {
    if (Status checked = check_parameters(request, {}); !checked) return fail(checked.error());
    json::Array classes;
    for (const char* each : {"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/oas30", "ogcapi-features-1/1.0/conf/geojson",
                             "ogcapi-features-2/1.0/conf/crs"}) {
      classes.emplace_back("http://www.opengis.net/spec/" + std::string(each));
    }
    return answer(json::Object{{"conformsTo", std::move(classes)}});
  }

  Result<Response> api(const Request& request) {
    if (Status checked = check_parameters(request, {}); !checked) return fail(checked.error());
    return answer(features_openapi(services_.store.model(), readable(request), root_of(request), request.lang()), kOpenApiMedia);
  }

  Result<Response> collections(const Request& request) {
    if (Status checked = check_parameters(request, {}); !checked) return fail(checked.error());
    const std::string root = root_of(request);
    json::Array all;
    for (const TypeDef* type : readable(request)) all.emplace_back(collection_of(*type, extent(request, *type), root, request.lang()));
    json::Array systems;
    for (const std::string& uri : served_crs()) systems.emplace_back(uri);
    return answer(json::Object{{"links", json::Array{link_to(root + "/collections", "self", kJsonMedia, request.lang() == "en" ? "collections" : "图层")}},
                               {"collections", std::move(all)},
                               {"crs", std::move(systems)}});
  }

  Result<Response> collection(const Request& request) {
    const auto type = type_of(request);
    if (!type) return fail(type.error());
    if (Status checked = check_parameters(request, {}); !checked) return fail(checked.error());
    return answer(collection_of(**type, extent(request, **type), root_of(request), request.lang()));
  }

  Result<Response> items(const Request& request) {
    const auto type = type_of(request);
    if (!type) return fail(type.error());
    auto asked = read_items(request, **type);
    if (!asked) return fail(asked.error());
    Found found;
    if (Status done = find(request, **type, *asked, found); !done) return fail(done.error());
    const std::string self = root_of(request) + "/collections/" + (*type)->name + "/items";
    json::Array links{link_to(self + query_of(request, {}), "self", kGeoJsonMedia, (*type)->title.in(request.lang())),
                      link_to(root_of(request) + "/collections/" + (*type)->name, "collection", kJsonMedia, (*type)->title.in(request.lang()))};
    if (!found.next.empty()) links.emplace_back(link_to(self + query_of(request, found.next), "next", kGeoJsonMedia, request.lang() == "en" ? "next page" : "下一页"));
    json::Object out{{"type", "FeatureCollection"}, {"timeStamp", format_time(services_.wall.now(), 0)}, {"numberReturned", found.features.size()}};
    if (found.matched) out.set("numberMatched", *found.matched);
    out.set("links", std::move(links));
    out.set("features", std::move(found.features));
    return in_crs(answer(std::move(out), kGeoJsonMedia), *asked->crs);
  }

  Result<Response> item(const Request& request) {
    const auto type = type_of(request);
    if (!type) return fail(type.error());
    if (Status checked = check_parameters(request, {"crs"}); !checked) return fail(checked.error());
    const auto crs = OutCrs::of(request.param("crs").value_or(std::string(kCrs84)), "crs");
    if (!crs) return fail(crs.error());
    const auto record = services_.store.get(app::caller(request).viewer, (*type)->name, request.path_param("id"));
    if (!record) return fail(record.error());
    json::Object feature = feature_of(*record, **type, services_.store.labels(app::caller(request).viewer, {*record}), **crs);
    const std::string at = root_of(request) + "/collections/" + (*type)->name;
    feature.set("links", json::Array{link_to(at + "/items/" + record->id + query_of(request, {}), "self", kGeoJsonMedia, record->label),
                                     link_to(at, "collection", kJsonMedia, (*type)->title.in(request.lang()))});
    return in_crs(answer(std::move(feature), kGeoJsonMedia), **crs);
  }

 private:
  struct Found {
    json::Array features;
    std::string next;  ///< cursor; empty at the end
    std::optional<std::int64_t> matched;
  };

  static std::string root_of(const Request& request) { return address_of(request) + "/ogc/features"; }

  static Response answer(json::Object body, std::string_view media = kJsonMedia) {
    Response response = Response::text(json::write(body), std::string(media));
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
  }
  // /req/crs/ogc-crs-header
  static Response in_crs(Response response, const OutCrs& crs) {
    response.headers.emplace_back("Content-Crs", "<" + crs.uri() + ">");
    return response;
  }

  Result<const TypeDef*> type_of(const Request& request) const {
    return layer_type(services_.store.model(), app::caller(request).viewer, request.path_param("type"));
  }
  std::vector<const TypeDef*> readable(const Request& request) const {
    std::vector<const TypeDef*> out;
    for (const auto& [name, type] : services_.store.model().types) {
      if (layer_type(services_.store.model(), app::caller(request).viewer, name)) out.push_back(&type);
    }
    return out;
  }

  /// Kept until the register changes: it looks at every row.
  std::optional<Extent> extent(const Request& request, const TypeDef& type) {
    const LayerScope scope = layer_scope(app::caller(request).viewer, type, app::ledger_of(request));
    return services_.db.read([&](db::Connection& connection) -> std::optional<Extent> {
      const std::string key = "extent/" + scope.key;
      const std::string tag = std::to_string(change_sequence(connection, type));
      if (const auto kept = cache_.find(key, tag)) return parse_extent(*kept);
      const auto fresh = extent_of(connection, type, scope);
      cache_.keep(key, tag, extent_text(fresh));
      return fresh;
    });
  }
  static std::string extent_text(const std::optional<Extent>& extent) {
    if (!extent) return "null";
    json::Array out{extent->first, extent->last};
    if (extent->box) out.insert(out.end(), extent->box->begin(), extent->box->end());
    return json::write(out);
  }
  static std::optional<Extent> parse_extent(const std::string& text) {
    const auto value = json::parse(text);
    if (!value || !value->is_array()) return std::nullopt;
    const json::Array& a = value->as_array();
    Extent out{std::nullopt, a[0].as_integer(), a[1].as_integer()};
    if (a.size() == 6) out.box = {a[2].as_double(), a[3].as_double(), a[4].as_double(), a[5].as_double()};
    return out;
  }

  /// Pages of the register until the wanted number is there: an area that is no box of degrees leaves some of a page out.
  Status find(const Request& request, const TypeDef& type, ItemsAsked& asked, Found& found) {
    const bool exact = !asked.box || (asked.box->is_box && type.place == model::PlaceKind::kPoint);
    const identity::Viewer& viewer = app::caller(request).viewer;
    record::Query& query = asked.query;
    query.with_total = exact;
    do {
      query.limit = std::min(asked.limit - static_cast<int>(found.features.size()), 500);
      const auto page = services_.store.list(viewer, query);
      if (!page) return refused(page.error());
      if (query.with_total && page->total <= kCountedUpTo) found.matched = page->total;
      query.with_total = false;
      const json::Object labels = services_.store.labels(viewer, page->items);
      for (const record::Record& record : page->items) {
        if (exact || touches(record, asked.box->area)) found.features.push_back(feature_of(record, type, labels, *asked.crs));
      }
      query.cursor = page->next_cursor;
    } while (!query.cursor.empty() && static_cast<int>(found.features.size()) < asked.limit);
    found.next = query.cursor;
    return {};
  }
  static bool touches(const record::Record& record, const geo::Geometry& area) {
    const auto geometry = geo::from_geojson(record.geometry);
    return geometry && geo::intersects(*geometry, area);
  }
  // A value that cannot be one of its field is a bad query here (/req/core/query-param-invalid).
  static tl::unexpected<Error> refused(const Error& error) {
    if (error_info(error.code).status != 422) return fail(error);
    return fail(error::kFeatureParameterBad, error.field, {{"name", error.field}, {"value", ""}, {"expected", bilingual(error_text(error, "zh"), error_text(error, "en"))}});
  }

  /// The request's own query; with another cursor where one is given.
  static std::string query_of(const Request& request, const std::string& cursor) {
    std::string out;
    for (const auto& [name, value] : request.query) {
      if (!cursor.empty() && name == "cursor") continue;
      out += (out.empty() ? "?" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    }
    if (!cursor.empty()) out += (out.empty() ? "?cursor=" : "&cursor=") + cursor;
    return out;
  }

  app::Services& services_;
  ByteCache& cache_;
};

}  // namespace

void add_feature_routes(net::Router& router, app::Services& services, ByteCache& cache) {
  const auto service = std::make_shared<Service>(services, cache);
  using Call = Result<Response> (Service::*)(const Request&);
  const auto add = [&](const char* pattern, Call call) {
    router.add({net::Method::kGet, pattern, "session", [service, call](const Request& request) { return ((*service).*call)(request); }});
  };
  add("/ogc/features", &Service::landing);
  add("/ogc/features/", &Service::landing);
  add("/ogc/features/conformance", &Service::conformance);
  add("/ogc/features/api", &Service::api);
  add("/ogc/features/collections", &Service::collections);
  add("/ogc/features/collections/{type}", &Service::collection);
  add("/ogc/features/collections/{type}/items", &Service::items);
  add("/ogc/features/collections/{type}/items/{id}", &Service::item);
}

}  // namespace muster::exchange
