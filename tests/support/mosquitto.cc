#include "support/mosquitto.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "net/certificate.h"

namespace muster::test_support {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port() {
  const int socket_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(socket_fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket_fd);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
  const int socket_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket_fd);
  return connected;
}

}  // namespace

Mosquitto::Mosquitto(const Options& options) : options_(options), port_(free_port()) {
  const std::string folder = folder_.path().string();
  std::ofstream config(folder + "/mosquitto.conf");
  config << "listener " << port_ << " 127.0.0.1\npersistence true\npersistence_location " << folder << "/\nautosave_interval 1\nautosave_on_changes true\n"
         << "log_dest file " << folder << "/mosquitto.log\n";
  // Run as root it would change to a user that may not write here.
  if (::geteuid() == 0) config << "user root\n";
  if (options_.tls) {
    const auto made = net::ensure_local_certificate(folder, {"localhost"}, WallTime().now());
    if (!made) throw std::runtime_error(error_text(made.error(), "en"));
    ca_file_ = made->ca_file;
    config << "cafile " << made->ca_file << "\ncertfile " << made->certificate_file << "\nkeyfile " << made->key_file << '\n';
  }
  if (options_.user.empty()) {
    config << "allow_anonymous true\n";
  } else {
    std::ofstream(folder + "/passwords") << options_.user << ':' << options_.password << '\n';
    if (run_program({"mosquitto_passwd", "-U", folder + "/passwords"}).code != 0) throw std::runtime_error("mosquitto_passwd");
    config << "allow_anonymous false\npassword_file " << folder << "/passwords\n";
  }
  if (!options_.acl.empty()) {
    std::ofstream(folder + "/acl") << options_.acl;
    config << "acl_file " << folder << "/acl\n";
  }
  config.close();
  start();
}

std::string Mosquitto::url() const { return (options_.tls ? "ssl://localhost:" : "tcp://127.0.0.1:") + std::to_string(port_); }

bool Mosquitto::publish(const std::string& topic, const std::string& lines) const {
  std::vector<std::string> words{"mosquitto_pub", "-h", options_.tls ? "localhost" : "127.0.0.1", "-p", std::to_string(port_), "-q", "1", "-t", topic, "-l"};
  if (!options_.user.empty()) words.insert(words.end(), {"-u", options_.user, "-P", options_.password});
  if (options_.tls) words.insert(words.end(), {"--cafile", ca_file_});
  return run_program(words, lines + '\n').code == 0;
}

void Mosquitto::start() {
  process_ = std::make_unique<Process>(std::vector<std::string>{"/usr/sbin/mosquitto", "-c", (folder_.path() / "mosquitto.conf").string()});
  if (!eventually([this] { return answers(port_); })) throw std::runtime_error("mosquitto does not answer");
}

void Mosquitto::kill() {
  process_->kill(SIGKILL);
  process_->wait();
}

void Mosquitto::end() {
  process_->kill(SIGTERM);
  process_->wait();
}

}  // namespace muster::test_support
