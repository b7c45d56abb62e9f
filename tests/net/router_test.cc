#include <gtest/gtest.h>

#include <stdexcept>

#include "net/http.h"

namespace muster::net {
namespace {

Route route(Method method, std::string pattern) {
  return {.method = method, .pattern = std::move(pattern), .permission = "public", .handler = {}};
}

Router contract() {
  Router router;
  for (const char* pattern : {"/", "/healthz", "/api/v1/records/{type}", "/api/v1/records/{type}/{id}",
                              "/api/v1/records/{type}/{id}/history", "/api/v1/records/dike_incident/{id}/room",
                              "/cap/feed.atom", "/cap/{identifier}.xml", "/map/base/{name}.geojson",
                              "/map/{layer}.geojson", "/files/{rest*}"}) {
    router.add(route(Method::kGet, pattern));
  }
  router.add(route(Method::kPost, "/api/v1/records/{type}"));
  router.add(route(Method::kPatch, "/api/v1/records/{type}/{id}"));
  router.add(route(Method::kPost, "/api/v1/records/{kind}/{key}/moves/{move}"));
  return router;
}

struct Case {
  Method method;
  std::string path;
  std::string pattern;  ///< empty: no route
  std::string first_param;
};

TEST(Router, FindsTheMostLiteralRouteThatTakesTheMethod) {
  const Router router = contract();
  const std::vector<Case> cases = {
      {Method::kGet, "/", "/", ""},
      {Method::kGet, "/healthz", "/healthz", ""},
      {Method::kHead, "/healthz", "/healthz", ""},
      {Method::kGet, "/healthz/", "", ""},
      {Method::kGet, "/api/v1/records/sluice", "/api/v1/records/{type}", "type=sluice"},
      {Method::kGet, "/api/v1/records//", "", ""},
      {Method::kGet, "/api/v1/records//7", "", ""},
      {Method::kGet, "/api/v1/records/dike_incident/7/room", "/api/v1/records/dike_incident/{id}/room", "id=7"},
      {Method::kGet, "/api/v1/records/dike_incident/7/history", "/api/v1/records/{type}/{id}/history", "id=7"},
      {Method::kPatch, "/api/v1/records/dike_incident/7", "/api/v1/records/{type}/{id}", "id=7"},
      {Method::kPost, "/api/v1/records/a/b/moves/c", "/api/v1/records/{kind}/{key}/moves/{move}", "key=b"},
      {Method::kGet, "/cap/feed.atom", "/cap/feed.atom", ""},
      {Method::kGet, "/cap/urn:oid:1.2%2F3.xml", "/cap/{identifier}.xml", "identifier=urn:oid:1.2/3"},
      {Method::kGet, "/cap/.xml", "", ""},
      {Method::kGet, "/map/base/rivers.geojson", "/map/base/{name}.geojson", "name=rivers"},
      {Method::kGet, "/map/sluice.geojson", "/map/{layer}.geojson", "layer=sluice"},
      {Method::kGet, "/files/a/b%20c/d", "/files/{rest*}", "rest=a/b c/d"},
      {Method::kGet, "/api/v1/records/%E9%97%B8", "/api/v1/records/{type}", "type=闸"},
      {Method::kGet, "/api/v1/records/%zz", "", ""},
      {Method::kGet, "/nowhere", "", ""},
      {Method::kGet, "", "", ""},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(std::string(method_name(each.method)) + " " + each.path);
    const auto match = router.match(each.method, each.path);
    if (each.pattern.empty()) {
      ASSERT_FALSE(match) << match->route->pattern;
      EXPECT_EQ(match.error().code, error::kNotFound);
      continue;
    }
    ASSERT_TRUE(match) << error_text(match.error(), "en");
    EXPECT_EQ(match->route->pattern, each.pattern);
    if (each.first_param.empty()) continue;
    EXPECT_EQ(match->path_params.begin()->first + "=" + match->path_params.begin()->second, each.first_param);
  }
}

TEST(Router, NamesTheAllowedMethodsOfAPathFromAllRoutesThatFit_RFC9110Section15_5_6) {
  const auto match = contract().match(Method::kDelete, "/api/v1/records/dike_incident/7");
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().code, error::kMethodNotAllowed);
  EXPECT_EQ(match.error().params, (Params{{"allow", "GET, HEAD, PATCH"}}));
}

TEST(Router, KeepsItsRoutesWhenMoved) {
  Router first = contract();
  const Router second = std::move(first);
  EXPECT_TRUE(second.match(Method::kGet, "/healthz"));
}

TEST(Router, RefusesTablesThatCannotBeMeant) {
  Router router;
  router.add(route(Method::kGet, "/a/{x}"));
  EXPECT_THROW(router.add(route(Method::kGet, "/a/{y}")), std::logic_error);
  EXPECT_THROW(router.add(route(Method::kGet, "a")), std::logic_error);
  EXPECT_THROW(router.add(route(Method::kGet, "/{rest*}/more")), std::logic_error);
  EXPECT_THROW(router.add(route(Method::kGet, "/{}")), std::logic_error);
}

}  // namespace
}  // namespace muster::net
