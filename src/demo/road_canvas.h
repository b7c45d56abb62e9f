// Nodes and ways of the generated roads, as they are drawn.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "demo/land.h"
#include "road/road.h"

namespace muster::demo {

class RoadCanvas {
 public:
  using Node = std::int64_t;
  [[nodiscard]] Node add(Position place);
  void way(std::vector<Node> nodes, road::Tags tags);  ///< fewer than two nodes: nothing
  [[nodiscard]] Position at(Node node) const { return out_.nodes[static_cast<std::size_t>(node - 1)].second; }
  [[nodiscard]] std::size_t nodes() const { return out_.nodes.size(); }
  /// The nearest node so far that a dry, unbridged straight way leads to; 0: none.
  [[nodiscard]] Node nearest(Position place, double within_m, const Land& land) const;
  /// What hangs together with the most nodes; all else is left out.
  [[nodiscard]] road::Extract finish();

 private:
  using Cell = std::pair<int, int>;
  [[nodiscard]] static Cell cell_of(Position place);
  road::Extract out_;
  std::map<Cell, std::vector<Node>> cells_;
};

[[nodiscard]] road::Tags road_tags(const char* highway, const std::string& name = {});

}  // namespace muster::demo
