#include "net/outgoing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "net/gzip.h"
#include "net/ready.h"
#include "net/text.h"

namespace muster::net {
namespace {

constexpr std::size_t kCompressFrom = 1024;

struct FixedHeader {
  std::string_view name;
  std::string_view value;
};

// On every response; a handler that sets one of them itself keeps its own.
constexpr std::array kSafety = {
    FixedHeader{"Content-Security-Policy",
                "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' "
                "'unsafe-inline'; script-src 'self'; frame-ancestors 'none'; connect-src 'self'"},
    FixedHeader{"X-Content-Type-Options", "nosniff"},
    FixedHeader{"Referrer-Policy", "same-origin"},
    FixedHeader{"Cache-Control", "private, no-cache"},
};

std::string_view find_header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (equals_ignoring_case(key, name)) return value;
  }
  return {};
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

bool is_text(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
         type == "application/javascript";
}

// IMF-fixdate, RFC 9110 section 5.6.7.
std::string http_date(UtcTime now) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(now - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays.at(std::chrono::weekday{day}.c_encoding()),
                     static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
  if (!is_token(name) || !is_field_value(value)) {
    throw std::logic_error("response header " + std::string(name) + " may not be sent");
  }
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

std::string make_head(const Request& request, const Response& response, int status, Framing framing, UtcTime now) {
  std::string head;
  head.reserve(768);
  head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", status, reason_phrase(status), http_date(now));
  if (has_body(status)) {
    if (!response.content_type.empty()) append_header(head, "Content-Type", response.content_type);
    // An event stream has no length: it lasts until the connection closes (RFC 9112 section 6.3, rule 8).
    if (!response.stream) append_header(head, "Content-Length", std::to_string(response.body.size()));
  }
  for (const auto& [name, value] : response.headers) append_header(head, name, value);
  for (const auto& fixed : kSafety) {
    if (find_header(response, fixed.name).empty()) append_header(head, fixed.name, fixed.value);
  }
  if (!request.id.empty()) append_header(head, "X-Request-Id", request.id);
  if (!framing.keep_alive) append_header(head, "Connection", "close");
  if (framing.keep_alive && framing.http10) append_header(head, "Connection", "keep-alive");
  head += "\r\n";
  return head;
}

}  // namespace

void compress(const Request& request, Response& response) {
  const bool decided = !find_header(response, "content-encoding").empty() ||
                       std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
                         return equals_ignoring_case(header.first, "vary") && header.second == "Accept-Encoding";
                       });
  if (decided || response.body.size() <= kCompressFrom || !is_text(response.content_type) || response.status == 206) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (accept_weight(request.header("accept-encoding"), "gzip") <= 0) return;
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    default: return "";
  }
}

bool names_tag(std::string_view list, std::string_view etag) {
  const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
  if (etag.empty()) return false;
  const auto tags = split(list, ',');
  return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) {
    return trim(tag) == "*" || opaque(trim(tag)) == opaque(etag);
  });
}

namespace {

bool is_known(const Request& request, const Response& response) {
  const std::string_view known = request.header("if-none-match");
  return !known.empty() && names_tag(known, find_header(response, "etag"));
}

}  // namespace

Outgoing make_outgoing(const Request& request, std::shared_ptr<const Response> ready, Framing framing, UtcTime now) {
  const bool known = is_known(request, *ready);
  Outgoing out;
  out.head = make_head(request, *ready, known ? 304 : 200, framing, now);
  out.keep_alive = framing.keep_alive;
  if (!known) out.ready = std::move(ready);
  return out;
}

Outgoing make_outgoing(const Request& request, Response response, Framing framing, UtcTime now) {
  const bool reads = request.method == Method::kGet || request.method == Method::kHead;
  if (reads && response.status == 200 && is_known(request, response)) response.status = 304;
  if (response.stream) {
    framing.keep_alive = false;
    response.body.clear();
    response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy in front must pass events on at once
  } else if (has_body(response.status)) {
    compress(request, response);
  }
  Outgoing out;
  out.head = make_head(request, response, response.status, framing, now);
  out.keep_alive = framing.keep_alive;
  if (request.method != Method::kHead && has_body(response.status)) {
    out.body = std::move(response.body);
    out.start_stream = std::move(response.stream);
  }
  return out;
}

Response Response::json(const json::Value& value, int status) {
  Response response;
  response.status = status;
  response.body = json::write(value);
  return response;
}

Response Response::text(std::string body, std::string content_type, int status) {
  Response response;
  response.status = status;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

}  // namespace muster::net
