// Vector tiles of Mapbox' specification 2.1, written with protozero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// Properties of one feature, encoded once for any number of tiles: for each its name's place in a list, and the value as the format's
/// message. Appends a text, number or truth; of anything else, or a name's place beyond 255, nothing.
void put_property(std::string& properties, std::size_t name, const json::Value& value);

class TileLayer {
 public:
  /// @param names of properties, by their places
  TileLayer(std::string name, const std::vector<std::string>& names) : name_(std::move(name)), names_(names), key_places_(names.size(), kNoPlace) {}
  /// @param id not negative; @param properties of put_property
  void add(std::optional<std::int64_t> id, const TileShape& shape, std::string_view properties);
  void add(std::optional<std::int64_t> id, GridPoint point, std::string_view properties);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t size() const { return count_; }
  /// Appends the layer to a tile; nothing for an empty one.
  void write_to(std::string& tile) const;

 private:
  static constexpr std::uint32_t kNoPlace = 0xFFFFFFFF;
  void add_commands(std::optional<std::int64_t> id, TileShape::Kind kind, std::string_view properties);
  std::uint32_t key_of(std::size_t name);
  std::uint32_t value_of(std::string_view message);
  void make_room();

  std::string name_;
  const std::vector<std::string>& names_;
  std::size_t count_ = 0;
  std::string features_;                        ///< fields of the layer's message
  std::vector<std::uint32_t> keys_;             ///< places in names_
  std::vector<std::uint32_t> key_places_;       ///< by place in names_
  std::vector<std::pair<std::size_t, std::size_t>> values_;  ///< where each value stands in texts_, and its length
  std::string texts_;
  std::vector<std::uint32_t> value_slots_;      ///< open addressing: place in values_, or kNoPlace
  std::vector<std::uint32_t> commands_;         ///< of the feature in hand, as its tags_ and message_
  std::vector<std::uint32_t> tags_;
  std::string message_;
};

}  // namespace muster::exchange
