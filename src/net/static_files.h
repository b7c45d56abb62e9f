// Files that are part of the program (the browser application), served from memory.
#pragma once

#include <span>
#include <string_view>

#include "net/http.h"

namespace muster::net {

/// One embedded file. The views must outlive the server (they point into the program).
struct Asset {
  std::string_view path;          ///< "/assets/index-4f3a91bc.js", as in the address
  std::string_view content_type;  ///< "text/javascript; charset=utf-8"
  std::string_view bytes;
  std::string_view gz_bytes;      ///< the same, gzipped when built; empty when that gains nothing
  std::string_view etag;          ///< with quotes: "\"4f3a91bc\""
};

/// The asset at request.path, or nothing. Sorted by path; binary search.
[[nodiscard]] const Asset* find_asset(std::span<const Asset> assets, std::string_view path);

/// 200, or 304 when If-None-Match names the asset. A name that carries a hash (-, ., or _ and eight or more characters of
/// base64url before the extension) is cached for a year as immutable; others are revalidated.
/// GET and HEAD only: kMethodNotAllowed. kNotFound when there is no such path.
[[nodiscard]] Result<Response> static_file(const Request& request, std::span<const Asset> assets);

/// The same for one asset known already (index.html for the addresses of the browser application).
[[nodiscard]] Response serve_asset(const Request& request, const Asset& asset);

/// "index-4f3a91bc.js" yes; "index.html", "manifest.webmanifest" no.
[[nodiscard]] bool has_hashed_name(std::string_view path);

}  // namespace muster::net
