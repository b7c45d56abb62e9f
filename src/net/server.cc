#include "net/session.h"  // first: it disarms Asio

#include <openssl/ssl.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <mutex>
#include <thread>

namespace muster::net {
namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

// One thread with its own io_context: its connections never run side by side, so they need no locks.
struct IoThread {
  IoThread() : work(asio::make_work_guard(context)) {}
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::thread thread;
};

std::string address_of(const TcpSocket& socket) {
  error_code ec;
  const auto address = socket.remote_endpoint(ec).address();
  if (ec) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

tl::unexpected<Error> bad_host(const ServerSettings& settings, const error_code& ec) {
  return fail(error::kBadSetting, {}, {{"name", "listen"}, {"reason", settings.host + ": " + ec.message()}});
}

Result<Acceptor> listen(asio::io_context& context, const ServerSettings& settings) {
  error_code ec;
  tcp::endpoint endpoint;
  if (const auto address = asio::ip::make_address(settings.host, ec); !ec) {
    endpoint = {address, settings.port};
  } else {
    const auto found = tcp::resolver(context).resolve(settings.host, "", ec);
    if (ec || found.empty()) return bad_host(settings, ec);
    endpoint = {found.begin()->endpoint().address(), settings.port};
  }
  Acceptor acceptor(context.get_executor());
  acceptor.open(endpoint.protocol(), ec);
  if (ec) return bad_host(settings, ec);
  acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (endpoint.address() == asio::ip::address(asio::ip::address_v6::any())) {
    acceptor.set_option(asio::ip::v6_only(false), ec);
  }
  acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(tcp::acceptor::max_listen_connections, ec);
  if (ec == asio::error::address_in_use) {
    return fail(error::kPortTaken, {}, {{"port", std::to_string(settings.port)}}, ec.message());
  }
  if (ec) return bad_host(settings, ec);
  return acceptor;
}

Result<std::unique_ptr<asio::ssl::context>> make_tls(const ServerSettings& settings) {
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* const native = tls->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  // For TLS 1.2 only suites with forward secrecy and authenticated encryption; all of TLS 1.3 are so.
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  error_code ec;
  tls->use_certificate_chain_file(settings.certificate_file, ec);
  std::string file = settings.certificate_file;
  if (!ec) {
    file = settings.key_file;
    tls->use_private_key_file(settings.key_file, asio::ssl::context::pem, ec);
  }
  if (ec) return fail(error::kStorageUnavailable, {}, {{"reason", file}}, ec.message());
  return tls;
}

class ServerImpl final : public Server {
 public:
  ServerImpl(const ServerSettings& settings, Router router, Hooks hooks, Ready ready)
      : core_(settings, std::move(router), std::move(hooks), std::move(ready)) {
    for (int i = 0; i < std::max(1, settings.io_threads); ++i) threads_.push_back(std::make_unique<IoThread>());
  }
  ~ServerImpl() override { stop_now(Millis{5000}); }

  Status open(const ServerSettings& settings) {
    if (!settings.certificate_file.empty()) {
      auto tls = make_tls(settings);
      if (!tls) return fail(tls.error());
      tls_ = std::move(*tls);
    }
    auto acceptor = listen(threads_.front()->context, settings);
    if (!acceptor) return fail(acceptor.error());
    acceptor_.emplace(std::move(*acceptor));
    retry_.emplace(threads_.front()->context);
    port_ = acceptor_->local_endpoint().port();
    accept();
    for (auto& each : threads_) each->thread = std::thread([io = each.get()] { io->context.run(); });
    return {};
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  [[nodiscard]] std::size_t open_connections() const override { return registry_.size(); }
  void stop(Millis grace) override { stop_now(grace); }

 private:
  void accept() {
    IoThread& home = *threads_[next_thread_++ % threads_.size()];
    acceptor_->async_accept(home.context.get_executor(), [this](error_code ec, TcpSocket socket) {
      if (core_.stopping() || ec == asio::error::operation_aborted) return;
      if (ec) return accept_later(ec);
      if (registry_.size() < core_.settings().connections) {
        begin(std::move(socket));
      } else if (!full_) {
        log::warning("http.connections_full", {{"limit", static_cast<std::int64_t>(core_.settings().connections)}});
      }
      full_ = registry_.size() >= core_.settings().connections;
      accept();
    });
  }

  // Out of file descriptors or memory: a short pause instead of a loop at full speed.
  void accept_later(const error_code& ec) {
    log::error("http.accept_failed", {{"cause", ec.message()}});
    retry_->expires_after(Millis{100});
    retry_->async_wait([this](error_code stopped) {
      if (!stopped && !core_.stopping()) accept();
    });
  }

  void begin(TcpSocket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto remote = address_of(socket);
    if (tls_) {
      run(std::make_shared<Session<TlsStream>>(core_, registry_, std::move(remote), std::move(socket), *tls_));
    } else {
      run(std::make_shared<Session<TcpStream>>(core_, registry_, std::move(remote), std::move(socket)));
    }
  }

  template <class S>
  void run(std::shared_ptr<S> session) {
    registry_.add(session);
    const auto executor = session->executor();
    asio::post(executor, [session = std::move(session)] { session->start(); });
  }

  void stop_now(Millis grace) {
    const std::lock_guard lock(stop_mutex_);
    if (stopped_) return;
    stopped_ = true;
    core_.begin_stop();
    if (acceptor_) {
      asio::post(threads_.front()->context, [this] {
        error_code ignored;
        acceptor_->close(ignored);
        retry_->cancel();
      });
    }
    for (const auto& connection : registry_.all()) connection->begin_stop();
    registry_.wait_until_empty(grace);
    for (const auto& connection : registry_.all()) connection->abort();
    core_.pool().stop();
    registry_.wait_until_empty(Millis{2000});
    for (auto& each : threads_) each->context.stop();
    for (auto& each : threads_) {
      if (each->thread.joinable()) each->thread.join();
    }
  }

  ServerCore core_;
  Registry registry_;
  std::unique_ptr<asio::ssl::context> tls_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::optional<Acceptor> acceptor_;
  std::optional<asio::steady_timer> retry_;
  std::size_t next_thread_ = 0;
  bool full_ = false;
  std::uint16_t port_ = 0;
  std::mutex stop_mutex_;
  bool stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> start_server(const ServerSettings& settings, Router router, Server::Hooks hooks, Ready ready) {
  auto server = std::make_unique<ServerImpl>(settings, std::move(router), std::move(hooks), std::move(ready));
  if (auto opened = server->open(settings); !opened) return fail(opened.error());
  return server;
}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings, Router router, Hooks hooks) {
  return start_server(settings, std::move(router), std::move(hooks), {});
}

}  // namespace muster::net
