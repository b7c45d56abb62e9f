#include "net/asio.h"  // first: it disarms Asio

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <limits>

#include "net/http.h"
#include "net/text.h"
#include "net/url.h"

namespace muster::net {
namespace {

constexpr std::uint32_t kHeaderLimit = 64U << 10;

tl::unexpected<Error> unavailable(const Url& url, const std::string& why) {
  return fail(error::kPeerUnavailable, {}, {{"reason", url.authority()}}, why);
}

Result<std::string> request_text(const ClientRequest& request, const Url& url) {
  std::string text = std::string(method_name(request.method)) + ' ' + url.target + " HTTP/1.1\r\nHost: " +
                     url.authority() + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_field_value(value)) {
      return fail(error::kBadRequest, name, {{"reason", "header " + name}});
    }
    text += name + ": " + value + "\r\n";
  }
  if (!request.body.empty() || request.method == Method::kPost || request.method == Method::kPut ||
      request.method == Method::kPatch) {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

// One exchange on its own io_context; each step runs until it is done or the deadline has passed.
class Exchange {
 public:
  Exchange(const ClientRequest& request, const Url& url)
      : request_(request), url_(url), deadline_(std::chrono::steady_clock::now() + request.timeout) {}

  Result<ClientResponse> plain(const std::string& text) {
    TcpStream stream(context_.get_executor());
    if (auto connected = connect(stream); !connected) return fail(connected.error());
    return talk(stream, text);
  }

  Result<ClientResponse> tls(const std::string& text) {
    asio::ssl::context trust(asio::ssl::context::tls_client);
    error_code ec;
    trust.set_default_verify_paths(ec);
    if (!request_.ca_file.empty()) trust.load_verify_file(request_.ca_file, ec);
    if (ec) return unavailable(url_, request_.ca_file + ": " + ec.message());
    trust.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(trust.native_handle(), TLS1_2_VERSION);
    TlsStream stream(context_.get_executor(), trust);
    if (!expect_host(stream.native_handle())) return unavailable(url_, "the host name cannot be checked");
    if (auto connected = connect(beast::get_lowest_layer(stream)); !connected) return fail(connected.error());
    beast::get_lowest_layer(stream).expires_at(deadline_);
    stream.async_handshake(asio::ssl::stream_base::client, [this](error_code e) { ec_ = e; });
    run();
    if (ec_) return unavailable(url_, "TLS: " + ec_.message());
    return talk(stream, text);
  }

 private:
  // The certificate must name the host or address that was asked for (RFC 9110 section 4.3.4).
  bool expect_host(SSL* ssl) const {
    error_code ec;
    asio::ip::make_address(url_.host, ec);
    if (!ec) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), url_.host.c_str()) == 1;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    std::string name = url_.host;
    return SSL_set1_host(ssl, name.c_str()) == 1 &&
           SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
  }

  void run() {
    context_.restart();
    context_.run();
  }

  Status connect(TcpStream& stream) {
    tcp::resolver resolver(context_);
    tcp::resolver::results_type found;
    ec_ = asio::error::timed_out;
    resolver.async_resolve(url_.host, url_.port, [&](error_code ec, tcp::resolver::results_type results) {
      ec_ = ec;
      found = std::move(results);
    });
    context_.restart();
    context_.run_until(deadline_);
    resolver.cancel();
    if (ec_) return unavailable(url_, "name: " + ec_.message());
    stream.expires_at(deadline_);
    stream.async_connect(found, [this](error_code ec, const tcp::endpoint&) { ec_ = ec; });
    run();
    if (ec_) return unavailable(url_, "connect: " + ec_.message());
    return {};
  }

  template <class Stream>
  Result<ClientResponse> talk(Stream& stream, const std::string& text) {
    auto& transport = beast::get_lowest_layer(stream);
    transport.expires_at(deadline_);
    asio::async_write(stream, asio::buffer(text), [this](error_code ec, std::size_t) { ec_ = ec; });
    run();
    // A server may refuse a long body before it is through and answer all the same, so a failed write still reads.
    const error_code write_error = ec_;
    http::response_parser<http::string_body> parser;
    parser.header_limit(kHeaderLimit);
    parser.body_limit(request_.body_limit);
    parser.skip(request_.method == Method::kHead);
    beast::flat_buffer buffer;
    transport.expires_at(deadline_);
    do {
      http::async_read(stream, buffer, parser, [this](error_code ec, std::size_t) { ec_ = ec; });
      run();
    } while (!ec_ && !parser.is_done());
    // Without a length the end of the connection ends the body; over TLS that is a close_notify, else it was cut.
    if (ec_ && !parser.is_done()) return unavailable(url_, (write_error ? write_error : ec_).message());
    transport.close();
    return taken(parser.get());
  }

  static ClientResponse taken(http::response<http::string_body>& message) {
    ClientResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
      response.headers.emplace_back(lower({field.name_string().data(), field.name_string().size()}),
                                    std::string(field.value().data(), field.value().size()));
    }
    response.body = std::move(message.body());
    return response;
  }

  const ClientRequest& request_;
  const Url& url_;
  std::chrono::steady_clock::time_point deadline_;
  asio::io_context context_{1};
  error_code ec_;
};

}  // namespace

Result<ClientResponse> fetch(const ClientRequest& request) {
  const auto url = parse_url(request.url);
  if (!url) return fail(url.error());
  const auto text = request_text(request, *url);
  if (!text) return fail(text.error());
  Exchange exchange(request, *url);
  return url->tls ? exchange.tls(*text) : exchange.plain(*text);
}

}  // namespace muster::net
