#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "errors/road.h"
#include "road/metric.h"

namespace muster::road {
namespace {

template <class Rows>
Status write_csv(const std::string& path, const char* header, Rows rows) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << header << '\n';
  rows(out);
  out.close();
  if (!out)
    return fail(error::kRoadFolder, {}, {{"folder", path}, {"reason", std::strerror(errno)}});
  return {};
}

}  // namespace

Status dump(const Metric& metric, const std::string& nodes_csv, const std::string& arcs_csv) {
  const Tables& t = metric.t();
  Status nodes = write_csv(nodes_csv, "id,lon,lat,junction", [&](std::ofstream& out) {
    for (u32 state = 0; state < t.states(); ++state) {
      const geo::Position at = position(t.junctions[state]);
      out << fmt::format("{},{:.7f},{:.7f},{}\n", state, at.lon, at.lat,
                         metric.network->junction_of(state));
    }
  });
  if (!nodes) return nodes;
  return write_csv(arcs_csv, "from,to,seconds,metres,way_id", [&](std::ofstream& out) {
    for (u32 state = 0; state < t.states(); ++state) {
      for (u32 arc = t.first_arc[state]; arc < t.first_arc[state + 1]; ++arc) {
        if (metric.arc_ms[arc] == kNever) continue;
        const Edge& edge = t.edges[t.arc_edge[arc] >> 1];
        out << fmt::format("{},{},{}.{:03},{}.{:03},{}\n", state, t.arc_head[arc],
                           metric.arc_ms[arc] / 1000, metric.arc_ms[arc] % 1000,
                           edge.length_mm / 1000, edge.length_mm % 1000, t.ways[edge.way].id);
      }
    }
  });
}

}  // namespace muster::road
