#include "demo/road_canvas.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace muster::demo {
namespace {

constexpr double kCell_m = 500;

}  // namespace

road::Tags road_tags(const char* highway, const std::string& name) {
  road::Tags out{{"highway", highway}};
  if (!name.empty()) out.emplace_back("name", name);
  return out;
}

RoadCanvas::Cell RoadCanvas::cell_of(Position place) {
  return {static_cast<int>(place.lon * kLonMetres / kCell_m),
          static_cast<int>(place.lat * kLatMetres / kCell_m)};
}

RoadCanvas::Node RoadCanvas::add(Position place) {
  // As the network stores it, so that the file does not depend on the last bits.
  place = {std::round(place.lon * 1e7) / 1e7, std::round(place.lat * 1e7) / 1e7};
  const Node id = static_cast<Node>(out_.nodes.size()) + 1;
  out_.nodes.emplace_back(id, place);
  cells_[cell_of(place)].push_back(id);
  return id;
}

void RoadCanvas::way(std::vector<Node> nodes, road::Tags tags) {
  if (nodes.size() < 2) return;
  const auto id = static_cast<std::int64_t>(out_.ways.size()) + 1;
  out_.ways.push_back({.id = id, .nodes = std::move(nodes), .tags = std::move(tags)});
}

RoadCanvas::Node RoadCanvas::nearest(Position place, double within_m, const Land& land) const {
  const auto [column, row] = cell_of(place);
  const int rings = static_cast<int>(within_m / kCell_m) + 1;
  std::vector<std::pair<double, Node>> found;
  for (int c = column - rings; c <= column + rings; ++c) {
    for (int r = row - rings; r <= row + rings; ++r) {
      const auto here = cells_.find({c, r});
      if (here == cells_.end()) continue;
      for (const Node node : here->second) {
        const double far = apart_m(place, at(node));
        if (far <= within_m) found.emplace_back(far, node);
      }
    }
  }
  constexpr std::size_t kTried = 12;
  const std::size_t tried = std::min(found.size(), kTried);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(tried), found.end());
  for (std::size_t i = 0; i < tried; ++i) {
    const Land::Crossing crossing = land.along({place, at(found[i].second)});
    if (crossing.is_dry && !crossing.has_branch) return found[i].second;
  }
  return 0;
}

road::Extract RoadCanvas::finish() {
  std::vector<std::size_t> parent(out_.nodes.size() + 1);
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const road::ExtractWay& way : out_.ways) {
    for (const Node node : way.nodes)
      parent[root(static_cast<std::size_t>(node))] = root(static_cast<std::size_t>(way.nodes.front()));
  }
  std::map<std::size_t, std::size_t> size;
  for (std::size_t i = 1; i < parent.size(); ++i) ++size[root(i)];
  const auto main = std::max_element(size.begin(), size.end(), [](const auto& a, const auto& b) {
    return a.second < b.second;
  });
  const auto is_out = [&](Node node) {
    return main == size.end() || root(static_cast<std::size_t>(node)) != main->first;
  };
  out_.ways.erase(std::remove_if(out_.ways.begin(), out_.ways.end(),
                                 [&](const auto& way) { return is_out(way.nodes.front()); }),
                  out_.ways.end());
  out_.nodes.erase(std::remove_if(out_.nodes.begin(), out_.nodes.end(),
                                  [&](const auto& node) { return is_out(node.first); }),
                   out_.nodes.end());
  out_.generated = true;
  out_.attribution = "生成路网 · generated roads";
  return std::move(out_);
}

}  // namespace muster::demo
