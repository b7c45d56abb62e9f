// A program run by a test: its output as lines, ended with the test however that goes.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace muster::test_support {

struct Ended {
  int code = -1;      ///< exit code, or -signal
  std::string out;
};
/// Runs to the end and gives standard output; standard error goes to the test's.
[[nodiscard]] Ended run_program(const std::vector<std::string>& words, const std::string& input = {});

class Process {
 public:
  /// @param environment  added to the test's own
  /// @param log  file for standard error; empty: the test's
  explicit Process(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment = {}, const std::string& log = {});
  ~Process();  ///< kill -9 if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The next line of standard output that has `part`; std::runtime_error when the program ends first.
  std::string line_with(const std::string& part);
  void kill(int signal);
  int wait();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

/// Looks again until it is so, or a minute has passed: for what another process does in its own time.
[[nodiscard]] bool eventually(const std::function<bool()>& is_so, std::chrono::seconds at_most = std::chrono::seconds(60));

}  // namespace muster::test_support
