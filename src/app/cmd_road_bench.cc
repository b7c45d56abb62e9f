// muster bench road: every kind of question on given networks, held against plain Dijkstra, and
// other programs on the same roads where they are installed.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <ostream>

#include "app/bench/bench.h"
#include "app/cmd_road_peers.h"
#include "errors/road.h"

namespace muster::app::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kBudget_ms = 900'000;

Result<road::Extract> extract_of(const std::string& network) {
  const std::size_t colon = network.find(':');
  const std::string kind = network.substr(0, colon);
  if (kind != "plain" && kind != "grid") return road::read_extract({network});
  std::size_t nodes = 10'000;
  if (colon != std::string::npos) {
    const char* end = network.data() + network.size();
    const auto read = std::from_chars(network.data() + colon + 1, end, nodes);
    if (read.ec != std::errc{} || read.ptr != end || nodes < 100 || nodes > 50'000'000)
      return fail(error::kRoadFileMissing, {}, {{"file", network}});
  }
  const int side = static_cast<int>(std::sqrt(static_cast<double>(nodes)));
  return kind == "grid" ? road::made_up_grid(side, side) : road::made_up_plain(nodes);
}

double cpu_s() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// A folder that is removed with it, unless the user named one.
class Room {
 public:
  static Result<std::unique_ptr<Room>> open(const std::string& wanted) {
    std::unique_ptr<Room> room(new Room());
    room->is_own_ = wanted.empty();
    room->path_ =
        wanted.empty() ? (fs::temp_directory_path() / "muster-bench-XXXXXX").string() : wanted;
    std::error_code wrong;
    if (room->is_own_ && ::mkdtemp(room->path_.data()) == nullptr)
      wrong = std::make_error_code(std::errc::io_error);
    if (!room->is_own_) fs::create_directories(room->path_, wrong);
    if (wrong)
      return fail(error::kRoadFolder, {}, {{"folder", room->path_}, {"reason", wrong.message()}});
    room->path_ = fs::absolute(room->path_).string();
    return room;
  }
  ~Room() {
    std::error_code ignored;
    if (is_own_) fs::remove_all(path_, ignored);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Room() = default;
  std::string path_;
  bool is_own_ = false;
};

void tell(Cli& cli, const std::string& what, double value) {
  if (!cli.json) cli.out << fmt::format("  {:<40} {:>12.4f}\n", what, value) << std::flush;
}

void tell_peer(Cli& cli, const char* name, const json::Object& figures) {
  if (cli.json) return;
  cli.out << "  " << name << ": ";
  for (const auto& [key, value] : figures)
    cli.out << key << ' ' << (value.is_string() ? value.as_string() : json::write(value)) << "  ";
  cli.out << std::endl;
}

Result<json::Object> measure_one(Cli& cli, const RoadOptions& options, const std::string& network,
                                 const std::string& folder) {
  if (!cli.json) cli.out << network << std::endl;
  const auto extract = extract_of(network);
  if (!extract) return fail(extract.error());
  json::Object out{{"network", fs::path(network).filename().string()}};
  const double begun = now_s(), spent = cpu_s();
  const auto report = road::build(*extract, folder);
  if (!report) return fail(report.error());
  out.set("build_s", now_s() - begun);
  out.set("build_cpu_s", cpu_s() - spent);
  out.set("report", road::to_json(*report));
  std::vector<double> loads;
  road::NetworkPtr loaded;
  for (int i = 0; i < 5; ++i) {
    const double start = cpu_s();
    auto made = road::load(folder);
    if (!made) return fail(made.error());
    loads.push_back((cpu_s() - start) * 1000);
    loaded = *std::move(made);
  }
  out.set("load_ms", spread_of(loads).p50);
  const json::Value stats = road::stats(*loaded);
  out.set("bytes", stats["bytes"]);
  out.set("bytes_for", stats["bytes_for"]);
  tell(cli, "nodes", static_cast<double>(report->nodes));
  for (const char* key : {"build_s", "build_cpu_s", "load_ms"})
    tell(cli, key, (*out.find(key)).as_double());
  const auto metric = road::customise(loaded, "lorry");
  if (!metric) return fail(metric.error());
  const json::Object figures = road::measure(
      *metric, [&](const std::string& what, double value) { tell(cli, what, value); });
  for (const auto& [key, value] : figures) out.set(key, value);
  if (!options.peers) return out;
  const std::string arcs = folder + "/arcs.csv";
  if (auto done = road::dump(**metric, folder + "/nodes.csv", arcs); !done)
    return fail(done.error());
  const json::Object theirs =
      pgrouting(options.url, arcs, road::balls(**metric, 10, kBudget_ms), kBudget_ms);
  tell_peer(cli, "pgRouting", theirs);
  out.set("pgrouting", theirs);
  const json::Object others = routino(*extract, folder, **road::customise(loaded, "car"));
  tell_peer(cli, "Routino", others);
  out.set("routino", others);
  return out;
}

}  // namespace

Status bench_road(Cli& cli, const RoadOptions& options) {
  const auto room = Room::open(options.folder);
  if (!room) return fail(room.error());
  json::Array networks;
  std::string differs;
  for (const std::string& network : options.networks) {
    const std::string folder = (*room)->path() + "/" + std::to_string(networks.size());
    auto figures = measure_one(cli, options, network, folder);
    if (!figures) return fail(figures.error());
    const json::Value row(*std::move(figures));
    if (!row.boolean("equal_to_dijkstra")) differs = network;
    if (!cli.json)
      cli.out << (row.boolean("equal_to_dijkstra") ? "  = Dijkstra\n" : "  ≠ Dijkstra\n")
              << std::flush;
    networks.push_back(row);
  }
  if (cli.json)
    cli.out << json::write_pretty(
        json::Object{{"bench", "road"}, {"networks", std::move(networks)}});
  if (!differs.empty()) return fail(error::kRoadNotEqual, {}, {{"network", differs}});
  return {};
}

}  // namespace muster::app::bench
