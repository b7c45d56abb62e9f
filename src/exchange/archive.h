// Zip archives of strangers, opened in memory, with limits on what they may unpack to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "exchange/sheet.h"

namespace muster::exchange {

/// One part being unpacked; not thread-safe, and its archive must outlive it.
class Part {
 public:
  virtual ~Part() = default;
  /// The next bytes, empty at the end. kFileBroken (checksum, cut short), kFileIsBomb.
  virtual Result<std::string_view> next() = 0;
};

class Archive {
 public:
  virtual ~Archive() = default;
  struct Entry {
    std::string name;
    std::uint64_t size = 0;  ///< as the archive claims; unpacking counts for itself
  };
  /// kFileBroken; kFileIsBomb when the claimed sizes pass the limit or no honest text packs so well.
  static Result<std::unique_ptr<Archive>> open(std::string bytes, const Limits& limits);
  [[nodiscard]] virtual const std::vector<Entry>& entries() const = 0;
  [[nodiscard]] virtual bool has(const std::string& name) const = 0;
  virtual Result<std::unique_ptr<Part>> part(const std::string& name) = 0;
  /// A whole part, at most `most` bytes.
  Result<std::string> read(const std::string& name, std::size_t most);
};

}  // namespace muster::exchange
