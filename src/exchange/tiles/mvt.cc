#include "exchange/tiles/mvt.h"

#include <protozero/pbf_writer.hpp>

namespace muster::exchange {
namespace {

// Field numbers of vector_tile.proto.
enum TileTag : protozero::pbf_tag_type { kLayers = 3 };
enum LayerTag : protozero::pbf_tag_type { kLayerName = 1, kLayerFeatures = 2, kLayerKeys = 3, kLayerValues = 4, kLayerExtent = 5, kLayerVersion = 15 };
enum FeatureTag : protozero::pbf_tag_type { kFeatureId = 1, kFeatureTags = 2, kFeatureType = 3, kFeatureGeometry = 4 };
enum ValueTag : protozero::pbf_tag_type { kValueText = 1, kValueDouble = 3, kValueInteger = 4, kValueSigned = 6, kValueTruth = 7 };

constexpr std::uint32_t kMoveTo = 1;
constexpr std::uint32_t kLineTo = 2;
constexpr std::uint32_t kClosePath = 7;

class Commands {
 public:
  void many(std::uint32_t command, std::size_t count) { out.push_back(command | (static_cast<std::uint32_t>(count) << 3U)); }
  void go(GridPoint to) {
    out.push_back(protozero::encode_zigzag32(to.x - at_.x));
    out.push_back(protozero::encode_zigzag32(to.y - at_.y));
    at_ = to;
  }
  std::vector<std::uint32_t> out;

 private:
  GridPoint at_;
};

std::vector<std::uint32_t> commands_of(const TileShape& shape) {
  Commands commands;
  if (shape.kind == TileShape::Kind::kPoint) {
    std::size_t count = 0;
    for (const auto& path : shape.paths) count += path.size();
    commands.many(kMoveTo, count);
    for (const auto& path : shape.paths) {
      for (const GridPoint& point : path) commands.go(point);
    }
    return std::move(commands.out);
  }
  for (const auto& path : shape.paths) {
    commands.many(kMoveTo, 1);
    commands.go(path.front());
    commands.many(kLineTo, path.size() - 1);
    for (std::size_t i = 1; i < path.size(); ++i) commands.go(path[i]);
    if (shape.kind == TileShape::Kind::kPolygon) commands.many(kClosePath, 1);
  }
  return std::move(commands.out);
}

std::string message_of(const json::Value& value) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  if (value.is_string()) {
    writer.add_string(kValueText, value.as_string());
  } else if (value.is_bool()) {
    writer.add_bool(kValueTruth, value.as_bool());
  } else if (value.is_integer() && value.as_integer() >= 0) {
    writer.add_int64(kValueInteger, value.as_integer());
  } else if (value.is_integer()) {
    writer.add_sint64(kValueSigned, value.as_integer());  // a negative int64 takes ten bytes
  } else if (value.is_number()) {
    writer.add_double(kValueDouble, value.as_double());
  }
  return bytes;
}

std::uint32_t place_in(std::map<std::string, std::uint32_t, std::less<>>& places, std::vector<std::string>& list, const std::string& text) {
  const auto [at, fresh] = places.try_emplace(text, static_cast<std::uint32_t>(list.size()));
  if (fresh) list.push_back(text);
  return at->second;
}

}  // namespace

std::int64_t twice_area(const std::vector<GridPoint>& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const GridPoint& a = ring[i];
    const GridPoint& b = ring[(i + 1) % ring.size()];
    sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return sum;
}

std::uint32_t TileLayer::key_of(const std::string& key) { return place_in(key_places_, keys_, key); }
std::uint32_t TileLayer::value_of(const json::Value& value) { return place_in(value_places_, values_, message_of(value)); }

void TileLayer::add(std::optional<std::int64_t> id, const TileShape& shape, const json::Object& properties) {
  if (shape.empty()) return;
  std::vector<std::uint32_t> tags;
  for (const auto& [key, value] : properties) {
    if (!value.is_string() && !value.is_number() && !value.is_bool()) continue;
    tags.push_back(key_of(key));
    tags.push_back(value_of(value));
  }
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  if (id) writer.add_uint64(kFeatureId, static_cast<std::uint64_t>(*id));
  writer.add_packed_uint32(kFeatureTags, tags.begin(), tags.end());
  writer.add_enum(kFeatureType, static_cast<std::int32_t>(shape.kind));
  const std::vector<std::uint32_t> commands = commands_of(shape);
  writer.add_packed_uint32(kFeatureGeometry, commands.begin(), commands.end());
  features_.push_back(std::move(bytes));
}

void TileLayer::write_to(std::string& tile) const {
  if (empty()) return;
  protozero::pbf_writer writer(tile);
  protozero::pbf_writer layer(writer, kLayers);
  layer.add_uint32(kLayerVersion, 2);
  layer.add_string(kLayerName, name_);
  for (const std::string& feature : features_) layer.add_message(kLayerFeatures, feature);
  for (const std::string& key : keys_) layer.add_string(kLayerKeys, key);
  for (const std::string& value : values_) layer.add_message(kLayerValues, value);
  layer.add_uint32(kLayerExtent, kTileExtent);
}

}  // namespace muster::exchange
