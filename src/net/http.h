// Requests, responses, routes and the server, without a word of Beast: handlers are ordinary blocking functions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"

namespace muster::net {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };
[[nodiscard]] std::string_view method_name(Method method);

/// A request whose size, header count and UTF-8 have been checked. Header names are lower-case.
struct Request {
  Method method = Method::kGet;
  std::string target;                                    ///< as sent
  std::string path;                                      ///< percent-decoded, starts with '/', no "..", no NUL
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order, names may repeat
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string remote;                                    ///< address of the peer (or of X-Forwarded-For from a trusted proxy)
  bool secure = false;                                   ///< TLS
  std::string id;                                        ///< request id, sent back as X-Request-Id and logged
  std::map<std::string, std::string, std::less<>> path_params;  ///< {type}, {id}
  std::shared_ptr<const void> context;                   ///< set by the hook `before`, read by handlers (app/services.h)

  [[nodiscard]] std::string_view header(std::string_view lower_name) const;  ///< empty when absent
  [[nodiscard]] std::optional<std::string> param(std::string_view name) const;  ///< first query value
  [[nodiscard]] std::vector<std::string> params(std::string_view name) const;
  [[nodiscard]] std::string_view path_param(std::string_view name) const;
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
  [[nodiscard]] std::string_view lang() const;  ///< "zh" or "en": ?lang, then Accept-Language, then zh
};

/// Bytes pushed to one open event stream; thread-safe, never blocks. A reader that falls more than its bound
/// behind is closed (it comes back with Last-Event-ID).
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// Text of one complete SSE event, ending in a blank line. False when the stream is closed.
  virtual bool send(std::string event) = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  /// Set for an event stream: called once, when the response header is on its way. Heartbeats (": keep-alive", 15 s) are net's.
  std::function<void(std::shared_ptr<EventSink>)> stream;

  [[nodiscard]] static Response json(const json::Value& value, int status = 200);
  [[nodiscard]] static Response text(std::string body, std::string content_type, int status = 200);
};

using Handler = std::function<Result<Response>(const Request&)>;

/// One line of the route table. The permission is a word that the app checks before the handler runs.
struct Route {
  Method method = Method::kGet;
  std::string pattern;     ///< "/api/v1/records/{type}/{id}"; "{rest*}" matches the remainder
  std::string permission;  ///< "public", "session", "token:readings", … (docs/design/contracts.md)
  Handler handler;
  std::size_t body_limit = 1U << 20;
};

/// Matches in O(path segments); a path that exists with another method gives 405 with Allow. HEAD is served by GET.
/// A segment is a literal, "{name}" or "{name}.xml" (text around one parameter); literals win over parameters.
class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();
  /// Throws std::logic_error for a pattern that does not start with '/' or stands twice with the same method.
  void add(Route route);
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> path_params;
  };
  /// @param path as sent, without query: segments are percent-decoded after splitting, so "%2F" stays inside its segment.
  [[nodiscard]] Result<Match> match(Method method, std::string_view path) const;  ///< kNotFound, kMethodNotAllowed (param allow)
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_;
};

/// RFC 9457 problem document in the request's language: type, title, status, code, detail, field, params, errors[], request_id.
[[nodiscard]] Response problem(const Error& error, std::string_view lang, std::string_view request_id);

struct ServerSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8443;  ///< 0 takes a free one
  std::string certificate_file;  ///< PEM; empty serves plain HTTP
  std::string key_file;
  int io_threads = 1;
  int handler_threads = 4;
  std::size_t handler_queue = 1024;  ///< beyond: 503 with Retry-After
  std::size_t header_limit = 16U << 10;
  std::size_t body_limit = 16U << 20;  ///< ceiling over all routes
  std::size_t connections = 4096;
  Millis read_timeout{30000};
  Millis idle_timeout{60000};
  Millis write_timeout{30000};
  Millis heartbeat{15000};                 ///< comment line on silent event streams
  std::size_t stream_events = 1000;        ///< an event stream further behind is closed
  std::size_t stream_bytes = 1U << 20;
  std::vector<std::string> trusted_proxies;  ///< peer addresses whose X-Forwarded-For and X-Forwarded-Proto count
};

class Server {
 public:
  virtual ~Server() = default;
  /// `before` runs ahead of each handler (session, permission, CSRF) and may refuse; `after` sees status and duration of
  /// every request that could be read (route is null without one). Both run on any thread.
  struct Hooks {
    std::function<Status(Request&, const Route&)> before;
    std::function<void(const Request&, const Route*, const Response&, Millis)> after;
    std::function<Response(const Request&)> fallback;  ///< for paths without a route (the UI); optional
  };
  /// kPortTaken (param port), kBadSetting for a host that is no address of this machine, kStorageUnavailable for a certificate that cannot be read.
  static Result<std::unique_ptr<Server>> start(const ServerSettings& settings, Router router, Hooks hooks);
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual std::size_t open_connections() const = 0;
  /// Stops accepting, lets running handlers finish (connections wait at most `grace`), closes streams, joins the threads:
  /// it returns when the last running handler has returned.
  virtual void stop(Millis grace = Millis{5000}) = 0;
};

/// One outgoing request (blocking; worker threads only). kPeerUnavailable with cause, kBadUrl; never follows redirects.
struct ClientRequest {
  Method method = Method::kGet;
  std::string url;  ///< http:// or https://
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Millis timeout{10000};
  std::size_t body_limit = 16U << 20;
  std::string ca_file;  ///< extra trust for https
};
struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
[[nodiscard]] Result<ClientResponse> fetch(const ClientRequest& request);

}  // namespace muster::net
