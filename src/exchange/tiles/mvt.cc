#include "exchange/tiles/mvt.h"

#include <algorithm>
#include <functional>
#include <protozero/pbf_writer.hpp>
#include <protozero/varint.hpp>

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
  explicit Commands(std::vector<std::uint32_t>& out) : out_(out) { out_.clear(); }
  void many(std::uint32_t command, std::size_t count) { out_.push_back(command | (static_cast<std::uint32_t>(count) << 3U)); }
  void go(GridPoint to) {
    out_.push_back(protozero::encode_zigzag32(to.x - at_.x));
    out_.push_back(protozero::encode_zigzag32(to.y - at_.y));
    at_ = to;
  }

 private:
  std::vector<std::uint32_t>& out_;
  GridPoint at_;
};

void commands_of(const TileShape& shape, std::vector<std::uint32_t>& out) {
  Commands commands(out);
  if (shape.kind == TileShape::Kind::kPoint) {
    std::size_t count = 0;
    for (const auto& path : shape.paths) count += path.size();
    commands.many(kMoveTo, count);
    for (const auto& path : shape.paths) {
      for (const GridPoint& point : path) commands.go(point);
    }
    return;
  }
  for (const auto& path : shape.paths) {
    commands.many(kMoveTo, 1);
    commands.go(path.front());
    commands.many(kLineTo, path.size() - 1);
    for (std::size_t i = 1; i < path.size(); ++i) commands.go(path[i]);
    if (shape.kind == TileShape::Kind::kPolygon) commands.many(kClosePath, 1);
  }
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

void put_property(std::string& properties, std::size_t name, const json::Value& value) {
  const std::string message = message_of(value);
  if (message.empty() || name > 255) return;
  properties += static_cast<char>(static_cast<unsigned char>(name));
  protozero::add_varint_to_buffer(&properties, message.size());
  properties += message;
}

std::uint32_t TileLayer::key_of(std::size_t name) {
  std::uint32_t& place = key_places_.at(name);
  if (place == kNoPlace) {
    place = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(static_cast<std::uint32_t>(name));
  }
  return place;
}

// Twice as many slots as values at least, a power of two.
void TileLayer::make_room() {
  if (value_slots_.size() > 2 * values_.size()) return;
  value_slots_.assign(std::max<std::size_t>(256, value_slots_.size() * 4), kNoPlace);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const std::string_view text = std::string_view(texts_).substr(values_[i].first, values_[i].second);
    std::size_t slot = std::hash<std::string_view>{}(text) & (value_slots_.size() - 1);
    while (value_slots_[slot] != kNoPlace) slot = (slot + 1) & (value_slots_.size() - 1);
    value_slots_[slot] = static_cast<std::uint32_t>(i);
  }
}

std::uint32_t TileLayer::value_of(std::string_view message) {
  make_room();
  std::size_t slot = std::hash<std::string_view>{}(message) & (value_slots_.size() - 1);
  for (; value_slots_[slot] != kNoPlace; slot = (slot + 1) & (value_slots_.size() - 1)) {
    const auto& [at, size] = values_[value_slots_[slot]];
    if (std::string_view(texts_).substr(at, size) == message) return value_slots_[slot];
  }
  value_slots_[slot] = static_cast<std::uint32_t>(values_.size());
  values_.emplace_back(texts_.size(), message.size());
  texts_ += message;
  return value_slots_[slot];
}

void TileLayer::add_commands(std::optional<std::int64_t> id, TileShape::Kind kind, std::string_view properties) {
  tags_.clear();
  const char* at = properties.data();
  const char* const end = at + properties.size();
  while (at != end) {
    const auto name = static_cast<unsigned char>(*at++);
    const std::size_t size = protozero::decode_varint(&at, end);
    tags_.push_back(key_of(name));
    tags_.push_back(value_of({at, size}));
    at += size;
  }
  message_.clear();
  protozero::pbf_writer writer(message_);
  if (id) writer.add_uint64(kFeatureId, static_cast<std::uint64_t>(*id));
  writer.add_packed_uint32(kFeatureTags, tags_.begin(), tags_.end());
  writer.add_enum(kFeatureType, static_cast<std::int32_t>(kind));
  writer.add_packed_uint32(kFeatureGeometry, commands_.begin(), commands_.end());
  protozero::pbf_writer(features_).add_message(kLayerFeatures, message_);
  ++count_;
}

void TileLayer::add(std::optional<std::int64_t> id, const TileShape& shape, std::string_view properties) {
  if (shape.empty()) return;
  commands_of(shape, commands_);
  add_commands(id, shape.kind, properties);
}

void TileLayer::add(std::optional<std::int64_t> id, GridPoint point, std::string_view properties) {
  Commands commands(commands_);
  commands.many(kMoveTo, 1);
  commands.go(point);
  add_commands(id, TileShape::Kind::kPoint, properties);
}

void TileLayer::write_to(std::string& tile) const {
  if (empty()) return;
  protozero::pbf_writer writer(tile);
  protozero::pbf_writer layer(writer, kLayers);
  layer.add_uint32(kLayerVersion, 2);
  layer.add_string(kLayerName, name_);
  tile += features_;  // fields of this message, whose writer holds nothing back
  for (const std::uint32_t key : keys_) layer.add_string(kLayerKeys, names_[key]);
  for (const auto& [at, size] : values_) layer.add_message(kLayerValues, texts_.data() + at, size);
  layer.add_uint32(kLayerExtent, kTileExtent);
}

}  // namespace muster::exchange
