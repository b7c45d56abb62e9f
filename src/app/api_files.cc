// Attachments by content hash: the same photo sent twice is kept once.
#include <fcntl.h>
#include <unistd.h>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/routes.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;
namespace fs = std::filesystem;

constexpr std::size_t kBytesMost = 16U << 20;
constexpr std::size_t kNameMost = 200;

bool is_hash(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

fs::path place_of(const Services& services, const std::string& hash) {
  return fs::path(services.data) / services.setting("storage.attachments") / hash.substr(0, 2) /
         hash;
}

/// type/subtype of RFC 9110 section 8.3.1; anything else is bytes.
std::string media_type(std::string_view header) {
  const std::string_view type = header.substr(0, header.find(';'));
  const bool fine =
      type.find('/') != std::string_view::npos && std::all_of(type.begin(), type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '.' || c == '+' || c == '-';
      });
  return fine && type.size() < 100 ? std::string(type) : "application/octet-stream";
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// X-File-Name is percent-encoded UTF-8; a name keeps neither folders nor control characters.
std::string file_name(std::string_view header) {
  std::string out;
  for (std::size_t i = 0; i < header.size(); ++i) {
    char c = header[i];
    if (c == '%' && i + 2 < header.size() && hex_value(header[i + 1]) >= 0 &&
        hex_value(header[i + 2]) >= 0) {
      c = static_cast<char>(hex_value(header[i + 1]) * 16 + hex_value(header[i + 2]));
      i += 2;
    }
    if (static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != '\\' && c != '"' && c != 0x7f)
      out += c;
  }
  if (out.size() > kNameMost) out.resize(kNameMost);
  while (!json::parse(json::write(out))) out.pop_back();  // never half a character at the end
  return out;
}

/// The file is whole and on the disk before its row is; a crash in between leaves a file without a
/// row.
Status keep(const fs::path& place, const std::string& bytes) {
  std::error_code error;
  if (fs::exists(place, error)) return {};
  fs::create_directories(place.parent_path(), error);
  const std::string fresh = place.string() + "." + to_hex(random_bytes(6));
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool done = file >= 0;
  for (std::size_t at = 0; done && at < bytes.size();) {
    const ssize_t wrote = ::write(file, bytes.data() + at, bytes.size() - at);
    done = wrote > 0;
    if (done) at += static_cast<std::size_t>(wrote);
  }
  done = done && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  done = done && std::rename(fresh.c_str(), place.c_str()) == 0;
  if (done) return {};
  fs::remove(fresh, error);
  return fail(error::kStorageUnavailable, "", {{"reason", place.parent_path().string()}});
}

Result<Response> put(Services& services, const Request& request) {
  if (request.body.empty())
    return fail(error::kBadRequest, "", {{"reason", "Content-Length: 0"}});
  const std::string hash = sha256_hex(request.body);
  const std::string type = media_type(request.header("content-type"));
  const std::string name = file_name(request.header("x-file-name"));
  if (const Status kept = keep(place_of(services, hash), request.body); !kept)
    return fail(kept.error());
  const auto row = services.db.write([&](db::Connection& c) -> Result<std::int64_t> {
    if (c.one("SELECT hash FROM attachment WHERE hash = $1", {hash})) return std::int64_t{0};
    return c.execute(
        "INSERT INTO attachment (hash, size, media_type, name, at, account) VALUES ($1, $2, $3, "
        "$4, $5, $6)",
        {hash, static_cast<std::int64_t>(request.body.size()), type, name,
         to_millis(services.wall.now()), caller(request).account});
  });
  if (!row) return fail(row.error());
  return Response::json(
      json::Object{
          {"hash", hash}, {"size", request.body.size()}, {"media_type", type}, {"name", name}},
      201);
}

/// Only pictures, sound, film and PDF open in the page; everything else is saved.
bool is_shown(std::string_view type) {
  return (type.substr(0, 6) == "image/" && type != "image/svg+xml") ||
         type.substr(0, 6) == "audio/" || type.substr(0, 6) == "video/" ||
         type == "application/pdf";
}

Result<Response> get(Services& services, const Request& request) {
  const std::string hash(request.path_param("hash"));
  const auto row =
      !is_hash(hash) ? std::optional<db::Row>() : services.db.read([&](db::Connection& c) {
        return c.one("SELECT media_type FROM attachment WHERE hash = $1", {hash});
      });
  std::ifstream file(place_of(services, row ? hash : std::string(64, '0')), std::ios::binary);
  if (!row || !file) return fail(error::kNotFound, "hash", {{"what", hash}});
  const std::string& type = (*row)[0].text();
  Response response = Response::text(
      std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()), type);
  response.headers.emplace_back("Content-Disposition", is_shown(type) ? "inline" : "attachment");
  response.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  return response;
}

}  // namespace

void add_file_routes(net::Router& router, Services& services) {
  router.add({net::Method::kPost, "/api/v1/attachments", "session",
              [&services](const Request& request) { return put(services, request); }, kBytesMost});
  router.add({net::Method::kGet, "/api/v1/attachments/{hash}", "session",
              [&services](const Request& request) { return get(services, request); }});
}

}  // namespace muster::app
