// From a handler's Response to the bytes on the wire: safety headers, 304, gzip, framing.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "net/event_stream.h"
#include "net/http.h"

namespace muster::net {

/// What a connection writes, and what it does afterwards.
struct Outgoing {
  std::string head;
  std::string body;
  std::shared_ptr<const Response> ready;                          ///< set: its body is written, not `body`
  std::function<void(std::shared_ptr<EventSink>)> start_stream;  ///< Response::stream of a response that has one
  std::shared_ptr<EventStream> events;                            ///< set: the connection stays open for these
  bool keep_alive = true;
  bool linger = false;  ///< unread request bytes are on the way: read them off before closing
};

struct Framing {
  bool keep_alive = true;
  bool http10 = false;
};

[[nodiscard]] std::string_view reason_phrase(int status);  ///< RFC 9110 section 15

/// Does an If-None-Match or If-Match list name this tag, compared weakly (RFC 9110 section 8.8.3.2)?
[[nodiscard]] bool names_tag(std::string_view list, std::string_view etag);

/// 304 for a GET whose If-None-Match names the response's ETag; gzip for JSON and text above 1 KiB when accepted.
/// Throws std::logic_error for a header that may not be sent (CR, LF or NUL in a value).
[[nodiscard]] Outgoing make_outgoing(const Request& request, Response response, Framing framing, UtcTime now);
/// The same for a 200 that lies ready (ready.h): nothing of it is copied or compressed.
[[nodiscard]] Outgoing make_outgoing(const Request& request, std::shared_ptr<const Response> ready, Framing framing, UtcTime now);

}  // namespace muster::net
