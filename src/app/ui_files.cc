#include "app/ui_files.h"

#include <algorithm>
#include <map>

#include "base/hash.h"

namespace muster::app {
namespace {

std::string_view content_type(std::string_view path) {
  static const std::map<std::string_view, std::string_view> kTypes{
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"json", "application/json; charset=utf-8"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"ico", "image/x-icon"},
      {"woff2", "font/woff2"},
      {"webmanifest", "application/manifest+json"},
      {"pbf", "application/x-protobuf"},
      {"geojson", "application/geo+json"},
      {"mp3", "audio/mpeg"},
      {"wav", "audio/wav"},
      {"txt", "text/plain; charset=utf-8"}};
  const std::size_t dot = path.rfind('.');
  const auto found =
      dot == std::string_view::npos ? kTypes.end() : kTypes.find(path.substr(dot + 1));
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

bool is_page_address(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.find('.', slash) == std::string_view::npos && !starts_with(path, "/api/") &&
         !starts_with(path, "/cap/") && !starts_with(path, "/map/");
}

}  // namespace

UiFiles::UiFiles(const std::vector<EmbeddedFile>& files) {
  std::map<std::string_view, std::string_view> zipped;
  for (const EmbeddedFile& file : files) {
    if (file.path.size() > 3 && file.path.substr(file.path.size() - 3) == ".gz")
      zipped[file.path.substr(0, file.path.size() - 3)] = file.text;
  }
  kept_.reserve(files.size() * 2);  // the views below must not move
  for (const EmbeddedFile& file : files) {
    if (file.path.size() > 3 && file.path.substr(file.path.size() - 3) == ".gz") continue;
    const std::string& path = kept_.emplace_back("/" + std::string(file.path));
    const std::string& tag = kept_.emplace_back("\"" + sha256_hex(file.text).substr(0, 16) + "\"");
    const auto gz = zipped.find(file.path);
    assets_.push_back({path, content_type(file.path), file.text,
                       gz == zipped.end() ? std::string_view{} : gz->second, tag});
  }
  std::sort(assets_.begin(), assets_.end(),
            [](const net::Asset& a, const net::Asset& b) { return a.path < b.path; });
}

net::Response UiFiles::answer(const net::Request& request) const {
  auto file = net::static_file(request, assets_);
  if (file) return *std::move(file);
  const bool reads = request.method == net::Method::kGet || request.method == net::Method::kHead;
  if (reads && is_page_address(request.path)) {
    const bool phone = request.path == "/m" || starts_with(request.path, "/m/");
    const bool wall = request.path == "/wall" || starts_with(request.path, "/wall/");
    const net::Asset* page = net::find_asset(assets_, phone  ? "/m/index.html"
                                                      : wall ? "/wall/index.html"
                                                             : "/index.html");
    if (page != nullptr) return net::serve_asset(request, *page);
  }
  Error error = file.error();
  if (error.params.empty()) error.params = {{"what", request.path}};
  return net::problem(error, request.lang(), request.id);
}

}  // namespace muster::app
