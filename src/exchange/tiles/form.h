// What features of a register's tiles carry, and how a row says it.
#pragma once

#include "db/db.h"
#include "exchange/tiles/mvt.h"
#include "model/model.h"

namespace muster::exchange {

/// Fields that features of a tile carry beside id, label and state: the list columns that are no references, not personal, not structured.
[[nodiscard]] std::vector<const model::Field*> tile_fields(const model::TypeDef& type);

class TileForm {
 public:
  explicit TileForm(const model::TypeDef& type);
  /// Names of all properties, for TileLayer.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// Columns of the table under alias t, each between `before` and `after`: fid first.
  [[nodiscard]] std::string columns(const char* before = "", const char* after = "") const;
  [[nodiscard]] std::size_t column_count() const { return 4 + fields_.size(); }
  /// Properties of a row that begins with these columns.
  [[nodiscard]] std::string properties(const db::Row& row) const;
  [[nodiscard]] std::string cluster(std::int64_t count) const;

 private:
  std::vector<const model::Field*> fields_;
  bool has_states_;
  std::vector<std::string> names_;
};

}  // namespace muster::exchange
