#include <gtest/gtest.h>

#include "net/gzip.h"
#include "net/http.h"
#include "net/outgoing.h"
#include "net/parse_bytes.h"
#include "net/request_rules.h"
#include "net/text.h"
#include "net/url.h"
#include "errors/http.h"

namespace muster::net {
namespace {

Router table() {
  Router router;
  router.add({.method = Method::kGet, .pattern = "/q", .permission = "public", .handler = {}});
  router.add({.method = Method::kPost, .pattern = "/e/{id}", .permission = "public", .handler = {}, .body_limit = 10});
  return router;
}

std::string get(const std::string& target, const std::string& more = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

TEST(Request, GivesDecodedPathQueryCookiesAndHeaders) {
  const auto request = parse_bytes(
      get("/q?name=%E9%95%BF%E6%B1%9F+1&filter=a&filter=b&empty&=x", "X-ONE: 1 \r\nCookie: a=1; muster_session=t=k\r\nCookie: b=2\r\n"),
      table());
  ASSERT_TRUE(request) << error_text(request.error(), "en");
  EXPECT_EQ(request->path, "/q");
  EXPECT_EQ(request->param("name"), "长江 1");
  EXPECT_EQ(request->params("filter"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(request->param("empty"), "");
  EXPECT_EQ(request->param("absent"), std::nullopt);
  EXPECT_EQ(request->header("x-one"), "1");
  EXPECT_EQ(request->cookie("muster_session"), "t=k");
  EXPECT_EQ(request->cookie("b"), "2");
  EXPECT_EQ(request->cookie("c"), "");
}

TEST(Request, TakesTheAbsoluteFormOfATarget_RFC9112Section3_2_2) {
  const auto request = parse_bytes(get("http://muster.example/q?a=1"), table());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/q");
  EXPECT_EQ(request->param("a"), "1");
}

struct Refusal {
  std::string name;
  std::string bytes;
  ErrorCode code;
};

TEST(Request, RefusesWhatCouldBeReadInTwoWays) {
  const std::string post = "POST /e/1 HTTP/1.1\r\nHost: a\r\n";
  const std::vector<Refusal> cases = {
      {"nothing", "", error::kMalformedHttp},
      {"no HTTP", "\x16\x03\x01\x02hello", error::kMalformedHttp},
      {"ends early", "GET /q HTTP/1.1\r\nHost: a\r\n", error::kMalformedHttp},
      {"bare LF", "GET /q HTTP/1.1\nHost: a\n\n", error::kMalformedHttp},
      {"other version", "GET /q HTTP/2.0\r\nHost: a\r\n\r\n", error::kMalformedHttp},
      {"no host", "GET /q HTTP/1.1\r\n\r\n", error::kMalformedHttp},
      {"two hosts", get("/q", "Host: b\r\n"), error::kMalformedHttp},
      {"blank before colon", get("/q", "X : 1\r\n"), error::kMalformedHttp},
      {"two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", error::kMalformedHttp},
      {"equal lengths", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", error::kMalformedHttp},
      {"list of lengths", post + "Content-Length: 1, 1\r\n\r\na", error::kMalformedHttp},
      {"signed length", post + "Content-Length: +1\r\n\r\na", error::kMalformedHttp},
      {"huge length", post + "Content-Length: 18446744073709551616\r\n\r\na", error::kMalformedHttp},
      {"length then chunked", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", error::kMalformedHttp},
      {"chunked then length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", error::kMalformedHttp},
      {"other coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", error::kMalformedHttp},
      {"only other coding", post + "Transfer-Encoding: identity\r\n\r\n", error::kMalformedHttp},
      {"chunked in HTTP/1.0", "POST /e/1 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", error::kMalformedHttp},
      {"bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", error::kMalformedHttp},
      {"over length", post + "Content-Length: 11\r\n\r\n", error::kTooLarge},
      {"over limit in chunks", post + "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n", error::kTooLarge},
      {"climbs up", get("/../etc/passwd"), error::kBadTarget},
      {"climbs up, escaped", get("/q/%2e%2e/%2e%2e/etc/passwd"), error::kBadTarget},
      {"climbs up inside a segment", get("/q/..%2f..%2fetc"), error::kBadTarget},
      {"dot segment", get("/./q"), error::kBadTarget},
      {"NUL", get("/q%00"), error::kBadTarget},
      {"line end", get("/q%0d%0aX:1"), error::kBadTarget},
      {"broken escape", get("/q%4"), error::kBadTarget},
      {"broken escape in query", get("/q?a=%zz"), error::kBadTarget},
      {"no path", get("q"), error::kBadTarget},
      {"star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", error::kBadTarget},
      {"bad UTF-8 in path", get("/%ff"), error::kBadUtf8},
      {"overlong slash", get("/%c0%af"), error::kBadUtf8},
      {"bad UTF-8 in query", get("/q?a=%e9%95"), error::kBadUtf8},
      {"surrogate in header", get("/q", "X: \xED\xA0\x80\r\n"), error::kBadUtf8},
      {"big header", get("/q", "X: " + std::string(20000, 'x') + "\r\n"), error::kHeaderTooLarge},
      {"unknown path", get("/other"), error::kNotFound},
      {"unknown method", "BREW /q HTTP/1.1\r\nHost: a\r\n\r\n", error::kMethodNotAllowed},
  };
  for (const Refusal& each : cases) {
    SCOPED_TRACE(each.name);
    const auto request = parse_bytes(each.bytes, table());
    if (request) {
      ADD_FAILURE() << "was read";
      continue;
    }
    EXPECT_EQ(error_info(request.error().code).name, error_info(each.code).name);
  }
}

TEST(Request, RefusesTooManyHeadersAndParameters) {
  std::string fields;
  for (std::size_t i = 0; i < kHeaderFields; ++i) fields += "a: b\r\n";
  EXPECT_EQ(parse_bytes(get("/q", fields), table()).error().code, error::kTooManyFields);
  std::string query = "/q?";
  for (std::size_t i = 0; i <= kQueryFields; ++i) query += "a&";
  EXPECT_EQ(parse_bytes(get(query), table()).error().code, error::kTooManyFields);
}

TEST(Request, ReadsChunkedBodies_RFC9112Section7_1) {
  const auto request = parse_bytes(
      "POST /e/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", table());
  ASSERT_TRUE(request) << error_text(request.error(), "en");
  EXPECT_EQ(request->body, "abcde");
  EXPECT_EQ(request->path_param("id"), "1");
}

TEST(Language, IsTheOneWithTheGreatestWeight_RFC9110Section12_5_4) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "zh"}, {"en", "en"}, {"EN-gb", "en"}, {"zh-CN,zh;q=0.9,en;q=0.8", "zh"}, {"en;q=0.8, zh;q=0.9", "zh"},
      {"fr, en;q=0.5", "en"}, {"fr", "zh"}, {"en;q=0", "zh"}, {"en;q=x", "zh"}, {"zh;q=0.1,en;q=0.25", "en"}, {",,;", "zh"}};
  for (const auto& [value, language] : cases) EXPECT_EQ(preferred_language(value), language) << value;
}

TEST(Language, OfTheAddressWinsOverTheHeader) {
  EXPECT_EQ(parse_bytes(get("/q?lang=en", "Accept-Language: zh\r\n"), table())->lang(), "en");
  EXPECT_EQ(parse_bytes(get("/q?lang=fr", "Accept-Language: en\r\n"), table())->lang(), "en");
}

TEST(Forwarded, CountsOnlyFromATrustedProxy) {
  Request request;
  request.remote = "10.0.0.1";
  request.headers = {{"x-forwarded-for", "1.1.1.1, 2.2.2.2, 10.0.0.2"}, {"x-forwarded-proto", "https"}};
  Request untrusted = request;
  apply_forwarded(untrusted, {});
  EXPECT_EQ(untrusted.remote, "10.0.0.1");
  EXPECT_FALSE(untrusted.secure);
  apply_forwarded(request, {"10.0.0.1", "10.0.0.2"});
  EXPECT_EQ(request.remote, "2.2.2.2");
  EXPECT_TRUE(request.secure);
}

TEST(AcceptEncoding, WeighsEachCoding_RFC9110Section12_5_3) {
  EXPECT_EQ(accept_weight("gzip, br", "gzip"), 1);
  EXPECT_EQ(accept_weight("gzip;q=0, *", "gzip"), 0);
  EXPECT_EQ(accept_weight("*;q=0.5", "gzip"), 0.5);
  EXPECT_EQ(accept_weight("", "gzip"), 0);
}

TEST(Outgoing, RefusesAHeaderValueThatWouldStartAnotherHeader) {
  for (const auto& value : {std::string("a\r\nSet-Cookie: x"), std::string("a\nb"), std::string("a\0b", 3)}) {
    Response response;
    response.headers = {{"X-Name", value}};
    EXPECT_THROW((void)make_outgoing(Request{}, response, {}, UtcTime{}), std::logic_error);
  }
}

TEST(Outgoing, WritesTheDateAsImfFixdate_RFC9110Section5_6_7) {
  const auto out = make_outgoing(Request{}, Response{}, {}, from_millis(784111777000));
  EXPECT_NE(out.head.find("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos) << out.head;
}

TEST(Outgoing, CompressesTextAboveOneKibibyteWhenAccepted) {
  Request request;
  request.headers = {{"accept-encoding", "gzip"}};
  const std::string text(2000, 'x');
  const auto out = make_outgoing(request, Response::text(text, "text/plain"), {}, UtcTime{});
  EXPECT_NE(out.head.find("Content-Encoding: gzip"), std::string::npos);
  EXPECT_EQ(gunzip(out.body, 1U << 20).value(), text);
  EXPECT_EQ(make_outgoing(request, Response::text(text, "image/png"), {}, UtcTime{}).body, text);
  EXPECT_EQ(make_outgoing(request, Response::text("short", "text/plain"), {}, UtcTime{}).body, "short");
  EXPECT_EQ(make_outgoing(Request{}, Response::text(text, "text/plain"), {}, UtcTime{}).body, text);
}

TEST(Gzip, RefusesABombAndHalfAStream) {
  const std::string packed = gzip(std::string(5U << 20, 'x'));
  EXPECT_EQ(gunzip(packed, 1U << 20).error().code, error::kTooLarge);
  EXPECT_EQ(gunzip(packed.substr(0, packed.size() / 2), 10U << 20).error().code, error::kBadRequest);
  EXPECT_EQ(gunzip("not gzip", 10).error().code, error::kBadRequest);
  EXPECT_EQ(gunzip(gzip(""), 10).value(), "");
}

TEST(Url, IsReadIntoItsParts) {
  const auto url = parse_url("https://[::1]:8443?a=1#top");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->target, "/?a=1");
  EXPECT_EQ(url->authority(), "[::1]:8443");
  for (const char* bad : {"ftp://a", "a", "http://", "http://u:p@a/", "http://a:b/", "http://a:99999/", "http://a/\r\nX: 1", "http://[::1"}) {
    EXPECT_FALSE(parse_url(bad)) << bad;
  }
}

}  // namespace
}  // namespace muster::net
