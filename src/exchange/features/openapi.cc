// The description of the feature service (conformance class OpenAPI 3.0): a path for the items of each collection, with its filters.
#include <algorithm>

#include "exchange/features/feature.h"
#include "exchange/features/query.h"

namespace muster::exchange {
namespace {

using json::Array;
using json::Object;

Object reference_to(const char* part, std::string_view name) { return Object{{"$ref", "#/components/" + std::string(part) + "/" + std::string(name)}}; }

Object query_parameter(std::string_view name, std::string_view description, Object schema) {
  const bool list = schema.find("type") != nullptr && schema.find("type")->is_string() && schema.find("type")->as_string() == "array";
  Object out{{"name", name}, {"in", "query"}, {"description", description}, {"required", false}, {"schema", std::move(schema)}, {"style", "form"}};
  out.set("explode", !list);
  return out;
}

Object crs_schema() {
  Array uris;
  for (const std::string& uri : served_crs()) uris.emplace_back(uri);
  return Object{{"type", "string"}, {"format", "uri"}, {"enum", std::move(uris)}, {"default", kCrs84}};
}

Object common_parameters() {
  Object numbers{{"type", "array"}, {"minItems", 4}, {"maxItems", 6}, {"items", Object{{"type", "number"}}}};
  return Object{
      {"limit", query_parameter("limit", "features of one page; more are given as the most",
                                Object{{"type", "integer"}, {"minimum", 1}, {"maximum", kItemsMost}, {"default", kItemsUsual}})},
      {"bbox", query_parameter("bbox", "lower corner and upper corner, in the axes of bbox-crs; a height is passed over", std::move(numbers))},
      {"bbox-crs", query_parameter("bbox-crs", "system of bbox", crs_schema())},
      {"crs", query_parameter("crs", "system of the answer", crs_schema())},
      {"datetime", query_parameter("datetime", "an instant, a day, or from/to with .. for an open end, of occurred_at", Object{{"type", "string"}})},
      {"cursor", query_parameter("cursor", "from the link next", Object{{"type", "string"}})},
      {"lang", query_parameter("lang", "of titles and refusals", Object{{"type", "string"}, {"enum", Array{"zh", "en"}}})},
      {"ledger", query_parameter("ledger", "real, a drill or a scenario", Object{{"type", "string"}, {"default", "real"}})},
      {"f", query_parameter("f", "form of the answer: JSON alone", Object{{"type", "string"}, {"enum", Array{"json", "geojson"}}})},
      {"featureId", Object{{"name", "featureId"}, {"in", "path"}, {"required", true}, {"schema", Object{{"type", "string"}}}}}};
}

Object answer(std::string_view media, Object schema, bool with_crs = false) {
  Object out{{"description", "OK"}, {"content", Object{{std::string(media), Object{{"schema", std::move(schema)}}}}}};
  if (with_crs) out.set("headers", Object{{"Content-Crs", Object{{"description", "system of the coordinates, in angle brackets"}, {"schema", Object{{"type", "string"}}}}}});
  return out;
}

Object operation(std::string id, std::string_view summary, Array parameters, Object ok) {
  for (const char* each : {"f", "lang", "ledger"}) parameters.emplace_back(reference_to("parameters", each));
  return Object{{"get", Object{{"operationId", std::move(id)},
                               {"summary", summary},
                               {"parameters", std::move(parameters)},
                               {"responses", Object{{"200", std::move(ok)},
                                                    {"400", reference_to("responses", "problem")},
                                                    {"401", reference_to("responses", "problem")},
                                                    {"404", reference_to("responses", "problem")}}}}}};
}

Object feature_schema(const model::Model& model, const model::TypeDef& type, std::string_view lang) {
  Object properties;
  for (const model::Field& field : type.fields) {
    if (!is_shown(field)) continue;
    Object schema = property_schema(model, field, lang);
    schema.set("nullable", true);
    schema.erase("enum");  // nullable with an enum would have to list null; the filters list the values
    properties.set(field.name, std::move(schema));
  }
  return Object{{"type", "object"},
                {"required", Array{"type", "id", "geometry", "properties"}},
                {"properties", Object{{"type", Object{{"type", "string"}, {"enum", Array{"Feature"}}}},
                                      {"id", Object{{"type", "string"}}},
                                      {"geometry", Object{{"type", "object"}, {"nullable", true}}},
                                      {"properties", Object{{"type", "object"}, {"properties", std::move(properties)}}}}}};
}

Object collection_schema(const std::string& name) {
  return Object{{"type", "object"},
                {"required", Array{"type", "features"}},
                {"properties", Object{{"type", Object{{"type", "string"}, {"enum", Array{"FeatureCollection"}}}},
                                      {"timeStamp", Object{{"type", "string"}, {"format", "date-time"}}},
                                      {"numberReturned", Object{{"type", "integer"}}},
                                      {"numberMatched", Object{{"type", "integer"}}},
                                      {"links", Object{{"type", "array"}, {"items", Object{{"type", "object"}}}}},
                                      {"features", Object{{"type", "array"}, {"items", reference_to("schemas", name)}}}}}};
}

Array items_parameters(const model::Model& model, const model::TypeDef& type, std::string_view lang) {
  Array out;
  std::vector<std::string> taken{"limit", "bbox", "bbox-crs", "crs", "datetime", "cursor", "f", "lang", "ledger"};
  for (std::size_t i = 0; i < 6; ++i) out.emplace_back(reference_to("parameters", taken[i]));
  const auto add = [&](const std::string& name, std::string_view description, Object schema) {
    if (std::ranges::find(taken, name) != taken.end()) return;
    taken.push_back(name);
    out.emplace_back(query_parameter(name, description, std::move(schema)));
  };
  for (const model::Field& field : type.fields) {
    if (is_shown(field)) add(field.name, field.title.in(lang), property_schema(model, field, lang));
  }
  add("jurisdiction", lang == "en" ? "all below this jurisdiction (its id)" : "此属地及其下级（编号）", Object{{"type", "string"}, {"format", "uuid"}});
  add("state", lang == "en" ? "state of the workflow" : "状态", Object{{"type", "string"}});
  add("number", lang == "en" ? "running number" : "编号", Object{{"type", "string"}});
  return out;
}

Object components(const model::Model& model, const std::vector<const model::TypeDef*>& types, std::string_view lang) {
  Object schemas{{"problem", Object{{"type", "object"}, {"description", "RFC 9457"}, {"properties", Object{{"title", Object{{"type", "string"}}}, {"status", Object{{"type", "integer"}}}, {"code", Object{{"type", "string"}}}, {"detail", Object{{"type", "string"}}}}}}},
                 {"object", Object{{"type", "object"}}}};
  for (const model::TypeDef* type : types) schemas.set(type->name, feature_schema(model, *type, lang));
  Object problem{{"description", "refused"}, {"content", Object{{"application/problem+json", Object{{"schema", reference_to("schemas", "problem")}}}}}};
  return Object{{"parameters", common_parameters()},
                {"schemas", std::move(schemas)},
                {"responses", Object{{"problem", std::move(problem)}}},
                {"securitySchemes", Object{{"token", Object{{"type", "http"}, {"scheme", "bearer"}}},
                                           {"session", Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "muster_session"}}}}}};
}

}  // namespace

Object features_openapi(const model::Model& model, const std::vector<const model::TypeDef*>& types, const std::string& root, std::string_view lang) {
  const auto object = [](std::string_view media) { return answer(media, reference_to("schemas", "object")); };
  Object paths{{"/", operation("landing", "landing page", {}, object(kJsonMedia))},
               {"/conformance", operation("conformance", "conformance classes", {}, object(kJsonMedia))},
               {"/api", operation("api", "this description", {}, object(kOpenApiMedia))},
               {"/collections", operation("collections", "registers with a place that you may read", {}, object(kJsonMedia))}};
  for (const model::TypeDef* type : types) {
    const std::string at = "/collections/" + type->name;
    const std::string& title = type->title.in(lang);
    paths.set(at, operation("describe_" + type->name, title, {}, object(kJsonMedia)));
    paths.set(at + "/items", operation("items_" + type->name, title, items_parameters(model, *type, lang), answer(kGeoJsonMedia, collection_schema(type->name), true)));
    paths.set(at + "/items/{featureId}",
              operation("item_" + type->name, title, Array{reference_to("parameters", "featureId"), reference_to("parameters", "crs")},
                        answer(kGeoJsonMedia, reference_to("schemas", type->name), true)));
  }
  const bool english = lang == "en";
  return Object{{"openapi", "3.0.3"},
                {"info", Object{{"title", english ? "Muster: features" : "握拳：地理要素服务"}, {"version", "1.0.0"}, {"description", "OGC API – Features 1.0"}}},
                {"servers", Array{Object{{"url", root}}}},
                {"security", Array{Object{{"token", Array{}}}, Object{{"session", Array{}}}}},
                {"paths", std::move(paths)},
                {"components", components(model, types, lang)}};
}

}  // namespace muster::exchange
