#include <charconv>

#include "exchange/routes.h"

namespace muster::exchange {
namespace {

using net::Method;
using net::Request;
using net::Response;

constexpr std::size_t kUploadMost = 64U << 20;
constexpr std::int64_t kRowsMost = 200'000;
constexpr std::int64_t kRevealedMost = 500;

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
      if (error == std::errc{} && end == text.data() + i + 3) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string media_of(std::string_view format) {
  return format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

/// Options of an upload stand in the query, because the body is the file.
Result<ImportOptions> options_of(const Request& request, const model::Model& model) {
  json::Object given{{"ledger", app::ledger_of(request)}};
  for (const char* name : {"type", "sheet", "crs", "on_duplicate", "jurisdiction"}) {
    if (const auto value = request.param(name)) given.set(name, *value);
  }
  json::Object columns;
  for (const std::string& pair : request.params("column")) {
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos) return fail(error::kBadRequest, "column", {{"reason", "column=TITLE=field"}});
    columns.set(pair.substr(0, equals), pair.substr(equals + 1));
  }
  if (!columns.empty()) given.set("columns", std::move(columns));
  return options_from(json::Value(std::move(given)), model);
}

Result<Response> answer(Imports& imports, const Request& request, std::string_view id, int status) {
  auto shown = imports.show(app::caller(request).viewer, id);
  if (!shown) return fail(shown.error());
  return Response::json(*std::move(shown), status);
}

Result<Response> upload(app::Services& services, Imports& imports, const Request& request) {
  const auto options = options_of(request, services.store.model());
  if (!options) return fail(options.error());
  if (request.body.empty()) return fail(error::kBadRequest, "", {{"reason", "Content-Length: 0"}});
  const auto id = imports.add(app::caller(request).viewer, *options, percent_decoded(request.header("x-file-name")), request.body);
  if (!id) return fail(id.error());
  return answer(imports, request, *id, 201);
}

Result<Response> recheck(app::Services& services, Imports& imports, const Request& request) {
  const auto body = app::object_body(request, {"type", "ledger", "sheet", "crs", "on_duplicate", "jurisdiction", "columns"});
  if (!body) return fail(body.error());
  const std::string id(request.path_param("id"));
  const auto now = imports.show(app::caller(request).viewer, id);
  if (!now) return fail(now.error());
  json::Object merged = now->find("options")->as_object();
  for (const auto& [name, value] : body->as_object()) merged.set(name, value);
  const auto options = options_from(json::Value(std::move(merged)), services.store.model());
  if (!options) return fail(options.error());
  if (const Status done = imports.recheck(app::caller(request).viewer, id, *options); !done) return fail(done.error());
  return answer(imports, request, id, 202);
}

Result<Response> confirm(Imports& imports, const Request& request) {
  const auto body = app::object_body(request, {"good_only"});
  if (!body) return fail(body.error());
  const std::string id(request.path_param("id"));
  if (const Status done = imports.confirm(app::caller(request).viewer, id, body->boolean("good_only")); !done) return fail(done.error());
  return answer(imports, request, id, 202);
}

Result<Response> cancel(Imports& imports, const Request& request) {
  const std::string id(request.path_param("id"));
  if (const Status done = imports.cancel(app::caller(request).viewer, id); !done) return fail(done.error());
  return answer(imports, request, id, 202);
}

Result<Response> undo(Imports& imports, const Request& request) {
  const auto body = app::object_body(request, {"reason"});
  if (!body) return fail(body.error());
  const std::string id(request.path_param("id"));
  if (const Status done = imports.undo(app::caller(request).viewer, id, body->text("reason")); !done) return fail(done.error());
  return answer(imports, request, id, 202);
}

Result<Response> errors(Imports& imports, const Request& request, std::string_view format) {
  auto sheet = imports.error_sheet(app::caller(request).viewer, request.path_param("id"), format, request.lang());
  if (!sheet) return fail(sheet.error());
  const std::string name = request.lang() == "en" ? "errors." : "错误行.";
  return download(*std::move(sheet), media_of(format), name + std::string(format));
}

Result<Response> list(Imports& imports, const Request& request) {
  return Response::json(json::Object{{"items", imports.list(app::caller(request).viewer, 50)}});
}

Result<Response> give_template(app::Services& services, const Request& request) {
  const std::string_view name = request.path_param("type");
  auto book = template_of(services.store.model(), name, request.lang());
  if (!book) return fail(book.error());
  const model::TypeDef* type = services.store.model().type(name);
  return download(*std::move(book), media_of("xlsx"), type->title.in(request.lang()) + (request.lang() == "en" ? " template.xlsx" : "模板.xlsx"));
}

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < list.size();) {
    const std::size_t to = std::min(list.find(',', from), list.size());
    if (to > from) out.push_back(list.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

Result<Response> give_export(app::Services& services, const Request& request, const QueryOf& query_of, bool reveal, const std::string& reason) {
  const std::string_view type = request.path_param("type");
  auto query = query_of(request, type);
  if (!query) return fail(query.error());
  ExportOptions options;
  options.query = *std::move(query);
  options.format = request.param("format").value_or("xlsx");
  options.columns = words_of(request.param("columns").value_or(""));
  options.lang = request.lang();
  options.reveal = reveal;
  options.reason = reason;
  options.rows_most = reveal ? kRevealedMost : kRowsMost;
  const std::string ledger = app::ledger_of(request);
  auto made = export_records(services.store, app::caller(request).viewer, options, services.data + "/imports", services.city.now(ledger));
  if (!made) return fail(made.error());
  Response response = download(std::move(made->bytes), made->media_type, made->file_name);
  response.headers.emplace_back("X-Muster-Rows", std::to_string(made->rows));
  return response;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
    out += plain ? std::string(1, c) : std::string{'%', kHex[byte >> 4U], kHex[byte & 15U]};
  }
  return out;
}

std::string address_of(const net::Request& request) {
  const std::string_view host = request.header("host");
  return host.empty() ? std::string() : (request.secure ? "https://" : "http://") + std::string(host);
}

Response download(std::string bytes, const std::string& media_type, const std::string& name) {
  Response response = Response::text(std::move(bytes), media_type);
  response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encoded(name));
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

void add_routes(net::Router& router, app::Services& services, Imports& imports, QueryOf query_of) {
  const auto add = [&](Method method, const char* pattern, net::Handler handler, std::size_t most = 1U << 20) {
    router.add({method, pattern, "session", std::move(handler), most});
  };
  add(Method::kPost, "/api/v1/imports", [&](const Request& r) { return upload(services, imports, r); }, kUploadMost);
  add(Method::kGet, "/api/v1/imports", [&](const Request& r) { return list(imports, r); });
  add(Method::kGet, "/api/v1/imports/{id}", [&](const Request& r) { return answer(imports, r, r.path_param("id"), 200); });
  add(Method::kPost, "/api/v1/imports/{id}/check", [&](const Request& r) { return recheck(services, imports, r); });
  add(Method::kPost, "/api/v1/imports/{id}/confirm", [&](const Request& r) { return confirm(imports, r); });
  add(Method::kPost, "/api/v1/imports/{id}/cancel", [&](const Request& r) { return cancel(imports, r); });
  add(Method::kPost, "/api/v1/imports/{id}/undo", [&](const Request& r) { return undo(imports, r); });
  add(Method::kGet, "/api/v1/imports/{id}/errors.xlsx", [&](const Request& r) { return errors(imports, r, "xlsx"); });
  add(Method::kGet, "/api/v1/imports/{id}/errors.csv", [&](const Request& r) { return errors(imports, r, "csv"); });
  add(Method::kGet, "/api/v1/templates/{type}.xlsx", [&](const Request& r) { return give_template(services, r); });
  add(Method::kGet, "/api/v1/export/{type}", [&services, query_of](const Request& r) { return give_export(services, r, query_of, false, {}); });
  // Personal fields in clear leave a trace, so that is a write.
  add(Method::kPost, "/api/v1/export/{type}", [&services, query_of](const Request& r) -> Result<Response> {
    const auto body = app::object_body(r, {"reveal", "reason"});
    if (!body) return fail(body.error());
    return give_export(services, r, query_of, body->boolean("reveal"), body->text("reason"));
  });
}

}  // namespace muster::exchange
