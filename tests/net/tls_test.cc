#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "net/certificate.h"
#include "net/raw_client.h"

namespace muster::net {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "muster-net-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Router table() {
  Router router;
  router.add({.method = Method::kPost, .pattern = "/echo", .permission = "public", .handler = [](const Request& request) -> Result<Response> {
                return Response::text(request.body + (request.secure ? " secure" : " plain"), "text/plain");
              }});
  router.add({.method = Method::kGet, .pattern = "/live", .permission = "public", .handler = [](const Request&) -> Result<Response> {
                Response response;
                response.content_type = "text/event-stream";
                response.stream = [](const std::shared_ptr<EventSink>& sink) {
                  for (int i = 0; i < 100; ++i) sink->send("data: " + std::to_string(i) + "\n\n");
                  sink->close();
                };
                return response;
              }});
  return router;
}

ServerSettings secured(const LocalCertificate& certificate) {
  auto settings = test::quick_settings();
  settings.certificate_file = certificate.certificate_file;
  settings.key_file = certificate.key_file;
  return settings;
}

TEST(Tls, AServerWithTheLocalCertificateIsTrustedByWhoeverTrustsTheAuthority) {
  const TemporaryFolder folder;
  const auto certificate = ensure_local_certificate(folder / "tls", {"city.example"}, WallTime().now()).value();
  const auto server = test::start(secured(certificate), table());
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const auto response = fetch({.method = Method::kPost,
                                 .url = "https://" + host + ":" + std::to_string(server->port()) + "/echo",
                                 .headers = {},
                                 .body = "hello",
                                 .ca_file = certificate.ca_file});
    ASSERT_TRUE(response) << host << ": " << response.error().cause;
    EXPECT_EQ(response->body, "hello secure");
  }
}

TEST(Tls, FetchRefusesAnUnknownAuthorityAndAnotherName) {
  const TemporaryFolder folder;
  const auto certificate = ensure_local_certificate(folder / "tls", {}, WallTime().now()).value();
  auto settings = secured(certificate);
  settings.host = "0.0.0.0";
  const auto server = test::start(settings, table());
  const std::string port = std::to_string(server->port());
  const auto unknown = fetch({.url = "https://localhost:" + port + "/live", .headers = {}, .body = {}, .ca_file = {}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, error::kPeerUnavailable);
  EXPECT_NE(unknown.error().cause.find("TLS: "), std::string::npos);
  const auto other = fetch({.url = "https://127.0.0.2:" + port + "/live", .headers = {}, .body = {}, .ca_file = certificate.ca_file});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().cause.find("TLS: "), std::string::npos);
}

TEST(Tls, CarriesAnEventStreamToItsEnd) {
  const TemporaryFolder folder;
  const auto certificate = ensure_local_certificate(folder / "tls", {}, WallTime().now()).value();
  const auto server = test::start(secured(certificate), table());
  const auto response = fetch({.url = "https://localhost:" + std::to_string(server->port()) + "/live",
                               .headers = {},
                               .body = {},
                               .ca_file = certificate.ca_file});
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_TRUE(response->body.ends_with("data: 98\n\ndata: 99\n\n"));
}

TEST(Tls, DropsPlainTextAndOldProtocols_RFC8996) {
  const TemporaryFolder folder;
  const auto certificate = ensure_local_certificate(folder / "tls", {}, WallTime().now()).value();
  const auto server = test::start(secured(certificate), table());
  test::RawClient plain(server->port());
  plain.send(test::get("/live"));
  EXPECT_TRUE(plain.closed_by_server());
  for (const auto& [version, works] : {std::pair{TLS1_1_VERSION, false}, std::pair{TLS1_2_VERSION, true}, std::pair{TLS1_3_VERSION, true}}) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    SSL_CTX_set_security_level(context.get(), 0);
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), BIO_free_all);
    BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(server->port())).c_str());
    EXPECT_EQ(BIO_do_handshake(bio.get()) == 1, works) << std::hex << version;
  }
}

TEST(Tls, AMissingCertificateIsARefusalThatNamesTheFile) {
  auto settings = test::quick_settings();
  settings.certificate_file = "/nowhere/server.pem";
  const auto server = Server::start(settings, table(), {});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, error::kStorageUnavailable);
  EXPECT_EQ(server.error().params, (Params{{"reason", "/nowhere/server.pem"}}));
}

TEST(LocalCertificate, IsMadeOnceWithPrivateFiles) {
  const TemporaryFolder folder;
  const auto now = WallTime().now();
  const auto first = ensure_local_certificate(folder / "tls", {"192.168.1.5"}, now).value();
  EXPECT_TRUE(first.made);
  EXPECT_TRUE(first.ca_made);
  EXPECT_GT(first.expires, now + std::chrono::days{395});
  EXPECT_LE(first.expires, now + std::chrono::days{397});
  for (const auto& entry : std::filesystem::directory_iterator(folder / "tls")) {
    struct stat state {};
    ASSERT_EQ(::stat(entry.path().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777U, 0600U) << entry.path();
  }
  const auto before = content(first.certificate_file);
  const auto again = ensure_local_certificate(folder / "tls", {"192.168.1.5"}, now + std::chrono::days{300}).value();
  EXPECT_FALSE(again.made);
  EXPECT_FALSE(again.ca_made);
  EXPECT_EQ(content(first.certificate_file), before);
}

TEST(LocalCertificate, IsRenewedInTimeForNewNamesAndWhenBrokenUnderTheSameAuthority) {
  const TemporaryFolder folder;
  const auto now = WallTime().now();
  const auto first = ensure_local_certificate(folder / "tls", {}, now).value();
  const auto authority = content(first.ca_file);
  EXPECT_TRUE(ensure_local_certificate(folder / "tls", {}, now + std::chrono::days{370})->made);
  EXPECT_TRUE(ensure_local_certificate(folder / "tls", {}, now)->made);  // the one before is not valid yet
  EXPECT_TRUE(ensure_local_certificate(folder / "tls", {"muster.example"}, now)->made);
  std::ofstream(first.key_file, std::ios::trunc) << "broken";
  EXPECT_TRUE(ensure_local_certificate(folder / "tls", {}, now)->made);
  EXPECT_EQ(content(first.ca_file), authority);
  EXPECT_TRUE(ensure_local_certificate(folder / "tls", {}, now + std::chrono::days{3640})->ca_made);
}

TEST(LocalCertificate, RefusesWhatIsNoName) {
  const TemporaryFolder folder;
  for (const std::string name : {"a b", "a,DNS:b", "", "a\n"}) {
    const auto made = ensure_local_certificate(folder / "tls", {name}, WallTime().now());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, error::kBadSetting);
  }
}

}  // namespace
}  // namespace muster::net
