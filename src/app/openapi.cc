#include "app/openapi.h"

namespace muster::app {
namespace {

using json::Array;
using json::Object;
using json::Value;
using model::FieldKind;

Object text_schema(const char* format) { return Object{{"type", "string"}, {"format", format}}; }

Object kind_schema(const model::Field& field, const model::Model& model) {
  switch (field.kind) {
    case FieldKind::kText:
    case FieldKind::kLongText:
      return Object{{"type", "string"},
                    {"maxLength", field.max_length > 0             ? field.max_length
                                  : field.kind == FieldKind::kText ? 200
                                                                   : 20000}};
    case FieldKind::kNumber:
      return Object{{"type", "number"}};
    case FieldKind::kInteger:
    case FieldKind::kMoney:
    case FieldKind::kDuration:
    case FieldKind::kStake:
      return Object{{"type", "integer"}};
    case FieldKind::kBoolean:
      return Object{{"type", "boolean"}};
    case FieldKind::kDate:
      return text_schema("date");
    case FieldKind::kInstant:
      return text_schema("date-time");
    case FieldKind::kReference:
    case FieldKind::kPerson:
    case FieldKind::kJurisdiction:
      return text_schema("uuid");
    case FieldKind::kReferences:
      return Object{{"type", "array"}, {"items", text_schema("uuid")}};
    case FieldKind::kAttachment:
      return Object{{"type", "array"},
                    {"items", Object{{"type", "string"}, {"pattern", "^[0-9a-f]{64}$"}}}};
    case FieldKind::kJson:
      return Object{};
    case FieldKind::kChoice:
    case FieldKind::kMultiChoice:
      break;
  }
  Object choice{{"type", "string"}};
  const auto dictionary = model.dictionaries.find(field.of);
  if (dictionary != model.dictionaries.end()) {
    Array values;
    for (const model::Choice& each : dictionary->second.choices) values.emplace_back(each.value);
    if (!values.empty()) choice.set("enum", std::move(values));
  }
  if (field.kind == FieldKind::kChoice) return choice;
  return Object{{"type", "array"}, {"items", std::move(choice)}};
}

Value field_schema(const model::Field& field, const model::Model& model) {
  Object schema = kind_schema(field, model);
  schema.set("title", field.title.zh);
  schema.set("description", field.title.en + (field.unit.empty() ? "" : " (" + field.unit + ")"));
  if (field.min) schema.set("minimum", *field.min);
  if (field.max) schema.set("maximum", *field.max);
  if (!field.computed.is_null()) schema.set("readOnly", true);
  return schema;
}

Value type_schema(const model::TypeDef& type, const model::Model& model) {
  Object properties;
  Array required;
  for (const model::Field& field : type.fields) {
    properties.set(field.name, field_schema(field, model));
    if (field.required) required.emplace_back(field.name);
  }
  Object fields{{"type", "object"},
                {"title", type.title.zh},
                {"description", type.title.en},
                {"properties", std::move(properties)},
                {"additionalProperties", false}};
  if (!required.empty()) fields.set("required", std::move(required));
  return fields;
}

Value problem_schema() {
  return Object{{"type", "object"},
                {"description", "RFC 9457"},
                {"properties", Object{{"type", Object{{"type", "string"}}},
                                      {"title", Object{{"type", "string"}}},
                                      {"status", Object{{"type", "integer"}}},
                                      {"code", Object{{"type", "string"}}},
                                      {"detail", Object{{"type", "string"}}},
                                      {"field", Object{{"type", "string"}}},
                                      {"params", Object{{"type", "object"}}},
                                      {"errors", Object{{"type", "array"}}},
                                      {"request_id", Object{{"type", "string"}}}}}};
}

Array parameters_of(const std::string& pattern) {
  Array out;
  for (std::size_t open = pattern.find('{'); open != std::string::npos;
       open = pattern.find('{', open + 1)) {
    std::string name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
    if (name.back() == '*') name.pop_back();
    out.emplace_back(Object{{"name", name},
                            {"in", "path"},
                            {"required", true},
                            {"schema", Object{{"type", "string"}}}});
  }
  return out;
}

std::string lower(std::string_view method) {
  std::string out(method);
  for (char& c : out) c = static_cast<char>(std::tolower(c));
  return out;
}

std::string operation_id(const net::Route& route) {
  std::string out = lower(net::method_name(route.method));
  for (const char c : route.pattern)
    out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

Value operation(const net::Route& route) {
  Object op{{"operationId", operation_id(route)},
            {"parameters", parameters_of(route.pattern)},
            {"x-permission", route.permission}};
  if (route.permission == "public" || route.permission == "demo") op.set("security", Array{});
  op.set("responses",
         Object{{"2XX", Object{{"description", "done"}}},
                {"default",
                 Object{{"description", "refused"},
                        {"content",
                         Object{{"application/problem+json",
                                 Object{{"schema",
                                         Object{{"$ref", "#/components/schemas/problem"}}}}}}}}}});
  return op;
}

// The path with {type} filled in, so that a client is generated per register.
std::string typed(const std::string& pattern, const std::string& type) {
  std::string out = pattern;
  out.replace(out.find("{type}"), 6, type);
  return out;
}

void add_typed(Object& paths, const net::Route& route, const model::TypeDef& type) {
  const std::string path = typed(route.pattern, type.name);
  Object op = operation(route).as_object();
  op.set("operationId", operation_id(route) + "_" + type.name);
  op.set("tags", Array{type.name});
  Array parameters;
  for (const Value& parameter : op["parameters"].as_array()) {
    if (parameter.text("name") != "type") parameters.push_back(parameter);
  }
  op.set("parameters", std::move(parameters));
  if (route.method == net::Method::kPost || route.method == net::Method::kPatch) {
    const Object fields{{"$ref", "#/components/schemas/" + type.name}};
    const Object body{{"type", "object"}, {"properties", Object{{"fields", fields}}}};
    op.set("requestBody",
           Object{{"content", Object{{"application/json", Object{{"schema", body}}}}}});
  }
  Value& item = paths[path];
  if (!item.is_object()) item = Object{};
  item.as_object().set(lower(net::method_name(route.method)), std::move(op));
}

}  // namespace

Value openapi(const std::vector<std::unique_ptr<net::Route>>& routes, const model::Model& model) {
  Object paths;
  for (const auto& route : routes) {
    if (route->pattern == "/api/v1/records/{type}" ||
        route->pattern == "/api/v1/records/{type}/{id}") {
      for (const auto& [name, type] : model.types) add_typed(paths, *route, type);
      continue;
    }
    Value& item = paths[route->pattern];
    if (!item.is_object()) item = Object{};
    item.as_object().set(lower(net::method_name(route->method)), operation(*route));
  }
  Object schemas{{"problem", problem_schema()}};
  for (const auto& [name, type] : model.types) schemas.set(name, type_schema(type, model));
  const Object security{
      {"session", Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "muster_session"}}},
      {"token", Object{{"type", "http"}, {"scheme", "bearer"}}}};
  return Object{
      {"openapi", "3.1.0"},
      {"info", Object{{"title", "Muster"},
                      {"version", "1"},
                      {"x-model-version", model.hash},
                      {"license", Object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"security", Array{Object{{"session", Array{}}}, Object{{"token", Array{}}}}},
      {"paths", std::move(paths)},
      {"components", Object{{"schemas", std::move(schemas)}, {"securitySchemes", security}}}};
}

}  // namespace muster::app
