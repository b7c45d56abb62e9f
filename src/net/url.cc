#include "net/url.h"

#include <algorithm>

#include "net/text.h"
#include "errors/http.h"

namespace muster::net {
namespace {

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F;
  });
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  }) && std::stoi(std::string(text)) <= 65535;
}

// "host", "host:port", "[v6]", "[v6]:port" into `url`; false when it is none of them.
bool read_authority(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return false;
    url.host = text.substr(1, close - 1);
    port = text.substr(close + 1);
  } else {
    const auto colon = text.find(':');
    url.host = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  url.port = url.tls ? "443" : "80";
  if (url.host.empty() || text.find('@') != std::string_view::npos) return false;
  if (port.empty()) return true;
  if (port.front() != ':' || !is_port(port.substr(1))) return false;
  url.port = port.substr(1);
  return true;
}

}  // namespace

std::string Url::authority() const {
  const std::string shown = host.find(':') == std::string::npos ? host : '[' + host + ']';
  return port == (tls ? "443" : "80") ? shown : shown + ':' + port;
}

Result<Url> parse_url(std::string_view text) {
  const auto bad = [text] { return fail(error::kBadUrl, {}, {{"url", std::string(text.substr(0, 200))}}); };
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || !is_printable(text)) return bad();
  Url url;
  const std::string scheme = lower(text.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return bad();
  url.tls = scheme == "https";
  auto rest = text.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto path = rest.find_first_of("/?");
  if (!read_authority(rest.substr(0, path), url)) return bad();
  url.target = path == std::string_view::npos ? "/" : std::string(rest.substr(path));
  if (url.target.front() == '?') url.target.insert(0, 1, '/');
  return url;
}

}  // namespace muster::net
