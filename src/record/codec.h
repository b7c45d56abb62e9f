// Between a Record and its row: typed columns, sealed personal fields, geometry blobs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/model.h"
#include "record/record.h"

namespace muster::record {

class Codec {
 public:
  /// @param key 32 bytes for personal fields.
  Codec(std::string key, db::Engine engine) : key_(std::move(key)), engine_(engine) {}

  /// Columns of a read, in the order that `read` expects: "t.fid, t.id, …".
  [[nodiscard]] std::string select_list(const model::TypeDef& type) const;
  [[nodiscard]] Record read(const model::TypeDef& type, const db::Row& row) const;

  /// INSERT of a record (the database gives the fid unless the record has one), and UPDATE by id.
  void insert(db::Connection& connection, const model::TypeDef& type, const Record& record,
              const std::string& unique_key) const;
  void update(db::Connection& connection, const model::TypeDef& type, const Record& record,
              const std::string& unique_key) const;

  [[nodiscard]] db::Cell to_cell(const model::TypeDef& type, const model::Field& field, const json::Value& value) const;
  [[nodiscard]] json::Value to_value(const model::TypeDef& type, const model::Field& field, const db::Cell& cell) const;
  /// Keyed digest by which a personal value is found; empty value, null cell.
  [[nodiscard]] db::Cell blind_index(const model::Field& field, const json::Value& value) const;
  /// Keyed digest of any text, hex.
  [[nodiscard]] std::string keyed(std::string_view text) const;
  /// The form that enters the journal: personal fields sealed, everything else as it is.
  [[nodiscard]] json::Value for_journal(const model::TypeDef& type, const model::Field& field,
                                        const json::Value& value) const;
  [[nodiscard]] json::Value from_journal(const model::TypeDef& type, const model::Field& field,
                                         const json::Value& value) const;

 private:
  struct Columns {
    std::vector<std::string> names;
    std::vector<std::string> places;  ///< "$n" or ST_GeomFromWKB($n, 4326)
    db::Cells cells;
  };
  [[nodiscard]] Columns columns_of(const model::TypeDef& type, const Record& record, const std::string& unique_key) const;

  std::string key_;
  db::Engine engine_;
};

/// "139****0461"; short values keep their first character only.
[[nodiscard]] std::string masked(std::string_view value);

/// One-line name from the type's template; references stand for their label, choices for their Chinese title.
[[nodiscard]] std::string make_label(const model::Model& model, const model::TypeDef& type, const Record& record,
                                     const std::function<std::string(std::string_view id)>& label_of);

}  // namespace muster::record
