#include "supply/reached.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace muster::supply {
namespace {

constexpr std::uint32_t kMinute = 60'000;

struct Group {
  std::uint16_t band = 0;
  std::uint32_t minute = 0;
  auto operator<=>(const Group&) const = default;
};

void write_line(std::string& out, const geo::Path& path) {
  char mark = '[';
  for (const geo::Position at : path) {
    fmt::format_to(std::back_inserter(out), "{}[{:.5f},{:.5f}]", mark, at.lon, at.lat);
    mark = ',';
  }
  out += ']';
}

}  // namespace

std::string reached_roads(const road::Network& network, const road::Reach& reach,
                          const std::vector<std::uint32_t>& budgets_ms) {
  std::map<Group, std::vector<const road::ReachedPart*>> groups;
  for (const road::ReachedPart& part : reach.parts)
    groups[{part.band, std::min(part.from_ms, part.to_ms) / kMinute}].push_back(&part);
  std::string out = R"({"type":"FeatureCollection","features":[)";
  bool first = true;
  for (const auto& [group, parts] : groups) {
    std::uint32_t latest = 0;
    out += first ? "" : ",";
    first = false;
    out += R"({"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[)";
    for (const road::ReachedPart* part : parts) {
      latest = std::max({latest, part->from_ms, part->to_ms});
      if (part != parts.front()) out += ',';
      write_line(out, road::edge_line(network, part->edge, part->from, part->to));
    }
    fmt::format_to(std::back_inserter(out),
                   R"(]}},"properties":{{"band":{},"budget_min":{},"from_min":{},"to_min":{:.1f}}}}})",
                   group.band, budgets_ms[group.band] / kMinute, group.minute, latest / 60'000.0);
  }
  return out + "]}";
}

}  // namespace muster::supply
