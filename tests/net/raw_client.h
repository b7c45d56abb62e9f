// A client that sends exactly the bytes of a test, and a server on a free port with short timeouts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace muster::net::test {

/// One answer as it came over the wire.
struct RawResponse {
  int status = 0;  ///< 0: the connection ended before a whole head
  std::string head;
  std::string body;
  [[nodiscard]] std::string header(std::string_view name) const;  ///< name as the server writes it
};

/// A blocking TCP connection to 127.0.0.1; every read gives up after 20 s, so a broken test ends.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  ~RawClient();

  void send(std::string_view bytes);  ///< errors are ignored: the server may close first
  RawResponse read_response(bool has_body = true);
  std::string read_until(std::string_view mark);  ///< what came up to and with the mark; all that came when it closes
  bool closed_by_server();                        ///< waits for the end of the stream

 private:
  bool fill();
  int socket_ = -1;
  std::string buffer_;
};

/// Settings for tests: a free port, one I/O thread, two handler threads.
[[nodiscard]] ServerSettings quick_settings();
[[nodiscard]] std::unique_ptr<Server> start(const ServerSettings& settings, Router router, Server::Hooks hooks = {});

/// A GET of `target` with Host and further header lines ("A: b\r\n").
[[nodiscard]] std::string get(std::string_view target, std::string_view more = {});

}  // namespace muster::net::test
