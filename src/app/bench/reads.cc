// CPU of a list and of an object read beside nginx serving a file of the same size, by the same client in turns.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "app/bench/bench.h"

namespace muster::app::bench {
namespace {

namespace fs = std::filesystem;

/// nginx with one worker over a folder; nothing where it is not installed.
class Nginx {
 public:
  static std::unique_ptr<Nginx> start(const std::string& folder, int port) {
    if (!run_program({"sh", "-c", "command -v nginx || ls /usr/sbin/nginx"})) return nullptr;
    std::unique_ptr<Nginx> out(new Nginx());
    out->port_ = port;
    std::ofstream(folder + "/nginx.conf")
        << "daemon off; master_process off; worker_processes 1; pid " << folder << "/pid; error_log " << folder << "/error.log;\n"
        << "events { worker_connections 64; }\nhttp { access_log off; keepalive_requests 1000000; client_body_temp_path " << folder << "/b; proxy_temp_path "
        << folder << "/p; fastcgi_temp_path " << folder << "/f; uwsgi_temp_path " << folder << "/u; scgi_temp_path " << folder << "/s;\n"
        << "server { listen 127.0.0.1:" << port << "; root " << folder << "; } }\n";
    out->process_ = ::fork();
    if (out->process_ == 0) {
      ::execl("/usr/sbin/nginx", "nginx", "-c", (folder + "/nginx.conf").c_str(), nullptr);
      ::_exit(127);
    }
    for (int i = 0; i < 100; ++i) {
      try {
        const Connection probe(port, "");
        return out;
      } catch (const std::exception&) {
        ::usleep(20'000);
      }
    }
    return nullptr;
  }
  ~Nginx() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;
  [[nodiscard]] pid_t process() const { return process_; }
  [[nodiscard]] int port() const { return port_; }

 private:
  Nginx() = default;
  pid_t process_ = -1;
  int port_ = 0;
};

struct Side {
  std::vector<double> us;  ///< CPU per request, a figure for each round
  std::size_t bytes = 0;
};

/// @param anew each request asks with another address, so that no kept answer serves it
void round_of(Side& side, int port, const std::string& token, pid_t process, const std::string& path, int requests, bool anew = false) {
  Connection connection(port, token);
  side.bytes = connection.get(path).body.size();
  const std::string mark = (path.find('?') == std::string::npos ? "?" : "&") + std::string("round=") + std::to_string(side.us.size()) + '.';
  const double before = cpu_of(process);
  for (int i = 0; i < requests; ++i) connection.get(anew ? path + mark + std::to_string(i) : path);
  side.us.push_back((cpu_of(process) - before) * 1e6 / requests);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

json::Object shown(const Side& side) {
  return {{"bytes", side.bytes}, {"cpu_us_least", std::round(*std::ranges::min_element(side.us) * 10) / 10}, {"cpu_us_median", std::round(median(side.us) * 10) / 10}};
}

}  // namespace

Status bench_reads(Cli& cli, const ReadsOptions& options) {
  const auto server = Served::start(options.url);
  if (!server) return fail(server.error());
  Connection connection((*server)->port(), (*server)->token());
  const auto gauges = json::parse(connection.get("/api/v1/records/gauge?limit=1").body);
  if (!gauges || (*gauges)["items"].as_array().empty()) return fail(error::kNotFound, "", {{"what", "gauge"}});
  const std::string object = "/api/v1/records/gauge/" + (*gauges)["items"].as_array().front().text("id");
  std::string folder = (fs::temp_directory_path() / "muster-nginx-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail(error::kStorageUnavailable, "", {{"reason", folder}});
  fs::permissions(folder, fs::perms::all);
  const std::unique_ptr<Nginx> nginx = Nginx::start(folder, (*server)->port() + 1);
  if (nginx == nullptr) cli.err << "没有 nginx，只量本方 · nginx is not installed: our side only\n";
  json::Array rows;
  struct Read {
    const char* name;
    std::string path;
    bool anew = false;
  };
  for (const auto& [name, path, anew] : {Read{"list of 50", "/api/v1/records/dike_section?limit=50"}, Read{"list of 50 anew", "/api/v1/records/dike_section?limit=50", true},
                                         Read{"list of 1", "/api/v1/records/dike_section?limit=1"}, Read{"object", object}, Read{"object anew", object, true},
                                         Read{"tile", "/tiles/dike_section/9/415/210.mvt"}, Read{"tile anew", "/tiles/dike_section/9/415/210.mvt", true}, Read{"healthz", "/healthz"}}) {
    const std::string file = "/file-" + std::to_string(rows.size());
    std::ofstream(folder + file) << Connection((*server)->port(), (*server)->token()).get(path).body;  // one kept from the start would be closed as idle
    Side ours, theirs;
    for (int round = 0; round < options.rounds; ++round) {
      round_of(ours, (*server)->port(), (*server)->token(), (*server)->process(), path, options.requests, anew);
      if (nginx != nullptr) round_of(theirs, nginx->port(), "", nginx->process(), file, options.requests);
    }
    json::Object row{{"read", name}, {"muster", shown(ours)}};
    if (nginx != nullptr) row.set("nginx_file", shown(theirs));
    if (!cli.json) {
      cli.out << fmt::format("{:<15} {:>6} B  muster {:>7.1f} µs CPU a request (median {:.1f})", name, ours.bytes, *std::ranges::min_element(ours.us), median(ours.us));
      if (nginx != nullptr) cli.out << fmt::format(" · nginx file {:.1f} (median {:.1f})", *std::ranges::min_element(theirs.us), median(theirs.us));
      cli.out << std::endl;
    }
    rows.emplace_back(std::move(row));
  }
  if (cli.json) cli.out << json::write_pretty(json::Object{{"bench", "reads"}, {"rows", std::move(rows)}});
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return {};
}

}  // namespace muster::app::bench
