#include "fuzz/road_entry.h"

#include <cstdlib>

#include "road/dijkstra.h"
#include "road/map.h"
#include "road/sweep.h"

namespace muster::fuzz {
namespace {

using namespace muster::road;

void demand(bool holds) {
  if (!holds) std::abort();
}

void demand_dijkstra(const Metric& metric) {
  Workspace work;
  const auto n = static_cast<u32>(metric.t().states());
  for (const Direction direction : {Direction::kFrom, Direction::kTowards}) {
    for (const u32 start : {0U, n / 2, n - 1}) {
      const std::vector<Seed> seeds{{start, 0, 0}};
      const auto labels = work.run(ladder_of(metric, direction), seeds, 1);
      const auto expected = dijkstra(metric.t(), metric.arc_ms, seeds, direction);
      for (u32 v = 0; v < n; ++v) demand(labels[v] == expected[v]);
    }
  }
}

/// Places strewn over the network: each cell is what Dijkstra finds between where they were put.
void demand_matrix(const Metric& metric) {
  const geo::Box box = extent(network_of(metric));
  std::vector<Place> places;
  for (int i = 0; i < 6; ++i)
    places.push_back({.at = {box.west + (box.east - box.west) * i / 5,
                             box.south + (box.north - box.south) * (i * 2 % 5) / 5},
                      .max_snap_m = 1e5});
  const auto found = matrix(metric, places, places);
  if (!found) return;
  for (std::size_t row = 0; row < places.size(); ++row) {
    std::vector<Seed> seeds, ends;
    add_seeds(metric, found->from[row], Direction::kFrom, 0, 0, seeds);
    const auto label = dijkstra(metric.t(), metric.arc_ms, seeds, Direction::kFrom);
    for (std::size_t column = 0; column < places.size(); ++column) {
      ends.clear();
      add_seeds(metric, found->to[column], Direction::kTowards, 0, 0, ends);
      u32 least = along_edge_ms(metric, found->from[row], found->to[column]);
      for (const Seed& end : ends) least = std::min(least, label[end.state] + end.ms);
      demand(found->at(row, column) == least);
    }
  }
}

void demand_reach(const Metric& metric) {
  const geo::Box box = extent(network_of(metric));
  const geo::Position middle{(box.west + box.east) / 2, (box.south + box.north) / 2};
  ReachRequest request{.sources = {{.at = middle, .max_snap_m = 1e5}},
                       .budgets_ms = {60'000, 600'000}};
  request.areas.cell_m = 200;
  const auto found = reach(metric, request);
  if (!found) return;
  for (const ReachedPart& part : found->parts) {
    demand(part.from >= 0 && part.from < part.to && part.to <= 1);
    demand(part.from_ms <= 600'000 && part.to_ms <= 600'000);
  }
}

MetricPtr small_network() {
  static const MetricPtr metric = [] {
    test::Map map = test::draw({"A----B----C", "|    |    |", "D----E----F"});
    map.extract.ways[0].id = 10;
    return *customise(test::network_of_extract(map.extract), "lorry");
  }();
  return metric;
}

}  // namespace

bool road_extract(const std::uint8_t* data, std::size_t size) {
  const auto extract = read_extract_bytes({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!extract) return false;
  if (extract->ways.size() > 1000) return true;
  const test::Folder folder;
  if (!build(*extract, folder.path())) return true;
  const auto network = load(folder.path());
  demand(network.has_value());
  for (const char* profile : {"lorry", "foot"}) {
    const auto metric = customise(*network, profile);
    demand_dijkstra(**metric);
    demand_matrix(**metric);
    demand_reach(**metric);
  }
  return true;
}

bool road_conditions(const std::uint8_t* data, std::size_t size) {
  const auto value = json::parse({reinterpret_cast<const char*>(data), size});
  if (!value) return false;
  const auto list = conditions_from_geojson(*value);
  if (!list) return false;
  const auto metric = with(small_network(), {.list = *list});
  if (!metric) return false;
  demand_dijkstra(**metric);
  demand_matrix(**metric);
  demand_reach(**metric);
  return true;
}

}  // namespace muster::fuzz
