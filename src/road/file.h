// Private to road: the container of our files. A header, a table of sections, sections of equal
// elements aligned to 64 bytes; written once, mapped for reading. Little-endian.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace muster::road {

inline constexpr std::uint32_t kFileVersion = 3;

enum class FileKind : std::uint32_t { kNetwork = 1, kProfile = 2 };

/// Sections in files; the number is stored.
enum class Part : std::uint32_t {
  kJunctions = 1,
  kEdges,
  kPoints,
  kWays,
  kTexts,
  kEdgesByWay,
  kBoxes,
  kExtraStates,
  kFirstArc,
  kArcHead,
  kArcEdge,
  kBanned,
  kFirstUp,
  kUpHead,
  kWayKinds,
  kReport,
  kDefinition = 64,
  kArcMs,
  kUpMs,
  kDownMs,
  kSmall,
  kNeeded,
  kSnap
};

/// 64 bits over bytes, four multiplied lanes at once; finds damage, is no signature.
[[nodiscard]] std::uint64_t checksum(const char* bytes, std::size_t size);

class FileWriter {
 public:
  FileWriter(FileKind kind, std::uint64_t belongs_to) : kind_(kind), belongs_to_(belongs_to) {}

  /// The elements must live until `write`.
  template <class T>
  void add(Part part, const std::vector<T>& elements) {
    static_assert(std::is_trivially_copyable_v<T>);
    parts_.push_back(
        {part, sizeof(T), elements.size(), reinterpret_cast<const char*>(elements.data())});
  }
  void add(Part part, const std::string& bytes) {
    parts_.push_back({part, 1, bytes.size(), bytes.data()});
  }

  /// Beside the old file, then renamed over it. Returns the checksum. kRoadFolder.
  [[nodiscard]] Result<std::uint64_t> write(const std::string& path) const;

 private:
  struct Piece {
    Part part;
    std::size_t element;
    std::size_t count;
    const char* bytes;
  };
  FileKind kind_;
  std::uint64_t belongs_to_;
  std::vector<Piece> parts_;
};

class MappedFile {
 public:
  /// Maps and verifies. kRoadNetworkMissing, kRoadNetworkBroken, kRoadNetworkVersion.
  static Result<std::unique_ptr<MappedFile>> open(const std::string& path, FileKind kind);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Empty when the part is absent or its elements have another size.
  template <class T>
  [[nodiscard]] std::span<const T> get(Part part) const {
    const Section* section = find(part, sizeof(T));
    if (section == nullptr) return {};
    return {reinterpret_cast<const T*>(bytes_ + section->offset), section->count};
  }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  [[nodiscard]] std::uint64_t belongs_to() const { return belongs_to_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t size_of(Part part) const;  ///< bytes

 private:
  struct Section {
    std::uint32_t part;
    std::uint32_t element;
    std::uint64_t offset;
    std::uint64_t count;
  };
  friend class FileWriter;
  struct Header {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t kind;
    std::uint32_t byte_order;
    std::uint32_t sections;
    std::uint64_t size;
    std::uint64_t belongs_to;
    std::uint64_t sum;  ///< of everything else in the file
    std::array<std::uint64_t, 2> unused;
  };
  static_assert(sizeof(Header) == 64 && sizeof(Section) == 24);

  MappedFile() = default;
  [[nodiscard]] const Section* find(Part part, std::size_t element) const;
  [[nodiscard]] std::string damage(FileKind kind) const;

  const char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t belongs_to_ = 0;
  std::vector<Section> sections_;
};

}  // namespace muster::road
