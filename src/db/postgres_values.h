// Private to src/db: cells to libpq parameters, and results to cells.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "db/db.h"

namespace muster::db {

/// Parameters of one statement. Types are left to the server, which infers them from the statement:
/// so the same statement text serves both engines. Numbers go as text (shortest exact), blobs as
/// bytes.
class PostgresParameters {
 public:
  explicit PostgresParameters(const Cells& cells);
  [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::string> numbers_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

void read_postgres_row(const PGresult* result, int row, Row& out);

}  // namespace muster::db
