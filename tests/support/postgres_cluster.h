#pragma once

#include <sys/types.h>

#include <string>

namespace muster::test_support {

/// A private PostgreSQL cluster in a temporary folder, reached by its unix socket only, run as an
/// ordinary user (user postgres when the tests run as root). It ends with the test program, also
/// when that crashes.
class PostgresCluster {
 public:
  /// Starts it; throws std::runtime_error with the server's words when it cannot.
  /// @param durable with fsync; without it a unit test is several times faster.
  explicit PostgresCluster(bool durable);
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  /// The cluster of this test program, started at the first call.
  static PostgresCluster& shared(bool durable = false);

  [[nodiscard]] const std::string& url() const { return url_; }
  /// Stops (all connections are cut) and starts the server again.
  void restart();

 private:
  std::string folder_;
  std::string url_;
  pid_t keeper_ = -1;
  int lifeline_ = -1;
};

}  // namespace muster::test_support
