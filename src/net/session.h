// One connection, plain or TLS: read a request, have it answered in the pool, write the answer, again; or write events until
// one side closes. Everything runs on the connection's io_context, whose one thread serialises it, except handle().
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/log.h"
#include "net/asio.h"
#include "net/registry.h"
#include "net/server_core.h"
#include "net/text.h"
#include "net/wire.h"

namespace muster::net {

using TcpSocket = TcpStream::socket_type;

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  template <class... Tls>
  Session(ServerCore& core, Registry& registry, std::string remote, TcpSocket socket, Tls&... tls)
      : core_(core),
        registry_(registry),
        remote_(std::move(remote)),
        stream_(std::move(socket), tls...),
        buffer_(core.settings().header_limit + kReadAhead),
        heartbeat_(stream_.get_executor()),
        watchdog_(stream_.get_executor()) {}

  ~Session() override {
    if (out_.events) out_.events->detach();
    registry_.remove(this);
  }

  auto executor() { return stream_.get_executor(); }

  void start() {
    if constexpr (!kTls) {
      wait_request();
    } else {
      expect_within(core_.settings().read_timeout);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = self()](error_code ec) {
        ec ? self->drop() : self->wait_request();
      });
    }
  }

  void begin_stop() override {
    asio::post(stream_.get_executor(), [self = self()] {
      if (self->idle_) self->drop();
      if (self->out_.events) self->out_.events->close();
    });
  }

  void abort() override {
    asio::post(stream_.get_executor(), [self = self()] { self->drop(); });
  }

 private:
  static constexpr bool kTls = !std::is_same_v<Stream, TcpStream>;
  static constexpr std::size_t kReadAhead = 64U << 10;
  static constexpr std::size_t kEventChunk = 64U << 10;
  static constexpr Millis kLinger{2000};
  using Clock = asio::steady_timer::clock_type;

  auto self() { return this->shared_from_this(); }
  TcpStream& transport() { return beast::get_lowest_layer(stream_); }

  // Time beyond the fixed timeout for a long body: a slow village line passes, a trickle does not.
  static Millis allowance(std::size_t bytes) { return Millis{bytes / 64}; }

  // The time by which the peer must have done the next step. One timer is moved only when it would ring too late; it looks again when it
  // rings too early. Beast's own, set and cancelled with each step, cost a quarter of a request.
  void expect_within(Millis time) {
    deadline_ = Clock::now() + time;
    if (deadline_ < rings_at_) arm();
  }
  void expect_nothing() { deadline_ = Clock::time_point::max(); }

  void arm() {
    rings_at_ = deadline_;
    watchdog_.expires_at(deadline_);
    watchdog_.async_wait([weak = this->weak_from_this()](error_code ec) {
      const auto session = weak.lock();
      if (!ec && session) session->ring();
    });
  }

  void ring() {
    rings_at_ = Clock::time_point::max();
    if (Clock::now() >= deadline_) return transport().close();  // the step under way ends with an error
    if (deadline_ != Clock::time_point::max()) arm();
  }

  void wait_request() {
    if (core_.stopping()) return drop();
    parser_.emplace();
    prepare(*parser_, core_.settings().header_limit);
    if (buffer_.size() > 0) return read_header();
    idle_ = true;
    expect_within(fresh_ ? core_.settings().read_timeout : core_.settings().idle_timeout);
    stream_.async_read_some(buffer_.prepare(4096), [self = self()](error_code ec, std::size_t bytes) {
      self->idle_ = false;
      if (ec) return self->drop();
      self->buffer_.commit(bytes);
      self->read_header();
    });
  }

  void read_header() {
    fresh_ = false;
    expect_within(core_.settings().read_timeout);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = self()](error_code ec, std::size_t) { self->on_header(ec); });
  }

  // A refusal needs a language and an id even when the request could not be read.
  Request unread_request() {
    Request request;
    request.method = method_of(std::string_view(parser_->get().method_string().data(),
                                                parser_->get().method_string().size()));
    request.remote = remote_;
    request.id = core_.next_request_id();
    const auto language = parser_->get()[http::field::accept_language];
    request.headers.emplace_back("accept-language", std::string(language.data(), language.size()));
    return request;
  }

  void on_header(error_code ec) {
    if (ec && !is_complaint(ec)) return drop();
    if (ec) return refuse_unread(unread_request(), parse_error(ec, core_.settings().header_limit, 0));
    auto head = take_head(*parser_);
    if (!head) return refuse_unread(unread_request(), head.error());
    head->request.id = core_.next_request_id();
    head->request.remote = remote_;
    head->request.secure = kTls;
    framing_ = {.keep_alive = head->keep_alive, .http10 = head->http10};
    const auto plan = core_.plan(*head);
    request_ = std::move(head->request);
    if (!plan && !parser_->is_done()) return refuse_unread(request_, plan.error());
    if (!plan) return respond(core_.refuse(request_, nullptr, plan.error()));
    route_ = plan->route;
    body_limit_ = plan->body_limit;
    parser_->body_limit(body_limit_);
    if (parser_->is_done()) return dispatch();
    expected_ = static_cast<std::size_t>(head->content_length.value_or(body_limit_));
    head->expects_continue && !head->http10 ? write_continue() : read_body();
  }

  // Errors of the message itself; those of the transport and a peer that went away are not worth an answer.
  static bool is_complaint(const error_code& ec) {
    return ec.category() == http::make_error_code(http::error::end_of_stream).category() &&
           ec != http::error::end_of_stream && ec != http::error::partial_message;
  }

  void write_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    expect_within(core_.settings().write_timeout);
    asio::async_write(stream_, asio::const_buffer(kContinue.data(), kContinue.size()),
                      [self = self()](error_code ec, std::size_t) { ec ? self->drop() : self->read_body(); });
  }

  void read_body() {
    expect_within(core_.settings().read_timeout + allowance(expected_));
    http::async_read(stream_, buffer_, *parser_,
                     [self = self()](error_code ec, std::size_t) { self->on_body(ec); });
  }

  void on_body(error_code ec) {
    if (ec && !is_complaint(ec)) return drop();
    if (ec) return refuse_unread(request_, parse_error(ec, core_.settings().header_limit, body_limit_));
    request_.body = std::move(parser_->get().body());
    dispatch();
  }

  void dispatch() {
    if (auto ready = core_.ready(request_, route_, framing_)) return write(*std::move(ready));
    expect_nothing();  // of the peer, while the handler runs
    if (core_.pool().push([self = self()] { self->handle(); })) return;
    respond(core_.refuse(request_, route_, fail(error::kBusy, {}, {{"seconds", "1"}}).value()));
  }

  // In a thread of the pool; the connection waits meanwhile and touches nothing.
  void handle() {
    Outgoing out = core_.frame(request_, core_.answer(request_, route_), framing_);
    const auto start_stream = std::move(out.start_stream);
    const auto events = start_stream ? make_events() : nullptr;
    out.events = events;
    asio::post(stream_.get_executor(),
               [self = self(), out = std::move(out)]() mutable { self->write(std::move(out)); });
    if (!events) return;
    try {
      start_stream(events);
    } catch (const std::exception& e) {
      log::error("http.stream_failed", {{"cause", std::string(e.what())}});
      events->close();
    }
  }

  std::shared_ptr<EventStream> make_events() {
    const auto& settings = core_.settings();
    std::weak_ptr<Session> weak = self();
    return std::make_shared<EventStream>(
        EventStream::Bounds{settings.stream_events, settings.stream_bytes}, [weak] {
          const auto session = weak.lock();
          if (session) asio::post(session->stream_.get_executor(), [session] { session->flush(); });
        });
  }

  void respond(Response response) { write(core_.frame(request_, std::move(response), framing_)); }

  // The rest of this request is not read, so the connection cannot carry another one.
  void refuse_unread(const Request& request, const Error& error) {
    framing_.keep_alive = false;
    Outgoing out = core_.frame(request, core_.refuse(request, nullptr, error), framing_);
    out.linger = true;
    write(std::move(out));
  }

  void write(Outgoing out) {
    out_ = std::move(out);
    const std::string& body = out_.ready ? out_.ready->body : out_.body;
    expect_within(core_.settings().write_timeout + allowance(body.size()));
    const std::array buffers{asio::const_buffer(out_.head.data(), out_.head.size()),
                             asio::const_buffer(body.data(), body.size())};
    asio::async_write(stream_, buffers, [self = self()](error_code ec, std::size_t) { self->on_written(ec); });
  }

  void on_written(error_code ec) {
    if (ec) return drop();
    if (out_.events) return begin_stream();
    if (!out_.keep_alive) return finish();
    out_ = {};
    request_ = {};
    wait_request();
  }

  // Closing a socket with unread input would reset the connection and could destroy our answer on its way, so what the peer
  // still sends is read off for a moment.
  void finish() {
    if constexpr (kTls) {
      if (!out_.linger) return close_tls();
    } else {
      error_code ignored;
      transport().socket().shutdown(tcp::socket::shutdown_send, ignored);
    }
    expect_within(kLinger);
    drain();
  }

  void drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(kReadAhead / 4), [self = self()](error_code ec, std::size_t) {
      ec ? self->drop() : self->drain();
    });
  }

  void close_tls() {
    if constexpr (kTls) {
      expect_within(kLinger);
      stream_.async_shutdown([self = self()](error_code) { self->drop(); });
    }
  }

  void drop() {
    if (out_.events) out_.events->detach();
    heartbeat_.cancel();
    watchdog_.cancel();
    transport().close();
  }

  void begin_stream() {
    streaming_ = true;
    request_ = {};
    parser_.reset();
    expect_nothing();
    watch();
    beat();
    flush();
    if (core_.stopping()) out_.events->close();
  }

  // A stream's peer sends nothing more; the pending read tells when it goes away.
  void watch() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(512), [self = self()](error_code ec, std::size_t) {
      ec ? self->drop() : self->watch();
    });
  }

  void beat() {
    heartbeat_.expires_after(core_.settings().heartbeat);
    heartbeat_.async_wait([self = self()](error_code ec) {
      if (ec || !self->streaming_) return;
      if (!self->writing_) self->write_events(": keep-alive\n\n");
      self->beat();
    });
  }

  void flush() {
    if (!streaming_ || writing_ || !transport().socket().is_open()) return;
    auto chunk = out_.events->take(kEventChunk);
    if (!chunk.empty()) return write_events(std::move(chunk));
    if (!out_.events->is_open()) end_stream();
  }

  // Over TLS the end is announced, so that the reader can tell it from a cut; the wait for the answer is bounded by the timer.
  void end_stream() {
    if constexpr (!kTls) {
      drop();
    } else {
      streaming_ = false;
      heartbeat_.expires_after(kLinger);
      heartbeat_.async_wait([self = self()](error_code ec) {
        if (!ec) self->drop();
      });
      stream_.async_shutdown([self = self()](error_code) { self->drop(); });
    }
  }

  void write_events(std::string chunk) {
    writing_ = true;
    out_.body = std::move(chunk);
    expect_within(core_.settings().write_timeout);
    asio::async_write(stream_, asio::const_buffer(out_.body.data(), out_.body.size()),
                      [self = self()](error_code ec, std::size_t) {
                        self->writing_ = false;
                        self->expect_nothing();
                        ec ? self->drop() : self->flush();
                      });
  }

  ServerCore& core_;
  Registry& registry_;
  std::string remote_;
  Stream stream_;
  beast::flat_buffer buffer_;
  asio::steady_timer heartbeat_;
  asio::steady_timer watchdog_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point rings_at_ = Clock::time_point::max();
  std::optional<RequestParser> parser_;
  Request request_;
  const Route* route_ = nullptr;
  std::size_t body_limit_ = 0;
  std::size_t expected_ = 0;
  Framing framing_;
  Outgoing out_;
  bool fresh_ = true;     // no byte has come yet
  bool idle_ = false;     // waiting for the first byte of a request
  bool streaming_ = false;
  bool writing_ = false;  // events are on their way
};

}  // namespace muster::net
