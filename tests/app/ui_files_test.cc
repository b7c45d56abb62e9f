#include "app/ui_files.h"

#include <gtest/gtest.h>

namespace muster::app {
namespace {

const std::vector<EmbeddedFile>& files() {
  static const std::vector<EmbeddedFile> all{{"assets/desk-4f3a91bc.js", "desk()"},
                                             {"index.html", "<desk>"},
                                             {"m/index.html", "<phone>"},
                                             {"wall/index.html", "<wall>"}};
  return all;
}

net::Response get(const std::string& path, net::Method method = net::Method::kGet) {
  const UiFiles ui(files());
  net::Request request;
  request.method = method;
  request.path = path;
  return ui.answer(request);
}

TEST(UiFiles, EachAddressOpensThePageOfItsPart) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"/", "<desk>"},         {"/incidents/17", "<desk>"},
      {"/link/abc", "<desk>"}, {"/m", "<phone>"},
      {"/m/", "<phone>"},      {"/m/task/1", "<phone>"},
      {"/wall", "<wall>"},     {"/wall/flood", "<wall>"},
      {"/mountain", "<desk>"}, {"/assets/desk-4f3a91bc.js", "desk()"}};
  for (const auto& [path, body] : cases) {
    const net::Response answer = get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body, body) << path;
  }
}

TEST(UiFiles, WhatIsNoPageIsNotFound) {
  for (const char* path : {"/api/v1/nothing", "/assets/gone-12345678.js", "/cap/x",
                           "/map/base/none.geojson", "/favicon.ico"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
  EXPECT_NE(get("/", net::Method::kPost).status, 200);
}

TEST(UiFiles, WithoutAnApplicationEveryPageIsNotFound) {
  const UiFiles none({});
  net::Request request;
  request.method = net::Method::kGet;
  request.path = "/";
  EXPECT_EQ(none.answer(request).status, 404);
}

}  // namespace
}  // namespace muster::app
