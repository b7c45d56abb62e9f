#include <algorithm>
#include <array>
#include <charconv>

#include "net/http.h"
#include "net/request_rules.h"
#include "net/text.h"
#include "errors/http.h"

namespace muster::net {
namespace {

tl::unexpected<Error> malformed(std::string clause) {
  return fail(error::kMalformedHttp, {}, {{"clause", std::move(clause)}});
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool has_dot_segment(std::string_view path) {
  const auto parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part == "." || part == ".."; });
}

// RFC 9112 section 3.2.2: "http://host/path" asks for "/path".
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto slash = target.find_first_of("/?", scheme.size());
    return slash == std::string_view::npos || target[slash] != '/' ? "/" : target.substr(slash);
  }
  return target;
}

Status read_query(std::string_view text, Request& request) {
  if (text.empty()) return {};
  const auto items = split(text, '&');
  if (items.size() > kQueryFields) {
    return fail(error::kTooManyFields, {}, {{"where", "query"}, {"limit", std::to_string(kQueryFields)}});
  }
  for (const auto item : items) {
    if (item.empty()) continue;
    const auto equals = item.find('=');
    const auto name = percent_decode(item.substr(0, equals), true);
    const auto value =
        equals == std::string_view::npos ? std::string() : percent_decode(item.substr(equals + 1), true);
    if (!name || !value) return fail(error::kBadTarget);
    if (!is_utf8(*name) || !is_utf8(*value)) {
      return fail(error::kBadUtf8, {}, {{"where", is_utf8(*name) ? "?" + *name : "query"}});
    }
    request.query.emplace_back(*name, *value);
  }
  return {};
}

Status read_length(RequestHead& head, std::string_view value) {
  if (head.content_length) return malformed("RFC 9112 section 6.3, Content-Length");
  std::uint64_t length = 0;
  const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (ec != std::errc() || end != value.data() + value.size()) {
    return malformed("RFC 9110 section 8.6, Content-Length");
  }
  head.content_length = length;
  return {};
}

Status read_transfer_coding(RequestHead& head, std::string_view value) {
  // Anything but one "chunked" leaves room for two readings of where the message ends.
  if (head.chunked || head.http10 || !equals_ignoring_case(value, "chunked")) {
    return malformed("RFC 9112 section 6.1, Transfer-Encoding");
  }
  head.chunked = true;
  return {};
}

}  // namespace

Method method_of(std::string_view name) {
  for (const Method method : {Method::kGet, Method::kHead, Method::kPost, Method::kPut, Method::kPatch,
                              Method::kDelete, Method::kOptions}) {
    if (method_name(method) == name) return method;
  }
  return Method::kOther;
}

Status read_target(RequestHead& head) {
  const std::string_view target = origin_form(head.request.target);
  const auto question = target.find('?');
  const auto raw_path = target.substr(0, question);
  auto path = percent_decode(raw_path);
  if (!path || !path->starts_with('/') || has_control(*path) || has_dot_segment(*path)) {
    return fail(error::kBadTarget);
  }
  if (!is_utf8(*path)) return fail(error::kBadUtf8, {}, {{"where", "path"}});
  head.raw_path = raw_path;
  head.request.path = std::move(*path);
  return question == std::string_view::npos ? Status{} : read_query(target.substr(question + 1), head.request);
}

Status read_fields(RequestHead& head) {
  const auto& fields = head.request.headers;
  if (fields.size() > kHeaderFields) {
    return fail(error::kTooManyFields, {}, {{"where", "header"}, {"limit", std::to_string(kHeaderFields)}});
  }
  int hosts = 0;
  for (const auto& [name, value] : fields) {
    if (!is_utf8(value)) return fail(error::kBadUtf8, {}, {{"where", name}});
    Status read;
    if (name == "host") ++hosts;
    if (name == "content-length") read = read_length(head, value);
    if (name == "transfer-encoding") read = read_transfer_coding(head, value);
    if (name == "expect") head.expects_continue = equals_ignoring_case(value, "100-continue");
    if (!read) return read;
  }
  if (head.chunked && head.content_length) return malformed("RFC 9112 section 6.1, Content-Length");
  if (hosts > 1 || (hosts == 0 && !head.http10)) return malformed("RFC 9112 section 3.2, Host");
  return {};
}

void apply_forwarded(Request& request, const std::vector<std::string>& trusted) {
  const auto is_trusted = [&trusted](std::string_view address) {
    return std::find(trusted.begin(), trusted.end(), address) != trusted.end();
  };
  if (!is_trusted(request.remote)) return;
  // Proxies append: the first address from the right that is no proxy of ours is the client.
  auto hops = split(request.header("x-forwarded-for"), ',');
  while (!hops.empty()) {
    const auto hop = trim(hops.back());
    hops.pop_back();
    if (hop.empty() || hop.size() > 45) break;
    request.remote = hop;
    if (!is_trusted(hop)) break;
  }
  request.secure = request.secure || request.header("x-forwarded-proto") == "https";
}

std::string_view preferred_language(std::string_view accept_language) {
  std::string_view best = "zh";
  double best_weight = 0;
  for (const auto item : split(accept_language, ',')) {
    const auto tag = trim(item.substr(0, item.find(';')));
    const auto primary = tag.substr(0, tag.find('-'));
    const double weight = item_weight(item);
    for (const std::string_view language : {"zh", "en"}) {
      if (!equals_ignoring_case(primary, language) || weight <= best_weight) continue;
      best = language;
      best_weight = weight;
    }
  }
  return best;
}

std::string_view Request::header(std::string_view lower_name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [lower_name](const auto& field) { return field.first == lower_name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> Request::param(std::string_view name) const {
  const auto found =
      std::find_if(query.begin(), query.end(), [name](const auto& field) { return field.first == name; });
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Request::params(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::string_view Request::path_param(std::string_view name) const {
  const auto found = path_params.find(name);
  return found == path_params.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    for (const auto item : split(value, ';')) {
      const auto pair = trim(item);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return {};
}

std::string_view Request::lang() const {
  const auto asked = param("lang");
  if (asked && *asked == "en") return "en";
  if (asked && *asked == "zh") return "zh";
  return preferred_language(header("accept-language"));
}

}  // namespace muster::net
