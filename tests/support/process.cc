#include "support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

namespace muster::test_support {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

struct Started {
  pid_t pid = -1;
  int in = -1;
  int out = -1;
};

Started start(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment, const std::string& log) {
  int in[2];
  int out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  const std::vector<char*> arguments = pointers(words);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork");
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    const int file = log.empty() ? -1 : ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0) ::dup2(file, STDERR_FILENO);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  return {pid, in[1], out[0]};
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

}  // namespace

Ended run_program(const std::vector<std::string>& words, const std::string& input) {
  const Started started = start(words, {}, {});
  for (std::size_t at = 0; at < input.size();) {
    const ssize_t n = ::write(started.in, input.data() + at, input.size() - at);
    if (n <= 0) break;
    at += static_cast<std::size_t>(n);
  }
  ::close(started.in);
  Ended ended;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(started.out, buffer, sizeof buffer)) > 0;) ended.out.append(buffer, static_cast<std::size_t>(n));
  ::close(started.out);
  int status = 0;
  ::waitpid(started.pid, &status, 0);
  ended.code = code_of(status);
  return ended;
}

Process::Process(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment, const std::string& log) {
  const Started started = start(words, environment, log);
  ::close(started.in);
  pid_ = started.pid;
  out_ = started.out;
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    wait();
  }
  if (out_ >= 0) ::close(out_);
}

std::string Process::line_with(const std::string& part) {
  std::string line;
  for (char c = 0; ::read(out_, &c, 1) == 1;) {
    if (c != '\n') {
      line += c;
    } else if (line.find(part) != std::string::npos) {
      return line;
    } else {
      line.clear();
    }
  }
  throw std::runtime_error("the program ended before it said " + part);
}

void Process::kill(int signal) {
  if (pid_ > 0) ::kill(pid_, signal);
}

int Process::wait() {
  if (pid_ <= 0) return 0;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return code_of(status);
}

bool eventually(const std::function<bool()>& is_so, std::chrono::seconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace muster::test_support
