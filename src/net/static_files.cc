#include "net/static_files.h"

#include <algorithm>

#include "net/outgoing.h"
#include "net/text.h"

namespace muster::net {
namespace {

constexpr std::size_t kHashLength = 8;

// The gzipped form is another representation, so it has another tag (RFC 9110 section 8.8.3.3).
std::string tag(const Asset& asset, bool gzipped) {
  if (!gzipped || !asset.etag.ends_with('"')) return std::string(asset.etag);
  return std::string(asset.etag.substr(0, asset.etag.size() - 1)) + "-gz\"";
}

bool is_hash(std::string_view text) {
  const bool characters = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
  // A plain word ("-background") is no hash: it would be cached for a year although its content changes.
  const bool mixed = std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
  return text.size() >= kHashLength && characters && mixed;
}

}  // namespace

bool has_hashed_name(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto extension = name.find('.');
  if (extension == std::string_view::npos) return false;
  const auto stem = name.substr(0, name.rfind('.'));
  // The hash stands last before the extension; it may itself contain '-' and '_', so its fixed length counts too.
  if (stem.size() > kHashLength && std::string_view("-._").find(stem[stem.size() - kHashLength - 1]) != std::string_view::npos) {
    return is_hash(stem.substr(stem.size() - kHashLength));
  }
  const auto separator = stem.find_last_of("-.");
  return separator != std::string_view::npos && is_hash(stem.substr(separator + 1));
}

const Asset* find_asset(std::span<const Asset> assets, std::string_view path) {
  const auto found = std::lower_bound(assets.begin(), assets.end(), path,
                                      [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
  return found == assets.end() || found->path != path ? nullptr : &*found;
}

Response serve_asset(const Request& request, const Asset& asset) {
  const bool gzipped =
      !asset.gz_bytes.empty() && accept_weight(request.header("accept-encoding"), "gzip") > 0;
  Response response;
  response.content_type = asset.content_type;
  response.headers.emplace_back("ETag", tag(asset, gzipped));
  response.headers.emplace_back("Cache-Control", has_hashed_name(asset.path)
                                                     ? "public, max-age=31536000, immutable"
                                                     : "no-cache");
  if (!asset.gz_bytes.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (names_tag(request.header("if-none-match"), tag(asset, gzipped))) {
    response.status = 304;
    return response;
  }
  response.body = gzipped ? asset.gz_bytes : asset.bytes;
  if (gzipped) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

Result<Response> static_file(const Request& request, std::span<const Asset> assets) {
  const Asset* const asset = find_asset(assets, request.path);
  if (asset == nullptr) return fail(error::kNotFound, {}, {{"what", request.path}});
  if (request.method != Method::kGet && request.method != Method::kHead) {
    return fail(error::kMethodNotAllowed, {}, {{"allow", "GET, HEAD"}});
  }
  return serve_asset(request, *asset);
}

}  // namespace muster::net
