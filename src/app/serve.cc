#include "app/serve.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/address.h"
#include "app/server.h"
#include "base/log.h"
#include "net/certificate.h"

namespace muster::app {
namespace {

namespace fs = std::filesystem;

constexpr int kFurtherPorts = 20;
constexpr Millis kLinkValid{24 * 3600 * 1000};
constexpr int kLinksShown = 40;

/// Keeps two servers off one data folder; released by the system when the process ends, however it
/// ends.
class FolderLock {
 public:
  explicit FolderLock(const std::string& data)
      : file_(::open((data + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    held_ = file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  }
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  [[nodiscard]] bool held() const { return held_; }

 private:
  int file_;
  bool held_ = false;
};

struct Origin {
  Listening listening;
  std::string scheme = "http";
  std::string ca_file;
};

Result<Origin> secure(const Config& config, const std::string& host, std::uint16_t port,
                      bool phones) {
  Origin origin;
  origin.listening.host = host;
  origin.listening.port = port;
  std::string tls = config.text("server.tls");
  if (tls == "auto") tls = is_loopback(host) && !phones ? "off" : "local";
  if (tls == "off" && phones) tls = "local";
  if (tls == "off") return origin;
  origin.scheme = "https";
  if (tls == "files") {
    origin.listening.certificate_file = config.path("server.certificate");
    origin.listening.key_file = config.path("server.key");
    return origin;
  }
  std::vector<std::string> names = own_addresses();
  std::string word;
  for (const char c : config.text("server.names") + ",") {
    if (c != ',' && c != ' ') {
      word += c;
    } else if (!word.empty()) {
      names.push_back(std::move(word));
      word.clear();
    }
  }
  const auto made = net::ensure_local_certificate(config.data() + "/tls", names, WallTime().now());
  if (!made) return fail(made.error());
  origin.listening.certificate_file = made->certificate_file;
  origin.listening.key_file = made->key_file;
  origin.ca_file = made->ca_file;
  return origin;
}

// The port of the first start stays: another port is another origin, and what phones have not sent
// would stay behind.
std::uint16_t remembered_port(const std::string& data) {
  std::ifstream file(data + "/port");
  int port = 0;
  file >> port;
  return static_cast<std::uint16_t>(port > 0 && port < 65536 ? port : 0);
}

std::string address_of(const Config& config, const Origin& origin, std::uint16_t port) {
  if (!config.text("server.public_url").empty()) return config.text("server.public_url");
  const auto own = own_addresses();
  const bool any = origin.listening.host == "0.0.0.0" || origin.listening.host == "::";
  const std::string host = any ? (own.empty() ? "127.0.0.1" : own.front()) : origin.listening.host;
  return origin.scheme + "://" + host + ":" + std::to_string(port);
}

void show_links(Cli& cli, Installation& installation, const std::string& address) {
  int shown = 0;
  for (const identity::Account& account : installation.access->accounts()) {
    const bool first_start = !account.has_password && account.name == "admin";
    if (account.disabled || (!account.demo && !first_start) || shown++ >= kLinksShown) continue;
    const auto token = installation.access->make_link(account.name, kLinkValid);
    if (!token) continue;
    const auto held = installation.directory->held(account.person, installation.wall.now());
    cli.out << "  " << account.name << (held.empty() ? "" : " · " + held.front().title) << "\n    "
            << address << "/link/" << *token << '\n';
  }
}

void show(Cli& cli, Installation& installation, const ServeOptions& options,
          const std::string& address, const std::string& phones) {
  if (cli.json) {
    cli.out << json::write(json::Object{{"address", address}, {"data", installation.config.data()}})
            << std::endl;
    return;
  }
  cli.out << "\n握拳·大应急平台 · Muster\n  网址 · address      " << address
          << "\n  数据 · data folder  " << installation.config.data() << '\n';
  if (options.show_links) {
    cli.out
        << "登录链接（各用一次，24 小时内有效）· sign-in links, each works once, for 24 hours:\n";
    show_links(cli, installation, address);
  }
  if (!phones.empty()) {
    cli.out << "手机 · phone        " << phones << "/m/   证书 · certificate " << phones
            << "/ca.crt\n"
            << qr_text(phones + "/m/");
  }
  cli.out << "Ctrl-C 结束 · ends" << std::endl;
}

void redirect_log(const std::string& file) {
  if (file.empty()) return;
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (out < 0) return;
  static_cast<void>(::dup2(out, STDERR_FILENO));
  ::close(out);
}

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

void wait_for_signal() {
  const sigset_t set = ending_signals();
  int number = 0;
  while (sigwait(&set, &number) != 0) {
  }
}

log::Level level_of(const std::string& word) {
  return word == "debug"     ? log::Level::kDebug
         : word == "warning" ? log::Level::kWarning
         : word == "error"   ? log::Level::kError
                             : log::Level::kInfo;
}

Status set_speed(Installation& installation, double speed) {
  for (const Ledger& ledger : installation.city->ledgers()) {
    if (ledger.kind == "real") continue;
    if (const Status set = installation.city->set_speed(ledger.id, speed); !set) return set;
  }
  return {};
}

/// Everything from the settings to an open port; gives the address.
Status run(Cli& cli, const ServeOptions& options, Config config, const TimeSource& wall) {
  auto opened = open_installation(std::move(config), wall, false);
  if (!opened) return fail(opened.error());
  Installation& installation = **opened;
  const Config& settings = installation.config;
  if (options.speed > 0) {
    if (const Status set = set_speed(installation, options.speed); !set) return set;
  }
  const std::uint16_t kept =
      options.next_port ? remembered_port(settings.data()) : std::uint16_t{0};
  auto origin = secure(settings, settings.host(), kept != 0 ? kept : settings.port(), false);
  if (!origin) return fail(origin.error());
  origin->listening.tries = options.next_port ? kFurtherPorts : 1;

  std::optional<Origin> phones;
  if (const std::string& wanted = settings.text("server.phone_listen"); !wanted.empty()) {
    const std::size_t colon = wanted.rfind(':');
    auto secured = secure(settings, wanted.substr(0, colon),
                          static_cast<std::uint16_t>(std::stoi(wanted.substr(colon + 1))), true);
    if (!secured) return fail(secured.error());
    phones = *std::move(secured);
  }
  const std::string ca_file = !origin->ca_file.empty() ? origin->ca_file
                              : phones                 ? phones->ca_file
                                                       : "";
  auto platform = Platform::start(installation, origin->listening, ca_file);
  if (!platform) return fail(platform.error());
  if (phones) {
    if (const Status open = (*platform)->listen_also(phones->listening); !open) return open;
  }
  const std::uint16_t port = (*platform)->port();
  if (origin->listening.port != 0 && port != origin->listening.port) {
    cli.err << "端口 " << origin->listening.port << " 已被占用，改用 " << port << " · port "
            << origin->listening.port << " is taken, using " << port << '\n';
  }
  if (options.next_port) std::ofstream(settings.data() + "/port") << port << '\n';
  show(cli, installation, options, address_of(settings, *origin, port),
       phones ? address_of(settings, *phones, phones->listening.port) : "");
  redirect_log(options.log_to);
  log::set_level(level_of(settings.text("log.level")));
  log::info("serving", {{"port", std::int64_t{port}}, {"model", installation.model->hash}});
  wait_for_signal();
  log::info("ending");
  (*platform)->stop();
  log::info("ended");
  return {};
}

}  // namespace

void serve(Cli& cli, const ServeOptions& options) {
  auto config = config_of(cli);
  if (!config) return;
  if (!fs::exists(config->data() + "/muster.toml")) {
    Error error;
    error.code = error::kStorageUnavailable;
    error.params = {{"reason", config->data() + ": muster init --data " + cli.data}};
    report(cli, error);
    return;
  }
  const FolderLock lock(config->data());
  if (!lock.held()) {
    Error error;
    error.code = error::kStorageUnavailable;
    error.params = {{"reason", config->data() + "/lock: muster serve"}};
    report(cli, error);
    return;
  }
  // Before any thread exists, so that every thread inherits it and only the wait below takes the
  // signal.
  const sigset_t set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const WallTime wall;
  if (const Status done = run(cli, options, *std::move(config), wall); !done)
    report(cli, done.error());
}

}  // namespace muster::app
