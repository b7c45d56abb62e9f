#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "json/json.h"
#include "net/gzip.h"
#include "net/raw_client.h"

namespace muster::net {
namespace {

using test::get;
using test::quick_settings;
using test::RawClient;
using testing::HasSubstr;

Route route(Method method, std::string pattern, Handler handler, std::size_t body_limit = 1000) {
  return {.method = method, .pattern = std::move(pattern), .permission = "public", .handler = std::move(handler), .body_limit = body_limit};
}

Result<Response> echo(const Request& request) {
  return Response::json(json::Object{{"path", request.path}, {"size", request.body.size()}, {"remote", request.remote}});
}

Router table() {
  Router router;
  router.add(route(Method::kGet, "/echo", echo));
  router.add(route(Method::kPost, "/echo", echo));
  router.add(route(Method::kPost, "/big", echo, 16U << 20));
  router.add(route(Method::kGet, "/throws", [](const Request&) -> Result<Response> { throw std::runtime_error("secret cause"); }));
  router.add(route(Method::kGet, "/refuses", [](const Request&) -> Result<Response> {
    auto refusal = fail(error::kInvalid, "", {{"count", "1"}}, "secret cause");
    refusal.value().also = {fail(error::kRequired, "stage_m", {{"title", "水位"}}).value()};
    return refusal;
  }));
  router.add(route(Method::kGet, "/splits", [](const Request&) -> Result<Response> {
    Response response;
    response.headers = {{"X-A", "1\r\nX-B: 2"}};
    return response;
  }));
  router.add(route(Method::kGet, "/long", [](const Request&) -> Result<Response> {
    return Response::text(std::string(100000, 'x'), "text/plain");
  }));
  router.add(route(Method::kGet, "/tagged", [](const Request&) -> Result<Response> {
    Response response = Response::json(json::Object{});
    response.headers = {{"ETag", "\"7\""}};
    return response;
  }));
  return router;
}

struct Case {
  std::string name;
  std::string bytes;
  int status;
  std::string code;
  bool closes;
};

TEST(Server, AnswersEachBrokenRequestWithItsProblemAndKeepsTheConnectionOnlyWhenItsEndIsKnown) {
  const auto server = test::start(quick_settings(), table());
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const std::vector<Case> cases = {
      {"no HTTP", "hello\r\n\r\n", 400, "malformed_http", true},
      {"bare LF", "GET /echo HTTP/1.1\nHost: a\n\n", 400, "malformed_http", true},
      {"no host", "GET /echo HTTP/1.1\r\n\r\n", 400, "malformed_http", true},
      {"two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "malformed_http", true},
      {"length and chunked", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "malformed_http", true},
      {"bad chunk", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "malformed_http", true},
      {"header over limit", get("/echo", "X: " + std::string(17U << 10, 'x') + "\r\n"), 431, "header_too_large", true},
      {"body over the route's limit", post + "Content-Length: 1001\r\n\r\n", 413, "too_large", true},
      {"chunks over the route's limit", post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x'), 413, "too_large", true},
      {"10 MB", post + "Content-Length: 10485760\r\n\r\n" + std::string(10U << 20, 'x'), 413, "too_large", true},
      {"bad UTF-8", get("/%ff"), 400, "bad_utf8", true},
      {"traversal", get("/%2e%2e/etc/passwd"), 400, "bad_target", true},
      {"unknown path", get("/nowhere"), 404, "not_found", false},
      {"unknown method", "BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed", false},
      {"unknown path with a body", "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 404, "not_found", true},
      {"a handler that throws", get("/throws"), 500, "internal", false},
      {"a handler that refuses", get("/refuses"), 422, "invalid", false},
      {"a response header with a line end", get("/splits"), 500, "internal", false},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    RawClient client(server->port());
    client.send(each.bytes);
    const auto response = client.read_response();
    EXPECT_EQ(response.status, each.status);
    const auto body = json::parse(response.body);
    ASSERT_TRUE(body) << response.head << response.body;
    EXPECT_EQ(body->text("code"), each.code);
    EXPECT_EQ(body->text("request_id"), response.header("X-Request-Id"));
    EXPECT_THAT(response.head, testing::Not(HasSubstr("X-B")));
    EXPECT_THAT(response.body, testing::Not(HasSubstr("secret")));
    EXPECT_EQ(response.header("Connection"), each.closes ? "close" : "");
    if (each.closes) continue;
    client.send(get("/echo"));
    EXPECT_EQ(client.read_response().status, 200);
  }
}

TEST(Server, WritesProblemsInTheReadersLanguage_RFC9457) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send(get("/refuses", "Accept-Language: en-GB,zh;q=0.5\r\n") + get("/refuses") + get("/nowhere?lang=en") +
              get("/%ff", "Accept-Language: en\r\n"));
  const auto english = client.read_response();
  EXPECT_EQ(english.header("Content-Type"), "application/problem+json; charset=utf-8");
  EXPECT_EQ(english.header("Content-Language"), "en");
  const auto problem = json::parse(english.body).value();
  EXPECT_EQ(problem.text("type"), "urn:muster:error:invalid");
  EXPECT_EQ(problem.text("detail"), "1 things need to be put right");
  EXPECT_EQ(problem.integer("status"), 422);
  const auto& first = problem["errors"].as_array().at(0);
  EXPECT_EQ(first.text("code"), "required");
  EXPECT_EQ(first.text("field"), "stage_m");
  EXPECT_EQ(first["params"].text("title"), "水位");
  const auto chinese = client.read_response();
  EXPECT_EQ(json::parse(chinese.body)->text("detail"), "有 1 处需要改");
  EXPECT_EQ(json::parse(client.read_response().body)->text("title"), "Not found");
  EXPECT_THAT(json::parse(client.read_response().body)->text("detail"), HasSubstr("not valid UTF-8"));
}

TEST(Server, NamesTheMethodsThatAPathTakes_RFC9110Section10_2_1) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_response().header("Allow"), "GET, HEAD, POST");
}

TEST(Server, SendsSafetyHeadersOnEveryAnswerAndNoBanner) {
  const auto server = test::start(quick_settings(), table());
  for (const auto& bytes : {get("/echo"), get("/nowhere"), std::string("bad\r\n\r\n"), get("/throws")}) {
    RawClient client(server->port());
    client.send(bytes);
    const auto response = client.read_response();
    EXPECT_THAT(response.header("Content-Security-Policy"), HasSubstr("default-src 'self'"));
    EXPECT_THAT(response.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.header("Referrer-Policy"), "same-origin");
    EXPECT_EQ(response.header("Server"), "");
    EXPECT_NE(response.header("Cache-Control"), "");
  }
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder_RFC9112Section9_3_2) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  std::string bytes;
  for (int i = 0; i < 50; ++i) {
    bytes += "POST /echo?n=1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(i) + "\r\n\r\n" + std::string(static_cast<std::size_t>(i), 'x');
  }
  client.send(bytes);
  for (int i = 0; i < 50; ++i) ASSERT_EQ(json::parse(client.read_response().body)->integer("size"), i);
}

TEST(Server, AnswersHeadLikeGetWithoutABody_RFC9110Section9_3_2) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send("HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n" + get("/echo"));
  const auto head = client.read_response(false);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "100000");
  EXPECT_THAT(client.read_response().body, HasSubstr("/echo"));
}

TEST(Server, ClosesWhenAskedAndAfterHttp10_RFC9112Section9_3) {
  const auto server = test::start(quick_settings(), table());
  for (const auto& bytes : {get("/echo", "Connection: close\r\n"), std::string("GET /echo HTTP/1.0\r\n\r\n")}) {
    RawClient client(server->port());
    client.send(bytes);
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("Connection"), "close");
    EXPECT_TRUE(client.closed_by_server());
  }
  RawClient old(server->port());
  old.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(old.read_response().header("Connection"), "keep-alive");
}

TEST(Server, TakesALongBodyAndAsksForItWhenTheClientWaits_RFC9110Section10_1_1) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response(false).status, 100);
  client.send(std::string(10U << 20, 'x'));
  EXPECT_EQ(json::parse(client.read_response().body)->integer("size"), 10 << 20);
}

TEST(Server, RefusesALongBodyBeforeAskingForIt) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 413);
}

TEST(Server, ClosesSlowAndIdleConnections) {
  auto settings = quick_settings();
  settings.read_timeout = Millis{100};
  settings.idle_timeout = Millis{100};
  const auto server = test::start(settings, table());
  for (const auto& bytes : {std::string(), std::string("GET /echo HTTP/1.1\r\nHos"), get("/echo"),
                            std::string("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")}) {
    RawClient client(server->port());
    client.send(bytes);
    EXPECT_TRUE(client.closed_by_server()) << bytes;
  }
}

TEST(Server, SaysThatItIsBusyWhenTheHandlerQueueIsFull) {
  auto settings = quick_settings();
  settings.handler_threads = 1;
  settings.handler_queue = 1;
  std::promise<void> entered;
  std::promise<void> refused;
  std::promise<void> release;
  const auto released = release.get_future().share();
  std::atomic<bool> first = true;
  Router router;
  router.add(route(Method::kGet, "/slow", [&](const Request&) -> Result<Response> {
    if (first.exchange(false)) entered.set_value();
    released.wait();
    return Response::json(json::Object{});
  }));
  Server::Hooks hooks;
  hooks.after = [&](const Request&, const Route*, const Response& response, Millis) {
    if (response.status == 503) refused.set_value();
  };
  const auto server = test::start(settings, std::move(router), hooks);
  RawClient running(server->port());
  running.send(get("/slow"));
  entered.get_future().wait();
  RawClient second(server->port());
  RawClient third(server->port());
  second.send(get("/slow"));
  third.send(get("/slow"));
  refused.get_future().wait();
  release.set_value();
  auto one = second.read_response();
  auto other = third.read_response();
  if (one.status == 200) std::swap(one, other);
  EXPECT_EQ(one.status, 503);
  EXPECT_EQ(one.header("Retry-After"), "1");
  EXPECT_EQ(json::parse(one.body)->text("code"), "busy");
  EXPECT_EQ(other.status, 200);
  EXPECT_EQ(running.read_response().status, 200);
}

TEST(Server, LetsRunningHandlersFinishWhenItStops) {
  std::promise<void> entered;
  std::promise<void> release;
  Router router = table();
  router.add(route(Method::kGet, "/slow", [&](const Request&) -> Result<Response> {
    entered.set_value();
    release.get_future().wait();
    return Response::text("done", "text/plain");
  }));
  const auto server = test::start(quick_settings(), std::move(router));
  RawClient idle(server->port());
  idle.send(get("/echo"));
  EXPECT_EQ(idle.read_response().status, 200);
  RawClient running(server->port());
  running.send(get("/slow"));
  entered.get_future().wait();
  std::jthread stopper([&] { server->stop(Millis{10000}); });
  EXPECT_TRUE(idle.closed_by_server());
  release.set_value();
  const auto response = running.read_response();
  EXPECT_EQ(response.body, "done");
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_TRUE(running.closed_by_server());
  stopper.join();
  EXPECT_EQ(server->open_connections(), 0U);
  EXPECT_THROW(RawClient{server->port()}, std::runtime_error);
}

TEST(Server, CutsConnectionsThatOutlastTheGrace) {
  std::promise<void> entered;
  std::promise<void> release;
  Router router;
  router.add(route(Method::kGet, "/slow", [&](const Request&) -> Result<Response> {
    entered.set_value();
    release.get_future().wait();
    return Response{};
  }));
  const auto server = test::start(quick_settings(), std::move(router));
  RawClient running(server->port());
  running.send(get("/slow"));
  entered.get_future().wait();
  std::jthread stopper([&] { server->stop(Millis{1}); });
  EXPECT_TRUE(running.closed_by_server());
  release.set_value();
}

TEST(Server, SaysWhichPortIsTaken) {
  const auto server = test::start(quick_settings(), table());
  auto settings = quick_settings();
  settings.port = server->port();
  const auto second = Server::start(settings, table(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, error::kPortTaken);
  EXPECT_EQ(second.error().params, (Params{{"port", std::to_string(server->port())}}));
}

TEST(Server, TakesThePortAgainRightAfterAStop) {
  auto settings = quick_settings();
  auto server = test::start(settings, table());
  settings.port = server->port();
  RawClient client(server->port());
  client.send(get("/echo", "Connection: close\r\n"));
  EXPECT_EQ(client.read_response().status, 200);
  server->stop();
  EXPECT_TRUE(Server::start(settings, table(), {}));
}

TEST(Server, RefusesAHostThatIsNoAddressOfThisMachine) {
  auto settings = quick_settings();
  settings.host = "203.0.113.7";
  EXPECT_EQ(Server::start(settings, table(), {}).error().code, error::kBadSetting);
}

TEST(Server, ClosesConnectionsOverItsCap) {
  auto settings = quick_settings();
  settings.connections = 2;
  const auto server = test::start(settings, table());
  RawClient first(server->port());
  RawClient second(server->port());
  for (RawClient* client : {&first, &second}) {
    client->send(get("/echo"));
    EXPECT_EQ(client->read_response().status, 200);
  }
  RawClient third(server->port());
  EXPECT_TRUE(third.closed_by_server());
}

TEST(Server, RunsItsHooksAroundEachHandler) {
  std::vector<std::string> seen;
  Server::Hooks hooks;
  hooks.before = [&](Request& request, const Route& matched) -> Status {
    request.context = std::make_shared<int>(7);
    if (request.header("x-allowed").empty()) return fail(error::kNotSignedIn, "", {}, matched.permission);
    return {};
  };
  hooks.after = [&](const Request& request, const Route* matched, const Response& response, Millis) {
    seen.push_back(request.path + " " + (matched == nullptr ? "-" : matched->pattern) + " " + std::to_string(response.status));
  };
  hooks.fallback = [](const Request& request) { return Response::text("page " + request.path, "text/html"); };
  Router router;
  router.add(route(Method::kGet, "/a", [](const Request& request) -> Result<Response> {
    return Response::text(std::to_string(*static_cast<const int*>(request.context.get())), "text/plain");
  }));
  const auto server = test::start(quick_settings(), std::move(router), hooks);
  RawClient client(server->port());
  client.send(get("/a") + get("/a", "X-Allowed: 1\r\n") + get("/desk") + "POST /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 401);
  EXPECT_EQ(client.read_response().body, "7");
  EXPECT_EQ(client.read_response().body, "page /desk");
  EXPECT_EQ(client.read_response().status, 405);
  server->stop();
  EXPECT_EQ(seen, (std::vector<std::string>{"/a /a 401", "/a /a 200", "/desk - 200", "/a - 405"}));
}

TEST(Server, GzipsLongTextForThoseWhoTakeIt) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send(get("/long", "Accept-Encoding: gzip, br\r\n") + get("/long"));
  const auto packed = client.read_response();
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(gunzip(packed.body, 1U << 20).value(), std::string(100000, 'x'));
  EXPECT_EQ(client.read_response().body.size(), 100000U);
}

TEST(Server, AnswersNotModifiedWhenTheTagIsKnown_RFC9110Section13_1_2) {
  const auto server = test::start(quick_settings(), table());
  RawClient client(server->port());
  client.send(get("/tagged", "If-None-Match: \"6\", W/\"7\"\r\n") + get("/tagged", "If-None-Match: \"8\"\r\n"));
  const auto known = client.read_response();
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.header("ETag"), "\"7\"");
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(Server, ServesManyConnectionsFromSeveralThreads) {
  auto settings = quick_settings();
  settings.io_threads = 3;
  settings.handler_threads = 4;
  const auto server = test::start(settings, table());
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int connection = 0; connection < 10; ++connection) {
          RawClient client(server->port());
          for (int i = 0; i < 10; ++i) {
            client.send(get("/echo"));
            served += client.read_response().status == 200 ? 1 : 0;
          }
        }
      });
    }
  }
  EXPECT_EQ(served, 400);
}

}  // namespace
}  // namespace muster::net
