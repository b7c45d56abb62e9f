#include "net/static_files.h"

#include <gtest/gtest.h>

#include <array>

#include "net/gzip.h"
#include "net/raw_client.h"

namespace muster::net {
namespace {

constexpr std::string_view kScript = "console.log('muster')";
const std::string& packed_script() {
  static const std::string packed = gzip(kScript);
  return packed;
}

std::array<Asset, 3> assets() {
  return {{{"/assets/index-4f3a91bC.js", "text/javascript; charset=utf-8", kScript, packed_script(), "\"4f3a\""},
           {"/favicon.svg", "image/svg+xml", "<svg/>", {}, "\"fa\""},
           {"/index.html", "text/html; charset=utf-8", "<!doctype html>", {}, "\"in\""}}};
}

Request asking(std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(StaticFiles, KeepHashedNamesForAYearAndRevalidateOthers) {
  const auto files = assets();
  EXPECT_EQ(header(static_file(asking("/assets/index-4f3a91bC.js"), files).value(), "Cache-Control"),
            "public, max-age=31536000, immutable");
  const auto page = static_file(asking("/index.html"), files).value();
  EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(page, "ETag"), "\"in\"");
  EXPECT_EQ(page.body, "<!doctype html>");
}

TEST(StaticFiles, TellHashesFromWords) {
  for (const char* name : {"/a/index-4f3a91bc.js", "/index-BxY_-k2d.js", "/x.4f3a91bc.css", "/style_0123abcd.css", "/a-0123456789ab.png"}) {
    EXPECT_TRUE(has_hashed_name(name)) << name;
  }
  for (const char* name : {"/index.html", "/my-background.png", "/manifest.webmanifest", "/4f3a91bc", "/a-4f3a.js"}) {
    EXPECT_FALSE(has_hashed_name(name)) << name;
  }
}

TEST(StaticFiles, GiveTheGzippedFormItsOwnTag_RFC9110Section8_8_3_3) {
  const auto files = assets();
  const auto packed = static_file(asking("/assets/index-4f3a91bC.js", {{"accept-encoding", "gzip"}}), files).value();
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(packed, "ETag"), "\"4f3a-gz\"");
  EXPECT_EQ(gunzip(packed.body, 1000).value(), kScript);
  const auto plain = static_file(asking("/assets/index-4f3a91bC.js"), files).value();
  EXPECT_EQ(header(plain, "ETag"), "\"4f3a\"");
  EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
  EXPECT_EQ(plain.body, kScript);
}

TEST(StaticFiles, AnswerNotModified) {
  const auto files = assets();
  for (const char* tags : {"\"in\"", "W/\"in\"", "\"x\", \"in\"", "*"}) {
    const auto response = static_file(asking("/index.html", {{"if-none-match", tags}}), files).value();
    EXPECT_EQ(response.status, 304) << tags;
    EXPECT_TRUE(response.body.empty());
  }
  EXPECT_EQ(static_file(asking("/index.html", {{"if-none-match", "\"other\""}}), files)->status, 200);
}

TEST(StaticFiles, RefuseOtherPathsAndMethods) {
  const auto files = assets();
  EXPECT_EQ(static_file(asking("/index.htm"), files).error().code, error::kNotFound);
  EXPECT_EQ(static_file(asking("/zzz"), files).error().code, error::kNotFound);
  Request post = asking("/index.html");
  post.method = Method::kPost;
  EXPECT_EQ(static_file(post, files).error().code, error::kMethodNotAllowed);
}

TEST(StaticFiles, TravelTheWholeWay) {
  const auto files = assets();
  Server::Hooks hooks;
  hooks.fallback = [&files](const Request& request) {
    auto response = static_file(request, files);
    return response ? std::move(*response) : problem(response.error(), request.lang(), request.id);
  };
  const auto server = test::start(test::quick_settings(), Router{}, hooks);
  test::RawClient client(server->port());
  client.send(test::get("/assets/index-4f3a91bC.js", "Accept-Encoding: gzip\r\n") +
              test::get("/index.html", "If-None-Match: \"in\"\r\n") + test::get("/index.html"));
  const auto packed = client.read_response();
  EXPECT_EQ(gunzip(packed.body, 1000).value(), kScript);
  EXPECT_EQ(client.read_response().status, 304);
  EXPECT_EQ(client.read_response().body, "<!doctype html>");
}

}  // namespace
}  // namespace muster::net
