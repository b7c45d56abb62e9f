#include "net/http.h"
#include "errors/http.h"

namespace muster::net {
namespace {

// The short summary of a problem (RFC 9457 section 3.1.3): the name of its status in the reader's language.
ErrorCode title_code(int status) {
  switch (status) {
    case 400: return error::kStatus400;
    case 401: return error::kStatus401;
    case 403: return error::kStatus403;
    case 404: return error::kStatus404;
    case 405: return error::kStatus405;
    case 408: return error::kStatus408;
    case 409: return error::kStatus409;
    case 410: return error::kStatus410;
    case 412: return error::kStatus412;
    case 413: return error::kStatus413;
    case 422: return error::kStatus422;
    case 428: return error::kStatus428;
    case 429: return error::kStatus429;
    case 431: return error::kStatus431;
    case 502: return error::kStatus502;
    case 503: return error::kStatus503;
    default: return error::kStatus500;
  }
}

json::Object params_of(const Error& error, std::string_view lang) {
  json::Object params;
  for (const auto& [name, value] : error.params) params.set(name, param_text(value, lang));
  return params;
}

json::Array errors_of(const Error& error, std::string_view lang) {
  json::Array errors;
  for (const Error& each : error.also) {
    errors.emplace_back(json::Object{{"code", error_info(each.code).name},
                                     {"field", each.field},
                                     {"detail", error_text(each, lang)},
                                     {"params", params_of(each, lang)}});
  }
  return errors;
}

std::string param_of(const Error& error, std::string_view wanted) {
  for (const auto& [name, value] : error.params) {
    if (name == wanted) return value;
  }
  return {};
}

}  // namespace

Response problem(const Error& error, std::string_view lang, std::string_view request_id) {
  Error shown = error;
  if (error.code == error::kInternal) shown.params = {{"request_id", std::string(request_id)}};
  shown.also.clear();  // each stands in errors[] with its own detail
  const ErrorInfo& info = error_info(error.code);
  Error title;
  title.code = title_code(info.status);
  Response response = Response::json(json::Object{{"type", "urn:muster:error:" + std::string(info.name)},
                                                  {"title", error_text(title, lang)},
                                                  {"status", info.status},
                                                  {"code", info.name},
                                                  {"detail", error_text(shown, lang)},
                                                  {"field", error.field},
                                                  {"params", params_of(shown, lang)},
                                                  {"errors", errors_of(error, lang)},
                                                  {"request_id", request_id}},
                                     info.status);
  response.content_type = "application/problem+json; charset=utf-8";
  response.headers.emplace_back("Content-Language", lang == "en" ? "en" : "zh");
  response.headers.emplace_back("Cache-Control", "no-store");
  if (error.code == error::kMethodNotAllowed) response.headers.emplace_back("Allow", param_of(error, "allow"));
  if (error.code == error::kBusy) response.headers.emplace_back("Retry-After", param_of(error, "seconds"));
  return response;
}

}  // namespace muster::net
