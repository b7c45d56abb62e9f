#include "app/doctor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/address.h"
#include "app/installation.h"
#include "clock/clock.h"
#include "mqtt/mqtt.h"
#include "net/http.h"
#include "journal/journal.h"

namespace muster::app {
namespace {

namespace fs = std::filesystem;
using Level = Complaint::Level;

constexpr std::uintmax_t kLowDiskBytes = 2ULL << 30;
constexpr std::uintmax_t kNoDiskBytes = 200ULL << 20;
constexpr int kCertificateDays = 14;
constexpr Millis kBrokerWithin{5000};

Complaint rights(const std::string& what, const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0)
    return {Level::kWrong, what, path + " 不存在", path + " does not exist"};
  if ((about.st_mode & 077) != 0) {
    return {Level::kWarning, what, path + " 他人可读写，请 chmod go-rwx",
            path + " is open to others: chmod go-rwx"};
  }
  return {Level::kFine, what, path + " 权限无误", path + " is closed to others"};
}

Complaint key(const Config& config) {
  const std::string file = config.key_file();
  if (const auto read = read_key(config, false); !read) {
    return {Level::kWrong, "key", "密钥不可用：" + error_text(read.error(), "zh"),
            "The key cannot be used: " + error_text(read.error(), "en")};
  }
  if (file.rfind(config.data() + "/", 0) == 0) {
    return {Level::kWarning, "key", "密钥放在数据文件夹内，备份会一并带走：" + file,
            "The key lies in the data folder and would travel with backups: " + file};
  }
  return {Level::kFine, "key", "密钥可用，请确认另有备份：" + file,
          "The key can be used; see that it is backed up apart: " + file};
}

Complaint disk(const Config& config) {
  std::error_code error;
  const fs::space_info space = fs::space(config.data(), error);
  if (error) return {Level::kWrong, "disk", "读不到磁盘余量", "Free space cannot be read"};
  const std::string free_mb = std::to_string(space.available >> 20);
  const Level level = space.available < kNoDiskBytes    ? Level::kWrong
                      : space.available < kLowDiskBytes ? Level::kWarning
                                                        : Level::kFine;
  return {level, "disk", "磁盘余 " + free_mb + " MB", free_mb + " MB free on the disk"};
}

Complaint database(const std::string& what, const db::Settings& settings) {
  std::error_code error;
  const bool file =
      settings.url.rfind("postgres", 0) != 0 && settings.url.find('=') == std::string::npos;
  if (file && !fs::exists(settings.url, error))
    return {Level::kWrong, what, settings.url + " 不存在", settings.url + " does not exist"};
  const auto opened = db::Database::open(settings);
  if (!opened)
    return {Level::kWrong, what, error_text(opened.error(), "zh"),
            error_text(opened.error(), "en")};
  const std::string engine = (*opened)->engine() == db::Engine::kSqlite ? "SQLite" : "PostgreSQL";
  return {Level::kFine, what, engine + " 可用", engine + " answers"};
}

Complaint port(const Config& config) {
  const int socket_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(config.port());
  const std::string host = config.host() == "localhost" ? "127.0.0.1" : config.host();
  const bool known = ::inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1;
  const int on = 1;
  ::setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the socket interface takes
  // addresses
  const bool free =
      known && ::bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket_fd);
  const std::string text = config.text("server.listen");
  if (!known) return {Level::kFine, "port", text + " 未检查", text + " was not tried"};
  if (free) return {Level::kFine, "port", text + " 空闲", text + " is free"};
  return {Level::kWarning, "port", text + " 已被占用（也许本平台正在运行）",
          text + " is taken (perhaps by the running platform)"};
}

Complaint certificate(const Config& config) {
  const std::string tls = config.text("server.tls");
  const bool off = tls == "off" || (tls == "auto" && is_loopback(config.host()) &&
                                    config.text("server.phone_listen").empty());
  if (off)
    return {Level::kFine, "certificate", "未加密：只供本机或代理之后使用",
            "Not encrypted: for this machine or behind a proxy only"};
  std::string file = config.path("server.certificate");
  if (tls != "files") {
    std::error_code error;
    file = config.data() + "/tls";
    if (!fs::exists(file, error))
      return {Level::kFine, "certificate", "自建证书将在首次启动时生成",
              "The local certificate is made at the first start"};
    return {Level::kFine, "certificate", "自建证书自动续期：" + file,
            "The local certificate renews itself: " + file};
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "r"),
                                                           &std::fclose);
  const std::unique_ptr<X509, decltype(&X509_free)> read(
      in == nullptr ? nullptr : PEM_read_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
  if (read == nullptr)
    return {Level::kWrong, "certificate", "读不到证书 " + file,
            "The certificate " + file + " cannot be read"};
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(read.get()));
  const Level level = days < 0 || seconds < 0   ? Level::kWrong
                      : days < kCertificateDays ? Level::kWarning
                                                : Level::kFine;
  return {level, "certificate", "证书还有 " + std::to_string(days) + " 天",
          "The certificate has " + std::to_string(days) + " days left"};
}

Complaint time_sync() {
  timex state{};
  const bool synchronised = ::ntp_adjtime(&state) != TIME_ERROR;
  if (synchronised)
    return {Level::kFine, "time", "系统时间已同步", "The system clock is synchronised"};
  return {Level::kWarning, "time", "系统时间未同步，期限会算错：请启用 chrony 或 systemd-timesyncd",
          "The system clock is not synchronised, deadlines would be wrong: enable chrony or "
          "systemd-timesyncd"};
}

Complaint broker(const Config& config) {
  const auto settings = mqtt::mqtt_settings(
      [&config](std::string_view name) { return config.text(name); }, config.data());
  if (!settings)
    return {Level::kWrong, "mqtt", error_text(settings.error(), "zh"),
            error_text(settings.error(), "en")};
  if (!*settings)
    return {Level::kFine, "mqtt", "未接 MQTT（mqtt.url 为空）", "No MQTT broker (mqtt.url is empty)"};
  const Status reached = mqtt::reach_broker(**settings, kBrokerWithin);
  if (!reached)
    return {Level::kWarning, "mqtt",
            "MQTT 服务器连不上，遥测进不来：" + error_text(reached.error(), "zh"),
            "The MQTT broker cannot be reached, telemetry does not come in: " +
                error_text(reached.error(), "en")};
  return {Level::kFine, "mqtt", "MQTT 服务器可用：" + (*settings)->url,
          "The MQTT broker answers: " + (*settings)->url};
}

// Any answer will do: whether the token is right shows when something is sent.
Complaint peer(const Config& config) {
  const std::string url = config.text("messages.peer_url");
  if (url.empty())
    return {Level::kFine, "peer", "没有接收系统（messages.peer_url 为空）",
            "No receiving system (messages.peer_url is empty)"};
  net::ClientRequest request;
  request.url = url;
  request.timeout = kBrokerWithin;
  if (!config.text("messages.peer_ca").empty()) request.ca_file = config.path("messages.peer_ca");
  const auto answer = net::fetch(request);
  if (!answer)
    return {Level::kWarning, "peer", "接收系统连不上，报告会重试：" + error_text(answer.error(), "zh"),
            "The receiving system cannot be reached, reports will be tried again: " +
                error_text(answer.error(), "en")};
  return {Level::kFine, "peer", "接收系统可用：" + url, "The receiving system answers: " + url};
}

Complaint outbox(const Config& config) {
  if (config.text("messages.outbox").empty())
    return {Level::kFine, "outbox", "不写外发文件夹", "There is no outbox folder"};
  const std::string folder = config.path("messages.outbox");
  std::error_code error;
  const std::string there = fs::exists(folder, error) ? folder : fs::path(folder).parent_path().string();
  if (::access(there.c_str(), W_OK | X_OK) != 0)
    return {Level::kWrong, "outbox", "外发文件夹不可写：" + folder,
            "The outbox folder cannot be written: " + folder};
  return {Level::kFine, "outbox", "外发文件夹可写：" + folder, "The outbox folder can be written: " + folder};
}

Complaint calendar(const model::Model& model, UtcTime now) {
  const auto day = clock::add_working_days(model, now, 1);
  if (day)
    return {Level::kFine, "calendar", "节假日安排有本年数据",
            "The holiday calendar knows this year"};
  return {Level::kWrong, "calendar", error_text(day.error(), "zh"), error_text(day.error(), "en")};
}

Complaint fonts() {
  std::error_code error;
  for (const char* root : {"/usr/share/fonts", "/usr/local/share/fonts"}) {
    for (auto it = fs::recursive_directory_iterator(
             root, fs::directory_options::skip_permission_denied, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
      const std::string name = it->path().filename().string();
      if (name.find("CJK") != std::string::npos || name.find("wqy") != std::string::npos ||
          name.find("FangSong") != std::string::npos) {
        return {Level::kFine, "fonts", "有中文字体：" + name, "There is a Chinese font: " + name};
      }
    }
  }
  return {Level::kWarning, "fonts",
          "服务器没有中文字体，打印文书会缺字：apt-get install fonts-noto-cjk",
          "The server has no Chinese font, printed documents would lack characters: apt-get "
          "install fonts-noto-cjk"};
}

}  // namespace

std::vector<Complaint> examine(const Config& config, const TimeSource& wall) {
  std::vector<Complaint> all{rights("data_rights", config.data()),
                             rights("settings_rights", config.data() + "/muster.toml"),
                             key(config),
                             disk(config),
                             database("city_database", city_settings(config)),
                             database("access_database", access_settings(config)),
                             port(config),
                             certificate(config),
                             time_sync(),
                             broker(config),
                             peer(config),
                             outbox(config)};
  if (const auto model = load_model(config)) {
    all.push_back({Level::kFine, "model",
                   std::to_string((*model)->types.size()) + " 个登记类型，定义无误",
                   std::to_string((*model)->types.size()) + " types, the definitions are sound"});
    all.push_back(calendar(**model, wall.now()));
  } else {
    all.push_back(
        {Level::kWrong, "model", error_text(model.error(), "zh"), error_text(model.error(), "en")});
  }
  all.push_back(fonts());
  return all;
}

}  // namespace muster::app
