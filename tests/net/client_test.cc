#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "net/raw_client.h"
#include "errors/http.h"

namespace muster::net {
namespace {

// Accepts one connection, sends `answer` when a head has come, and closes.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener_, 1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    if (!answer.empty()) thread_ = std::jthread([this, text = std::move(answer)] { serve(text); });
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  void serve(const std::string& answer) const {
    const int peer = ::accept(listener_, nullptr, nullptr);
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && ::recv(peer, &byte, 1, 0) == 1) head += byte;
    ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(peer);
  }
  int listener_;
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

Result<ClientResponse> ask(const std::string& url, std::size_t limit = 1000) {
  return fetch({.url = url, .headers = {}, .body = {}, .timeout = Millis{5000}, .body_limit = limit, .ca_file = {}});
}

TEST(Fetch, GivesStatusHeadersAndBodyOfAnyAnswer) {
  const OneAnswer chunked("HTTP/1.1 500 Oops\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  const auto response = ask(chunked.url());
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_EQ(response->status, 500);
  EXPECT_EQ(response->headers.front(), (std::pair<std::string, std::string>{"x-one", "1"}));
  EXPECT_EQ(response->body, "abc");
}

TEST(Fetch, DoesNotFollowARedirect) {
  const OneAnswer moved("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(ask(moved.url())->status, 302);
}

TEST(Fetch, ReadsABodyThatEndsWithTheConnection) {
  const OneAnswer open_ended("HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_EQ(ask(open_ended.url())->body, "all of it");
}

TEST(Fetch, SaysWhatFailed) {
  struct Case {
    std::string name;
    std::string answer;
  };
  const std::vector<Case> cases = {{"cut", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"},
                                   {"no HTTP", "SSH-2.0-OpenSSH\r\n\r\n"},
                                   {"over limit", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"},
                                   {"over limit without length", "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x')}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const OneAnswer server(each.answer);
    const auto response = ask(server.url());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, error::kPeerUnavailable);
    EXPECT_FALSE(response.error().cause.empty());
  }
}

TEST(Fetch, GivesUpOnASilentServer) {
  const OneAnswer silent("");
  const auto response = fetch({.url = silent.url(), .headers = {}, .body = {}, .timeout = Millis{100}, .ca_file = {}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, error::kPeerUnavailable);
}

TEST(Fetch, SaysThatNobodyListens) {
  std::uint16_t port = 0;
  {
    const auto server = test::start(test::quick_settings(), Router{});
    port = server->port();
  }
  const auto response = ask("http://127.0.0.1:" + std::to_string(port) + "/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().params, (Params{{"reason", "127.0.0.1:" + std::to_string(port)}}));
}

TEST(Fetch, RefusesHeadersThatWouldStartOthersAndBadAddresses) {
  const auto split = fetch({.url = "http://127.0.0.1:1/", .headers = {{"X", "1\r\nY: 2"}}, .body = {}, .ca_file = {}});
  EXPECT_EQ(split.error().code, error::kBadRequest);
  EXPECT_EQ(ask("file:///etc/passwd").error().code, error::kBadUrl);
}

TEST(Fetch, SendsMethodHeadersAndBody) {
  Router router;
  router.add({.method = Method::kPut, .pattern = "/a", .permission = "public", .handler = [](const Request& request) -> Result<Response> {
                return Response::text(std::string(request.header("x-one")) + request.param("q").value_or("") + request.body, "text/plain");
              }});
  const auto server = test::start(test::quick_settings(), std::move(router));
  const auto response = fetch({.method = Method::kPut,
                               .url = "http://localhost:" + std::to_string(server->port()) + "/a?q=2",
                               .headers = {{"X-One", "1"}},
                               .body = "3",
                               .ca_file = {}});
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_EQ(response->body, "123");
}

}  // namespace
}  // namespace muster::net
