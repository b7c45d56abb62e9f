// What the benchmarks share: a server process of its own, a plain HTTP client that keeps its connection, percentiles.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli.h"
#include "base/result.h"
#include "json/json.h"

namespace muster::app::bench {

/// Seconds of a steady clock.
[[nodiscard]] double now_s();

/// Of durations in milliseconds; sorts them.
struct Spread {
  double p50 = 0, p95 = 0, p99 = 0, max = 0;
};
[[nodiscard]] Spread spread_of(std::vector<double> ms);
[[nodiscard]] json::Object to_json(const Spread& spread);

/// A program run to its end; its standard output. kStorageUnavailable with what it said when it fails.
[[nodiscard]] Result<std::string> run_program(const std::vector<std::string>& argv);

/// This program as a process of its own; ended by the destructor.
class Served {
 public:
  /// A demonstration city in a folder of its own (removed at the end), served on a free port with the demonstration's people at rest.
  /// @param url of PostgreSQL; empty: the file
  static Result<std::unique_ptr<Served>> start(const std::string& url);
  ~Served();
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] const std::string& token() const { return token_; }
  /// The server, for cpu_of.
  [[nodiscard]] pid_t process() const { return process_; }

 private:
  Served() = default;
  std::string folder_;
  std::string token_;
  pid_t process_ = -1;
  int port_ = 0;
};

/// CPU time of a process, seconds, from /proc.
[[nodiscard]] double cpu_of(pid_t process);

/// One connection to 127.0.0.1, blocking, kept open between requests. HTTP/1.1 with Content-Length or chunks.
class Connection {
 public:
  Connection(int port, std::string token);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  struct Answer {
    int status = 0;
    std::string body;
  };
  Answer get(const std::string& path) { return ask("GET", path, ""); }
  Answer post(const std::string& path, const std::string& body) { return ask("POST", path, body); }
  /// Reads an event stream; `seen` gets each piece of text as it arrives and says when it has enough.
  void stream(const std::string& path, const std::function<bool(std::string_view)>& seen);
  /// Ends a stream that another thread reads.
  void shut();

 private:
  Answer ask(const char* method, const std::string& path, const std::string& body);
  void send(const char* method, const std::string& path, const std::string& body);
  bool more();

  int socket_ = -1;
  std::string token_;
  std::string buffer_;
};

/// The subcommands; each prints its figures (or JSON) and returns an error where it could not measure.
struct SignalOptions {
  std::string url;
  std::vector<int> rates{0, 1000, 10000};  ///< other readings per second
  int samples = 100;
};
Status bench_signal(Cli& cli, const SignalOptions& options);
struct RecordsOptions {
  std::string url;
  std::int64_t rows = 1'000'000;
  int repeats = 30;
};
Status bench_records(Cli& cli, const RecordsOptions& options);
struct ReadsOptions {
  std::string url;
  int requests = 5000;
  int rounds = 5;
};
Status bench_reads(Cli& cli, const ReadsOptions& options);
struct TilesOptions {
  std::string url;
  std::int64_t rows = 300'000;
  int repeats = 5;
  bool points = false;  ///< or small areas of eight corners
  int kept_mb = 256;    ///< memory for the register
  std::vector<std::string> ways{"memory", "database", "postgis"};
  std::string save;     ///< folder for some tiles of each way, to be compared by another reader
};
Status bench_tiles(Cli& cli, const TilesOptions& options);
struct SearchOptions {
  std::string url;
  std::int64_t rows = 200'000;
  int repeats = 200;
};
/// Fails where our own search does not find exactly what grep -F finds.
Status bench_search(Cli& cli, const SearchOptions& options);
struct RoadOptions {
  std::string url;  ///< of a database with pgRouting; empty: without it
  std::vector<std::string> networks{"plain:10000", "plain:100000", "plain:1000000"};  ///< or grid:N, or an OSM PBF file
  std::string folder;  ///< keeps what was built and dumped; empty: removed
  bool peers = true;
};
Status bench_road(Cli& cli, const RoadOptions& options);  // cmd_road_bench.cc

}  // namespace muster::app::bench
