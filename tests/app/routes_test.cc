// Every route, generated from the route table: a guest is turned away, a person of the wrong place
// learns nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Routes : public ::testing::TestWithParam<db::Engine> {
 protected:
  TestCity& city() { return TestCity::of(GetParam()); }

  /// The pattern with every parameter filled in so that it names the store of 公安.
  std::string path_of(const net::Route& route) {
    std::string path = route.pattern;
    const std::map<std::string, std::string> values{
        {"{type}", "store"},  {"{id}", city().id("store")}, {"{move}", "count"},
        {"{layer}", "store"}, {"{name}", "counties"},       {"{hash}", std::string(64, 'a')}};
    for (const auto& [name, value] : values) {
      for (std::size_t at = path.find(name); at != std::string::npos; at = path.find(name))
        path.replace(at, name.size(), value);
    }
    for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
      path.replace(open, path.find('}', open) - open + 1, city().id("store"));
    }
    return path;
  }
  static std::string name_of(const net::Route& route) {
    return std::string(net::method_name(route.method)) + " " + route.pattern;
  }
  static bool is_open(const net::Route& route) {
    return route.permission == "public" || route.permission == "demo";
  }
  static bool reads(const net::Route& route) { return route.method == net::Method::kGet; }
};

TEST_P(Routes, RefuseAGuestUnlessTheyArePublic) {
  for (const auto& route : city().platform().routes()) {
    if (is_open(*route)) continue;
    SCOPED_TRACE(name_of(*route));
    const std::int64_t before = city().journal_head();
    const Answer answer = city().ask({.who = "",
                                      .method = std::string(net::method_name(route->method)),
                                      .path = path_of(*route),
                                      .body = reads(*route) ? "" : "{}"});
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.json().text("code"), "not_signed_in");
    EXPECT_EQ(city().journal_head(), before);
  }
}

TEST_P(Routes, TellAPersonOfTheWrongPlaceNothingOfAnotherCounty) {
  for (const auto& route : city().platform().routes()) {
    if (is_open(*route) || route->pattern == "/api/v1/live") continue;
    SCOPED_TRACE(name_of(*route));
    const std::int64_t before = city().journal_head();
    const bool session = route->pattern == "/api/v1/session";
    if (session && !reads(*route)) continue;  // signing out is one's own
    const Answer answer =
        city().ask({.who = "jianli",
                    .method = std::string(net::method_name(route->method)),
                    .path = path_of(*route) + (reads(*route) ? "?q=%E5%AD%9F&limit=500" : ""),
                    .body = reads(*route) ? "" : "{}"});
    EXPECT_LT(answer.status, 500) << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr("孟家溪秘密仓库")));
    EXPECT_THAT(answer.body, Not(HasSubstr("13900000461")));
    const bool of_record = route->pattern.find("/{type}/{id}") != std::string::npos;
    EXPECT_TRUE(!of_record || answer.status == 404) << answer.status << answer.body;
    EXPECT_EQ(city().journal_head(), before) << answer.body;
  }
}

TEST_P(Routes, RefuseAnyoneWhoHoldsNoPostNow) {
  for (const auto& route : city().platform().routes()) {
    if (is_open(*route) || route->pattern == "/api/v1/session") continue;
    SCOPED_TRACE(name_of(*route));
    const Answer answer = city().ask({.who = "gone",
                                      .method = std::string(net::method_name(route->method)),
                                      .path = path_of(*route),
                                      .body = reads(*route) ? "" : "{}"});
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.json().text("code"), "no_post");
  }
}

TEST_P(Routes, AskForTheCsrfValueInEveryWriteOfACookieSession) {
  for (const auto& route : city().platform().routes()) {
    if (is_open(*route) || reads(*route)) continue;
    SCOPED_TRACE(name_of(*route));
    for (const std::string given : {"", "wrong"}) {
      const Answer answer = city().ask({.who = "admin",
                                        .method = std::string(net::method_name(route->method)),
                                        .path = path_of(*route),
                                        .body = "{}",
                                        .headers = {{"X-Muster-CSRF", given}},
                                        .by_cookie = true});
      EXPECT_EQ(answer.status, 403);
      EXPECT_EQ(answer.json().text("code"), "bad_csrf");
    }
  }
}

TEST_P(Routes, RefuseMalformedJsonInEveryWriteWithoutAServerError) {
  for (const auto& route : city().platform().routes()) {
    if (reads(*route) || route->method == net::Method::kDelete ||
        route->pattern == "/api/v1/attachments")
      continue;
    SCOPED_TRACE(name_of(*route));
    const std::string long_line(100, '[');
    for (const std::string& body : {std::string("{\"fields\":"), std::string("[]"),
                                    std::string("{\"a\":1,\"a\":2}"), long_line}) {
      const std::int64_t before = city().journal_head();
      const Answer answer = city().ask({.who = "admin",
                                        .method = std::string(net::method_name(route->method)),
                                        .path = path_of(*route),
                                        .body = body});
      EXPECT_GE(answer.status, 400) << body;
      EXPECT_LT(answer.status, 500) << body << " → " << answer.body;
      EXPECT_EQ(city().journal_head(), before);
    }
  }
}

TEST_P(Routes, AreAllInTheOpenApiDocument) {
  const json::Value document = city().ask({.who = "", .path = "/api/openapi.json"}).json();
  ASSERT_TRUE(document["paths"].is_object());
  for (const auto& route : city().platform().routes()) {
    SCOPED_TRACE(name_of(*route));
    std::string path = route->pattern;
    if (path == "/api/v1/records/{type}" || path == "/api/v1/records/{type}/{id}")
      path.replace(path.find("{type}"), 6, "store");
    std::string method(net::method_name(route->method));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    EXPECT_TRUE(document["paths"][path][method].is_object());
  }
  EXPECT_EQ(document["components"]["schemas"]["store"]["required"].as_array().size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Engines, Routes, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

}  // namespace
}  // namespace muster::app
