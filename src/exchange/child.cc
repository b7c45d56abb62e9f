#include "exchange/child.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>

namespace muster::exchange {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "name this machine's AUDIT_ARCH"
#endif

class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
      read_ = ends[0];
      write_ = ends[1];
    }
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() {
    if (read_ >= 0) ::close(read_);
    read_ = -1;
  }
  void close_write() {
    if (write_ >= 0) ::close(write_);
    write_ = -1;
  }
  [[nodiscard]] int read_end() const { return read_; }
  [[nodiscard]] int write_end() const { return write_; }

 private:
  int read_ = -1;
  int write_ = -1;
};

std::string found_in_path(const std::string& program) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string folders = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  for (std::size_t from = 0; from <= folders.size();) {
    const std::size_t to = std::min(folders.find(':', from), folders.size());
    const std::string file = folders.substr(from, to - from) + '/' + program;
    if (::access(file.c_str(), X_OK) == 0) return file;
    from = to + 1;
  }
  return {};
}

void limit(__rlimit_resource what, std::uint64_t value) {
  const rlimit both{value, value};
  ::setrlimit(what, &both);
}

// After fork only what is safe in a signal handler may be called: another thread may have held any lock.
bool refuse_sockets() {
  static const std::array<sock_filter, 7> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(SYS_socket), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  sock_fprog filter{};
  filter.len = static_cast<unsigned short>(program.size());
  filter.filter = const_cast<sock_filter*>(program.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): the kernel only reads
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

[[noreturn]] void become(const char* file, char* const* arguments, char* const* environment, const ChildLimits& limits, int out, int err, int nothing) {
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  limit(RLIMIT_AS, limits.memory_bytes);
  limit(RLIMIT_CPU, limits.cpu_s);
  limit(RLIMIT_FSIZE, limits.file_bytes);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
  if (!refuse_sockets()) ::_exit(126);
  ::execve(file, arguments, environment);
  ::_exit(127);
}

/// Reads both pipes until they close; false when time or output run out.
bool gather(Pipe& out, Pipe& err, ChildResult& result, const ChildLimits& limits) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(limits.wall_s);
  std::array<pollfd, 2> waiting{{{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}}};
  std::array<std::string*, 2> into{&result.out, &result.err};
  std::array<char, 16384> buffer{};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting.at(i).fd < 0 || waiting.at(i).revents == 0) continue;
      const ssize_t got = ::read(waiting.at(i).fd, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        waiting.at(i).fd = -1;
        continue;
      }
      into.at(i)->append(buffer.data(), static_cast<std::size_t>(got));
      if (into.at(i)->size() > limits.output_bytes) return false;
    }
  }
  return true;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Result<ChildResult> run_child(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, const ChildLimits& limits) {
  const std::string file = found_in_path(arguments.front());
  if (file.empty()) return fail(error::kGisMissing);
  std::vector<std::string> words = arguments;
  std::vector<std::string> settings{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/nonexistent"};
  settings.insert(settings.end(), environment.begin(), environment.end());
  std::vector<char*> argv = pointers(words);
  std::vector<char*> envp = pointers(settings);
  Pipe out;
  Pipe err;
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (out.read_end() < 0 || err.read_end() < 0 || nothing < 0) return fail(error::kStorageUnavailable, "", {{"reason", "pipe"}});
  // Without handlers of libraries: PROJ's closes a database there, and waits for ever for a lock that another thread held.
  const pid_t child = ::_Fork();
  if (child == 0) become(file.c_str(), argv.data(), envp.data(), limits, out.write_end(), err.write_end(), nothing);
  ::close(nothing);
  out.close_write();
  err.close_write();
  if (child < 0) return fail(error::kStorageUnavailable, "", {{"reason", "fork"}});
  ChildResult result;
  const bool in_time = gather(out, err, result, limits);
  if (!in_time) {
    ::kill(child, SIGKILL);  // it may not lead its group yet
    ::kill(-child, SIGKILL);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return fail(error::kGisLimit, "", {{"limit", std::to_string(limits.wall_s) + " s"}});
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const bool cpu = signal == SIGXCPU || signal == SIGKILL;
    return fail(error::kGisLimit, "", {{"limit", cpu ? std::to_string(limits.cpu_s) + " s CPU" : "signal " + std::to_string(signal)}});
  }
  result.code = WEXITSTATUS(status);
  return result;
}

}  // namespace muster::exchange
