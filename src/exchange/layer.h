// What the feature service and the tiles share: which registers are layers, what of one its reader may see, and how far it has changed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "db/db.h"
#include "identity/identity.h"
#include "model/model.h"

namespace muster::exchange {

/// The type of a layer, as far as the viewer may read some of it: kNotFound for what is no type, has no place, or is closed to them.
[[nodiscard]] Result<const model::TypeDef*> layer_type(const model::Model& model, const identity::Viewer& viewer, std::string_view name);

/// The rows of one layer that one viewer may read: the permission predicate over alias t, with ledger and without deleted rows.
struct LayerScope {
  std::string where;
  db::Cells cells;
  std::string key;  ///< equal for viewers who see the same rows; SHA-256, 16 hex digits
  // The same in two parts, for rows that are kept in memory.
  std::function<bool(std::string_view jpath)> open_place;  ///< rows of this place may be read
  std::string named;                                       ///< condition of rows that may be read for whom they name; empty: none
  db::Cells named_cells;
};
[[nodiscard]] LayerScope layer_scope(const identity::Viewer& viewer, const model::TypeDef& type, const std::string& ledger);

/// The last journal entry that touched a record of the type; 0 before the first.
[[nodiscard]] std::int64_t change_sequence(db::Connection& connection, const model::TypeDef& type);

/// What a viewer's rows of a layer span; no value without rows, no box without places.
struct Extent {
  std::optional<std::array<double, 4>> box;  ///< west, south, east, north
  std::int64_t first = 0;                    ///< occurred_at, milliseconds
  std::int64_t last = 0;
};
[[nodiscard]] std::optional<Extent> extent_of(db::Connection& connection, const model::TypeDef& type, const LayerScope& scope);

/// Bytes by key, the longest unused thrown out first; thread-safe.
class ByteCache {
 public:
  explicit ByteCache(std::size_t bytes_most) : bytes_most_(bytes_most) {}
  /// What is kept under a key, if it was made for this tag.
  [[nodiscard]] std::optional<std::string> find(const std::string& key, const std::string& tag);
  void keep(const std::string& key, const std::string& tag, const std::string& bytes);

 private:
  struct Kept {
    std::string key;
    std::string tag;
    std::string bytes;
    [[nodiscard]] std::size_t size() const { return key.size() * 2 + tag.size() + bytes.size() + 128; }
  };
  std::size_t bytes_most_;
  std::mutex mutex_;
  std::list<Kept> by_use_;  ///< the last used first
  std::unordered_map<std::string, std::list<Kept>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace muster::exchange
