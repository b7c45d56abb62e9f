#include "app/bench/bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace muster::app::bench {
namespace {

/// Starts a program with its output in a pipe; `out` is the reading end.
pid_t spawn(const std::vector<std::string>& argv, int& out) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    std::vector<char*> words;
    for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  out = ends[0];
  return child;
}

std::string own_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

std::string first_line(int file) {
  std::string line;
  char c = 0;
  while (::read(file, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

tl::unexpected<Error> could_not(std::string what) { return fail(error::kStorageUnavailable, "", {{"reason", std::move(what)}}); }

}  // namespace

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

Spread spread_of(std::vector<double> ms) {
  if (ms.empty()) return {};
  std::ranges::sort(ms);
  const auto at = [&](double share) { return ms[std::min(ms.size() - 1, static_cast<std::size_t>(std::ceil(share * static_cast<double>(ms.size()))) - 1)]; };
  return {at(0.50), at(0.95), at(0.99), ms.back()};
}

json::Object to_json(const Spread& spread) {
  const auto rounded = [](double value) { return std::round(value * 1000.0) / 1000.0; };
  return {{"p50_ms", rounded(spread.p50)}, {"p95_ms", rounded(spread.p95)}, {"p99_ms", rounded(spread.p99)}, {"max_ms", rounded(spread.max)}};
}

Result<std::string> run_program(const std::vector<std::string>& argv) {
  int out = -1;
  const pid_t child = spawn(argv, out);
  std::string text;
  char part[4096];
  for (ssize_t got = 0; (got = ::read(out, part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(got));
  ::close(out);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return could_not(argv[0] + ": " + text);
  return text;
}

Result<std::unique_ptr<Served>> Served::start(const std::string& url) {
  std::unique_ptr<Served> served(new Served());
  std::string pattern = (std::filesystem::temp_directory_path() / "muster-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return could_not(pattern);
  served->folder_ = pattern;
  const std::string data = pattern + "/city";
  std::vector<std::string> init{own_program(), "init", "--data", data, "--demo"};
  if (!url.empty()) init.insert(init.end(), {"--db", url});
  if (const auto made = run_program(init); !made) return fail(made.error());
  const auto token = run_program({own_program(), "user", "token", "--data", data, "--user", "admin"});
  if (!token) return fail(token.error());
  std::istringstream words(*token);
  for (std::string word; words >> word;) served->token_ = word;
  int out = -1;
  served->process_ = spawn({own_program(), "serve", "--data", data, "--listen", "127.0.0.1:0", "--json", "--set", "demo.autopilot=false", "--set", "log.level=error"}, out);
  const auto shown = json::parse(first_line(out));
  ::close(out);
  if (!shown || !(*shown)["address"].is_string()) return could_not("serve");
  const std::string& address = (*shown)["address"].as_string();
  served->port_ = std::stoi(address.substr(address.rfind(':') + 1));
  return served;
}

Served::~Served() {
  if (process_ > 0) {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

double cpu_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::istringstream fields(text.substr(text.rfind(')') + 2));  // proc(5): state is field 3, utime 14, stime 15
  std::string word;
  double ticks = 0;
  for (int field = 3; fields >> word && field <= 15; ++field) {
    if (field >= 14) ticks += std::stod(word);
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Connection::Connection(int port, std::string token) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), token_(std::move(token)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("connect");
}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

void Connection::shut() { ::shutdown(socket_, SHUT_RDWR); }

void Connection::send(const char* method, const std::string& path, const std::string& body) {
  std::string text = std::string(method) + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!token_.empty()) text += "Authorization: Bearer " + token_ + "\r\n";
  if (!body.empty()) text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n" + body;
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t sent = ::send(socket_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("send");
    done += static_cast<std::size_t>(sent);
  }
}

bool Connection::more() {
  char part[65536];
  const ssize_t got = ::recv(socket_, part, sizeof part, 0);
  if (got <= 0) return false;
  buffer_.append(part, static_cast<std::size_t>(got));
  return true;
}

Connection::Answer Connection::ask(const char* method, const std::string& path, const std::string& body) {
  send(method, path, body);
  std::size_t head = 0;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) throw std::runtime_error("the server closed the connection");
  }
  Answer answer;
  answer.status = std::stoi(buffer_.substr(9, 3));
  const std::size_t field = buffer_.find("Content-Length: ");
  if (field == std::string::npos || field > head) throw std::runtime_error("no Content-Length: " + path);
  const std::size_t length = std::stoul(buffer_.substr(field + 16));
  while (buffer_.size() < head + 4 + length) {
    if (!more()) throw std::runtime_error("the answer was cut");
  }
  answer.body = buffer_.substr(head + 4, length);
  buffer_.erase(0, head + 4 + length);
  return answer;
}

void Connection::stream(const std::string& path, const std::function<bool(std::string_view)>& seen) {
  send("GET", path, "");
  for (;;) {
    if (!buffer_.empty() && seen(buffer_)) return;
    buffer_.clear();
    if (!more()) return;
  }
}

}  // namespace muster::app::bench
