#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "geo/geo.h"
#include "errors/geometry.h"

namespace muster::geo {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::int32_t kSrs = 4326;
constexpr std::uint32_t kEwkbZ = 0x80000000U;
constexpr std::uint32_t kEwkbM = 0x40000000U;
constexpr std::uint32_t kEwkbSrid = 0x20000000U;

std::uint32_t code_of(Kind kind) {
  switch (kind) {
    case Kind::kPoint:
      return 1;
    case Kind::kLine:
      return 2;
    case Kind::kPolygon:
      return 3;
    case Kind::kMultiPoint:
      return 4;
    case Kind::kMultiLine:
      return 5;
    case Kind::kMultiPolygon:
      return 6;
  }
  return 0;
}

/// The kind of a multi geometry's parts; itself for the others.
std::uint32_t part_code(std::uint32_t code) { return code > 3 ? code - 3 : code; }

template <class T>
void put(std::string& out, T value) {
  std::array<char, sizeof(T)> bytes{};
  std::memcpy(bytes.data(), &value, sizeof(T));
  out.append(bytes.data(), bytes.size());
}

void put_count(std::string& out, std::size_t count) { put(out, static_cast<std::uint32_t>(count)); }

void put_position(std::string& out, Position p) {
  put(out, p.lon);
  put(out, p.lat);
}

void put_path(std::string& out, const Path& path) {
  put_count(out, path.size());
  for (const Position& position : path) put_position(out, position);
}

void put_part(std::string& out, std::uint32_t code, const Part& part) {
  out += '\x01';
  put(out, code);
  if (code == 1) return put_position(out, part.front().front());
  if (code == 2) return put_path(out, part.front());
  put_count(out, part.size());
  for (const Path& ring : part) put_path(out, ring);
}

void put_empty(std::string& out, std::uint32_t code) {
  out += '\x01';
  put(out, code);
  if (code != 1) return put_count(out, 0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  put_position(out, {nan, nan});
}

/// Reads through the bytes; after the first thing missing every read gives zero and `bad` stays
/// set.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool bad() const { return bad_; }
  [[nodiscard]] std::size_t offset() const { return at_; }
  void set_little(bool little) { little_ = little; }
  void refuse() { bad_ = true; }

  template <class T>
  T get() {
    T value{};
    if (bad_ || bytes_.size() - at_ < sizeof(T)) {
      bad_ = true;
      return value;
    }
    std::array<char, sizeof(T)> raw{};
    for (std::size_t i = 0; i < sizeof(T); ++i)
      raw[little_ ? i : sizeof(T) - 1 - i] = bytes_[at_ + i];
    std::memcpy(&value, raw.data(), sizeof(T));
    at_ += sizeof(T);
    return value;
  }

  void skip(std::size_t count) {
    if (bad_ || bytes_.size() - at_ < count)
      bad_ = true;
    else
      at_ += count;
  }

  /// A count of items of at least `item_size` bytes each, so that a hostile count allocates
  /// nothing.
  std::size_t count(std::size_t item_size) {
    const std::size_t n = get<std::uint32_t>();
    if (!bad_ && n > (bytes_.size() - at_) / item_size) bad_ = true;
    return bad_ ? 0 : n;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool little_ = true;
  bool bad_ = false;
};

struct Head {
  std::uint32_t code = 0;      // 1 to 6
  std::size_t dimensions = 2;  // doubles per position
};

Head read_head(Reader& in) {
  const auto order = in.get<std::uint8_t>();
  if (order > 1) in.refuse();
  in.set_little(order == 1);
  auto type = in.get<std::uint32_t>();
  Head head;
  if ((type & kEwkbZ) != 0) ++head.dimensions;
  if ((type & kEwkbM) != 0) ++head.dimensions;
  if ((type & kEwkbSrid) != 0) in.skip(sizeof(std::int32_t));
  type &= ~(kEwkbZ | kEwkbM | kEwkbSrid);
  const std::uint32_t iso = type / 1000;  // 1 Z, 2 M, 3 ZM
  if (iso > 0 && iso <= 3) head.dimensions = iso == 3 ? 4 : 3;
  head.code = iso <= 3 ? type % 1000 : type;
  return head;
}

Position read_position(Reader& in, const Head& head) {
  Position position;
  position.lon = in.get<double>();
  position.lat = in.get<double>();
  in.skip((head.dimensions - 2) * sizeof(double));
  return position;
}

Path read_path(Reader& in, const Head& head) {
  Path path(in.count(head.dimensions * sizeof(double)));
  for (Position& position : path) position = read_position(in, head);
  return path;
}

/// An empty part (no rings, no vertices, a NaN point) reads as a part without paths.
Part read_part(Reader& in, const Head& head) {
  Part part;
  if (head.code == 1) {
    const Position position = read_position(in, head);
    if (!std::isnan(position.lon)) part.push_back({position});
  } else if (head.code == 2) {
    Path path = read_path(in, head);
    if (!path.empty()) part.push_back(std::move(path));
  } else {
    part.resize(in.count(sizeof(std::uint32_t)));
    for (Path& ring : part) ring = read_path(in, head);
  }
  return part;
}

Result<Geometry> read_geometry(Reader& in) {
  const Head head = read_head(in);
  if (!in.bad() && (head.code < 1 || head.code > 6)) {
    return fail(error::kGeometryKind, "",
                {{"value", std::to_string(head.code)}, {"allowed", "1–6"}});
  }
  constexpr std::array kKinds = {Kind::kPoint,       Kind::kPoint,      Kind::kLine,
                                 Kind::kPolygon,     Kind::kMultiPoint, Kind::kMultiLine,
                                 Kind::kMultiPolygon};
  Geometry geometry{in.bad() ? Kind::kPoint : kKinds[head.code], {}};
  const std::uint32_t inner = part_code(head.code);
  constexpr std::size_t kSmallestPart = 9;
  const std::size_t parts = inner == head.code ? 1 : in.count(kSmallestPart);
  for (std::size_t i = 0; i < parts && !in.bad(); ++i) {
    const Head part_head = inner == head.code ? head : read_head(in);
    if (part_head.code != inner) in.refuse();
    Part part = read_part(in, part_head);
    if (!part.empty()) geometry.parts.push_back(std::move(part));
  }
  if (in.bad())
    return fail(error::kBadGeometryBytes, "", {{"offset", std::to_string(in.offset())}});
  return geometry;
}

/// Bytes of the GeoPackage envelope by its indicator: none, xy, xyz, xym, xyzm.
constexpr std::array<std::size_t, 5> kEnvelopeBytes = {0, 32, 48, 48, 64};

}  // namespace

std::string to_wkb(const Geometry& geometry) {
  std::string out;
  const std::uint32_t code = code_of(geometry.kind);
  if (geometry.empty()) {
    put_empty(out, code);
  } else if (part_code(code) == code) {
    put_part(out, code, geometry.parts.front());
  } else {
    out += '\x01';
    put(out, code);
    put_count(out, geometry.parts.size());
    for (const Part& part : geometry.parts) put_part(out, part_code(code), part);
  }
  return out;
}

Result<Geometry> from_wkb(std::string_view bytes) {
  Reader in(bytes);
  return read_geometry(in);
}

std::string to_gpkg(const Geometry& geometry) {
  constexpr char kLittleEndian = 1;
  constexpr char kEnvelopeXy = 1 << 1;
  constexpr char kEmpty = 1 << 4;
  std::string out = "GP";
  out += '\0';  // version 1
  out += geometry.empty() ? static_cast<char>(kLittleEndian | kEmpty)
                          : static_cast<char>(kLittleEndian | kEnvelopeXy);
  put(out, kSrs);
  if (!geometry.empty()) {
    const Box box = box_of(geometry);
    for (const double edge : {box.west, box.east, box.south, box.north}) put(out, edge);
  }
  return out + to_wkb(geometry);
}

Result<Geometry> from_gpkg(std::string_view bytes) {
  constexpr std::size_t kHeader = 8;
  const auto flags = bytes.size() < kHeader ? 0U : static_cast<unsigned char>(bytes[3]);
  const std::size_t envelope = (flags >> 1U) & 0x7U;
  if (bytes.size() < kHeader || bytes.substr(0, 2) != "GP" || envelope >= kEnvelopeBytes.size()) {
    return fail(error::kBadGeometryBytes, "", {{"offset", "0"}});
  }
  const std::size_t start = kHeader + kEnvelopeBytes[envelope];
  if (bytes.size() < start)
    return fail(error::kBadGeometryBytes, "", {{"offset", std::to_string(bytes.size())}});
  return from_wkb(bytes.substr(start));
}

}  // namespace muster::geo
