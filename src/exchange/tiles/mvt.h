// Vector tiles of Mapbox' specification 2.1, written with protozero.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "json/json.h"

namespace muster::exchange {

inline constexpr int kTileExtent = 4096;  ///< units along one side of a tile

struct GridPoint {
  std::int32_t x = 0;  ///< from the tile's west side eastwards
  std::int32_t y = 0;  ///< from its north side southwards
  bool operator==(const GridPoint&) const = default;
};

/// A geometry in units of a tile. Rings are closed by their kind, the first point does not stand again at the end; an outer ring has a
/// positive area by the surveyor's formula in tile coordinates and comes before its holes, whose area is negative (clause 4.3.4.4).
struct TileShape {
  enum class Kind { kPoint = 1, kLine = 2, kPolygon = 3 };
  Kind kind = Kind::kPoint;
  std::vector<std::vector<GridPoint>> paths;
  [[nodiscard]] bool empty() const { return paths.empty(); }
};

/// Twice the area of a ring, positive when it is an outer one.
[[nodiscard]] std::int64_t twice_area(const std::vector<GridPoint>& ring);

class TileLayer {
 public:
  explicit TileLayer(std::string name) : name_(std::move(name)) {}
  /// @param id not negative; @param properties texts, numbers and truths, anything else is left out
  void add(std::optional<std::int64_t> id, const TileShape& shape, const json::Object& properties);
  [[nodiscard]] bool empty() const { return features_.empty(); }
  [[nodiscard]] std::size_t size() const { return features_.size(); }
  /// Appends the layer to a tile; nothing for an empty one.
  void write_to(std::string& tile) const;

 private:
  std::uint32_t key_of(const std::string& key);
  std::uint32_t value_of(const json::Value& value);

  std::string name_;
  std::vector<std::string> features_;  ///< messages
  std::vector<std::string> keys_;
  std::vector<std::string> values_;    ///< messages
  std::map<std::string, std::uint32_t, std::less<>> key_places_;
  std::map<std::string, std::uint32_t, std::less<>> value_places_;
};

}  // namespace muster::exchange
