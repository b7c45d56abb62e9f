#include "fuzz/request_entry.h"

#include <cstdlib>
#include <string_view>

#include "net/http.h"
#include "net/parse_bytes.h"
#include "net/text.h"

namespace muster::fuzz {
namespace {

constexpr std::size_t kBodyLimit = 4096;

const net::Router& table() {
  static const net::Router router = [] {
    net::Router made;
    for (const char* pattern : {"/", "/api/v1/records/{type}", "/api/v1/records/{type}/{id}", "/cap/{identifier}.xml",
                                "/api/v1/records/dike_incident/{id}/room", "/files/{rest*}"}) {
      made.add({.method = net::Method::kGet, .pattern = pattern, .permission = "public", .handler = {}});
    }
    made.add({.method = net::Method::kPost, .pattern = "/api/v1/records/{type}", .permission = "public", .handler = {}, .body_limit = kBodyLimit});
    return made;
  }();
  return router;
}

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

bool request(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = net::parse_bytes(bytes, table(), 2048);
  if (!read) {
    require(error_info(read.error().code).status >= 400 && error_info(read.error().code).status < 500);
    require(!error_text(read.error(), "zh").empty());
    return false;
  }
  require(read->path.starts_with('/') && net::is_utf8(read->path));
  require(read->path.find('\0') == std::string::npos);
  require(("/" + read->path + "/").find("/../") == std::string::npos);
  require(read->body.size() <= kBodyLimit);
  for (const auto& [name, value] : read->query) require(net::is_utf8(name) && net::is_utf8(value));
  for (const auto& [name, value] : read->headers) require(net::is_field_value(value) && net::is_utf8(value));
  require(read->lang() == "zh" || read->lang() == "en");
  (void)read->cookie("muster_session");
  return true;
}

}  // namespace muster::fuzz
