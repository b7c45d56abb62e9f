#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "exchange/archive.h"

namespace muster::exchange {
namespace {

using namespace std::string_view_literals;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

bool ends_with(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }

Result<std::string> bytes_of(const std::string& path, const std::string& name, const Limits& limits) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(error::kFileUnreadable, "file", {{"name", name}});
  if (size > limits.bytes) return fail(error::kFileTooBig, "file", {{"limit", std::to_string(limits.bytes >> 20U) + " MB"}});
  std::ifstream in(path, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!in) return fail(error::kFileUnreadable, "file", {{"name", name}});
  return bytes;
}

// The directory of an OLE2 file names its streams in UTF-16.
bool holds_utf16(std::string_view bytes, std::string_view word) {
  std::string wide;
  for (const char c : word) wide += {c, '\0'};
  return bytes.find(wide) != std::string_view::npos;
}

enum class Content { kCsv, kXlsx, kGis, kXls, kEncrypted, kUnknown };

Result<Content> content_of_zip(const std::string& bytes, const Limits& limits) {
  const auto archive = Archive::open(bytes, limits);
  if (!archive) return fail(archive.error());
  if ((*archive)->has("[Content_Types].xml")) return Content::kXlsx;
  for (const Archive::Entry& entry : (*archive)->entries()) {
    const std::string name = lower(entry.name);
    if (ends_with(name, ".shp") || ends_with(name, ".kml")) return Content::kGis;
  }
  return Content::kUnknown;
}

Result<Content> content_of(const std::string& bytes, const std::string& name, const Limits& limits) {
  const std::string_view head = std::string_view(bytes).substr(0, 4096);
  if (head.substr(0, 4) == "PK\3\4"sv || head.substr(0, 4) == "PK\5\6"sv) return content_of_zip(bytes, limits);
  if (head.substr(0, 8) == "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv) {
    return holds_utf16(bytes, "EncryptedPackage") ? Content::kEncrypted : Content::kXls;
  }
  if (head.substr(0, 16) == "SQLite format 3\0"sv) return Content::kGis;
  if (ends_with(name, ".shp")) return Content::kGis;
  const std::string start = lower(trimmed(head.substr(head.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0)));
  if (start.substr(0, 1) == "{") return Content::kGis;
  if (start.find("<kml") != std::string::npos) return Content::kGis;
  if (start.substr(0, 5) == "<html" || start.substr(0, 6) == "<table" || start.substr(0, 5) == "<?xml" || start.substr(0, 9) == "<!doctype") {
    return Content::kXls;  // pages and XML tables that other programs call .xls
  }
  const bool utf16 = head.substr(0, 2) == "\xFF\xFE"sv || head.substr(0, 2) == "\xFE\xFF"sv;
  if (head.find('\0') != std::string_view::npos && !utf16) return Content::kUnknown;
  return Content::kCsv;
}

}  // namespace

Result<std::unique_ptr<File>> open_file(const std::string& path, const std::string& name, const std::string& folder,
                                        const std::string& crs, const Limits& limits) {
  auto bytes = bytes_of(path, name, limits);
  if (!bytes) return fail(bytes.error());
  if (bytes->empty()) return fail(error::kFileBroken, "file", {{"reason", "0 B"}});
  const auto content = content_of(*bytes, lower(name), limits);
  if (!content) return fail(content.error());
  switch (*content) {
    case Content::kCsv: return open_csv(*std::move(bytes), limits);
    case Content::kXlsx: return open_xlsx(*std::move(bytes), limits);
    case Content::kGis: return open_gis(path, folder, crs, limits);
    case Content::kXls: return fail(error::kFileIsXls);
    case Content::kEncrypted: return fail(error::kFileEncrypted);
    case Content::kUnknown: break;
  }
  return fail(error::kFileKindUnknown, "file", {{"name", name}});
}

}  // namespace muster::exchange
