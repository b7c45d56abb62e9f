#include "app/cmd_road_peers.h"

#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/bench/bench.h"

namespace muster::app::bench {
namespace {

json::Object not_run(std::string why) { return {{"not_run", std::move(why)}}; }

std::string why(const Error& error) {
  const auto& params = error.params;
  return params.empty() ? error_text(error, "en") : params.begin()->second;
}

/// Its complaints are counted, not shown.
Result<std::string> run_quietly(std::vector<std::string> argv) {
  const std::vector<std::string> quiet{"sh", "-c", "exec \"$@\" 2>/dev/null", "sh"};
  argv.insert(argv.begin(), quiet.begin(), quiet.end());
  return run_program(argv);
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

// ---- pgRouting

std::string script_of(const std::string& arcs_csv, const std::vector<road::Ball>& balls,
                      std::uint32_t budget_ms) {
  std::string out = fmt::format(
      "set client_min_messages = warning;\n"
      "create extension if not exists postgis;\ncreate extension if not exists pgrouting;\n"
      "create temp table arc (id serial primary key, source int, target int, cost float8, metres "
      "float8, way bigint);\n"
      "\\copy arc (source, target, cost, metres, way) from '{}' csv header\n"
      "create index on arc (source);\ncreate index on arc (target);\nanalyze arc;\n\\timing on\n",
      arcs_csv);
  std::string sources;
  for (const road::Ball& ball : balls) {
    out += fmt::format(
        "select count(*), round(sum(agg_cost) * 1000) from pgr_drivingDistance('select id, source, "
        "target, cost from arc', {}, {}, true);\n",
        ball.source, budget_ms / 1000.0);
    sources += (sources.empty() ? "" : ",") + std::to_string(ball.source);
  }
  return out + fmt::format(
                   "select count(*), 0 from pgr_dijkstraCostMatrix('select id, source, target, "
                   "cost from arc', array[{}], true);\n",
                   sources);
}

struct Line {
  std::uint64_t count = 0, sum_ms = 0;
  double ms = 0;
};

/// Rows "count|sum" and "Time: 12.345 ms" in turn.
std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const std::size_t bar = line.find('|');
    if (bar != std::string::npos)
      out.push_back(
          {std::stoull(line), static_cast<std::uint64_t>(std::stod(line.substr(bar + 1))), 0});
    else if (line.rfind("Time: ", 0) == 0 && !out.empty())
      out.back().ms = std::stod(line.substr(6));
  }
  return out;
}

}  // namespace

json::Object pgrouting(const std::string& url, const std::string& arcs_csv,
                       const std::vector<road::Ball>& balls, std::uint32_t budget_ms) {
  if (url.empty()) return not_run("no --db");
  const std::string script = arcs_csv + ".sql";
  std::ofstream(script) << script_of(arcs_csv, balls, budget_ms);
  const auto said =
      run_program({"psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", script});
  if (!said) return not_run(why(said.error()));
  const auto lines = lines_of(*said);
  if (lines.size() != balls.size() + 1) return not_run("psql: " + *said);
  bool equal = true;
  std::vector<double> theirs, sweep, dijkstra;
  for (std::size_t i = 0; i < balls.size(); ++i) {
    equal = equal && lines[i].count == balls[i].states && lines[i].sum_ms == balls[i].sum_ms;
    theirs.push_back(lines[i].ms);
    sweep.push_back(balls[i].sweep_ms);
    dijkstra.push_back(balls[i].dijkstra_ms);
  }
  return {{"budget_s", budget_ms / 1000},
          {"isochrone_ms", median(theirs)},
          {"our_sweep_ms", median(sweep)},
          {"our_dijkstra_ms", median(dijkstra)},
          {"matrix_ns_per_cell",
           lines.back().ms * 1e6 / std::max<double>(1, static_cast<double>(lines.back().count))},
          {"equal", equal}};
}

// ---- Routino

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

void write_xml(const road::Extract& extract, const std::string& file) {
  std::ofstream out(file);
  out << "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n";
  for (const auto& [id, at] : extract.nodes)
    out << fmt::format("<node id=\"{}\" version=\"1\" lat=\"{:.7f}\" lon=\"{:.7f}\"/>\n", id,
                       at.lat, at.lon);
  for (const road::ExtractWay& way : extract.ways) {
    out << fmt::format("<way id=\"{}\" version=\"1\">", way.id);
    for (const std::int64_t node : way.nodes) out << fmt::format("<nd ref=\"{}\"/>", node);
    for (const auto& [key, value] : way.tags)
      out << fmt::format("<tag k=\"{}\" v=\"{}\"/>", escaped(key), escaped(value));
    out << "</way>\n";
  }
  out << "</osm>\n";
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

constexpr std::size_t kPairs = 10;
constexpr const char* kShared = "/usr/share/routino";

struct Pair {
  geo::Position from, to;
};

/// Pairs of places spread over the extract between which the metric has a route.
std::vector<Pair> pairs_of(const road::Extract& extract, const road::Metric& metric) {
  const std::size_t count = extract.nodes.size();
  std::vector<Pair> out;
  for (std::size_t i = 0; i < 8 * kPairs && out.size() < kPairs; ++i) {
    const geo::Position from = extract.nodes[i * 7919 % count].second;
    const geo::Position to = extract.nodes[(i * 7919 + count / 2) % count].second;
    if (road::route(metric, {from, 0, 200}, {to, 0, 200})) out.push_back({from, to});
  }
  return out;
}

}  // namespace

json::Object routino(const road::Extract& extract, const std::string& folder,
                     const road::Metric& metric) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const std::string own = folder + "/routino";
  fs::create_directories(own, ignored);
  write_xml(extract, own + "/roads.osm");
  const double from = now_s();
  const auto split =
      run_quietly({"planetsplitter", "--dir=" + own, "--prefix=bench",
                   fmt::format("--tagging={}/tagging.xml", kShared), own + "/roads.osm"});
  if (!split) return not_run("planetsplitter");
  const double build_s = now_s() - from;
  std::vector<double> theirs, ours;
  std::size_t without = 0;
  for (const auto& [a, b] : pairs_of(extract, metric)) {
    const double start = now_s();
    const auto found =
        run_quietly({"routino-router", "--dir=" + own, "--prefix=bench",
                     fmt::format("--profiles={}/profiles.xml", kShared),
                     fmt::format("--translations={}/translations.xml", kShared),
                     "--transport=motorcar", "--quickest", "--output-none", "--quiet",
                     fmt::format("--lat1={:.7f}", a.lat), fmt::format("--lon1={:.7f}", a.lon),
                     fmt::format("--lat2={:.7f}", b.lat), fmt::format("--lon2={:.7f}", b.lon)});
    theirs.push_back((now_s() - start) * 1000);
    without += found ? 0 : 1;
    const double begun = cpu_ms();
    (void)road::route(metric, {.at = a}, {.at = b});
    ours.push_back(cpu_ms() - begun);
  }
  if (theirs.empty()) return not_run("no places");
  return {{"build_s", build_s},
          {"route_ms", median(theirs)},
          {"our_route_ms", median(ours)},
          {"without_route", without}};
}

}  // namespace muster::app::bench
