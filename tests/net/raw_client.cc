#include "net/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace muster::net::test {

std::string RawResponse::header(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const auto at = head.find(start);
  if (at == std::string::npos) return {};
  const auto from = at + start.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

RawClient::RawClient(std::uint16_t port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("no connection");
  }
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool RawClient::fill() {
  std::array<char, 16384> block{};
  const auto got = ::recv(socket_, block.data(), block.size(), 0);
  if (got > 0) buffer_.append(block.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::string RawClient::read_until(std::string_view mark) {
  for (;;) {
    const auto at = buffer_.find(mark);
    if (at != std::string::npos) {
      std::string out = buffer_.substr(0, at + mark.size());
      buffer_.erase(0, at + mark.size());
      return out;
    }
    if (!fill()) return std::exchange(buffer_, {});
  }
}

RawResponse RawClient::read_response(bool has_body) {
  RawResponse response;
  response.head = read_until("\r\n\r\n");
  if (!response.head.ends_with("\r\n\r\n") || !response.head.starts_with("HTTP/1.1 ")) return response;
  response.status = std::stoi(response.head.substr(9, 3));
  const auto length = response.header("Content-Length");
  if (!has_body || length.empty()) return response;
  const auto size = std::stoul(length);
  while (buffer_.size() < size && fill()) {
  }
  response.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return response;
}

bool RawClient::closed_by_server() {
  std::array<char, 4096> block{};
  for (;;) {
    const auto got = ::recv(socket_, block.data(), block.size(), 0);
    if (got == 0) return true;
    if (got < 0) return errno == ECONNRESET;
  }
}

ServerSettings quick_settings() {
  ServerSettings settings;
  settings.port = 0;
  settings.handler_threads = 2;
  return settings;
}

std::unique_ptr<Server> start(const ServerSettings& settings, Router router, Server::Hooks hooks) {
  auto server = Server::start(settings, std::move(router), std::move(hooks));
  if (!server) throw std::runtime_error(error_text(server.error(), "en"));
  return std::move(*server);
}

std::string get(std::string_view target, std::string_view more) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: muster\r\n" + std::string(more) + "\r\n";
}

}  // namespace muster::net::test
